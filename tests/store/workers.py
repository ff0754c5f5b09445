"""What the child processes of the tests do; each function is the whole of a process."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from multiprocessing.connection import Connection

from store import ANY, EventStore, NewEvent, RecordedEvent, StreamId, View, catch_up, open_reader, open_store
from tests.store.builders import an_event

SHARED = StreamId("shared", "stream")


class ChangedMyMindError(Exception):
    """What ends a transaction that is to be rolled back."""


def write(url: str, number: int, wanted: int, answer: Connection) -> None:
    """Append *wanted* events in every way there is; answer with their ids in the order of positions."""
    dice = random.Random(number)  # noqa: S311 - ways, not secrets
    mine = StreamId("writer", str(number))
    written: list[RecordedEvent] = []
    with closing(open_store(url)) as store:
        while len(written) < wanted:
            batch = [
                an_event(payload={"writer": number})
                for _ in range(min(dice.randint(1, 20), wanted - len(written)))
            ]
            written += _write_somehow(store, batch, mine, dice)
    answer.send([(event.position, str(event.id)) for event in written])


def _write_somehow(
    store: EventStore, batch: list[NewEvent], mine: StreamId, dice: random.Random
) -> list[RecordedEvent]:
    way = dice.random()
    if way < 0.1:
        with suppress(ChangedMyMindError), store.transaction() as work:
            work.append(mine, batch)
            raise ChangedMyMindError
        return []
    if way < 0.3:
        with store.transaction() as work:
            half = len(batch) // 2
            first = work.append(mine, batch[:half])
            return first + work.append(SHARED, batch[half:])
    stream = dice.choice([mine, SHARED])
    written = store.append(stream, batch, expected=ANY)
    if way > 0.9:
        assert store.append(stream, batch) == written
    return written


def tail(url: str, wanted: int, answer: Connection) -> None:
    """Follow the log until *wanted* events were seen; answer with them in the order seen."""
    seen: list[tuple[int, str]] = []
    with closing(open_reader(url)) as reader:
        while len(seen) < wanted and reader.wait_for(seen[-1][0] if seen else 0, timeout=60):
            after = seen[-1][0] if seen else 0
            seen += [(event.position, str(event.id)) for event in reader.read_all(after=after)]
    answer.send(seen)


def count_up(url: str, times: int, answer: Connection) -> None:
    """Read a number, add one, write it back, in transactions; answer when done."""
    with closing(open_store(url)) as store:
        for _ in range(times):
            with store.transaction() as work:
                kept = work.state("count", "n") or {"n": 0}
                work.put_state("count", "n", {"n": kept["n"] + 1})
    answer.send(times)


class Tally:
    """Counts the events of each batch, and adds up what they say."""

    name = "tally"

    def apply(self, event: RecordedEvent, view: View) -> bool:
        """Count one."""
        kept = view.get("all") or {"n": 0, "sum": 0}
        view.put("all", {"n": kept["n"] + 1, "sum": kept["sum"] + event.payload["n"]})
        return True


def write_until_killed(url: str, seed: int) -> None:
    """Append batches for ever, telling on standard output what was acknowledged, and project."""
    dice = random.Random(seed)  # noqa: S311 - moments, not secrets
    stream = StreamId("crash", "test")
    with closing(open_store(url)) as store:
        for batch in _batches(dice, store.head()):
            if dice.random() < 0.5:
                written = store.append(stream, batch)
            else:
                with store.transaction() as work:
                    written = work.append(stream, batch)
                    work.put_state("last", "batch", {"position": written[-1].position})
            print(written[0].position, *(event.id for event in written), flush=True)  # noqa: T201 - the answer
            if dice.random() < 0.3:
                catch_up(store, Tally(), batch=dice.randint(1, 50))


def _batches(dice: random.Random, start: int) -> Iterator[list[NewEvent]]:
    while True:
        size = dice.randint(1, 30)
        start += 1
        yield [an_event(payload={"n": n, "of": size, "batch": start}) for n in range(size)]


if __name__ == "__main__":
    write_until_killed(sys.argv[1], int(sys.argv[2]))
