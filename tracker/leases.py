"""Leases: who works on a thing, and until when, kept in the store beside the log.

Only one transaction writes at a time, over all processes, so it is the mutex: a lease is
taken or refused within one.  Nobody needs to take a dead holder's lease away; it runs out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from store.api import Reader, Transaction
from tracker.model.time import utc

CLOCKS_APART = timedelta(minutes=5)
"""How far the clocks of two machines may differ; what lies further ahead was written by a wrong one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leases:
    """The leases of one view that one *owner* takes, each for *length*."""

    view: str
    owner: str
    length: timedelta

    def is_free(self, reader: Reader, key: str, now: datetime) -> bool:
        """Say whether nobody else holds *key*; a lease taken in a future that never was is void."""
        held = reader.state(self.view, key)
        return held is None or held.get("owner") == self.owner or not _holds(held, now)

    def take(self, tx: Transaction, key: str, now: datetime) -> bool:
        """Hold *key* from now on, and say so; return False where another does."""
        if not self.is_free(tx, key, now):
            return False
        until = utc(now + self.length)
        tx.put_state(self.view, key, {"owner": self.owner, "taken": utc(now), "until": until})
        return True

    def is_aging(self, reader: Reader, key: str, now: datetime) -> bool:
        """Say whether *key* is held by this owner, and less than two thirds of the time are left."""
        held = reader.state(self.view, key)
        ours = held is not None and held.get("owner") == self.owner
        return ours and str(held["until"]) < utc(now + self.length * 2 / 3)  # type: ignore[index] # it is ours

    def renew(self, tx: Transaction, key: str, now: datetime) -> None:
        """Hold *key* for the whole length again; nothing happens where it was released or lost."""
        held = tx.state(self.view, key)
        if held is not None and held.get("owner") == self.owner:
            self.take(tx, key, now)

    def release(self, tx: Transaction, key: str) -> None:
        """Give *key* back; nothing happens where it ran out and another took it."""
        held = tx.state(self.view, key)
        if held is not None and held.get("owner") == self.owner:
            tx.drop_state(self.view, key)


def _holds(held: Mapping[str, Any], now: datetime) -> bool:
    until, taken = str(held["until"]), str(held.get("taken", ""))
    return utc(now) < until and taken <= utc(now + CLOCKS_APART)
