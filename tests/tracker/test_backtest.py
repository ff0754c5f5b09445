"""The alerts of seven years, as they would have gone."""

from __future__ import annotations

from datetime import date
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
from tracker.report.studies import backtest_text

DAY = 86400


def announcer(level: str = "reported") -> Announcer:
    route = Route(name="r", targets=(Target("t", "t"),), min_establishment=Establishment(level))
    return Announcer(
        routes=(route,), catalogue=load_catalogue(), language="fr", remind_before=(90 * DAY, 7 * DAY)
    )


def backtested(
    readings: list[Reading], labels: list[Reading] | None = None, level: str = "reported"
) -> dict[str, Any]:
    ours = replay(readings, announcer(level))
    true = replay(labels, announcer(level)) if labels else ours
    return backtest_answer(ours, true, labelled=labels is not None, undated=0, level=Establishment(level))


def verdicts(answer: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(each["day"], each["reason"], each["verdict"]) for each in answer["alerts"]]


MISJUDGED = {
    "health-data-hub/migration-announced/2022-09-09": "the promise of 2020 is read for the new one (dev-031)",
    "health-data-hub/challenge-rejected/495606": "read without its day, as a recall (dev-074)",
}
"""Acts that are read well enough to be told of, but not as what they are, each with its text."""


@pytest.mark.shared
def test_the_corpus_raises_no_duplicate_and_no_false_alert(shared: Path) -> None:
    """What is missed is lost before judging: unread, in doubt, or about platforms that nobody listed."""
    answer = backtested(truth.corpus(shared), truth.labelled(shared))

    wrong = [each for each in answer["alerts"] if each["verdict"] in {"false", "duplicate"}]
    assert wrong == []
    assert answer["counts"]["right"] >= 33
    judged = {each["decision"] for each in answer["missed"] if each["lost"] in {"silent", "unestablished"}}
    assert judged <= set(MISJUDGED)


@pytest.mark.shared
def test_what_people_read_in_the_corpus_is_alerted_each_once(shared: Path) -> None:
    labels = truth.labelled(shared)

    answer = backtested(labels, labels)

    assert [each for each in answer["alerts"] if each["verdict"] in {"false", "duplicate"}] == []
    assert answer["missed"] == []


@pytest.mark.parametrize(
    ("claim", "lost"),
    [
        (None, "unread"),
        ({"confidence": 0.7}, "doubtful"),
        ({"platform": "other:x", "confidence": 0.7}, "unlisted-platform"),
        ({"decided_on": "2023-12-22"}, "unestablished"),
    ],
)
def test_what_is_missed_says_where_it_was_lost(claim: dict[str, Any] | None, lost: str) -> None:
    given = {"decided_on": "2023-12-21", **(claim or {})}
    platform = "other:x" if "platform" in given else "emc2"
    true = a_reading(a_claim(decided_on="2023-12-21", platform=platform), kind="cnil", published="2024-01-02")
    ours = a_reading(*([a_claim(**given)] if claim else []), published="2024-01-02")

    answer = backtested([ours], [true], level="corroborated")

    assert [each["lost"] for each in answer["missed"]] == [lost]


def test_an_alert_is_held_against_the_act_of_its_own_host() -> None:
    """One text tells the new host, and recalls the one before: the alert is of the new one."""
    old = a_claim("host-selected", decided_on="2019", background=True)
    new = a_claim("host-selected", decided_on="2026-04-23", provider="scaleway")
    month = a_claim("host-selected", decided_on="2026-04", provider="scaleway")

    answer = backtested(
        [a_reading(old, month, published="2026-05-01")], [a_reading(old, new, published="2026-05-01")]
    )

    assert [each["verdict"] for each in answer["alerts"]] == ["right"]


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


def test_the_calendar_passes_to_the_end_that_was_asked_for() -> None:
    claim = a_claim(decided_on="2020-01-10", term="P1Y")
    authorised = a_reading(claim, document="d1", published="2020-01-12")

    replayed = replay([authorised], announcer(), until=date(2021, 1, 11))
    answer = backtest_answer(replayed, replayed, labelled=False, undated=0, level=Establishment("reported"))

    assert [day for day, _, _ in verdicts(answer)] == ["2020-01-12", "2020-10-12", "2021-01-03", "2021-01-11"]
    assert answer["to"] == "2021-01-11"
    assert [day for day, _, _ in verdicts(backtested([authorised]))] == ["2020-01-12"]


def test_no_document_of_the_days_asked_for_is_said_so(capsys: pytest.CaptureFixture[str]) -> None:
    backtest_text(backtested([]))

    assert "no document of these days" in capsys.readouterr().out


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
