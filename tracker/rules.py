"""Which rules settled the decisions of a store: a digest of the rules, kept beside its log.

Claims are reconciled when they change.  After an upgrade that changed the rules, what was settled before
stays as it was until `tracker reextract` settles every group anew; until then that is no fault of the log.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any, Protocol

from tracker.ingest import Taken
from tracker.projection.views import ViewReader
from tracker.projection.waiting import all_groups
from tracker.recording import Recorder, derived_id
from tracker.settling import decisions_before, settle

_KEPT = ("rules", "decisions")
_RULES = (
    "bonds",
    "correction",
    "dates",
    "decision",
    "likeness",
    "reconcile",
    "slips",
    "tally",
    "voices",
    "weighing",
)


class _Keeping(Protocol):
    def put_state(self, view: str, key: str, value: Mapping[str, Any]) -> None: ...


@cache
def rules_version() -> str:
    """Return the digest of the rules by which this version settles claims."""
    folder = resources.files("tracker.model")
    found = hashlib.sha256()
    for name in _RULES:
        found.update(folder.joinpath(f"{name}.py").read_bytes())
    return found.hexdigest()[:12]


def are_settled_by_these(views: ViewReader) -> bool:
    """Say whether all decisions were settled by the rules of this version; of an unknown log, no."""
    kept = views.state(*_KEPT)
    return kept is not None and kept["version"] == rules_version()


def mark_settled(tx: _Keeping) -> None:
    """Keep that everything is settled by these rules."""
    tx.put_state(*_KEPT, {"version": rules_version()})


def mark_unknown(tx: _Keeping) -> None:
    """Keep that nobody knows which rules settled what a log says."""
    tx.put_state(*_KEPT, {"version": ""})


def groups_to_settle(views: ViewReader) -> list[str]:
    """Return every group of claims where other rules settled them; none where these did."""
    return [] if are_settled_by_these(views) else all_groups(views)


def settle_anew(recorder: Recorder, groups: Sequence[str]) -> Iterator[Taken]:
    """Settle each group by these rules, and yield what that changed."""
    for group in groups:
        cause = derived_id("settled-anew", rules_version(), group, recorder.tx.head())
        happenings = settle(recorder, decisions_before(recorder, [group]), cause)
        if happenings:
            yield Taken(f"rules:{rules_version()}", "settled-anew", happenings)
