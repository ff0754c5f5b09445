"""What people corrected is an input of the claims' reconciliation: found again, and binding."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.tracker.builders import a_claim, a_witness
from tracker.model.claim import Claim, Evidence, Field
from tracker.model.correction import Correction, Deed, correct, find, is_same
from tracker.model.decision import Decision, Witness
from tracker.model.reconcile import reconcile

DOUBTFUL = a_witness(document="a", confidence=0.6, decided_on="2026-11-10", published="2026-11-12")
DATED = a_witness(document="b", decided_on="2023-12-21", published="2024-02-01")
OTHER = a_witness(document="c", decided_on="2026-11-10", published="2026-11-12")
LAW = a_witness(document="law", voice="official", decided_on="2026-11-10", published="2026-11-13")


def at(claim: Claim, start: int, quote: str, field: Field = Field.TEXT) -> Claim:
    document = claim.evidence.document
    return replace(claim, evidence=Evidence(document, field, start, start + len(quote), quote))


def said(deed: Deed, *witnesses: Witness, order: int = 1, **given: Any) -> Correction:  # noqa: ANN401 - a builder
    claims = tuple(witness.claim for witness in witnesses)
    snapshot = witnesses[0] if deed in (Deed.ACCEPTED, Deed.EDITED) else None
    fields = {"witness": snapshot, "digest": "text", **given}
    return Correction(id=f"{deed}-{order}", deed=deed, order=order, claims=claims, **fields)


def decided(
    witnesses: list[Witness], *corrections: Correction, digests: dict[str, str] | None = None
) -> list[Decision]:
    return list(reconcile(*correct(witnesses, corrections, digests or {})))


def documents(decisions: list[Decision]) -> list[list[str]]:
    return sorted([each.key[0] for each in decision.witnesses] for decision in decisions)


def test_an_accepted_claim_counts_and_a_rejected_one_does_not() -> None:
    assert documents(decided([DOUBTFUL], said(Deed.ACCEPTED, DOUBTFUL))) == [["a"]]
    assert decided([DATED], said(Deed.REJECTED, DATED)) == []


def test_an_edited_claim_says_what_the_person_says() -> None:
    [decision] = decided([DOUBTFUL], said(Deed.EDITED, DOUBTFUL, values={"provider": "ovhcloud"}))

    assert decision.provider == "ovhcloud"


def test_of_two_corrections_of_one_claim_the_later_counts() -> None:
    no, yes = said(Deed.REJECTED, DOUBTFUL, order=2), said(Deed.ACCEPTED, DOUBTFUL, order=1)

    assert decided([DOUBTFUL], no, yes) == []
    assert decided([DOUBTFUL], yes, no) == []


def test_a_claim_that_no_reading_makes_any_more_counts_while_its_text_stands() -> None:
    """A person read the sentence; a later extractor that misses it takes nothing back."""
    accepted = said(Deed.ACCEPTED, DOUBTFUL)

    assert documents(decided([], accepted, digests={"a": "text"})) == [["a"]]
    assert decided([], accepted, digests={"a": "another text"}) == []


def test_a_sentence_with_three_hosts_loses_only_the_one_that_is_rejected() -> None:
    """« OVHcloud, Numspot et Cloud Temple » is one sentence and three claims."""
    three = [
        replace(a_witness("provider-rejected", document="a", provider=host), number=number)
        for number, host in enumerate(("ovhcloud", "numspot", "cloud-temple"))
    ]

    left = decided(three, said(Deed.REJECTED, three[1]))

    assert sorted(str(each.provider) for each in left) == ["cloud-temple", "ovhcloud"]


@pytest.mark.parametrize(
    ("start", "quote", "same"),
    [
        (0, "La Cnil a autorisé l'entrepôt EMC2.", True),
        (3, "Cnil a autorisé l'entrepôt EMC2. Elle l'écrit.", True),
        (900, "La Cnil a autorisé l’entrepot EMC2.", True),
        (900, "Le 3 mars 2026, la Cnil a autorisé l'entrepôt EMC2.", False),
        (0, "Le ministre promet une loi sur les données.", False),
    ],
)
def test_a_claim_is_known_again_by_its_place_or_its_words(start: int, quote: str, *, same: bool) -> None:
    claim = a_claim(document="a")

    assert is_same(claim, at(claim, start, quote)) is same
    assert not is_same(claim, replace(claim, platform=type(claim.platform)("x")))


def test_among_claims_of_one_sentence_the_nearest_is_meant() -> None:
    one = a_witness(document="a", reference="2023-146")
    two = replace(a_witness(document="a", reference="2026-9"), number=1)

    assert find(two.claim, [one, two]) == two


def test_an_act_denied_is_told_by_no_further_press_but_by_an_official_voice() -> None:
    denied = said(Deed.RETRACTED, OTHER)
    again = replace(OTHER, claim=replace(OTHER.claim, evidence=Evidence("d", Field.TEXT, 0, 4, "Oui.")))

    assert documents(decided([OTHER, again, DATED], denied)) == [["b"]]
    assert documents(decided([OTHER, LAW, DATED], denied)) == [["b"], ["law"]]


def test_an_act_denied_is_told_again_where_a_person_vouches_for_a_report_of_it() -> None:
    again = replace(OTHER, claim=replace(OTHER.claim, evidence=Evidence("d", Field.TEXT, 0, 4, "Oui.")))
    denied, accepted = said(Deed.RETRACTED, OTHER), said(Deed.ACCEPTED, again, order=2)

    assert documents(decided([OTHER, again], denied, accepted)) == [["d"]]


def test_acts_that_a_person_joined_are_one_and_part_again_when_split() -> None:
    merged = said(Deed.MERGED, DATED, OTHER, order=1)
    split = said(Deed.SPLIT, OTHER, others=(DATED.claim,), order=2)

    assert documents(decided([DATED, OTHER], merged)) == [["b", "c"]]
    assert documents(decided([DATED, OTHER], merged, split)) == [["b"], ["c"]]


def test_claims_that_a_person_took_apart_stay_apart_whatever_arrives() -> None:
    split = said(Deed.SPLIT, LAW, others=(OTHER.claim,))
    more = a_witness(document="more", decided_on="2026-11-10", published="2026-11-14")

    found = documents(decided([OTHER, LAW, more], split))

    assert ["law"] in [[name for name in each if name != "more"] for each in found]
    assert not any({"law", "c"} <= set(each) for each in found)


def test_an_undated_report_that_a_person_accepts_is_an_act_of_its_own() -> None:
    mention = a_witness(document="mention", published="2026-11-20")
    assert documents(decided([DATED, mention])) == [["b"]]

    accepted = said(Deed.ACCEPTED, mention)

    assert documents(decided([DATED, mention], accepted)) == [["b"], ["mention"]]


def test_a_settled_dispute_keeps_the_value_of_the_person() -> None:
    slip = a_witness(document="slip", decided_on="2024-01-31", published="2024-02-01")
    dated = replace(DATED, claim=replace(DATED.claim, published_on=slip.claim.decided_on))
    values = {"decided_on": dated.claim.decided_on}

    [decision] = decided([dated, slip], said(Deed.RULED, dated, values=values))

    assert decision.disputed == ()
    assert decision.decided_on == dated.claim.decided_on
