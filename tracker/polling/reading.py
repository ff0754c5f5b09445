"""Read documents for claims in the processes that parse: the one that writes has enough to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial

from feeds.document import Document
from feeds.errors import FailureKind
from feeds.worker import Stopped
from tracker.app import App
from tracker.config import Source
from tracker.ingest import Reading
from tracker.model.decision import Voice
from tracker.polling.ending import EndingError
from tracker.polling.parts import Means, Part
from tracker.reading import read_document, read_documents

_AT_ONCE, _CHARACTERS = 50, 100_000
"""Documents and characters in one call: about a second's work, which is little to do again or to wait for."""
_FEW, _SHORT = 5, 20_000
"""So few and short ones start no process: the patterns that they need are compiled before one has begun."""


def read_part(app: App, means: Means, source: Source, part: Part) -> list[Reading]:
    """Return the documents of *part* with their claims, or with why they could not be read for any.

    Raise EndingError once no more is to be begun: the part is for the next poll.
    """
    documents = part.documents
    is_short = len(documents) <= _FEW and sum(map(_length, documents)) <= _SHORT
    if is_short and not means.parser.is_running:
        read = _here(app, source, documents)
    else:
        read = [each for batch in _batches(documents) for each in _read_batch(app, means, source, batch)]
    return [replace(each, waiting=True) if each.document.id in part.waiting else each for each in read]


def read_ahead(
    app: App, means: Means, source: Source, parts: Iterator[Part]
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
            begun = reader.submit(read_part, app, means, source, part).result if part is not None else None
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


def _length(document: Document) -> int:
    return len(document.title) + len(document.summary) + len(document.text)


def _batches(documents: Sequence[Document]) -> Iterator[list[Document]]:
    """Yield *documents* in their order, as many together as one call reads; a long one is alone."""
    batch: list[Document] = []
    characters = 0
    for document in documents:
        length = _length(document)
        if batch and (len(batch) == _AT_ONCE or characters + length > _CHARACTERS):
            yield batch
            batch, characters = [], 0
        batch.append(document)
        characters += length
    if batch:
        yield batch


def _read_batch(app: App, means: Means, source: Source, documents: Sequence[Document]) -> Iterator[Reading]:
    """Read *documents* together; where that is stopped, each alone: one of them is to blame."""
    if means.ending.is_set():
        raise EndingError
    voice, publisher = source.voice, source.publisher or source.id
    read = partial(read_documents, catalogue=app.packed_catalogue, voice=voice, publisher=publisher)
    outcome = means.parser.run(read, documents)
    if not isinstance(outcome, Stopped):
        for document, found in zip(documents, outcome, strict=True):
            yield found.of(document, voice=voice, publisher=publisher)
    elif outcome.kind is FailureKind.TRANSIENT:  # no process can be started
        yield from _here(app, source, documents)
    elif len(documents) > 1:
        for each in documents:
            yield from _read_batch(app, means, source, [each])
    else:
        yield Reading(
            document=documents[0],
            claims=(),
            extractor=app.extractor.version,
            voice=voice,
            publisher=publisher,
            failed=f"{outcome.reason} for claims",
        )
