"""A claim keeps its number when its document is read again: the decision that it tells hangs on that."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.tracker.builders import a_witness
from tracker.model.decision import Witness
from tracker.model.numbering import number_claims


def made(number: int, kind: str, **claim: Any) -> Witness:  # noqa: ANN401 - a builder
    return replace(a_witness(kind, **claim), number=number)


AUTHORISED = made(0, "hosting-authorised", quote="La Cnil autorise.")
FILED = made(1, "challenge-filed", provider=None, quote="Ils ont saisi le juge.")
OPINION = made(2, "opinion-issued", quote="La Cnil souhaite un autre hébergeur.")


def test_the_claims_of_a_new_document_count_from_nothing() -> None:
    assert number_claims([AUTHORISED.claim, FILED.claim], []) == [0, 1]


def test_a_claim_that_is_found_before_another_leaves_the_other_its_number() -> None:
    claims = [OPINION.claim, AUTHORISED.claim, FILED.claim]

    assert number_claims(claims, [AUTHORISED, FILED]) == [2, 0, 1]


def test_a_claim_does_not_take_the_number_of_one_that_is_gone() -> None:
    assert number_claims([OPINION.claim], [AUTHORISED, FILED]) == [2]


def test_the_host_tells_two_claims_of_one_act_apart() -> None:
    one = made(0, "provider-rejected", provider="ovhcloud", quote="Deux sont écartés.")
    other = made(1, "provider-rejected", provider="numspot", quote="Deux sont écartés.")

    assert number_claims([other.claim, one.claim], [one, other]) == [1, 0]
    assert number_claims([other.claim], [one, other]) == [1]


def test_a_host_that_is_read_only_now_makes_no_new_claim() -> None:
    hostless = made(3, "hosting-authorised", provider=None, quote="La Cnil autorise.")

    assert number_claims([AUTHORISED.claim], [hostless]) == [3]


def test_the_same_act_about_another_platform_is_another_claim() -> None:
    other = made(0, "hosting-authorised", platform="darwin-eu", quote="La Cnil autorise.")

    assert number_claims([AUTHORISED.claim], [other]) == [1]
