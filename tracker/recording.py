"""One unit of work on the log: events appended, and the views brought up to date with them.

The views are changed in memory as events are appended, and written with their checkpoints
when the unit ends: all of it is committed, or none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Literal
from uuid import UUID, uuid5

from store import catch_up, rebuild
from store.api import ANY, EventStore, Transaction
from store.projection import View
from store.records import NewEvent, StreamId
from tracker.projection.once import Once
from tracker.projection.present import PRESENT, all_present, present_of
from tracker.projection.views import PROJECTIONS, TOLD_BY, TYPES, ViewRules

NAMESPACE = UUID("8f1c9f0a-6a57-4f57-9a4e-0b1c6f1f7d5e")
"""The namespace of the ids that events derive from what they say."""


_SHAPES = "shapes"
"""Where the versions of the views are kept that are not the first."""

_CHANGED_BY = {name: tuple(rules for rules in PROJECTIONS if name in rules.rules) for name in sorted(TYPES)}
"""The views that an event of each type changes; a recorder knows every type that it records."""


def derived_id(*parts: object) -> UUID:
    """Return the id of the event that *parts* name; the same parts, the same event."""
    return uuid5(NAMESPACE, "\x1f".join(str(part) for part in parts))


class Recorder:
    """Appends events and answers for the views, within one transaction."""

    def __init__(self, tx: Transaction, *, recorded_by: str) -> None:
        self.tx = tx
        self._metadata = {"recorded_by": recorded_by}
        self._views = {rules.name: View(tx, rules.name) for rules in PROJECTIONS}
        self._last = 0
        self.once = Once()
        self._told: set[str] = set()

    def record(
        self,
        stream: StreamId,
        name: str,
        payload: Mapping[str, Any],
        *cause: object,
        expected: int | Literal["any"] = ANY,
    ) -> UUID:
        """Append one event whose id follows from its type and *cause*; return the id."""
        event_id = derived_id(name, *cause)
        event = NewEvent(id=event_id, type=name, payload=payload, metadata=self._metadata)
        for recorded in self.tx.append(stream, [event], expected=expected):
            for rules in _CHANGED_BY.get(recorded.type, ()):
                rules.apply(recorded, self._views[rules.name])
            self._last = recorded.position
            if recorded.type in TOLD_BY:
                self._told.add(recorded.stream.name)
        return event_id

    def state(self, view: str, key: str) -> Mapping[str, Any] | None:
        """Return what a view, or anything else beside the log, keeps under *key*."""
        kept = self._views.get(view)
        return kept.get(key) if kept is not None else self.tx.state(view, key)

    def states(self, view: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Yield all that a view keeps, by key."""
        self.write()
        return self.tx.states(view)

    def write(self) -> None:
        """Hand the changed views and their checkpoints to the transaction."""
        if not self._last:
            return
        for name, view in self._views.items():
            view.write(self.tx)
            self.tx.set_checkpoint(name, self._last)
        for platform in sorted(self._told):
            kept = present_of(self.tx, platform)
            if kept is not None:
                self.tx.put_state(PRESENT, platform, kept)
        self._told.clear()
        self.tx.set_checkpoint(PRESENT, self._last)


@contextmanager
def recording(store: EventStore, *, recorded_by: str) -> Iterator[Recorder]:
    """Open a unit of work; what it records is committed at its end, or not at all."""
    with store.transaction() as tx:
        recorder = Recorder(tx, recorded_by=recorded_by)
        yield recorder
        recorder.write()


def bring_up_to_date(store: EventStore) -> None:
    """Build what a view lacks: one that this version adds or shapes anew, or all of them after an import."""
    head = store.head()
    for rules in PROJECTIONS:
        if _has_another_shape(store, rules):
            rebuild(store, rules)
            with store.transaction() as tx:
                tx.put_state(_SHAPES, rules.name, {"version": rules.version})
        elif store.checkpoint(rules.name) < head:
            catch_up(store, rules)
    if store.checkpoint(PRESENT) < head:
        build_present(store)


def _has_another_shape(store: EventStore, rules: ViewRules) -> bool:
    kept = store.state(_SHAPES, rules.name) or {"version": 1}
    return bool(kept["version"] != rules.version)


def build_present(store: EventStore) -> None:
    """Build the present status of every platform from the views as they are."""
    with store.transaction() as tx:
        kept = list(all_present(tx))
        tx.drop_view(PRESENT)
        for platform, value in kept:
            tx.put_state(PRESENT, platform, value)
        tx.set_checkpoint(PRESENT, min(tx.checkpoint(rules.name) for rules in PROJECTIONS))
