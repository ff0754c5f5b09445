"""Read a directory page of DILA: which archives it offers, and which are still to be read.

Only addresses count, whole and in the same folder; texts, sizes, dates and order of the page do
not.  A page that names no archive is a fault, never "nothing new".
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from feeds.errors import FailureKind

_PARIS = ZoneInfo("Europe/Paris")
_HREF = re.compile(r"""<a\b[^<>]*?\bhref\s*=\s*(?:"([^"<>]*)"|'([^'<>]*)'|([^\s"'<>]+))""", re.IGNORECASE)
_NAME = re.compile(r"[A-Za-z_]+_(\d{8}-\d{6})\.tar\.gz")
_LIKE_AN_ARCHIVE = re.compile(r"[\w.-]+\.(?:tar(?:\.\w+)?|tgz|zip|gz)", re.IGNORECASE)
_FULL = "freemium_"
_AHEAD = timedelta(days=2)
_MOST_NAMES = 20_000


@dataclass(frozen=True, slots=True, order=True)
class Archive:
    """One archive of a folder; ``stamp`` is when it was made, in Paris, and orders them all."""

    stamp: str
    name: str

    @property
    def is_full(self) -> bool:
        """Tell whether it holds the whole base, and not what came after another archive."""
        return is_full(self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The archives of a folder, oldest first, and what looked like one and is none."""

    archives: tuple[Archive, ...]
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NoListing:
    """The page offers no archive; ``reason`` is one line."""

    kind: FailureKind
    reason: str


def parse_listing(page: str, *, base: str, now: datetime) -> Listing | NoListing:
    """Read the directory page of the folder *base*, in either of the forms that Apache gives it.

    >>> page = '<pre><a href="CNIL_20260507-213433.tar.gz">CNIL_2026..</a> 7.4K</pre>'
    >>> june = datetime(2026, 6, 1, tzinfo=_PARIS)
    >>> listing = parse_listing(page, base="https://dila.example/CNIL/", now=june)
    >>> [archive.name for archive in listing.archives]
    ['CNIL_20260507-213433.tar.gz']
    """
    found: set[Archive] = set()
    notices = []
    for name in _names(page, base):
        match = _NAME.fullmatch(name)
        if match is None:
            if _LIKE_AN_ARCHIVE.fullmatch(name):
                notices.append(f"an archive of an unknown name is not read: {name[:100]}")
            continue
        made = _made_at(match[1])
        if made is None or made > now + _AHEAD:
            notices.append(f"an archive of an impossible date is not read: {name[:100]}")
            continue
        found.add(Archive(match[1], name))
    if not found:
        reason = "the directory page names no archive: a page of maintenance, or another layout"
        return NoListing(kind=FailureKind.TRANSIENT, reason=reason)
    return Listing(archives=tuple(sorted(found)), notices=tuple(notices))


def plan(
    archives: Collection[Archive], *, done: Collection[str], since: str, late: Collection[str]
) -> list[Archive]:
    """Return the archives to read, in order: the full one first, then what came after it.

    *since* is a date (``2026-01-31``): then the full archive is left out, and the increments from
    that day on are read, but for what a full archive that is *done* holds already.  A newer full
    archive is read again only if it is newer than everything that is *done*.  Archives that are
    *late*, since they have failed before, come last.
    """
    bases = [stamp_of(name) for name in done if is_full(name)]
    oldest = max([since.replace("-", ""), *bases])
    reading = [archive for archive in archives if not archive.is_full]
    full = max((archive for archive in archives if archive.is_full), default=None)
    if full is not None and not since and (not bases or full.stamp > max(map(stamp_of, done))):
        reading.append(full)
        oldest = full.stamp
    waiting = [each for each in reading if each.stamp >= oldest and each.name not in done]
    return sorted(waiting, key=lambda archive: (archive.name in late, archive))


def is_full(name: str) -> bool:
    """Tell whether the archive called *name* holds a whole base."""
    return name.lower().startswith(_FULL)


def stamp_of(name: str) -> str:
    """Return the stamp in the name of an archive, ``""`` where it has none."""
    match = _NAME.fullmatch(name)
    return match[1] if match is not None else ""


def _names(page: str, base: str) -> list[str]:
    """Return the names that the links of *page* have in the folder *base* itself, each once."""
    folder = base[: base.rindex("/") + 1]
    names: dict[str, None] = {}
    for match in _HREF.finditer(page):
        href = html.unescape(match[1] or match[2] or match[3] or "")
        try:
            address = urljoin(base, href)
        except ValueError:
            continue
        name = address.removeprefix(folder)
        if address.startswith(folder) and "/" not in name and len(names) < _MOST_NAMES:
            names[name] = None
    return list(names)


def _made_at(stamp: str) -> datetime | None:
    try:
        return datetime.strptime(stamp, "%Y%m%d-%H%M%S").replace(tzinfo=_PARIS)
    except ValueError:
        return None
