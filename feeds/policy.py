"""What fetches must keep to, and whom they trust."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from pathlib import Path

from feeds.errors import FetchPolicyError
from feeds.proxy import Proxy
from feeds.targets import Target

_HEADER_ROOM = 1 << 18


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
    per_host: int = 0
    """The most connections to one host at a time; 0 for any number."""
    pause: float = 0.0
    """Seconds between the beginnings of two requests to one host."""
    proxy: Proxy | None = None
    """What stands between us and every host but those of ``allow_private_hosts``."""
    own_hosts: frozenset[str] = frozenset()
    """``host`` or ``host:port`` of those to which neither applies: their owner is whoever runs this."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one fetch may take: seconds in all, and bytes of a body."""

    timeout: float
    max_bytes: int

    @property
    def on_the_wire(self) -> int:
        """Allow for headers and for the padding of chunks, not for more."""
        return self.max_bytes + self.max_bytes // 4 + _HEADER_ROOM


def is_named(target: Target, hosts: frozenset[str]) -> bool:
    """Say whether *hosts* name the host of *target*, or its host and port."""
    written = f"[{target.host}]" if ":" in target.host else target.host
    names = {target.host, written, f"{written}:{target.port}"}
    return not names.isdisjoint(hosts)


def trusting(ca_file: Path | None) -> ssl.SSLContext:
    """Return the system's trust, and that of *ca_file*; verification and host names are checked."""
    context = ssl.create_default_context()
    if ca_file is not None:
        try:
            context.load_verify_locations(cafile=ca_file)
        except OSError as error:
            message = f"{ca_file}: no certificates can be read from it; give a PEM file of authorities"
            raise FetchPolicyError(message) from error
    return context
