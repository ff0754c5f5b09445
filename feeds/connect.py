"""Connect for one fetch: the address that was judged is the address that is reached.

A name is looked up once.  Its addresses are judged, then connected to as numbers, so that a
second answer of the name server is never asked for.  Every read and write takes no longer than
what is left of the fetch's own time, so that a byte every second ends with it too.
"""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import ssl
from collections.abc import Iterable, Iterator
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic
from typing import Any

import httpcore2

from feeds.addresses import why_not_public

_CONNECT_LIMIT = 10.0


class SpentBudgetError(Exception):
    """The fetch has used up its time or its bytes."""


class RefusedAddressError(Exception):
    """The host lies where we do not fetch; the message says where that is."""


class UnknownHostError(Exception):
    """The name server knows no address."""


class Budget:
    """What one fetch may still use: time until a deadline, and bytes on the wire."""

    def __init__(self, *, deadline: float, bytes_left: int) -> None:
        self.deadline = deadline
        self.bytes_left = bytes_left

    def seconds(self) -> float:
        """Return the seconds that are left, or refuse to go on."""
        left = self.deadline - monotonic()
        if left <= 0:
            raise SpentBudgetError
        return left

    @contextlib.contextmanager
    def paused(self) -> Iterator[None]:
        """Give back the time that passes: waiting for one's turn is no fault of the server."""
        begun = monotonic()
        try:
            yield
        finally:
            self.deadline += monotonic() - begun

    def spend(self, count: int) -> None:
        """Count *count* bytes that came in."""
        self.bytes_left -= count
        if self.bytes_left <= 0:
            raise SpentBudgetError


class GuardedBackend(httpcore2.NetworkBackend):
    """Connects within a budget, to public addresses only unless the host is *allowed*."""

    def __init__(self, budget: Budget, *, allowed: bool) -> None:
        self._budget = budget
        self._allowed = allowed

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002  the budget knows better; the signature is the library's
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        """Connect to the first address of *host* that answers; one bad address refuses them all."""
        if not self._allowed and _is_localhost(host):
            raise RefusedAddressError("a loopback name")
        addresses = _look_up(host, port, self._budget)
        if not self._allowed:
            reason = next(filter(None, map(why_not_public, addresses)), None)
            if reason is not None:
                raise RefusedAddressError(reason)
        backend = httpcore2.SyncBackend()
        for later, address in zip(reversed(range(len(addresses))), addresses, strict=True):
            patience = min(self._budget.seconds() / (later + 1), _CONNECT_LIMIT)
            try:
                stream = backend.connect_tcp(address, port, patience, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                if not later:
                    raise
                continue
            return _BudgetedStream(stream, self._budget)
        raise UnknownHostError(host)


class _BudgetedStream(httpcore2.NetworkStream):
    """A connection whose every step takes from the budget of its fetch."""

    def __init__(self, stream: httpcore2.NetworkStream, budget: Budget) -> None:
        self._stream = stream
        self._budget = budget

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002  see connect_tcp
        data = self._stream.read(max_bytes, self._budget.seconds())
        self._budget.spend(len(data))
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002  see connect_tcp
        self._stream.write(buffer, self._budget.seconds())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002  see connect_tcp
    ) -> httpcore2.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, self._budget.seconds())
        return _BudgetedStream(stream, self._budget)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401  the library's signature
        return self._stream.get_extra_info(info)


def refuse_by_name(host: str) -> None:
    """Raise RefusedAddressError for a host that is not public by its name alone; nothing is looked up."""
    if _is_localhost(host):
        raise RefusedAddressError("a loopback name")
    with contextlib.suppress(ValueError):
        if (reason := why_not_public(host)) is not None:
            raise RefusedAddressError(reason)


def _is_localhost(host: str) -> bool:
    """Tell whether *host* means this machine by its name alone (RFC 6761)."""
    return host.rstrip(".").split(".")[-1] == "localhost"


def _look_up(host: str, port: int, budget: Budget) -> list[str]:
    """Return the addresses of *host*, each once, in the order of preference of the system.

    The system's look-up cannot be stopped, so it runs in a thread that is left behind when the
    time is up; numbers need no look-up.
    """
    with contextlib.suppress(ValueError):
        return [str(ipaddress.ip_address(host))]
    answers: SimpleQueue[list[str] | None] = SimpleQueue()
    Thread(target=lambda: answers.put(_resolved(host, port)), name="look-up", daemon=True).start()
    try:
        found = answers.get(timeout=budget.seconds())
    except Empty as error:
        raise SpentBudgetError from error
    if not found:
        raise UnknownHostError(host)
    return found


def _resolved(host: str, port: int) -> list[str] | None:
    try:
        rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return None
    return list(dict.fromkeys(str(row[4][0]) for row in rows))
