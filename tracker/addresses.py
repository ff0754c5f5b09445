"""Addresses that may hold a secret: what of one may be shown, and where the configuration keeps it."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

from tracker.errors import TargetError

REFERENCES = ("env:", "file:")
"""How a reference begins: it says where an address is kept, and is no secret itself."""

_PARTS = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*:)?(//)?([^/]*)(.*)", re.DOTALL)


def shown_url(url: str) -> str:
    """Return *url* without its query, fragment and user-info; a reference as it stands.

    >>> shown_url("https://reader:hunter2@presse.example/fil.xml?token=abc#haut")
    'https://presse.example/fil.xml'
    >>> shown_url("env:FEED_URL")
    'env:FEED_URL'

    Any text is taken: what is no address loses the same parts.
    """
    if url.startswith(REFERENCES):
        return url
    bare = re.split(r"[?#]", url, maxsplit=1)[0]
    scheme, slashes, host, path = _PARTS.fullmatch(bare).groups(default="")  # type: ignore[union-attr] # it matches any text
    return f"{scheme}{slashes}{host.rpartition('@')[2]}{path}"


def shown_move(url: str, moved_to: str) -> str:
    """Return what of *moved_to* may be shown, to which a source at *url* has moved.

    >>> shown_move("https://presse.example/fil", "https://presse.example/nouveau?token=abc")
    'https://presse.example/nouveau'
    >>> shown_move("env:FEED_URL", "https://presse.example/abc/nouveau")
    'https://presse.example'

    What is kept elsewhere may have its secret anywhere, and the new address repeats it: its host is shown.
    """
    shown = shown_url(moved_to)
    return "/".join(shown.split("/")[:3]) if url.startswith(REFERENCES) else shown


def shown_place(url: str) -> str:
    """Return what may be shown of *url*, for comparing: a move from http to https is no other place."""
    return _place(shown_url(url))


def place_digest(url: str) -> str:
    """Return what stands for the place that *url* names, query and all; raise TargetError without one."""
    return hashlib.sha256(_place(resolve_reference(url)).encode()).hexdigest()[:16]


def _place(url: str) -> str:
    scheme, mark, rest = url.partition("://")
    return rest.removeprefix("www.").rstrip("/") if mark else scheme


def resolve_reference(spec: str) -> str:
    """Return the address that *spec* is, names (``env:NAME``) or points at (``file:PATH``).

    Raise TargetError, without the address, where there is none.
    """
    kind, _, name = spec.partition(":")
    if kind == "env":
        address = os.environ.get(name, "")
        missing = f"the environment variable {name} is not set"
    elif kind == "file":
        try:
            address = Path(name).read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
            raise TargetError(f"the file {name} cannot be read ({reason})") from None
        missing = f"the file {name} is empty"
    else:
        return spec
    if not address.strip():
        raise TargetError(missing)
    return address.strip()
