"""Questions to the views, answered as values of the domain."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from tracker import codec
from tracker.model.claim import EVERY_PLATFORM, PlatformId, ProviderId
from tracker.model.dates import PartialDate
from tracker.model.decision import Decision, Establishment, Witness
from tracker.model.standing import fold
from tracker.model.status import HostSeen, Status
from tracker.projection.corrected import witnesses_of
from tracker.projection.groups import group_key
from tracker.projection.once import once
from tracker.projection.views import ViewReader


def suspicions_of(views: ViewReader, document: str) -> tuple[str, ...]:
    """Return what was odd in a document as it was received: why its claims wait for a person."""
    kept = views.state("document", document)
    return tuple(kept.get("suspicions", ())) if kept else ()


def decisions_of(views: ViewReader, platform: PlatformId, *, witnesses: bool = True) -> tuple[Decision, ...]:
    """Return the decisions about *platform*, with their witnesses unless these are not asked for."""
    kept = views.state("decisions", platform)
    return _decisions(views, kept, witnesses=witnesses) if kept else ()


def all_decisions(views: ViewReader) -> dict[PlatformId, tuple[Decision, ...]]:
    """Return the decisions of every platform, without their witnesses."""
    return {
        PlatformId(platform): _decisions(views, kept, witnesses=False)
        for platform, kept in views.states("decisions")
    }


def _decisions(views: ViewReader, kept: Mapping[str, Any], *, witnesses: bool) -> tuple[Decision, ...]:
    found = []
    groups: dict[str, Mapping[tuple[str, int], Witness]] = {}
    for value in kept["decisions"]:
        told: tuple[Witness, ...] = ()
        if witnesses:
            group = group_key(value["platform"], value["kind"])
            if group not in groups:
                groups[group] = once(views).by_key(group, witnesses_of(views, group))
            told = tuple(groups[group][document, number] for document, number in value["witnesses"])
        found.append(codec.decision_from_json(value, told))
    return tuple(found)


def as_told(views: ViewReader, decision: Decision) -> Decision | None:
    """Return *decision* as the last alert that told of it told it; None where none did, or kept it."""
    raised = [
        alert
        for level in Establishment
        for key, alerts in _telling(views, decision.platform, level).items()
        if key in decision.names
        for name in alerts
        if (alert := views.state("alert", name)) is not None
    ]
    last = max(raised, key=lambda alert: int(alert["position"]), default={})
    kept = last.get("as_told", {})
    facts = next((kept[key] for key in sorted(decision.names & kept.keys())), None)
    return codec.decision_from_json({**facts, "key": decision.key, "formerly": []}) if facts else None


def _telling(views: ViewReader, platform: PlatformId, level: Establishment) -> Mapping[str, list[str]]:
    kept = views.state("telling", f"{platform}|{level}")
    return dict(kept["decisions"]) if kept else {}


def host_seen(views: ViewReader, platform: PlatformId) -> HostSeen | None:
    """Return where a page says that the platform's data are, if one does."""
    kept = views.state("host", platform)
    if kept is None:
        return None
    return HostSeen(
        platform=platform,
        host=ProviderId(kept["host"]),
        as_of=PartialDate.parse(kept["as_of"]),
        note=kept["note"],
        sources=tuple(kept["sources"]),
    )


def status_of(
    views: ViewReader,
    platform: PlatformId,
    *,
    as_of: date,
    minimum: Establishment = Establishment.REPORTED,
    witnesses: bool = False,
) -> Status:
    """Return the status of *platform* on *as_of*; ask for *witnesses* to quote its decisions."""
    return fold(
        platform,
        (
            *decisions_of(views, platform, witnesses=witnesses),
            *decisions_of(views, EVERY_PLATFORM, witnesses=False),
        ),
        as_of=as_of,
        seen=host_seen(views, platform),
        minimum=minimum,
    )


def known_platforms(views: ViewReader) -> list[PlatformId]:
    """Return the platforms that decisions or pages name, beside the catalogue's own."""
    named = {name for name, _ in views.states("decisions")} | {name for name, _ in views.states("host")}
    return [PlatformId(name) for name in sorted(named - {EVERY_PLATFORM})]
