"""What holds for any text at all."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feeds.document import Document
from tests.tracker.extraction.builders import a_document, told
from tracker.extraction import Extractor
from tracker.model.claim import Field

NEWS = (
    "La Cnil a autorisé mardi, pour trois ans, l'entrepôt EMC2, hébergé chez Microsoft.\n\n"
    "Le gouvernement avait choisi Microsoft en 2019 pour héberger le Health Data Hub.\n"
)
PIECES = st.sampled_from(
    [
        "La Cnil ",
        "a autorisé ",
        "n'a pas ",
        "EMC2",
        "le Health Data Hub ",
        "« ",
        " »",
        "…",
        "œ",
        "e\u0301",
        "\u200b",
        "\u202e",
        "\n\n",
        "le 21 décembre 2023 ",
        "n° 2023-146 ",
        "Microsoft ",
        "pour trois ans",
        ". ",
        "? ",
        "le Conseil d'État ",
        "rejette la requête ",
        "l'entrepôt dénommé « X-2 » ",
        "3 commentaires\n",
        "Lire aussi : ",
        "\u0000",
        "\ud800",
        "🏥",
        "DÉCIDE : Article 1er : ",
        "est suspendue",
    ]
)
ANY_TEXT = st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=40).map("".join))
ANY_DATE = st.one_of(
    st.none(),
    st.sampled_from(["2024-02-01", "2024", "2024-02", "2024-02-01T23:30:00Z", "yesterday", "9999-12-31", ""]),
)
SETTINGS = settings(
    deadline=None, max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def _field(document: Document, field: Field) -> str:
    return {Field.TITLE: document.title, Field.SUMMARY: document.summary, Field.TEXT: document.text}[field]


@SETTINGS
@given(
    title=ANY_TEXT,
    summary=ANY_TEXT,
    text=ANY_TEXT,
    published=ANY_DATE,
    kind=st.sampled_from(["press", "cnil", "court", "legifrance", ""]),
)
def test_any_text_is_read_and_every_quote_is_exact(  # noqa: PLR0917 - the fields of a document
    extractor: Extractor, title: str, summary: str, text: str, published: str | None, kind: str
) -> None:
    document = a_document(text, title=title, summary=summary, published=published, kind=kind)

    for claim in extractor.read(document):
        evidence = claim.evidence
        assert _field(document, evidence.field)[evidence.start : evidence.end] == evidence.quote
        assert evidence.quote.strip()
        assert 0 < claim.confidence < 1


@pytest.mark.parametrize("language", ["fr", "en", "de", ""])
def test_any_language_is_read(extractor: Extractor, language: str) -> None:
    assert isinstance(extractor.read(a_document(NEWS, language=language)), tuple)


@SETTINGS
@given(text=ANY_TEXT)
def test_reading_twice_reads_the_same(extractor: Extractor, text: str) -> None:
    document = a_document(text)

    assert extractor.read(document) == extractor.read(document)


@pytest.mark.parametrize(
    "addition",
    [
        "\n3 commentaires\nLa Cnil a refusé EMC2 hier !\nLe Conseil d'État a annulé l'autorisation d'EMC2.\n",
        "\nÀ lire aussi\n- Le Conseil d'État suspend l'entrepôt EMC2\n- Le Health Data Hub a quitté Azure\n",
        "\nPartagez cet article sur Facebook\nRecevez chaque matin notre newsletter\n",
        "\n\nLe temps sera doux dimanche sur l'ensemble du pays, avec quelques averses près des côtes.\n",
        "\nSoyez le premier à commenter\nLa Cnil a mis en demeure EMC2.\n",
    ],
)
def test_what_is_not_the_document_changes_no_claim(extractor: Extractor, addition: str) -> None:
    before = extractor.read(a_document(NEWS, title="EMC2 autorisé par la Cnil"))

    after = extractor.read(a_document(NEWS + addition, title="EMC2 autorisé par la Cnil"))

    assert after == before
    assert {told(claim)[:2] for claim in before} == {
        ("emc2", "hosting-authorised"),
        ("health-data-hub", "host-selected"),
    }


def test_time_grows_with_the_text(extractor: Extractor) -> None:
    """Eight times the text takes about eight times as long, not sixty-four."""

    def seconds(copies: int) -> float:
        document = a_document(NEWS * copies)
        started = time.process_time()
        extractor.read(document)
        return time.process_time() - started

    seconds(10)
    assert seconds(400) < 30 * max(seconds(50), 0.01)


@pytest.mark.parametrize(
    "unit", ["a", "La Cnil ", "« ", "\n", "1", "a a autorisé ", "2023-146 ", "le 1er ", "é", "\u200b", ". "]
)
def test_a_very_long_text_is_read(extractor: Extractor, unit: str) -> None:
    extractor.read(a_document(unit * (300_000 // len(unit))))
