"""Ask through a proxy, where the configuration names one; the environment's are never looked at.

The proxy looks names up itself, so that it is the one who can keep us out of a private network: it is
trusted as the operator's.  What can be judged here is: addresses written as numbers, and loopback names.
"""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

import httpcore2

from feeds.errors import FetchPolicyError

_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Proxy:
    """Where a proxy is; who we are to it is shown nowhere."""

    url: str
    auth: tuple[str, str] | None = field(default=None, repr=False)


def parse_proxy(address: str) -> Proxy:
    """Read the address of a proxy, with a user and a password if it has any; an error repeats none of it.

    >>> parse_proxy("http://reader:secret@proxy.example:3128")
    Proxy(url='http://proxy.example:3128')
    """
    try:
        parts = urlsplit(address)
        port = parts.port or _PORTS[parts.scheme]
        host = (parts.hostname or "").encode("ascii").decode()
    except (ValueError, KeyError):
        host, port = "", 0
    if not host:
        raise FetchPolicyError("not the address of an http or https proxy, such as http://proxy.example:3128")
    written = f"[{host}]" if ":" in host else host
    auth = (unquote(parts.username), unquote(parts.password or "")) if parts.username else None
    return Proxy(f"{parts.scheme}://{written}:{port}", auth)


def connection_through(
    proxy: Proxy,
    origin: httpcore2.Origin,
    backend: httpcore2.NetworkBackend,
    *,
    tls: ssl.SSLContext | None,
    proxy_tls: ssl.SSLContext | None,
) -> httpcore2.ConnectionInterface:
    """Return a connection to *origin*: a tunnel where that is secure, else the proxy asks in our place."""
    pool = httpcore2.HTTPProxy(
        proxy.url,
        proxy_auth=proxy.auth,
        ssl_context=tls,
        proxy_ssl_context=proxy_tls if proxy.url.startswith("https:") else None,
        network_backend=backend,
    )
    return pool.create_connection(origin)
