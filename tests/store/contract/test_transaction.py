"""The unit of work: all of it, or nothing."""

from __future__ import annotations

import threading

import pytest

from store import EventStore, IdempotencyConflictError, InvalidEventError, StoreError
from tests.store.builders import OTHER, STREAM, an_event, some_events


class SomethingWentWrongError(Exception):
    """What the caller's own code raises."""


def test_events_checkpoints_and_states_commit_together(store: EventStore) -> None:
    with store.transaction() as work:
        work.append(STREAM, some_events(2))
        work.append(OTHER, some_events(1))
        work.set_checkpoint("status", 3)
        work.put_state("status", "emc2", {"host": "x"})

    assert store.head() == 3
    assert store.checkpoint("status") == 3
    assert store.state("status", "emc2") == {"host": "x"}


def test_an_exception_leaves_nothing_behind(store: EventStore) -> None:
    store.append(STREAM, some_events(1))
    with store.transaction() as work:
        work.put_state("status", "emc2", {"n": 1})
        work.set_checkpoint("status", 1)
    kept = list(store.read_all())

    with pytest.raises(SomethingWentWrongError), store.transaction() as work:  # noqa: PT012 - it ends the block
        work.append(STREAM, some_events(2))
        work.set_checkpoint("status", 3)
        work.put_state("status", "emc2", {"n": 3})
        work.put_state("status", "new", {})
        raise SomethingWentWrongError

    assert list(store.read_all()) == kept
    assert store.checkpoint("status") == 1
    assert list(store.states("status")) == [("emc2", {"n": 1})]


def test_after_an_exception_the_next_event_takes_the_next_place(store: EventStore) -> None:
    """No position and no version is lost to what was rolled back."""
    store.append(STREAM, some_events(1))
    with pytest.raises(SomethingWentWrongError), store.transaction() as work:  # noqa: PT012 - it ends the block
        work.append(STREAM, some_events(2))
        raise SomethingWentWrongError

    [event] = store.append(STREAM, [an_event()])

    assert (event.position, event.version) == (2, 1)


def test_a_transaction_reads_what_it_wrote(store: EventStore) -> None:
    with store.transaction() as work:
        work.append(STREAM, some_events(2))
        assert [e.version for e in work.read_stream(STREAM)] == [0, 1]
        assert [e.position for e in work.read_all(after=1)] == [2]
        assert work.head() == 2
        work.set_checkpoint("status", 2)
        assert work.checkpoint("status") == 2
        work.put_state("status", "k", {"n": 1})
        assert work.state("status", "k") == {"n": 1}
        work.drop_state("status", "k")
        assert work.state("status", "k") is None
        [event] = work.append(STREAM, [an_event()], expected=1)
        assert event.position == 3


def test_nobody_else_sees_a_transaction_before_it_commits(store: EventStore) -> None:
    with store.transaction() as work:
        work.append(STREAM, some_events(2))
        work.put_state("status", "k", {})
        work.set_checkpoint("status", 2)

        assert store.head() == 0
        assert store.state("status", "k") is None
        assert store.checkpoint("status") == 0


def test_a_refusal_that_is_caught_leaves_the_transaction_usable(store: EventStore) -> None:
    """The caller may decide again within the same unit of work."""
    event = an_event()
    store.append(STREAM, [event])

    with store.transaction() as work:
        with pytest.raises(IdempotencyConflictError):
            work.append(STREAM, [an_event(id=event.id, payload={"other": 1})])
        with pytest.raises(InvalidEventError):
            work.put_state("status", "k", {"x": {1}})
        work.append(STREAM, [an_event()])

    assert store.head() == 2


def test_the_same_event_twice_in_a_transaction_is_one_event(store: EventStore) -> None:
    event = an_event()

    with store.transaction() as work:
        first = work.append(STREAM, [event])
        assert work.append(STREAM, [event]) == first

    assert store.head() == 1


def test_a_transaction_inside_another_of_the_same_thread_is_refused(store: EventStore) -> None:
    """It would wait for itself."""
    with store.transaction() as work:
        with pytest.raises(StoreError, match="has a transaction open"), store.transaction():
            pass
        with pytest.raises(StoreError, match="has a transaction open"):
            store.append(STREAM, [an_event()])
        work.append(STREAM, [an_event()])

    assert store.head() == 1


def test_a_transaction_that_is_over_does_nothing(store: EventStore) -> None:
    with store.transaction() as work:
        pass

    with pytest.raises(StoreError, match="is over"):
        work.append(STREAM, [an_event()])
    with pytest.raises(StoreError, match="is over"):
        work.put_state("v", "k", {})
    with pytest.raises(StoreError, match="is over"):
        work.head()
    assert store.head() == 0


def test_threads_that_write_take_turns(store: EventStore) -> None:
    """Read, decide, append: no thread's decision is overtaken by another's."""
    faults: list[BaseException] = []

    def count_up() -> None:
        try:
            for _ in range(25):
                with store.transaction() as work:
                    seen = work.state("count", "n") or {"n": 0}
                    work.append(STREAM, [an_event()], expected=seen["n"] - 1)
                    work.put_state("count", "n", {"n": seen["n"] + 1})
        except BaseException as fault:  # noqa: BLE001 - told to the test below
            faults.append(fault)

    threads = [threading.Thread(target=count_up) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert faults == []
    assert [event.position for event in store.read_all()] == list(range(1, 101))
    assert store.state("count", "n") == {"n": 100}
