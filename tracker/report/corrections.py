"""What people corrected, as JSON and as lines: who, when, why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tracker.model.decision import Decision
from tracker.projection.views import ViewReader
from tracker.report.safe import one_line


def correction_answer(held: Mapping[str, Any]) -> dict[str, Any]:
    """Return one correction: who, when, why, of what, and whether it was withdrawn."""
    return {
        "correction": held["correction"],
        "event": held["event"],
        "by": held["by"],
        "why": held["why"],
        "recorded_at": held["recorded_at"].replace("+00:00", "Z"),
        "decisions": held["decisions"],
        "documents": held["documents"],
        "values": held.get("values", {}),
        "sentences": [claim["evidence"]["quote"] for claim in held.get("claims", ())],
        "withdrawn": held["withdrawn"],
    }


def corrections_about(
    views: ViewReader, platform: str, *, decision: Decision | None = None
) -> list[dict[str, Any]]:
    """Return the corrections that concern a platform, or one decision about it, in their order."""
    found = [
        held
        for _, held in views.states("correction")
        if held.get("platform") == platform
        or any(group.rpartition("|")[0] == platform for group in held["groups"])
    ]
    if decision is not None:
        found = [held for held in found if _concerns(held, decision)]
    return [correction_answer(held) for held in sorted(found, key=lambda each: int(each["position"]))]


def _concerns(held: Mapping[str, Any], decision: Decision) -> bool:
    documents = {witness.key[0] for witness in decision.witnesses}
    of_kind = f"{decision.platform}|{decision.kind}" in held["groups"]
    return of_kind and bool(documents & {*held["documents"]} or decision.names & {*held["decisions"]})


def correction_line(answer: Mapping[str, Any]) -> str:
    """Return one correction as a line."""
    values = ", ".join(f"{name} = {value}" for name, value in answer["values"].items())
    line = f"{answer['correction']}  {answer['recorded_at'][:19]}  {answer['event']}"
    about = answer["decisions"] or answer["documents"]
    line += f" of {', '.join(about)}" if about else ""
    line += f" by {answer['by']}"
    line += f": {answer['why']}" if answer["why"] else ""
    line += f" ({values})" if values else ""
    if answer["withdrawn"]:
        line += f"; withdrawn by {answer['withdrawn']['by']}: {answer['withdrawn']['why']}"
    return one_line(line, 400)
