"""When a source is due, and that one daemon alone has its turn."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier

import pytest

from store import EventStore, open_store
from tracker.config import FeedSource
from tracker.leases import CLOCKS_APART, Leases
from tracker.model.time import utc
from tracker.turns import Patience, Turns, is_due

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
SOURCE = FeedSource.model_validate(
    {"id": "cnil", "kind": "rss", "voice": "press", "url": "https://x.example/f.xml", "every": "30m"}
)


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[EventStore]:
    opened = open_store(f"sqlite:///{tmp_path / 'log.db'}", create=True)
    yield opened
    opened.close()


def turns(store: EventStore, clock: Clock, owner: str) -> Turns:
    return Turns(store, Leases(view="polling", owner=owner, length=timedelta(minutes=5)), clock)


@pytest.mark.parametrize(
    ("last", "ahead", "every", "due"),
    [
        ("-30m", "-1s", "30m", True),
        ("-30m", "0s", "30m", True),
        ("-29m", "60s", "30m", False),
        ("-1h", "23h", "30m", False),  # the server asked for a day
        ("-1h", "27h", "30m", True),  # no pause is that long: a wrong clock wrote it
        ("-1h", "27h", "30h", False),
        ("-1h", "34h", "30h", True),
        ("60s", "31m", "30m", False),  # the other machine's clock is a minute fast
        ("6m", "36m", "30m", True),
        ("400h", "400h", "30m", True),
    ],
)
def test_a_source_is_due(last: str, ahead: str, every: str, *, due: bool) -> None:
    health = {"last_poll": utc(NOW + span(last)), "next_poll": utc(NOW + span(ahead))}

    assert is_due(health, every=span(every).total_seconds(), now=NOW) is due


def span(text: str) -> timedelta:
    return timedelta(seconds=int(text[:-1]) * {"s": 1, "m": 60, "h": 3600}[text[-1]])


def test_a_source_that_was_never_polled_is_due() -> None:
    assert is_due(None, every=1800, now=NOW)


def test_of_two_daemons_one_has_the_turn_until_it_ends(store: EventStore, clock: Clock) -> None:
    first, second = turns(store, clock, "a"), turns(store, clock, "b")

    assert [first.take(SOURCE), second.has_come(SOURCE), second.take(SOURCE)] == [True, False, False]
    second.end(SOURCE)
    assert not second.take(SOURCE), "nobody ends the turn of another"
    first.end(SOURCE)
    assert second.take(SOURCE)


def test_a_turn_that_was_polled_meanwhile_is_over(store: EventStore, clock: Clock) -> None:
    """Between looking and taking, another daemon polled and gave the turn back."""
    mine = turns(store, clock, "a")
    assert mine.has_come(SOURCE)
    with store.transaction() as tx:
        health = {"last_poll": utc(NOW), "next_poll": utc(NOW + timedelta(minutes=30))}
        tx.put_state("health", SOURCE.id, health)

    assert not mine.take(SOURCE)


def test_the_turn_of_a_killed_daemon_runs_out(store: EventStore, clock: Clock) -> None:
    turns(store, clock, "killed").take(SOURCE)
    other = turns(store, clock, "other")

    clock.now += timedelta(minutes=5, seconds=-1)
    before = other.take(SOURCE)
    clock.now += timedelta(seconds=1)

    assert (before, other.take(SOURCE)) == (False, True)


def test_a_turn_that_is_kept_outlasts_its_lease(store: EventStore, clock: Clock) -> None:
    """The first poll of an archive takes longer than any lease."""
    mine, other = turns(store, clock, "mine"), turns(store, clock, "other")
    mine.take(SOURCE)

    for _ in range(5):
        clock.now += timedelta(minutes=3)
        mine.keep([SOURCE.id])
    clock.now += timedelta(minutes=4)

    assert not other.take(SOURCE)


def test_a_turn_that_is_over_is_not_kept(store: EventStore, clock: Clock) -> None:
    """Whoever takes it next is not robbed of it."""
    mine, other = turns(store, clock, "mine"), turns(store, clock, "other")
    mine.take(SOURCE)
    clock.now += timedelta(minutes=6)
    other.take(SOURCE)

    mine.keep([SOURCE.id, "never-polled"])

    assert not mine.take(SOURCE)
    assert other.take(SOURCE)


def test_a_turn_taken_in_a_future_that_never_was_holds_nobody_up(store: EventStore, clock: Clock) -> None:
    clock.now += timedelta(days=400)
    turns(store, clock, "dreamer").take(SOURCE)
    clock.now = NOW

    assert turns(store, clock, "other").take(SOURCE)


def test_clocks_that_differ_by_minutes_share_turns(store: EventStore, clock: Clock) -> None:
    clock.now += CLOCKS_APART
    turns(store, clock, "fast").take(SOURCE)
    clock.now = NOW

    assert not turns(store, clock, "slow").take(SOURCE)


def test_of_many_at_once_one_has_the_turn(store: EventStore, clock: Clock) -> None:
    ready = Barrier(8)

    def take(owner: int) -> bool:
        ready.wait()
        return turns(store, clock, str(owner)).take(SOURCE)

    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(take, range(8)))

    assert sum(taken) == 1


def test_patience_doubles_to_its_limit_and_is_forgotten_after_a_success() -> None:
    seconds = [0.0]
    patience = Patience(first=2.0, clock=lambda: seconds[0])

    pauses = [patience.failed("a", most=10) for _ in range(4)]
    waiting = patience.is_over("a"), patience.is_over("b")
    seconds[0] = 10.0
    after = patience.is_over("a")
    patience.worked("a")

    assert pauses == [2.0, 4.0, 8.0, 10.0]
    assert (waiting, after) == ((False, True), True)
    assert patience.failed("a", most=10) == 2.0
