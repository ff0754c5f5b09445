"""The commands about reading, on a real store: reextract, why-not, extract --trace."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.home import Home, a_feed, a_source
from tests.sinks import HookSink, Site

DAY = datetime(2024, 1, 31, 9, tzinfo=UTC)
LISTED = '[[platforms]]\nid = "orpheon"\nname = "Registre Orphéon"\naliases = ["Orphéon"]\n'
ROUTE = '[[alerts.routes]]\nname = "dpo"\ntargets = ["{url}"]\n'
TEXTS = {
    "told": "La Cnil a autorisé le 12 novembre 2026, pour trois ans, le registre Orphéon, hébergé par OVHcloud.",
    "denied": "La Cnil n'a pas autorisé l'entrepôt EMC2.",
    "twice-told": "Pour rappel, la Cnil avait autorisé le 12 novembre 2026 le registre Orphéon.",
    "weather": "Il pleut sur la ville.",
    "vault": "La Cnil a autorisé mardi la malle bleue, hébergée par OVHcloud.",
    "unclear": "La C\u200bnil a autorisé le 3 novembre 2026 l'entrepôt EMC2.",
}


def lines(*names: str) -> str:
    rows = [
        {
            "id": name,
            "source": {"kind": "press", "name": "Journal"},
            "published": "2026-11-14",
            "language": "fr",
            "title": "Hébergement des données de santé",
            "summary": "",
            "text": TEXTS[name],
            "url": f"https://journal.example/{name}",
        }
        for name in names
    ]
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


@pytest.fixture(scope="module")
def ingested(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("ingested"))
    path = home.path / "documents.jsonl"
    path.write_text(lines(*TEXTS), "utf-8")
    done = home.run("ingest", str(path))
    assert done.code == 0, done.err
    return home


@pytest.fixture
def filled(ingested: Home, tmp_path: Path) -> Home:
    """Return a home whose log holds all the texts, read without Orphéon in the catalogue."""
    shutil.copytree(ingested.path, tmp_path, dirs_exist_ok=True)
    return Home(tmp_path)


def why(home: Home, name: str) -> Any:  # noqa: ANN401 - JSON
    done = home.run("why-not", name, "--format", "json")
    assert done.code == 0, done.err
    [answer] = done.json["documents"]
    return answer


def reextract(home: Home, *arguments: str) -> Any:  # noqa: ANN401 - JSON
    done = home.run("reextract", "--format", "json", *arguments)
    assert done.code == 0, done.err
    return done.json


def count_of_events(home: Home) -> int:
    return len(home.run("events", "--format", "jsonl").out.splitlines())


def events_of(home: Home, kind: str) -> Any:  # noqa: ANN401 - JSON
    return home.run("events", "--type", kind, "--format", "json").json


def test_an_unlisted_platform_waits_and_shows_in_no_status(filled: Home) -> None:
    assert not [name for name in filled.status() if name.startswith("other:")]
    [claim] = why(filled, "told")["claims"]

    assert (claim["platform"], claim["became"]) == ("other:orpheon", "unlisted-platform")
    assert claim["add"].splitlines()[:3] == ["[[platforms]]", 'id = "orpheon"', 'name = "Orphéon"']


def test_what_why_not_says_to_add_makes_the_claim_firm(filled: Home) -> None:
    """Configuration alone: no code is touched, and the old text is read anew."""
    filled.config = why(filled, "told")["claims"][0]["add"]

    answer = reextract(filled)

    assert filled.status()["orpheon"]["standing"] == "authorised"
    assert answer["decisions"][0]["happened"] == "recorded"
    assert why(filled, "told")["claims"][0]["became"] == "decision"
    assert why(filled, "twice-told")["claims"][0]["became"] == "recall"


def test_a_dry_run_shows_the_same_and_records_nothing(filled: Home) -> None:
    filled.config = LISTED
    before = count_of_events(filled)

    rehearsed = reextract(filled, "--dry-run")

    assert count_of_events(filled) == before
    done = reextract(filled)
    assert rehearsed == {**done, "dry_run": True}
    assert done["read"] == len(TEXTS)
    assert {row["document"] for row in done["documents"]} == {"told", "twice-told"}


def test_a_second_run_has_nothing_to_read(filled: Home) -> None:
    filled.config = LISTED
    reextract(filled)
    before = count_of_events(filled)

    assert reextract(filled)["read"] == 0
    assert count_of_events(filled) == before


def test_the_catalogue_of_before_leads_back(filled: Home) -> None:
    """Two readings by one version are two events of the log: neither is taken for the other."""
    filled.config = LISTED
    reextract(filled)
    filled.config = ""

    answer = reextract(filled)

    assert answer["decisions"][-1]["happened"] == "retracted"
    assert "orpheon" not in filled.status()
    assert why(filled, "told")["claims"][0]["platform"] == "other:orpheon"
    assert filled.run("verify").code == 0


def test_only_the_documents_named_are_read_again(filled: Home) -> None:
    filled.config = LISTED

    assert reextract(filled, "weather", "https://journal.example/denied")["read"] == 2
    assert reextract(filled)["read"] == len(TEXTS) - 2


def test_nobody_is_told_unless_it_is_asked(filled: Home, hook: HookSink) -> None:
    filled.config = LISTED + ROUTE.format(url=hook.url)
    reextract(filled)

    assert filled.run("alerts", "list", "--format", "json").json == {"alerts": []}
    assert {row["reason"] for row in reextract(filled)["statuses"]} == set()
    assert hook.received == []


def test_with_alert_people_are_told_once(filled: Home, hook: HookSink) -> None:
    filled.config = LISTED + ROUTE.format(url=hook.url)

    answer = reextract(filled, "--alert")

    assert [row["reason"] for row in answer["statuses"] if row["alert"]] == ["new-decision"]
    assert len(hook.received) == 1
    reextract(filled, "--alert")
    assert len(hook.received) == 1


def test_a_baseline_is_read_by_nobody(home: Home) -> None:
    assert home.run("init", "--yes").code == 0

    assert reextract(home)["read"] == 0


@pytest.mark.parametrize(
    ("name", "reason"),
    [("denied", "negation"), ("weather", "no-platform"), ("https://journal.example/denied", "negation")],
)
def test_a_silent_document_has_its_reason(filled: Home, name: str, reason: str) -> None:
    assert why(filled, name)["reason"] == reason


def test_hidden_characters_make_a_claim_wait(filled: Home) -> None:
    answer = why(filled, "unclear")

    assert answer["suspicions"] == ["hidden-characters"]
    assert [claim["became"] for claim in answer["claims"]] == ["suspicious"]


def test_a_text_in_which_claims_would_be_read_now_says_so(filled: Home) -> None:
    assert why(filled, "vault")["reason"] == "act-without-platform"

    filled.config = '[[platforms]]\nid = "emc2"\naliases = ["malle bleue"]\n'

    assert why(filled, "vault")["reason"] == "read-differently"


def test_the_reason_is_told_in_the_language_of_the_alerts(filled: Home) -> None:
    french = filled.run("why-not", "denied").out
    filled.config = '[alerts]\nlanguage = "en"\n'
    english = filled.run("why-not", "denied").out

    assert "l'acte est nié" in french
    assert "the act is denied" in english
    assert all(TEXTS["denied"] in told for told in (french, english))


def test_a_document_that_nobody_knows_is_told_with_the_nearest(filled: Home) -> None:
    done = filled.run("why-not", "denyed")

    assert done.code == 2
    assert done.err == ("tracker: no document has the id or the address 'denyed'; did you mean denied?\n")


def test_every_claim_names_the_version_that_read_it(filled: Home) -> None:
    read = [
        event["payload"]["extractor"]
        for event in map(json.loads, filled.run("events", "--format", "jsonl").out.splitlines())
        if event["type"] == "ClaimsRead"
    ]

    assert len(read) == len(TEXTS)
    assert len(set(read)) == 1
    assert why(filled, "told")["read_by"] == read[0]
    done = filled.run("extract", "--trace", "--format", "json", "-", stdin=lines("told"))
    assert done.json["documents"][0]["extractor"] == read[0]


def test_a_new_provider_and_a_new_alias_work_at_once(home: Home) -> None:
    home.config = (
        '[[providers]]\nid = "nuagix"\nname = "Nuagix"\n'
        '[[platforms]]\nid = "emc2"\naliases = ["Grand Coffre"]\n'
    )
    text = "La Cnil a autorisé mardi, pour trois ans, le Grand Coffre, hébergé par Nuagix."
    row = {
        "id": "a",
        "source": {"kind": "press", "name": "J"},
        "published": "2026-11-14",
        "title": "",
        "text": text,
    }

    done = home.run("extract", "-", stdin=json.dumps(row) + "\n")

    [claim] = json.loads(done.out)["claims"]
    assert (claim["platform"], claim["kind"], claim["provider"]) == ("emc2", "hosting-authorised", "nuagix")
    assert claim["confidence"] >= 0.8


def waiting(home: Home) -> dict[str, str]:
    """Return the ids of what waits for a person, by document."""
    found = home.run("review", "list", "--format", "json")
    assert found.code == 0, found.err
    return {each["claim"]["document"]: each["id"] for each in found.json["waiting"] if each["claim"]}


def test_what_a_person_accepted_stays_accepted(filled: Home) -> None:
    done = filled.run("review", "accept", waiting(filled)["unclear"], "--by", "dpo", "--silent")
    assert done.code == 0, done.err
    filled.config = LISTED

    reextract(filled)

    assert filled.status()["emc2"]["standing"] == "authorised"
    assert why(filled, "unclear")["claims"][0]["became"] == "decision"


def test_what_a_person_rejected_stays_rejected(filled: Home) -> None:
    done = filled.run("review", "reject", waiting(filled)["unclear"], "--by", "dpo", "--why", "a joke")
    assert done.code == 0, done.err
    filled.config = LISTED

    reextract(filled)

    assert filled.status()["emc2"]["standing"] == "unassessed"
    assert why(filled, "unclear")["claims"][0]["became"] == "rejected"


def test_a_sentence_that_was_rejected_stays_so_when_its_platform_is_listed(filled: Home) -> None:
    for document in ("told", "twice-told"):
        done = filled.run("review", "reject", waiting(filled)[document], "--by", "dpo", "--why", "invented")
        assert done.code == 0, done.err
    filled.config = LISTED

    reextract(filled)

    assert filled.status()["orpheon"]["standing"] == "unassessed"
    assert why(filled, "told")["claims"][0]["became"] == "rejected"


def test_a_press_text_that_was_stored_unread_says_so_and_can_be_read(home: Home, site: Site) -> None:
    """The screen lets go by what has no word of the subject; a person who doubts it has it read."""
    home.config = f'[fetch]\nallow_private_hosts = ["{site.host}"]\n'
    home.sources = [a_source("press", site).replace("full_text = true", "")]
    a_feed(site, "press", ("/a.html", "Le marché aux fleurs", "Il rouvre samedi.", DAY))
    assert home.run("poll").code == 0
    [document] = [e["stream"].partition("/")[2] for e in events_of(home, "DocumentObserved")]

    before = why(home, document)
    idle = reextract(home)
    done = reextract(home, document)

    assert (before["reason"], before["claims"]) == ("screened", [])
    assert (idle["read"], done["read"]) == (0, 1)
    assert why(home, document)["reason"] == "no-platform"
    assert reextract(home, document)["read"] == 0
