"""Compare what people were told with what holds now, and raise the alerts.

Runs at the end of every unit of work, in its transaction: the status that was last
compared is itself in the log (``StatusChanged``), so a crash loses no alert and repeats
none, several documents at once make one alert, and the expiry of an authorisation is
noticed in the same way as a decision.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from store.records import StreamId
from tracker.alerts.at_hand import at_hand_of
from tracker.alerts.errata import errata
from tracker.alerts.general import announce_general, rectify_general
from tracker.alerts.message import status_message
from tracker.alerts.overtaken import Picture, overtaken, renewed_by_less, tell_overtaken
from tracker.alerts.raising import Announcer, deliveries_of, raise_alert
from tracker.alerts.rectifying import rectify
from tracker.codec import told_from_json, told_to_json
from tracker.ingest import Taken
from tracker.model.claim import EVERY_PLATFORM, ClaimKind, PlatformId
from tracker.model.compare import compare, rises
from tracker.model.decision import Decision, Establishment
from tracker.model.folding import CONTEXT
from tracker.model.judging import forgive, is_history, judge, judge_afresh, remember, told_after_all
from tracker.model.status import Status
from tracker.model.told import AtHand, Difference, Differences, Reason, Told, told
from tracker.projection.query import status_of
from tracker.recording import Recorder, derived_id

LEVELS = (Establishment.OFFICIAL, Establishment.CORROBORATED, Establishment.REPORTED)
"""A route hears of what is established to its level: each level has a status of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """A status that changed, with the reason why it was told or was not."""

    platform: PlatformId
    level: Establishment
    reason: Reason
    differences: tuple[str, ...]
    before: Told
    after: Status
    alert: str | None


def announce(  # noqa: PLR0913 - each is one thing to know of one unit of work
    recorder: Recorder,
    announcer: Announcer,
    taken: Iterable[Taken],
    *,
    today: date,
    silence: Reason | None = None,
    also: Iterable[PlatformId] = (),
) -> list[Announced]:
    """Record every status that *taken* changed, and raise the alerts that this is worth.

    *silence* is the reason for telling nobody (a baseline, a first poll); *also* names
    platforms whose status changed without any decision (a host that was seen).
    """
    units = list(taken)
    at_hand = at_hand_of(units)
    changed = []
    for platform in sorted({*at_hand, *also} - {EVERY_PLATFORM}):
        here = at_hand.get(platform, AtHand())
        changed += announce_one(recorder, announcer, platform, at_hand=here, today=today, silence=silence)
    return changed + _announce_general(recorder, announcer, at_hand, today=today, silence=silence)


def _announce_general(
    recorder: Recorder,
    announcer: Announcer,
    at_hand: Mapping[PlatformId, AtHand],
    *,
    today: date,
    silence: Reason | None,
) -> list[Announced]:
    """Announce what binds every platform, after the platforms' own statuses."""
    if EVERY_PLATFORM not in at_hand:
        return []
    here = at_hand[EVERY_PLATFORM]
    if silence is None:
        for level in LEVELS:
            rectify_general(recorder, announcer, level, here)
    found = (
        (level, announce_general(recorder, announcer, level, at_hand=here, today=today, silence=silence))
        for level in LEVELS
    )
    return [
        Announced(
            platform=EVERY_PLATFORM,
            level=level,
            reason=general.reason,
            differences=(str(Difference.CONTEXT),),
            before=general.before,
            after=general.after,
            alert=general.alert,
        )
        for level, general in found
        if general is not None
    ]


def announce_one(  # noqa: PLR0913 - each is one thing to know of one comparison
    recorder: Recorder,
    announcer: Announcer,
    platform: PlatformId,
    *,
    at_hand: AtHand,
    today: date,
    silence: Reason | None = None,
) -> list[Announced]:
    """Record how the status of *platform* differs from what people were told, level by level, and tell them.

    The best established level comes first: what changes there is told at the lesser ones too,
    where later reports of less weight hide it.
    """
    changed: list[Announced] = []
    pictures: list[Picture] = []
    for level in LEVELS:
        after = status_of(recorder, platform, as_of=today, minimum=level, witnesses=True)
        hidden = overtaken(recorder, pictures, after, level) if silence is None else None
        acts = hidden.acts if hidden else ()
        found = _announce_at(
            recorder, announcer, level, after, acts, at_hand=at_hand, today=today, silence=silence
        )
        if found is not None:
            changed.append(found[0])
            pictures.append(found[1])
        if hidden is None or (found is not None and _tells(recorder, found[0].alert, acts)):
            continue
        alert = tell_overtaken(
            recorder, announcer, hidden, platform=platform, level=level, at_hand=at_hand, today=today
        )
        if alert is not None:
            changed.append(
                Announced(
                    platform=platform,
                    level=level,
                    reason=hidden.reason,
                    differences=tuple(sorted(map(str, hidden.differences))),
                    before=hidden.picture.before,
                    after=hidden.picture.after,
                    alert=alert,
                )
            )
    return changed


def _tells(recorder: Recorder, alert: str | None, acts: Iterable[Decision]) -> bool:
    """Say whether *alert* tells of all *acts*."""
    raised = recorder.state("alert", alert) if alert else None
    return raised is not None and {each.key for each in acts} <= {*raised["decisions"]}


def _announce_at(  # noqa: PLR0913 - each is one thing to know of one comparison
    recorder: Recorder,
    announcer: Announcer,
    level: Establishment,
    after: Status,
    hidden: Sequence[Decision],
    *,
    at_hand: AtHand,
    today: date,
    silence: Reason | None,
) -> tuple[Announced, Picture] | None:
    """Record how the status *after*, at *level*, differs from what people were told, and tell them.

    *hidden* are acts to tell along with whatever is told.
    """
    platform = after.platform
    kept = recorder.state("announced", f"{platform}|{level}")
    before = told_from_json(kept) if kept else Told()
    held_back = recorder.state("held", f"{platform}|{level}")
    if held_back is not None and not (at_hand.settled or _is_settled_officially(before, after)):
        held_back = None
    if held_back is not None:
        before = forgive(told_from_json(held_back["told"]))
    now = told(after, before)
    differences = compare(before, after) if now != before else {}
    differences |= told_after_all(before, after, at_hand)
    reason = silence or judge(differences, before=before, at_hand=at_hand)
    reason = Reason.SETTLED if held_back is not None and at_hand.settled and silence is None else reason
    held = silence is not None or reason is Reason.FLAPPING
    owed = [] if held else errata(recorder, platform, level, at_hand, after.doubted)
    reason = Reason.CORRECTION if owed and held_back is None else reason
    now = remember(now, reason, differences, at_hand)
    if now == before and not owed and held_back is None:
        return None
    cause = (platform, level, recorder.tx.head())
    for erratum in owed:
        rectify(recorder, announcer, erratum, after, level, differences, at_hand)
    # Whoever was not told wrong hears what is new of it, as of any act; that it was wrong is not.
    news = (
        judge_afresh(differences, before=before, at_hand=at_hand) if reason is Reason.CORRECTION else reason
    )
    rectified = {delivery for erratum in owed for delivery in erratum.deliveries}
    heard = deliveries_of(announcer, "status", platform, level)
    deliveries = [each for each in heard if each not in rectified]
    along = _along(differences, at_hand, level, after, hidden)
    alert = None
    if differences and news.is_news and deliveries:
        alert = derived_id("alert", *cause).hex[:12]
    recorder.record(
        StreamId("platform", platform),
        "StatusChanged",
        {
            "platform": platform,
            "level": str(level),
            "reason": str(reason),
            "differences": sorted(map(str, differences)),
            "because": sorted({each.id for each in (*differences.values(), *along) if each is not None}),
            "before": told_to_json(before),
            "after": told_to_json(now),
            "alert": alert,
            **({"settled": True} if held_back is not None else {}),
        },
        *cause,
    )
    if alert is not None:
        message = status_message(
            before,
            after,
            differences,
            news,
            at_hand,
            along=along,
            reported=status_of(recorder, platform, as_of=today, witnesses=True),
            better=next(iter(renewed_by_less(recorder, after, level)), None),
            catalogue=announcer.catalogue,
            language=announcer.language,
        )
        raise_alert(
            recorder,
            alert,
            platform,
            str(news),
            message,
            deliveries,
            level=level,
            decisions=[each.key for each in (*differences.values(), *along) if each is not None],
        )
    announced = Announced(
        platform=platform,
        level=level,
        reason=reason,
        differences=tuple(sorted(map(str, differences))),
        before=before,
        after=after,
        alert=alert or next((erratum.id for erratum in owed), None),
    )
    return announced, Picture(level=level, before=before, after=after, differences=differences, news=news)


def _is_settled_officially(before: Told, after: Status) -> bool:
    """Say whether an official source ends now what a text of the press says and unsays."""
    return after.opened_by is not None and rises(before, after.opened_by)


def _along(
    differences: Differences,
    at_hand: AtHand,
    level: Establishment,
    after: Status,
    hidden: Sequence[Decision],
) -> list[Decision]:
    """Return the acts met with those behind a change and overtaken by them: a request, its refusal.

    *hidden* are those that a better established picture tells.
    """
    behind = {
        each.key
        for what, each in differences.items()
        if each and (what is not Difference.HOST or each.kind is ClaimKind.HOST_SELECTED)
    }
    doubted = {each.decision.key for each in after.doubted}
    told = {each.key for each in hidden}
    return [each for each in hidden if each.key not in behind] + [
        each
        for each in at_hand.touched
        if each.key in at_hand.recorded - behind - told
        and each.kind not in CONTEXT
        and each.establishment.reaches(level)
        and not is_history(each, at_hand)
        and each.key not in doubted
    ]
