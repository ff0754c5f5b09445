"""From a status to the sentences: why a platform stands where it stands.

Questions to a view and a log, answered as JSON; the tables are drawn from the same answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from difflib import get_close_matches
from typing import Any

from store.records import RecordedEvent
from tracker.catalogue import Catalogue
from tracker.codec import plain
from tracker.effects import with_effects
from tracker.errors import UnknownNameError
from tracker.model.claim import EVERY_PLATFORM, PlatformId
from tracker.model.decision import Decision, Voice, Witness
from tracker.model.doubting import Doubt
from tracker.model.standing import course_of, in_order
from tracker.model.status import Status
from tracker.model.time import utc
from tracker.model.waiting import claim_ids
from tracker.projection.corrected import witnesses_of
from tracker.projection.groups import group_key
from tracker.projection.present import present_context, present_statuses
from tracker.projection.query import decisions_of, host_seen, known_platforms, status_of
from tracker.projection.views import ViewReader
from tracker.report.answers import decision_answer, status_answer, witness_answer
from tracker.report.citing import citation_line, disagreement, doubtful_expiry, official_url
from tracker.report.corrections import correction_answer, correction_line, corrections_about
from tracker.report.expiring import expired_on
from tracker.report.families import count_sources, families

DECISION_EVENTS = ("DecisionRecorded", "DecisionCorroborated", "DecisionAmended", "DecisionRetracted")


def platforms_to_show(views: ViewReader, catalogue: Catalogue) -> list[PlatformId]:
    """Return every platform of the catalogue, then those that only the log knows."""
    listed = [name for name in catalogue.platforms if name != EVERY_PLATFORM]
    return listed + [name for name in known_platforms(views) if name not in catalogue.platforms]


def statuses_to_show(
    views: ViewReader, catalogue: Catalogue, platforms: Sequence[PlatformId], *, as_of: date, present: bool
) -> list[Status]:
    """Return the statuses of *platforms*, or of all to show; *present* says that *views* keep them."""
    if not present:
        return [
            status_of(views, name, as_of=as_of) for name in platforms or platforms_to_show(views, catalogue)
        ]
    kept = present_statuses(views, platforms or None, as_of=as_of)
    listed = [name for name in catalogue.platforms if name != EVERY_PLATFORM]
    only_in_log = (name for name in sorted(kept) if name not in catalogue.platforms and _tells(kept[name]))
    names = platforms or [*listed, *only_in_log]
    nothing = present_context(views, as_of=as_of)
    return [kept.get(name) or Status(platform=name, as_of=as_of, context=nothing) for name in names]


def _tells(status: Status) -> bool:
    """Say whether there is anything to tell of a platform: all that was known may have been taken back."""
    nothing = Status(platform=status.platform, as_of=status.as_of, context=status.context)
    return status != nothing


def find_platform(text: str, views: ViewReader, catalogue: Catalogue) -> PlatformId:
    """Return the platform that *text* names, by its id, its name or an alias in any case.

    Raise UnknownNameError, with the nearest names, where there is none.
    """
    wanted = text.strip().casefold()
    for name, entry in catalogue.platforms.items():
        spoken = (name, entry.name, *entry.aliases, *entry.exact)
        if name != EVERY_PLATFORM and wanted in (each.casefold() for each in spoken):
            return name
    # What only the log knows bears its id as its name: one look, not a walk through all of them.
    for view in ("decisions", "host"):
        if wanted != EVERY_PLATFORM and views.state(view, wanted) is not None:
            return PlatformId(wanted)
    shown = platforms_to_show(views, catalogue)
    near = get_close_matches(wanted, shown, n=1, cutoff=0.4)
    hint = f"did you mean {near[0]}?" if near else f"known: {', '.join(shown)}"
    raise UnknownNameError(f"no platform is called {text!r}; {hint}")


def find_subject(text: str, views: ViewReader, catalogue: Catalogue) -> PlatformId:
    """Return the platform that *text* names, or every platform for ``*``: its acts can be asked for."""
    return EVERY_PLATFORM if text.strip() == EVERY_PLATFORM else find_platform(text, views, catalogue)


def history_answer(views: ViewReader, platform: PlatformId, *, name: str, as_of: date) -> dict[str, Any]:
    """Return the decisions about a platform in the order in which they were taken."""
    seen = host_seen(views, platform)
    held = decisions_of(views, platform)
    course = course_of(platform, held, as_of=as_of, seen=seen)
    doubts = {
        each.decision.key: each
        for decision, after in course
        for each in after.doubted
        if each.decision == decision
    }
    opposed = {
        each.against.key: each.decision
        for each in doubts.values()
        if each.against is not None and each.why is Doubt.CONTRADICTED
    }
    return {
        "platform": platform,
        "name": name,
        "decisions": [
            {
                **decision_answer(decision),
                **_for_people(decision),
                "disputed": sorted({*decision.disputed, *_opposed_on(decision, opposed.get(decision.key))}),
                "doubt": plain(doubts[decision.key].why) if decision.key in doubts else None,
                "standing_after": str(after.standing),
                "host_after": after.host,
                "expired_on": plain(expired_on(decision, held, as_of=as_of)),
                "sources": count_sources(views, decision.witnesses),
            }
            for decision, after in course
        ],
        "corrections": corrections_about(views, platform),
    }


def _opposed_on(decision: Decision, report: Decision | None) -> tuple[str, ...]:
    """Name what the report that says the opposite of *decision* says otherwise."""
    if report is None:
        return ()
    return ("kind",) if report.kind is not decision.kind else ("provider",)


def explain_platform(
    views: ViewReader,
    log: Iterable[RecordedEvent],
    platform: PlatformId,
    *,
    catalogue: Catalogue,
    as_of: date,
) -> dict[str, Any]:
    """Return a platform's status with the decisions it rests on, each with its sentences."""
    status = with_effects(status_of(views, platform, as_of=as_of, witnesses=True), catalogue)
    events = list(log)
    held = decisions_of(views, platform, witnesses=False)
    seen = host_seen(views, platform)
    return {
        **status_answer(status, name=name_of(platform, catalogue)),
        "host_seen": None
        if seen is None or status.host_by is not None
        else {
            "host": seen.host,
            "as_of": str(seen.as_of),
            "note": seen.note,
            "sources": list(seen.sources),
        },
        "because": [
            {
                "role": role,
                **_explained(views, decision, events),
                "expired_on": plain(expired_on(decision, held, as_of=as_of)),
            }
            for role, decision in _behind(status)
        ],
        "corrections": corrections_about(views, platform),
    }


def explain_general(views: ViewReader, log: Iterable[RecordedEvent], *, as_of: date) -> dict[str, Any]:
    """Return the acts that bind every platform, the last first, each with its sentences."""
    events = list(log)
    held = [each for each in in_order(decisions_of(views, EVERY_PLATFORM)) if each.day <= as_of]
    return {
        "platform": EVERY_PLATFORM,
        "name": EVERYONE,
        "because": [{"role": "binds all", **_explained(views, each, events)} for each in reversed(held)],
        "corrections": corrections_about(views, EVERY_PLATFORM),
    }


def explain_decision(views: ViewReader, log: Iterable[RecordedEvent], name: str) -> dict[str, Any]:
    """Return a decision with its sentences; *name* may be an id that it bore before.

    Raise UnknownNameError where the log knows no such decision.
    """
    for platform in (EVERY_PLATFORM, *known_platforms(views)):
        for decision in decisions_of(views, platform):
            if name in decision.names:
                return _explained(views, decision, list(log))
    known = [*known_platforms(views), *(each.id for each in _all_decisions(views))]
    near = get_close_matches(name, known, n=1)
    hint = f"did you mean {near[0]}?" if near else "`tracker status` and `tracker history PLATFORM` list them"
    gone = [held for _, held in views.states("correction") if name in held["decisions"]]
    if gone:
        last = max(gone, key=lambda held: int(held["position"]))
        hint = f"corrected: {correction_line(correction_answer(last))}"
    raise UnknownNameError(f"no platform and no decision is called {name!r}; {hint}")


def _all_decisions(views: ViewReader) -> list[Decision]:
    platforms = (EVERY_PLATFORM, *known_platforms(views))
    return [each for platform in platforms for each in decisions_of(views, platform, witnesses=False)]


def _behind(status: Status) -> list[tuple[str, Decision]]:
    """Return the decisions that a status rests on, each with what it does there."""
    found: list[tuple[str, Decision | None]] = [
        ("standing", status.opened_by),
        ("turned", status.turned_by),
        ("host", status.host_by),
        *(("pending", decision) for decision in status.pending),
        ("ruling", status.ruling),
        ("withdrawal", status.withdrawal),
        *(("doubted", each.decision) for each in status.doubted if each.against is not None),
    ]
    told: dict[str, tuple[str, Decision]] = {}
    for role, decision in found:
        if decision is not None and decision.key not in told:
            told[decision.key] = (role, decision)
    return list(told.values())


def _telling(witness: Witness) -> tuple[object, ...]:
    """Order witnesses as a reader wants them: official before press, news before recall."""
    claim = witness.claim
    return (claim.background, witness.voice is not Voice.OFFICIAL, -claim.confidence, witness.key)


def _for_people(decision: Decision) -> dict[str, Any]:
    return {
        "citation": citation_line(decision),
        "official_url": official_url(decision),
        "expires_on_if_published": doubtful_expiry(decision),
    }


def _explained(views: ViewReader, decision: Decision, events: Iterable[RecordedEvent]) -> dict[str, Any]:
    return {
        **decision_answer(decision),
        **_for_people(decision),
        "disagreement": disagreement(decision),
        "witnesses": _witnesses(views, decision),
        "corrections": corrections_about(views, decision.platform, decision=decision),
        "events": [
            {
                "position": event.position,
                "type": event.type,
                "recorded_at": utc(event.recorded_at),
                "recorded_by": event.metadata.get("recorded_by"),
                "changes": event.payload.get("changes", {}),
            }
            for event in events
            if event.type in DECISION_EVENTS and event.payload.get("key") == decision.key
        ],
    }


def _witnesses(views: ViewReader, decision: Decision) -> list[dict[str, Any]]:
    """Return the sentences, the most telling first; those of one text by several ways stand together."""
    ids = claim_ids(witnesses_of(views, group_key(decision.platform, decision.kind)))
    ordered = sorted(decision.witnesses, key=_telling)
    first = families(views, ordered)
    place = {document: number for number, document in enumerate(dict.fromkeys(first.values()))}
    together = sorted(ordered, key=lambda each: place[first[each.claim.evidence.document]])
    return [
        {
            "claim": ids[each.key],
            **witness_answer(each),
            "withdrawn": _withdrawn_on(views, each),
            "same_text_as": same if (same := first[document]) != document else None,
        }
        for each in together
        for document in [each.claim.evidence.document]
    ]


def _withdrawn_on(views: ViewReader, witness: Witness) -> str | None:
    """Return the day by which its base had taken the witness's document back."""
    held = views.state("document", witness.claim.evidence.document) or {}
    return held.get("withdrawn")


EVERYONE = "every platform"


def name_of(platform: PlatformId, catalogue: Catalogue) -> str:
    """Return a platform's name, its id where the catalogue has none."""
    if platform == EVERY_PLATFORM:
        return EVERYONE
    entry = catalogue.platforms.get(platform)
    return entry.name if entry else platform
