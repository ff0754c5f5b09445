"""Alerts as they would have gone, against what was true: right, late, false, duplicate, missed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tracker.codec import plain
from tracker.model.claim import EVERY_PLATFORM, PlatformId
from tracker.model.compare import compare
from tracker.model.dates import PartialDate
from tracker.model.decision import Decision, Establishment
from tracker.model.folding import CONTEXT
from tracker.model.judging import was_news
from tracker.model.standing import course_of, in_order
from tracker.model.time import paris_day
from tracker.model.told import Told, told
from tracker.projection.query import decisions_of, host_seen, known_platforms
from tracker.projection.views import ViewReader
from tracker.report.missing import Lost, where_lost

_TELLING = ("new-decision", "correction")
"""Reasons for which an alert tells that something is so; a rise or a deadline only adds to it."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """The log that a replay left behind, the days on which documents came, and the end of the calendar."""

    views: ViewReader
    days: tuple[date, ...]
    until: date | None = None


def backtest_answer(
    replayed: Replayed, truth: Replayed, *, labelled: bool, undated: int, level: Establishment
) -> dict[str, Any]:
    """Return each alert with its verdict, and what was news and alerted to nobody."""
    acts = [each for platform in _platforms(truth.views) for each in decisions_of(truth.views, platform)]
    alerts = _alerts(replayed, acts)
    told_keys = {key for alert in alerts for key in alert["acts"]}
    missed = [act for act in _news(truth.views, level) if act.key not in told_keys]
    count = {verdict: sum(1 for each in alerts if each["verdict"] == verdict) for verdict in _VERDICTS}
    days = sorted(replayed.days)
    return {
        "from": days[0].isoformat() if days else None,
        "to": (replayed.until or days[-1]).isoformat() if days else None,
        "min_establishment": str(level),
        "truth": "labels" if labelled else "all documents",
        "undated": undated,
        "alerts": [{key: value for key, value in each.items() if key != "acts"} for each in alerts],
        "missed": [_missed(act, where_lost(replayed.views, act, level)) for act in in_order(missed)],
        "counts": {"alerts": len(alerts), **count, "missed": len(missed)},
    }


_VERDICTS = ("right", "late", "false", "duplicate")

_LATE = {"publication": 30, "decision": 90}
"""Days after which an act told for the first time is told late; what is decided comes out weeks later."""


def _platforms(views: ViewReader) -> list[PlatformId]:
    return [*known_platforms(views), EVERY_PLATFORM]


def _alerts(replayed: Replayed, acts: Iterable[Decision]) -> list[dict[str, Any]]:
    """Return the alerts in the order in which they were raised, each weighed against *acts*."""
    views = replayed.views
    mine = {each.key: each for platform in _platforms(views) for each in decisions_of(views, platform)}
    by_name = {name: each for each in mine.values() for name in each.names}
    weighed: list[dict[str, Any]] = []
    seen: set[str] = set()
    raised = sorted((alert for _, alert in views.states("alert")), key=lambda each: int(each["position"]))
    for alert in raised:
        decisions = [by_name[key] for key in alert["decisions"] if key in by_name]
        found = [_the_same(decision, acts) for decision in decisions]
        true = [act for act in found if act is not None]
        day = paris_day(alert["raised_at"]).first_day()
        delay = _delay(day, decisions, deadline=alert["reason"] == "deadline")
        verdict, why = _verdict(alert, decisions, true, seen, late=_is_late(day, decisions))
        if alert["reason"] in _TELLING:
            seen |= {act.key for act in true}
        weighed.append(
            {
                "alert": alert["alert"],
                "day": day.isoformat(),
                "platform": alert["platform"],
                "reason": alert["reason"],
                "title": alert["title"],
                "decisions": [decision.id for decision in decisions],
                **delay,
                "verdict": verdict,
                "why": why,
                "acts": [act.key for act in true],
            }
        )
    return weighed


def _verdict(
    alert: Mapping[str, Any], decisions: list[Decision], true: list[Decision], seen: set[str], *, late: bool
) -> tuple[str, str | None]:
    if not true:
        return (
            "false",
            "not so, by what the documents say" if decisions else "no document tells it in the end",
        )
    if alert["reason"] not in _TELLING:
        return "right", None
    if alert["reason"] == "new-decision" and all(act.key in seen for act in true):
        return "duplicate", "told before"
    if alert["reason"] != "new-decision":
        return "right", None
    news = any(_was_news(act) for act in true)
    if late:
        return "late", None if news else "only recalled: it was news before"
    return ("right", None) if news else ("false", "only recalled: no news")


def _the_same(ours: Decision, acts: Iterable[Decision]) -> Decision | None:
    """Return the act that *ours* is by another reading: of its host, its day, or most of its texts."""
    told = {witness.key[0] for witness in ours.witnesses}

    def shared(act: Decision) -> tuple[bool, bool, int]:
        both = len(told & {witness.key[0] for witness in act.witnesses})
        same_date = ours.decided_on is not None and ours.decided_on == act.decided_on
        return ours.provider == act.provider, same_date, both

    alike = [
        act for act in acts if (act.platform, act.kind) == (ours.platform, ours.kind) and shared(act)[-1]
    ]
    return max(alike, key=shared, default=None)


def _delay(day: date, decisions: list[Decision], *, deadline: bool) -> dict[str, Any]:
    """Return how long after the first of its decisions was made public an alert came.

    A reminder is counted from the day of which it reminds, and comes before it.  A month or a year
    in which the alert itself falls is no delay.
    """
    dated = [_deadline(each) if deadline else _public(each) for each in decisions]
    found = [(since, told) for since, told in dated if told is not None]
    if not found:
        return {"delay_days": None, "counted_from": None}
    since, public = min(found, key=lambda each: each[1].last_day())
    within = public.first_day() <= day <= public.last_day() and not deadline
    return {"delay_days": 0 if within else (day - public.last_day()).days, "counted_from": since}


def _public(decision: Decision) -> tuple[str, PartialDate | None]:
    if decision.published_on is not None:
        return "publication", decision.published_on
    return "decision", decision.decided_on


def _deadline(decision: Decision) -> tuple[str, PartialDate | None]:
    ends = PartialDate.of(decision.expires_on) if decision.expires_on else decision.target_date
    return "deadline", ends


def _is_late(day: date, decisions: list[Decision]) -> bool:
    """Say whether even the newest of the acts that are told was public long ago."""
    public = [(found.last_day(), since) for since, found in map(_public, decisions) if found is not None]
    if not public:
        return False
    newest, since = max(public)
    return (day - newest).days > _LATE[since]


def _was_news(act: Decision) -> bool:
    """Say whether a document told *act* as news; what is dated by a year is so until that is long over."""
    if was_news(act) or act.decided_on is None:
        return was_news(act)
    until = act.decided_on.last_day() + timedelta(days=90)
    return any(not each.claim.background and each.told_on <= until for each in act.witnesses)


def _news(views: ViewReader, level: Establishment) -> list[Decision]:
    """Return the acts that changed a status when they were news."""
    found = []
    for platform in known_platforms(views):
        decisions = [each for each in decisions_of(views, platform) if each.establishment.reaches(level)]
        before = Told()
        for act, after in course_of(platform, decisions, as_of=date.max, seen=host_seen(views, platform)):
            now = told(after, before)
            if act.kind not in CONTEXT and compare(before, after) and was_news(act):
                found.append(act)
            before = now
    return found


def _missed(act: Decision, lost: Lost) -> dict[str, Any]:
    return {
        "decision": act.id,
        "platform": act.platform,
        "kind": str(act.kind),
        "authority": act.authority,
        "decided_on": plain(act.decided_on),
        "told_on": act.known_by.isoformat(),
        "lost": str(lost),
        "documents": sorted({witness.key[0] for witness in act.witnesses if not witness.claim.background}),
    }
