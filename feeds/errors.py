"""How a source can fail us, and what this package refuses.

What the world does wrong is a value (``FetchFailed``, ``NotAFeed``, ``NoArticle``) that
carries a FailureKind; an exception means that this package was handed something that
it cannot work with.
"""

from __future__ import annotations

from enum import StrEnum


class FailureKind(StrEnum):
    """What a failure asks for next."""

    TRANSIENT = "transient"
    """Try again later, more rarely each time."""
    PERMANENT = "permanent"
    """A person must look; trying again soon is useless."""
    UNSAFE = "unsafe"
    """Refused for our own safety, and worth a look."""


class FeedError(Exception):
    """The root of what this package raises."""


class MemoryFormatError(FeedError):
    """A stored memory cannot be read; polling with an empty one starts over."""


class FetchPolicyError(FeedError):
    """A setting of the fetcher cannot be followed."""
