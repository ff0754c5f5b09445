"""Ids for events that need none derived from what they say: UUIDs that rise with time (RFC 9562, version 7).

Neighbours in time are neighbours in the index of ids, so that appending touches few of its pages.
"""

from __future__ import annotations

import os
import time
from itertools import count
from typing import Any, Final
from uuid import UUID, SafeUUID

_VERSION_AND_VARIANT: Final = 7 << 76 | 2 << 62
_NEVER: Final = (-1, count())
_state = _NEVER


def next_id() -> UUID:
    """Return an id of its own, behind those of before.

    Within a millisecond, and while a clock that was set back catches up, ids count on from a random start.
    Threads that begin the same millisecond together may each begin it: their ids differ, and rise in
    each but for the one at that moment.

    >>> next_id() < next_id()
    True
    """
    global _state  # noqa: PLW0603 - one for each process; replaced whole, so that threads need no lock
    now = time.time_ns() // 1_000_000
    last, counter = _state
    if now > last:
        dice = int.from_bytes(os.urandom(10), "big")
        # 12 random bits, and 61 in a field of 62: it has room to count.
        counter = count(now << 80 | _VERSION_AND_VARIANT | (dice >> 68) << 64 | dice & (1 << 61) - 1)
        _state = now, counter
    made = _new(UUID)
    _set_int(made, next(counter))
    _set_is_safe(made, SafeUUID.unknown)
    return made


# What UUID(int=...) does after its checks, in a third of its time.
_new: Final = object.__new__
_slots: Final[Any] = UUID
_set_int: Final = _slots.int.__set__
_set_is_safe: Final = _slots.is_safe.__set__


def _begin_anew() -> None:
    """Let a forked process not count on from where its parent does."""
    global _state  # noqa: PLW0603 - see above
    _state = _NEVER


os.register_at_fork(after_in_child=_begin_anew)
