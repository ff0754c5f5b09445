from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from store.memory import MemoryStore
from tracker.baseline import record_baseline
from tracker.ingest import Recorder
from tracker.model.claim import PlatformId
from tracker.projection.query import status_of
from tracker.report.answers import status_answer

pytestmark = pytest.mark.shared


def test_the_baseline_yields_every_status_that_is_known(shared: Path) -> None:
    """The state machine applied to the packaged rows tells the true status on every date given."""
    store = MemoryStore()
    with store.transaction() as tx:
        record_baseline(Recorder(tx, recorded_by="baseline"), today=date(2026, 11, 22))
    truth = json.loads((shared / "reference" / "status-truth.json").read_text("utf-8"))

    wrong = []
    for row in truth:
        day = date.fromisoformat(row["as_of"])
        status = status_of(store, PlatformId(row["platform"]), as_of=day)
        told = status_answer(status, name="")
        for key in ("host", "standing", "since", "next_host", "target_date"):
            if told[key] != row[key]:
                wrong.append((row["as_of"], row["platform"], key, told[key], row[key]))
        for ours, theirs in ((told["in_force"], row["in_force"]),):
            if (ours is None) != (theirs is None) or (theirs and any(ours[k] != theirs[k] for k in theirs)):
                wrong.append((row["as_of"], row["platform"], "in_force", ours, theirs))
        pending = [{k: v for k, v in each.items() if k != "note"} for each in row["pending"]]
        ours_pending = [
            {k: each[k] for k in theirs} for each, theirs in zip(told["pending"], pending, strict=False)
        ]
        if ours_pending != pending or len(told["pending"]) != len(pending):
            wrong.append((row["as_of"], row["platform"], "pending", told["pending"], pending))

    assert wrong == []
    assert len(truth) == 51
