"""What a poll need not load, it does not: starting is half of a poll without news."""

from __future__ import annotations

import subprocess
import sys

import pytest

_SHOWN = (
    "import sys, tracker.cli.doing, tracker.polling.feed, tracker.report.progress, tracker.alerts.transport"
)


@pytest.mark.parametrize(
    "module",
    [
        pytest.param("feeds.dila", id="archives"),
        pytest.param("feeds.piste", id="the API"),
        pytest.param("apprise", id="what delivers"),
        pytest.param("rich.progress", id="the bar of a terminal"),
        pytest.param("tracker.extraction", id="the reader of claims"),
        pytest.param("feedparser", id="the parser of odd feeds"),
    ],
)
def test_a_poll_of_feeds_without_news_does_not_load(module: str) -> None:
    asked = f"{_SHOWN}; print({module!r} in sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
