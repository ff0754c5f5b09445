"""What the package offers, and what importing it costs."""

from __future__ import annotations

import subprocess
import sys

import pytest

import store


def test_every_public_name_is_there() -> None:
    assert store.__all__ == sorted(
        store.__all__, key=lambda name: (name.upper() != name, name[0].islower(), name)
    )
    for name in store.__all__:
        assert getattr(store, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        store.nothing  # noqa: B018 - asked for, and not there


def test_importing_it_imports_no_database() -> None:
    program = (
        "import sys; bare = set(sys.modules); import store;"
        "print(*sorted({'sqlite3', 'psycopg', 'sqlalchemy', 'sqlmodel', 'pydantic', 'pydantic_core'}"
        " & (set(sys.modules) - bare)))"
    )

    ran = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)

    assert ran.stdout == "\n"
