from __future__ import annotations

from dataclasses import replace

import pytest

from tests.tracker.builders import a_decision, a_witness
from tracker.model.reconcile import reconcile
from tracker.report.citing import citation_line, disagreement, doubtful_expiry, official_url


@pytest.mark.parametrize(
    ("kind", "given", "line"),
    [
        ("hosting-authorised", {"reference": "2023-146"}, "CNIL, délib. n° 2023-146, 21 déc. 2023"),
        (
            "formal-notice-issued",
            {"reference": "MED-2018-006"},
            "CNIL, mise en demeure n° MED-2018-006, 21 déc. 2023",
        ),
        (
            "challenge-rejected",
            {"authority": "conseil-etat", "reference": "491644", "decided_on": "2024-11"},
            "CE, n° 491644, nov. 2024",
        ),
        (
            "legal-basis-invalidated",
            {"authority": "cjue", "reference": "C-311/18", "decided_on": "2020-07-01"},
            "CJUE, aff. C-311/18, 1er juill. 2020",
        ),
        (
            "requirement-enacted",
            {"authority": "parliament", "reference": "2024-449", "decided_on": "2024"},
            "Parlement, loi n° 2024-449, 2024",
        ),
        ("change-requested", {"decided_on": None}, "CNIL"),
    ],
)
def test_a_decision_is_cited_as_french_lawyers_do(kind: str, given: dict[str, str], line: str) -> None:
    assert citation_line(a_decision(kind, **{"decided_on": "2023-12-21", **given})) == line


def test_a_term_that_may_count_from_publication_shows_both_ends() -> None:
    decision = a_decision(decided_on="2023-12-21", published_on="2024-01-31", term="P3Y")

    assert (str(decision.expires_on), doubtful_expiry(decision)) == ("2026-12-21", "2027-01-31")
    assert doubtful_expiry(replace(decision, published_on=decision.decided_on)) is None


def test_an_act_dated_by_its_publication_alone_has_the_end_that_follows_from_it() -> None:
    decision = a_decision(published_on="2024-01-31", term="P3Y")

    assert (str(decision.expires_on), doubtful_expiry(decision)) == ("2027-01-31", "2027-01-31")


def test_a_disagreement_names_each_value_with_those_who_tell_it() -> None:
    told = [
        a_witness(document="a", decided_on="2023-12-21"),
        a_witness(document="b", decided_on="2023-12-22"),
        a_witness(document="c", decided_on="2023-12-21"),
    ]

    [decision] = reconcile(told)

    assert disagreement(decision) == {
        "decided_on": [
            {"value": "2023-12-21", "documents": ["a", "c"]},
            {"value": "2023-12-22", "documents": ["b"]},
        ]
    }


def test_the_official_page_is_the_one_of_the_text_itself() -> None:
    """A press site that calls itself official in its name is none."""
    page = "https://www.legifrance.gouv.fr/cnil/id/CNILTEXT000049057224"
    press = replace(a_witness(document="a", decided_on="2023-12-21"), url="https://cnil.fr.exemple.example/a")
    law = replace(a_witness(document="b", decided_on="2023-12-21", voice="official"), url=page)

    assert official_url(*reconcile([press, law])) == page
    assert official_url(*reconcile([press])) is None
