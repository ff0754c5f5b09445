"""Keep what follows from the log beside it: read after a checkpoint, commit both together.

A projection is a name and a function from event to changed states; it never sees a database.
Events that it does not know, of a type or a schema that a later version of the program wrote,
are passed by and counted, so that somebody can be told: the version that knows them must
build the view again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from store.api import EventStore, Reader, Transaction
from store.errors import StoreError
from store.records import RecordedEvent
from store.upcast import Upcasts

BATCH = 5000
_BESIDE = "~rebuilding"
_NO_UPCASTS = Upcasts({})
_KEYS_KEPT = 20_000

Progress = Callable[[int, int], None]
"""Called after each batch with the position reached and the position to reach."""


class Projection(Protocol):
    """What follows from the events, and from nothing else."""

    @property
    def name(self) -> str:
        """Return the name of the view, and of its checkpoint."""
        ...

    def apply(self, event: RecordedEvent, view: View) -> bool:
        """Change *view* by *event*; return False where this is no event that one knows.

        An event that is known and changes nothing is True.
        """
        ...


class View:
    """What a projection keeps, with the changes of one batch on top."""

    def __init__(self, reader: Reader, name: str) -> None:
        self._reader, self._name = reader, name
        self._kept: dict[str, dict[str, Any] | None] = {}
        self._touched: set[str] = set()

    def get(self, key: str) -> dict[str, Any] | None:
        """Return what is kept under *key*; a change to it counts once it is :meth:`put`."""
        if key not in self._kept:
            found = self._reader.state(self._name, key)
            self._kept[key] = None if found is None else dict(found)
        return self._kept[key]

    def put(self, key: str, value: dict[str, Any]) -> None:
        """Keep *value* under *key*."""
        self._kept[key] = value
        self._touched.add(key)

    def drop(self, key: str) -> None:
        """Forget *key*."""
        self._kept[key] = None
        self._touched.add(key)

    def write(self, work: Transaction) -> None:
        """Hand what was touched to *work*."""
        for key in sorted(self._touched):
            value = self._kept[key]
            if value is None:
                work.drop_state(self._name, key)
            else:
                work.put_state(self._name, key, value)
        self._touched.clear()
        if len(self._kept) > _KEYS_KEPT:
            self._kept.clear()


@dataclass(slots=True)
class Advance:
    """How far a projection came, and what it did not know on its way."""

    position: int
    events: int = 0
    unknown: Counter[str] = field(default_factory=Counter)


def advance(work: Transaction, projection: Projection, *, upcasts: Upcasts = _NO_UPCASTS) -> Advance:
    """Bring a view up to date within the caller's transaction, with the events appended in it."""
    view = View(work, projection.name)
    come = Advance(work.checkpoint(projection.name))
    _fold(work, projection, view, come, upcasts, limit=None)
    view.write(work)
    work.set_checkpoint(projection.name, come.position)
    return come


def catch_up(
    store: EventStore,
    projection: Projection,
    *,
    upcasts: Upcasts = _NO_UPCASTS,
    batch: int = BATCH,
    progress: Progress | None = None,
) -> Advance:
    """Bring a view up to date, batch by batch, each committed with its checkpoint.

    Events are read and applied outside of the transaction, so that writers wait only for the
    commit.  Raise StoreError where somebody else brings the same view up to date meanwhile:
    nothing is applied twice, and whoever is told so may try again.
    """
    return _catch_up(store, projection, projection.name, upcasts, batch, progress)


def rebuild(
    store: EventStore,
    projection: Projection,
    *,
    upcasts: Upcasts = _NO_UPCASTS,
    batch: int = BATCH,
    progress: Progress | None = None,
) -> Advance:
    """Build a view from the first event on, beside the one in use, then put it in its place.

    Readers see the old view until the new one is complete; a rebuild that is interrupted
    leaves the old one as it was.
    """
    beside = projection.name + _BESIDE
    with store.transaction() as work:
        work.drop_view(beside)
    come = _catch_up(store, projection, beside, upcasts, batch, progress)
    with store.transaction() as work:
        _check_alone(work, beside, come.position)
        view = View(work, beside)
        _fold(work, projection, view, come, upcasts, limit=None)
        view.write(work)
        work.set_checkpoint(beside, come.position)
        work.move_view(beside, projection.name)
    return come


def _catch_up(  # noqa: PLR0913, PLR0917 - what both callers take, and the name of the view
    store: EventStore,
    projection: Projection,
    name: str,
    upcasts: Upcasts,
    batch: int,
    progress: Progress | None,
) -> Advance:
    view = View(store, name)
    come = Advance(store.checkpoint(name))
    while True:
        began = come.position
        read = _fold(store, projection, view, come, upcasts, limit=batch)
        if come.position > began:
            with store.transaction() as work:
                _check_alone(work, name, began)
                view.write(work)
                work.set_checkpoint(name, come.position)
            if progress is not None:
                progress(come.position, store.head())
        if read < batch:
            return come


def _check_alone(work: Transaction, name: str, position: int) -> None:
    found = work.checkpoint(name)
    if found != position:
        message = (
            f"the view {name} was moved from {position} to {found} by somebody else meanwhile; try again"
        )
        raise StoreError(message)


def _fold(  # noqa: PLR0913 - one call for three places that differ in where from and how far
    reader: Reader, projection: Projection, view: View, come: Advance, upcasts: Upcasts, *, limit: int | None
) -> int:
    """Apply the events behind *come*, which is moved on; return how many there were."""
    apply, unknown = projection.apply, come.unknown
    event: RecordedEvent | None = None
    read = 0
    for read, event in enumerate(reader.read_all(after=come.position, limit=limit), start=1):  # noqa: B007 - the last count is the answer
        kind, schema = event.type, event.schema
        known = upcasts.newest(kind)
        if schema > known:
            unknown[f"{kind} (schema {schema})"] += 1
        elif not apply(event if schema == known else upcasts(event), view):
            unknown[kind] += 1
    if event is not None:
        come.position = event.position
    come.events += read
    return read
