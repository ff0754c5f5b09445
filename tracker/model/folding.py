"""The state that runs through the decisions about a platform, in the order in which they were taken.

Each arm of :meth:`Fold.take` is a row of the table « How a standing follows from the facts »
in ARCHITECTURE.md.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import assert_never

from tracker.model.claim import EVERY_PLATFORM, ClaimKind, PlatformId, ProviderId
from tracker.model.dates import PartialDate
from tracker.model.decision import Decision
from tracker.model.doubting import Doubt, Doubted, is_told_by_a_recall, is_weaker
from tracker.model.likeness import share_number
from tracker.model.status import Standing, Status

_REQUESTABLE = frozenset({Standing.UNASSESSED, Standing.EXPIRED, Standing.REFUSED, Standing.ANNULLED})
CONTEXT = frozenset(
    {
        ClaimKind.REQUIREMENT_ENACTED,
        ClaimKind.LEGAL_BASIS_INVALIDATED,
        ClaimKind.LEGAL_BASIS_ADOPTED,
        ClaimKind.PROVIDER_QUALIFIED,
        ClaimKind.PROVIDER_REJECTED,
        ClaimKind.OPINION_ISSUED,
        ClaimKind.FORMAL_NOTICE_ISSUED,
        ClaimKind.SANCTION_IMPOSED,
    }
)
_PENDING_ORDER = (
    ClaimKind.MIGRATION_ANNOUNCED,
    ClaimKind.CHANGE_REQUESTED,
    ClaimKind.CHALLENGE_FILED,
    ClaimKind.AUTHORISATION_REQUESTED,
)


@dataclass(slots=True)
class Fold:
    """The state that runs through the decisions; ``sure`` are recalls that an act tells to be true."""

    platform: PlatformId
    sure: frozenset[str] = frozenset()
    host: ProviderId | None = None
    host_by: Decision | None = None
    standing: Standing = Standing.UNASSESSED
    since: date | None = None
    opened_by: Decision | None = None
    before_request: tuple[Standing, date | None, Decision | None] | None = None
    before_suspension: tuple[Standing, date | None, Decision | None] | None = None
    next_host: ProviderId | None = None
    target: PartialDate | None = None
    pending: list[Decision] = field(default_factory=list)
    ruling: Decision | None = None
    withdrawal: Decision | None = None
    context: list[Decision] = field(default_factory=list)
    latest: date | None = None
    turned_by: Decision | None = None
    renews: frozenset[str] = frozenset()
    doubted: list[Doubted] = field(default_factory=list)

    def _open(self, standing: Standing, decision: Decision) -> None:
        self.standing = standing
        self.opened_by = decision
        self.turned_by = None
        exact = decision.decided_on is not None and decision.decided_on.is_day
        self.since = decision.day if exact else None

    def _close(self, *kinds: ClaimKind) -> None:
        self.pending = [each for each in self.pending if each.kind not in kinds]

    def expire(self, day: date) -> None:
        """End an authorisation whose last day lies before *day*."""
        if self.standing is not Standing.AUTHORISED or self.opened_by is None:
            return
        last = self.opened_by.expires_on
        if last is not None and last < day:
            self.standing = Standing.EXPIRED
            self.since = last + timedelta(days=1)

    def take(self, decision: Decision) -> None:  # noqa: C901, PLR0912 - one arm a kind, as in the table
        """Take the next decision: each arm is a row of the table."""
        if decision.platform == EVERY_PLATFORM or decision.kind in CONTEXT:
            self.context.append(decision)
            return
        self.latest = decision.day
        if (better := self._outweighing(decision)) is not None:
            why = Doubt.RECALLED_ONCE if is_told_by_a_recall(decision) else Doubt.UNCONFIRMED
            self.doubted.append(Doubted(decision, why, better))
            return
        named = frozenset(decision.closes)
        closed = [each for each in self.pending if each.names & named]
        self.pending = [each for each in self.pending if each not in closed]
        match decision.kind:
            case ClaimKind.HOST_SELECTED:
                self._select(decision)
            case ClaimKind.AUTHORISATION_REQUESTED:
                self._request(decision)
            case ClaimKind.REQUEST_WITHDRAWN:
                self._close(ClaimKind.AUTHORISATION_REQUESTED)
                self.withdrawal = decision
                if self.standing is Standing.REQUESTED and self.before_request is not None:
                    self._return_to(self.before_request, decision)
            case ClaimKind.HOSTING_AUTHORISED:
                self._authorise(decision)
            case ClaimKind.HOSTING_REFUSED:
                self._close(ClaimKind.AUTHORISATION_REQUESTED)
                self._open(Standing.REFUSED, decision)
            case ClaimKind.CHANGE_REQUESTED:
                self._ask_for_change(decision)
            case ClaimKind.HOSTING_SUSPENDED:
                if self.standing is not Standing.SUSPENDED:
                    self.before_suspension = (self.standing, self.since, self.opened_by)
                self._open(Standing.SUSPENDED, decision)
            case ClaimKind.AUTHORISATION_ANNULLED:
                self._open(Standing.ANNULLED, decision)
            case ClaimKind.CHALLENGE_FILED:
                self.pending.append(decision)
            case ClaimKind.CHALLENGE_REJECTED:
                self._reject(decision, closed)
            case ClaimKind.MIGRATION_ANNOUNCED:
                self._close(ClaimKind.MIGRATION_ANNOUNCED)
                self.pending.append(decision)
                self.target = decision.target_date or self.target
            case ClaimKind.MIGRATION_COMPLETED:
                self._complete(decision)
            case (
                ClaimKind.REQUIREMENT_ENACTED
                | ClaimKind.LEGAL_BASIS_INVALIDATED
                | ClaimKind.LEGAL_BASIS_ADOPTED
                | ClaimKind.PROVIDER_QUALIFIED
                | ClaimKind.PROVIDER_REJECTED
                | ClaimKind.OPINION_ISSUED
                | ClaimKind.FORMAL_NOTICE_ISSUED
                | ClaimKind.SANCTION_IMPOSED
            ):  # pragma: no cover - context, taken above
                return
            case _:  # pragma: no cover - the checker proves it
                assert_never(decision.kind)

    def _outweighing(self, decision: Decision) -> Decision | None:
        """Return the better told act that keeps *decision* from moving anything.

        A recall, what takes an act back, and a move that is told as done before its day wait for a second
        voice; a new act moves the standing, whoever reports it first.
        """
        held: Decision | None = None
        if is_told_by_a_recall(decision) and decision.key not in self.sure:
            held = self.opened_by or self.host_by
        elif (decision.kind is ClaimKind.REQUEST_WITHDRAWN and self.standing is Standing.REQUESTED) or (
            decision.kind is ClaimKind.CHALLENGE_REJECTED
            and self.standing is Standing.SUSPENDED
            and self._is_by_who_suspended(decision)
        ):
            held = self.opened_by
        elif decision.kind is ClaimKind.MIGRATION_COMPLETED:
            held = self._announced_for_later(decision)
        return held if is_weaker(decision, held) else None

    def _announced_for_later(self, decision: Decision) -> Decision | None:
        """Return the announcement that sets the move for a day that was still to come."""
        later = self.target is not None and decision.day < self.target.first_day()
        announced = (each for each in self.pending if each.kind is ClaimKind.MIGRATION_ANNOUNCED)
        return next(announced, None) if later else None

    def _is_by_who_suspended(self, ruling: Decision) -> bool:
        return self.opened_by is not None and self.opened_by.authority in (None, ruling.authority)

    def _return_to(self, before: tuple[Standing, date | None, Decision | None], by: Decision) -> None:
        self.standing, self.since, self.opened_by = before
        self.turned_by = by

    def _select(self, decision: Decision) -> None:
        if decision.provider is None or decision.provider == self.next_host:
            return
        if self.host is None:
            self.host, self.host_by = decision.provider, decision
        elif decision.provider != self.host:
            if self.standing is Standing.CHANGE_REQUESTED and self.opened_by is not None:
                self.pending.append(self.opened_by)
            self.next_host = decision.provider
            self._open(Standing.MIGRATING, decision)

    def _request(self, decision: Decision) -> None:
        if self.host is None and decision.provider is not None:
            self.host, self.host_by = decision.provider, decision
        self.pending.append(decision)
        if self.standing in _REQUESTABLE:
            self.before_request = (self.standing, self.since, self.opened_by)
            self._open(Standing.REQUESTED, decision)

    def _authorise(self, decision: Decision) -> None:
        held = self.opened_by
        if (
            self.standing is Standing.AUTHORISED
            and held is not None
            and held.expires_on is not None
            and decision.expires_on is None
            and decision.provider in (None, self.host)
            and (decision.recalled or decision.decided_on is None or not decision.decided_on.is_day)
            and not decision.establishment.reaches(held.establishment)
        ):
            return  # a report without day and term renews no authorisation that is better established
        self._close(ClaimKind.AUTHORISATION_REQUESTED, ClaimKind.CHANGE_REQUESTED)
        moved = decision.provider is not None and decision.provider != self.host
        if decision.provider is not None:
            self.host, self.host_by = decision.provider, decision
        if self.host == self.next_host:
            self.next_host, self.target = None, None
            self._close(ClaimKind.MIGRATION_ANNOUNCED)
        if self.standing is Standing.AUTHORISED and held is not None:
            self.renews |= held.names
        if self.standing is Standing.AUTHORISED and not moved:
            self.opened_by = decision  # a renewal moves the expiry, not the beginning
        else:
            self._open(Standing.AUTHORISED, decision)

    def _ask_for_change(self, decision: Decision) -> None:
        if self.host is None and decision.provider is not None:
            self.host, self.host_by = decision.provider, decision  # the host that is to be left
        if self.standing is Standing.CHANGE_REQUESTED:
            return  # a repeat confirms, it does not restart
        if self.standing in (Standing.AUTHORISED, Standing.MIGRATING):
            if all(each.kind is not ClaimKind.CHANGE_REQUESTED for each in self.pending):
                self.pending.append(decision)
            return
        self._open(Standing.CHANGE_REQUESTED, decision)

    def _reject(self, decision: Decision, closed: list[Decision]) -> None:
        settled = closed if decision.closes else self._settled_by(decision)
        self.pending = [each for each in self.pending if each not in settled]
        self.ruling = decision
        left = any(each.kind is ClaimKind.CHALLENGE_FILED for each in self.pending)
        only = bool(settled) and not left and self._is_by_who_suspended(decision)
        if self.standing is Standing.SUSPENDED and self.before_suspension is not None and only:
            self._return_to(self.before_suspension, decision)

    def _settled_by(self, ruling: Decision) -> list[Decision]:
        """Return the challenges that a ruling settles: by number, else the only one it can mean."""
        open_ = [each for each in self.pending if each.kind is ClaimKind.CHALLENGE_FILED]
        if ruling.numbers:
            numbered = [each for each in open_ if share_number(each.numbers, ruling.numbers)]
            if len(ruling.numbers) > 1:
                return numbered
            open_ = numbered or [each for each in open_ if each.reference is None]
        before = [each for each in open_ if each.authority == ruling.authority]
        return before if len(before) == 1 else []

    def _complete(self, decision: Decision) -> None:
        host = decision.provider or self.next_host
        if host is not None:
            self.host, self.host_by = host, decision
        self.next_host, self.target = None, None
        self._close(ClaimKind.MIGRATION_ANNOUNCED, ClaimKind.CHANGE_REQUESTED)
        self._open(Standing.MIGRATED, decision)

    def status(self, as_of: date) -> Status:
        """Return what holds on *as_of*, after the decisions taken."""
        nothing = self.standing is Standing.ANNULLED
        return Status(
            platform=self.platform,
            as_of=as_of,
            host=self.host,
            host_by=self.host_by,
            standing=self.standing,
            since=self.since,
            opened_by=self.opened_by,
            in_force=None if nothing else self.opened_by,
            next_host=self.next_host,
            target_date=self.target,
            pending=tuple(sorted(self.pending, key=_pending_order)),
            ruling=self.ruling,
            withdrawal=self.withdrawal,
            context=tuple(self.context),
            latest=self.latest,
            turned_by=self.turned_by,
            renews=self.renews,
            doubted=tuple(self.doubted),
        )


def _pending_order(decision: Decision) -> tuple[int, date, str, str]:
    return (
        _PENDING_ORDER.index(decision.kind),
        decision.decided_on.last_day() if decision.decided_on else decision.day,
        decision.reference or "",
        decision.id,
    )
