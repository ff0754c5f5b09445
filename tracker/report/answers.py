"""Answers as JSON: the stable shapes that ``--format json`` prints.

Dates are ISO 8601 days of Europe/Paris at the precision known; instants are UTC with Z.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from tracker.codec import plain
from tracker.model.claim import EVERY_PLATFORM, ClaimKind
from tracker.model.decision import Decision, Witness
from tracker.model.doubting import Doubted
from tracker.model.status import Status
from tracker.report.citing import doubtful_expiry

if TYPE_CHECKING:
    from tracker.alerts.announce import Announced
    from tracker.files import Ingested
    from tracker.polling import Polled


def status_answer(status: Status, *, name: str) -> dict[str, Any]:
    """Return one platform's status as ``tracker status --format json`` prints it."""
    return {
        "platform": status.platform,
        "name": name,
        "host": status.host,
        "standing": str(status.standing),
        "since": plain(status.since),
        "in_force": _in_force(status.in_force),
        "next_host": status.next_host,
        "target_date": plain(status.target_date),
        "pending": [_pending(decision) for decision in status.pending],
        "context": [_context(decision) for decision in status.context],
        "doubted": [_doubted(each) for each in status.doubted],
        "establishment": plain(status.establishment),
        "vouched": status.vouched,
    }


def _doubted(doubted: Doubted) -> dict[str, Any]:
    """Return a report that moves nothing, with why, and the act that it is weighed against."""
    return {
        "decision": doubted.decision.id,
        "kind": str(doubted.decision.kind),
        "why": str(doubted.why),
        "against": doubted.against.id if doubted.against else None,
    }


def decision_answer(decision: Decision) -> dict[str, Any]:
    """Return everything known of one decision, without its witnesses."""
    return {
        "decision": decision.id,
        "platform": decision.platform,
        "kind": str(decision.kind),
        "authority": decision.authority,
        "provider": decision.provider,
        "reference": decision.reference,
        "joined": list(decision.joined),
        "decided_on": plain(decision.decided_on),
        "published_on": plain(decision.published_on),
        "term": plain(decision.term),
        "expires_on": plain(decision.expires_on),
        "target_date": plain(decision.target_date),
        "establishment": str(decision.establishment),
        "vouched": decision.vouched,
        "known_by": plain(decision.known_by),
        "disputed": list(decision.disputed),
        "formerly": [name for name in decision.formerly if "/" in name],
    }


def witness_answer(witness: Witness) -> dict[str, Any]:
    """Return one document's sentence about a decision, with its place and its source."""
    evidence = witness.claim.evidence
    return {
        "document": evidence.document,
        "source": witness.source,
        "on_own_word": witness.is_own,
        "voice": str(witness.voice),
        "publisher": witness.publisher,
        "title": witness.title,
        "url": witness.url,
        "published": plain(witness.published),
        "seen_on": plain(witness.seen_on),
        "background": witness.claim.background,
        "confidence": witness.claim.confidence,
        "evidence": {
            "field": str(evidence.field),
            "start": evidence.start,
            "end": evidence.end,
            "quote": evidence.quote,
        },
        "says": {
            "authority": witness.claim.authority,
            "provider": witness.claim.provider,
            "decided_on": plain(witness.claim.decided_on),
            "published_on": plain(witness.claim.published_on),
            "term": plain(witness.claim.term),
            "reference": witness.claim.reference,
            "target_date": plain(witness.claim.target_date),
        },
    }


def _in_force(decision: Decision | None) -> dict[str, Any] | None:
    if decision is None:
        return None
    return {
        "decision": decision.id,
        "kind": str(decision.kind),
        "authority": decision.authority,
        "reference": decision.reference,
        "decided_on": plain(decision.decided_on),
        "published_on": plain(decision.published_on),
        "expires_on": plain(_expiry(decision)),
        "expires_on_if_published": doubtful_expiry(decision),
        "establishment": str(decision.establishment),
    }


def _expiry(decision: Decision) -> date | None:
    return decision.expires_on if decision.kind is ClaimKind.HOSTING_AUTHORISED else None


def _pending(decision: Decision) -> dict[str, Any]:
    told = {
        "decision": decision.id,
        "kind": str(decision.kind),
        "authority": decision.authority,
        "reference": decision.reference,
        "decided_on": plain(decision.decided_on),
    }
    if decision.kind is ClaimKind.MIGRATION_ANNOUNCED:
        told["target_date"] = plain(decision.target_date)
    return told


def _context(decision: Decision) -> dict[str, Any]:
    return {
        "decision": decision.id,
        "scope": "every platform" if decision.platform == EVERY_PLATFORM else "this platform",
        "kind": str(decision.kind),
        "authority": decision.authority,
        "provider": decision.provider,
        "reference": decision.reference,
        "decided_on": plain(decision.decided_on),
    }


def polled_answer(polled: Polled) -> dict[str, Any]:
    """Return what one poll came to, as ``tracker poll --format json`` prints it."""
    return {
        "source": polled.source,
        "outcome": polled.outcome,
        "why": polled.why or None,
        "entries": polled.entries,
        "documents": [{"document": each.document, "news": each.news} for each in polled.taken],
        "baseline": polled.baseline,
        "passed_over": polled.passed_over,
        "withdrawn": list(polled.withdrawn),
        "unread": polled.unread,
        "notices": list(polled.notices),
        "changed": [announced_answer(each) for each in polled.announced],
    }


def ingested_answer(ingested: Ingested) -> dict[str, Any]:
    """Return what one file came to, as ``tracker ingest --format json`` prints it."""
    return {
        "file": ingested.path,
        "documents": [{"document": each.document, "news": each.news} for each in ingested.taken],
        "faults": list(ingested.faults),
        "notices": list(ingested.notices),
        "changed": [announced_answer(each) for each in ingested.announced],
    }


def announced_answer(announced: Announced) -> dict[str, Any]:
    """Return a status that changed, with the reason why it was told or was not."""
    return {
        "platform": announced.platform,
        "establishment": str(announced.level),
        "before": str(announced.before.standing),
        "after": str(announced.after.standing),
        "differences": list(announced.differences),
        "reason": str(announced.reason),
        "alert": announced.alert,
    }
