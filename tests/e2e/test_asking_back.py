"""What was taken back, what ran out and what binds everyone can be asked for as any decision can."""

from __future__ import annotations

from tests.e2e.test_correcting import AUTHORISED, ingest
from tests.home import Home


def test_an_expiry_stands_in_the_history_and_the_explanation(home: Home) -> None:
    """No text tells it, and it is why the platform stands where it does."""
    home.run("init", "--no-baseline")
    facts = (
        "--authority",
        "cnil",
        "--decided-on",
        "2020-12-21",
        "--published-on",
        "2021-01-31",
        "--term",
        "P3Y",
    )
    done = home.run(
        "record", "emc2", "hosting-authorised", *facts, "--why", "délibération lue", "--by", "Anne Roy"
    )
    assert done.code == 0, done.err

    [decision] = home.run("history", "emc2", "--format", "json").json["decisions"]

    assert decision["expired_on"] == "2023-12-22"
    assert "expired 2023-12-22" in " ".join(home.run("explain", "emc2").out.split())
    assert home.run("history", "emc2", "--as-of", "2023-12-21", "--format", "json").json["decisions"][0][
        "expired_on"
    ] is None  # fmt: skip


def test_a_retracted_decision_is_named_where_its_platform_is_asked_for(home: Home) -> None:
    ingest(home, AUTHORISED)
    [decision] = home.run("history", "emc2", "--format", "json").json["decisions"]
    done = home.run("retract", decision["decision"], "--why", "un canular", "--by", "anne")
    assert done.code == 0, done.err

    for command in ("history", "explain"):
        told = " ".join(home.run(command, "emc2").out.split())
        assert f"DecisionRejected of {decision['decision']} by anne: un canular" in told


def test_acts_that_bind_everyone_can_be_asked_for(home: Home) -> None:
    home.run("init", "--no-baseline")
    arguments = ("--decided-on", "2020-07-16", "--why", "arrêt lu", "--by", "Anne Roy")
    done = home.run("record", "*", "legal-basis-invalidated", "--authority", "cjue", *arguments)
    assert done.code == 0, done.err

    history, explained = home.run("history", "*"), home.run("explain", "*")

    assert (history.code, "legal-basis-invalidated" in history.out) == (0, True)
    assert (explained.code, "« arrêt lu »" in explained.out) == (0, True)
    assert "on the word of Anne Roy" in explained.out
