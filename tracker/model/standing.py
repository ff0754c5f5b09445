"""Where a platform stands on a day, as a function of the decisions about it.

Pure: the decisions are a set, ordered here by the day on which they were taken, never by
the day on which a source showed them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from tracker.model.claim import EVERY_PLATFORM, ClaimKind, PlatformId
from tracker.model.decision import Decision, Establishment
from tracker.model.doubting import Doubt, Doubted, borne_out, contradictions, is_recalled_once
from tracker.model.folding import CONTEXT, Fold
from tracker.model.status import HostSeen, Status

_SETTLES = frozenset(
    {ClaimKind.HOST_SELECTED, ClaimKind.HOSTING_AUTHORISED, ClaimKind.AUTHORISATION_REQUESTED}
)
NAMES_HOST = frozenset(
    {
        ClaimKind.CHALLENGE_FILED,
        ClaimKind.CHALLENGE_REJECTED,
        ClaimKind.CHANGE_REQUESTED,
        ClaimKind.HOSTING_SUSPENDED,
    }
)
"""Kinds that are about a platform as it is hosted, and settle nothing about the host."""

# On one day the filing comes before the ruling, the choice before its timetable.
_ON_ONE_DAY = tuple(ClaimKind)


def in_order(decisions: Iterable[Decision]) -> list[Decision]:
    """Return *decisions* in the order in which they were taken; of one day and kind, the best told last."""
    levels = list(Establishment)
    return sorted(
        decisions,
        key=lambda each: (
            each.day,
            _ON_ONE_DAY.index(each.kind),
            -levels.index(each.establishment),
            each.id,
        ),
    )


def fold(  # noqa: PLR0913 - each is one thing to know of one status
    platform: PlatformId,
    decisions: Iterable[Decision],
    *,
    as_of: date,
    seen: HostSeen | None = None,
    minimum: Establishment = Establishment.REPORTED,
    sure: frozenset[str] | None = None,
) -> Status:
    """Return the status of *platform* on *as_of*, from the decisions established to *minimum*.

    *decisions* may hold those of other platforms: only this platform's own and those that
    bind every platform are taken.  *sure* are recalls that an act beyond them tells to be true.
    """
    ever = in_order(
        decision
        for decision in decisions
        if decision.platform in (platform, EVERY_PLATFORM) and decision.establishment.reaches(minimum)
    )
    sure = borne_out(ever) if sure is None else sure
    doubted = _doubted(ever, sure)
    ever = [each for each in ever if each.key not in doubted]
    course = Fold(platform=platform, sure=sure)
    course.doubted += [each for each in doubted.values() if each.decision.day <= as_of]
    if seen is not None:
        course.host = None if _brought_about(seen, ever) else seen.host
    elif (named := _names_host(ever)) is not None:
        course.host, course.host_by = named.provider, named
    for decision in ever:
        if decision.day <= as_of:
            course.expire(decision.day)
            course.take(decision)
    course.expire(as_of)
    return course.status(as_of)


def _doubted(decisions: list[Decision], sure: frozenset[str]) -> dict[str, Doubted]:
    """Return, by key, the reports that move nothing, whatever else is known on a day."""
    mine = [each for each in decisions if each.platform != EVERY_PLATFORM and each.kind not in CONTEXT]
    recalled = {
        each.key: Doubted(each, Doubt.RECALLED_ONCE)
        for each in mine
        if is_recalled_once(each) and each.key not in sure
    }
    return recalled | contradictions(mine)


def _brought_about(seen: HostSeen, decisions: list[Decision]) -> bool:
    """Say whether an act known to us brought about the host seen.

    If none did, the page tells how things have been, also before the day it was seen.
    """
    return any(
        decision.kind in _SETTLES and decision.provider and decision.day <= seen.as_of.last_day()
        for decision in decisions
        if decision.platform != EVERY_PLATFORM
    )


def _names_host(decisions: list[Decision]) -> Decision | None:
    """Return the first act that names the host in passing, where no act at all settles who it is.

    A challenge against a platform « hosted by AWS » tells how things have been.
    """
    mine = [each for each in decisions if each.provider and each.platform != EVERY_PLATFORM]
    if any(each.kind in _SETTLES for each in mine):
        return None
    return next((each for each in mine if each.kind in NAMES_HOST), None)


def course_of(
    platform: PlatformId, decisions: Iterable[Decision], *, as_of: date, seen: HostSeen | None = None
) -> list[tuple[Decision, Status]]:
    """Return the decisions of a platform in order, each with the status that it left behind."""
    ever = in_order(each for each in decisions if each.platform == platform)
    mine = [each for each in ever if each.day <= as_of]
    if seen is not None and _brought_about(seen, mine):
        seen = None
    sure = borne_out(ever)
    doubted = _doubted(ever, sure)
    course = []
    for number, decision in enumerate(mine):
        counting = [each for each in mine[: number + 1] if each.key not in doubted]
        after = fold(platform, counting, as_of=decision.day, seen=seen, sure=sure)
        if decision.key in doubted:
            after = replace(after, doubted=(*after.doubted, doubted[decision.key]))
        course.append((decision, after))
    return course
