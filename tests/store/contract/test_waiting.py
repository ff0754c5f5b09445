"""Waiting for new events."""

from __future__ import annotations

import threading
import time

from store import EventStore
from tests.store.builders import STREAM, some_events


def test_what_is_there_is_not_waited_for(store: EventStore) -> None:
    store.append(STREAM, some_events(2))

    assert store.wait_for(0, timeout=0)
    assert store.wait_for(1, timeout=0)


def test_the_wait_ends_when_nothing_comes(store: EventStore) -> None:
    store.append(STREAM, some_events(2))
    began = time.monotonic()

    assert not store.wait_for(2, timeout=0.2)

    assert 0.2 <= time.monotonic() - began < 2


def test_an_event_ends_the_wait(store: EventStore) -> None:
    answers: list[bool] = []
    waiting = threading.Thread(target=lambda: answers.append(store.wait_for(1, timeout=30)))
    store.append(STREAM, some_events(1))
    waiting.start()
    began = time.monotonic()

    store.append(STREAM, some_events(1))
    waiting.join(timeout=30)

    assert answers == [True]
    assert time.monotonic() - began < 5


def test_what_is_rolled_back_is_nothing_to_wait_for(store: EventStore) -> None:
    answers: list[bool] = []
    waiting = threading.Thread(target=lambda: answers.append(store.wait_for(0, timeout=0.3)))
    with store.transaction() as work:
        waiting.start()
        work.put_state("v", "k", {})
    waiting.join(timeout=30)

    assert answers == [False]


def test_waiting_costs_next_to_nothing(store: EventStore) -> None:
    """A second of waiting, in seconds of processor."""
    before = time.process_time()

    store.wait_for(0, timeout=1)

    assert time.process_time() - before < 0.1
