"""What several test packages share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of facts beside the project; loud where it is absent, an error in CI."""
    folder = ROOT.parent / "shared"
    if (folder / "design.md").is_file():
        return folder
    if os.environ.get("CI"):
        pytest.fail(f"{folder} is absent: CI must run the tests that need it")
    pytest.skip(f"NOT RUN: {folder} is absent")
