"""The present status of each platform, kept beside the views so that nobody folds a thousand of them.

A function of the views: the decisions, the host seen, and the day on which the log last told of the
platform (view ``told``).  It holds from that day until the next on which the calendar alone changes
something; on any other day a status is folded.  What binds every platform is added when it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from tracker import codec
from tracker.model.claim import EVERY_PLATFORM, PlatformId, ProviderId
from tracker.model.dates import PartialDate
from tracker.model.decision import Decision, Establishment
from tracker.model.doubting import Doubt, Doubted
from tracker.model.standing import fold, in_order
from tracker.model.status import Standing, Status
from tracker.projection.query import decisions_of, host_seen, status_of
from tracker.projection.views import ViewReader

PRESENT = "present"
"""Where it is kept, by platform."""

_ONE = ("host_by", "opened_by", "turned_by", "ruling", "withdrawal")
_SEVERAL = ("pending", "context")


def present_of(views: ViewReader, name: str) -> dict[str, Any] | None:
    """Return what is to be kept of the platform *name*; None where the log tells nothing of it."""
    platform, told = PlatformId(name), views.state("told", name)
    if told is None or platform == EVERY_PLATFORM:
        return None
    day = date.fromisoformat(told["on"])
    decisions = decisions_of(views, platform, witnesses=False)
    status = fold(platform, decisions, as_of=day, seen=host_seen(views, platform))
    until = _next_change(decisions, status, day)
    held = {name: getattr(status, name) for name in (*_ONE, *_SEVERAL)}
    listed = {each.key: each for value in held.values() for each in _as_list(value)}
    for doubted in status.doubted:
        listed |= {each.key: each for each in (doubted.decision, doubted.against) if each is not None}
    return {
        "from": told["on"],
        "until": until.isoformat() if until else None,
        "host": status.host,
        "standing": str(status.standing),
        "since": codec.plain(status.since),
        "next_host": status.next_host,
        "target_date": codec.plain(status.target_date),
        "latest": codec.plain(status.latest),
        "in_force": status.in_force is not None,
        "renews": sorted(status.renews),
        "doubted": [
            [each.decision.key, str(each.why), each.against.key if each.against else None]
            for each in status.doubted
        ],
        **{name: [each.key for each in _as_list(value)] for name, value in held.items()},
        "decisions": [
            {"key": each.key, "formerly": list(each.formerly), "witnesses": [], **codec.facts_to_json(each)}
            for each in sorted(listed.values(), key=lambda each: each.key)
        ],
    }


def all_present(views: ViewReader) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield what is to be kept of every platform, by its name."""
    for platform, _ in views.states("told"):
        kept = present_of(views, platform)
        if kept is not None:
            yield platform, kept


def present_statuses(
    views: ViewReader, platforms: Iterable[PlatformId] | None, *, as_of: date
) -> dict[PlatformId, Status]:
    """Return the status of each of *platforms*, or of all that the log tells of: kept ones, else folded."""
    if platforms is None:
        kept = {PlatformId(name): value for name, value in views.states(PRESENT)}
    else:
        kept = {name: value for name in platforms if (value := views.state(PRESENT, name)) is not None}
    general = present_context(views, as_of=as_of)
    return {
        name: _with_context(_read(name, value, as_of), general)
        if _holds_on(value, as_of)
        else status_of(views, name, as_of=as_of)
        for name, value in kept.items()
    }


def present_context(views: ViewReader, *, as_of: date) -> tuple[Decision, ...]:
    """Return what binds every platform on *as_of*."""
    general = decisions_of(views, EVERY_PLATFORM, witnesses=False)
    told = (each for each in general if each.establishment.reaches(Establishment.REPORTED))
    return tuple(in_order(each for each in told if each.day <= as_of))


def _next_change(decisions: Iterable[Decision], status: Status, day: date) -> date | None:
    """Return the next day after *day* on which a decision is dated, or a term is over."""
    days = [each.day for each in decisions if each.day > day]
    opened = status.opened_by
    if status.standing is Standing.AUTHORISED and opened is not None and opened.expires_on is not None:
        days.append(opened.expires_on + timedelta(days=1))
    return min(days, default=None)


def _holds_on(kept: Mapping[str, Any], day: date) -> bool:
    begins, ends = kept["from"], kept["until"]
    return begins <= day.isoformat() and (ends is None or day.isoformat() < ends)


def _read(platform: PlatformId, kept: Mapping[str, Any], as_of: date) -> Status:
    """Return the status that :func:`present_of` made, on a day on which it holds."""
    decisions = {each["key"]: codec.decision_from_json(each) for each in kept["decisions"]}
    one: dict[str, Any] = {name: next((decisions[key] for key in kept[name]), None) for name in _ONE}
    return Status(
        platform=platform,
        as_of=as_of,
        host=ProviderId(kept["host"]) if kept["host"] else None,
        standing=Standing(kept["standing"]),
        since=date.fromisoformat(kept["since"]) if kept["since"] else None,
        in_force=one["opened_by"] if kept["in_force"] else None,
        next_host=ProviderId(kept["next_host"]) if kept["next_host"] else None,
        target_date=PartialDate.parse(kept["target_date"]) if kept["target_date"] else None,
        latest=date.fromisoformat(kept["latest"]) if kept["latest"] else None,
        pending=tuple(decisions[key] for key in kept["pending"]),
        context=tuple(decisions[key] for key in kept["context"]),
        renews=frozenset(kept["renews"]),
        doubted=tuple(
            Doubted(decisions[key], Doubt(why), decisions[against] if against else None)
            for key, why, against in kept["doubted"]
        ),
        **one,
    )


def _with_context(status: Status, general: tuple[Decision, ...]) -> Status:
    return replace(status, context=tuple(in_order([*status.context, *general]))) if general else status


def _as_list(value: Decision | tuple[Decision, ...] | None) -> tuple[Decision, ...]:
    if value is None:
        return ()
    return value if isinstance(value, tuple) else (value,)
