"""The alerts of seven years, as they would have gone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.tracker import truth
from tests.tracker.builders import a_claim, a_reading
from tracker.alerts.raising import Announcer
from tracker.alerts.routes import Route, Target
from tracker.backtest import replay
from tracker.catalogue import load_catalogue
from tracker.ingest import Reading
from tracker.model.decision import Establishment
from tracker.report.backtesting import backtest_answer

DAY = 86400


def announcer(level: str = "reported") -> Announcer:
    route = Route(name="r", targets=(Target("t", "t"),), min_establishment=Establishment(level))
    return Announcer(
        routes=(route,), catalogue=load_catalogue(), language="fr", remind_before=(90 * DAY, 7 * DAY)
    )


def backtested(readings: list[Reading], labels: list[Reading] | None = None) -> dict[str, Any]:
    ours = replay(readings, announcer())
    true = replay(labels, announcer()) if labels else ours
    return backtest_answer(ours, true, labelled=labels is not None, undated=0, level=Establishment.REPORTED)


def verdicts(answer: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(each["day"], each["reason"], each["verdict"]) for each in answer["alerts"]]


FALSE = {
    ("emc2", "2024-03-18"): "two appeals of one day are told as the recalls of each other",
    (
        "health-data-hub",
        "2026-05-31",
    ): "the choice of April is told late: the texts of its day are not all read",
}
"""False alerts that a reading of the corpus makes, with the document and what it mistakes."""


@pytest.mark.shared
def test_the_corpus_raises_no_duplicate_and_no_false_alert_but_those_named(shared: Path) -> None:
    answer = backtested(truth.corpus(shared), truth.labelled(shared))

    wrong = {(each["platform"], each["day"]) for each in answer["alerts"] if each["verdict"] == "false"}
    assert answer["counts"]["duplicate"] <= 1, "dev2-010: the day of the ruling is read a week late"
    assert wrong <= set(FALSE), wrong
    assert answer["counts"]["right"] + answer["counts"]["late"] >= 30


@pytest.mark.shared
def test_what_people_read_in_the_corpus_is_alerted_each_once(shared: Path) -> None:
    """One filing is told under its sister's number: on one day, by one party, two were filed."""
    labels = truth.labelled(shared)

    answer = backtested(labels, labels)

    assert answer["counts"]["duplicate"] == 0
    assert [each["day"] for each in answer["alerts"] if each["verdict"] == "false"] == ["2024-03-18"]
    assert [each["decision"] for each in answer["missed"]] == ["emc2/challenge-filed/492368"]


def test_a_term_runs_out_between_two_documents_on_its_own_day() -> None:
    authorised = a_reading(
        a_claim(decided_on="2020-01-10", term="P1Y"), document="d1", published="2020-01-12"
    )
    other = a_claim("challenge-filed", platform="doctolib", document="d2", decided_on="2022-01-01")

    answer = backtested([authorised, a_reading(other, document="d2", published="2022-01-02")])

    assert verdicts(answer) == [
        ("2020-01-12", "new-decision", "right"),
        ("2020-10-12", "deadline", "right"),
        ("2021-01-03", "deadline", "right"),
        ("2021-01-11", "due", "right"),
        ("2022-01-02", "new-decision", "right"),
    ]
    assert answer["alerts"][0]["delay_days"] == 2
    assert answer["alerts"][0]["counted_from"] == "decision"


def test_an_alert_that_the_labels_do_not_bear_out_is_false_and_what_they_tell_is_missed() -> None:
    ours = a_reading(a_claim("hosting-refused", decided_on="2024-01-20"), published="2024-02-01")
    true = a_reading(a_claim("hosting-authorised", decided_on="2024-01-20"), published="2024-02-01")

    answer = backtested([ours], [true])

    assert answer["counts"] == {"alerts": 1, "right": 0, "late": 0, "false": 1, "duplicate": 0, "missed": 1}
    assert answer["missed"][0]["documents"] == ["d1"]


def test_an_act_told_twice_is_a_duplicate() -> None:
    """Two readings of one act that were not seen to be one: labels tell that they are."""
    told = [
        a_reading(a_claim(document="a", decided_on="2023-06-21"), document="a", published="2023-06-25"),
        a_reading(a_claim(document="b", decided_on="2024-01-20"), document="b", published="2024-02-01"),
    ]
    true = [
        a_reading(a_claim(document="a", decided_on="2023-06-21"), document="a", published="2023-06-25"),
        a_reading(a_claim(document="b", decided_on="2023-06-21"), document="b", published="2024-02-01"),
    ]

    answer = backtested(told, true)

    assert [each["verdict"] for each in answer["alerts"]] == ["right", "duplicate"]


def test_nothing_told_is_an_empty_answer() -> None:
    answer = backtested([])

    assert (answer["from"], answer["alerts"], answer["missed"]) == (None, [], [])


def test_an_act_told_years_after_it_was_public_is_late_and_not_right() -> None:
    claim = a_claim(decided_on="2020-01-10", published_on="2022-06-01")
    late = a_reading(claim, document="d1", published="2022-07-20")

    [alert] = backtested([late])["alerts"]

    assert (alert["verdict"], alert["delay_days"], alert["counted_from"]) == ("late", 49, "publication")
