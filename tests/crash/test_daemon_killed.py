"""The daemon killed (SIGKILL) again and again while it polls, records and delivers.

A real child process on a real SQLite file, with a real site and a real webhook.  Afterwards:
every alert of the log has arrived, each under its own key, repeated no more often than the
process was killed; the documents stand in the log once; the views equal those built again.
"""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing

import pytest

from store import open_reader
from tests.conftest import ROOT
from tests.home import Home
from tests.sinks import HookSink, wait_for
from tracker.demo.farm import FEEDS, Farm, story
from tracker.projection.memory import MemoryViews
from tracker.projection.views import PROJECTIONS

ROUNDS = 8


def start(home: Home) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.crash.short_leases", "2"],
        env={**home.environment(), "PYTHONPATH": str(ROOT)},
        cwd=home.path,
        stderr=subprocess.DEVNULL,
    )


def configure(home: Home, farm: Farm, hook: HookSink) -> str:
    home.config = f'[fetch]\nallow_private_hosts = ["{farm.host}"]\n'
    home.config += f'[[alerts.routes]]\nname = "dpo"\ntargets = ["{hook.url}"]\n'
    home.sources = [
        f'[[sources]]\nid = "{feed}"\nkind = "rss"\nvoice = "press"\nevery = "1s"\n'
        f'url = "http://{farm.host}/{feed}.xml"\nfull_text = true\n'
        for feed in FEEDS
    ]
    assert home.run("poll").code == 0
    return f"sqlite:///{home.path / 'tracker.db'}"


@pytest.mark.parametrize("seed", [1, 2])
def test_nothing_is_lost_and_nothing_is_told_without_need(home: Home, hook: HookSink, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - moments, not secrets
    with Farm() as farm:
        url = configure(home, farm, hook)
        texts = story()
        for number in range(ROUNDS):
            for text in texts[number * 2 : number * 2 + 2]:
                farm.publish(text)
            daemon = start(home)
            time.sleep(chance.uniform(0.3, 3.0))
            daemon.send_signal(signal.SIGKILL)
            daemon.wait(10)
        daemon = start(home)
        try:
            # A delivery that was under way when the process died waits for its lease to end.
            assert wait_for(lambda: _documents(url) == len(texts), seconds=30)
            assert wait_for(lambda: _settled(url, hook), seconds=30)
        finally:
            daemon.terminate()
            daemon.wait(30)

    with closing(open_reader(url)) as reader:
        raised = {name for name, _ in reader.states("alert")}
        leased = {key.partition("|")[0] for key, _ in reader.states("lease")}
        observed = [event.payload["document"]["id"] for event in reader.read_all(types=["DocumentObserved"])]
        again = MemoryViews()
        for event in reader.read_all():
            again.take(event)
        for view in (rules.name for rules in PROJECTIONS):
            assert list(again.states(view)) == list(reader.states(view)), view
    arrived = Counter(message.key for message in hook.received)

    assert raised
    assert set(arrived) | leased >= raised
    assert set(arrived) <= raised
    assert sum(arrived.values()) - len(arrived) <= ROUNDS
    assert len(set(observed)) == len(observed) == len(texts)


def _documents(url: str) -> int:
    with closing(open_reader(url)) as reader:
        return sum(1 for _ in reader.states("document"))


def _settled(url: str, hook: HookSink) -> bool:
    """Say whether every alert has arrived, or is held by the lease of a process that died."""
    with closing(open_reader(url)) as reader:
        held = {key for key, _ in reader.states("lease")}
        return all(key in held for key, _ in reader.states("outbox")) and bool(hook.received)
