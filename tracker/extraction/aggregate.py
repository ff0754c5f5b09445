"""Bring the reports of a document together into its claims.

The title says it, the lead repeats it, the body dates it: one act, one claim.  An outcome
absorbs what led to it; what is recalled stays in the background.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from tracker.extraction.arguments import NO_HOST, OF_CONTROLLER, TOLD_HOST_ONLY
from tracker.extraction.dates import Reading
from tracker.extraction.reports import Report
from tracker.extraction.sections import Zone
from tracker.extraction.story import Story
from tracker.model.claim import ClaimKind
from tracker.model.dates import PartialDate, Term

K = ClaimKind
FRESH = timedelta(days=7)
_RULINGS = frozenset((K.CHALLENGE_REJECTED, K.HOSTING_SUSPENDED, K.AUTHORISATION_ANNULLED))
_RULED_ON = frozenset((K.HOSTING_AUTHORISED, K.HOST_SELECTED, K.HOSTING_REFUSED))
_ANSWERS = frozenset((K.HOSTING_AUTHORISED, K.HOSTING_REFUSED, K.REQUEST_WITHDRAWN))
_BY_PROVIDER = frozenset((K.HOST_SELECTED, K.PROVIDER_QUALIFIED, K.PROVIDER_REJECTED))
_DEFAULT_AUTHORITY = {
    K.LEGAL_BASIS_INVALIDATED: "cjue",
    K.LEGAL_BASIS_ADOPTED: "european-commission",
}


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
    def announced(self) -> bool:
        """Say whether the title or the lead tells the act as its news."""
        return any(report.fresh and not report.background and not report.recalled for report in self.reports)


def cluster(reports: Iterable[Report], story: Story, published: Reading) -> list[Cluster]:
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
    if cluster.kind is not report.kind:
        return False
    same = same_platform(cluster.platform, report.platform)
    if not same and cluster.platform_told and report.platform_told:
        return False
    if not same and (cluster.kind in _BY_PROVIDER or cluster.recalled != report.recalled):
        return False
    authority = cluster.first("authority", "authority_told")
    if (
        authority is not None
        and report.authority_told
        and authority != report.authority
        and _authority_told(cluster)
    ):
        if not (authority == "other" or report.authority == "other"):
            return False
    provider = cluster.first("provider", "provider_told")
    if (
        cluster.kind in (*_BY_PROVIDER, K.MIGRATION_COMPLETED)
        and provider is not None
        and report.provider not in (None, provider)
    ):
        return False
    reference = cluster.first("reference")
    if reference is not None and report.reference is not None and reference != report.reference:
        return False
    return _dates_agree(cluster, report, published)


def same_platform(one: str | None, other: str | None) -> bool:
    """Say whether two platforms are one: "le CHU de Montclar" and "l'hôpital de Montclar" are."""
    if one == other:
        return True
    if one is None or other is None or not (one.startswith("other:") and other.startswith("other:")):
        return False
    words, others = set(one[6:].split("-")), set(other[6:].split("-"))
    return words <= others or others <= words


def _authority_told(cluster: Cluster) -> bool:
    return any(report.authority_told for report in cluster.reports)


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
    kept: list[Cluster] = []
    for one in clusters:
        siblings = {other.kind for other in clusters if other is not one and other.platform == one.platform}
        dated = one.finest("decided_on") is not None or one.first("reference") is not None
        if (
            one.kind is K.AUTHORISATION_REQUESTED
            and not dated
            and siblings & _ANSWERS
            and not _asks_anew(one, clusters)
        ):
            continue
        if one.kind is K.CHALLENGE_FILED and not dated and siblings & _RULINGS:
            continue
        if (
            one.kind is K.CHALLENGE_REJECTED
            and siblings & {K.HOSTING_SUSPENDED, K.AUTHORISATION_ANNULLED}
            and not one.recalled
        ):
            continue
        if (
            one.kind is K.HOST_SELECTED
            and not dated
            and siblings & {K.AUTHORISATION_REQUESTED}
            and not one.recalled
        ):
            continue
        if one.kind is K.MIGRATION_COMPLETED and K.MIGRATION_ANNOUNCED in siblings and _headline_only(one):
            continue
        if (
            one.kind is K.MIGRATION_ANNOUNCED
            and K.MIGRATION_COMPLETED in siblings
            and not dated
            and one.first("target_date") is None
        ):
            if not any(
                other.kind is K.MIGRATION_COMPLETED
                and other.platform == one.platform
                and _headline_only(other)
                for other in clusters
            ):
                continue
        if one.kind is K.OPINION_ISSUED and not dated and K.CHANGE_REQUESTED in siblings:
            continue
        if one.kind is K.CHANGE_REQUESTED and siblings & {K.SANCTION_IMPOSED, K.FORMAL_NOTICE_ISSUED}:
            continue
        kept.append(one)
    return kept


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


def settle(clusters: Sequence[Cluster], story: Story, published: Reading, *, recalling: bool) -> None:
    """Say of each act whether the document announces it or only recalls it.

    An op-ed or a written question announces nothing but what its own title says.
    """
    announced = [one for one in clusters if one.announced]
    for one in clusters:
        titled = any(report.fresh and report.sentence.section.zone is Zone.TITLE for report in one.reports)
        if recalling and not titled:
            one.background = True
        else:
            one.background = _is_background(one, announced, story, published)


def _is_background(one: Cluster, announced: Sequence[Cluster], story: Story, published: Reading) -> bool:
    if one.recalled or all(report.background for report in one.reports):
        return True
    if one.kind in _RULED_ON and any(
        other.kind in _RULINGS and other.platform == one.platform for other in announced
    ):
        return not any(report.sentence.section.zone is Zone.TITLE for report in one.reports)
    if one.announced:
        return False
    dated = [value for value in (one.finest("decided_on"), one.finest("published_on")) if value is not None]
    if dated and published.day is not None:
        return all(is_old(value, published) for value in dated)
    body = min(report.sentence.section.paragraph for report in one.reports if not report.recalled)
    if announced or story.asks:
        return body > 1 or story.asks
    return body > 3


def is_old(value: PartialDate, published: Reading) -> bool:
    """Say whether an act of that date is no news any more: older than a week.

    A bare month or year is news only while it lasts.
    """
    if published.day is None or published.first is None:
        return False
    if not value.is_day and published.certain:
        return value.last_day() < published.day
    return published.first - value.last_day() > FRESH


def authority_of(one: Cluster, story: Story) -> str | None:
    """Return who took the act: as told, or the only one who can."""
    if one.kind in OF_CONTROLLER:
        return "controller"
    told = one.first("authority", "authority_told")
    if isinstance(told, str):
        return told
    if one.kind in _DEFAULT_AUTHORITY:
        return _DEFAULT_AUTHORITY[one.kind]
    if story.source == "cnil" and one.kind in (
        K.HOSTING_AUTHORISED,
        K.HOSTING_REFUSED,
        K.SANCTION_IMPOSED,
        K.FORMAL_NOTICE_ISSUED,
    ):
        return "cnil"
    return "other"


def provider_of(one: Cluster, story: Story) -> str | None:
    """Return the host of the act: as told, or the one that the document ties to the platform."""
    if one.kind in NO_HOST or (one.platform == "*" and one.kind is not K.PROVIDER_QUALIFIED):
        return None
    told = one.first("provider", "provider_told")
    if isinstance(told, str):
        return told
    if one.kind in TOLD_HOST_ONLY or one.kind in (*OF_CONTROLLER, K.MIGRATION_ANNOUNCED):
        return None
    return story.host_of(one.platform)


def confidence_of(one: Cluster, authority: str | None) -> float:
    """Return how sure the claim is: its best rule, less for what was inferred."""
    value = max(report.weight for report in one.reports)
    if not one.platform_told:
        value -= 0.06
    if authority is None:
        value -= 0.2
    elif not _authority_told(one):
        value -= 0.03
    if len({report.sentence.index for report in one.reports}) > 1:
        value += 0.04
    if (one.platform or "").startswith("other:"):
        value = min(value, 0.75)
    return round(max(0.3, min(0.98, value)), 2)


def evidence_of(one: Cluster) -> Report:
    """Return the report that shows the claim best: the one that tells most."""

    def told(report: Report) -> tuple[int, int]:
        names = ("decided_on", "published_on", "term", "reference", "target_date")
        score = 2 * report.platform_told + 2 * report.authority_told + 2 * report.provider_told
        score += sum(getattr(report, name) is not None for name in names) + (
            0 if report.recalled and not one.recalled else 3
        )
        return score, -report.sentence.index

    return max(one.reports, key=told)


def term_of(one: Cluster) -> Term | None:
    """Return the term of validity: only an authorisation has one."""
    if one.kind is not K.HOSTING_AUTHORISED:
        return None
    value = one.first("term")
    return value if isinstance(value, Term) else None
