"""Reading a stream, and the whole log."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from store import EventStore, InvalidEventError, StreamId
from tests.store.builders import OTHER, STREAM, an_event, some_events
from tests.store.conftest import Place

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


def test_a_new_store_is_empty(store: EventStore) -> None:
    assert store.head() == 0
    assert list(store.read_all()) == []
    assert list(store.read_stream(STREAM)) == []


def test_a_stream_is_read_from_a_version(store: EventStore) -> None:
    store.append(STREAM, some_events(3))
    store.append(OTHER, some_events(3))

    assert [e.version for e in store.read_stream(STREAM, from_version=1)] == [1, 2]
    assert list(store.read_stream(STREAM, from_version=3)) == []


def test_a_stream_is_not_mistaken_for_one_that_begins_like_it(store: EventStore) -> None:
    store.append(StreamId("platform", "emc2/annex"), some_events(1))

    assert list(store.read_stream(STREAM)) == []
    [event] = store.read_stream(StreamId("platform", "emc2/annex"))
    assert event.stream == StreamId("platform", "emc2/annex")


def test_a_stream_that_could_not_be_written_cannot_be_read(store: EventStore) -> None:
    with pytest.raises(InvalidEventError):
        list(store.read_stream(StreamId("a/b", "c")))


@pytest.mark.parametrize("count", [999, 1000, 1001, 2000, 2001])
def test_pages_join_up(store: EventStore, count: int) -> None:
    """Reading goes by pages of 1,000; nothing is lost or doubled where they meet."""
    store.append(STREAM, some_events(count))

    assert [e.position for e in store.read_all()] == list(range(1, count + 1))
    assert [e.version for e in store.read_stream(STREAM)] == list(range(count))
    assert [e.position for e in store.read_all(limit=1001)] == list(range(1, min(count, 1001) + 1))


def test_the_log_is_read_after_a_position(store: EventStore) -> None:
    store.append(STREAM, some_events(5))

    assert [e.position for e in store.read_all(after=3)] == [4, 5]
    assert [e.position for e in store.read_all(after=1, limit=2)] == [2, 3]
    assert list(store.read_all(after=5)) == []
    assert list(store.read_all(after=99)) == []
    assert list(store.read_all(limit=0)) == []


def test_the_log_is_read_by_type(store: EventStore) -> None:
    for n in range(6):
        store.append(STREAM, [an_event("ABC"[n % 3])])

    assert [e.position for e in store.read_all(types=["A", "C"])] == [1, 3, 4, 6]
    assert [e.position for e in store.read_all(types=["C", "A", "A"], after=1, limit=2)] == [3, 4]
    assert list(store.read_all(types=["D"])) == []
    assert list(store.read_all(types=[])) == []


def test_the_log_is_read_as_it_was_known_at_an_instant(place: Place) -> None:
    times = iter([NOON, NOON, NOON + timedelta(seconds=1), NOON + timedelta(seconds=2)])
    store = place.open(clock=lambda: next(times))
    for kind in "ABAB":
        store.append(STREAM, [an_event(kind)])

    def known(until: datetime, types: list[str] | None = None) -> list[int]:
        return [e.position for e in store.read_all(until=until, types=types)]

    assert known(NOON - timedelta(microseconds=1)) == []
    assert known(NOON) == [1, 2]
    assert known(NOON + timedelta(seconds=1)) == [1, 2, 3]
    assert known(NOON + timedelta(seconds=1), ["B"]) == [2]
    assert known(NOON + timedelta(days=1)) == [1, 2, 3, 4]
    assert [e.position for e in store.read_all(until=NOON, limit=1)] == [1]


def test_until_is_an_instant_and_not_the_text_of_one(place: Place) -> None:
    """The same instant, told in another zone."""
    store = place.open(clock=lambda: NOON)
    store.append(STREAM, [an_event()])

    assert len(list(store.read_all(until=datetime.fromisoformat("2026-03-04T13:00:00+01:00")))) == 1
    assert len(list(store.read_all(until=datetime.fromisoformat("2026-03-04T12:59:59+01:00")))) == 0


def test_a_reader_between_pages_goes_on_to_what_was_added(store: EventStore) -> None:
    """Whoever stops at a page and goes on from there misses nothing that came meanwhile."""
    store.append(STREAM, some_events(2))
    [first] = store.read_all(limit=1)
    store.append(STREAM, some_events(1))

    assert [e.position for e in store.read_all(after=first.position)] == [2, 3]
