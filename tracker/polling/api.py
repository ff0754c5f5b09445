"""Poll the Légifrance API: one part, with what its search found and the quota allowed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from feeds.document import Origin
from feeds.errors import MemoryFormatError
from feeds.legifrance_memory import LegifranceMemory
from feeds.legifrance_source import LegifranceSource as Searches
from feeds.legifrance_source import poll_legifrance
from feeds.piste import Credentials, Piste
from tracker.addresses import resolve_reference, shown_url
from tracker.config import LegifranceSource
from tracker.polling.health import cause_of
from tracker.polling.parts import Means, Part, told_of_past
from tracker.subject import Words


def parts_of_api(
    source: LegifranceSource, memory: str, means: Means, words: Words, *, now: datetime
) -> Iterator[Part]:
    """Yield what the search finds that *memory* does not know; what came before a failure is in it.

    Raise TargetError where the credentials are not where the configuration says.
    """
    searches = Searches(
        origin=Origin(id=source.id, kind="", name=source.name or "", url=shown_url(source.url)),
        phrases=source.phrases or words.phrases,
        fonds=source.fonds,
        look_back=timedelta(seconds=source.look_back),
    )
    known = _memory(memory)
    outcome = poll_legifrance(searches, known, application(source, means), now=now)
    if outcome.past and outcome.documents:
        past = outcome.memory_of_past.to_json()
        yield Part(memory=past, final=False, documents=outcome.past, past=True)
    yield Part(
        memory=outcome.memory.to_json(),
        documents=outcome.documents or outcome.past,
        past=bool(outcome.past) and not outcome.documents,
        entries=outcome.entries,
        notices=(*outcome.notices, *(told_of_past(len(outcome.past)) if known.windows else ())),
        why=outcome.failure.reason if outcome.failure is not None else "",
        retry_after=outcome.retry_after,
        cause=cause_of(outcome.failure) if outcome.failure is not None else None,
        whole=not outcome.left and bool(outcome.memory.windows),
    )


def application(source: LegifranceSource, means: Means) -> Piste:
    """Return the application at PISTE that asks for *source*.

    Raise TargetError where the credentials are not where the configuration says.
    """
    return means.piste(
        Credentials(resolve_reference(source.client_id), resolve_reference(source.client_secret)),
        token_url=resolve_reference(source.token_url),
        api_url=resolve_reference(source.url),
    )


def _memory(kept: str) -> LegifranceMemory:
    """Return what the last poll remembered; the log knows every document, should it be lost."""
    try:
        return LegifranceMemory.from_json(kept) if kept else LegifranceMemory()
    except MemoryFormatError:
        return LegifranceMemory()
