"""Who is hosted, who hosts, who decides: the names that the tracker knows.

Data in, checked values out.  The packaged catalogue is ``catalogue.toml``; a configuration
adds to it.  Nothing here looks for a name in a text: that is the business of extraction.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from difflib import get_close_matches
from importlib import resources
from types import MappingProxyType
from typing import Any, TypeVar

from tracker.model.claim import AuthorityId, PlatformId, ProviderId

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class CatalogueError(ValueError):
    """An entry that the catalogue can't take; the message names the key and the way out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """How texts name one entry.

    ``aliases`` are found in any letter case and without accents, ``exact`` only as they
    are written; an occurrence inside a ``never`` context names something else.
    """

    name: str
    aliases: tuple[str, ...] = ()
    exact: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform(Names):
    """What is hosted.  ``bodies`` are the organisations that run it."""

    id: PlatformId
    bodies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider(Names):
    """Who hosts, and whose law reaches it."""

    id: ProviderId
    country: str = ""
    parent: str = ""
    jurisdiction: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority(Names):
    """Who decides.  ``anaphors`` go on speaking of it once a text has named it."""

    id: AuthorityId
    anaphors: tuple[str, ...] = ()


_Entry = TypeVar("_Entry", Platform, Provider, Authority)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The platforms, providers and authorities by id, in the order of the data."""

    platforms: Mapping[PlatformId, Platform]
    providers: Mapping[ProviderId, Provider]
    authorities: Mapping[AuthorityId, Authority]

    def extended(
        self,
        *,
        platforms: Sequence[Mapping[str, object]] = (),
        providers: Sequence[Mapping[str, object]] = (),
        authorities: Sequence[Mapping[str, object]] = (),
    ) -> Catalogue:
        """Return a catalogue with these entries added.

        An entry whose id is known changes that entry: its lists are added to, its single
        values replaced.  Raise CatalogueError with every fault that was found.
        """
        faults: list[str] = []
        catalogue = Catalogue(
            MappingProxyType(_merged(Platform, self.platforms, platforms, "platforms", faults)),
            MappingProxyType(_merged(Provider, self.providers, providers, "providers", faults)),
            MappingProxyType(_merged(Authority, self.authorities, authorities, "authorities", faults)),
        )
        if faults:
            raise CatalogueError("\n".join(faults))
        return catalogue

    def __reduce__(self) -> tuple[Any, ...]:
        # A mapping proxy can't be pickled, and extraction may run in a child process.
        return _rebuilt, (
            tuple(self.platforms.values()),
            tuple(self.providers.values()),
            tuple(self.authorities.values()),
        )


def load_catalogue() -> Catalogue:
    """Load the packaged catalogue."""
    text = resources.files("tracker").joinpath("catalogue.toml").read_text(encoding="utf-8")
    return Catalogue({}, {}, {}).extended(**tomllib.loads(text))


def _rebuilt(
    platforms: tuple[Platform, ...], providers: tuple[Provider, ...], authorities: tuple[Authority, ...]
) -> Catalogue:
    return Catalogue(
        MappingProxyType({entry.id: entry for entry in platforms}),
        MappingProxyType({entry.id: entry for entry in providers}),
        MappingProxyType({entry.id: entry for entry in authorities}),
    )


def _merged(
    kind: type[_Entry],
    known: Mapping[Any, _Entry],
    rows: Sequence[Mapping[str, object]],
    table: str,
    faults: list[str],
) -> dict[Any, _Entry]:
    """Return *known* with *rows* added or changed; what can't be taken goes to *faults*."""
    merged = dict(known)
    for number, row in enumerate(rows):
        where = f"{table}[{number}]"
        entry = _entry(kind, merged, row, where, faults)
        if entry is not None:
            merged[entry.id] = entry
    faults.extend(_shared(merged, rows, table))
    return merged


def _shared(entries: Mapping[Any, _Entry], rows: Sequence[Mapping[str, object]], table: str) -> Iterator[str]:
    """Yield a fault for each of *rows* with a name that is another entry's too.

    Texts that say it would be read as one of the two, and a question as the other.
    """
    owners: dict[str, list[str]] = {}
    for entry in entries.values():
        for name in {each.strip().casefold() for each in spoken_names(entry)}:
            owners.setdefault(name, []).append(entry.id)
    for number, row in enumerate(rows):
        changed = entries.get(str(row.get("id")))
        for name in spoken_names(changed) if changed else ():
            for owner in owners[name.strip().casefold()]:
                if owner != row["id"]:
                    told = f'{name!r} names {owner} too; add to that one with id = "{owner}"'
                    yield f"{table}[{number}]: {told}"


def spoken_names(entry: Names) -> tuple[str, ...]:
    """Return all that texts call *entry*."""
    return (entry.name, *entry.aliases, *entry.exact)


def _entry(
    kind: type[_Entry],
    known: Mapping[Any, _Entry],
    row: Mapping[str, object],
    where: str,
    faults: list[str],
) -> _Entry | None:
    before = len(faults)
    lists = {field.name for field in fields(kind) if str(field.type).startswith("tuple")}
    allowed = {field.name for field in fields(kind)}
    values: dict[str, Any] = {}
    for key, value in row.items():
        if key not in allowed:
            faults.append(f"{where}.{key}: unknown key; {_allowed(key, allowed)}")
        elif key in lists:
            values[key] = _names(value, f"{where}.{key}", faults)
        elif isinstance(value, str):
            values[key] = value
        else:
            faults.append(f"{where}.{key}: {value!r} is not a text; write it in quotes")
    slug = values.get("id")
    if slug is None:
        faults.append(f'{where}.id: missing; give a slug such as "my-warehouse"')
    elif not _SLUG.fullmatch(slug):
        faults.append(
            f'{where}.id: {slug!r} is not a slug; use small letters, digits and hyphens: "my-warehouse"'
        )
    old = known.get(slug)
    name = values.get("name", "" if old is None else old.name)
    if slug is not None and not name.strip():
        faults.append(f"{where}.name: missing; an entry needs the name that people read")
    if len(faults) > before:
        return None
    if old is None:
        return kind(**values)
    return replace(old, **{key: _added(getattr(old, key), value) for key, value in values.items()})


def _names(value: object, where: str, faults: list[str]) -> tuple[str, ...]:
    if not isinstance(value, (list, tuple)) or not all(isinstance(name, str) for name in value):
        faults.append(f'{where}: {value!r} is not a list of texts; write ["…", "…"]')
        return ()
    if any(not name.strip() for name in value):
        faults.append(f"{where}: an empty name would be found everywhere; leave it out")
    return tuple(value)


def _added(old: Any, new: Any) -> Any:  # noqa: ANN401  # a text or a tuple of texts, the same on both sides
    if isinstance(old, tuple):
        return old + tuple(name for name in new if name not in old)
    return new


def _allowed(key: str, allowed: set[str]) -> str:
    near = get_close_matches(key, sorted(allowed), n=1)
    hint = f"; did you mean {near[0]}?" if near else ""
    return f"allowed are {', '.join(sorted(allowed))}{hint}"
