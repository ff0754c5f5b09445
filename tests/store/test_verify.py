"""Whatever was done to the log is found, and its first place named."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256

import pytest

from store import EventStore, Harm, Head, MemoryStore, head_of, verify
from store.canonical import link
from store.rows import Row, row_of
from store.statements import COLUMNS
from store.verify import verify_rows
from tests.store.builders import OTHER, STREAM, an_event, some_events
from tests.store.conftest import Place


def a_log(count: int = 8) -> list[Row]:
    """Return the rows of a sound log of two streams."""
    store = MemoryStore()
    for n in range(count):
        store.append((STREAM, OTHER)[n % 2], [an_event(payload={"n": n})])
    return [row_of(event) for event in store.read_all()]


def put(row: Row, **columns: object) -> Row:
    """Return *row* with other values in some columns."""
    changed = dict(zip(COLUMNS.split(", "), row, strict=True)) | columns
    return tuple(changed.values())  # type: ignore[return-value] # the same columns


def renumbered(rows: Iterable[Row]) -> list[Row]:
    """Return *rows* with positions that follow each other."""
    return [put(row, position=at) for at, row in enumerate(rows, start=1)]


def harm(rows: Iterable[Row], head: Head | None = None) -> tuple[str, int] | None:
    """Return what a verification of *rows* finds, and where."""
    fault = verify_rows(rows, head=head).fault
    return None if fault is None else (str(fault.harm), fault.position)


def test_a_sound_log_is_sound(store: EventStore) -> None:
    for n in range(2100):
        if n % 300 == 0:
            store.append(OTHER, some_events(3))
    store.append(STREAM, some_events(2100))

    report = verify(store)

    assert report
    assert report.head == head_of(store) == Head(2121, list(store.read_all())[-1].hash)


def test_an_empty_log_is_sound(store: EventStore) -> None:
    report = verify(store)

    assert report
    assert str(report.head) == "0:" + "0" * 64 == str(head_of(store))


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("stream", "platform/other"),
        ("version", 7),
        ("id", "00000000-0000-0000-0000-000000000000"),
        ("type", "Invented"),
        ("schema", 2),
        ("recorded_at", "2020-01-01T00:00:00.000000Z"),
        ("payload", b'{"n":99}'),
        ("payload", b'{"n": 3}'),
        ("metadata", '{"by":"somebody"}'),
        ("hash", "f" * 64),
    ],
)
@pytest.mark.parametrize("position", [1, 4, 8])
def test_a_changed_column_is_found(column: str, value: object, position: int) -> None:
    log = a_log()
    log[position - 1] = put(log[position - 1], **{column: value})

    assert harm(log) == ("changed", position)


@pytest.mark.parametrize("first", range(1, 8))
def test_a_missing_event_is_found(first: int) -> None:
    log = a_log()

    assert harm(log[: first - 1] + log[first:]) == ("missing", first)
    if first < 7:
        assert harm(log[: first - 1] + log[first + 1 :]) == ("missing", first)


@pytest.mark.parametrize("first", range(1, 7))
def test_a_missing_event_is_found_when_the_others_were_numbered_anew(first: int) -> None:
    log = a_log()

    assert harm(renumbered(log[: first - 1] + log[first:])) == ("missing", first)


def test_a_removed_end_is_found_against_the_head(subtests: pytest.Subtests) -> None:
    """Nothing in what is left tells it: the head must have been noted elsewhere."""
    log = a_log()
    head = Head(8, log[-1][9])

    for left in range(8):
        with subtests.test(left=left):
            assert harm(log[:left]) is None
            assert harm(log[:left], head) == ("shortened", left + 1)
    assert harm(log, head) is None
    assert harm(log, Head(5, log[4][9])) is None


@pytest.mark.parametrize("position", range(1, 9))
def test_an_inserted_event_is_found(position: int) -> None:
    """With the hash that it should have; those behind it no longer follow."""
    log = a_log()
    forged = put(log[2], position=position, id="forged", payload=b"{}")
    previous = log[position - 2][9] if position > 1 else "0" * 64
    forged = put(forged, hash=link(previous, forged[:9]))
    found = harm(renumbered([*log[: position - 1], forged, *log[position - 1 :]]))

    # The forged event fits by itself; the first that does not is the one behind it, unless
    # the version it claims in its stream gives it away.
    assert found is not None
    assert found[1] in (position, position + 1)


@pytest.mark.parametrize("position", range(1, 9))
def test_an_inserted_event_with_a_hash_of_its_own_is_found(position: int) -> None:
    log = a_log()
    forged = put(log[2], id="forged", hash=sha256(b"forged").hexdigest())

    found = harm(renumbered([*log[: position - 1], forged, *log[position - 1 :]]))

    assert found == ("inserted", position)


@pytest.mark.parametrize(("one", "other"), [(1, 2), (4, 5), (7, 8), (1, 8), (2, 6), (3, 5)])
def test_events_that_changed_places_are_found(one: int, other: int) -> None:
    log = a_log()
    log[one - 1], log[other - 1] = log[other - 1], log[one - 1]

    assert harm(renumbered(log)) == ("reordered", one)


@pytest.mark.parametrize(("taken", "put_at"), [(2, 5), (5, 2), (1, 8), (8, 1)])
def test_an_event_that_was_moved_is_found(taken: int, put_at: int) -> None:
    log = a_log()
    log.insert(put_at - 1, log.pop(taken - 1))

    found = harm(renumbered(log))

    assert found in {("reordered", min(taken, put_at)), ("inserted", min(taken, put_at))}


def test_an_event_behind_a_gap_is_found() -> None:
    log = a_log()
    moved = put(log.pop(3), position=9)

    assert harm([*log, moved]) == ("reordered", 4)


def test_a_log_written_anew_is_found_against_the_head() -> None:
    """Whoever can compute the chain can forge it; nobody can forge the head that you noted."""
    log, other = a_log(), a_log()
    head = Head(6, log[5][9])

    assert harm(other) is None
    assert harm(other, head) == ("rewritten", 6)


def test_what_was_done_behind_the_store_is_found(lasting_place: Place) -> None:
    """Whoever may drop the guards may change the log, and is found out."""
    store = lasting_place.open()
    store.append(STREAM, some_events(5))
    unguard = {
        "sqlite": "DROP TRIGGER event_is_never_changed",
        "postgresql": "ALTER TABLE event DISABLE TRIGGER ALL",
    }
    lasting_place.execute(unguard[lasting_place.kind])
    lasting_place.execute("UPDATE event SET payload = '{\"n\":33}' WHERE position = 3")

    fault = verify(store).fault

    assert fault is not None
    assert (fault.harm, fault.position) == (Harm.CHANGED, 3)
    assert fault.message == (
        "event 3 (Noted of platform/emc2, version 2) does not say what was written there"
    )


@pytest.mark.parametrize("position", [0, -3])
def test_an_event_before_the_first_is_found(lasting_place: Place, position: int) -> None:
    """Readers that begin at 1 never see it; those of its stream do."""
    store = lasting_place.open()
    store.append(STREAM, some_events(2))
    unguard = {
        "sqlite": "PRAGMA ignore_check_constraints=ON; DROP TRIGGER event_is_never_replaced;",
        "postgresql": "ALTER TABLE event DROP CONSTRAINT event_position;",
    }
    forgery = (  # the columns of the first event
        f"SELECT {position}, stream, 2, 'x', type, schema, recorded_at, payload, metadata, hash FROM event"  # noqa: S608 - a test's
    )
    lasting_place.script(f"{unguard[lasting_place.kind]} INSERT INTO event {forgery} WHERE position = 1")

    fault = verify(store).fault

    assert fault is not None
    assert (fault.harm, fault.position) == (Harm.INSERTED, 1)


@pytest.mark.parametrize("column", ["payload", "metadata", "type"])
def test_bytes_that_are_no_text_are_a_change(sqlite_place: Place, column: str) -> None:
    """SQLite keeps them as text all the same, and the driver refuses to read them."""
    store = sqlite_place.open()
    store.append(STREAM, some_events(5))
    sqlite_place.execute("DROP TRIGGER event_is_never_changed")
    change = f"{column} = CAST(x'7b2261223aff7d' AS TEXT)"
    sqlite_place.execute(f"UPDATE event SET {change} WHERE position = 3")  # noqa: S608 - a test's

    fault = verify(store).fault

    assert fault is not None
    assert (fault.harm, fault.position) == (Harm.CHANGED, 3)


def test_a_gap_in_a_stream_is_found() -> None:
    """Whoever can compute the chain anew can still not take an event out of its stream."""
    first, second = a_log(4)[:2]
    forged = put(second, stream=first[1], version=2)
    forged = put(forged, hash=link(first[9], forged[:9]))

    assert harm([first, forged]) == ("inserted", 2)


def test_a_head_is_read_back() -> None:
    head = Head(12, "0a" * 32)

    assert Head.parse(f" {head}\n") == head


@pytest.mark.parametrize("text", ["", "12", "12:abc", f"x:{'0' * 64}", f"1:{'G' * 64}", "0" * 64])
def test_what_is_no_head_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a head"):
        Head.parse(text)


def test_an_event_read_and_changed_no_longer_fits(store: EventStore) -> None:
    """Events are values: a changed copy is another one, and the chain says so."""
    store.append(STREAM, some_events(1))
    [event] = store.read_all()

    copy = replace(event, payload={"n": 1})

    assert copy != event
    assert replace(copy, payload=event.payload) == event
    assert harm([row_of(copy)]) == ("changed", 1)
