"""A site to fetch from, and the worker that parses what it serves."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from feeds.http import Fetcher
from feeds.worker import Parser
from tests.feeds.site import Site, policy, serve


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as served:
        yield served


@pytest.fixture
def fetcher(site: Site) -> Iterator[Fetcher]:
    with Fetcher(policy(site)) as fetching:
        yield fetching


@pytest.fixture(scope="session")
def parser() -> Iterator[Parser]:
    with Parser(limit=10.0) as parsing:
        yield parsing
