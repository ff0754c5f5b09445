"""What is wrong with a configuration, a line for each fault: the key's full name and the way out."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator
from typing import Any

from pydantic import BaseModel, ValidationError

from tracker.config.tables import (
    Alerts,
    Config,
    DilaSource,
    FeedSource,
    Fetch,
    LegifranceSource,
    Route,
    Store,
)


def told_faults(error: ValidationError) -> Iterator[str]:
    """Yield a line for each fault; a list is not called too short when an entry of it is wrong."""
    faults = error.errors()
    for fault in faults:
        within = len(fault["loc"])
        if fault["type"] == "too_short" and any(
            len(other["loc"]) > within and other["loc"][:within] == fault["loc"] for other in faults
        ):
            continue
        if fault["type"] == "default_factory_not_called":
            continue  # what it follows from is wrong, and told
        yield _fault(fault)


def _fault(fault: Any) -> str:  # noqa: ANN401 - pydantic's own error record
    loc = fault["loc"]
    name = _dotted(_written(loc))
    kind = fault["type"]
    told: dict[str, Callable[[], str]] = {
        "extra_forbidden": lambda: _unknown_key(loc),
        "union_tag_not_found": lambda: f".kind: missing; one of {', '.join(SOURCES)}",
        "union_tag_invalid": lambda: f".kind: {_not_one_of(fault['ctx']['tag'], list(SOURCES))}",
        "missing": lambda: ": missing; it has no default",
        "literal_error": lambda: f": {_not_one_of(fault['input'], _expected(fault))}",
        "enum": lambda: f": {_not_one_of(fault['input'], _expected(fault))}",
        "value_error": lambda: f": {_shown(fault)} is not {fault['ctx']['error']}",
        "too_short": lambda: ": is empty; give at least one",
    }
    if kind in told:
        return name + told[kind]()
    return f"{name}: {_shown(fault)} is not {_PLAIN.get(kind, fault['msg'])}"


def _unknown_key(loc: tuple[str | int, ...]) -> str:
    theirs = _kinds_with(loc)
    if theirs:
        return f": only a source of kind {' or '.join(theirs)} has it, and this one is of kind {loc[2]}"
    allowed = _allowed(loc[:-1])
    near = difflib.get_close_matches(str(loc[-1]), allowed, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"allowed here: {', '.join(allowed)}"
    return f": unknown key; {hint}"


def _expected(fault: Any) -> list[str]:  # noqa: ANN401 - the same
    return str(fault["ctx"]["expected"]).replace(" or ", ", ").replace("'", "").split(", ")


def _not_one_of(value: object, expected: list[str]) -> str:
    near = difflib.get_close_matches(str(value), expected, n=1)
    hint = f" (did you mean {near[0]!r}?)" if near else ""
    return f"{value!r} is not one of {', '.join(expected)}{hint}"


SOURCES: dict[str, type[BaseModel]] = {
    "rss": FeedSource,
    "dila": DilaSource,
    "legifrance": LegifranceSource,
}
"""The table of each kind of source."""


def _written(loc: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """Return the place as the file has it: the kind of a source is no part of it."""
    return (*loc[:2], *loc[3:]) if _is_of_a_source(loc) else loc


def _is_of_a_source(loc: tuple[str | int, ...]) -> bool:
    return len(loc) > 2 and loc[0] == "sources" and loc[2] in SOURCES


def _kinds_with(loc: tuple[str | int, ...]) -> list[str]:
    """Return the kinds of source that do have the key at *loc*."""
    return [kind for kind, table in SOURCES.items() if _is_of_a_source(loc) and loc[-1] in table.model_fields]


_PLAIN = {
    "string_type": "a text in quotes",
    "bool_type": "true or false",
    "tuple_type": "a list in brackets",
    "model_type": "a table",
    "model_attributes_type": "a table",
    "dict_type": "a table",
    "int_type": "a whole number",
}


_SECRET = ("targets", "url", "routes", "alerts", "sources", "token_url", "client_id", "client_secret")
"""Under these an address stands, or somebody wrote one where a table belongs."""


def _shown(fault: Any) -> str:  # noqa: ANN401 - the same
    """Show a wrong value, unless it may hold a secret."""
    text = repr(fault["input"])
    key = [part for part in fault["loc"] if isinstance(part, str)][-1:]
    return "this value" if (key and key[0] in _SECRET) or "://" in text or len(text) > 60 else text


def _dotted(loc: tuple[str | int, ...]) -> str:
    name = ""
    for part in loc:
        name += f"[{part}]" if isinstance(part, int) else f".{part}" if name else str(part)
    return name


def _allowed(loc: tuple[str | int, ...]) -> list[str]:
    """Return the keys that the table at *loc* may have."""
    tables: dict[tuple[str, ...], type[BaseModel]] = {
        (): Config,
        ("store",): Store,
        ("fetch",): Fetch,
        **{("sources", kind): table for kind, table in SOURCES.items()},
        ("alerts",): Alerts,
        ("alerts", "routes"): Route,
    }
    model = tables.get(tuple(part for part in loc if isinstance(part, str)))
    return list(model.model_fields) if model else []
