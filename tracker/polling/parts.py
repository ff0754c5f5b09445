"""What a poll hands over, part by part: one shape for every kind of source."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from feeds.document import Document
from feeds.http import Fetcher
from feeds.worker import Parser


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Means:
    """What polls ask the world with; shared by all of them, from several threads."""

    fetcher: Fetcher
    parser: Parser
    is_ending: Callable[[], bool] = _never
    """Says that no further part is to be begun: what was taken in stays, the rest is for the next poll."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one unit of work takes in, and the memory to store with it.

    A poll ends with one part that is ``final``: how the poll went is recorded with that.  What
    came before a failure (``why``) stays.
    """

    memory: str
    final: bool = True
    documents: tuple[Document, ...] = ()
    waiting: frozenset[str] = frozenset()
    """The documents whose page could not be read yet: a fuller text will come."""
    entries: int = 0
    """How many the source shows, new or not."""
    notices: tuple[str, ...] = ()
    why: str = ""
    retry_after: float | None = None
    whole: bool = False
    """All that the source shows has been read: what comes after it is news."""
