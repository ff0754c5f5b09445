"""Recorded events are values, wherever they come from."""

from __future__ import annotations

import copy
import pickle
from dataclasses import FrozenInstanceError, fields

import pytest

from store import EventStore, RecordedEvent
from store.rows import row_of
from tests.store.builders import OTHER, STREAM, an_event, some_events


def plain(event: RecordedEvent) -> RecordedEvent:
    """Return the same event, made by hand."""
    return RecordedEvent(**{each.name: getattr(event, each.name) for each in fields(RecordedEvent)})


def test_an_event_is_what_it_says(store: EventStore) -> None:
    [event] = store.append(STREAM, [an_event(payload={"a": [1]}, metadata={"b": 2})])

    assert plain(event) == event
    assert event == plain(event)
    assert hash(plain(event)) == hash(event)
    assert row_of(plain(event)) == row_of(event)
    assert event != "something else"
    assert pickle.loads(pickle.dumps(event)) == copy.copy(event) == event  # noqa: S301 - our own bytes
    assert "payload={'a': [1]}" in repr(event)


def test_an_event_cannot_be_changed(store: EventStore) -> None:
    [event] = store.append(STREAM, [an_event()])

    for name in ("position", "payload", "hash"):
        with pytest.raises((FrozenInstanceError, AttributeError)):
            setattr(event, name, 1)


def test_a_payload_is_decoded_once(store: EventStore) -> None:
    [event] = store.append(STREAM, [an_event()])

    assert event.payload is event.payload


def test_what_is_nested_deep_is_read_in_a_long_read_too(store: EventStore) -> None:
    """A long read decodes by another library than a short one."""
    deep: dict[str, object] = {}
    for _ in range(300):
        deep = {"in": deep}
    numbers = {
        "big": 2**64 - 1,
        "low": -(2**63),
        "small": -0.0,
        "text": "\u2028\0é",
        "exact": 0.1 + 0.2,
        "long": 1.7976931348623157e308,
    }
    store.append(OTHER, some_events(1500))
    store.append(STREAM, [an_event(payload=deep), an_event(payload=numbers)])

    *_, read_deep, read_numbers = store.read_all()

    assert read_deep.payload == deep
    assert read_numbers.payload == numbers
    assert [row_of(event)[7] for event in store.read_all()] == [
        row_of(event)[7] for event in map(plain, store.read_all())
    ]
