"""The screen lets go by what is about something else, and nothing that tells of hosting."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from feeds.document import Document, Origin
from tracker.catalogue import load_catalogue
from tracker.extraction import Extractor, load_lexicon
from tracker.model.decision import Voice
from tracker.reading import read_document
from tracker.screening import Screen

RULES = [rule for rules in load_lexicon().rules.values() for rule in rules]


@pytest.fixture(scope="module")
def screen() -> Screen:
    return Screen(load_catalogue())


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor(load_catalogue())


def a_text(text: str, *, suspicions: tuple[str, ...] = ()) -> Document:
    origin = Origin(id="fil", kind="press", name="Le fil")
    return Document(id="fil:1", source=origin, title="", text=text, suspicions=suspicions)


def test_every_example_of_a_rule_is_read(screen: Screen) -> None:
    """What the rules are known to find, the screen must let them see."""
    examples = [text for rule in RULES for text in rule.positive]

    assert len(examples) > 100
    assert [text for text in examples if not screen.may_tell(text)] == []


@pytest.mark.shared
@pytest.mark.parametrize("name", ["dev.jsonl", "dev-2.jsonl", "sentences.jsonl"])
def test_no_document_that_makes_a_claim_is_let_go_by(shared: Path, screen: Screen, name: str) -> None:
    """The claims of people's reading, not of ours: what we miss today must still be there tomorrow."""
    rows = [json.loads(line) for line in (shared / "corpus" / name).read_text("utf-8").splitlines()]
    telling = [row for row in rows if row.get("expected") or row.get("claims")]
    passed = [
        row for row in telling if screen.may_tell(*(row.get(f) or "" for f in ("title", "summary", "text")))
    ]

    assert len(telling) > 50
    assert len(passed) >= 0.98 * len(telling)


@pytest.mark.parametrize(
    "text",
    [
        "L’ACPR publie une recommandation relative au code de la santé publique.",
        "Les fabricants de dispositifs médicaux doivent tenir un registre des activités.",
        "La CNIL publie le bilan de ses contrôles. Les éditeurs peuvent refuser.",
        "",
    ],
)
def test_what_is_about_something_else_is_let_go_by(screen: Screen, text: str) -> None:
    assert not screen.may_tell(text)


@pytest.mark.parametrize(
    "text",
    [
        "L’HÉBERGEMENT en question",
        "Microsoft retenu",
        "les « Health-Data Hub » voisins",
        "La Cnil recale Orphéon",
        "un accord avec Washington",
    ],
)
def test_letters_accents_and_signs_do_not_hide_a_word(screen: Screen, text: str) -> None:
    assert screen.may_tell(text)


def test_a_suspicious_text_is_read_whatever_it_holds(screen: Screen, extractor: Extractor) -> None:
    """Hidden characters are there to get past whoever looks for words."""

    class Reader(Extractor):
        asked = 0

        def read(self, document: Document) -> tuple[()]:
            type(self).asked += 1
            return ()

    reader = Reader(load_catalogue())
    for suspicions in ((), ("hidden-characters",)):
        document = a_text("Rien.", suspicions=suspicions)
        reading = read_document(reader, document, voice=Voice.PRESS, publisher="fil", screen=screen)
        assert reading.extractor == extractor.version

    assert Reader.asked == 1
