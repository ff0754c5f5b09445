"""What projections keep: checkpoints, and JSON under keys."""

from __future__ import annotations

import math

import pytest

from store import EventStore, InvalidEventError


def test_a_consumer_that_never_was_has_finished_nothing(store: EventStore) -> None:
    assert store.checkpoint("status") == 0


def test_a_checkpoint_is_replaced(store: EventStore) -> None:
    with store.transaction() as work:
        work.set_checkpoint("status", 7)
        work.set_checkpoint("alerts", 3)
    with store.transaction() as work:
        work.set_checkpoint("status", 5)

    assert (store.checkpoint("status"), store.checkpoint("alerts")) == (5, 3)


def test_a_state_is_replaced_and_dropped(store: EventStore) -> None:
    with store.transaction() as work:
        work.put_state("status", "emc2", {"é": [1, None]})
        work.put_state("status", "emc2", {"é": [2, {"a": 0.5}]})
        work.put_state("other", "emc2", {"n": 1})

    assert store.state("status", "emc2") == {"é": [2, {"a": 0.5}]}

    with store.transaction() as work:
        work.drop_state("status", "emc2")
        work.drop_state("status", "never-was")

    assert store.state("status", "emc2") is None
    assert store.state("other", "emc2") == {"n": 1}


def test_states_come_in_the_order_of_code_points(store: EventStore) -> None:
    """The order of a database's locale would differ from one server to the next."""
    keys = ["b", "a", "B", "é", "z", "a-b", "a_b", "ab", "", " ", "\uffff", "\U0001f3e5", "10", "9"]
    with store.transaction() as work:
        for key in keys:
            work.put_state("status", key, {"key": key})

    assert list(store.states("status")) == [(key, {"key": key}) for key in sorted(keys)]
    assert list(store.states("none")) == []


def test_a_view_is_dropped_with_its_checkpoint(store: EventStore) -> None:
    with store.transaction() as work:
        for view in ("status", "statuses"):
            work.put_state(view, "k", {})
            work.set_checkpoint(view, 4)
    with store.transaction() as work:
        work.drop_view("status")
        work.drop_view("never-was")

    assert list(store.states("status")) == []
    assert store.checkpoint("status") == 0
    assert list(store.states("statuses")) == [("k", {})]
    assert store.checkpoint("statuses") == 4


def test_a_view_is_put_in_the_place_of_another(store: EventStore) -> None:
    with store.transaction() as work:
        work.put_state("live", "old", {})
        work.put_state("live", "both", {"n": 1})
        work.set_checkpoint("live", 9)
        work.put_state("beside", "both", {"n": 2})
        work.put_state("beside", "new", {})
        work.set_checkpoint("beside", 4)
        work.put_state("other", "both", {"n": 3})
    with store.transaction() as work:
        work.move_view("beside", "live")

    assert list(store.states("live")) == [("both", {"n": 2}), ("new", {})]
    assert store.checkpoint("live") == 4
    assert list(store.states("beside")) == []
    assert store.checkpoint("beside") == 0
    assert list(store.states("other")) == [("both", {"n": 3})]


def test_what_a_database_cannot_hold_is_refused(store: EventStore) -> None:
    with store.transaction() as work:
        with pytest.raises(InvalidEventError):
            work.put_state("v", "nul \0", {})
        with pytest.raises(InvalidEventError):
            work.put_state("v", "half \ud800", {})
        with pytest.raises(InvalidEventError):
            work.put_state("v", "k", {"x": math.nan})
        with pytest.raises(InvalidEventError):
            work.put_state("", "k", {})
        with pytest.raises(InvalidEventError):
            work.set_checkpoint("", 1)
        work.put_state("v", "control \x01 and \x7f", {"kept": True})

    assert list(store.states("v")) == [("control \x01 and \x7f", {"kept": True})]
