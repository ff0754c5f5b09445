"""Ids that rise with time: one of its kind each, whoever makes them."""

from __future__ import annotations

import os
import threading
import time
from uuid import RFC_4122, UUID

import pytest

from store import EventStore, NewEvent, ids
from store.ids import next_id
from tests.store.builders import STREAM


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return the milliseconds that the clock shows, to be changed."""
    shown = [1_800_000_000_000]
    monkeypatch.setattr(time, "time_ns", lambda: shown[0] * 1_000_000)
    monkeypatch.setattr(ids, "_state", ids._NEVER)
    return shown


def test_an_id_tells_its_version_and_its_millisecond(clock: list[int]) -> None:
    made = [next_id() for _ in range(1000)]

    assert {(one.version, one.variant) for one in made} == {(7, RFC_4122)}
    assert {one.int >> 80 for one in made} == {clock[0]}


def test_ids_rise_also_while_the_clock_does_not(clock: list[int]) -> None:
    made = []
    for step in (0, 0, 1, -5000, 3, 9000):
        clock[0] += step
        made += [next_id() for _ in range(50)]

    assert made == sorted(set(made))
    assert made[-1].int >> 80 == clock[0]


def test_another_millisecond_begins_elsewhere(clock: list[int]) -> None:
    first = next_id()
    clock[0] += 1

    assert first.int % 2**62 != next_id().int % 2**62


def test_threads_have_different_ids() -> None:
    made: list[UUID] = []
    threads = [
        threading.Thread(target=lambda: made.extend([next_id() for _ in range(5000)])) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(set(made)) == 20_000


@pytest.mark.usefixtures("clock")
def test_a_forked_process_has_other_ids() -> None:
    next_id()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writing, next_id().bytes)
        os._exit(0)
    os.waitpid(child, 0)

    assert UUID(bytes=os.read(reading, 16)) != next_id()
    os.close(reading)
    os.close(writing)


def test_an_event_without_an_id_has_one_of_its_own(store: EventStore) -> None:
    """It is the event's, not the append's: appended again it is known."""
    events = [NewEvent(type="Noted", payload={}), NewEvent(type="Noted", payload={})]
    assert events[0].id != events[1].id

    written = store.append(STREAM, events)

    assert [event.id for event in written] == [event.id for event in events]
    assert store.append(STREAM, events) == written
    assert store.head() == 2
