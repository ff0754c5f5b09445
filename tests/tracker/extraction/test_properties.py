"""What holds for any text at all."""

from __future__ import annotations

import json
import time
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feeds.document import Document
from tests.tracker.extraction.builders import a_document, told
from tracker.extraction import Extractor
from tracker.model.claim import Claim, Field
from tracker.report.tracing import trace_lines

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


UNRELATED = (
    "Le temps sera doux dimanche sur l'ensemble du pays, avec quelques averses près des côtes.",
    "La mairie ouvrira une seconde piscine au printemps.",
    "« Nous sommes heureux », dit une habitante.",
    "Le marathon réunit chaque année dix mille coureurs.",
)
FURNITURE = (
    "Partagez cet article sur Facebook",
    "Recevez chaque matin notre newsletter",
    "Soyez le premier à commenter",
    "Tous droits réservés",
    "Lire aussi : Le Conseil d'État suspend l'entrepôt EMC2",
)
HEADINGS = (
    "3 commentaires",
    "Commentaires (12)",
    "Réactions des lecteurs",
    "Vos avis",
    "Les commentaires des internautes :",
    "Réagir à cet article",
    "Aucun commentaire pour le moment",
    "Votre adresse e-mail ne sera pas publiée. Les champs obligatoires sont indiqués avec *",
    "Le forum (4)",
    "2 Comments",
    "Join the discussion",
    "Have your say",
)
READERS = (
    "La Cnil a refusé EMC2 hier !",
    "Le Conseil d'État a annulé l'autorisation d'EMC2, enfin.",
    "Et le Health Data Hub a quitté Azure mardi.",
    "C'est honteux ?",
)


@SETTINGS
@given(
    tail=st.lists(st.sampled_from((*UNRELATED, *FURNITURE)), max_size=6),
    comments=st.lists(st.sampled_from(READERS), max_size=5),
    heading=st.sampled_from(HEADINGS),
)
def test_whatever_stands_below_the_article_changes_no_claim(
    extractor: Extractor, tail: list[str], comments: list[str], heading: str
) -> None:
    below = "\n\n".join(tail)
    readers = f"\n\n{heading}\n" + "\n".join(comments) if comments else ""

    after = extractor.read(a_document(f"{NEWS}\n{below}{readers}", title="EMC2 autorisé par la Cnil"))

    assert after == extractor.read(a_document(NEWS, title="EMC2 autorisé par la Cnil"))


@SETTINGS
@given(at=st.integers(0, 1), unrelated=st.sampled_from(UNRELATED))
def test_an_unrelated_paragraph_anywhere_moves_nothing_but_the_offsets(
    extractor: Extractor, at: int, unrelated: str
) -> None:
    paragraphs = NEWS.strip().split("\n\n")
    paragraphs.insert(at + 1, unrelated)

    def claims(text: str) -> list[Claim]:
        found = extractor.read(a_document(text, title="EMC2 autorisé par la Cnil"))
        return [replace(each, evidence=replace(each.evidence, start=0, end=0)) for each in found]

    assert claims("\n\n".join(paragraphs)) == claims(NEWS)


@SETTINGS
@given(title=ANY_TEXT, text=ANY_TEXT, language=st.sampled_from(["fr", "en"]))
def test_every_text_makes_a_claim_or_has_a_reason(
    extractor: Extractor, title: str, text: str, language: str
) -> None:
    document = a_document(text, title=title, language=language)

    why = extractor.why_not(document)

    assert (why is None) == bool(extractor.read(document))
    if why is not None and why.evidence is not None:
        place = why.evidence
        assert _field(document, place.field)[place.start : place.end] == place.quote


@SETTINGS
@given(title=ANY_TEXT, text=ANY_TEXT)
def test_the_trace_of_any_text_is_json_with_the_same_claims(
    extractor: Extractor, title: str, text: str
) -> None:
    document = a_document(text, title=title)

    steps = extractor.trace(document)

    assert json.loads(json.dumps(steps)) == steps
    assert len(steps["claims"]) == len(extractor.read(document))
    assert all("\n" not in line for line in trace_lines(steps))


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


@pytest.mark.parametrize("unit", [NEWS, "\u202eLa Cnil\u2066 ", "\u200b"])
def test_five_megabytes_take_no_longer_than_what_is_read_of_them(extractor: Extractor, unit: str) -> None:
    """What lies beyond the part that is read costs next to nothing: twelve times the text, not twice the time."""

    def seconds(length: int) -> float:
        document = a_document(unit * (length // len(unit)))
        started = time.process_time()
        claims = extractor.read(document)
        for claim in claims:
            assert document.text[claim.evidence.start : claim.evidence.end] == claim.evidence.quote
        return time.process_time() - started

    assert seconds(5_000_000) < 2 * seconds(400_000) + 0.5
