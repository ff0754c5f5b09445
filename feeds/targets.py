"""Read an address to fetch, once, by one parser: what is judged is what is connected to."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

_FORBIDDEN = re.compile(r"[\x00-\x20\x7f-\x9f\\]")
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_.])?")
_SAFE = "%/:=&?~#+!$,;'@()*[]-._"
_DEFAULT_PORTS = {"http": 80, "https": 443}
_LONGEST = 4096


class BadTargetError(ValueError):
    """The address is none that may be fetched; the message says why, without the address itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One http or https address, taken apart; ``host`` is ASCII, without brackets."""

    scheme: str
    host: str
    port: int
    path: str
    """The path and the query, as they go onto the wire."""

    @property
    def netloc(self) -> str:
        """Return the host with its port, where it is not the scheme's own."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """Return the whole address, without a fragment."""
        return f"{self.scheme}://{self.netloc}{self.path}"


def parse_target(url: str) -> Target:
    """Take *url* apart; refuse what a browser, a resolver and we could read differently.

    >>> parse_target("https://Presse.example:8443/fil?page=1#haut").url
    'https://presse.example:8443/fil?page=1'
    >>> parse_target("https://cnil.fr@mechant.example/")
    Traceback (most recent call last):
    ...
    feeds.targets.BadTargetError: the address carries a user name
    """
    if len(url) > _LONGEST:
        raise BadTargetError(f"the address has more than {_LONGEST} characters")
    if _FORBIDDEN.search(url):
        raise BadTargetError("the address holds a space, a backslash or a control character")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise BadTargetError("the address is malformed") from error
    if parts.scheme not in _DEFAULT_PORTS:
        raise BadTargetError("only http and https addresses are fetched")
    if "@" in parts.netloc:
        raise BadTargetError("the address carries a user name")
    path = quote(parts.path or "/", safe=_SAFE) + (
        f"?{quote(parts.query, safe=_SAFE)}" if parts.query else ""
    )
    return Target(
        scheme=parts.scheme,
        host=_host(parts.hostname or ""),
        port=_DEFAULT_PORTS[parts.scheme] if port is None else port,
        path=path,
    )


def next_target(target: Target, location: str) -> Target:
    """Return where a redirect from *target* to *location* leads; never from https to http."""
    if _FORBIDDEN.search(location):
        raise BadTargetError("the address holds a space, a backslash or a control character")
    try:
        following = parse_target(urljoin(target.url, location))
    except BadTargetError:
        raise
    except ValueError as error:
        raise BadTargetError("the address is malformed") from error
    if target.scheme == "https" and following.scheme == "http":
        raise BadTargetError("it leads from https to http")
    return following


def _host(name: str) -> str:
    if "%" in name:
        raise BadTargetError("the host is no name")
    if ":" in name:
        try:
            return str(ipaddress.IPv6Address(name))
        except ValueError as error:
            raise BadTargetError("the host is no IPv6 address") from error
    try:
        host = name.encode("idna").decode("ascii").lower()
    except UnicodeError as error:
        raise BadTargetError("the host is no name") from error
    if not _HOST.fullmatch(host):
        raise BadTargetError("the host is no name")
    return host
