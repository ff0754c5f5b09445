"""What is wrong with a configuration, a line for each fault: the key's full name and the way out."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ValidationError

from tracker.config.tables import Alerts, Config, Fetch, Route, Source, Store


def told_faults(error: ValidationError) -> Iterator[str]:
    """Yield a line for each fault; a list is not called too short when an entry of it is wrong."""
    faults = error.errors()
    for fault in faults:
        within = len(fault["loc"])
        if fault["type"] == "too_short" and any(
            len(other["loc"]) > within and other["loc"][:within] == fault["loc"] for other in faults
        ):
            continue
        yield _fault(fault)


def _fault(fault: Any) -> str:  # noqa: ANN401 - pydantic's own error record
    name = _dotted(fault["loc"])
    kind = fault["type"]
    if kind == "extra_forbidden":
        allowed = _allowed(fault["loc"][:-1])
        near = difflib.get_close_matches(str(fault["loc"][-1]), allowed, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"allowed here: {', '.join(allowed)}"
        return f"{name}: unknown key; {hint}"
    if kind == "missing":
        return f"{name}: missing; it has no default"
    if kind in ("literal_error", "enum"):
        expected = str(fault["ctx"]["expected"]).replace(" or ", ", ").replace("'", "")
        near = difflib.get_close_matches(str(fault["input"]), expected.split(", "), n=1)
        hint = f" (did you mean {near[0]!r}?)" if near else ""
        return f"{name}: {fault['input']!r} is not one of {expected}{hint}"
    if kind == "value_error":
        return f"{name}: {_shown(fault)} is not {fault['ctx']['error']}"
    wanted = _PLAIN.get(kind, fault["msg"])
    if kind == "too_short":
        return f"{name}: is empty; give at least one"
    return f"{name}: {_shown(fault)} is not {wanted}"


_PLAIN = {
    "string_type": "a text in quotes",
    "bool_type": "true or false",
    "tuple_type": "a list in brackets",
    "model_type": "a table",
    "dict_type": "a table",
    "int_type": "a whole number",
}


_SECRET = ("targets", "url", "routes", "alerts", "sources")
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
        ("sources",): Source,
        ("alerts",): Alerts,
        ("alerts", "routes"): Route,
    }
    model = tables.get(tuple(part for part in loc if isinstance(part, str)))
    return list(model.model_fields) if model else []
