"""What a poll hands over, part by part: one shape for every kind of source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from threading import Event
from typing import TYPE_CHECKING

from feeds.document import Document
from feeds.http import Fetcher
from feeds.worker import Parser
from tracker.model.health import Cause

if TYPE_CHECKING:
    from feeds.piste import Credentials, Piste


class Means:
    """What polls ask the world with, and how; shared by all of them, from several threads.

    *ending* says that no further part is to be begun: what was taken in stays, the rest is for
    the next poll.  *alert_backlog* says that people hear of what a first poll finds, too.
    *again* has a source read anew, as if nothing of it were remembered; nobody hears of what that finds.
    """

    def __init__(
        self,
        fetcher: Fetcher,
        parser: Parser,
        ending: Event | None = None,
        *,
        alert_backlog: bool = False,
        again: bool = False,
    ) -> None:
        self.fetcher, self.parser, self.ending = fetcher, parser, ending or Event()
        self.alert_backlog, self.again = alert_backlog, again
        self._applications: dict[tuple[Credentials, str, str], Piste] = {}

    def piste(self, credentials: Credentials, *, token_url: str, api_url: str) -> Piste:
        """Return the application at PISTE, the same each time: it keeps its token."""
        from feeds.piste import Piste  # noqa: PLC0415 - few poll that API

        key = (credentials, token_url, api_url)
        if key not in self._applications:
            made = Piste(self.fetcher, credentials, token_url=token_url, api_url=api_url)
            return self._applications.setdefault(key, made)
        return self._applications[key]


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
    withdrawn: tuple[str, ...] = ()
    """What its base takes back, by its id there; most of it is unknown to the log."""
    passed_over: int = 0
    """Texts that name nothing of the subject, and are kept nowhere."""
    entries: int = 0
    """How many the source shows, new or not."""
    notices: tuple[str, ...] = ()
    why: str = ""
    retry_after: float | None = None
    cause: Cause | None = None
    """What is wrong with the source, where the poll failed; OTHER where nobody says."""
    days: tuple[date, ...] = ()
    """The days on which the source had something, where its documents do not tell."""
    moved_to: str | None = None
    same: bool = False
    """The source answered just what it answered before."""
    past: bool = False
    """All its documents were there before the source was asked so widely: nobody hears of them."""
    whole: bool = False
    """All that the source shows has been read: what comes after it is news."""


def told_of_past(texts: int) -> tuple[str, ...]:
    """Return the notice that tells of *texts* that were recorded in silence; none for none."""
    why = "that only the wider source shows are recorded in silence: they were there before"
    return (f"{texts} texts {why}",) if texts else ()
