"""Alerts as they would have gone, against what was true: right, late, false, duplicate, missed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tracker.codec import plain
from tracker.model.claim import EVERY_PLATFORM, PlatformId
from tracker.model.compare import compare
from tracker.model.decision import Decision, Establishment
from tracker.model.folding import CONTEXT
from tracker.model.judging import was_news
from tracker.model.standing import course_of, in_order
from tracker.model.time import paris_day
from tracker.model.told import Told, told
from tracker.projection.query import decisions_of, host_seen, known_platforms
from tracker.projection.views import ViewReader

_TELLING = ("new-decision", "correction")
"""Reasons for which an alert tells that something is so; a rise or a deadline only adds to it."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """The log that a replay left behind, and the days on which documents came."""

    views: ViewReader
    days: tuple[date, ...]


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
        "to": days[-1].isoformat() if days else None,
        "min_establishment": str(level),
        "truth": "labels" if labelled else "all documents",
        "undated": undated,
        "alerts": [{key: value for key, value in each.items() if key != "acts"} for each in alerts],
        "missed": [_missed(act) for act in in_order(missed)],
        "counts": {"alerts": len(alerts), **count, "missed": len(missed)},
    }


_VERDICTS = ("right", "false", "duplicate")


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
        verdict, why = _verdict(alert, decisions, true, seen)
        if alert["reason"] in _TELLING:
            seen |= {act.key for act in true}
        day = paris_day(alert["raised_at"]).first_day()
        weighed.append(
            {
                "alert": alert["alert"],
                "day": day.isoformat(),
                "platform": alert["platform"],
                "reason": alert["reason"],
                "title": alert["title"],
                "decisions": [decision.id for decision in decisions],
                **_delay(day, decisions),
                "verdict": verdict,
                "why": why,
                "acts": [act.key for act in true],
            }
        )
    return weighed


def _verdict(
    alert: Mapping[str, Any], decisions: list[Decision], true: list[Decision], seen: set[str]
) -> tuple[str, str | None]:
    if not decisions:
        return "false", "no document tells it in the end"
    if not true:
        return "false", "not so, by what the documents say"
    if alert["reason"] not in _TELLING:
        return "right", None
    if alert["reason"] == "new-decision" and all(act.key in seen for act in true):
        return "duplicate", "told before"
    if alert["reason"] == "new-decision" and not any(was_news(act) for act in true):
        return "false", "only recalled: no news"
    return "right", None


def _the_same(ours: Decision, acts: Iterable[Decision]) -> Decision | None:
    """Return the act that *ours* is, by another reading of the same documents: most of them tell it."""
    told = {witness.key[0] for witness in ours.witnesses}

    def shared(act: Decision) -> tuple[int, bool]:
        both = len(told & {witness.key[0] for witness in act.witnesses})
        same_date = ours.decided_on is not None and ours.decided_on == act.decided_on
        return both, same_date

    alike = [act for act in acts if (act.platform, act.kind) == (ours.platform, ours.kind) and shared(act)[0]]
    return max(alike, key=shared, default=None)


def _delay(day: date, decisions: list[Decision]) -> dict[str, Any]:
    """Return how long after the first of its decisions was made public an alert came."""
    dated = [(each.published_on or each.decided_on, each) for each in decisions]
    days = [(found.last_day(), each) for found, each in dated if found is not None]
    if not days:
        return {"delay_days": None, "counted_from": None}
    public, decision = min(days, key=lambda each: each[0])
    since = "publication" if decision.published_on else "decision"
    return {"delay_days": (day - public).days, "counted_from": since}


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


def _missed(act: Decision) -> dict[str, Any]:
    return {
        "decision": act.id,
        "platform": act.platform,
        "kind": str(act.kind),
        "authority": act.authority,
        "decided_on": plain(act.decided_on),
        "told_on": act.known_by.isoformat(),
        "documents": sorted({witness.key[0] for witness in act.witnesses if not witness.claim.background}),
    }
