from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from store.memory import MemoryStore
from tracker.baseline import readings, record_hosts
from tracker.ingest import take_in
from tracker.model.claim import PlatformId
from tracker.projection.query import status_of
from tracker.recording import recording
from tracker.report.answers import status_answer

pytestmark = pytest.mark.shared


def test_the_baseline_yields_every_status_that_is_known(shared: Path) -> None:
    """The state machine applied to the packaged rows tells the true status on every date given."""
    store = MemoryStore()
    with recording(store, recorded_by="baseline") as recorder:
        record_hosts(recorder)
        for reading in readings():
            take_in(recorder, reading, today=date(2026, 11, 22))
    truth = json.loads((shared / "reference" / "status-truth.json").read_text("utf-8"))

    wrong = [
        (row["as_of"], row["platform"], key, ours, theirs)
        for row in truth
        for key, ours, theirs in _compared(store, row)
        if ours != theirs
    ]

    assert wrong == []
    assert len(truth) == 51


def _compared(store: MemoryStore, row: dict[str, Any]) -> Iterator[tuple[str, object, object]]:
    """Yield what we tell beside what is true, for every key that the row gives."""
    status = status_of(store, PlatformId(row["platform"]), as_of=date.fromisoformat(row["as_of"]))
    told = status_answer(status, name="")
    for key in ("host", "standing", "since", "next_host", "target_date"):
        yield key, told[key], row[key]
    yield "in_force", _only(told["in_force"], row["in_force"]), row["in_force"]
    yield "number pending", len(told["pending"]), len(row["pending"])
    for ours, theirs in zip(told["pending"], row["pending"], strict=False):
        known = {key: value for key, value in theirs.items() if key != "note"}
        yield "pending", _only(ours, known), known


def _only(ours: dict[str, Any] | None, theirs: dict[str, Any] | None) -> dict[str, Any] | None:
    return ours if ours is None or theirs is None else {key: ours[key] for key in theirs}
