"""What could not be read for claims stays due: no decision is missed because a machine was busy."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest

from feeds.document import Document
from feeds.errors import FailureKind
from feeds.worker import Parser, Stopped
from store import MemoryStore
from tests.home import a_feed
from tests.sinks import Site
from tracker import codec
from tracker.app import App
from tracker.cli import run
from tracker.config import Config
from tracker.ingest import Reading, take_in
from tracker.model.decision import Voice
from tracker.model.time import paris_today
from tracker.polling import Means, Polled, poll_source
from tracker.reading import read_document
from tracker.recording import recording
from tracker.rereading import read_all_again, to_read_again, writing

T = TypeVar("T")
DAY = datetime(2024, 1, 30, 9, tzinfo=UTC)
OTHER = ("/a.html", "Météo", "Il fera beau demain sur tout le pays.", DAY)
NEWS = (
    "/b.html",
    "La CNIL autorise Microsoft Azure à héberger EMC2",
    "La CNIL a autorisé le 29 janvier 2024 Microsoft Azure à héberger l'entrepôt EMC2 pour trois ans.",
    DAY,
)


class BusyParser(Parser):
    """A parser that stops each reading for claims as long as its machine is busy."""

    is_running = True
    busy = False
    meanwhile: Callable[[], object] | None = None

    def run(self, function: Callable[..., T], subject: object, **named: object) -> T | Stopped:
        reads = isinstance(subject, list) and isinstance(subject[0], Document)
        if reads and self.meanwhile is not None:
            self.meanwhile()
        if reads and self.busy:
            return Stopped(FailureKind.UNSAFE, "a document that takes more than 10 s to read")
        return function(subject, **named)


@dataclass
class Desk:
    """A source, its tracker, and a clock that a test moves."""

    site: Site
    now: datetime = datetime(2024, 1, 31, 9, tzinfo=UTC)
    parser: BusyParser = field(default_factory=BusyParser)

    def __post_init__(self) -> None:
        self.store = MemoryStore(clock=lambda: self.now)
        feed = {"kind": "rss", "voice": "press", "url": f"http://{self.site.host}/fil.xml"}
        config = {
            "sources": [{**feed, "id": "fil"}, {**feed, "id": "autre"}],
            "fetch": {"allow_private_hosts": [self.site.host]},
            "alerts": {"routes": [{"name": "dpo", "targets": ["json://127.0.0.1:9/"]}]},
        }
        self.app = App(Config.model_validate(config), Path("config.toml"), lambda: self.now)

    def poll(self, *items: tuple[str, str, str, datetime], busy: bool = False, source: int = 0) -> Polled:
        a_feed(self.site, "fil", *items)
        self.parser.busy = busy
        with self.app.fetcher() as fetcher:
            means = Means(fetcher, self.parser)
            return poll_source(self.app, self.store, means, self.app.config.sources[source])

    def read(self, document: Document) -> Reading:
        return read_document(self.app.extractor, document, voice=Voice.PRESS, publisher="fil")

    def events(self, name: str) -> list[dict[str, Any]]:
        return [dict(event.payload) for event in self.store.read_all() if event.type == name]


@pytest.fixture
def desk(site: Site) -> Desk:
    return Desk(site)


def test_a_text_whose_reading_was_stopped_is_read_at_the_next_poll_and_told(desk: Desk) -> None:
    desk.poll(OTHER)

    stopped = desk.poll(NEWS, OTHER, busy=True)
    assert stopped.unread == 1
    assert desk.events("DecisionRecorded") == []

    read = desk.poll(NEWS, OTHER)

    assert (read.outcome, read.unread, read.notices) == ("changed", 0, ())
    assert len(desk.events("DecisionRecorded")) == 1
    assert [each.alert is not None for each in read.announced if each.differences][:1] == [True]
    assert desk.poll(NEWS, OTHER).outcome == "unchanged"


def test_tries_grow_apart_and_end_and_what_is_left_is_told_at_each_poll(desk: Desk) -> None:
    desk.poll(OTHER)
    desk.poll(NEWS, OTHER, busy=True)
    tried = []
    for hour in range(100):
        failed = len(desk.events("ClaimsRead"))
        polled = desk.poll(NEWS, OTHER, busy=True)
        if len(desk.events("ClaimsRead")) > failed:
            tried.append(hour)
            assert polled.unread == 1
        desk.now += timedelta(hours=1)

    assert tried == [0, 1, 7, 31]
    assert (polled.outcome, polled.unread) == ("unchanged", 0)
    assert "not read for claims (tries: 5); `tracker reextract` tries again" in polled.notices[0]
    assert (desk.store.state("health", "fil") or {})["notices"] == list(polled.notices)


def test_what_a_silent_first_poll_could_not_read_is_as_silent_afterwards(desk: Desk) -> None:
    desk.poll(NEWS, OTHER, busy=True)

    read = desk.poll(NEWS, OTHER)

    assert len(desk.events("DecisionRecorded")) == 1
    assert read.announced
    assert not any(each.alert for each in read.announced)


def test_reextract_reads_what_no_extractor_could(desk: Desk) -> None:
    """The present one has tried, and its version is the same: it is no reason to leave the text."""
    desk.poll(OTHER)
    desk.poll(NEWS, OTHER, busy=True)
    version = desk.app.extractor.version
    [stale] = to_read_again(desk.store, version)

    [batch] = read_all_again(desk.app, desk.store, [stale], writing(desk.store))

    assert [len(each.added) > 0 for each in batch.reread] == [True]
    assert to_read_again(desk.store, version) == []
    assert desk.poll(NEWS, OTHER).outcome == "unchanged"


def test_a_text_that_comes_again_is_read_where_it_could_not_be(desk: Desk) -> None:
    desk.poll(OTHER)
    desk.poll(NEWS, OTHER, busy=True)
    [name] = [document for document, _ in desk.store.states("unread")]
    [document] = [
        each["document"] for each in desk.events("DocumentObserved") if each["document"]["id"] == name
    ]

    reading = desk.read(codec.document_from_json(document))
    with recording(desk.store, recorded_by="test") as recorder:
        first = take_in(recorder, reading, today=paris_today(desk.now))
        second = take_in(recorder, reading, today=paris_today(desk.now))

    assert (first.news, second.news) == ("read-again", "known")
    assert list(desk.store.states("unread")) == []


def test_many_texts_that_wait_are_told_in_few_lines_and_read_few_at_a_time(desk: Desk) -> None:
    items = [(f"/{number}.html", f"{NEWS[1]} ({number})", NEWS[2], DAY) for number in range(8)]
    desk.poll(*items, busy=True)

    polled = desk.poll(*items, busy=True)
    read = desk.poll(*items)

    assert polled.unread == 5
    assert len(polled.notices) == 3
    assert polled.notices[-1] == "6 more texts were not read for claims"
    assert len([each for each in read.taken if each.news == "read-again"]) == 3
    assert len(read.notices) == 3


def test_another_text_begins_anew(desk: Desk) -> None:
    desk.poll(OTHER)
    desk.poll(NEWS, OTHER, busy=True)

    desk.poll((*NEWS[:2], "Il fera beau.", DAY), OTHER, busy=True)

    assert [event["failed"] is None for event in desk.events("ClaimsRead")] == [False] * 3
    assert [held["tries"] for _, held in desk.store.states("unread")] == [1]


def test_what_another_process_recorded_while_a_text_was_read_again_stays(desk: Desk) -> None:
    desk.poll(OTHER)
    desk.poll(NEWS, OTHER, busy=True)
    [name] = [document for document, _ in desk.store.states("unread")]

    def revise() -> None:
        desk.parser.meanwhile = None
        kept = next(each for each in desk.events("DocumentObserved") if each["document"]["id"] == name)
        revised = replace(codec.document_from_json(kept["document"]), text="Il fera beau.")
        failed = replace(desk.read(revised), failed="a fault of ours")
        with recording(desk.store, recorded_by="test") as recorder:
            take_in(recorder, failed, today=paris_today(desk.now))

    desk.parser.meanwhile = revise
    polled = desk.poll(NEWS, OTHER)

    assert [each["document"]["text"] for each in desk.events("DocumentRevised")] == ["Il fera beau."]
    assert polled.taken == ()


def test_a_source_reads_its_own_texts_again_and_tells_of_no_others(desk: Desk) -> None:
    desk.poll(OTHER, source=1)
    desk.poll(OTHER)
    desk.poll(NEWS, OTHER, busy=True)

    other = desk.poll(OTHER, source=1, busy=True)

    assert (other.unread, other.notices) == (0, ())
    assert [held["tries"] for _, held in desk.store.states("unread")] == [1]


def test_a_poll_by_hand_ends_with_a_fault_where_a_text_could_not_be_read(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "config.toml"
    path.write_text(
        f'fetch.allow_private_hosts = ["{desk.site.host}"]\nstore.url = "sqlite:///{tmp_path}/tracker.db"\n'
        f'[[sources]]\nid = "fil"\nkind = "rss"\nvoice = "press"\nurl = "http://{desk.site.host}/fil.xml"\n'
    )
    monkeypatch.setenv("TRACKER_CONFIG", str(path))
    monkeypatch.setattr(App, "parser", lambda _: desk.parser)
    a_feed(desk.site, "fil", NEWS, OTHER)

    desk.parser.busy = True
    codes = [run(["poll", "--format", "json"])]
    [told] = json.loads(capsys.readouterr().out)["polled"]
    desk.parser.busy = False
    codes += [run(["poll"]), run(["poll"])]

    assert codes == [1, 0, 0]
    assert told["unread"] == 2
    assert "takes more than 10 s to read for claims" in told["notices"][0]
