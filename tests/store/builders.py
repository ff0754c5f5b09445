"""Events for tests: one parameter per field, a default for each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from store import NewEvent, StreamId

STREAM = StreamId("platform", "emc2")
OTHER = StreamId("platform", "health-data-hub")


def an_event(
    kind: str = "Noted",
    *,
    id: UUID | None = None,  # noqa: A002 - the field's own name
    payload: Mapping[str, Any] | None = None,
    schema: int = 1,
    metadata: Mapping[str, Any] | None = None,
) -> NewEvent:
    """Return a new event."""
    return NewEvent(
        id=id or uuid4(),
        type=kind,
        payload=payload if payload is not None else {"text": "é"},
        schema=schema,
        metadata=metadata,
    )


def some_events(count: int, kind: str = "Noted") -> list[NewEvent]:
    """Return so many new events, numbered in their payload."""
    return [an_event(kind, payload={"n": n}) for n in range(count)]
