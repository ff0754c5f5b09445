"""Where a platform stands, as values: the standings, a host that was seen, a status on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tracker.model.claim import PlatformId, ProviderId
from tracker.model.dates import PartialDate
from tracker.model.decision import Decision, Establishment
from tracker.model.doubting import Doubted


class Standing(StrEnum):
    """Where a platform stands."""

    UNASSESSED = "unassessed"
    REQUESTED = "requested"
    AUTHORISED = "authorised"
    CHANGE_REQUESTED = "change-requested"
    REFUSED = "refused"
    SUSPENDED = "suspended"
    ANNULLED = "annulled"
    EXPIRED = "expired"
    MIGRATING = "migrating"
    MIGRATED = "migrated"


@dataclass(frozen=True, slots=True, kw_only=True)
class HostSeen:
    """Where a page says that the data are, without any act of an authority."""

    platform: PlatformId
    host: ProviderId
    as_of: PartialDate
    note: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """A platform's status on the day *as_of*.

    ``opened_by`` is the decision that opened the standing, ``in_force`` the same unless it
    left nothing in force (an annulment).  ``since`` is known only where the day is.
    ``ruling`` is the last rejected challenge, ``withdrawal`` the last request taken back,
    ``context`` what binds without deciding, ``latest`` the day of the last act about it.
    ``turned_by`` is the act that made the standing what it is where that is another one (the
    ruling that ended a suspension), ``renews`` names the authorisations that went before the
    present one, ``doubted`` holds the reports that move nothing.
    """

    platform: PlatformId
    as_of: date
    host: ProviderId | None = None
    host_by: Decision | None = None
    standing: Standing = Standing.UNASSESSED
    since: date | None = None
    opened_by: Decision | None = None
    in_force: Decision | None = None
    next_host: ProviderId | None = None
    target_date: PartialDate | None = None
    pending: tuple[Decision, ...] = ()
    ruling: Decision | None = None
    withdrawal: Decision | None = None
    context: tuple[Decision, ...] = ()
    latest: date | None = None
    turned_by: Decision | None = None
    renews: frozenset[str] = frozenset()
    doubted: tuple[Doubted, ...] = ()

    @property
    def establishment(self) -> Establishment | None:
        """Return how well the standing is established, or else the host."""
        return self._decided.establishment if self._decided else None

    @property
    def vouched(self) -> bool:
        """Say whether a person stands for what the standing, or else the host, rests on."""
        return self._decided is not None and self._decided.vouched

    @property
    def _decided(self) -> Decision | None:
        return self.opened_by or self.host_by
