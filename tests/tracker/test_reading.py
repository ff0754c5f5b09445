"""What hides something from its reader is kept, told, and moves nothing until a person has looked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from feeds.document import Document, Origin
from store import MemoryStore
from tracker import codec
from tracker.catalogue import load_catalogue
from tracker.extraction import Extractor
from tracker.ingest import take_in
from tracker.model.claim import DOUBTFUL_BELOW
from tracker.model.decision import Voice
from tracker.projection.query import suspicions_of
from tracker.reading import read_document
from tracker.recording import recording

PLAIN = Document(
    id="fil:1",
    source=Origin(id="fil", kind="press", name="Le fil"),
    title="La CNIL autorise Microsoft Azure à héberger EMC2",
    text="La CNIL a autorisé le 21 décembre 2023 Microsoft Azure à héberger l'entrepôt EMC2 pour trois ans.",
    published="2024-01-31",
)


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor(load_catalogue())


def test_a_text_that_hid_characters_waits_for_a_person_although_it_no_longer_shows_them(
    extractor: Extractor,
) -> None:
    odd = replace(PLAIN, suspicions=("hidden-characters",))

    plain = read_document(extractor, PLAIN, voice=Voice.PRESS, publisher="fil")
    waiting = read_document(extractor, odd, voice=Voice.PRESS, publisher="fil")

    assert max(claim.confidence for claim in plain.claims) >= DOUBTFUL_BELOW
    assert len(waiting.claims) == len(plain.claims)
    assert all(claim.confidence < DOUBTFUL_BELOW for claim in waiting.claims)


def test_the_log_says_what_was_odd_and_is_as_it_was_where_nothing_is(extractor: Extractor) -> None:
    odd = replace(PLAIN, id="fil:2", suspicions=("hidden-characters",))
    store = MemoryStore()
    with recording(store, recorded_by="test") as recorder:
        for document in (PLAIN, odd):
            reading = read_document(extractor, document, voice=Voice.PRESS, publisher="fil")
            take_in(recorder, reading, today=date(2024, 2, 1))

    assert suspicions_of(store, "fil:1") == ()
    assert suspicions_of(store, "fil:2") == ("hidden-characters",)
    assert "suspicions" not in codec.document_to_json(PLAIN)
    for document in (PLAIN, odd):
        assert codec.document_from_json(codec.document_to_json(document)) == document
