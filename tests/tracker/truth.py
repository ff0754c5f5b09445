"""The known statuses against the documents of the development corpus; run it to read the misses one by one.

``python -m tests.tracker.truth SHARED`` prints each row of ``status-truth.json`` that the documents
alone do not yield, once as they are read and once as people labelled them: what the labels yield
and the reading does not is a fault of the reading, what neither yields no document tells.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import click

from feeds.lines import read_documents
from store.memory import MemoryStore
from tests.tracker.builders import TODAY, a_claim
from tracker.app import voice_of
from tracker.catalogue import load_catalogue
from tracker.extraction import Extractor
from tracker.ingest import Reading, take_in
from tracker.model.claim import Claim, PlatformId
from tracker.projection.query import status_of
from tracker.projection.views import ViewReader
from tracker.reading import read_document
from tracker.recording import recording
from tracker.report.answers import status_answer

FILES = ("dev.jsonl", "dev-2.jsonl")
FIELDS = ("host", "standing", "since", "next_host", "target_date")

Row = tuple[str, str]
"""A day and a platform: one row of the known statuses."""

Miss = tuple[str, object, object]
"""A field, what we tell, what is true."""

Untold = Mapping[str, str]
"""Why no document tells what is true, by field."""

_MONTH = "the documents tell the month of the memorandum (October 2020), none its day"
_MEMO = {"since": _MONTH, "in_force": _MONTH}
_DARWIN = {
    "pending": "no document tells when the second action was filed: dev-063 says that it is still to be judged"
}
_NUMBER = {"pending": "the texts on the filing give no number, only the one on the ruling does (dev-028)"}
_SNDS = {"host": "no document tells of an act by which the SNDS got its host"}
_SINCE_THE_FIRST = "what is known by its month counts from the first day of it"
_EMC2 = "no document tells that an authorisation was asked for in 2023"


def _rows(platform: str, why: Untold, *days: str) -> dict[Row, Untold]:
    return {(day, platform): why for day in days}


UNTOLD: dict[Row, Untold] = {
    **_rows("health-data-hub", {"pending": "no document tells the filing of 28 May 2020"}, "2020-06-01"),
    **_rows("health-data-hub", dict.fromkeys(("standing", "in_force"), _SINCE_THE_FIRST), "2020-10-01"),
    **_rows("health-data-hub", _MEMO, "2020-10-09", "2020-10-14", "2020-12-01", "2022-01-15", "2022-12-01"),
    **_rows("health-data-hub", _MEMO, "2024-02-15", "2024-11-20", "2025-03-12", "2025-04-10", "2025-07-02"),
    **_rows(
        "health-data-hub",
        _MEMO
        | {"pending": "no document tells that an authorisation was asked for in 2021, only its withdrawal"},
        "2021-11-30",
    ),
    **_rows(
        "health-data-hub",
        _MEMO | {"pending": "the ministry's own page dates its announcement 6 February (dev-051)"},
        "2026-02-10",
    ),
    **_rows("health-data-hub", {"pending": _MONTH}, "2026-04-24", "2026-11-21"),
    **_rows("emc2", dict.fromkeys(("host", "standing", "in_force", "pending"), _EMC2), "2023-11-15"),
    **_rows("emc2", {"pending": "no document tells the filing of 25 March 2024 (492895)"}, "2024-04-15"),
    **_rows("darwin-eu", _DARWIN, "2025-04-10", "2025-04-26", "2026-02-10", "2026-05-01", "2026-11-21"),
    **_rows("darwin-eu", _DARWIN, "2028-02-14"),
    **_rows("doctolib", _NUMBER, "2021-03-01", "2021-03-11"),
    **_rows("snds", _SNDS, "2021-09-15", "2022-11-24", "2026-05-01"),
}
"""What no document of the corpus tells, even as people read it."""

MISREAD: dict[Row, str] = {
    (day, "darwin-eu"): "the term of three years is not read (dev-063)"
    for day in ("2025-02-13", "2025-03-01")
}
"""Rows that the documents tell whole, and that our reading misses."""


def truth(shared: Path) -> list[dict[str, Any]]:
    """Return the rows that are known."""
    rows: list[dict[str, Any]] = json.loads((shared / "reference" / "status-truth.json").read_text("utf-8"))
    return rows


def corpus(shared: Path) -> list[Reading]:
    """Return the documents of the development corpus as we read them."""
    extractor = Extractor(load_catalogue())
    found = []
    for name in FILES:
        with (shared / "corpus" / name).open(encoding="utf-8") as lines:
            for document in read_documents(lines):
                assert not hasattr(document, "reason"), document
                voice = voice_of(document.source.kind)
                found.append(read_document(extractor, document, voice=voice, publisher=document.source.id))
    return found


def labelled(shared: Path) -> list[Reading]:
    """Return the same documents with the claims that people read in them."""
    labels: dict[str, list[dict[str, Any]]] = {}
    for name in FILES:
        with (shared / "corpus" / name).open(encoding="utf-8") as lines:
            labels |= {each["id"]: each["expected"] for each in map(json.loads, lines)}
    return [
        Reading(
            document=each.document,
            claims=tuple(_claim(label, each.document.id) for label in labels[each.document.id]),
            extractor="people",
            voice=each.voice,
            publisher=each.publisher,
            joined=each.joined,
        )
        for each in corpus(shared)
    ]


def _claim(label: dict[str, Any], document: str) -> Claim:
    known = {name: value for name, value in label.items() if name not in ("decision", "ambiguous", "kind")}
    known = {name: value for name, value in known.items() if name in Claim.__dataclass_fields__}
    return a_claim(label["kind"], document=document, **known)


def log_of(readings: Iterable[Reading], *, into: MemoryStore | None = None) -> MemoryStore:
    """Return a log that holds what *readings* tell."""
    store = into or MemoryStore()
    with recording(store, recorded_by="test") as recorder:
        for reading in readings:
            take_in(recorder, reading, today=TODAY)
    return store


def misses(views: ViewReader, rows: Iterable[dict[str, Any]], *, named: bool) -> dict[Row, list[Miss]]:
    """Return what is told otherwise than it was; *named* asks for the names of the baseline too."""
    found: dict[Row, list[Miss]] = {}
    for row in rows:
        wrong = [(key, ours, theirs) for key, ours, theirs in _compared(views, row, named) if ours != theirs]
        if wrong:
            found[row["as_of"], row["platform"]] = wrong
    return found


def _compared(views: ViewReader, row: dict[str, Any], named: bool) -> Iterator[Miss]:  # noqa: FBT001 - passed on
    status = status_of(views, PlatformId(row["platform"]), as_of=date.fromisoformat(row["as_of"]))
    told = status_answer(status, name="")
    for key in FIELDS:
        yield key, told[key], row[key]
    theirs = _known(row["in_force"], named)
    yield "in_force", _only(told["in_force"], theirs), theirs
    all_theirs = [_known(each, named) for each in row["pending"]]
    keys = {name for each in all_theirs if each for name in each}
    ours = [_only(each, {key: None for key in each if not keys or key in keys}) for each in told["pending"]]
    yield "pending", ours, all_theirs


def _known(facts: dict[str, Any] | None, named: bool) -> dict[str, Any] | None:  # noqa: FBT001 - passed on
    unasked = ("note",) if named else ("note", "decision")
    return facts and {key: value for key, value in facts.items() if key not in unasked}


def _only(ours: dict[str, Any] | None, theirs: dict[str, Any] | None) -> dict[str, Any] | None:
    return ours if ours is None or theirs is None else {key: ours.get(key) for key in theirs}


def main(shared: Path) -> None:
    """Print the misses one by one."""
    rows = truth(shared)
    for who, readings in (("as read", corpus(shared)), ("as labelled", labelled(shared))):
        missed = misses(log_of(readings), rows, named=False)
        click.echo(f"{who}: {len(rows) - len(missed)} of {len(rows)} rows met")
        for (day, platform), wrong in missed.items():
            click.echo(f"  {day} {platform}")
            untold = UNTOLD.get((day, platform), {})
            for key, ours, theirs in wrong:
                cause = untold.get(key) or MISREAD.get((day, platform), "misread")
                click.echo(f"    {key}: {_short(ours)} instead of {_short(theirs)} ({cause})")


def _short(value: object) -> str:
    if isinstance(value, list):
        return "[" + "; ".join(_short(each) for each in value) + "]"
    if isinstance(value, dict):
        return " ".join(str(each) for key, each in value.items() if each is not None)
    return str(value)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
