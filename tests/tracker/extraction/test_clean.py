"""One spelling for every text, and the way back to the original."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tracker.extraction.builders import a_document, told
from tracker.extraction import Extractor
from tracker.extraction.clean import clean
from tracker.extraction.sentences import split_sentences


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("L’œuvre d’EMC²", "l'oeuvre d'emc2"),
        ("CONSEIL D'ÉTAT", "conseil d'etat"),
        ("Microsoft\u00a0Azure", "microsoft azure"),
        ("au\u00adtori\u200bsée", "autorisee"),
        ("e\u0301te\u0301", "ete"),
        ("", ""),
    ],
)
def test_small_letters_without_accents(text: str, plain: str) -> None:
    assert clean(text).plain == plain


@given(st.text(max_size=200))
def test_every_piece_leads_back_to_the_original(text: str) -> None:
    cleaned = clean(text)

    assert len(cleaned.text) == len(cleaned.plain)
    assert cleaned.original(0, len(cleaned.text))[1] <= len(text)
    bounds = [cleaned.original(at, at + 1) for at in range(len(cleaned.text))]
    assert bounds == sorted(bounds)
    assert all(0 <= start < end <= len(text) for start, end in bounds)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("La Cnil autorise. Le juge rejette.", ["La Cnil autorise.", "Le juge rejette."]),
        ("M. Dupont a écrit.", ["M. Dupont a écrit."]),
        ("L'art. 5 du décret n. 12 vaut.", ["L'art. 5 du décret n. 12 vaut."]),
        ("Quoi ? Rien.", ["Quoi ?", "Rien."]),
        ("Sans point", ["Sans point"]),
        ("  \n ", []),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    assert [text[start:end] for start, end in split_sentences(text, 0, len(text))] == sentences


@pytest.mark.parametrize(
    "written",
    [
        "La Cnil a autorisé l’entrepôt « EMC² », hébergé par Microsoft\u00a0Azure.",
        "La CNIL a autorise l'entrepot EMC2, heberge par Microsoft Azure.",
        "La Cnil a au\u00adtorisé l'entrepôt EMC2, hébergé par Mi\u200bcrosoft Azure.",
        "La Cnil a autorise\u0301 l'entrepo\u0302t EMC2, he\u0301berge\u0301 par Microsoft Azure.",
    ],
)
def test_one_claim_however_it_is_spelt(extractor: Extractor, written: str) -> None:
    (claim,) = extractor.read(a_document(written))

    assert told(claim) == ("emc2", "hosting-authorised", "cnil", "microsoft-azure")
    assert claim.evidence.quote == written
