"""Propose sources for the configuration: from a feed that was found, or from a list of feeds.

The voice of what is added is the press's: nobody's page makes it official, only the operator does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from feeds.discovery import Several
from feeds.lines import slug
from feeds.links import canonical
from feeds.opml import Outline
from tracker.addresses import REFERENCES, shown_url
from tracker.config import Config, Row
from tracker.errors import SourceError
from tracker.model.decision import Voice
from tracker.report.safe import one_line

_LONGEST_NAME = 80
_LONGEST_ID = 48
_NO_NAMES = frozenset({"www", "feeds", "feed", "rss", "m"})
_ODD = "it holds a space or a character that cannot be seen, which no address does; copy it anew"
_SECOND_LEVELS = frozenset({"gouv", "asso", "co", "com", "org", "ac"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the operator says of the new source; None leaves the choice to us."""

    id: str | None = None
    name: str | None = None
    voice: Voice = Voice.PRESS
    authority: str | None = None
    publisher: str | None = None
    language: str | None = None
    every: str = "30m"
    full_text: bool = True


def propose(config: Config, url: str, title: str, wish: Wish) -> Row:
    """Return the table of a new source at *url*; raise SourceError where its id or address is taken."""
    if _is_odd(url) and not url.startswith(REFERENCES):
        raise SourceError(f"{one_line(shown_url(url), 300)}: {_ODD}")
    refuse_known(config, url)
    ids = {source.id for source in config.sources}
    if wish.id in ids:
        raise SourceError(f"a source is called {wish.id!r} already; give it another --id")
    if wish.voice is Voice.OFFICIAL and wish.authority is None:
        raise SourceError("an official source says whose voice it is: add --authority, such as cnil")
    if wish.voice is Voice.PRESS and wish.authority is not None:
        raise SourceError("--authority goes with --voice official: the press speaks for no authority")
    name = wish.name or one_line(title, _LONGEST_NAME)
    optional = {
        "name": name,
        "authority": wish.authority,
        "publisher": wish.publisher,
        "language": wish.language,
    }
    return {
        "id": wish.id or _free(_id_of(url), ids),
        "kind": "rss",
        "voice": str(wish.voice),
        **{key: value for key, value in optional.items() if value},
        "url": url,
        "every": wish.every,
        "full_text": wish.full_text,
    }


def refuse_known(config: Config, url: str) -> None:
    """Raise SourceError where a source of *config* has this address, with either scheme."""
    for source in config.sources:
        if source.url and _same(source.url) == _same(url):
            raise SourceError(f"source {source.id!r} has this address already: {shown_url(url)}")


def refuse_several(found: Several) -> SourceError:
    """Return the error that lists the feeds of a page, to be named one by one."""
    lines = [f"  {one_line(link.url, 300)}  {one_line(link.title, 80)}".rstrip() for link in found.links]
    return SourceError("\n".join(("the page names several feeds; add the one that you mean:", *lines)))


def from_list(config: Config, outlines: Sequence[Outline]) -> Iterator[tuple[Outline, Row | str]]:
    """Yield each feed of a list with its table, or with the reason why it is left out."""
    known = {_same(source.url): source.id for source in config.sources if source.url}
    ids = {source.id for source in config.sources}
    for outline in outlines:
        url = outline.url
        if _is_odd(url):
            yield outline, _ODD
        elif not _is_web(url):
            yield outline, "not an http or https address without a user name"
        elif (same := known.get(_same(url))) is not None:
            yield outline, f"source {same!r} has this address already"
        else:
            name = _free(_id_of(url), ids)
            ids.add(name)
            known[_same(url)] = name
            title = one_line(outline.title, _LONGEST_NAME)
            told = {"name": title} if title else {}
            row = {"id": name, "kind": "rss", "voice": "press", **told, "url": url, "every": "30m"}
            yield outline, {**row, "full_text": True}


def as_outlines(config: Config) -> tuple[list[Outline], list[str]]:
    """Return the feeds of *config*, and the ids of those whose address is kept elsewhere, and secret."""
    feeds = [source for source in config.sources if source.url]
    kept = [source.id for source in feeds if source.url.startswith(REFERENCES)]
    shown = [source for source in feeds if source.id not in kept]
    return [Outline(source.url, source.name or source.id) for source in shown], kept


def _same(url: str) -> str:
    return url if url.startswith(REFERENCES) else canonical(url)


def _is_odd(url: str) -> bool:
    return not url.isprintable() or " " in url


def _is_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(host) and "@" not in parts.netloc


def _id_of(url: str) -> str:
    """Name a source after its site.

    >>> [_id_of(f"https://{host}/feed/") for host in ("www.gazette.example", "rss.cert.gouv.fr", "10.0.0.7")]
    ['gazette', 'cert', '10-0-0-7']
    """
    host = urlsplit(url).hostname or ""
    labels = [label for label in host.split(".") if label]
    if not labels or labels[-1].isdigit() or ":" in host:
        return slug(host)
    ending = 2 if len(labels) > 2 and labels[-2] in _SECOND_LEVELS else 1
    named = [label for label in labels[:-ending] or labels if label not in _NO_NAMES] or labels[:1]
    return slug("-".join(named))[:_LONGEST_ID].strip("-")


def _free(name: str, taken: Iterable[str]) -> str:
    """Return *name*, or it with the first number that makes it new."""
    known = set(taken)
    number, candidate = 2, name
    while candidate in known:
        candidate, number = f"{name}-{number}", number + 1
    return candidate
