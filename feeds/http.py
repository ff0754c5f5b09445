"""Fetch one address: bounded in time and size, over verified TLS, never into our own network.

Everything that is fetched goes through a `Fetcher`; there is no second way.  Each fetch has its
own connection: an answer that carries a forged second answer behind it poisons nothing.
What goes wrong is a FetchFailed, whose reason names the host and never more of the address,
since feeds carry tokens in their paths and queries.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from time import monotonic
from types import TracebackType
from typing import BinaryIO, Self, TypeVar

import httpcore2

from feeds.answers import (
    Answer,
    Fault,
    Fetched,
    FetchedFile,
    FetchFailed,
    NotModified,
    StopError,
    broken,
    is_sendable,
    parse_retry_after,
    refused,
    stop,
    validator,
)
from feeds.connect import Budget, GuardedBackend, RefusedAddressError, SpentBudgetError, UnknownHostError
from feeds.errors import FailureKind, FetchPolicyError
from feeds.inflate import BadEncodingError, TooLargeError, collect
from feeds.targets import BadTargetError, Target, next_target, parse_target

__all__ = [
    "FEED_ACCEPT",
    "PAGE_ACCEPT",
    "FetchFailed",
    "FetchPolicy",
    "Fetched",
    "FetchedFile",
    "Fetcher",
    "NotModified",
    "parse_retry_after",
]

FEED_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.1"
)
PAGE_ACCEPT = "text/html, application/xhtml+xml, */*;q=0.1"

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT_REDIRECTS = frozenset({301, 308})
_ACCEPTED = frozenset({200, 203})
_DECODED = {"": "", "identity": "", "gzip": "gzip", "x-gzip": "gzip", "deflate": "deflate"}
_HEADER_ROOM = 1 << 18
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchPolicy:
    """What every fetch must keep to."""

    user_agent: str
    """Honest, and with a contact: some sites refuse an agent that names none."""
    timeout: float = 20.0
    """Seconds for the whole of a fetch: names, connections, redirects, headers and body."""
    max_bytes: int = 10_000_000
    """The most that a body may have after decompression."""
    max_redirects: int = 5
    allow_private_hosts: frozenset[str] = frozenset()
    """``host`` or ``host:port``, as the address writes it; these may lie in a private network."""
    ca_file: Path | None = None
    """Authorities that are trusted besides the system's; verification itself is never off."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one fetch may take: seconds in all, and bytes of a body."""

    timeout: float
    max_bytes: int

    @property
    def on_the_wire(self) -> int:
        """Allow for headers and for the padding of chunks, not for more."""
        return self.max_bytes + self.max_bytes // 4 + _HEADER_ROOM


@dataclass(frozen=True, slots=True)
class Arrival:
    """An answer that is no redirect, while its connection is open; ``moved`` is where it now lives."""

    target: Target
    response: httpcore2.Response
    moved: str | None


class Fetcher:
    """Fetches addresses under one policy; may be used from several threads at once."""

    def __init__(self, policy: FetchPolicy) -> None:
        self.policy = policy
        self._lock = Lock()
        self._tls = None if policy.ca_file is None else _trusting(policy.ca_file)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Forget the TLS context; no connection outlives its fetch."""
        with self._lock:
            self._tls = None

    def fetch(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        accept: str = FEED_ACCEPT,
    ) -> Fetched | NotModified | FetchFailed:
        """Fetch *url*, or learn that it has not changed since the validators were given.

        Validators go out as they came, byte by byte; those that no header can carry are left out.
        A 304 that was not asked for is a failure: there is no body that it could stand for.
        """
        conditions = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        headers = {name: value for name, value in conditions.items() if value and is_sendable(value)}
        limits = Limits(self.policy.timeout, self.policy.max_bytes)
        request = {"Accept": accept, "Accept-Encoding": "gzip", **headers}

        def take(arrival: Arrival) -> Fetched | NotModified:
            return self._answer(arrival, conditional=bool(headers))

        try:
            return self._follow(url, request, limits, take)
        except StopError as stop:
            return stop.failure

    def fetch_file(
        self, url: str, file: BinaryIO, *, timeout: float, max_bytes: int
    ) -> FetchedFile | FetchFailed:
        """Fetch *url* into *file* as it comes, within limits of its own: an archive, not a text.

        Nothing is decompressed.  After a failure *file* may hold a part.
        """
        limits = Limits(timeout, max_bytes)

        def take(arrival: Arrival) -> FetchedFile:
            return _kept(arrival, file, max_bytes)

        try:
            return self._follow(url, {"Accept": "*/*", "Accept-Encoding": "identity"}, limits, take)
        except StopError as stop:
            return stop.failure

    def post(self, url: str, body: bytes, *, headers: Mapping[str, str]) -> Answer | FetchFailed:
        """Send *body* to *url* and return what is answered, whatever its status.

        Nothing is followed: what *headers* and *body* hold is meant for this host alone.
        """
        limits = Limits(self.policy.timeout, self.policy.max_bytes)
        budget = Budget(deadline=monotonic() + limits.timeout, bytes_left=limits.on_the_wire)
        every = {"Accept-Encoding": "gzip", **headers}
        try:
            target = _checked(url)
            request = _request(target, every, self.policy.user_agent, method="POST", body=body)
            with self._exchange(target, request, budget, limits, hop=0) as response:
                return self._answered(target, response)
        except StopError as stopped:
            return stopped.failure

    def _answered(self, target: Target, response: httpcore2.Response) -> Answer:
        headers = _headers(response)
        if response.status in _REDIRECTS:
            raise stop(
                FailureKind.PERMANENT, f"{target.host} redirects what was sent to it: is its url right?"
            )
        return Answer(
            status=response.status,
            body=self._body(target, response, headers.get("content-encoding", "")),
            retry_after=parse_retry_after(headers.get("retry-after")),
        )

    def _follow(self, url: str, headers: dict[str, str], limits: Limits, take: Callable[[Arrival], T]) -> T:
        budget = Budget(deadline=monotonic() + limits.timeout, bytes_left=limits.on_the_wire)
        target = _checked(url)
        moved: str | None = None
        permanent = True
        for hop in range(self.policy.max_redirects + 1):
            request = _request(target, headers, self.policy.user_agent)
            with self._exchange(target, request, budget, limits, hop=hop) as response:
                if response.status not in _REDIRECTS:
                    return take(Arrival(target, response, moved))
                permanent = permanent and response.status in _PERMANENT_REDIRECTS
                target = _redirected(target, response)
            moved = target.url if permanent else moved
        raise stop(FailureKind.PERMANENT, f"more than {self.policy.max_redirects} redirects")

    @contextmanager
    def _exchange(
        self, target: Target, request: httpcore2.Request, budget: Budget, limits: Limits, *, hop: int
    ) -> Iterator[httpcore2.Response]:
        """Send *request* and yield the answer while its connection is open; name what goes wrong."""
        connection = httpcore2.HTTPConnection(
            _origin(target),
            ssl_context=self._tls_context() if target.scheme == "https" else None,
            network_backend=GuardedBackend(budget, allowed=self._is_allowed(target)),
        )
        try:
            yield connection.handle_request(request)
        except (SpentBudgetError, httpcore2.TimeoutException) as error:
            raise _spent(target, budget, limits) from error
        except RefusedAddressError as error:
            way_out = f"name {target.netloc} in allow_private_hosts if it may be fetched"
            told = (
                f"a redirect leads to {target.host}, {error}"
                if hop
                else f"{target.host} is {error}; {way_out}"
            )
            raise stop(FailureKind.UNSAFE, told) from error
        except UnknownHostError as error:
            reason = f"the name {target.host} cannot be resolved"
            raise stop(FailureKind.TRANSIENT, reason, fault=Fault.UNREACHABLE) from error
        except (httpcore2.NetworkError, httpcore2.ProtocolError) as error:
            raise broken(target, error) from error
        finally:
            connection.close()

    def _is_allowed(self, target: Target) -> bool:
        written = f"[{target.host}]" if ":" in target.host else target.host
        names = {target.host, written, f"{written}:{target.port}"}
        return not names.isdisjoint(self.policy.allow_private_hosts)

    def _tls_context(self) -> ssl.SSLContext:
        with self._lock:
            if self._tls is None:
                self._tls = _trusting(self.policy.ca_file)
            return self._tls

    def _answer(self, arrival: Arrival, *, conditional: bool) -> Fetched | NotModified:
        target, response, headers = arrival.target, arrival.response, _headers(arrival.response)
        etag, last_modified = validator(headers, "etag"), validator(headers, "last-modified")
        if response.status == 304 and conditional:
            return NotModified(
                url=target.url,
                etag=etag,
                last_modified=last_modified,
                moved_permanently_to=arrival.moved,
            )
        if response.status not in _ACCEPTED:
            raise refused(target, response.status, headers)
        return Fetched(
            url=target.url,
            status=response.status,
            body=self._body(target, response, headers.get("content-encoding", "")),
            content_type=headers.get("content-type"),
            etag=etag,
            last_modified=last_modified,
            moved_permanently_to=arrival.moved,
        )

    def _body(self, target: Target, response: httpcore2.Response, encoding: str) -> bytes:
        known = _DECODED.get(encoding.strip().lower())
        if known is None:
            raise stop(FailureKind.PERMANENT, f"{target.host} sends an encoding that was not offered")
        try:
            return collect(response.iter_stream(), encoding=known, cap=self.policy.max_bytes)
        except TooLargeError as error:
            raise stop(
                FailureKind.UNSAFE, f"{target.host} sends a body of more than {self.policy.max_bytes} bytes"
            ) from error
        except BadEncodingError as error:
            raise stop(FailureKind.TRANSIENT, f"{target.host}: {error}") from error


def _kept(arrival: Arrival, file: BinaryIO, max_bytes: int) -> FetchedFile:
    """Write the body to *file*; an archive that is called gzip-encoded is the archive itself."""
    target, headers = arrival.target, _headers(arrival.response)
    if arrival.response.status not in _ACCEPTED:
        raise refused(target, arrival.response.status, headers)
    if headers.get("content-encoding", "").strip().lower() not in ("", "identity", "gzip", "x-gzip"):
        raise stop(FailureKind.PERMANENT, f"{target.host} sends an encoding that was not offered")
    size = 0
    for piece in arrival.response.iter_stream():
        size += len(piece)
        if size > max_bytes:
            raise stop(FailureKind.UNSAFE, f"{target.host} sends a file of more than {max_bytes} bytes")
        try:
            file.write(piece)
        except OSError as error:
            reason = f"what {target.host} sends cannot be kept: {error.strerror}"
            raise stop(FailureKind.TRANSIENT, reason) from error
    return FetchedFile(url=target.url, size=size, moved_permanently_to=arrival.moved)


def _spent(target: Target, budget: Budget, limits: Limits) -> StopError:
    if budget.bytes_left <= 0:
        return stop(FailureKind.UNSAFE, f"{target.host} sends more than {limits.on_the_wire} bytes")
    reason = f"{target.host} did not answer in full within {limits.timeout:g} s"
    return stop(FailureKind.TRANSIENT, reason, fault=Fault.UNREACHABLE)


def _trusting(ca_file: Path | None) -> ssl.SSLContext:
    """Return the system's trust, and that of *ca_file*; verification and host names are checked."""
    context = ssl.create_default_context()
    if ca_file is not None:
        try:
            context.load_verify_locations(cafile=ca_file)
        except OSError as error:
            message = f"{ca_file}: no certificates can be read from it; give a PEM file of authorities"
            raise FetchPolicyError(message) from error
    return context


def _checked(url: str) -> Target:
    try:
        return parse_target(url)
    except BadTargetError as error:
        raise stop(FailureKind.UNSAFE, f"not fetched: {error}") from error


def _redirected(target: Target, response: httpcore2.Response) -> Target:
    location = _headers(response).get("location")
    if not location:
        raise stop(
            FailureKind.TRANSIENT,
            f"{target.host} redirects without saying where",
            status=response.status,
        )
    try:
        return next_target(target, location)
    except BadTargetError as error:
        raise stop(
            FailureKind.UNSAFE,
            f"a redirect of {target.host} was not followed: {error}",
            status=response.status,
        ) from error


def _origin(target: Target) -> httpcore2.Origin:
    return httpcore2.Origin(target.scheme.encode(), target.host.encode(), target.port)


def _request(
    target: Target, headers: dict[str, str], user_agent: str, *, method: str = "GET", body: bytes = b""
) -> httpcore2.Request:
    """Build a request that asks for the connection to end with the answer."""
    every = {"Host": target.netloc, "User-Agent": user_agent, "Connection": "close", **headers}
    if method != "GET":
        every["Content-Length"] = str(len(body))
    url = httpcore2.URL(
        scheme=target.scheme.encode(),
        host=target.host.encode(),
        port=target.port,
        target=target.path.encode(),
    )
    lines = [(name.encode(), value.encode()) for name, value in every.items()]
    return httpcore2.Request(method, url, headers=lines, content=body)


def _headers(response: httpcore2.Response) -> dict[str, str]:
    """Return the headers by lower-case name; of those that repeat, joined as HTTP joins them."""
    found: dict[str, str] = {}
    for name, value in response.headers:
        key, text = name.decode("latin-1").lower(), value.decode("utf-8", "replace")
        found[key] = f"{found[key]}, {text}" if key in found else text
    return found
