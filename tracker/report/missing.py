"""Where an act was lost that was news and was told to nobody: in the reading, in doubt, or on its way."""

from __future__ import annotations

from enum import StrEnum

from tracker.model.claim import DOUBTFUL_BELOW, Claim
from tracker.model.decision import Decision, Establishment
from tracker.model.waiting import UNLISTED
from tracker.projection.corrected import made_by
from tracker.projection.query import decisions_of
from tracker.projection.views import ViewReader


class Lost(StrEnum):
    """The step at which an act was lost."""

    UNREAD = "unread"
    UNLISTED = "unlisted-platform"
    DOUBTFUL = "doubtful"
    WAITING = "waiting"
    UNESTABLISHED = "unestablished"
    SILENT = "silent"


def where_lost(views: ViewReader, act: Decision, level: Establishment) -> Lost:
    """Return the last step that any text telling *act* as news reached in the log behind *views*.

    Its claims were not read, or wait (in doubt, of a platform that the catalogue lacks, or because
    they could mean two acts); or they made a decision that is not established to *level*, or that
    changed no status that people are told of.
    """
    documents = {each.key[0] for each in act.witnesses if not each.claim.background}
    claims = [each for name in sorted(documents) for each in made_by(views, name) if _is_of(each.claim, act)]
    if not claims:
        return Lost.UNREAD
    if all(each.claim.platform.startswith(UNLISTED) for each in claims):
        return Lost.UNLISTED
    if all(each.claim.confidence < DOUBTFUL_BELOW for each in claims):
        return Lost.DOUBTFUL
    keys = {each.key for each in claims}
    told = [
        decision
        for decision in decisions_of(views, act.platform)
        if not keys.isdisjoint(witness.key for witness in decision.witnesses)
    ]
    if not told:
        return Lost.WAITING
    reached = any(decision.establishment.reaches(level) for decision in told)
    return Lost.SILENT if reached else Lost.UNESTABLISHED


def _is_of(claim: Claim, act: Decision) -> bool:
    """Say whether *claim* can be of *act*; people name a platform that is not listed as they like."""
    unlisted = claim.platform.startswith(UNLISTED) and act.platform.startswith(UNLISTED)
    hosts = {claim.provider, act.provider} - {None}
    return claim.kind is act.kind and (unlisted or claim.platform == act.platform) and len(hosts) <= 1
