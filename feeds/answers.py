"""What a fetch can come to, and what a status means for the next one."""

from __future__ import annotations

import re
import ssl
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from enum import StrEnum
from http import HTTPStatus
from time import time

import httpcore2

from feeds.errors import FailureKind
from feeds.targets import Target

ACCEPTED = frozenset({200, 203})
"""The statuses whose body is what was asked for."""

_TRANSIENT = frozenset({403, 404, 408, 421, 425, 429})
_LONGEST_WAIT = 86_400.0
_LONGEST_VALIDATOR = 1024
_NOT_NOW = frozenset({9, 10})
"""OpenSSL's codes for a certificate that is not valid yet, or no more."""
_VALIDATOR = re.compile(r"[\x20-\x7e]+")


class Fault(StrEnum):
    """Where a fetch broke."""

    UNREACHABLE = "unreachable"
    """Nobody answered: no such name, no connection, no answer in time."""
    CERTIFICATE = "certificate"
    STATUS = "status"
    """An answer came that brings nothing; its status says why."""
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A whole body, decompressed."""

    url: str
    """Where it came from in the end."""
    status: int
    body: bytes
    content_type: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    moved_permanently_to: str | None = None
    """Where the first redirects, all permanent, led: to be told, never to be followed for good."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedFile:
    """A whole body, as it came, in the file that the caller gave."""

    url: str
    size: int
    moved_permanently_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a programming interface answered to what was sent to it."""

    status: int
    body: bytes
    retry_after: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotModified:
    """The server says that what we have is what it has."""

    url: str
    etag: str | None = None
    last_modified: str | None = None
    moved_permanently_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchFailed:
    """Nothing usable came; ``reason`` is one line without any part of the address but its host."""

    kind: FailureKind
    reason: str
    retry_after: float | None = None
    """Seconds that the server asks us to wait, at most a day."""
    status: int | None = None
    """The status that was answered; 410 ends a source."""
    fault: Fault = Fault.OTHER


class StopError(Exception):
    """Carries a failure out of the depth of a fetch."""

    def __init__(self, failure: FetchFailed) -> None:
        super().__init__(failure.reason)
        self.failure = failure


def stop(
    kind: FailureKind,
    reason: str,
    *,
    retry_after: float | None = None,
    status: int | None = None,
    fault: Fault = Fault.OTHER,
) -> StopError:
    """Return the error that ends a fetch with this failure."""
    return StopError(
        FetchFailed(kind=kind, reason=reason, retry_after=retry_after, status=status, fault=fault)
    )


def is_sendable(value: str) -> bool:
    """Tell whether a header can carry *value*, an ETag or a Last-Modified, as it came."""
    return len(value) <= _LONGEST_VALIDATOR and _VALIDATOR.fullmatch(value) is not None


def validator(headers: dict[str, str], name: str) -> str | None:
    """Return the validator called *name*, unless it could not be sent back."""
    value = headers.get(name)
    return value if value and is_sendable(value) else None


def refused(target: Target, status: int, headers: dict[str, str]) -> StopError:
    """Turn a status that brings no body of use into a failure."""
    try:
        phrase = f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        phrase = str(status)
    reason = f"{target.host} answered {phrase}"
    if status == 304:
        reason += " to a request that named nothing to compare with"
    elif "challenge" in headers.get("cf-mitigated", ""):
        reason += ": it asks for a browser, and refuses automated access from this network"
    elif status == 403:
        reason += ": it may refuse automated access from this network"
    elif status == 410:
        reason += ": the source has ended"
    lasting = 400 <= status < 500 and status not in _TRANSIENT
    kind = FailureKind.PERMANENT if lasting else FailureKind.TRANSIENT
    wait = parse_retry_after(headers.get("retry-after"))
    return stop(kind, reason, retry_after=wait, status=status, fault=Fault.STATUS)


def parse_retry_after(value: str | None) -> float | None:
    """Read seconds or an HTTP date as seconds from now, at most a day; None if neither.

    >>> parse_retry_after("99999999999")
    86400.0
    >>> parse_retry_after("demain matin") is None
    True
    """
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:12]), _LONGEST_WAIT)
    try:
        moment = parsedate_to_datetime(text)
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return min(max(aware.timestamp() - time(), 0.0), _LONGEST_WAIT)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def broken(target: Target, error: Exception, *, through: str = "") -> StopError:
    """Name a broken connection by its cause, without a word of what the server sent.

    *through* is what stands between us and the server: no connection means that it is not there.
    """
    cause = error.__cause__ or error.__context__
    if isinstance(cause, ssl.SSLCertVerificationError):
        reason = f"the certificate of {target.host} is not trusted: {_told(cause)}"
        return stop(FailureKind.PERMANENT, reason, fault=Fault.CERTIFICATE)
    if isinstance(cause, ssl.SSLError):
        return stop(FailureKind.TRANSIENT, f"{target.host} does not speak TLS as it should")
    if isinstance(error, httpcore2.ConnectError):
        there = f"{target.host} cannot be reached on port {target.port}"
        reason = f"{through} cannot be reached" if through else there
        return stop(FailureKind.TRANSIENT, reason, fault=Fault.UNREACHABLE)
    if isinstance(error, httpcore2.LocalProtocolError):
        return stop(FailureKind.PERMANENT, f"no request can be written for {target.host}")
    if isinstance(error, httpcore2.RemoteProtocolError):
        return stop(FailureKind.TRANSIENT, f"{target.host} broke off its answer, or it is not HTTP")
    return stop(FailureKind.TRANSIENT, f"the connection to {target.host} broke")


def _told(error: ssl.SSLCertVerificationError) -> str:
    """Return what OpenSSL says of a certificate; of one that is over, that our own clock may be wrong."""
    over = error.verify_code in _NOT_NOW
    return f"{error.verify_message}{' (if its dates are right, the clock here is wrong)' if over else ''}"
