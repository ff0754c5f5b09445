"""Random orders of the development corpus and of the timeline, with repetition and random batches.

``python -m tests.tracker.orders SHARED [N]`` compares N random orders (200) with the one in which the
documents were published: decisions, statuses on every known day, and histories must be the same.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from store.memory import MemoryStore
from tests.tracker import truth
from tests.tracker.builders import TODAY
from tests.tracker.test_announce import announcer
from tracker.baseline import readings as baseline
from tracker.ingest import Reading
from tracker.intake import take_in_all
from tracker.model.claim import EVERY_PLATFORM
from tracker.projection.query import decisions_of, known_platforms, status_of
from tracker.recording import recording
from tracker.report.answers import decision_answer, status_answer
from tracker.report.explain import history_answer

DAYS = (*(date(year, month, 15) for year in range(2018, 2027) for month in (1, 7)), TODAY)


def everything(shared: Path) -> list[Reading]:
    """Return the corpus as it is read, and the timeline as the baseline tells it."""
    return [*truth.corpus(shared), *baseline()]


def batches_of(readings: Sequence[Reading], seed: int) -> list[list[Reading]]:
    """Return *readings* in a random order, a third of them twice, in batches of random sizes."""
    rng = random.Random(seed)  # noqa: S311 - an order that can be tried again, no secret
    order = [*readings, *rng.sample(readings, len(readings) // 3)]
    rng.shuffle(order)
    batches = []
    while order:
        size = rng.randint(1, 60)
        batches.append(order[:size])
        order = order[size:]
    return batches


def outcome(batches: Sequence[Sequence[Reading]]) -> dict[str, Any]:
    """Return all that people can ask of a log that took *batches* in, and what they were told."""
    store = MemoryStore()
    for batch in batches:
        with recording(store, recorded_by="test") as recorder:
            take_in_all(recorder, announcer(), batch, today=TODAY)
    platforms = known_platforms(store)
    return {
        "decisions": {
            platform: [decision_answer(each) | {"formerly": []} for each in decisions_of(store, platform)]
            for platform in (EVERY_PLATFORM, *platforms)
        },
        "statuses": {
            (platform, day): status_answer(status_of(store, platform, as_of=day), name="")
            for platform in platforms
            for day in DAYS
        },
        "histories": {
            platform: [
                each | {"formerly": []}
                for each in history_answer(store, platform, name="", as_of=TODAY)["decisions"]
            ]
            for platform in platforms
        },
    }


def main(shared: Path, number: int) -> None:
    """Compare *number* random orders with the order of publication."""
    readings = everything(shared)
    expected = outcome([sorted(readings, key=lambda each: (each.document.published or "", each.document.id))])
    wrong = 0
    for seed in range(number):
        found = outcome(batches_of(readings, seed))
        different = [name for name, value in expected.items() if found[name] != value]
        wrong += bool(different)
        if different:
            click.echo(f"order {seed}: other {', '.join(different)}")
    click.echo(f"{number - wrong} of {number} orders of {len(readings)} documents end in the same")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 200)
