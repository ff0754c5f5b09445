"""Several processes on one log: writers that wait for each other, readers that miss nothing."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from contextlib import closing
from itertools import chain
from typing import Any

from store import verify
from store.postgresql import PostgresqlDatabase
from tests.store.builders import STREAM, some_events
from tests.store.conftest import Place
from tests.store.workers import count_up, tail, write

CONTEXT = multiprocessing.get_context("spawn")
EVENTS = {"sqlite": 6_000, "postgresql": 20_000}


def run_all(jobs: list[tuple[Callable[..., None], tuple[Any, ...]]]) -> list[Any]:
    """Run every job in a process of its own, at the same time; return their answers in order."""
    started = []
    for job, arguments in jobs:
        answer, give = CONTEXT.Pipe(duplex=False)
        process = CONTEXT.Process(target=job, args=(*arguments, give))
        process.start()
        give.close()
        started.append((process, answer))
    answers = []
    for process, answer in started:
        answers.append(answer.recv() if answer.poll(timeout=120) else None)
        process.join(timeout=30)
        assert process.exitcode == 0
    return answers


def test_no_event_is_lost_doubled_or_seen_out_of_order(lasting_place: Place) -> None:
    """Four writers, some of whose transactions roll back, and two readers that follow the log."""
    store = lasting_place.open()
    events = EVENTS[lasting_place.kind]
    url = lasting_place.url

    *written, seen, seen_too = run_all(
        [
            *[(write, (url, number, events // 4)) for number in range(4)],
            (tail, (url, events)),
            (tail, (url, events)),
        ]
    )

    log = [(event.position, str(event.id)) for event in store.read_all()]
    assert [position for position, _ in log] == list(range(1, events + 1))
    assert len({event_id for _, event_id in log}) == events
    assert sorted(chain.from_iterable(written)) == log
    assert seen == log
    assert seen_too == log
    assert verify(store)


def test_writers_of_several_processes_take_turns(lasting_place: Place) -> None:
    """Read, add one, write: without an error, and without one overwriting the other."""
    store = lasting_place.open()

    run_all([(count_up, (lasting_place.url, 100))] * 4)

    assert store.state("count", "n") == {"n": 400}


def test_postgresql_tells_of_a_commit(new_place: Callable[[str], Place]) -> None:
    """Whoever waits hears of it, and need not look."""
    place = new_place("postgresql")
    store = place.open()
    database = PostgresqlDatabase(place.url)
    with closing(database.connect(read_only=True)) as connection:
        database.listen(connection)

        store.append(STREAM, some_events(1))

        assert len(list(connection.notifies(timeout=30, stop_after=1))) == 1
