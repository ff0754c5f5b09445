"""What several test packages share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.home import Home
from tests.sinks import HookSink, MailSink, Site

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


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as opened:
        yield opened


@pytest.fixture
def mail() -> Iterator[MailSink]:
    with MailSink() as opened:
        yield opened


@pytest.fixture
def hook() -> Iterator[HookSink]:
    with HookSink() as opened:
        yield opened
