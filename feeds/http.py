"""Fetch one address: bounded in time and size, over verified TLS, never into our own network.

Everything that is fetched goes through a `Fetcher`; there is no second way.  Each fetch has its
own connection: an answer that carries a forged second answer behind it poisons nothing.
What goes wrong is a FetchFailed, whose reason names the host and never more of the address,
since feeds carry tokens in their paths and queries.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from threading import Lock
from types import TracebackType
from typing import BinaryIO, Self, TypeVar

import httpcore2

from feeds.answers import (
    ACCEPTED,
    Answer,
    Fetched,
    FetchedFile,
    FetchFailed,
    NotModified,
    StopError,
    is_sendable,
    parse_retry_after,
    refused,
    stop,
    validator,
)
from feeds.bodies import Arrival, body_to_file, headers_of, whole_body
from feeds.connect import Budget
from feeds.courtesy import Courtesy
from feeds.errors import FailureKind
from feeds.exchange import Way, budget_of, checked, exchange, redirected, request_to
from feeds.guest import Guest
from feeds.policy import FetchPolicy, Limits, is_named, trusting
from feeds.targets import Target

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
_TEXT_ACCEPT = "text/plain, */*;q=0.1"

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT_REDIRECTS = frozenset({301, 308})
T = TypeVar("T")


class Fetcher:
    """Fetches addresses under one policy; may be used from several threads at once."""

    def __init__(self, policy: FetchPolicy) -> None:
        self.policy = policy
        self._lock = Lock()
        self._tls = None if policy.ca_file is None else trusting(policy.ca_file)
        self._guest = Guest(self._ask_robots, policy.user_agent.partition("/")[0])
        self._courtesy = Courtesy(per_host=policy.per_host, pause=policy.pause, patience=policy.timeout)

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
        asked = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        conditions = {name: value for name, value in asked.items() if value and is_sendable(value)}
        return self._get(url, accept, conditions, _anywhere)

    def fetch_page(self, url: str, *, named_by: str | None = None) -> Fetched | NotModified | FetchFailed:
        """Fetch the page at *url* as a guest of its site: where its robots.txt lets programs read it.

        Wherever it redirects to, the same holds there.  A page that the feed at *named_by* names lies
        on a host of ``allow_private_hosts`` only where that feed does: whoever writes a feed may not
        send us into a network that was opened for another.
        """

        def may(target: Target) -> None:
            if named_by is not None:
                self._keep_out(target, checked(named_by))
            self._as_guest(target)

        answer = self._get(url, PAGE_ACCEPT, {}, may)
        self._guest.heard(url, answer)
        return answer

    def _keep_out(self, target: Target, home: Target) -> None:
        names = {name for name in self.policy.allow_private_hosts if is_named(target, frozenset({name}))}
        if names and not is_named(home, frozenset(names)):
            reason = f"{target.netloc} is a private host, and this source is not on it"
            raise stop(FailureKind.UNSAFE, reason)

    def _as_guest(self, target: Target) -> None:
        refusal = self._guest.refusal(target)
        if refusal is not None:
            raise StopError(refusal)

    def _ask_robots(self, url: str) -> Fetched | NotModified | FetchFailed:
        return self.fetch(url, accept=_TEXT_ACCEPT)

    def _get(
        self, url: str, accept: str, conditions: dict[str, str], may: Callable[[Target], None]
    ) -> Fetched | NotModified | FetchFailed:
        limits = Limits(self.policy.timeout, self.policy.max_bytes)
        request = {"Accept": accept, "Accept-Encoding": "gzip", **conditions}

        def take(arrival: Arrival) -> Fetched | NotModified:
            return self._answer(arrival, conditional=bool(conditions))

        try:
            return self._follow(url, request, limits, take, may)
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
            return body_to_file(arrival, file, max_bytes)

        try:
            headers = {"Accept": "*/*", "Accept-Encoding": "identity"}
            return self._follow(url, headers, limits, take, _anywhere)
        except StopError as stop:
            return stop.failure

    def post(self, url: str, body: bytes, *, headers: Mapping[str, str]) -> Answer | FetchFailed:
        """Send *body* to *url* and return what is answered, whatever its status.

        Nothing is followed: what *headers* and *body* hold is meant for this host alone.
        """
        limits = Limits(self.policy.timeout, self.policy.max_bytes)
        budget = budget_of(limits)
        every = {"Accept-Encoding": "gzip", **headers}
        try:
            target = checked(url)
            request = request_to(target, every, self.policy.user_agent, method="POST", body=body)
            with self._exchange(target, request, budget, limits, hop=0) as response:
                return self._answered(target, response)
        except StopError as stopped:
            return stopped.failure

    def _answered(self, target: Target, response: httpcore2.Response) -> Answer:
        headers = headers_of(response)
        if response.status in _REDIRECTS:
            raise stop(
                FailureKind.PERMANENT, f"{target.host} redirects what was sent to it: is its url right?"
            )
        return Answer(
            status=response.status,
            body=whole_body(target, response, self.policy.max_bytes),
            retry_after=parse_retry_after(headers.get("retry-after")),
        )

    def _follow(
        self,
        url: str,
        headers: dict[str, str],
        limits: Limits,
        take: Callable[[Arrival], T],
        may: Callable[[Target], None],
    ) -> T:
        budget = budget_of(limits)
        target = checked(url)
        moved: str | None = None
        permanent = True
        for hop in range(self.policy.max_redirects + 1):
            request = request_to(target, headers, self.policy.user_agent)
            with budget.paused():
                may(target)
            with self._exchange(target, request, budget, limits, hop=hop) as response:
                if response.status not in _REDIRECTS:
                    return take(Arrival(target, response, moved))
                permanent = permanent and response.status in _PERMANENT_REDIRECTS
                target = redirected(target, response)
            moved = target.url if permanent else moved
        raise stop(FailureKind.PERMANENT, f"more than {self.policy.max_redirects} redirects")

    @contextmanager
    def _exchange(
        self, target: Target, request: httpcore2.Request, budget: Budget, limits: Limits, *, hop: int
    ) -> Iterator[httpcore2.Response]:
        """Send *request* when it is its turn; waiting for that takes nothing from the budget."""
        with ExitStack() as stack:
            if not is_named(target, self.policy.own_hosts):
                with budget.paused():
                    stack.enter_context(self._courtesy.turn(target.host))
            yield stack.enter_context(
                exchange(
                    target,
                    request,
                    way=self._way(target),
                    budget=budget,
                    limits=limits,
                    hop=hop,
                )
            )

    def _way(self, target: Target) -> Way:
        """Return how *target* is reached: what may lie in our own network is asked without any proxy."""
        allowed = is_named(target, self.policy.allow_private_hosts)
        proxy = None if allowed else self.policy.proxy
        secure = target.scheme == "https" or (proxy is not None and proxy.url.startswith("https:"))
        return Way(allowed=allowed, proxy=proxy, tls=self._tls_context() if secure else None)

    def _tls_context(self) -> ssl.SSLContext:
        with self._lock:
            if self._tls is None:
                self._tls = trusting(self.policy.ca_file)
            return self._tls

    def _answer(self, arrival: Arrival, *, conditional: bool) -> Fetched | NotModified:
        target, response, headers = arrival.target, arrival.response, headers_of(arrival.response)
        etag, last_modified = validator(headers, "etag"), validator(headers, "last-modified")
        if response.status == 304 and conditional:
            return NotModified(
                url=target.url,
                etag=etag,
                last_modified=last_modified,
                moved_permanently_to=arrival.moved,
            )
        if response.status not in ACCEPTED:
            raise refused(target, response.status, headers)
        return Fetched(
            url=target.url,
            status=response.status,
            body=whole_body(target, response, self.policy.max_bytes),
            content_type=headers.get("content-type"),
            etag=etag,
            last_modified=last_modified,
            moved_permanently_to=arrival.moved,
        )


def _anywhere(target: Target) -> None:
    """Let *target* be asked: it was configured, or is a program's to read."""
