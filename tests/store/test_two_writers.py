"""Two stores that append in turns believe nothing that the other has made untrue.

A writer on SQLite remembers where it left the log; here somebody else always goes on from there.
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Literal

import pytest

from store import (
    ANY,
    NO_STREAM,
    ConcurrencyConflictError,
    EventStore,
    StoreUnavailableError,
    StreamId,
    backup,
    open_store,
    verify,
)
from tests.store.builders import OTHER, STREAM, an_event
from tests.store.conftest import Place


def test_appends_in_turns_make_one_log(lasting_place: Place) -> None:
    dice = random.Random(7)  # noqa: S311 - the same for everyone
    stores = [lasting_place.open(), lasting_place.open()]
    streams = [StreamId("a", str(n)) for n in range(4)]
    expected: list[tuple[str, object]] = []
    versions = dict.fromkeys(streams, NO_STREAM)

    for _ in range(400):
        store, stream = dice.choice(stores), dice.choice(streams)
        events = [an_event() for _ in range(dice.choice([1, 1, 1, 2, 60]))]
        told: int | Literal["any"] = dice.choice(
            [ANY, versions[stream], versions[stream] + dice.choice([-1, 1])]
        )
        try:
            store.append(stream, events, expected=told)
        except ConcurrencyConflictError as conflict:
            refused = (told not in {ANY, versions[stream]}, conflict.actual)
            assert refused == (True, versions[stream])
        else:
            assert told in {ANY, versions[stream]}
            versions[stream] += len(events)
            expected.extend((str(stream), event.id) for event in events)

    assert [(str(event.stream), event.id) for event in stores[0].read_all()] == expected
    assert verify(stores[1])


@pytest.mark.parametrize(
    "meanwhile",
    [
        lambda store: store.append(STREAM, [an_event()]),
        lambda store: store.append(OTHER, [an_event()]),
        lambda store: store.append(OTHER, [an_event() for _ in range(3)]),
    ],
    ids=["the same stream", "another stream", "a batch"],
)
def test_an_event_is_recognised_whatever_came_between(
    lasting_place: Place, meanwhile: Callable[[EventStore], object]
) -> None:
    mine, theirs = lasting_place.open(), lasting_place.open()
    event = an_event()
    [first] = mine.append(STREAM, [event])
    mine.append(STREAM, [an_event()])
    meanwhile(theirs)

    assert mine.append(STREAM, [event]) == [first]
    assert theirs.append(STREAM, [event]) == [first]


def test_a_transaction_that_was_undone_is_not_remembered(lasting_place: Place) -> None:
    store = lasting_place.open()
    store.append(STREAM, [an_event()])
    with suppress(ZeroDivisionError), store.transaction() as work:
        work.append(STREAM, [an_event()])
        raise ZeroDivisionError

    [event] = store.append(STREAM, [an_event()], expected=0)

    assert (event.position, event.version) == (2, 1)
    assert verify(store)


def restore(copy: Path, place: Place) -> None:
    """Put a copy in the place of a log, as the shell of SQLite does it."""
    with closing(sqlite3.connect(copy)) as source, closing(sqlite3.connect(place.path)) as target:
        source.backup(target)


def test_a_log_restored_under_a_writer_is_gone_on_with_as_it_is(sqlite_place: Place, tmp_path: Path) -> None:
    """What was remembered of the end is not there any more; a chain onto it would be broken."""
    store = sqlite_place.open()
    store.append(STREAM, [an_event()])
    backup(sqlite_place.url, tmp_path / "copy.db")
    store.append(STREAM, [an_event()])
    store.append(OTHER, [an_event()])
    restore(tmp_path / "copy.db", sqlite_place)

    [event] = store.append(STREAM, [an_event()])
    [other] = store.append(OTHER, [an_event()])

    assert (event.position, event.version, other.position, other.version) == (2, 1, 3, 0)
    assert verify(store)


def test_another_log_of_the_same_length_is_seen(sqlite_place: Place, tmp_path: Path) -> None:
    store = sqlite_place.open()
    store.append(STREAM, [an_event()])
    other = open_store(f"sqlite:///{tmp_path / 'other.db'}", create=True)
    other.append(STREAM, [an_event()])
    other.close()
    restore(tmp_path / "other.db", sqlite_place)

    store.append(STREAM, [an_event()])

    assert verify(store)


def test_a_file_that_was_replaced_takes_nothing_more(sqlite_place: Place, tmp_path: Path) -> None:
    """What is written into a file that has lost its name is acknowledged, and gone."""
    store = sqlite_place.open()
    store.append(STREAM, [an_event()])
    backup(sqlite_place.url, tmp_path / "copy.db")
    (tmp_path / "copy.db").replace(sqlite_place.path)

    with pytest.raises(StoreUnavailableError, match="replaced while it was open"):
        store.append(STREAM, [an_event()])
    with pytest.raises(StoreUnavailableError, match="replaced while it was open"), store.transaction():
        pass
