"""Say what differs between a status that people were told and the status now.

Pure: each difference comes with the decision behind it.
"""

from __future__ import annotations

from tracker.model.claim import ClaimKind
from tracker.model.dates import PartialDate
from tracker.model.decision import Decision, Establishment
from tracker.model.doubting import Doubt
from tracker.model.standing import NAMES_HOST
from tracker.model.status import Standing, Status
from tracker.model.told import Difference, Differences, Told

_REPEATABLE = (Standing.REFUSED, Standing.SUSPENDED, Standing.ANNULLED)
"""Standings that a second act opens anew; a second change-request only confirms the first."""


def compare(before: Told, after: Status) -> Differences:
    """Return the differences between what was told and *after*, each with the decision behind it.

    A date told more precisely, a further source or a challenge that ends is no difference:
    the ruling that ends it is.
    """
    found = _opening(before, after)
    if before.host != after.host and not (after.host_by and after.host_by.kind in NAMES_HOST):
        found[Difference.HOST] = after.host_by
    if before.next_host != after.next_host and after.next_host is not None:
        found[Difference.NEXT_HOST] = after.opened_by
    if _moved(before.target_date, after.target_date):
        found[Difference.TARGET_DATE] = _pending_of(after, ClaimKind.MIGRATION_ANNOUNCED)
    known = {*before.pending, before.opened_by}
    for decision in after.pending:
        if not decision.names & known and decision is not after.opened_by:
            found[Difference(str(decision.kind))] = decision
    for difference, decision_or_none, name in (
        (Difference.CHALLENGE_REJECTED, after.ruling, before.ruling),
        (Difference.REQUEST_WITHDRAWN, after.withdrawal, before.withdrawal),
    ):
        if decision_or_none is not None and name not in decision_or_none.names:
            found[difference] = decision_or_none
    return found


def _opening(before: Told, after: Status) -> Differences:
    """Compare the standings and the decisions that opened them."""
    opened = after.opened_by
    corrected: Differences = {Difference.CORRECTED: opened} if _is_contradicted(before, after) else {}
    if before.standing is not after.standing:
        return {Difference.STANDING: opened, **corrected}
    if opened is None or before.opened_by is None:
        return {}
    if corrected:
        return corrected
    if before.opened_by not in opened.names:
        if after.standing is Standing.AUTHORISED and before.opened_by not in after.renews:
            return {Difference.CORRECTED: opened}  # what they were told went before it is no act any more
        again = {Standing.AUTHORISED: Difference.NEW_TERM, **dict.fromkeys(_REPEATABLE, Difference.STANDING)}
        return {again[after.standing]: opened} if after.standing in again else {}
    found: Differences = {}
    if before.expires_on and opened.expires_on and before.expires_on != opened.expires_on:
        found[Difference.CORRECTED] = opened
    if rises(before, opened):
        found[Difference.ESTABLISHED] = opened
    return found


def _is_contradicted(before: Told, after: Status) -> bool:
    """Say whether a better source says the opposite of the act that people were told."""
    return any(
        each.why is Doubt.CONTRADICTED and before.opened_by in each.decision.names for each in after.doubted
    )


def rises(before: Told, opened: Decision) -> bool:
    """Say whether an official source tells now, and for the first time, what opened the standing."""
    known = opened.names & {*before.confirmed}
    return not before.official and opened.establishment is Establishment.OFFICIAL and not known


def _moved(before: PartialDate | None, after: PartialDate | None) -> bool:
    if after is None:
        return False
    return before is None or not before.agrees_with(after)


def _pending_of(status: Status, kind: ClaimKind) -> Decision | None:
    return next((decision for decision in status.pending if decision.kind is kind), None)
