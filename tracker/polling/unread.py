"""Read again what could not be read for claims: a few times, ever further apart.

What stopped a reading may be gone at the next try: a busy machine, a process that was killed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from store.api import EventStore
from tracker.app import App
from tracker.config import Source
from tracker.model.time import paris_today, parse_instant
from tracker.polling.parts import Means, Part
from tracker.projection.views import ViewReader

if TYPE_CHECKING:
    from tracker.intake import Intake
    from tracker.polling.poll import Polled

_PAUSES = (timedelta(0), timedelta(hours=1), timedelta(hours=6), timedelta(days=1))
"""How long after each try that failed comes another; after the last, only `reextract` reads the text."""
_AT_ONCE = 5
"""Texts in one poll: each may take all the time that a text has."""
_TOLD = 2
"""Texts that are told one by one: what else there is to tell of a poll has a place, too."""


def read_unread(app: App, store: EventStore, means: Means, source: Source, polled: Polled) -> Polled:
    """Read again what is due of *source*; return *polled* with what that came to, and what is left."""
    unread = _unread_of(store, source)
    due = [name for name, held in unread.items() if _is_due(held, now=app.clock())][:_AT_ONCE]
    if due:
        intake, failed = _read(app, store, means, source, due)
        left = _unread_of(store, source)
        polled = replace(
            polled,
            outcome="changed" if left.keys() < unread.keys() else polled.outcome,
            taken=tuple(each for each in intake.taken if each.document not in failed),
            announced=intake.announced,
            unread=len(failed),
        )
        unread = left
    told = tuple(_told(name, held) for name, held in list(unread.items())[:_TOLD])
    if len(unread) > _TOLD:
        told += (f"{len(unread) - _TOLD} more texts were not read for claims",)
    return replace(polled, notices=(*polled.notices, *told)) if told else polled


def _unread_of(views: ViewReader, source: Source) -> dict[str, Mapping[str, Any]]:
    """Return the documents of *source* that could not be read, with how often that was tried."""
    return {
        document: held
        for document, held in views.states("unread")
        if ((views.state("document", document) or {}).get("source") or {}).get("id") == source.id
    }


def _is_due(held: Mapping[str, Any], *, now: datetime) -> bool:
    tries = int(held["tries"])
    return tries <= len(_PAUSES) and now >= parse_instant(held["at"]) + _PAUSES[tries - 1]


def _read(
    app: App, store: EventStore, means: Means, source: Source, due: Sequence[str]
) -> tuple[Intake, frozenset[str]]:
    """Read the documents that are *due* and record what that changes; return also which failed again."""
    from tracker import codec  # noqa: PLC0415 - mostly all could be read
    from tracker.ingest import digest  # noqa: PLC0415 - the same
    from tracker.intake import take_in_all  # noqa: PLC0415 - the same
    from tracker.polling.reading import read_part  # noqa: PLC0415 - the same
    from tracker.recording import recording  # noqa: PLC0415 - the same
    from tracker.rereading import last_text  # noqa: PLC0415 - the same

    documents = tuple(codec.document_from_json(last_text(store, each)[0].payload["document"]) for each in due)
    readings = read_part(app, means, source, Part(memory="", documents=documents))
    with recording(store, recorded_by=f"poll:{source.id}") as recorder:
        kept = {each.document.id: recorder.state("document", each.document.id) or {} for each in readings}
        same = [
            each
            for each in readings  # another process may have recorded another text since
            if kept[each.document.id].get("digest") == digest(each.document)
        ]
        intake = take_in_all(recorder, app.announcer, same, today=paris_today(app.clock()))
    return intake, frozenset(each.document.id for each in same if each.failed)


def _told(document: str, held: Mapping[str, Any]) -> str:
    tries = int(held["tries"])
    then = "a later poll tries again" if tries <= len(_PAUSES) else "`tracker reextract` tries again"
    return f"{document}: not read for claims (tries: {tries}); {then}; `tracker why-not` says why"
