"""What waits for a person, by the views."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from tracker.model.claim import EVERY_PLATFORM, PlatformId
from tracker.model.waiting import Waiting, Why, claim_ids, short_id, waiting_among
from tracker.projection.corrected import corrected_of
from tracker.projection.groups import group_key
from tracker.projection.query import decisions_of, status_of, suspicions_of
from tracker.projection.views import ViewReader


def all_groups(views: ViewReader) -> list[str]:
    """Return every platform and kind about which something is claimed."""
    return sorted({name for view in ("witnesses", "corrected") for name, _ in views.states(view)})


def waiting_in(views: ViewReader, group: str) -> list[Waiting]:
    """Return what waits among the claims about a platform and kind."""
    witnesses, bonds = corrected_of(views, group)
    platform, _, kind = group.rpartition("|")
    decisions = [each for each in decisions_of(views, PlatformId(platform)) if each.kind == kind]
    documents = {each.key[0] for each in witnesses}
    suspicious = frozenset(name for name in documents if suspicions_of(views, name))
    return waiting_among(witnesses, bonds, decisions, suspicious)


def flapping(views: ViewReader) -> list[Waiting]:
    """Return the platforms whose status says and unsays one thing, each once."""
    platforms = sorted({key.rpartition("|")[0] for key, _ in views.states("held")})
    return [
        Waiting(id=short_id("flapping", name), why=Why.FLAPPING, platform=PlatformId(name))
        for name in platforms
    ]


def doubted_about(views: ViewReader, platform: PlatformId) -> list[Waiting]:
    """Return the reports about *platform* that move nothing until somebody else tells them too."""
    found = []
    for each in status_of(views, platform, as_of=date.max, witnesses=True).doubted:
        decision = each.decision
        ids = claim_ids(corrected_of(views, group_key(platform, decision.kind))[0])
        best = min(decision.witnesses, key=lambda one: (one.claim.background, one.told_on, one.key))
        found.append(
            Waiting(
                id=ids[best.key],
                why=Why(str(each.why)),
                platform=platform,
                kind=decision.kind,
                witness=best,
            )
        )
    return found


def waiting_about(views: ViewReader, groups: Iterable[str]) -> list[Waiting]:
    """Return what waits in *groups*, and among the reports about their platforms: each thing once."""
    groups = sorted(groups)
    platforms = sorted({group.rpartition("|")[0] for group in groups} - {EVERY_PLATFORM})
    found = [each for group in groups for each in waiting_in(views, group)]
    found += [each for name in platforms for each in doubted_about(views, PlatformId(name))]
    return list({each.id: each for each in [*reversed(found), *flapping(views)]}.values())


def everything_waiting(views: ViewReader) -> list[Waiting]:
    """Return all that waits for a person: by platform, the reasons in the order of their names."""
    found = waiting_about(views, all_groups(views))
    order = list(Why)
    return sorted(found, key=lambda each: (each.platform, order.index(each.why), each.kind or "", each.id))
