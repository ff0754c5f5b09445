"""What people mistype, or cannot mean, is refused in words and changes nothing."""

from __future__ import annotations

import pytest

from tests.e2e.test_correcting import AUTHORISED, ingest
from tests.home import Home


@pytest.fixture
def desk(home: Home) -> Home:
    ingest(home, AUTHORISED)
    return home


@pytest.mark.parametrize(
    "command",
    [
        ("review", "reject", "x"),
        ("review", "edit", "x", "--set", "term=P2Y"),
        ("review", "withdraw", "x"),
        ("retract", "x"),
        ("merge", "x", "y"),
        ("split", "x", "y"),
        ("record", "emc2", "hosting-authorised"),
    ],
    ids=lambda command: command[0] + command[1],
)
def test_a_correction_without_its_reason_is_refused_and_says_which_option(
    home: Home, command: tuple[str, ...]
) -> None:
    done = home.run(*command)

    assert (done.code, "Missing option '--why'" in done.err) == (2, True)


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (("*", "hosting-authorised"), "about one platform"),
        (("emc2", "legal-basis-invalidated"), "write '*'"),
        (("emc2", "host-selected"), "needs a provider"),
        (("emc2", "hosting-refused", "--decided-on", "2199-01-01"), "still to come"),
        (("emc2", "hosting-refused", "--official", "--url", "javascript:alert(1)"), "https://"),
        (("emc2", "hosting-refused", "--url", "cnil.fr/x"), "https://"),
        (("emc2", "hosting-refused", "--url", "https://u:p@cnil.fr/x"), "leave them out"),
    ],
)
def test_a_fact_that_cannot_be_is_not_recorded(desk: Home, command: tuple[str, ...], told: str) -> None:
    """It would be told to everybody as news."""
    before = desk.status()["emc2"]

    done = desk.run("record", *command, "--why", "lu sur pièce")

    assert (done.code, told in done.err, len(done.err.splitlines())) == (2, True, 1)
    assert desk.status()["emc2"] == before


def test_a_reason_that_nobody_can_see_is_none(desk: Home) -> None:
    for why in ("\u200b", " ", "…"):
        done = desk.run("record", "emc2", "hosting-refused", "--why", why)
        assert (done.code, "write the reason" in done.err) == (2, True)


def test_an_edit_does_not_date_an_act_in_the_future(desk: Home) -> None:
    [found] = desk.run("explain", "emc2", "--format", "json").json["because"][0]["witnesses"]

    done = desk.run("review", "edit", found["claim"], "--set", "decided_on=2199-01-01", "--why", "lu")

    assert (done.code, "still to come" in done.err) == (2, True)


def test_no_kind_is_proposed_for_a_word_that_is_near_none(desk: Home) -> None:
    far = desk.run("record", "emc2", "nope", "--why", "lu")
    near = desk.run("record", "emc2", "host-authorised", "--why", "lu")

    assert (far.code, "did you mean" in far.err) == (2, False)
    assert "did you mean hosting-authorised?" in near.err


def test_a_backtest_that_ends_before_it_begins_is_refused(home: Home) -> None:
    done = home.run("backtest", "none.jsonl", "--from", "2030", "--to", "2020")

    assert (done.code, "lies before --from" in done.err) == (2, True)
