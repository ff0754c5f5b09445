"""Whatever is done to a store, in whatever order, it is a list of events with an index."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from store import (
    ANY,
    ConcurrencyConflictError,
    EventStore,
    IdempotencyConflictError,
    NewEvent,
    PartlyRecordedError,
    StreamId,
    verify,
)
from tests.store.conftest import Place

STREAMS = st.sampled_from([StreamId("a", "x"), StreamId("a", "y"), StreamId("b", "x/y")])
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
PAYLOADS = st.dictionaries(st.text(), VALUES, max_size=3)
TYPES = st.sampled_from(["Noted", "Amended", "Hébergé"])


class DiceError(Exception):
    """What ends a transaction that is to be rolled back."""


@dataclass
class Kept:
    """An event as the model keeps it."""

    stream: StreamId
    event: NewEvent


class StoreAndList(RuleBasedStateMachine):
    """The store beside a list, a dictionary of states and one of checkpoints."""

    place: Place

    def __init__(self) -> None:
        super().__init__()
        self.store: EventStore
        self.log: list[Kept] = []
        self.states: dict[tuple[str, str], Any] = {}
        self.checkpoints: dict[str, int] = {}

    @initialize()
    def make(self) -> None:
        """Begin with an empty store."""
        self.store = self.place.open()

    def version(self, stream: StreamId) -> int:
        """Return the version of a stream in the model."""
        return sum(kept.stream == stream for kept in self.log) - 1

    @rule(
        stream=STREAMS,
        kinds=st.lists(TYPES, max_size=4),
        payload=PAYLOADS,
        metadata=PAYLOADS,
        exact=st.booleans(),
    )
    def append(
        self,
        stream: StreamId,
        kinds: list[str],
        payload: dict[str, Any],
        metadata: dict[str, Any],
        *,
        exact: bool,
    ) -> None:
        """Append new events."""
        events = [NewEvent(id=uuid4(), type=kind, payload=payload, metadata=metadata) for kind in kinds]
        expected: int | Literal["any"] = self.version(stream) if exact else ANY

        written = self.store.append(stream, events, expected=expected)

        assert [event.position for event in written] == [len(self.log) + n for n in range(1, len(events) + 1)]
        self.log += [Kept(stream, event) for event in events]

    @rule(stream=STREAMS, off=st.integers(min_value=-3, max_value=3).filter(bool), payload=PAYLOADS)
    def append_to_a_wrong_version(self, stream: StreamId, off: int, payload: dict[str, Any]) -> None:
        """Be refused: another writer was first."""
        expected = self.version(stream) + off
        with pytest.raises(ConcurrencyConflictError) as refusal:
            self.store.append(stream, [NewEvent(id=uuid4(), type="Late", payload=payload)], expected=expected)
        assert refusal.value.actual == self.version(stream)

    @rule(data=st.data())
    def append_again(self, data: st.DataObject) -> None:
        """Repeat an append: all of it, with something new, or with other content."""
        if not self.log:
            return
        position = data.draw(st.integers(min_value=1, max_value=len(self.log)), label="position")
        kept = self.log[position - 1]

        [again] = self.store.append(
            kept.stream, [kept.event], expected=data.draw(st.sampled_from([ANY, 0, 99]))
        )

        assert again.position == position
        with pytest.raises(PartlyRecordedError):
            self.store.append(kept.stream, [NewEvent(id=uuid4(), type="New", payload={}), kept.event])
        with pytest.raises(IdempotencyConflictError) as refusal:
            self.store.append(kept.stream, [NewEvent(id=kept.event.id, type="Other", payload={})])
        assert refusal.value.position == position

    @rule(
        view=st.sampled_from(["v", "w"]),
        states=st.dictionaries(
            st.text(st.characters(codec="utf-8", exclude_characters="\0")), st.none() | PAYLOADS
        ),
        position=st.integers(min_value=0, max_value=2**40),
        kept=st.booleans(),
        drop=st.booleans(),
    )
    def project(self, view: str, states: dict[str, Any], position: int, *, kept: bool, drop: bool) -> None:
        """Change states and a checkpoint beside an event, and keep all of it or nothing."""
        event = NewEvent(id=uuid4(), type="Projected", payload={"keys": list(states)})
        with suppress(DiceError), self.store.transaction() as work:
            if drop:
                work.drop_view(view)
            work.append(StreamId("a", "x"), [event])
            for key, value in states.items():
                if value is None:
                    work.drop_state(view, key)
                else:
                    work.put_state(view, key, value)
            work.set_checkpoint(view, position)
            assert work.head() == len(self.log) + 1
            if not kept:
                raise DiceError
        if kept:
            self.log.append(Kept(StreamId("a", "x"), event))
            if drop:
                self.states = {at: value for at, value in self.states.items() if at[0] != view}
            self.states.update({(view, key): value for key, value in states.items()})
            self.checkpoints[view] = position

    @rule()
    def open_again(self) -> None:
        """Close the store and open it again."""
        if self.place.kind != "memory":
            self.store.close()
            self.store = self.place.open(create=False)

    @rule(
        after=st.integers(min_value=0, max_value=30), limit=st.none() | st.integers(min_value=0, max_value=9)
    )
    def read_a_part(self, after: int, limit: int | None) -> None:
        """Read some of the log, and a type of it."""
        end = None if limit is None else after + limit
        found = list(self.store.read_all(after=after, limit=limit))
        assert [event.id for event in found] == [kept.event.id for kept in self.log[after:end]]
        noted = [event.id for event in self.store.read_all(after=after, types=["Noted"])]
        assert noted == [kept.event.id for kept in self.log[after:] if kept.event.type == "Noted"]

    @invariant()
    def the_log_is_the_list(self) -> None:
        """Whatever happened."""
        versions: dict[StreamId, int] = {}
        for position, (event, kept) in enumerate(zip(self.store.read_all(), self.log, strict=True), start=1):
            versions[kept.stream] = versions.get(kept.stream, -1) + 1
            assert (event.position, event.stream, event.version) == (
                position,
                kept.stream,
                versions[kept.stream],
            )
            assert (event.id, event.type) == (kept.event.id, kept.event.type)
            assert (event.payload, event.metadata) == (kept.event.payload, kept.event.metadata)
        for stream, version in versions.items():
            assert [event.version for event in self.store.read_stream(stream)] == list(range(version + 1))

    @invariant()
    def the_states_are_the_dictionary(self) -> None:
        """Whatever happened."""
        for view in ("v", "w"):
            wanted = {
                key: value for (of, key), value in self.states.items() if of == view and value is not None
            }
            assert list(self.store.states(view)) == sorted(wanted.items())
            assert self.store.checkpoint(view) == self.checkpoints.get(view, 0)

    def teardown(self) -> None:
        """Verify the chain, and close."""
        if hasattr(self, "store"):
            assert verify(self.store)
            self.store.close()


@pytest.mark.parametrize(("kind", "examples"), [("memory", 60), ("sqlite", 40), ("postgresql", 12)])
def test_a_store_is_a_list(kind: str, examples: int, new_place: Callable[[str], Place]) -> None:
    class Machine(StoreAndList):
        @property
        def place(self) -> Place:  # type: ignore[override] # a new one for every run
            if not hasattr(self, "_place"):
                self._place = new_place(kind)
            return self._place

    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
        ),
    )
