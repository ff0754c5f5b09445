"""Bring the reports of a document together into its claims.

The title says it, the lead repeats it, the body dates it: one act, one claim.  An outcome
absorbs what led to it; what is recalled stays in the background.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from tracker.extraction.dates import Reading
from tracker.extraction.reports import Report
from tracker.extraction.sections import Zone
from tracker.extraction.unlisted import same_platform
from tracker.model.claim import ClaimKind
from tracker.model.dates import PartialDate

K = ClaimKind
RULINGS = frozenset((K.CHALLENGE_REJECTED, K.HOSTING_SUSPENDED, K.AUTHORISATION_ANNULLED))
_ANSWERS = frozenset((K.HOSTING_AUTHORISED, K.HOSTING_REFUSED, K.REQUEST_WITHDRAWN))
_BY_PROVIDER = frozenset((K.HOST_SELECTED, K.PROVIDER_QUALIFIED, K.PROVIDER_REJECTED))


@dataclass(slots=True)
class Cluster:
    """The reports of one act."""

    kind: ClaimKind
    platform: str | None
    platform_told: bool
    reports: list[Report] = field(default_factory=list)
    background: bool = False

    def first(self, name: str, told: str | None = None) -> object:
        """Return the first value of *name* that a report tells, those that say it themselves first."""
        values = [report for report in self.reports if getattr(report, name) is not None]
        if told is not None:
            values.sort(key=lambda report: not getattr(report, told))
        return getattr(values[0], name) if values else None

    def finest(self, name: str) -> PartialDate | None:
        """Return the most precise date of *name*."""
        values: list[PartialDate] = [
            value for report in self.reports if (value := getattr(report, name)) is not None
        ]
        return max(values, key=lambda value: value.precision, default=None)

    @property
    def recalled(self) -> bool:
        """Say whether every report looks back."""
        return all(report.recalled for report in self.reports)

    @property
    def dated(self) -> bool:
        """Say whether the act has a date or a number of its own."""
        return self.finest("decided_on") is not None or self.first("reference") is not None

    @property
    def authority_told(self) -> bool:
        """Say whether a sentence itself says who acts."""
        return any(report.authority_told for report in self.reports)

    @property
    def announced(self) -> bool:
        """Say whether the title or the lead tells the act as its news."""
        return any(report.fresh and not report.background and not report.recalled for report in self.reports)


def cluster(reports: Iterable[Report], published: Reading) -> list[Cluster]:
    """Return the acts that *reports* tell, in reading order."""
    clusters: list[Cluster] = []
    for report in sorted(reports, key=_order):
        home = next((one for one in clusters if _same_act(one, report, published)), None)
        if home is None:
            clusters.append(Cluster(report.kind, report.platform, report.platform_told, [report]))
            continue
        home.reports.append(report)
        if report.platform_told and not home.platform_told:
            home.platform, home.platform_told = report.platform, True
    return _absorbed(clusters)


def _order(report: Report) -> tuple[int, int]:
    return (0 if report.platform_told else 1, report.sentence.index)


def _same_act(cluster: Cluster, report: Report, published: Reading) -> bool:
    if cluster.kind is not report.kind or not _same_home(cluster, report):
        return False
    authority = cluster.first("authority", "authority_told") if cluster.authority_told else None
    if (
        report.authority_told
        and "other" not in (authority, report.authority)
        and _differ(authority, report.authority)
    ):
        return False
    by_provider = cluster.kind in (*_BY_PROVIDER, K.MIGRATION_COMPLETED)
    if by_provider and _differ(cluster.first("provider", "provider_told"), report.provider):
        return False
    return not _differ(cluster.first("reference"), report.reference) and _dates_agree(
        cluster, report, published
    )


def _same_home(cluster: Cluster, report: Report) -> bool:
    """Say whether both can be about one platform: a platform told outweighs one inferred."""
    if same_platform(cluster.platform, report.platform):
        return True
    if cluster.platform_told and report.platform_told:
        return False
    return cluster.kind not in _BY_PROVIDER and cluster.recalled == report.recalled


def _differ(one: object, other: object) -> bool:
    """Say whether both are told and are not the same."""
    return one is not None and other is not None and one != other


def _dates_agree(cluster: Cluster, report: Report, published: Reading) -> bool:
    decided = cluster.finest("decided_on")
    if decided is not None and report.decided_on is not None:
        return all(
            one.decided_on is None or one.decided_on.agrees_with(report.decided_on) for one in cluster.reports
        )
    target = cluster.finest("target_date")
    if target is not None and report.target_date is not None and not target.agrees_with(report.target_date):
        return abs((target.last_day() - report.target_date.last_day()).days) < 40
    if report.recalled != cluster.recalled:
        date = report.decided_on or decided
        if (
            date is not None
            and published.day is not None
            and date.last_day() < published.day - timedelta(days=60)
        ):
            return False
    return True


def _absorbed(clusters: Sequence[Cluster]) -> list[Cluster]:
    """Leave out what an outcome of the same document absorbs."""
    return [one for one in clusters if not _is_absorbed(one, clusters)]


ABSORBED_UNDATED = {
    K.AUTHORISATION_REQUESTED: _ANSWERS,
    K.CHALLENGE_FILED: RULINGS,
    K.HOST_SELECTED: frozenset((K.AUTHORISATION_REQUESTED,)),
    K.OPINION_ISSUED: frozenset((K.CHANGE_REQUESTED,)),
    K.MIGRATION_ANNOUNCED: frozenset((K.MIGRATION_COMPLETED,)),
}
"""What leads to an act, and is a claim of its own only where it has its own date or number."""
_ABSORBED_ALWAYS = {
    K.CHALLENGE_REJECTED: frozenset((K.HOSTING_SUSPENDED, K.AUTHORISATION_ANNULLED)),
    K.CHANGE_REQUESTED: frozenset((K.SANCTION_IMPOSED, K.FORMAL_NOTICE_ISSUED)),
    K.OPINION_ISSUED: frozenset((K.HOSTING_AUTHORISED, K.HOSTING_REFUSED, K.SANCTION_IMPOSED)),
}
"""What is only a part of another act: the surplus of a suspension, the injunction of a sanction."""


def _is_absorbed(one: Cluster, clusters: Sequence[Cluster]) -> bool:
    siblings = [other for other in clusters if other is not one and other.platform == one.platform]
    kinds = {other.kind for other in siblings}
    if one.kind is K.MIGRATION_COMPLETED and K.MIGRATION_ANNOUNCED in kinds:
        return _headline_only(one)
    if one.kind in _ABSORBED_ALWAYS and not one.recalled:
        if one.kind is K.OPINION_ISSUED:
            kinds = {
                other.kind for other in siblings if not other.recalled and not _differ_in_author(one, other)
            }
        if kinds & _ABSORBED_ALWAYS[one.kind]:
            return True
    outcomes = [other for other in siblings if other.kind in ABSORBED_UNDATED.get(one.kind, ())]
    own = one.first("reference") not in (None, *(other.first("reference") for other in outcomes))
    if (
        not outcomes
        or own
        or one.finest("decided_on") is not None
        or (one.kind is K.HOST_SELECTED and one.recalled)
    ):
        return False
    if one.kind is K.MIGRATION_ANNOUNCED:
        return one.first("target_date") is None and not all(_headline_only(other) for other in outcomes)
    return not (one.kind is K.AUTHORISATION_REQUESTED and _asks_anew(one, clusters))


def _differ_in_author(one: Cluster, other: Cluster) -> bool:
    """Say whether both acts have an author told, and not the same."""
    return _differ(one.first("authority", "authority_told"), other.first("authority", "authority_told"))


def _asks_anew(one: Cluster, clusters: Sequence[Cluster]) -> bool:
    """Say whether a request names another host than the one withdrawn: it is a new one."""
    provider = one.first("provider", "provider_told")
    withdrawn = [
        other.first("provider", "provider_told") for other in clusters if other.kind is K.REQUEST_WITHDRAWN
    ]
    return provider is not None and any(host not in (None, provider) for host in withdrawn)


def _headline_only(one: Cluster) -> bool:
    """Say whether only the title or the lead tells the act: a body in the future is believed rather."""
    return all(report.sentence.section.zone in (Zone.TITLE, Zone.LEAD) for report in one.reports)
