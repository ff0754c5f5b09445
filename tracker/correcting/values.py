"""The fields that people give: read and checked against the catalogue, all faults at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from tracker.catalogue import Catalogue, Names, spoken_names
from tracker.codec import field_from_json
from tracker.errors import CorrectionError
from tracker.model.claim import EVERY_PLATFORM, ClaimKind
from tracker.model.dates import Term
from tracker.model.likeness import OTHER

EDITABLE = (
    "kind",
    "platform",
    "authority",
    "provider",
    "decided_on",
    "published_on",
    "term",
    "reference",
    "target_date",
)
RULABLE = EDITABLE[2:]
"""What a decision in dispute can be settled to."""

_LONGEST_REFERENCE = 100


def read_settings(
    settings: Iterable[str], catalogue: Catalogue, *, of: tuple[str, ...] = EDITABLE
) -> dict[str, Any]:
    """Return the fields that ``name=value`` texts give; an empty value takes the field away.

    Raise CorrectionError for a field that there is not, or a value that it cannot have.
    """
    given: dict[str, str] = {}
    for setting in settings:
        name, equals, value = setting.partition("=")
        if not equals:
            raise CorrectionError(f"--set {setting!r}: write field=value, such as decided_on=2023-12-21")
        given[name.strip()] = value.strip()
    return read_values(given, catalogue, of=of)


def read_values(
    given: Mapping[str, str | None], catalogue: Catalogue, *, of: tuple[str, ...] = EDITABLE
) -> dict[str, Any]:
    """Return fields as the model has them; raise CorrectionError with every fault."""
    values: dict[str, Any] = {}
    faults = []
    for name, text in given.items():
        if name not in of:
            faults.append(f"no field is called {name!r}{_near(name, of)}")
            continue
        fault = _fault(name, text or "", catalogue)
        if fault:
            faults.append(f"{name}: {fault}")
            continue
        values[name] = field_from_json(name, text or None) if text or name != "kind" else None
    if faults:
        raise CorrectionError("; ".join(faults))
    return values


def _fault(name: str, text: str, catalogue: Catalogue) -> str:
    """Say what is wrong with a value, or nothing."""
    known: dict[str, Mapping[Any, Names | None]] = {
        "kind": dict.fromkeys(map(str, ClaimKind)),
        "platform": {**catalogue.platforms, EVERY_PLATFORM: None},
        "provider": catalogue.providers,
        "authority": {**catalogue.authorities, OTHER: None},
    }
    if not text:
        return "cannot be taken away" if name in ("kind", "platform") else ""
    if name in known:
        return "" if text in known[name] else f"{text!r} is unknown{_near(text, known[name])}"
    if name == "reference":
        return "" if text.isprintable() and len(text) <= _LONGEST_REFERENCE else "is no number of a text"
    try:
        value = field_from_json(name, text)
    except ValueError as error:
        return str(error) if repr(text) in str(error) else f"{text!r} is not a date of the calendar"
    if isinstance(value, Term) and not (value.months or value.days):
        return f"{text!r} lasts no day"
    return ""


def _near(text: str, known: Mapping[Any, Names | None] | Iterable[str]) -> str:
    """Return the name that was meant: by what people call it, else by how it is written."""
    names = list(known)
    spoken = [
        slug
        for slug, entry in (known.items() if isinstance(known, Mapping) else ())
        if entry and text.casefold() in (each.casefold() for each in spoken_names(entry))
    ]
    near = spoken[:1] or get_close_matches(text, names, n=1, cutoff=0.5)
    return f"; did you mean {near[0]}?" if near else f"; known: {', '.join(names)}"
