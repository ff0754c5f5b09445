"""What follows from the log, kept beside it."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

import pytest

from store import (
    EventStore,
    RecordedEvent,
    StoreError,
    UpcastReader,
    Upcasts,
    View,
    advance,
    catch_up,
    rebuild,
)
from tests.store.builders import OTHER, STREAM, an_event, some_events


class Count:
    """Counts events by stream, and keeps the last payload of each."""

    name = "count"

    def __init__(self, *, knows: tuple[str, ...] = ("Noted",)) -> None:
        self.knows = knows

    def apply(self, event: RecordedEvent, view: View) -> bool:
        """Count one."""
        if event.type == "Forgotten":
            view.drop(event.stream.name)
            return True
        if event.type not in self.knows:
            return False
        kept = view.get(event.stream.name) or {"n": 0}
        view.put(event.stream.name, {"n": kept["n"] + 1, "last": event.payload})
        return True


def kept(store: EventStore) -> dict[str, Mapping[str, Any]]:
    """Return what the projection keeps."""
    return dict(store.states("count"))


@pytest.mark.parametrize("batch", [1, 7, 5000])
def test_a_view_is_brought_up_to_date_in_batches(store: EventStore, batch: int) -> None:
    store.append(STREAM, some_events(20))
    store.append(OTHER, some_events(3))
    told: list[tuple[int, int]] = []

    come = catch_up(store, Count(), batch=batch, progress=lambda *reached: told.append(reached))

    assert kept(store) == {
        "emc2": {"n": 20, "last": {"n": 19}},
        "health-data-hub": {"n": 3, "last": {"n": 2}},
    }
    assert (come.position, come.events, store.checkpoint("count")) == (23, 23, 23)
    assert told[-1] == (23, 23)
    assert len(told) == -(-23 // batch)


def test_nothing_is_applied_twice(store: EventStore) -> None:
    store.append(STREAM, some_events(5))
    catch_up(store, Count())
    store.append(STREAM, some_events(5))

    catch_up(store, Count())
    come = catch_up(store, Count())

    assert kept(store)["emc2"]["n"] == 10
    assert (come.position, come.events) == (10, 0)


def test_a_view_is_brought_up_to_date_in_the_transaction_that_appends(store: EventStore) -> None:
    store.append(STREAM, some_events(2))

    with store.transaction() as work:
        work.append(STREAM, some_events(1))
        advance(work, Count())

    assert kept(store)["emc2"]["n"] == 3
    assert store.checkpoint("count") == 3


def test_what_was_dropped_may_come_again(store: EventStore) -> None:
    store.append(STREAM, [an_event(), an_event("Forgotten")])
    catch_up(store, Count())
    assert kept(store) == {}

    store.append(STREAM, [an_event(payload={"n": 1})])
    catch_up(store, Count())

    assert kept(store) == {"emc2": {"n": 1, "last": {"n": 1}}}


def test_a_failing_projection_leaves_the_view_as_it_was(store: EventStore) -> None:
    class Failing(Count):
        def apply(self, event: RecordedEvent, view: View) -> bool:
            if event.position == 4:
                raise ZeroDivisionError
            return super().apply(event, view)

    store.append(STREAM, some_events(5))

    with pytest.raises(ZeroDivisionError):
        catch_up(store, Failing(), batch=2)

    assert kept(store) == {"emc2": {"n": 2, "last": {"n": 1}}}
    assert store.checkpoint("count") == 2


def test_a_view_moved_by_somebody_else_is_not_moved_twice(store: EventStore) -> None:
    """Two daemons project at once: the second is told, and the view counts each event once."""

    class Overtaken(Count):
        def apply(self, event: RecordedEvent, view: View) -> bool:
            if store.checkpoint("count") == 0:
                catch_up(store, Count())
            return super().apply(event, view)

    store.append(STREAM, some_events(5))

    with pytest.raises(StoreError, match="from 0 to 5 by somebody else"):
        catch_up(store, Overtaken())

    assert kept(store)["emc2"]["n"] == 5


def test_a_rebuilt_view_is_the_live_one_byte_by_byte(store: EventStore) -> None:
    for n in range(30):
        store.append(
            (STREAM, OTHER)[n % 2], [an_event("Forgotten" if n % 11 == 5 else "Noted", payload={"x": n / 3})]
        )
        catch_up(store, Count(), batch=3)
    live = kept(store)

    come = rebuild(store, Count(), batch=7)

    assert kept(store) == live
    assert come.position == store.checkpoint("count") == 30
    assert list(store.states("count~rebuilding")) == []
    assert store.checkpoint("count~rebuilding") == 0


def test_a_rebuild_replaces_what_does_not_follow_from_the_log(store: EventStore) -> None:
    store.append(STREAM, some_events(2))
    with store.transaction() as work:
        work.put_state("count", "wrong", {})
        work.put_state("count~rebuilding", "left by a crash", {})
        work.set_checkpoint("count~rebuilding", 2)

    rebuild(store, Count())

    assert kept(store) == {"emc2": {"n": 2, "last": {"n": 1}}}


def test_the_old_view_is_read_until_the_new_one_is_complete(store: EventStore) -> None:
    store.append(STREAM, some_events(10))
    catch_up(store, Count())
    seen = []

    rebuild(store, Count(), batch=2, progress=lambda *_: seen.append(kept(store)["emc2"]["n"]))

    assert seen == [10] * 5


def test_a_rebuild_takes_along_what_is_appended_meanwhile(store: EventStore) -> None:
    store.append(STREAM, some_events(10))
    writing = threading.Thread(target=lambda: [store.append(STREAM, [an_event()]) for _ in range(20)])
    writing.start()

    rebuild(store, Count(), batch=2)
    writing.join()
    catch_up(store, Count())

    assert kept(store)["emc2"]["n"] == 30


def test_unknown_events_are_told_and_passed_by(store: EventStore) -> None:
    """An older program reads a log that a newer one wrote."""
    store.append(
        STREAM, [an_event(), an_event("Invented"), an_event("Invented"), an_event(schema=2), an_event()]
    )

    come = catch_up(store, Count())

    assert come.unknown == {"Invented": 2, "Noted (schema 2)": 1}
    assert kept(store)["emc2"]["n"] == 2
    assert store.checkpoint("count") == 5


UPCASTS = Upcasts({"Noted": [lambda old: {"text": old["note"]}, lambda old: old | {"language": "fr"}]})


def test_old_shapes_are_read_as_new_ones_step_by_step(store: EventStore) -> None:
    store.append(
        STREAM,
        [
            an_event(payload={"note": "a"}),
            an_event(payload={"text": "b"}, schema=2),
            an_event(payload={"text": "c", "language": "en"}, schema=3),
            an_event(payload={"words": ["d"]}, schema=4),
            an_event("Other", payload={"note": "e"}),
        ],
    )
    reader = UpcastReader(store, UPCASTS)

    read = [(event.schema, dict(event.payload)) for event in reader.read_all()]

    assert read == [
        (3, {"text": "a", "language": "fr"}),
        (3, {"text": "b", "language": "fr"}),
        (3, {"text": "c", "language": "en"}),
        (4, {"words": ["d"]}),
        (1, {"note": "e"}),
    ]
    assert [event.schema for event in reader.read_stream(STREAM)] == [3, 3, 3, 4, 1]
    assert [event.schema > UPCASTS.newest(event.type) for event in reader.read_all()] == [
        False,
        False,
        False,
        True,
        False,
    ]
    assert [dict(event.payload) for event in store.read_all(limit=1)] == [{"note": "a"}]
    assert (reader.head(), reader.checkpoint("count"), reader.state("v", "k"), list(reader.states("v"))) == (
        5,
        0,
        None,
        [],
    )


def test_projections_see_the_newest_shape(store: EventStore) -> None:
    store.append(STREAM, [an_event(payload={"note": "a"}), an_event(payload={}, schema=4)])

    come = catch_up(store, Count(), upcasts=UPCASTS)

    assert kept(store) == {"emc2": {"n": 1, "last": {"text": "a", "language": "fr"}}}
    assert come.unknown == {"Noted (schema 4)": 1}
