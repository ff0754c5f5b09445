"""Tell what is well established to those for whom reports of less weight have overtaken it.

A route hears of the status at its level.  Where one paper tells of a later act, an official
decision moves nothing in the picture with that paper; it moves the better established one, and
whoever waits for official acts is told.  So is everybody else, once: by the same message, which
says what the press tells beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tracker.alerts.errata import was_told
from tracker.alerts.message import status_message
from tracker.alerts.raising import Announcer, deliveries_of, raise_alert
from tracker.model.claim import PlatformId
from tracker.model.decision import Decision, Establishment
from tracker.model.status import Standing, Status
from tracker.model.told import AtHand, Difference, Differences, Reason, Told
from tracker.projection.query import status_of
from tracker.projection.views import ViewReader
from tracker.recording import Recorder, derived_id

_TURNS = (Difference.STANDING, Difference.NEW_TERM, Difference.HOST)
"""Differences that a later act of less weight can hide."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """How the status at a level changed, and whether that is news there."""

    level: Establishment
    before: Told
    after: Status
    differences: Differences
    news: Reason


@dataclass(frozen=True, slots=True)
class Overtaken:
    """A better established picture that changed, by acts that nobody at a lesser level hears of."""

    picture: Picture
    acts: tuple[Decision, ...]
    reason: Reason

    @property
    def differences(self) -> Differences:
        """Return what those acts changed."""
        keys = {each.key for each in self.acts}
        return {what: each for what, each in self.picture.differences.items() if each and each.key in keys}


def overtaken(
    recorder: Recorder, better: Sequence[Picture], after: Status, level: Establishment
) -> Overtaken | None:
    """Return what changed in a *better* established picture, and is hidden by later reports in *after*."""
    for picture in better:
        if not picture.news.is_news:
            continue
        hidden = {
            each.key: each
            for what, each in picture.differences.items()
            if each is not None and what in _TURNS and _is_hidden(what, each, after)
        }
        acts = tuple(
            each
            for each in hidden.values()
            if picture.news is Reason.DUE
            or picture.level is Establishment.OFFICIAL
            or not was_told(recorder, after.platform, level, each)
        )
        if acts:
            known = all(was_told(recorder, after.platform, level, each) for each in acts)
            rises = known and picture.news is Reason.NEW_DECISION
            return Overtaken(picture, acts, Reason.ESTABLISHED if rises else picture.news)
    return None


def _is_hidden(what: Difference, act: Decision, after: Status) -> bool:
    """Say whether a later act opened the standing, or settled the host, in the picture *after*."""
    shown = after.host_by if what is Difference.HOST else after.opened_by
    return shown is not None and shown.key != act.key and shown.day >= act.day


def tell_overtaken(  # noqa: PLR0913 - each is one thing that the message tells
    recorder: Recorder,
    announcer: Announcer,
    found: Overtaken,
    *,
    platform: PlatformId,
    level: Establishment,
    at_hand: AtHand,
    today: date,
) -> str | None:
    """Raise, for those who hear of *level*, the alert of the better established picture."""
    deliveries = deliveries_of(announcer, "status", platform, level)
    if not deliveries:
        return None
    picture = found.picture
    alert = derived_id("overtaken", platform, level, recorder.tx.head()).hex[:12]
    message = status_message(
        picture.before,
        picture.after,
        found.differences,
        found.reason,
        at_hand,
        reported=status_of(recorder, platform, as_of=today, witnesses=True),
        catalogue=announcer.catalogue,
        language=announcer.language,
    )
    raise_alert(
        recorder,
        alert,
        platform,
        str(found.reason),
        message,
        deliveries,
        level=level,
        decisions=[each.key for each in found.acts],
    )
    return alert


def renewed_by_less(views: ViewReader, status: Status, level: Establishment) -> list[Status]:
    """Return the better established statuses in which another authorisation is in force, the best first.

    Only reports of less weight renewed it: its end still counts.
    """
    if status.standing is not Standing.AUTHORISED or status.in_force is None:
        return []
    better = [
        status_of(views, status.platform, as_of=status.as_of, minimum=each, witnesses=True)
        for each in Establishment
        if each is not level and each.reaches(level)
    ]
    return [
        each
        for each in better
        if each.standing is Standing.AUTHORISED
        and each.in_force is not None
        and each.in_force.key != status.in_force.key
    ]
