from __future__ import annotations

import json

from tests.tracker.extraction.builders import a_document
from tracker.extraction import Extractor, claims_to_json


def test_claims_are_written_with_every_key_of_the_contract(extractor: Extractor) -> None:
    text = "La Cnil a autorisé mardi, pour trois ans, l'entrepôt EMC2, hébergé chez Microsoft."

    written = claims_to_json("d-1", extractor.read(a_document(text)))

    assert json.loads(json.dumps(written)) == {
        "id": "d-1",
        "claims": [
            {
                "platform": "emc2",
                "kind": "hosting-authorised",
                "authority": "cnil",
                "provider": "microsoft-azure",
                "decided_on": "2025-06-10",
                "published_on": None,
                "term": "P3Y",
                "reference": None,
                "target_date": None,
                "background": False,
                "confidence": 0.93,
                "evidence": {"field": "text", "start": 0, "end": len(text), "quote": text},
            }
        ],
    }


def test_a_document_without_news_has_an_empty_list(extractor: Extractor) -> None:
    assert claims_to_json("d-2", extractor.read(a_document("Il pleut."))) == {"id": "d-2", "claims": []}
