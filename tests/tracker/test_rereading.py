"""Stored texts read again: in batches that stay recorded, without losing what cannot be read."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feeds.document import Document
from store import MemoryStore
from tests.tracker.builders import TODAY, a_claim, a_reading
from tracker.app import App
from tracker.config import Config
from tracker.extraction import Extractor
from tracker.ingest import Reading, take_in
from tracker.model.claim import Claim
from tracker.projection.corrected import made_by
from tracker.recording import Recorder, recording
from tracker.rereading import AT_ONCE, read_all_again, read_stored, rehearsing, to_read_again, writing

OLD = "0.0.1+aaaaaaaaaaaa"
TEXT = "La Cnil a autorisé l'entrepôt EMC2 le 12 novembre 2026."


class Broken(Extractor):
    """An extractor with a fault of ours."""

    def read(self, document: Document) -> tuple[Claim, ...]:
        raise ZeroDivisionError(document.id)


@pytest.fixture
def app() -> App:
    return App(Config(), Path("config.toml"), lambda: datetime(2026, 11, 22, tzinfo=UTC))


def read_by(extractor: str, *claims: Claim, document: str) -> Reading:
    reading = a_reading(*claims, document=document, text=TEXT, title=document, published="2026-11-14")
    return replace(reading, extractor=extractor)


def filled(*readings: Reading) -> MemoryStore:
    store = MemoryStore()
    with recording(store, recorded_by="test") as recorder:
        for reading in readings:
            take_in(recorder, reading, today=TODAY)
    return store


def test_only_what_another_version_read_is_read_again(app: App) -> None:
    store = filled(
        read_by(OLD, document="old"),
        read_by(app.extractor.version, document="new"),
        read_by("baseline/2026-05-01", document="vouched"),
    )

    assert to_read_again(store, app.extractor.version) == ["old"]


def test_whoever_let_the_last_text_go_by_has_read_it(app: App) -> None:
    before = read_by(OLD, document="d")
    revised = replace(before.document, text="Il fera beau.")
    store = filled(before, replace(before, document=revised, extractor="0.0.2+bbbbbbbbbbbb", screened=True))

    stored = read_stored(app, store, "d")

    assert (stored.read_by, stored.reading.document.text) == ("0.0.2+bbbbbbbbbbbb", "Il fera beau.")


def test_a_run_that_was_interrupted_goes_on_where_it_stopped(app: App) -> None:
    store = filled(*(read_by(OLD, document=f"d{number:03}") for number in range(AT_ONCE + 3)))
    stale = to_read_again(store, app.extractor.version)

    next(read_all_again(app, store, stale, writing(store)))
    left = to_read_again(store, app.extractor.version)
    [batch] = read_all_again(app, store, left, writing(store))

    assert len(batch.reread) == 3
    assert to_read_again(store, app.extractor.version) == []


def test_a_text_that_changed_meanwhile_is_left_to_the_next_run(app: App) -> None:
    """It is read outside the transaction; a poll may have recorded a revision since."""
    store = filled(read_by(OLD, document="d"))
    unit = writing(store)

    def late() -> AbstractContextManager[Recorder]:
        revised = replace(
            read_by(OLD, document="d"), document=replace(read_by(OLD, document="d").document, text="Autre.")
        )
        with recording(store, recorded_by="test") as recorder:
            take_in(recorder, revised, today=TODAY)
        return unit()

    [batch] = read_all_again(app, store, ["d"], late)

    assert [each.news for each in batch.taken] == ["known"]
    assert to_read_again(store, app.extractor.version) == ["d"]


def test_a_fault_of_ours_takes_no_claim_back(app: App) -> None:
    claim = a_claim(document="d", decided_on="2026-11-12", quote=TEXT)
    store = filled(read_by(OLD, claim, document="d"))
    vars(app)["extractor"] = Broken(app.catalogue)

    [batch] = read_all_again(app, store, ["d"], writing(store))

    assert [each.reading.failed for each in batch.failed] == ["a fault of ours: ZeroDivisionError: d"]
    assert [each.claim for each in made_by(store, "d")] == [claim]
    assert to_read_again(store, app.extractor.version) == ["d"]


def test_batches_of_a_rehearsal_follow_one_another(app: App) -> None:
    """The second batch must know what the first would have recorded: the same act is one decision."""
    store = filled(*(read_by(OLD, document=f"d{number:03}") for number in range(AT_ONCE + 1)))
    before = list(store.read_all())

    batches = list(read_all_again(app, store, to_read_again(store, "x"), rehearsing(store)))

    happened = [
        type(each).__name__ for batch in batches for taken in batch.taken for each in taken.happenings
    ]
    assert happened.count("Recorded") == 1
    assert list(store.read_all()) == before
