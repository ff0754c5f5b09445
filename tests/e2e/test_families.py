"""One text by several ways: the archive, the API, the Journal officiel, a file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.test_archives import AUTHORISES, EMC2, FULL, put
from tests.e2e.test_legifrance_source import ID, SECRET, Api
from tests.feeds.site import Site, serve
from tests.home import Home
from tests.sinks import HookSink


@pytest.fixture
def dila() -> Iterator[Site]:
    with serve() as site:
        yield site


def test_one_deliberation_by_four_ways_is_told_once_and_counts_as_one(
    home: Home, dila: Site, hook: HookSink, shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever counts voices would else find four that confirm one another, and hear four times of it."""
    samples = shared / "fixtures" / "dila" / "synthetic"
    archives = {name: (samples / name).read_bytes() for name in (FULL, AUTHORISES)}
    monkeypatch.setenv("PISTE_ID", ID)
    monkeypatch.setenv("PISTE_SECRET", SECRET)
    with serve() as site:
        api = Api(site, shared / "fixtures" / "legifrance", found=False)
        home.config = (
            f'[fetch]\nallow_private_hosts = ["{dila.netloc}", "{site.netloc}"]\n'
            f'[[alerts.routes]]\nname = "dpo"\ntargets = ["{hook.url}"]\n'
        )
        home.sources = [
            f'[[sources]]\nid = "archives"\nkind = "dila"\nurl = "{dila.url("/CNIL/")}"\n',
            '[[sources]]\nid = "api"\nkind = "legifrance"\nclient_id = "env:PISTE_ID"\n'
            f'client_secret = "env:PISTE_SECRET"\nurl = "{site.url("/api")}"\ntoken_url = "{site.url("/token")}"\n',
        ]
        put(dila, {FULL: archives[FULL]})
        assert home.run("poll").code == 0
        put(dila, archives)
        api.found = True

        polled = home.run("poll")
    filed = home.run("ingest", str(samples / f"{EMC2}.xml"))
    page = a_page(home)
    official = home.run("ingest", str(page))

    assert polled.code == filed.code == official.code == 0, polled.err + filed.err + official.err
    assert ["EMC2" in alert.title for alert in hook.received] == [True]
    [decision] = [
        each for each in home.run("history", "emc2", "--format", "json").json["decisions"]
        if each["kind"] == "hosting-authorised"
    ]  # fmt: skip
    assert decision["sources"] == 1
    witnesses = home.run("explain", "emc2", "--format", "json").json["because"][0]["witnesses"]
    assert len({each["document"] for each in witnesses}) == 4
    first = witnesses[0]["document"]
    others = {each["same_text_as"] for each in witnesses if each["document"] != first}
    assert others == {first}
    assert "the same text by another way: official" in home.run("explain", "emc2").out
    assert home.run("verify").code == 0


def a_page(home: Home) -> Path:
    """Return a file with what the CNIL says on a page of its own, under the address of the text."""
    line = {
        "id": "page-1",
        "source": {"kind": "cnil", "name": "cnil.fr", "url": "https://www.cnil.fr/"},
        "published": "2024-01-31",
        "title": "Délibération n° 2023-146 du 21 décembre 2023",
        "text": "Par sa délibération n° 2023-146 du 21 décembre 2023, la CNIL autorise l'entrepôt EMC2, hébergé par "
        "Microsoft, pour une durée de trois ans.",
        "url": f"https://www.legifrance.gouv.fr/cnil/id/{EMC2}",
    }
    path = home.path / "page.jsonl"
    path.write_text(json.dumps(line), "utf-8")
    return path
