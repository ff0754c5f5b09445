"""Write the claims: who, with which host, how sure, and the sentence that shows it best."""

from __future__ import annotations

from feeds.document import Document
from tracker.extraction.aggregate import Cluster
from tracker.extraction.clean import Cleaned
from tracker.extraction.reports import NO_HOST, OF_CONTROLLER, TOLD_HOST_ONLY, Report
from tracker.extraction.story import Story
from tracker.extraction.unlisted import is_unlisted
from tracker.model.claim import AuthorityId, Claim, ClaimKind, Evidence, Field, PlatformId, ProviderId
from tracker.model.dates import Term

K = ClaimKind
_WAITS = 0.75
"""As sure as a claim may be that a person must judge first."""
_MOVES = frozenset((K.MIGRATION_ANNOUNCED, K.MIGRATION_COMPLETED))
_DEFAULT_AUTHORITY = {
    K.LEGAL_BASIS_INVALIDATED: "cjue",
    K.LEGAL_BASIS_ADOPTED: "european-commission",
}


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
    if isinstance(told, str) and not (one.kind in _MOVES and story.tied.leaves(one.platform, told)):
        sure = one.kind in _MOVES or any(report.provider_told for report in one.reports)
        return told if sure else story.host_of(one.platform) or told
    if one.kind in OF_CONTROLLER:
        return story.tied.file_host_of(one.platform) if one.platform and is_unlisted(one.platform) else None
    if one.kind in _MOVES:
        return story.tied.destination_of(one.platform, done=one.kind is K.MIGRATION_COMPLETED)
    if one.kind in TOLD_HOST_ONLY:
        return _newly_chosen(one, story)
    return story.host_of(one.platform, to_leave=one.kind is K.CHANGE_REQUESTED)


def _newly_chosen(one: Cluster, story: Story) -> str | None:
    """Return the host that the page says the platform goes to, where it announces a choice without a name."""
    if one.kind is not K.HOST_SELECTED or not one.announced:
        return None
    return story.tied.destination_of(one.platform, done=False)


def confidence_of(one: Cluster, authority: str | None) -> float:
    """Return how sure the claim is: its best rule, less for what was inferred."""
    value = max(report.weight for report in one.reports)
    if not one.platform_told:
        value -= 0.06
    if authority is None:
        value -= 0.2
    elif not one.authority_told:
        value -= 0.03
    if len({report.sentence.index for report in one.reports}) > 1:
        value += 0.04
    if is_unlisted(one.platform or "") or may_be_lent(one):
        value = min(value, _WAITS)
    return round(max(0.3, min(0.98, value)), 2)


def may_be_lent(one: Cluster) -> bool:
    """Say whether the act may be an unlisted platform's, told in passing of a listed one.

    So it may where every sentence that tells it introduces an unlisted platform, too, or, with
    the listed one inferred from the page alone, holds a name that nobody knows.
    """
    return one.platform != "*" and all(_names_another(report) for report in one.reports)


def _names_another(report: Report) -> bool:
    unknown = "F" if report.platform_told else "FK"
    return any(
        mention.letter in unknown and is_unlisted(mention.id) and mention.id != report.platform
        for mention in report.sentence.mentions
    )


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


def write_claim(one: Cluster, story: Story, document: Document, fields: dict[Field, Cleaned]) -> Claim:
    """Return the claim of an act, its quote taken from the document as it stands there."""
    best = evidence_of(one)
    authority = authority_of(one, story)
    provider = provider_of(one, story)
    reference = one.first("reference")
    where = best.sentence.section.field
    start, end = fields[where].original(best.sentence.start, best.sentence.end)
    quote = {Field.TITLE: document.title, Field.SUMMARY: document.summary, Field.TEXT: document.text}[where][
        start:end
    ]
    return Claim(
        platform=PlatformId(one.platform or ""),
        kind=one.kind,
        authority=AuthorityId(authority) if authority else None,
        provider=ProviderId(provider) if provider else None,
        decided_on=one.finest("decided_on"),
        published_on=one.finest("published_on"),
        term=term_of(one),
        reference=str(reference) if reference else None,
        target_date=one.finest("target_date"),
        background=one.background,
        confidence=confidence_of(one, authority),
        evidence=Evidence(document.id, where, start, end, quote),
    )
