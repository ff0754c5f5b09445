"""The system's clock, as every store takes it unless it is given another."""

from __future__ import annotations

from datetime import UTC, datetime


def system_clock() -> datetime:
    """Return the present instant, aware, in UTC."""
    return datetime.now(UTC)
