"""Documents that are one text by several ways: DILA's archive, the API, the Journal officiel, a file.

They share an official id: of their base (``CNILTEXT…``), of the Journal officiel (NOR), of the
courts (ECLI).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tracker.model.decision import Witness
from tracker.projection.views import ViewReader


def families(views: ViewReader, witnesses: Iterable[Witness]) -> dict[str, str]:
    """Return, for each document of *witnesses*, the first of those that are the same text; often itself."""
    documents = dict.fromkeys(witness.claim.evidence.document for witness in witnesses)
    return _joined({document: _ids(views, document) for document in documents})


def count_sources(views: ViewReader, witnesses: Iterable[Witness]) -> int:
    """Return how many sources *witnesses* are; one house is one, and so is one text by several ways."""
    names: dict[str, set[str]] = {}
    for witness in witnesses:
        document = witness.claim.evidence.document
        names.setdefault(document, _ids(views, document)).add(f"publisher {witness.publisher}")
    return len(set(_joined(names).values()))


def _ids(views: ViewReader, document: str) -> set[str]:
    return set((views.state("document", document) or {}).get("ids", ()))


def _joined(names: Mapping[str, set[str]]) -> dict[str, str]:
    """Return each thing with the first of those that it is joined to by a name that both have."""
    groups: list[tuple[list[str], set[str]]] = []
    for thing, known in names.items():
        same = [group for group in groups if group[1] & known]
        groups = [group for group in groups if group not in same]
        things = [each for group in same for each in group[0]]
        groups.append(([*things, thing], known.union(*(group[1] for group in same))))
    return {thing: things[0] for things, _ in groups for thing in things}
