from __future__ import annotations

import pytest

from tests.tracker.extraction.builders import a_document
from tracker.extraction import Extractor


def test_the_trace_shows_every_step(extractor: Extractor) -> None:
    shown = extractor.trace(a_document("La Cnil a autorisé l'entrepôt EMC2. Pourrait-elle le refuser ?"))

    assert " A autoriser/pA F ." in shown
    assert "A = cnil (La Cnil)" in shown
    assert "emc2 hosting-authorised by cnil" in shown
    assert [line for line in shown.split("\n") if not line.startswith(" ")] == [
        "sections",
        "sentences, in the words that rules read",
        "set aside",
        "reports",
        "claims",
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("La Cnil a-t-elle autorisé l'entrepôt EMC2 ?", "it only asks"),
        ("À en croire plusieurs sources, la Cnil a autorisé l'entrepôt EMC2.", "it tells a rumour"),
        ("La Cnil a autorisé le registre belge Orphéon.", "it is about another country"),
        ("Il pleut sur la ville.", "no platform is named"),
        ("EMC2 réunit quatre hôpitaux.", "no act is told"),
        ("", "no text of its own"),
        ("La Cnil a autorisé l'entrepôt EMC2.", "1 claims were read"),
    ],
)
def test_silence_has_a_reason(extractor: Extractor, text: str, reason: str) -> None:
    assert reason in extractor.why_not(a_document(text))


def test_a_joke_is_called_one(extractor: Extractor) -> None:
    document = a_document("La Cnil a autorisé l'entrepôt EMC2.", summary="Satire")

    assert extractor.why_not(document) == "the document is satire"
