"""A new machine, no network: `tracker init`, and the true state of every date that is known."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.home import Home


@pytest.mark.shared
def test_status_after_init_is_true_on_every_known_date(home: Home, shared: Path) -> None:
    truth = json.loads((shared / "reference" / "status-truth.json").read_text("utf-8"))
    done = home.run("init", "--yes")
    assert done.code == 0, done.err
    told = {day: home.status("--as-of", day) for day in sorted({row["as_of"] for row in truth})}

    for row in truth:
        ours = told[row["as_of"]][row["platform"]]
        for key in ("host", "standing", "since", "next_host", "target_date"):
            assert ours[key] == row[key], (row["as_of"], row["platform"], key)
        assert _only(ours["in_force"], row["in_force"]) == row["in_force"], row
        assert len(ours["pending"]) == len(row["pending"]), row
        for mine, theirs in zip(ours["pending"], row["pending"], strict=True):
            known = {key: value for key, value in theirs.items() if key != "note"}
            assert _only(mine, known) == known, row
    assert len(truth) == 51


def _only(ours: dict[str, Any] | None, theirs: dict[str, Any] | None) -> dict[str, Any] | None:
    return ours if ours is None or theirs is None else {key: ours[key] for key in theirs}


def test_the_baseline_tells_nobody_and_a_second_init_adds_nothing(home: Home) -> None:
    home.config = '[[alerts.routes]]\nname = "dpo"\ntargets = ["json://127.0.0.1:9/none"]\n'
    assert home.run("init", "--yes").code == 0
    first = home.run("events", "--format", "json").json

    again = home.run("init", "--yes")

    assert "0 decisions recorded" in again.out
    assert home.run("events", "--format", "json").json == first
    assert home.run("alerts", "list", "--format", "json").json == {"alerts": []}
    assert {event["metadata"]["recorded_by"] for event in first} == {"baseline"}


def test_init_without_a_baseline_begins_empty(home: Home) -> None:
    assert home.run("init", "--no-baseline").code == 0

    assert home.run("events").out == ""
    assert home.status()["emc2"]["standing"] == "unassessed"


def test_the_two_clocks_are_separate_questions(home: Home) -> None:
    """In 2024 EMC2 was authorised, and this log did not know it yet."""
    home.run("init", "--yes")

    known = home.status("emc2", "--as-of", "2024-01-15")["emc2"]
    unknown = home.status("emc2", "--as-of", "2024-01-15", "--known-at", "2024-02-01")["emc2"]

    assert (known["standing"], unknown["standing"]) == ("authorised", "unassessed")


def test_explain_leads_from_a_decision_to_its_source(home: Home) -> None:
    home.run("init", "--yes")

    told = home.run("explain", "cnil-2023-146", "--format", "json").json

    [witness] = told["witnesses"]
    assert witness["url"] == "https://www.legifrance.gouv.fr/cnil/id/CNILTEXT000049057224"
    assert "EMC2" in witness["evidence"]["quote"]
    assert told["events"][0]["recorded_by"] == "baseline"
