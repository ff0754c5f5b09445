"""Keeping the log: verify it, build what follows from it again, move it.

What the store can tell by itself (the chain, the guards of the database) is its own; what
the views ought to hold is known here.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import zip_longest
from pathlib import Path
from typing import TextIO

from store import inspect, rebuild
from store.api import EventStore, Reader
from store.projection import Advance
from store.transfer import export_log
from store.verify import Head, verify
from tracker.errors import ExportError
from tracker.model.claim import PlatformId
from tracker.projection.corrected import reconciled
from tracker.projection.memory import MemoryViews
from tracker.projection.present import PRESENT, all_present
from tracker.projection.query import decisions_of
from tracker.projection.views import PROJECTIONS, ViewReader
from tracker.recording import build_present
from tracker.rules import are_settled_by_these


@dataclass(frozen=True, slots=True)
class Checked:
    """One thing that was verified; ``fault`` says that something must be done about it."""

    what: str
    told: str
    fault: bool = False


def verify_everything(reader: Reader, url: str, *, head: Head | None = None) -> Iterator[Checked]:
    """Verify the log, the database, and the log and the views against each other."""
    report = verify(reader, head=head)
    yield Checked("log", report.fault.message if report.fault else f"sound up to {report.head}", not report)
    inspected = inspect(url)
    for fault in inspected.faults:
        yield Checked("database", fault, fault=True)
    for note in inspected.notes:
        yield Checked("note", note)
    if report:
        yield from verify_views(reader, MemoryViews())


def verify_views(reader: Reader, again: MemoryViews) -> Iterator[Checked]:
    """Build the views in *again*, which is empty, and compare them with those that are kept."""
    at = _take(again, reader, 0)
    for rules in PROJECTIONS:
        key = _first_difference(reader, again, rules.name)
        while key is not None and reader.head() > at:
            # Somebody has appended since: what differs may be that.
            at = _take(again, reader, at)
            key = _first_difference(reader, again, rules.name)
        if key is None:
            yield Checked(f"view {rules.name}", "as the log makes it")
        else:
            told = f"{key!r} is not what the log makes of it; `tracker rebuild` builds it again"
            yield Checked(f"view {rules.name}", told, fault=True)
    yield _verify_present(reader, again)
    yield _verify_decisions(reader, again)


def _verify_decisions(reader: Reader, again: MemoryViews) -> Checked:
    odd = first_undecided(again)
    if odd is None:
        return Checked("decisions", "what the claims lead to, in any order")
    if not are_settled_by_these(reader):
        told = f"{odd} were settled by the rules of another version; `tracker reextract` settles all anew"
        return Checked("decisions", told)
    return Checked("decisions", f"{odd} are not what its claims lead to", fault=True)


def _take(views: MemoryViews, reader: Reader, after: int) -> int:
    """Take the events behind a position; return the last."""
    for event in reader.read_all(after=after):
        views.take(event)
        after = event.position
    return after


def _verify_present(reader: Reader, again: MemoryViews) -> Checked:
    for ours, theirs in zip_longest(reader.states(PRESENT), all_present(again)):
        if ours is None or theirs is None or ours[0] != theirs[0] or dict(ours[1]) != theirs[1]:
            key = (ours or theirs or ("",))[0]
            told = f"{key!r} is not what the log makes of it; `tracker rebuild` builds it again"
            return Checked(f"view {PRESENT}", told, fault=True)
    return Checked(f"view {PRESENT}", "as the log makes it")


def _first_difference(kept: ViewReader, made: ViewReader, view: str) -> str | None:
    for ours, theirs in zip_longest(kept.states(view), made.states(view)):
        if ours is None or theirs is None or ours[0] != theirs[0] or dict(ours[1]) != dict(theirs[1]):
            return ours[0] if ours is not None else theirs[0] if theirs is not None else None
    return None


def first_undecided(views: ViewReader) -> str | None:
    """Return the first group of claims whose decisions in the log are not those they lead to."""
    groups = {name for view in ("witnesses", "corrected") for name, _ in views.states(view)}
    for group in sorted(groups):
        platform, _, kind = group.rpartition("|")
        held = {each.id for each in decisions_of(views, PlatformId(platform)) if each.kind == kind}
        if held != {decision.id for decision in reconciled(views, group)}:
            return f"the {kind} decisions about {platform}"
    return None


def rebuild_views(
    store: EventStore, *, progress: Callable[[str, int, int], None]
) -> list[tuple[str, Advance]]:
    """Build every view from the first event on, beside the one in use, then put it in its place."""
    built = [
        (rules.name, rebuild(store, rules, progress=partial(progress, rules.name))) for rules in PROJECTIONS
    ]
    build_present(store)
    return built


def export_to(path: Path, reader: Reader) -> Head:
    """Write the log into a new file; nothing is left of it where that fails.  Raise ExportError."""
    out = new_file(path)
    try:
        with out:
            return export_log(reader, out)
    except BaseException as error:
        path.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise ExportError(f"{path} cannot be written ({error.strerror})") from None
        raise


def new_file(path: Path) -> TextIO:
    """Open a new file for its owner alone; raise ExportError where it is there already or cannot be made."""
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        raise ExportError(f"{path} is there already; an export overwrites nothing") from None
    except OSError as error:
        raise ExportError(f"{path} cannot be made ({error.strerror})") from None
    return os.fdopen(handle, "w", encoding="utf-8")
