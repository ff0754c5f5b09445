"""How the sources are, as ``tracker sources`` answers it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from tracker.addresses import REFERENCES, shown_url
from tracker.config import Source
from tracker.model.health import Verdict
from tracker.model.time import utc
from tracker.report.safe import one_line
from tracker.report.source_words import ADVICE
from tracker.watching import Watch, Watched, has_ended


def sources_answer(watch: Watch, memories: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return each source with its state and what that rests on; instants are UTC, ``newest`` is a day.

    *memories* are what the sources' polls remember, by source.
    """
    return [_answer(each, memories.get(each.source.id, {})) for each in watch.sources]


def _answer(watched: Watched, memory: Mapping[str, Any]) -> dict[str, Any]:
    source, row, verdict = watched.source, watched.row, watched.verdict
    newest = watched.record.newest
    return {
        "source": source.id,
        "kind": source.kind,
        "voice": str(source.voice),
        "url": shown_url(source.url),
        "every_seconds": source.every,
        "state": str(verdict.state) if row else None,
        "cause": str(verdict.cause) if verdict.cause else None,
        "since": since_text(verdict),
        "newest": newest.isoformat() if newest else None,
        "last_poll": row.get("last_poll"),
        "last_success": row.get("last_success"),
        "next_poll": None if has_ended(row, source) else row.get("next_poll"),
        "overdue": watched.overdue,
        "failures": watched.record.failures,
        "why": verdict.why or row.get("why"),
        "entries": watched.record.entries,
        "passed_over": memory.get("passed_over", 0),
        "moved_to": row.get("moved_to"),
        "moved_since": row.get("moved_since"),
        "notices": row.get("notices", []),
    }


def since_text(verdict: Verdict) -> str | None:
    """Return since when a source is as it is: an instant, or a day."""
    since: datetime | date | None = verdict.since
    return utc(since) if isinstance(since, datetime) else since.isoformat() if since else None


def trouble_line(verdict: Verdict) -> str:
    """Return a bad state, since when, why, and what to do, on one line."""
    told = f"{verdict.state} since {since_text(verdict)}"
    advice = f"; {ADVICE['en'][verdict.cause]}" if verdict.cause else ""
    return one_line(f"{told}: {verdict.why}{advice}", 500)


def read_otherwise_line(sources: Sequence[str]) -> str:
    """Say what to do about sources whose texts were passed over under other words than the present ones."""
    named = " ".join(sources)
    return one_line(
        f"the words of the subject have changed since texts of {', '.join(sources)} were passed over; "
        f"read them anew, which alerts nobody: tracker poll {named} --again",
        500,
    )


def told_lines(watch: Watch) -> Iterator[str]:
    """Yield what a table of sources has no room for: what nobody polls, and what has moved.

    A move is told and never followed for good: who holds a domain may send its readers anywhere.
    """
    overdue = [each.source.id for each in watch.sources if each.overdue]
    if overdue:
        yield one_line(f"not polled when it was due: {', '.join(overdue)}; is `tracker run` running?", 500)
    for each in watch.sources:
        moved: Mapping[str, Any] = each.row
        if not moved.get("moved_to"):
            continue
        yield one_line(_moved_line(each.source, moved), 600)


def _moved_line(source: Source, moved: Mapping[str, Any]) -> str:
    """Say where *source* says it has moved, and what to do; never more of it than may be shown."""
    told, since = moved["moved_to"], moved["moved_since"]
    if source.url.startswith(REFERENCES):
        what = f"{source.id} says since {since} that it has moved for good, to an address of {told}"
        return f"{what} that is not shown; if that is right, change the address that {source.url} holds"
    whole = "" if moved.get("moved_whole", True) else " (and a query or a user, which is not shown)"
    what = f"{source.id} says since {since} that it has moved for good{whole}"
    return f'{what}; if that is right, write: url = "{told}"'
