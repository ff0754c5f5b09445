"""Poll sources, one or many, so that no source costs another anything.

A poll that found nothing new has little to write and no hurry: those that end together are written
together, since making one transaction durable costs more than all that such polls have to say.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

from store.api import EventStore
from store.errors import StoreError
from tracker.app import App
from tracker.config import Source
from tracker.errors import TrackerError
from tracker.model.health import Cause, Visit
from tracker.polling.health import record_health
from tracker.polling.parts import Means
from tracker.polling.poll import Polled, SourcePoll, Told, Unwritten, tell_nobody

_LOG = logging.getLogger("tracker.poll")
_Found = TypeVar("_Found", Polled, Polled | Unwritten)


def poll_source(
    app: App, store: EventStore, means: Means, source: Source, told: Told = tell_nobody
) -> Polled:
    """Poll *source* once and record what came of it; a failure is recorded too, and returned."""
    found = SourcePoll(app, store, source).run(means, told)
    return found if isinstance(found, Polled) else _write(store, [found])[0]


def poll_or_note(
    app: App, store: EventStore, means: Means, source: Source, told: Told = tell_nobody
) -> Polled:
    """Poll *source*; what goes wrong in a way that nobody foresaw is its own failure, and no other's.

    A store that cannot be used is everybody's: that StoreError is raised.
    """
    return _or_note(app, store, source, lambda: poll_source(app, store, means, source, told))


def ask_or_note(
    app: App, store: EventStore, means: Means, source: Source, told: Told = tell_nobody
) -> Polled | Unwritten:
    """Poll *source* as :func:`poll_or_note` does, but leave to the caller to write that nothing is new."""
    return _or_note(app, store, source, lambda: SourcePoll(app, store, source).run(means, told))


def write_together(app: App, store: EventStore, unwritten: Sequence[Unwritten]) -> list[Polled]:
    """Write all of *unwritten* in one transaction; a fault of one is its own failure, and no other's."""
    try:
        return _write(store, unwritten)
    except StoreError:
        raise
    except Exception:  # noqa: BLE001 - the one whose fault it is will say so when it is alone
        return [_or_note(app, store, each.source, partial(_write_one, store, each)) for each in unwritten]


def _write(store: EventStore, unwritten: Sequence[Unwritten]) -> list[Polled]:
    with store.transaction() as tx:
        return [each.write(tx) for each in unwritten]


def _write_one(store: EventStore, unwritten: Unwritten) -> Polled:
    return _write(store, [unwritten])[0]


def _or_note(app: App, store: EventStore, source: Source, act: Callable[[], _Found]) -> _Found | Polled:
    try:
        return act()
    except StoreError:
        raise
    except Exception as error:  # noqa: BLE001 - one source never costs the others
        _LOG.debug("polling %s", source.id, exc_info=True)
        refused = isinstance(error, TrackerError)  # such as an address that is not where it should be
        why = str(error) if refused else f"a fault of ours: {type(error).__name__}: {error}"
        with store.transaction() as tx:
            cause = Cause.SETTINGS if refused else Cause.OTHER
            record_health(tx, source, Visit(at=app.clock(), cause=cause, why=why))
        return Polled(source=source.id, outcome="failed", why=why)
