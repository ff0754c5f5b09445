"""Appending: what is kept, what is refused, what is recognised."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from typing import Any, Literal
from uuid import UUID

import pytest

from store import (
    ANY,
    NO_STREAM,
    ConcurrencyConflictError,
    EventStore,
    IdempotencyConflictError,
    InvalidEventError,
    NewEvent,
    PartlyRecordedError,
    StreamId,
)
from tests.store.builders import OTHER, STREAM, an_event, some_events
from tests.store.conftest import Place


def test_an_event_is_read_back_as_it_was_written(store: EventStore) -> None:
    payload = {
        "text": "« l’hébergeur » \u2028 \0 \x7f 🏥",
        "n": -1,
        "x": 0.1,
        "big": 2**64 - 1,
        "deep": [{"a": [None, True]}],
    }
    event = an_event("DecisionRecorded", payload=payload, schema=3, metadata={"by": "poll"})

    [written] = store.append(STREAM, [event])

    [read] = store.read_all()
    assert read == written
    assert (read.position, read.stream, read.version) == (1, STREAM, 0)
    assert (read.id, read.type, read.schema) == (event.id, "DecisionRecorded", 3)
    assert (read.payload, read.metadata) == (payload, {"by": "poll"})
    assert read.recorded_at.utcoffset() == timedelta(0)
    assert len(read.hash) == 64


def test_versions_count_in_the_stream_and_positions_in_the_log(store: EventStore) -> None:
    store.append(STREAM, some_events(2))
    store.append(OTHER, some_events(2))
    store.append(STREAM, some_events(1))

    assert [(str(e.stream), e.version, e.position) for e in store.read_all()] == [
        ("platform/emc2", 0, 1),
        ("platform/emc2", 1, 2),
        ("platform/health-data-hub", 0, 3),
        ("platform/health-data-hub", 1, 4),
        ("platform/emc2", 2, 5),
    ]


def test_the_second_of_two_writers_is_refused(store: EventStore) -> None:
    """Both read an empty stream; only the first to append may believe it."""
    store.append(STREAM, [an_event("First")], expected=NO_STREAM)

    with pytest.raises(ConcurrencyConflictError) as refusal:
        store.append(STREAM, [an_event("Second")], expected=NO_STREAM)

    assert (refusal.value.expected, refusal.value.actual) == (NO_STREAM, 0)
    assert str(refusal.value) == (
        "stream platform/emc2 is at version 0, not -1; read it again, decide again, then append"
    )
    assert [event.type for event in store.read_stream(STREAM)] == ["First"]


@pytest.mark.parametrize("expected", [1, ANY])
def test_the_version_that_the_stream_has_is_accepted(
    store: EventStore, expected: int | Literal["any"]
) -> None:
    store.append(STREAM, some_events(2))

    [event] = store.append(STREAM, [an_event()], expected=expected)

    assert event.version == 2


@pytest.mark.parametrize("expected", [0, 2, 7])
def test_any_other_version_is_refused(store: EventStore, expected: int) -> None:
    store.append(STREAM, some_events(2))

    with pytest.raises(ConcurrencyConflictError) as refusal:
        store.append(STREAM, [an_event()], expected=expected)

    assert (refusal.value.expected, refusal.value.actual) == (expected, 1)
    assert store.head() == 2


def test_a_version_is_expected_of_a_stream_that_is_not_there(store: EventStore) -> None:
    with pytest.raises(ConcurrencyConflictError) as refusal:
        store.append(STREAM, [an_event()], expected=0)

    assert refusal.value.actual == NO_STREAM


def test_the_same_events_again_change_nothing(store: EventStore) -> None:
    """A writer that never heard the answer asks again, with the version it had then."""
    batch = some_events(3)
    first = store.append(STREAM, batch, expected=NO_STREAM)
    store.append(STREAM, [an_event()])

    again = store.append(STREAM, batch, expected=NO_STREAM)

    assert again == first
    assert store.head() == 4


def test_the_same_event_with_other_metadata_is_the_same_event(store: EventStore) -> None:
    event = an_event(metadata={"poll": 1})
    first = store.append(STREAM, [event])

    again = store.append(STREAM, [an_event(id=event.id, metadata={"poll": 2})])

    assert again == first


@pytest.mark.parametrize(
    ("stream", "changed"),
    [
        (STREAM, {"payload": {"text": "e"}}),
        (STREAM, {"kind": "Amended"}),
        (STREAM, {"schema": 2}),
        (OTHER, {}),
    ],
    ids=["payload", "type", "schema", "stream"],
)
def test_an_id_with_other_content_is_refused(
    store: EventStore, stream: StreamId, changed: Mapping[str, Any]
) -> None:
    event = an_event()
    store.append(STREAM, [an_event(), event])

    with pytest.raises(IdempotencyConflictError) as refusal:
        store.append(stream, [an_event(**{"id": event.id, **changed})])

    assert (str(refusal.value.event_id), refusal.value.position) == (str(event.id), 2)
    assert store.head() == 2


def test_a_batch_of_which_only_a_part_is_known_is_refused(store: EventStore) -> None:
    """Neither answer would be true: nothing new, or all of it new."""
    known, new = an_event(), an_event()
    store.append(STREAM, [known])

    with pytest.raises(PartlyRecordedError, match="1 of 2 events are in the log already") as refusal:
        store.append(STREAM, [new, known])

    assert refusal.value.position == 1
    assert store.head() == 1


def test_an_id_twice_in_a_batch_is_refused(store: EventStore) -> None:
    event = an_event()

    with pytest.raises(InvalidEventError, match="twice in one batch"):
        store.append(STREAM, [event, event])

    assert store.head() == 0


def test_a_batch_is_kept_whole_or_not_at_all(store: EventStore) -> None:
    bad = an_event(payload={"x": math.nan})

    with pytest.raises(InvalidEventError):
        store.append(STREAM, [*some_events(5), bad])

    assert store.head() == 0


def test_no_events_are_no_change(store: EventStore) -> None:
    assert store.append(STREAM, []) == []
    assert store.head() == 0


def test_a_large_batch_is_kept_in_order(store: EventStore) -> None:
    batch = some_events(2500)

    written = store.append(STREAM, batch)

    assert [event.id for event in store.read_all()] == [event.id for event in batch]
    assert [event.version for event in written] == list(range(2500))
    assert store.append(STREAM, batch) == written


@pytest.mark.parametrize(
    "payload",
    [
        {"x": math.nan},
        {"x": math.inf},
        {"x": 2**64},
        {1: "an integer as key"},
        {"deep": [{None: 1}]},
        {"x": {1, 2}},
        {"x": datetime(2026, 1, 1, tzinfo=UTC)},
        {"x": b"bytes"},
        {"x": "half of a pair \ud800"},
        {"half \ud800": 1},
        ["a list"],
        [],
        "a string",
        "",
        0,
    ],
    ids=str,
)
def test_what_json_cannot_say_is_refused(store: EventStore, payload: dict[str, object]) -> None:
    with pytest.raises(InvalidEventError):
        store.append(STREAM, [an_event(payload=payload)])
    with pytest.raises(InvalidEventError):
        store.append(STREAM, [an_event(metadata=payload)])

    assert store.head() == 0


@pytest.mark.parametrize(
    "stream",
    [StreamId("", "x"), StreamId("a/b", "c"), StreamId("a", ""), StreamId("a", "b\0"), StreamId("a", "\n")],
    ids=repr,
)
def test_a_stream_has_a_name_that_can_be_read_back(store: EventStore, stream: StreamId) -> None:
    with pytest.raises(InvalidEventError):
        store.append(stream, [an_event()])


@pytest.mark.parametrize(
    "event", [an_event(""), an_event("a\0b"), an_event(schema=0)], ids=["no type", "NUL", "schema 0"]
)
def test_an_event_has_a_type_and_a_schema(store: EventStore, event: NewEvent) -> None:
    with pytest.raises(InvalidEventError):
        store.append(STREAM, [event])


def test_tuples_and_mappings_are_kept_as_lists_and_objects(store: EventStore) -> None:
    class Frozen(dict[str, Any]):
        """Some map of the caller's own."""

    [written] = store.append(STREAM, [an_event(payload=Frozen(a=(1, 2), b=Frozen()))])

    assert written.payload == {"a": [1, 2], "b": {}}


def test_time_never_runs_back_along_the_log(place: Place) -> None:
    """The clock was set back between two events."""
    noon = datetime(2026, 3, 4, 12, tzinfo=timezone(timedelta(hours=1)))
    times = iter([noon, noon - timedelta(hours=2), noon + timedelta(microseconds=1)])
    store = place.open(clock=lambda: next(times))

    for _ in range(3):
        store.append(STREAM, [an_event()])

    at = [event.recorded_at for event in store.read_all()]
    assert at == [noon, noon, noon + timedelta(microseconds=1)]
    assert at[0].tzinfo == UTC


def test_a_clock_without_a_zone_is_refused(place: Place) -> None:
    store = place.open(clock=lambda: datetime(2026, 3, 4))  # noqa: DTZ001 - the point of the test

    with pytest.raises(InvalidEventError, match="time zone"):
        store.append(STREAM, [an_event()])


def test_the_hash_is_the_same_wherever_the_event_lies(place: Place) -> None:
    """The chain is documented: whoever has the log can compute it again, by other means."""
    store = place.open(clock=lambda: datetime(2026, 3, 4, 12, tzinfo=UTC))
    spelt = (
        r"""{"id":"00000000-0000-0000-0000-000000000001","metadata":{},"payload":{"a":"\n\u0000","é":1.0},"""
        r""""position":1,"recorded_at":"2026-03-04T12:00:00.000000Z","schema":2,"""
        r""""stream":"platform/Entrepôt \"EDS\" \\ /x","type":"Noted","version":0}"""
    )
    spelt_next = (
        r"""{"id":"00000000-0000-0000-0000-000000000002","metadata":{"a":1e+16,"b":[]},"payload":{},"""
        r""""position":2,"recorded_at":"2026-03-04T12:00:00.000000Z","schema":1,"""
        r""""stream":"platform/Entrepôt \"EDS\" \\ /x","type":"Noted","version":1}"""
    )
    first = sha256(("0" * 64 + spelt).encode()).hexdigest()
    second = sha256((first + spelt_next).encode()).hexdigest()

    events = store.append(
        StreamId("platform", 'Entrepôt "EDS" \\ /x'),
        [
            an_event(id=UUID(int=1), payload={"é": 1.0, "a": "\n\0"}, schema=2),
            an_event(id=UUID(int=2), payload={}, metadata={"b": [], "a": 1e16}),
        ],
    )

    assert [event.hash for event in events] == [first, second]


@pytest.mark.parametrize("schema", [0, -1, True, 1.0, 2**31, "1"], ids=repr)
def test_a_schema_that_is_no_version_is_refused(store: EventStore, schema: Any) -> None:  # noqa: ANN401 - anything
    """What is hashed as True and kept as 1 is a log that no longer verifies."""
    with pytest.raises(InvalidEventError):
        store.append(STREAM, [an_event(schema=schema)])


def test_an_id_that_is_no_uuid_is_refused(store: EventStore) -> None:
    wrong: Any = "not a UUID"

    with pytest.raises(InvalidEventError):
        store.append(STREAM, [an_event(id=wrong)])
