"""Which changes of a source are told, one by one or together, and to whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from store import MemoryStore
from tracker.alerts.sources import SourceTold, announce_sources
from tracker.app import App
from tracker.config import Config
from tracker.model.health import Cause, Record, State, Verdict
from tracker.recording import recording
from tracker.report.lines import source_lines
from tracker.watching import row_from_record

FIRST = datetime(2026, 11, 2, 9, tzinfo=UTC)
NAMES = [f"press-{number}" for number in range(8)]
APP = App(
    Config.model_validate(
        {
            "sources": [
                {"id": name, "kind": "rss", "voice": "press", "url": f"https://{name}.example/f.xml"}
                for name in NAMES
            ],
            "alerts": {"routes": [{"name": "op", "targets": ["json://127.0.0.1:9/x"], "about": ["sources"]}]},
        }
    ),
    Path("config.toml"),
)


def with_news_until(newest: date) -> Record:
    """Return a source first seen on FIRST, with something new every day until *newest*."""
    days = tuple(newest - timedelta(days=ago) for ago in range(9, -1, -1))
    return Record(
        last_poll=FIRST, last_success=FIRST, answered_at=FIRST, watched_since=FIRST, good=1, days=days
    )


def seen(store: MemoryStore, newest: date, *names: str) -> None:
    with store.transaction() as tx:
        for name in names:
            tx.put_state("health", name, row_from_record(with_news_until(newest)))


def looked_at(store: MemoryStore, now: datetime) -> list[SourceTold]:
    with recording(store, recorded_by="watch") as recorder:
        return announce_sources(recorder, APP.announcer, APP.config.sources, now=now)


def alerts(store: MemoryStore) -> list[str]:
    return [event.payload["title"] for event in store.read_all(types=["AlertRaised"])]


def test_a_source_begins_in_the_state_that_it_is_in() -> None:
    """A feed whose newest entry was old already is no news: on it nobody has gone blind."""
    store = MemoryStore()
    seen(store, date(2026, 8, 1), *NAMES)

    told = looked_at(store, FIRST)

    assert [(each.verdict.state, each.begins, each.alert) for each in told] == [(State.LATE, True, None)] * 8
    assert alerts(store) == []
    assert len(list(source_lines(told))) == 1
    assert looked_at(store, FIRST) == []


def test_a_source_that_falls_silent_later_is_told() -> None:
    store = MemoryStore()
    seen(store, FIRST.date(), NAMES[0])
    assert looked_at(store, FIRST) == []

    [told] = looked_at(store, FIRST + timedelta(days=21))

    assert (told.verdict.state, told.begins) == (State.LATE, False)
    assert len(alerts(store)) == 1
    assert next(iter(source_lines([told]))).startswith("press-0: healthy → late: nothing new")


def test_what_began_late_and_has_news_again_was_never_lost() -> None:
    """Nobody was told that it was silent: that it is not any more would be a riddle."""
    store = MemoryStore()
    seen(store, date(2026, 8, 1), NAMES[0])
    looked_at(store, FIRST)
    seen(store, date(2026, 11, 3), NAMES[0])

    [told] = looked_at(store, FIRST + timedelta(days=1))

    assert told.verdict.state is State.HEALTHY
    assert alerts(store) == []


def test_what_began_late_is_told_when_it_falls_silent_again() -> None:
    store = MemoryStore()
    seen(store, date(2026, 8, 1), NAMES[0])
    looked_at(store, FIRST)
    seen(store, date(2026, 11, 3), NAMES[0])
    looked_at(store, FIRST + timedelta(days=1))

    [told] = looked_at(store, FIRST + timedelta(days=60))

    assert told.verdict.state is State.LATE
    assert len(alerts(store)) == 1


def test_what_began_late_is_told_when_it_fails() -> None:
    store = MemoryStore()
    seen(store, date(2026, 8, 1), NAMES[0])
    looked_at(store, FIRST)
    bad: dict[str, Any] = {"bad": 3, "good": 0, "failures": 3, "bad_since": FIRST, "cause": Cause.NOT_FOUND}
    failing = replace(with_news_until(date(2026, 8, 1)), trouble=State.FAILING, **bad)
    with store.transaction() as tx:
        tx.put_state("health", NAMES[0], row_from_record(failing))

    [told] = looked_at(store, FIRST + timedelta(days=1))

    assert (told.before, told.verdict.state) == (State.LATE, State.FAILING)
    assert len(alerts(store)) == 1


def test_more_than_five_changes_are_one_line() -> None:
    verdict = Verdict(State.FAILING, Cause.NOT_FOUND, FIRST, "404")
    told = [SourceTold(name, State.HEALTHY, verdict, "a1") for name in NAMES]

    assert list(source_lines(told)) == [
        "8 sources changed their state (8 healthy → failing); alert raised; `tracker sources` shows each"
    ]
    assert len(list(source_lines(told[:5]))) == 5
