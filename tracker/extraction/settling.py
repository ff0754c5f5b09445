"""Say of each act whether the document announces it or only recalls it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from tracker.extraction.aggregate import ABSORBED_UNDATED, RULINGS, Cluster
from tracker.extraction.dates import Reading
from tracker.extraction.sections import Zone
from tracker.extraction.story import Story
from tracker.extraction.unlisted import same_platform
from tracker.model.claim import ClaimKind
from tracker.model.dates import PartialDate

K = ClaimKind
FRESH = timedelta(days=7)
_RULED_ON = frozenset((K.HOSTING_AUTHORISED, K.HOST_SELECTED, K.HOSTING_REFUSED))


def settle(clusters: Sequence[Cluster], story: Story, published: Reading, *, recalling: bool) -> None:
    """Say of each act whether the document announces it or only recalls it.

    An op-ed or a written question announces nothing but what its own title says.
    """
    announced = [one for one in clusters if one.announced]
    _tell_destination(clusters)
    for one in clusters:
        titled = any(report.fresh and report.sentence.section.zone is Zone.TITLE for report in one.reports)
        if recalling and not titled:
            one.background = True
        else:
            one.background = _is_background(one, announced, story, published)
            if one.background and _is_the_subject(one, clusters, story, published):
                one.background = False
    for one in clusters:
        one.background = one.background or _led_to_news(one, clusters)
        if not one.recalled:
            _join_selection(one, clusters)


def _is_background(one: Cluster, announced: Sequence[Cluster], story: Story, published: Reading) -> bool:
    if (one.recalled and not _is_fresh(one, published)) or all(report.background for report in one.reports):
        return True
    if one.kind in _RULED_ON and any(
        other.kind in RULINGS and other.platform == one.platform for other in announced
    ):
        return not any(report.sentence.section.zone is Zone.TITLE for report in one.reports)
    if one.announced:
        return False
    dated = [value for value in (one.finest("decided_on"), one.finest("published_on")) if value is not None]
    if dated and published.day is not None:
        return all(is_old(value, published) for value in dated)
    body = min(report.sentence.section.paragraph for report in one.reports)
    if announced or story.asks:
        return (body > 1 and not story.items) or story.asks
    return body > 3 and not story.items


def _is_fresh(one: Cluster, published: Reading) -> bool:
    """Say whether the act is of a day of the last week: then even a pluperfect tells news."""
    value = one.finest("decided_on")
    return value is not None and value.is_day and not is_old(value, published)


def _tell_destination(clusters: Sequence[Cluster]) -> None:
    """Let a move without a destination go to the host that the page says was chosen for that platform."""
    for one in clusters:
        if one.kind not in _MOVES or one.recalled or one.first("provider") is not None:
            continue
        chosen = {
            other.first("provider")
            for other in clusters
            if other.kind is K.HOST_SELECTED and not other.recalled and other.platform == one.platform
        }
        if len(chosen) == 1:
            provider = chosen.pop()
            one.reports[0].provider = provider if isinstance(provider, str) else None


def _join_selection(one: Cluster, clusters: Sequence[Cluster]) -> None:
    """Let an undated timetable of the move be news, and of the day, of the choice of host beside it."""
    if one.kind is not K.MIGRATION_ANNOUNCED or one.finest("decided_on") is not None:
        return
    for other in clusters:
        chosen = other.kind is K.HOST_SELECTED and other.platform == one.platform and not other.background
        if chosen and one.first("provider") in (None, other.first("provider")):
            first = one.reports[0]
            one.background, first.decided_on = False, other.finest("decided_on")
            first.authority, first.authority_told = "controller", True


_MOVES = frozenset((K.MIGRATION_ANNOUNCED, K.MIGRATION_COMPLETED))
_LATE = timedelta(days=60)
_OPENING = 3


def _led_to_news(one: Cluster, clusters: Sequence[Cluster]) -> bool:
    """Say whether what a filing led to is told as news beside it: then the filing is recalled."""
    outcomes = ABSORBED_UNDATED.get(one.kind, frozenset()) if one.kind in _FILINGS else frozenset()
    return any(
        other.kind in outcomes and other.platform == one.platform and not other.background
        for other in clusters
    )


_FILINGS = frozenset((K.AUTHORISATION_REQUESTED, K.CHALLENGE_FILED))


def _is_the_subject(one: Cluster, clusters: Sequence[Cluster], story: Story, published: Reading) -> bool:
    """Say whether this is the first act that the body tells of the title's platform, or at all.

    A title that only alludes announces it all the same.
    """
    if not story.title or story.asks or one.recalled or all(report.background for report in one.reports):
        return False
    named = one.platform in story.title_platforms
    rivals = [
        other
        for other in clusters
        if other is not one
        and (same_platform(other.platform, one.platform) or not named)
        and not other.recalled
    ]
    if any(other.announced for other in rivals):
        return False
    first = min(report.sentence.index for report in one.reports)
    before = [other for other in rivals if min(report.sentence.index for report in other.reports) < first]
    if any(other.kind is not K.PROVIDER_REJECTED or one.kind is not other.kind for other in before):
        return False
    judged = one.kind is K.PROVIDER_REJECTED
    alone = judged and named and all(other.kind is one.kind for other in rivals)
    if not alone and min(report.sentence.section.paragraph for report in one.reports) > _OPENING:
        return False
    value = one.finest("decided_on")
    return value is None or published.day is None or published.day - value.last_day() <= _LATE


def is_old(value: PartialDate, published: Reading) -> bool:
    """Say whether an act of that date is no news any more: older than a week.

    A bare month or year is news only while it lasts.
    """
    if published.day is None or published.first is None:
        return False
    if not value.is_day and published.certain:
        return value.last_day() < published.day
    return published.first - value.last_day() > FRESH
