"""What waits for a person, by the views."""

from __future__ import annotations

from tracker.model.claim import PlatformId
from tracker.model.standing import outweighed
from tracker.model.waiting import Waiting, Why, short_id, waiting_among
from tracker.projection.corrected import corrected_of
from tracker.projection.query import decisions_of, host_seen, suspicions_of
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
    return waiting_among(witnesses, bonds, decisions, suspicious, _outweighed(views, PlatformId(platform)))


def _outweighed(views: ViewReader, platform: PlatformId) -> frozenset[str]:
    decisions = decisions_of(views, platform, witnesses=False)
    if not any(each.recalled for each in decisions):
        return frozenset()
    return frozenset(each.key for each in outweighed(platform, decisions, seen=host_seen(views, platform)))


def flapping(views: ViewReader) -> list[Waiting]:
    """Return the platforms whose status says and unsays one thing, each once."""
    platforms = sorted({key.rpartition("|")[0] for key, _ in views.states("held")})
    return [
        Waiting(id=short_id("flapping", name), why=Why.FLAPPING, platform=PlatformId(name))
        for name in platforms
    ]


def everything_waiting(views: ViewReader) -> list[Waiting]:
    """Return all that waits for a person: by platform, the reasons in the order of their names."""
    found = [each for group in all_groups(views) for each in waiting_in(views, group)] + flapping(views)
    order = list(Why)
    return sorted(found, key=lambda each: (each.platform, order.index(each.why), each.kind or "", each.id))
