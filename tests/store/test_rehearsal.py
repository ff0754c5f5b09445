"""A rehearsal shows what a transaction would do, and does none of it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from store import ConcurrencyConflictError, EventStore, IdempotencyConflictError, Rehearsal, StoreError
from store.api import Transaction
from tests.store.builders import OTHER, STREAM, an_event, some_events


def clock() -> datetime:
    return datetime(2099, 1, 1, tzinfo=UTC)


def work_on(work: Transaction) -> object:
    """Do some of everything; return what can be read afterwards."""
    work.append(STREAM, some_events(2, "Seen"))
    work.append(OTHER, some_events(1))
    work.put_state("status", "emc2", {"n": 2})
    work.put_state("status", "snds", {"n": 3})
    work.drop_state("status", "gone")
    work.set_checkpoint("status", work.head())
    work.put_state("beside", "x", {})
    work.set_checkpoint("beside", 1)
    work.move_view("beside", "alert")
    work.drop_view("old")
    return [
        [(each.position, each.version, each.type, each.payload) for each in work.read_all()],
        [each.position for each in work.read_all(after=1, types=["Seen"], limit=1)],
        [each.version for each in work.read_stream(STREAM, from_version=1)],
        *(list(work.states(view)) for view in ("status", "beside", "alert", "old")),
        *(work.state("status", key) for key in ("emc2", "gone")),
        *(work.checkpoint(view) for view in ("status", "beside", "alert", "old")),
        work.head(),
    ]


def fill(store: EventStore) -> None:
    with store.transaction() as work:
        work.append(STREAM, some_events(2))
        for view in ("status", "alert", "old"):
            work.put_state(view, "gone", {"n": 1})
            work.put_state(view, "emc2", {"n": 1})
            work.set_checkpoint(view, 2)


def test_it_reads_as_the_transaction_would(store: EventStore) -> None:
    fill(store)

    rehearsed = work_on(Rehearsal(store))
    with store.transaction() as work:
        done = work_on(work)

    assert rehearsed == done


def test_it_leaves_nothing_behind(store: EventStore) -> None:
    fill(store)
    before = list(store.read_all()), list(store.states("status")), store.checkpoint("status")

    work_on(Rehearsal(store))

    assert (list(store.read_all()), list(store.states("status")), store.checkpoint("status")) == before


def test_it_chains_behind_the_log(store: EventStore) -> None:
    """An empty log has no tail, and neither has what was not written yet."""
    first = Rehearsal(store, clock=clock).append(STREAM, [an_event()])
    fill(store)
    third = Rehearsal(store, clock=clock).append(STREAM, [an_event()])

    assert [(each.position, each.recorded_at) for each in (*first, *third)] == [(1, clock()), (3, clock())]


def test_what_others_record_meanwhile_is_no_part_of_it(store: EventStore) -> None:
    fill(store)
    rehearsal = Rehearsal(store)
    store.append(STREAM, some_events(1, "Later"))

    assert [each.type for each in rehearsal.read_all()] == ["Noted", "Noted"]
    assert [each.type for each in rehearsal.read_stream(STREAM)] == ["Noted", "Noted"]


def test_it_refuses_what_a_transaction_refuses(store: EventStore) -> None:
    rehearsal, event = Rehearsal(store), an_event()
    [recorded] = rehearsal.append(STREAM, [event])

    assert rehearsal.append(STREAM, [event]) == [recorded]
    with pytest.raises(IdempotencyConflictError):
        rehearsal.append(STREAM, [an_event(id=event.id, payload={"text": "other"})])
    with pytest.raises(ConcurrencyConflictError):
        rehearsal.append(STREAM, [an_event()], expected=4)
    with pytest.raises(StoreError, match="no other log"):
        rehearsal.adopt([recorded])
