"""How the sources are, from what their polls left in the store: rows to records to verdicts."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from tracker.addresses import resolve_reference
from tracker.config import DilaSource, Source
from tracker.errors import TargetError
from tracker.model.blindness import blind_since
from tracker.model.health import Cause, Record, State, Verdict, judge
from tracker.model.time import parse_instant, utc
from tracker.projection.views import ViewReader

_INSTANTS = ("last_poll", "last_success", "answered_at", "bad_since", "same_since", "watched_since")
_PLAIN = ("failures", "bad", "good", "why", "entries", "usual")


_OVERDUE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """One configured source: what is kept of it, and how it is."""

    source: Source
    row: Mapping[str, Any]
    record: Record
    verdict: Verdict
    overdue: bool
    """It was due two of its periods ago, and a quarter of an hour: nobody polls it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """All the sources; ``blind_since`` is since when nothing answers at all, if that is so."""

    sources: tuple[Watched, ...]
    blind_since: datetime | None


def watch(reader: ViewReader, sources: Iterable[Source], *, now: datetime) -> Watch:
    """Judge every source that is configured; one that was never polled is healthy."""
    known, rows = [], dict(reader.states("health"))
    for source in sources:
        row = rows.get(source.id, {})
        known.append((source, row, record_of(source, row)))
    dark = blind_since((_host(source), record) for source, _, record in known)
    return Watch(
        sources=tuple(
            Watched(
                source=source,
                row=row,
                record=record,
                verdict=_verdict(source, record, now, dark),
                overdue=_is_overdue(source, row, now),
            )
            for source, row, record in known
        ),
        blind_since=dark,
    )


def _verdict(source: Source, record: Record, now: datetime, dark: datetime | None) -> Verdict:
    verdict = judge(record, every=timedelta(seconds=source.every), now=now)
    if dark is None or verdict.cause is not Cause.UNREACHABLE:
        return verdict
    return Verdict(verdict.state, Cause.OUR_NETWORK, dark, "no source answers: our own network is down")


def _is_overdue(source: Source, row: Mapping[str, Any], now: datetime) -> bool:
    if not row.get("next_poll") or has_ended(row, source):
        return False
    patience = max(timedelta(seconds=2 * source.every), _OVERDUE)
    return now - parse_instant(row["next_poll"]) > patience


def _host(source: Source) -> str:
    """Return the host of a source; where its address is kept elsewhere, the source stands for one."""
    return urlsplit(source.url).netloc or source.id


def has_ended(row: Mapping[str, Any] | None, source: Source) -> bool:
    """Say whether *source* said that it is gone (410) at the address that it still has."""
    return row is not None and bool(row.get("ended")) and row.get("address") == address_digest(source)


def read_otherwise(reader: ViewReader, sources: Iterable[Source], subject: Callable[[], str]) -> list[str]:
    """Return the sources of which texts were passed over under other words than those of *subject* now.

    *subject* returns what stands for the words of the catalogue and of ``subject.toml``.
    """
    folders = (each.id for each in sources if isinstance(each, DilaSource))  # what else is read is read whole
    memories = ((name, reader.state("memory", name) or {}) for name in folders)
    passed = [
        (name, memory["filter"]) for name, memory in memories if {"filter", "passed_over"} <= memory.keys()
    ]
    return [name for name, words in passed if words != subject()]


def asked_until(row: Mapping[str, Any] | None, source: Source, *, now: datetime) -> str | None:
    """Return until when the server of *source* has asked to be left alone; None where that is over."""
    if row is None or row.get("address") != address_digest(source):
        return None
    until: str | None = row.get("asked_until")
    return until if until and until > utc(now) else None


def address_digest(source: Source) -> str | None:
    """Return what stands for the address of *source*, which may be secret; None where it is not there."""
    try:
        address = resolve_reference(source.url)
    except TargetError:
        return None
    return hashlib.sha256(address.encode()).hexdigest()[:16]


def record_of(source: Source, row: Mapping[str, Any]) -> Record:
    """Return what is kept of *source*; under another address than now it was another source."""
    known = row.get("address")
    return record_from_row(row) if known in (None, address_digest(source)) else Record()


def record_from_row(row: Mapping[str, Any]) -> Record:
    """Read what :func:`row_from_record` wrote; what an older version did not write is as for a new source."""
    kept: dict[str, Any] = {name: row[name] for name in _PLAIN if row.get(name) is not None}
    kept |= {name: parse_instant(row[name]) for name in _INSTANTS if row.get(name)}
    if row.get("cause"):
        kept["cause"] = Cause(row["cause"])
    return Record(
        **kept,
        days=tuple(date.fromisoformat(day) for day in row.get("days", ())),
        trouble=State(row.get("trouble", State.HEALTHY)),
    )


def row_from_record(record: Record) -> dict[str, Any]:
    """Return *record* as it is kept."""
    instants = {name: getattr(record, name) for name in _INSTANTS}
    return {
        **{name: getattr(record, name) for name in _PLAIN},
        **{name: utc(at) if at else None for name, at in instants.items()},
        "why": record.why or None,
        "cause": str(record.cause) if record.cause else None,
        "days": [day.isoformat() for day in record.days],
        "trouble": str(record.trouble),
    }
