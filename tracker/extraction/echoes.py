"""Keep one report of an act a sentence; what a ruling bears on is recalled by it."""

from __future__ import annotations

from collections.abc import Iterable

from tracker.extraction.reports import Report
from tracker.model.claim import ClaimKind

_OVER = {
    ClaimKind.HOSTING_AUTHORISED: (
        ClaimKind.CHALLENGE_REJECTED,
        ClaimKind.HOSTING_SUSPENDED,
        ClaimKind.AUTHORISATION_ANNULLED,
        ClaimKind.CHALLENGE_FILED,
    ),
    ClaimKind.HOST_SELECTED: (
        ClaimKind.CHALLENGE_REJECTED,
        ClaimKind.HOSTING_SUSPENDED,
        ClaimKind.CHALLENGE_FILED,
        ClaimKind.MIGRATION_ANNOUNCED,
    ),
    ClaimKind.HOSTING_REFUSED: (
        ClaimKind.CHALLENGE_REJECTED,
        ClaimKind.AUTHORISATION_ANNULLED,
        ClaimKind.CHALLENGE_FILED,
    ),
}


def without_echo(reports: list[Report]) -> list[Report]:
    """Keep one report a kind, platform and host; what a ruling bears on is recalled by it."""
    kept: dict[tuple[str, str | None, str | None], Report] = {}
    for report in reports:
        if report.kind is ClaimKind.REQUIREMENT_ENACTED:
            kept[(report.kind.value, str(report.decided_on), str(report.reference))] = report
            continue
        key = (
            f"{report.kind.value}{report.recalled}",
            report.platform,
            report.provider
            if report.kind in (ClaimKind.PROVIDER_QUALIFIED, ClaimKind.PROVIDER_REJECTED)
            else None,
        )
        known = kept.get(key)
        if known is None or (report.weight, report.authority_told) > (known.weight, known.authority_told):
            kept[key] = report
    kept = {key: one for key, one in kept.items() if not _is_named_better(one, kept.values())}
    kinds = {report.kind for report in kept.values()}
    if ClaimKind.MIGRATION_COMPLETED in kinds:
        kept = {key: one for key, one in kept.items() if one.kind is not ClaimKind.MIGRATION_ANNOUNCED}
    for report in kept.values():
        if kinds.intersection(_OVER.get(report.kind, ())) and not _goes_there(report, kept.values()):
            report.background = True
    return list(kept.values())


def _goes_there(report: Report, others: Iterable[Report]) -> bool:
    """Say whether the sentence tells the choice of a host together with the move to it: both are news."""
    return report.kind is ClaimKind.HOST_SELECTED and any(
        other.kind is ClaimKind.MIGRATION_ANNOUNCED and other.provider == report.provider is not None
        for other in others
    )


def _is_named_better(report: Report, others: Iterable[Report]) -> bool:
    """Say whether another rule found the same act of the sentence on an unlisted platform of another name."""
    return any(
        other.kind is report.kind
        and other.hit is not report.hit
        and other.recalled == report.recalled
        and _unlisted(report)
        and _unlisted(other)
        and other.platform != report.platform
        and (other.weight, -len(other.rule), other.rule) > (report.weight, -len(report.rule), report.rule)
        for other in others
    )


def _unlisted(report: Report) -> bool:
    by_provider = report.kind in (ClaimKind.PROVIDER_QUALIFIED, ClaimKind.PROVIDER_REJECTED)
    return (report.platform or "").startswith("other:") and not by_provider
