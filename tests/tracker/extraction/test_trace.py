"""The steps of a reading, and the reasons of silence."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from feeds.document import Document
from feeds.lines import BadLine, read_documents
from tests.tracker.extraction.builders import a_document
from tracker.extraction import Extractor, Silence, load_lexicon
from tracker.extraction.silence import reason_of
from tracker.model.claim import Field
from tracker.report.reasons import FATES, OUTCOMES, SILENCES, Fate, Outcome

TOLD = "L’entrepôt EMC2 est prêt.\u200b La Cnil a autorisé cœur et âme l’entrepôt le 21 décembre 2023."


def quotes(value: object) -> Iterator[dict[str, Any]]:
    """Yield whatever names a place of the document and quotes it."""
    if isinstance(value, dict):
        if "quote" in value:
            yield value
        for each in value.values():
            yield from quotes(each)
    elif isinstance(value, list):
        for each in value:
            yield from quotes(each)


def field_of(document: Document, name: str) -> str:
    texts = {Field.TITLE: document.title, Field.SUMMARY: document.summary, Field.TEXT: document.text}
    return texts[Field(name)]


def test_the_trace_shows_every_step(extractor: Extractor) -> None:
    steps = extractor.trace(a_document("La Cnil a autorisé l'entrepôt EMC2. Pourrait-elle le refuser ?"))

    assert list(steps) == [
        *("clean", "sections", "sentences", "mentions", "coreference", "triggers", "context"),
        *("arguments", "dates", "aggregation", "claims", "silence"),
    ]
    [first, _] = steps["sentences"]
    assert first["read_as"] == "A autoriser/pA F ."
    assert [clause["verb"] for clause in first["clauses"]] == ["autoriser"]
    assert steps["mentions"][0] == {
        "sentence": 0,
        "class": "authority",
        "id": "cnil",
        "field": "text",
        "start": 0,
        "end": 7,
        "quote": "La Cnil",
    }
    assert {each["kind"] for each in steps["triggers"]} == {"hosting-authorised"}
    assert steps["aggregation"][0]["platform"] == "emc2"
    assert steps["silence"] is None


def test_the_trace_says_what_a_context_vetoed(extractor: Extractor) -> None:
    steps = extractor.trace(a_document("À en croire plusieurs sources, la Cnil a autorisé l'entrepôt EMC2."))

    assert {(each["vetoed_by"], each["reason"]) for each in steps["context"]} == {("rumour", "rumour")}
    assert steps["claims"] == []
    assert steps["silence"]["reason"] == "rumour"


def test_every_place_of_the_trace_is_one_of_the_document_as_received(extractor: Extractor) -> None:
    """Ligatures, hidden characters and typographic quotes move offsets; people look up the original."""
    document = a_document(TOLD, title="EMC² : l’œil de la Cnil")

    found = list(quotes(extractor.trace(document)))

    assert len(found) > 10
    assert [
        each
        for each in found
        if field_of(document, each["field"])[each["start"] : each["end"]] != each["quote"]
    ] == []


def test_the_trace_says_whom_a_pronoun_or_a_phrase_stands_for(extractor: Extractor) -> None:
    steps = extractor.trace(a_document("La Cnil a statué. L'institution a autorisé l'entrepôt EMC2."))

    assert [(each["quote"], each["id"]) for each in steps["coreference"]] == [("L'institution", "cnil")]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("La Cnil a-t-elle autorisé l'entrepôt EMC2 ?", Silence.QUESTION),
        ("À en croire plusieurs sources, la Cnil a autorisé l'entrepôt EMC2.", Silence.RUMOUR),
        ("Si la Cnil autorise l'entrepôt EMC2, il ouvrira en mai.", Silence.HYPOTHESIS),
        ("La Cnil a autorisé le registre belge Orphéon.", Silence.OTHER_COUNTRY),
        ("La Cnil n'a pas autorisé l'entrepôt EMC2.", Silence.NEGATION),
        ("La Cnil aurait autorisé l'entrepôt EMC2.", Silence.CONDITIONAL),
        ("La Cnil autorisera l'entrepôt EMC2.", Silence.TO_COME),
        ("Le directeur d'EMC2 espère obtenir le feu vert de la Cnil.", Silence.WISH),
        ("Les requérants soutiennent que la Cnil a autorisé EMC2 à tort.", Silence.PLEA),
        ("La Cnil a autorisé l'usage de drones au-dessus de l'entrepôt EMC2.", Silence.OTHER_MATTER),
        ("Il pleut sur la ville.", Silence.NO_PLATFORM),
        ("EMC2 réunit quatre hôpitaux.", Silence.NO_ACT),
        ("", Silence.NO_TEXT),
        ("3 commentaires\nLa Cnil a autorisé l'entrepôt EMC2.", Silence.NOT_ITS_OWN),
    ],
)
def test_silence_has_a_reason(extractor: Extractor, text: str, reason: Silence) -> None:
    why = extractor.why_not(a_document(text))

    assert why is not None
    assert why.reason is reason
    assert why.evidence is None or why.evidence.quote in text


def test_a_text_that_is_cut_off_is_not_said_to_tell_nothing(extractor: Extractor) -> None:
    text = "Il pleut. " * 45_000 + "La Cnil a autorisé l'entrepôt EMC2."

    why = extractor.why_not(a_document(text))

    assert why is not None
    assert why.reason is Silence.CUT_OFF


def test_a_reason_names_the_act_that_was_nearly_told(extractor: Extractor) -> None:
    why = extractor.why_not(a_document("Il pleut. La Cnil n'a pas autorisé l'entrepôt EMC2."))

    assert why is not None
    assert (why.kind, why.evidence and why.evidence.quote) == (
        "hosting-authorised",
        "La Cnil n'a pas autorisé l'entrepôt EMC2.",
    )


def test_what_was_read_is_not_silent(extractor: Extractor) -> None:
    assert extractor.why_not(a_document("La Cnil a autorisé l'entrepôt EMC2.")) is None


def test_a_joke_is_called_one(extractor: Extractor) -> None:
    why = extractor.why_not(a_document("La Cnil a autorisé l'entrepôt EMC2.", summary="Satire"))

    assert why is not None
    assert why.reason is Silence.SATIRE


def test_every_reason_has_its_words_in_both_languages() -> None:
    for language in ("fr", "en"):
        assert set(SILENCES[language]) == set(Silence)
        assert set(OUTCOMES[language]) == set(Outcome)
        assert set(FATES[language]) == set(Fate)


def test_every_context_of_the_lexicon_has_a_reason_of_its_own() -> None:
    """A veto or a need that is added later must be told in words, too."""
    lexicon = load_lexicon()
    needs = {need for rules in lexicon.rules.values() for rule in rules for need in rule.needs}
    contexts = {
        "question",
        "not meant by the rule",
        *(veto.id for vetoes in lexicon.vetoes.values() for veto in vetoes),
        *(f"needs: {need}" for need in needs),
    }

    assert {context for context in contexts if reason_of(context) is Silence.OTHER_CONTEXT} == set()


@pytest.mark.shared
@pytest.mark.parametrize("name", ["dev.jsonl", "dev-2.jsonl", "sentences.jsonl"])
def test_every_text_of_the_corpus_makes_a_claim_or_has_a_reason(
    extractor: Extractor, shared: Path, name: str
) -> None:
    with (shared / "corpus" / name).open(encoding="utf-8") as lines:
        documents = [each for each in read_documents(_as_documents(lines)) if not isinstance(each, BadLine)]

    assert len(documents) > 50
    for document in documents:
        why = extractor.why_not(document)
        assert (why is None) == bool(extractor.read(document)), document.id
        if why is not None and why.evidence is not None:
            place = why.evidence
            assert field_of(document, place.field)[place.start : place.end] == place.quote


def _as_documents(lines: Iterator[str]) -> Iterator[str]:
    """Yield sentences as the body of a page of their day."""
    for line in lines:
        row = json.loads(line)
        source = row.get("source") or {"kind": "press", "name": "Corpus"}
        yield json.dumps({"title": "", **row, "source": source})
