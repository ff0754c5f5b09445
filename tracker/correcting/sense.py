"""What cannot be so, whoever says it: refused before it counts, since it would be told as an alert."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from tracker.errors import CorrectionError
from tracker.model.claim import EVERY_PLATFORM, ClaimKind

_FOR_EVERYONE = frozenset(
    {ClaimKind.LEGAL_BASIS_INVALIDATED, ClaimKind.LEGAL_BASIS_ADOPTED, ClaimKind.PROVIDER_QUALIFIED}
)
"""Acts that bind every platform, and never one alone."""

# A law, an opinion and the court's word on either may bind everyone as well as one platform.
_FOR_BOTH = frozenset(
    {
        ClaimKind.REQUIREMENT_ENACTED,
        ClaimKind.OPINION_ISSUED,
        ClaimKind.CHALLENGE_FILED,
        ClaimKind.CHALLENGE_REJECTED,
    }
)
_OF_A_PROVIDER = frozenset(
    {ClaimKind.HOST_SELECTED, ClaimKind.PROVIDER_QUALIFIED, ClaimKind.PROVIDER_REJECTED}
)


def refuse_nonsense(given: Mapping[str, Any], whole: Mapping[str, Any], *, today: date) -> None:
    """Raise CorrectionError, with every fault, where *given* makes no sense in a fact that reads *whole*.

    Only what was given is blamed: a claim that reads oddly can still be corrected field by field.
    """
    faults = [*_misplaced(given, whole), *_to_come(given, today)]
    if faults:
        raise CorrectionError("; ".join(faults))


def refuse_address(url: str | None) -> None:
    """Raise CorrectionError for a page that is not on the web: it is sent to others as a link."""
    if url is None:
        return
    try:
        parts = urlsplit(url)
        web = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        web = False
    if not web:
        raise CorrectionError(f"--url {url!r} is no page: write an address that starts with https://")
    if "@" in parts.netloc:
        raise CorrectionError("--url holds a user name or a password, and is kept for good: leave them out")


def says_something(text: str) -> bool:
    """Say whether *text* has letters: blanks and marks that nobody sees are no reason."""
    return any(char.isalpha() for char in text)


def _misplaced(given: Mapping[str, Any], whole: Mapping[str, Any]) -> Iterator[str]:
    """Yield what does not go together: the kind with the platform, or with its provider."""
    kind, everyone = whole.get("kind"), whole.get("platform") == EVERY_PLATFORM
    if given.keys() & {"kind", "platform"}:
        if everyone and kind not in _FOR_EVERYONE | _FOR_BOTH:
            yield f"{kind} is about one platform: name it instead of '*'"
        if not everyone and kind in _FOR_EVERYONE:
            yield f"{kind} binds every platform: write '*' as the platform"
    if given.keys() & {"kind", "provider"} and kind in _OF_A_PROVIDER and not whole.get("provider"):
        yield f"{kind} needs a provider: which one?"


def _to_come(given: Mapping[str, Any], today: date) -> Iterator[str]:
    for name in ("decided_on", "published_on"):
        told = given.get(name)
        if told is not None and told.first_day() > today:
            yield f"{name} {told} is still to come: record an act once it is done"
