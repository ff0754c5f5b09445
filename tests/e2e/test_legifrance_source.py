"""The Légifrance API as the product reads it: `tracker poll` against an API on loopback that misbehaves."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from tests.feeds.site import Asked, Reply, Site, serve
from tests.home import Home
from tests.sinks import HookSink

ID, SECRET = "identifiant-d-essai", "secret-d-essai"
JSON = {"Content-Type": "application/json"}


@dataclass
class Api:
    """The API, which answers with the samples; *faults* are what it answers first."""

    site: Site
    samples: Path
    found: bool = True
    faults: list[Reply] = field(default_factory=list)
    given: int = 0

    def __post_init__(self) -> None:
        self.site.pages["/token"] = self._token
        self.site.pages["/api/search"] = self._guarded(self._search)
        self.site.pages["/api/consult/cnil"] = self._guarded(self._consult)

    def sample(self, name: str, status: int = 200) -> Reply:
        return Reply((self.samples / name).read_bytes(), status, JSON)

    def _token(self, asked: Asked) -> Reply:
        form = parse_qs(asked.body.decode())
        if (form["client_id"], form["client_secret"]) != ([ID], [SECRET]):
            return self.sample("token-400-invalid-client.json", 400)
        self.given += 1
        body = {"access_token": f"jeton-{self.given}", "token_type": "Bearer", "expires_in": 3600}
        return Reply(json.dumps(body).encode(), headers=JSON)

    def _guarded(self, method: Callable[[dict[str, object]], Reply]) -> Callable[[Asked], Reply]:
        def reply(asked: Asked) -> Reply:
            return self.faults.pop(0) if self.faults else method(json.loads(asked.body))

        return reply

    def _search(self, body: dict[str, object]) -> Reply:
        shown = self.found and body["fond"] == "CNIL"
        return self.sample("search-cnil-200.json" if shown else "search-empty-200.json")

    def _consult(self, body: dict[str, object]) -> Reply:
        if body["textId"] == "CNILTEXT000049057224":
            return self.sample("consult-cnil-200.json")
        return self.sample("consult-400-unknown-id.json", 400)


@pytest.fixture
def api(shared: Path) -> Iterator[Api]:
    with serve() as site:
        yield Api(site, shared / "fixtures" / "legifrance")


@pytest.fixture
def home(home: Home, api: Api, hook: HookSink, monkeypatch: pytest.MonkeyPatch) -> Home:
    """Return a home whose credentials are kept in the environment and in a file."""
    monkeypatch.setenv("PISTE_CLIENT_ID", ID)
    (home.path / "piste-secret").write_text(f"{SECRET}\n", "utf-8")
    home.config = (
        f'[fetch]\nallow_private_hosts = ["{api.site.netloc}"]\n'
        f'[[alerts.routes]]\nname = "dpo"\ntargets = ["{hook.url}"]\n'
    )
    home.sources = [
        '[[sources]]\nid = "legifrance"\nkind = "legifrance"\nevery = "1s"\n'
        'client_id = "env:PISTE_CLIENT_ID"\nclient_secret = "file:piste-secret"\n'
        'phrases = ["plateforme des données de santé"]\n'
        f'url = "{api.site.url("/api")}"\ntoken_url = "{api.site.url("/token")}"\n'
    ]
    return home


def test_a_deliberation_that_the_search_finds_later_is_told_once(
    home: Home, api: Api, hook: HookSink
) -> None:
    """The text that only the search knows is told, and costs nothing else."""
    api.found = False
    first = home.run("poll")
    api.found = True

    second, third = home.run("poll"), home.run("poll")

    assert "legifrance: first poll, 0 documents recorded in silence" in first.out, first.err
    assert "legifrance: changed, 1 new or revised documents" in second.out, second.err
    assert "CNILTEXT000051882467: the search names it, and the API does not know it" in second.out
    assert "legifrance: unchanged" in third.out
    [alert] = hook.received
    assert "EMC2" in alert.title
    emc2 = home.status()["emc2"]
    assert (emc2["standing"], emc2["establishment"]) == ("authorised", "official")


def test_a_database_that_always_fails_does_not_silence_the_others(
    home: Home, api: Api, hook: HookSink
) -> None:
    """A lasting fault of one must not keep the source in its silent first poll for ever."""
    search = api.site.pages["/api/search"]
    assert callable(search)

    def without_cetat(asked: Asked) -> Reply:
        return Reply(b"", 502) if json.loads(asked.body)["fond"] == "CETAT" else search(asked)

    api.site.pages["/api/search"] = without_cetat
    api.found = False
    first = home.run("poll")
    api.found = True

    second = home.run("poll")

    assert (first.code, second.code) == (1, 1), "the fault is told each time"
    assert "the API of Légifrance answered 502" in second.err
    [alert] = hook.received
    assert "EMC2" in alert.title


def test_a_search_made_wider_finds_the_past_and_alerts_nobody(home: Home, hook: HookSink) -> None:
    """The deliberation of 2023 was there before anybody looked for it in the CNIL's database."""
    [narrow] = home.sources
    home.sources = [narrow + 'fonds = ["JORF"]\n']
    home.run("poll")
    home.sources = [narrow]

    polled = home.run("poll")

    assert "1 texts that only the wider source shows are recorded in silence" in polled.out, polled.err
    assert hook.received == []
    assert home.status()["emc2"]["standing"] == "authorised"


def test_an_error_that_comes_with_a_200_is_a_failure(home: Home, api: Api, hook: HookSink) -> None:
    """The first poll is not over, and what the next one finds is still the past."""
    api.faults = [Reply(b'{"error": 503, "message": "Service Unavailable"}', headers=JSON)] * 3

    failed, then = home.run("poll"), home.run("poll")

    assert failed.code == 1
    assert "answered an error with a 200" in failed.err
    assert "first poll, 1 documents recorded in silence" in then.out, then.err
    assert hook.received == []


def test_an_expired_token_is_renewed_without_a_word(home: Home, api: Api) -> None:
    api.faults = [Reply(b'{"error": "invalid_token"}', 401, JSON)]

    polled = home.run("poll")

    assert polled.code == 0, polled.err
    assert api.given == 2


def test_a_quota_that_is_used_up_waits_as_long_as_the_api_says(home: Home, api: Api) -> None:
    api.faults = [Reply(b"", 429, {"Retry-After": "7200"})]

    polled = home.run("poll")

    assert polled.code == 1
    assert "the quota at PISTE is used up (429)" in polled.err
    [row] = home.run("sources", "--format", "json").json["sources"]
    waits = float(row["next_poll"][11:13]) * 60 + float(row["next_poll"][14:16])
    asked = float(row["last_poll"][11:13]) * 60 + float(row["last_poll"][14:16])
    assert 110 <= (waits - asked) % 1440 <= 130


def test_wrong_credentials_are_told_and_shown_nowhere(home: Home, api: Api) -> None:
    """Neither a log, nor an error, nor the store holds a secret."""
    (home.path / "piste-secret").write_text("un-autre-secret", "utf-8")

    checked, polled = home.run("check"), home.run("poll")

    assert (checked.code, polled.code) == (3, 1), checked.out
    for told in (checked.out, polled.err):
        assert "PISTE refuses the credentials (invalid_client)" in told
    printed = checked.out + checked.err + polled.out + polled.err
    listed = home.run("sources", "--format", "json").out
    stored = b"".join(path.read_bytes() for path in home.path.glob("tracker.db*")).decode("latin-1")
    for secret in (ID, "un-autre-secret", "jeton-"):
        assert secret not in printed + listed + stored
    assert api.given == 0


def test_credentials_that_are_not_there_are_told_by_their_place(
    home: Home, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PISTE_CLIENT_ID")

    checked, polled = home.run("check"), home.run("poll")

    assert "the environment variable PISTE_CLIENT_ID is not set" in checked.out
    assert "legifrance: FAILED: the environment variable PISTE_CLIENT_ID is not set" in polled.err
    assert api.site.asked == []


def test_check_asks_for_one_page(home: Home, api: Api) -> None:
    home.run("init", "--no-baseline")

    checked = home.run("check")

    assert "source legifrance: the API answers: 2 texts of this month in CNIL" in checked.out
    assert api.site.paths() == ["/token", "/api/search"]
