"""People correct with the installed command: what waits, what they say, who is told, what stays."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.home import Home
from tests.sinks import HookSink

REFUSED = "Le 12 novembre 2026, la CNIL a refusé que Microsoft héberge l'entrepôt EMC2."
AUTHORISED = "Le 12 novembre 2026, la CNIL a autorisé Microsoft à héberger l'entrepôt EMC2 pour trois ans."


@pytest.fixture
def desk(home: Home, hook: HookSink) -> Home:
    home.config = f'[[alerts.routes]]\nname = "dpo"\ntargets = ["{hook.url}"]\nabout = ["status"]\n'
    return home


def ingest(home: Home, *texts: str, document: str = "a") -> None:
    """Ingest each text as one more version of a document of the press."""
    for text in texts:
        written = {
            "id": document,
            "source": {"kind": "press", "name": "Le Quotidien", "url": "https://quotidien.example/"},
            "published": "2026-11-13",
            "language": "fr",
            "title": "EMC2",
            "summary": "",
            "text": text,
        }
        path = Path(home.path) / "documents.jsonl"
        path.write_text(json.dumps(written) + "\n", "utf-8")
        done = home.run("ingest", str(path))
        assert done.code == 0, done.err


def waiting(home: Home) -> list[dict[str, Any]]:
    done = home.run("review", "--format", "json")
    assert done.code == 0, done.err
    rows: list[dict[str, Any]] = done.json["waiting"]
    return rows


def a_doubt(home: Home) -> str:
    """Ingest a text whose one claim is in doubt, and return its id: one letter of it is Cyrillic."""
    ingest(home, "La CNIL a autorisé Microsoft à h\u0435berger l'entrepôt EMC2 le 12 novembre 2026.")
    [row] = waiting(home)
    return str(row["id"])


def test_what_is_accepted_counts_is_told_and_can_be_withdrawn(desk: Home, hook: HookSink) -> None:
    doubt = a_doubt(desk)
    assert desk.status()["emc2"]["standing"] == "unassessed"

    done = desk.run("review", "accept", doubt, "--by", "anne", "--why", "confirmé au téléphone")
    assert done.code == 0, done.err

    assert desk.status()["emc2"]["standing"] == "authorised"
    assert waiting(desk) == []
    assert ["anne : confirmé au téléphone" in each.body for each in hook.received] == [True]
    [correction] = desk.run("history", "emc2", "--format", "json").json["corrections"]
    assert (correction["event"], correction["by"]) == ("ClaimAccepted", "anne")

    undone = desk.run("review", "withdraw", correction["correction"], "--why", "démenti")
    assert undone.code == 0, undone.err
    assert desk.status()["emc2"]["standing"] == "unassessed"
    assert hook.received[1].title.startswith("Rectificatif — EMC2")


def test_the_list_tells_the_sentence_the_source_and_what_accepting_would_change(desk: Home) -> None:
    doubt = a_doubt(desk)

    told = desk.run("review").out

    assert doubt in told
    assert "« La CNIL a autorisé Microsoft à h" in told
    assert "Le Quotidien" in told or "quotidien" in told
    assert "unassessed, no host known → authorised, microsoft-azure" in told


def test_a_retracted_decision_is_told_to_who_heard_it_and_explained(desk: Home, hook: HookSink) -> None:
    ingest(desk, AUTHORISED)
    [decision] = desk.run("history", "emc2", "--format", "json").json["decisions"]

    done = desk.run("retract", decision["decision"], "--why", "un canular", "--by", "anne")

    assert done.code == 0, done.err
    assert desk.status()["emc2"]["standing"] == "unassessed"
    assert [each.title.split(" — ")[0] for each in hook.received][1:] == ["Rectificatif"]
    assert "un canular" in hook.received[1].body
    assert "un canular" in desk.run("history", "emc2").out


def test_a_person_records_what_no_source_told(desk: Home, hook: HookSink) -> None:
    done = desk.run("init", "--no-baseline")
    assert done.code == 0, done.err
    arguments = [
        "record",
        "EMC2",
        "hosting-authorised",
        "--provider",
        "ovhcloud",
        "--decided-on",
        "2026-11-20",
    ]
    arguments += ["--authority", "cnil", "--why", "reçu par courrier", "--quote", "Article 1er : autorisé."]

    refused = desk.run(*arguments, "--official")
    assert (refused.code, "--official needs --url" in refused.err) == (2, True)
    done = desk.run(*arguments, "--official", "--url", "https://www.legifrance.gouv.fr/x")
    assert done.code == 0, done.err

    status = desk.status()["emc2"]
    assert (status["standing"], status["host"], status["establishment"]) == (
        "authorised",
        "ovhcloud",
        "official",
    )
    told = desk.run("explain", "emc2").out
    assert "« Article 1er : autorisé. »" in told
    assert "https://www.legifrance.gouv.fr/x" in told
    assert len(hook.received) == 1


def test_what_a_person_tells_on_their_own_word_is_shown_as_theirs(desk: Home) -> None:
    desk.run("init", "--no-baseline")
    given = ["--authority", "cnil", "--decided-on", "2026-11-20", "--why", "appel de la CNIL"]
    done = desk.run("record", "EMC2", "hosting-suspended", *given)
    assert done.code == 0, done.err

    status = desk.status()["emc2"]
    assert (status["establishment"], status["vouched"]) == ("reported", True)
    for command in ("status", "history", "explain"):
        told = desk.run(command, "emc2").out
        assert "by a person" in " ".join(told.split()), command
        assert "reported" not in told, command


def test_a_rewritten_item_is_rectified_once(desk: Home, hook: HookSink) -> None:
    ingest(desk, AUTHORISED, REFUSED, REFUSED + " ")

    titles = [each.title for each in hook.received]

    assert len(titles) == 2
    assert titles[1].startswith("Rectificatif — EMC2 : hébergement refusé")


def test_a_wrong_id_or_value_is_refused_with_the_nearest(desk: Home) -> None:
    doubt = a_doubt(desk)
    wrong = doubt[:-1] + ("x" if doubt[-1] != "x" else "y")

    unknown = desk.run("review", "accept", wrong)
    value = desk.run("review", "edit", doubt, "--set", "provider=ovh", "--why", "lu")
    silent = desk.run("review", "reject", doubt, "--why", " ")

    assert (unknown.code, f"did you mean {doubt}?" in unknown.err) == (2, True)
    assert (value.code, "did you mean ovhcloud?" in value.err) == (2, True)
    assert (silent.code, "write the reason" in silent.err) == (2, True)


def test_corrections_outlive_a_rebuild_and_an_export(desk: Home) -> None:
    doubt = a_doubt(desk)
    values = ["--set", "provider=ovhcloud", "--set", "decided_on=2026-11-12"]
    edited = desk.run("review", "edit", doubt, *values, "--why", "lu sur pièce")
    assert edited.code == 0, edited.err
    before = desk.status("--as-of", "2026-12-31")["emc2"]
    assert before["host"] == "ovhcloud"

    assert desk.run("rebuild").code == 0
    verified = desk.run("verify")

    assert verified.code == 0, verified.out
    assert desk.status("--as-of", "2026-12-31")["emc2"] == before
