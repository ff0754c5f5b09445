"""What waits for a person, as JSON and as lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from tracker.codec import plain
from tracker.correcting import foresee_accepting
from tracker.extraction.unlisted import catalogue_entry
from tracker.model.claim import EVERY_PLATFORM
from tracker.model.decision import Decision
from tracker.model.waiting import Waiting, Why
from tracker.projection.query import suspicions_of
from tracker.projection.views import ViewReader
from tracker.projection.waiting import everything_waiting
from tracker.report.answers import decision_answer, witness_answer
from tracker.report.safe import one_line
from tracker.report.words import WHYS

if TYPE_CHECKING:
    from tracker.catalogue import Catalogue
    from tracker.correcting import Done


def review_answer(views: ViewReader, *, today: date) -> list[dict[str, Any]]:
    """Return all that waits, each with the sentence and what accepting it would change.

    What would change a status comes first.
    """
    items = [_item(views, waiting, today) for waiting in everything_waiting(views)]
    return sorted(items, key=lambda item: not _changes_a_status(item))


def _changes_a_status(item: Mapping[str, Any]) -> bool:
    if item["why"] == Why.FLAPPING:
        return True
    changes = item["accepting"]
    return changes is not None and changes["before"] != changes["after"]


def _item(views: ViewReader, waiting: Waiting, today: date) -> dict[str, Any]:
    witness = waiting.witness
    return {
        "id": waiting.id,
        "why": str(waiting.why),
        "told": _told_why(views, waiting),
        "platform": waiting.platform,
        "kind": plain(waiting.kind),
        "claim": witness_answer(witness) if witness else None,
        "decision": decision_answer(waiting.decision) if waiting.decision else None,
        "values": _contested(waiting.decision) if waiting.decision else {},
        "accepting": _accepting(views, waiting, today),
        "add": catalogue_entry(waiting.platform, [witness.claim.evidence.quote])
        if witness and waiting.why is Why.UNLISTED
        else None,
    }


def _told_why(views: ViewReader, waiting: Waiting) -> str:
    told = WHYS["en"][waiting.why]
    if waiting.witness is not None and waiting.why is Why.DOUBTFUL:
        return f"{told} (confidence {waiting.witness.claim.confidence:g})"
    if waiting.witness is not None and waiting.why is Why.SUSPICIOUS:
        return f"{told}: {', '.join(suspicions_of(views, waiting.witness.key[0]))}"
    if waiting.decision is not None:
        return f"{told} on {', '.join(waiting.decision.disputed)}"
    return told


def _contested(decision: Decision) -> dict[str, list[str]]:
    """Return what the witnesses say of each field in dispute."""
    return {
        name: sorted({str(value) for each in decision.witnesses if (value := getattr(each.claim, name))})
        for name in decision.disputed
    }


def _accepting(views: ViewReader, waiting: Waiting, today: date) -> dict[str, Any] | None:
    foreseen = foresee_accepting(views, waiting, today=today)
    if foreseen is None:
        return None
    return {
        "before": {"standing": str(foreseen.before.standing), "host": foreseen.before.host},
        "after": {"standing": str(foreseen.after.standing), "host": foreseen.after.host},
        "decisions": [
            {"decision": decision.id, "new": decision.id in foreseen.recorded} for decision in foreseen.new
        ],
    }


def review_lines(items: list[dict[str, Any]], catalogue: Catalogue) -> Iterator[str]:
    """Yield what waits, for people."""
    for item in items:
        entry = catalogue.platforms.get(item["platform"])
        name = entry.name if entry else item["platform"]
        name = "every platform" if item["platform"] == EVERY_PLATFORM else name
        what = item["kind"] or "its status"
        yield f"{item['id']}  {one_line(name)}: {what} — {one_line(item['told'], 300)}"
        claim, decision = item["claim"], item["decision"]
        if claim:
            yield f"    « {one_line(claim['evidence']['quote'], 600)} »"
            yield f"    {_source_line(claim)}"
            said = {name: value for name, value in claim["says"].items() if value}
            yield "    read as: " + (
                ", ".join(f"{k} {one_line(str(v))}" for k, v in said.items()) or "nothing more"
            )
        if decision:
            yield f"    {one_line(decision['decision'])}"
            for field, values in item["values"].items():
                yield f"    {field}: {' or '.join(map(one_line, values))}; kept: {decision[field]}"
        for line in (item["add"] or "").splitlines():
            yield f"    {line}"
        yield f"    accepting: {_accepting_line(item)}"
    hint = "; `tracker review accept ID`, `reject ID --why …`, `edit ID --set field=value --why …`"
    yield f"{len(items)} wait for a person" + (hint if items else "")


def _source_line(claim: Mapping[str, Any]) -> str:
    parts = (claim["title"], claim["source"], claim["published"] or "undated", claim["url"] or "")
    return " — ".join(one_line(part, 300) for part in parts if part)


def _accepting_line(item: Mapping[str, Any]) -> str:
    if item["why"] == Why.UNLISTED:
        return "add the table above, then `tracker reextract`"
    if item["why"] == Why.DISPUTED:
        return "the value kept is no longer in dispute"
    if item["why"] == Why.FLAPPING:
        return "the status as it is now is told, once"
    changes = item["accepting"]
    if changes is None:
        return "nothing"
    told = ", ".join(
        f"{'records' if each['new'] else 'one more report of'} {one_line(each['decision'])}"
        for each in changes["decisions"]
    )
    if item["platform"] == EVERY_PLATFORM:
        return told or "no decision"
    before, after = (
        f"{each['standing']}, {each['host'] or 'no host known'}"
        for each in (changes["before"], changes["after"])
    )
    status = f"{before} → {after}" if before != after else f"{before}, as it is"
    return f"{status}; {told or 'no decision'}"


def done_answer(done: Done) -> dict[str, Any]:
    """Return what a deed came to."""
    return {
        "correction": done.correction,
        "changed": [
            {
                "platform": each.platform,
                "establishment": str(each.level),
                "before": str(each.before.standing),
                "after": str(each.after.standing),
                "reason": str(each.reason),
                "alert": each.alert,
            }
            for each in done.announced
        ],
    }
