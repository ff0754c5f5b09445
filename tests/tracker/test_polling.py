"""Polls that end together: few transactions, nothing of another's lost, news never held up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feeds.worker import Parser
from store import MemoryStore
from store.api import Transaction
from tests.home import a_feed
from tests.sinks import Site
from tracker.app import App
from tracker.config import Config
from tracker.polling import Means, Polled, poll_round
from tracker.polling.asking import ask_or_note, write_together
from tracker.polling.poll import Unwritten

DAY = datetime(2024, 1, 31, 9, tzinfo=UTC)
ITEM = ("/a.html", "Un entrepôt", "Rien de neuf.", DAY)
NAMES = [f"press-{number}" for number in range(12)]


class CountingStore(MemoryStore):
    """A store that counts the units of work."""

    units = 0

    def transaction(self) -> AbstractContextManager[Transaction]:
        self.units += 1
        return super().transaction()


@pytest.fixture
def app(site: Site) -> App:
    tables = [
        {"id": name, "kind": "rss", "voice": "press", "url": f"http://{site.host}/{name}.xml"}
        for name in NAMES
    ]
    for name in NAMES:
        a_feed(site, name, ITEM)
    config = {"sources": tables, "fetch": {"allow_private_hosts": [site.host]}}
    return App(Config.model_validate(config), Path("config.toml"))


@pytest.fixture
def means(app: App) -> Iterator[Means]:
    with app.fetcher() as fetcher, Parser(workers=1) as parser:
        yield Means(fetcher, parser)


def polled(app: App, store: MemoryStore, means: Means) -> dict[str, Polled]:
    round_ = poll_round(app, store, means, app.config.sources, told=lambda _: None)
    return {each.source: each for each in round_}


def test_what_has_nothing_new_is_written_together(app: App, means: Means) -> None:
    """An fsync a source is what a poll without news would cost most."""
    store = CountingStore()
    polled(app, store, means)
    store.units = 0

    again = polled(app, store, means)

    assert {each.outcome for each in again.values()} == {"unchanged"}
    assert set(again) == set(NAMES)
    assert store.units < len(NAMES) / 2
    assert {name for name, _ in store.states("health")} == set(NAMES)


def test_a_memory_that_did_not_change_is_not_written(app: App, means: Means) -> None:
    store = MemoryStore()
    polled(app, store, means)
    before = dict(store.states("memory"))
    found = ask_or_note(app, store, means, app.config.sources[0])
    assert isinstance(found, Unwritten)
    with store.transaction() as tx:
        tx.drop_view("health")

    write_together(app, store, [found])

    assert dict(store.states("memory")) == before
    assert [name for name, _ in store.states("health")] == NAMES[:1]


def test_what_another_process_wrote_meanwhile_is_kept_and_told(app: App, means: Means) -> None:
    """The check that guards news guards what waits to be written, source by source."""
    store = MemoryStore()
    polled(app, store, means)
    waiting = [ask_or_note(app, store, means, source) for source in app.config.sources[:2]]
    with store.transaction() as tx:
        tx.put_state("memory", NAMES[0], {"text": "newer"})
        tx.drop_view("health")

    outrun, kept = write_together(app, store, [each for each in waiting if isinstance(each, Unwritten)])

    assert outrun.notices == ("another process polled it meanwhile",)
    assert not kept.notices
    assert store.state("memory", NAMES[0]) == {"text": "newer"}
    assert [name for name, _ in store.states("health")] == [NAMES[1]]


def test_what_was_not_written_is_polled_again(app: App, means: Means) -> None:
    """A process that is killed before it writes has lost nothing but the try."""
    store = MemoryStore()
    polled(app, store, means)
    before = store.state("health", NAMES[0])

    ask_or_note(app, store, means, app.config.sources[0])

    assert store.state("health", NAMES[0]) == before


def test_news_is_written_while_others_wait(app: App, means: Means, site: Site) -> None:
    store = MemoryStore()
    polled(app, store, means)
    a_feed(site, NAMES[3], ITEM, ("/b.html", "Une autre nouvelle", "La suite.", DAY))

    found = [ask_or_note(app, store, means, source) for source in app.config.sources[:4]]

    assert [isinstance(each, Unwritten) for each in found] == [True, True, True, False]
    titles = {held["title"] for _, held in store.states("document") if held["source"]["id"] == NAMES[3]}
    assert titles == {"Un entrepôt", "Une autre nouvelle"}


def test_a_fault_in_writing_one_poll_is_its_own(app: App, means: Means) -> None:
    """One source never costs the others, also in a transaction that they share."""
    store = MemoryStore()
    polled(app, store, means)
    good = ask_or_note(app, store, means, app.config.sources[0])
    assert isinstance(good, Unwritten)

    def faulty(_: object) -> Polled:
        raise ZeroDivisionError

    bad = Unwritten(app.config.sources[1], faulty)

    kept, failed = write_together(app, store, [good, bad])

    assert (kept.outcome, failed.outcome) == ("unchanged", "failed")
    assert "ZeroDivisionError" in failed.why
