"""How far a round of polls is, for a person at a terminal; nothing where nobody watches."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from tracker.report.safe import one_line

if TYPE_CHECKING:
    from rich.progress import Progress

    from tracker.polling import Polled


class Watched(Protocol):
    """What is shown while it goes on."""

    def part(self, polled: Polled) -> None:
        """Show what a source has brought by now."""
        ...

    def end(self) -> None:
        """Show that one more is over."""
        ...

    @contextmanager
    def above(self) -> Iterator[None]:
        """Let something be printed without the bar in its way."""
        ...


class _Unwatched:
    def part(self, polled: Polled) -> None:
        del polled

    def end(self) -> None:
        pass

    @contextmanager
    def above(self) -> Iterator[None]:
        yield


class _Bar:
    def __init__(self, progress: Progress, total: int) -> None:
        self._progress, self._task = progress, progress.add_task("", total=total)
        self._guard = threading.Lock()

    def part(self, polled: Polled) -> None:
        told = f"{polled.source}: {len(polled.taken)} documents"
        self._progress.update(self._task, description=one_line(told, 60))

    def end(self) -> None:
        self._progress.advance(self._task)

    @contextmanager
    def above(self) -> Iterator[None]:
        with self._guard:
            self._progress.stop()
            try:
                yield
            finally:
                self._progress.start()


@contextmanager
def watched(total: int) -> Iterator[Watched]:
    """Show a bar of *total* sources on standard error while the block lasts, if that is a terminal."""
    if not sys.stderr.isatty():
        yield _Unwatched()
        return
    from rich.console import Console  # noqa: PLC0415 - only a terminal needs it
    from rich.progress import (  # noqa: PLC0415 - the same
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
    )

    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.description}", markup=False),
        TimeElapsedColumn(),
    )
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, redirect_stdout=False) as progress:
        yield _Bar(progress, total)
