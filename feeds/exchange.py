"""One request and its answer, over a connection of its own, within a budget; what goes wrong is named."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic

import httpcore2

from feeds.answers import Fault, StopError, broken, stop
from feeds.bodies import headers_of
from feeds.connect import (
    Budget,
    GuardedBackend,
    RefusedAddressError,
    SpentBudgetError,
    UnknownHostError,
    refuse_by_name,
)
from feeds.errors import FailureKind
from feeds.policy import Limits
from feeds.proxy import Proxy, connection_through
from feeds.targets import BadTargetError, Target, next_target, parse_target


def budget_of(limits: Limits) -> Budget:
    """Return what a fetch that begins now may use."""
    return Budget(deadline=monotonic() + limits.timeout, bytes_left=limits.on_the_wire)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How a host is reached: *allowed* lets it lie in a private network; a *proxy* stands between us."""

    allowed: bool
    tls: ssl.SSLContext | None = None
    proxy: Proxy | None = None


@contextmanager
def exchange(  # noqa: PLR0913 - what is asked, of whom, and within what
    target: Target,
    request: httpcore2.Request,
    *,
    way: Way,
    budget: Budget,
    limits: Limits,
    hop: int,
) -> Iterator[httpcore2.Response]:
    """Send *request* and yield the answer while its connection is open.

    *hop* counts the redirects that led to the host.
    """
    connection = _connection(target, way, budget)
    try:
        if way.proxy is not None:
            refuse_by_name(target.host)
        yield connection.handle_request(request)
    except (SpentBudgetError, httpcore2.TimeoutException) as error:
        raise _spent(target, budget, limits) from error
    except RefusedAddressError as error:
        raise _refused_address(target, error, hop) from error
    except UnknownHostError as error:
        reason = f"the name {'of the proxy' if way.proxy else target.host} cannot be resolved"
        raise stop(FailureKind.TRANSIENT, reason, fault=Fault.UNREACHABLE) from error
    except httpcore2.ProxyError as error:
        reason = f"the proxy does not lead to {target.host}: it answered {str(error)[:3]}"
        raise stop(FailureKind.TRANSIENT, reason, fault=Fault.UNREACHABLE) from error
    except (httpcore2.NetworkError, httpcore2.ProtocolError) as error:
        raise broken(target, error, through="the proxy" if way.proxy else "") from error
    finally:
        connection.close()


def request_to(
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


def checked(url: str) -> Target:
    """Return the target that *url* is; stop where it is none that may be fetched."""
    try:
        return parse_target(url)
    except BadTargetError as error:
        raise stop(FailureKind.UNSAFE, f"not fetched: {error}") from error


def redirected(target: Target, response: httpcore2.Response) -> Target:
    """Return where *response* leads; stop where it says nothing, or where we do not go."""
    location = headers_of(response).get("location")
    if not location:
        reason = f"{target.host} redirects without saying where"
        raise stop(FailureKind.TRANSIENT, reason, status=response.status)
    try:
        return next_target(target, location)
    except BadTargetError as error:
        reason = f"a redirect of {target.host} was not followed: {error}"
        raise stop(FailureKind.UNSAFE, reason, status=response.status) from error


def _connection(target: Target, way: Way, budget: Budget) -> httpcore2.ConnectionInterface:
    tls = way.tls if target.scheme == "https" else None
    if way.proxy is None:
        backend = GuardedBackend(budget, allowed=way.allowed)
        return httpcore2.HTTPConnection(_origin(target), ssl_context=tls, network_backend=backend)
    backend = GuardedBackend(budget, allowed=True)
    return connection_through(way.proxy, _origin(target), backend, tls=tls, proxy_tls=way.tls)


def _origin(target: Target) -> httpcore2.Origin:
    return httpcore2.Origin(target.scheme.encode(), target.host.encode(), target.port)


def _refused_address(target: Target, error: RefusedAddressError, hop: int) -> StopError:
    if hop:
        return stop(FailureKind.UNSAFE, f"a redirect leads to {target.host}, {error}")
    way_out = f"name {target.netloc} in allow_private_hosts if it may be fetched"
    return stop(FailureKind.UNSAFE, f"{target.host} is {error}; {way_out}")


def _spent(target: Target, budget: Budget, limits: Limits) -> StopError:
    if budget.bytes_left <= 0:
        return stop(FailureKind.UNSAFE, f"{target.host} sends more than {limits.on_the_wire} bytes")
    reason = f"{target.host} did not answer in full within {limits.timeout:g} s"
    return stop(FailureKind.TRANSIENT, reason, fault=Fault.UNREACHABLE)
