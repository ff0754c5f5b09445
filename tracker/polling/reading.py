"""Read documents for claims in the processes that parse: the one that writes has enough to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial

from feeds.document import Document
from feeds.errors import FailureKind
from feeds.worker import Parser, Stopped
from tracker.app import App
from tracker.config import Source
from tracker.ingest import Reading
from tracker.model.decision import Voice
from tracker.polling.parts import Part
from tracker.reading import read_document, read_documents

_AT_ONCE = 50
"""Documents in one call: far fewer than would take its time, were each as slow as a text can be."""
_FEW = 5
"""So few start no process: the patterns that they need are compiled before one has begun."""


def read_part(app: App, parser: Parser, source: Source, part: Part) -> list[Reading]:
    """Return the documents of *part* with their claims, or with why they could not be read for any."""
    documents = part.documents
    if len(documents) <= _FEW and not parser.is_running:
        read = _here(app, source, documents)
    else:
        read = [
            each
            for first in range(0, len(documents), _AT_ONCE)
            for each in _read_batch(app, parser, source, documents[first : first + _AT_ONCE])
        ]
    return [replace(each, waiting=True) if each.document.id in part.waiting else each for each in read]


def read_ahead(
    app: App, parser: Parser, source: Source, parts: Iterator[Part]
) -> Iterator[tuple[Part, Callable[[], list[Reading]]]]:
    """Yield each part with what returns its readings: they are made while the next part is asked for.

    What came before a failure is yielded before that is raised.
    """
    with ThreadPoolExecutor(1, thread_name_prefix="read") as reader:
        before: tuple[Part, Callable[[], list[Reading]]] | None = None
        while True:
            try:
                part = next(parts, None)
            except BaseException:  # an end that is asked for among them
                if before is not None:
                    yield before
                raise
            begun = reader.submit(read_part, app, parser, source, part).result if part is not None else None
            if before is not None:
                yield before
            if part is None or begun is None:
                return
            before = part, begun


def _here(app: App, source: Source, documents: Sequence[Document]) -> list[Reading]:
    voice, publisher = source.voice, source.publisher or source.id
    screen = app.screen if voice is Voice.PRESS else None
    return [
        read_document(app.extractor, each, voice=voice, publisher=publisher, screen=screen)
        for each in documents
    ]


def _read_batch(app: App, parser: Parser, source: Source, documents: Sequence[Document]) -> Iterator[Reading]:
    """Read *documents* together; where that is stopped, each alone: one of them is to blame."""
    voice, publisher = source.voice, source.publisher or source.id
    read = partial(read_documents, catalogue=app.packed_catalogue, voice=voice, publisher=publisher)
    outcome = parser.run(read, documents)
    if not isinstance(outcome, Stopped):
        for document, found in zip(documents, outcome, strict=True):
            yield found.of(document, voice=voice, publisher=publisher)
    elif outcome.kind is FailureKind.TRANSIENT:  # no process can be started
        yield from _here(app, source, documents)
    elif len(documents) > 1:
        for each in documents:
            yield from _read_batch(app, parser, source, [each])
    else:
        yield Reading(
            document=documents[0],
            claims=(),
            extractor=app.extractor.version,
            voice=voice,
            publisher=publisher,
            failed=f"{outcome.reason} for claims",
        )
