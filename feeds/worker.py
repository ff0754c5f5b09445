"""Parse what strangers sent in a process that can be killed.

No thread can be stopped in the middle of a regular expression; a process can, and its memory and its
time on a processor have limits: however busy the machine is, a document has its time.  The processes
are started at the first use and again after each one that had to die.
A few kilobytes of a plain feed (what one new entry leaves of it) are read at once: nothing that short
takes long, and starting a process takes more than a whole poll of hundreds of feeds without news.
"""

from __future__ import annotations

import math
import multiprocessing
import signal
import time
from collections.abc import Callable
from concurrent.futures import TimeoutError as LateError
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from threading import Lock
from types import TracebackType
from typing import TYPE_CHECKING, Any, NamedTuple, Self, TypeVar

from feeds.article import Article, NoArticle
from feeds.charset import decode
from feeds.entry import Feed, NotAFeed
from feeds.errors import FailureKind

if TYPE_CHECKING:
    from pebble import ProcessPool

    from feeds.feedlinks import FeedLink

T = TypeVar("T")
_ADDRESS_SPACE = 1 << 30
_WALL = 6
"""How many times its limit a call may take by the clock, where other processes leave it no processor."""
_CPU = getattr(signal, "SIGXCPU", None)
_SHORT = 8192
_MARKUP = ("<", "lt", "#")
_MOST_MARKUP = 150
"""Signs that may begin a tag, in however many layers of escapes: some texts of nothing else take seconds."""
PARSERS = ("feeds.worker", "feeds.syndication", "feeds.page", "feeds.feedlinks")


class Stopped(NamedTuple):
    """A call that came to nothing; ``reason`` is one line about the document."""

    kind: FailureKind
    reason: str


_DIED = Stopped(FailureKind.UNSAFE, "a document that takes more memory to read than it may")


class Parser:
    """Parses feeds and pages in worker processes, each call within *limit* seconds of a processor.

    *preload* are the modules of what else is to be run there: imported once for all of them.
    """

    def __init__(self, *, workers: int = 1, limit: float = 10.0, preload: tuple[str, ...] = ()) -> None:
        self._workers = workers
        self._limit = limit
        self._preload = [*PARSERS, *preload]
        self._pool: ProcessPool | None = None
        self._lock = Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def is_running(self) -> bool:
        """Say whether there are worker processes: a call then waits for none to start."""
        return self._pool is not None

    def close(self) -> None:
        """End the worker processes; a later call starts new ones."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.stop()  # type: ignore[no-untyped-call]  # pebble's types leave this one out
            pool.join()

    def parse(self, body: bytes, *, content_type: str | None, base: str) -> Feed | NotAFeed:
        """Do what `parse_feed` does; a body that takes too long or too much is refused."""
        from feeds.syndication import parse_feed, parse_plain_feed  # noqa: PLC0415 - a poll without news needs none

        if _is_short(body, content_type):
            with suppress(MemoryError, RecursionError):
                plain = parse_plain_feed(body, content_type=content_type, base=base)
                if plain is not None:
                    return plain
        outcome = self.run(parse_feed, body, content_type=content_type, base=base)
        if isinstance(outcome, Stopped):
            return NotAFeed(kind=outcome.kind, reason=outcome.reason)
        return outcome

    def read(self, html: bytes, *, url: str, content_type: str | None) -> Article | NoArticle:
        """Do what `read_article` does; a page that takes too long or too much is refused."""
        from feeds.page import read_article  # noqa: PLC0415 - only who reads pages needs it

        outcome = self.run(read_article, html, url=url, content_type=content_type)
        if isinstance(outcome, Stopped):
            return NoArticle(kind=outcome.kind, reason=outcome.reason)
        return outcome

    def links(self, html: bytes, *, url: str, content_type: str | None) -> tuple[FeedLink, ...]:
        """Do what `find_links` does; a page that takes too long or too much names none."""
        from feeds.feedlinks import find_links  # noqa: PLC0415 - only who looks for feeds needs it

        outcome = self.run(find_links, html, url=url, content_type=content_type)
        return () if isinstance(outcome, Stopped) else outcome

    def run(self, function: Callable[..., T], subject: object, **named: object) -> T | Stopped:
        """Return what *function* makes of *subject* in a worker process, or why it was stopped.

        A process that died without having used its time may have been killed for another's sake: one
        more is tried.
        """
        outcome = self._run(function, subject, named)
        return outcome if outcome is not _DIED else self._run(function, subject, named)

    def _run(self, function: Callable[..., T], subject: object, named: dict[str, object]) -> T | Stopped:
        from pebble import ProcessExpired  # noqa: PLC0415  only a process that parses needs it

        pool, limit = self._started(), self._limit
        late = Stopped(FailureKind.UNSAFE, f"a document that takes more than {limit:g} s to read")
        try:
            future = pool.schedule(
                _within, args=[limit, function, subject], kwargs=named, timeout=limit * _WALL
            )
            result: T = future.result()
        except LateError:
            return late
        except ProcessExpired as error:
            return late if _CPU is not None and error.exitcode == -_CPU else _DIED
        except (MemoryError, RecursionError):
            return Stopped(*_DIED)  # the process lives, and knows: no other would do better
        except BrokenProcessPool:
            # No worker can be started on this machine now; the next call tries again.
            self._forget(pool)
            return Stopped(FailureKind.TRANSIENT, "a document that no process could be started to read")
        return result

    def _forget(self, pool: ProcessPool) -> None:
        with self._lock:
            if self._pool is pool:
                self._pool = None

    def _started(self) -> ProcessPool:
        with self._lock:
            if self._pool is None:
                from pebble import ProcessPool  # noqa: PLC0415  only a process that parses needs it

                context: Any = multiprocessing.get_context("forkserver")
                context.set_forkserver_preload(self._preload)
                self._pool = ProcessPool(
                    max_workers=self._workers,
                    initializer=_limit_memory,
                    initargs=[_ADDRESS_SPACE],
                    context=context,
                )
            return self._pool


def _is_short(body: bytes, content_type: str | None) -> bool:
    """Say whether *body* takes little to read: its markup is counted in the text, whatever its bytes are."""
    if len(body) > _SHORT:
        return False
    text = decode(body, content_type).lower()
    return sum(map(text.count, _MARKUP)) <= _MOST_MARKUP


def _within(limit: float, function: Callable[..., T], subject: object, /, **named: object) -> T:
    """Call *function*; this process ends where that takes it more than *limit* seconds of a processor."""
    if _CPU is not None:
        import resource  # noqa: PLC0415  not on every system

        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        until = math.ceil(time.process_time() + limit)
        if hard == resource.RLIM_INFINITY or until < hard:
            resource.setrlimit(resource.RLIMIT_CPU, (until, hard))
    return function(subject, **named)


def _limit_memory(size: int) -> None:
    """Let this process have *size* bytes of address space, on systems that know such a limit."""
    try:
        import resource  # noqa: PLC0415  not on every system
    except ImportError:
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    limits = [limit for limit in (size, soft, hard) if limit != resource.RLIM_INFINITY]
    resource.setrlimit(resource.RLIMIT_AS, (min(limits), hard))
    _, hard = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, hard))  # what ends for its time leaves no image of itself
