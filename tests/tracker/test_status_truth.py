"""The state machine, the grouping of claims and the reading, against every status that is known."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from store.memory import MemoryStore
from tests.tracker import truth
from tracker.baseline import readings, record_hosts
from tracker.ingest import take_in
from tracker.recording import recording

pytestmark = pytest.mark.shared


def test_the_baseline_yields_every_status_that_is_known(shared: Path) -> None:
    """The state machine applied to the packaged rows tells the true status on every date given."""
    rows = truth.truth(shared)

    assert truth.misses(baseline(), rows, named=True) == {}
    assert len(rows) == 51


def test_the_documents_change_nothing_of_what_the_baseline_tells(shared: Path) -> None:
    """What the press recalls, or a reading of it mistakes, never undoes what is known."""
    store = truth.log_of(truth.corpus(shared), into=baseline())

    assert truth.misses(store, truth.truth(shared), named=True) == {}


def test_what_people_read_in_the_documents_changes_nothing_of_it_either(shared: Path) -> None:
    store = truth.log_of(truth.labelled(shared), into=baseline())

    assert truth.misses(store, truth.truth(shared), named=True) == {}


def test_what_people_read_in_the_documents_yields_every_status_that_they_tell(shared: Path) -> None:
    """Each field that misses is one that no document of the corpus tells, with its cause."""
    missed = truth.misses(truth.log_of(truth.labelled(shared)), truth.truth(shared), named=False)

    assert {row: {key for key, _, _ in wrong} for row, wrong in missed.items()} == {
        row: set(why) for row, why in truth.UNTOLD.items()
    }


def test_what_we_read_in_the_documents_yields_as_many_as_before(shared: Path) -> None:
    """The rows met can only grow; what misses is told with its cause."""
    missed = truth.misses(truth.log_of(truth.corpus(shared)), truth.truth(shared), named=False)

    assert set(missed) <= {*truth.UNTOLD, *truth.MISREAD}, missed


def baseline() -> MemoryStore:
    store = MemoryStore()
    with recording(store, recorded_by="baseline") as recorder:
        record_hosts(recorder)
        for reading in readings():
            take_in(recorder, reading, today=date(2026, 11, 22))
    return store
