"""How the claims that are reconciled together are named."""

from __future__ import annotations


def group_key(platform: str, kind: str) -> str:
    """Name the group within which claims are reconciled."""
    return f"{platform}|{kind}"
