"""What was acknowledged is there after a kill, and nothing is there by half.

``STORE_CRASH_KILLS`` sets how often a writer is killed; the fixed seed of each round makes a
failing one come again.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
from collections import Counter

import pytest

from store import EventStore, catch_up, rebuild, verify
from tests.store.conftest import Place
from tests.store.workers import Tally

KILLS = int(os.environ.get("STORE_CRASH_KILLS", "6"))


def killed_writer(url: str, seed: int) -> list[str]:
    """Start a writer, kill it at some moment, and return the lines that it had finished."""
    dice = random.Random(seed)  # noqa: S311 - moments, not secrets
    lines: list[str] = []
    begun = threading.Event()
    with subprocess.Popen(
        [sys.executable, "-m", "tests.store.workers", url, str(seed)], stdout=subprocess.PIPE, text=True
    ) as process:

        def listen() -> None:
            assert process.stdout is not None
            for line in process.stdout:
                lines.append(line)
                if len(lines) > moment:
                    begun.set()
            begun.set()

        moment = int(dice.expovariate(1 / 20))
        listening = threading.Thread(target=listen)
        listening.start()
        begun.wait(timeout=60)
        # A moment that no line of output marks: somewhere within the next unit of work.
        threading.Event().wait(dice.uniform(0, 0.004))
        process.kill()
        listening.join(timeout=60)
        process.wait(timeout=60)
    assert process.returncode == -9
    return [line for line in lines if line.endswith("\n")]


def check_whole(store: EventStore) -> None:
    """Assert that every batch is there whole, and that state and checkpoint fit the log."""
    assert verify(store)
    log = list(store.read_all())
    batches = Counter((event.payload["batch"], event.payload["of"]) for event in log)
    assert all(count % of == 0 for (_, of), count in batches.items())
    last = store.state("last", "batch")
    if last is not None:
        end = log[last["position"] - 1].payload
        assert end["n"] == end["of"] - 1
    checkpoint = store.checkpoint("tally")
    kept = store.state("tally", "all") or {"n": 0, "sum": 0}
    assert kept == {"n": checkpoint, "sum": sum(event.payload["n"] for event in log[:checkpoint])}


def test_what_was_acknowledged_survives_a_kill(lasting_place: Place) -> None:
    store = lasting_place.open()
    acknowledged: dict[int, str] = {}

    for seed in range(KILLS):
        for line in killed_writer(lasting_place.url, seed):
            first, *ids = line.split()
            acknowledged.update(enumerate(ids, start=int(first)))
        there = {event.position: str(event.id) for event in store.read_all()}
        assert acknowledged.items() <= there.items(), f"round {seed}"
        check_whole(store)

    assert len(acknowledged) > KILLS
    catch_up(store, Tally())
    live = list(store.states("tally"))
    rebuild(store, Tally())
    assert list(store.states("tally")) == live


@pytest.mark.parametrize("moment", ["at once", "open"])
def test_a_killed_writer_holds_back_nobody(lasting_place: Place, moment: str) -> None:
    """It dies within a transaction, with the right to write in its hands."""
    store = lasting_place.open()
    program = (
        "import os, sys, store\n"
        "from tests.store.builders import STREAM, some_events\n"
        "with store.open_store(sys.argv[1]).transaction() as work:\n"
        "    if sys.argv[2] == 'open': work.append(STREAM, some_events(3))\n"
        "    os.kill(os.getpid(), 9)\n"
    )

    ran = subprocess.run([sys.executable, "-c", program, lasting_place.url, moment], check=False)

    assert ran.returncode == -9
    with store.transaction() as work:
        work.put_state("v", "k", {"n": 1})
    assert store.head() == 0
