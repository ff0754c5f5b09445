"""What hides something from its reader is kept, told, and moves nothing until a person has looked."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from threading import Event
from typing import TypeVar

import pytest

from feeds.document import Document, Origin
from feeds.errors import FailureKind
from feeds.worker import Parser, Stopped
from store import MemoryStore
from tracker import codec
from tracker.app import App
from tracker.catalogue import load_catalogue
from tracker.config import Config
from tracker.extraction import Extractor
from tracker.ingest import take_in
from tracker.model.claim import DOUBTFUL_BELOW
from tracker.model.decision import Voice
from tracker.polling.ending import EndingError
from tracker.polling.parts import Means, Part
from tracker.polling.reading import read_ahead, read_part
from tracker.projection.query import suspicions_of
from tracker.reading import read_document, read_documents
from tracker.recording import recording
from tracker.rereading import read_stored, to_read_again
from tracker.screening import Screen

T = TypeVar("T")
PLAIN = Document(
    id="fil:1",
    source=Origin(id="fil", kind="press", name="Le fil"),
    title="La CNIL autorise Microsoft Azure à héberger EMC2",
    text="La CNIL a autorisé le 21 décembre 2023 Microsoft Azure à héberger l'entrepôt EMC2 pour trois ans.",
    published="2024-01-31",
)


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor(load_catalogue())


def test_a_text_that_hid_characters_waits_for_a_person_although_it_no_longer_shows_them(
    extractor: Extractor,
) -> None:
    odd = replace(PLAIN, suspicions=("hidden-characters",))

    plain = read_document(extractor, PLAIN, voice=Voice.PRESS, publisher="fil")
    waiting = read_document(extractor, odd, voice=Voice.PRESS, publisher="fil")

    assert max(claim.confidence for claim in plain.claims) >= DOUBTFUL_BELOW
    assert len(waiting.claims) == len(plain.claims)
    assert all(claim.confidence < DOUBTFUL_BELOW for claim in waiting.claims)


def test_the_log_says_what_was_odd_and_is_as_it_was_where_nothing_is(extractor: Extractor) -> None:
    odd = replace(PLAIN, id="fil:2", suspicions=("hidden-characters",))
    store = MemoryStore()
    with recording(store, recorded_by="test") as recorder:
        for document in (PLAIN, odd):
            reading = read_document(extractor, document, voice=Voice.PRESS, publisher="fil")
            take_in(recorder, reading, today=date(2024, 2, 1))

    assert suspicions_of(store, "fil:1") == ()
    assert suspicions_of(store, "fil:2") == ("hidden-characters",)
    assert "suspicions" not in codec.document_to_json(PLAIN)
    for document in (PLAIN, odd):
        assert codec.document_from_json(codec.document_to_json(document)) == document


ELSEWHERE = replace(PLAIN, title="Météo", text="Il fera beau demain sur tout le pays.")


def test_a_text_that_the_screen_lets_go_by_is_one_event_until_it_made_a_claim(extractor: Extractor) -> None:
    """Most of a first poll is about something else: there is nothing to record but the text."""
    store, screen = MemoryStore(), Screen(load_catalogue())

    def take(document: Document) -> None:
        reading = read_document(extractor, document, voice=Voice.PRESS, publisher="fil", screen=screen)
        with recording(store, recorded_by="test") as recorder:
            take_in(recorder, reading, today=date(2024, 1, 31))

    take(ELSEWHERE)
    let_go = store.state("document", PLAIN.id) or {}
    take(PLAIN)
    told = store.state("document", PLAIN.id) or {}
    take(ELSEWHERE)
    taken_back = store.state("document", PLAIN.id) or {}

    types = ["DocumentObserved", "DocumentRevised", "ClaimsRead", "DocumentRevised", "ClaimsRead"]
    assert [event.type for event in store.read_all() if event.stream.category == "document"] == types
    assert (let_go["screened"], let_go["extractor"], let_go["claims"]) == (True, extractor.version, 0)
    assert "screened" not in told
    assert told["claims"] > 0
    assert (taken_back["screened"], taken_back["claims"]) == (True, 0)


def test_a_text_that_was_let_go_by_is_read_where_it_is_named(extractor: Extractor) -> None:
    store, screen = MemoryStore(), Screen(load_catalogue())
    reading = read_document(extractor, ELSEWHERE, voice=Voice.PRESS, publisher="fil", screen=screen)
    with recording(store, recorded_by="test") as recorder:
        take_in(recorder, reading, today=date(2024, 1, 31))

    assert to_read_again(store, extractor.version) == []
    assert to_read_again(store, extractor.version, {PLAIN.id}) == [PLAIN.id]
    stored = read_stored(App(Config(), Path("config.toml")), store, PLAIN.id)
    assert stored.read_by == extractor.version


def test_documents_are_read_elsewhere_as_they_are_here(extractor: Extractor) -> None:
    catalogue = load_catalogue()
    given = [PLAIN, replace(ELSEWHERE, id="fil:2")]
    here = [
        read_document(extractor, each, voice=Voice.PRESS, publisher="fil", screen=Screen(catalogue))
        for each in given
    ]

    packed = pickle.dumps(catalogue)
    there = read_documents(given, catalogue=packed, voice=Voice.PRESS, publisher="fil")

    read = zip(given, there, strict=True)
    assert [each.of(document, voice=Voice.PRESS, publisher="fil") for document, each in read] == here


def test_a_text_of_the_law_is_known_by_its_address_wherever_it_was_read(extractor: Extractor) -> None:
    law = replace(PLAIN, url="https://www.legifrance.gouv.fr/jorf/id/JORFTEXT000043401380")
    here = read_document(extractor, law, voice=Voice.OFFICIAL, publisher="jo")

    packed = pickle.dumps(load_catalogue())
    [there] = read_documents([law], catalogue=packed, voice=Voice.OFFICIAL, publisher="jo")

    assert here.document.ids
    assert there.of(law, voice=Voice.OFFICIAL, publisher="jo") == here


def many(count: int, *, more: str = "") -> tuple[Document, ...]:
    """Return documents of which each makes another claim, by its day."""
    hosts = ("Microsoft Azure", "OVHcloud", "Scaleway", "Google Cloud")
    return tuple(
        replace(
            PLAIN,
            id=f"fil:{number}",
            title=f"EMC2 en {number}",
            text=f"La CNIL a autorisé le {number + 1} décembre 2023 {hosts[number % 4]} "
            f"à héberger l'entrepôt EMC2 pour trois ans.{more}",
        )
        for number in range(count)
    )


def test_each_document_gets_the_claims_of_its_own_text_from_a_process(app: App) -> None:
    documents = (*many(8), ELSEWHERE)
    source = app.config.sources[0]
    here = [
        read_document(app.extractor, each, voice=source.voice, publisher="fil", screen=app.screen)
        for each in documents
    ]

    with app.parser(workers=1) as parser:
        there = read_part(app, Means(app.fetcher(), parser), source, Part(memory="", documents=documents))

    assert there == here
    assert len({each.claims[0].decided_on for each in there if each.claims}) == 8
    assert [each.document for each in there] == list(documents)


@pytest.mark.parametrize("count", [1, 6], ids=["here", "in a process"])
def test_an_official_text_is_read_whatever_its_words(app: App, count: int) -> None:
    """The screen lets press texts go by; an official one may tell of its act in other words."""
    source = app.config.sources[0].model_copy(update={"voice": Voice.OFFICIAL})
    part = Part(memory="", documents=tuple(replace(ELSEWHERE, id=f"jo:{each}") for each in range(count)))

    with app.parser(workers=1) as parser:
        official = read_part(app, Means(app.fetcher(), parser), source, part)
        press = read_part(app, Means(app.fetcher(), parser), app.config.sources[0], part)

    assert [each.screened for each in official] == [False] * count
    assert [each.screened for each in press] == [True] * count


def test_a_process_reads_with_the_catalogue_of_each_call() -> None:
    text = (
        "La CNIL a autorisé le 21 décembre 2023 Microsoft Azure à héberger l'entrepôt Ambulo pour trois ans."
    )
    document = replace(PLAIN, title="Ambulo", text=text)
    plain = load_catalogue()
    wider = plain.extended(platforms=[{"id": "ambulo", "name": "Ambulo"}])

    with Parser() as parser:
        read = []
        for catalogue in (plain, wider, plain):
            packed = pickle.dumps(catalogue)
            call = partial(read_documents, catalogue=packed, voice=Voice.PRESS, publisher="fil")
            outcome = parser.run(call, [document])
            assert not isinstance(outcome, Stopped)
            read += outcome

    assert [each.extractor for each in read] == [Extractor(each).version for each in (plain, wider, plain)]
    assert ["ambulo" in {claim.platform for claim in each.claims} for each in read] == [False, True, False]


class FailingParser(Parser):
    """A parser whose processes end at one text, or of which none can be started."""

    def __init__(self, why: Stopped) -> None:
        super().__init__()
        self.why = why

    def run(self, function: Callable[..., T], subject: object, **named: object) -> T | Stopped:
        documents = list(subject) if isinstance(subject, list | tuple) else []
        if self.why.kind is FailureKind.TRANSIENT or PLAIN in documents:
            return self.why
        return function(subject, **named)


@pytest.fixture
def app() -> App:
    source = {"id": "fil", "kind": "rss", "url": "https://fil.example/", "voice": "press"}
    return App(Config.model_validate({"sources": [source]}), Path("config.toml"))


def test_a_text_that_ends_the_process_that_reads_it_costs_no_other(app: App) -> None:
    """It is kept with the reason, and can be read again."""
    parser = FailingParser(Stopped(FailureKind.UNSAFE, "a document that takes more than 10 s to read"))
    others = [replace(ELSEWHERE, id=f"fil:{number}") for number in range(2, 8)]

    part = Part(memory="", documents=(others[0], PLAIN, *others[1:]))
    read = {
        each.document.id: each
        for each in read_part(app, Means(app.fetcher(), parser), app.config.sources[0], part)
    }

    failed = {name: each.failed for name, each in read.items() if each.failed}
    assert failed == {PLAIN.id: "a document that takes more than 10 s to read for claims"}
    assert [each.screened for name, each in read.items() if name != PLAIN.id] == [True] * 6


def test_where_no_process_can_be_started_texts_are_read_all_the_same(app: App) -> None:
    parser = FailingParser(
        Stopped(FailureKind.TRANSIENT, "a document that no process could be started to read")
    )

    documents = (PLAIN, *(replace(ELSEWHERE, id=f"fil:{number}") for number in range(2, 8)))
    part = Part(memory="", documents=documents, waiting=frozenset({PLAIN.id}))
    read = read_part(app, Means(app.fetcher(), parser), app.config.sources[0], part)

    assert [bool(each.claims) for each in read] == [True] + [False] * 6
    assert [each.waiting for each in read] == [True] + [False] * 6
    assert not any(each.failed for each in read)


class CountingParser(Parser):
    """A parser that notes how many documents come in each call, and stops those that hold PLAIN."""

    is_running = True

    def __init__(self, ending: Event | None = None) -> None:
        super().__init__()
        self.calls: list[list[str]] = []
        self.ending = ending

    def run(self, function: Callable[..., T], subject: object, **named: object) -> T | Stopped:
        assert isinstance(subject, list)
        self.calls.append([each.id for each in subject])
        if self.ending is not None and len(self.calls) == 2:
            self.ending.set()
        if PLAIN in subject:
            return Stopped(FailureKind.UNSAFE, "a document that takes more than 10 s to read")
        return function(subject, **named)


def test_a_batch_is_bounded_by_its_characters(app: App) -> None:
    """What is stopped is read anew one by one, and it was little."""
    long = many(4, more=" Mot." * 9000)
    huge = replace(ELSEWHERE, id="fil:huge", text="Mot. " * 30_000)
    documents = (*long, huge, PLAIN, replace(ELSEWHERE, id="fil:last"))
    parser = CountingParser()

    read = read_part(
        app, Means(app.fetcher(), parser), app.config.sources[0], Part(memory="", documents=documents)
    )

    begun = [["fil:0", "fil:1"], ["fil:2", "fil:3"], ["fil:huge"], ["fil:1", "fil:last"]]
    assert parser.calls == [*begun, ["fil:1"], ["fil:last"]]
    assert [bool(each.failed) for each in read] == [False] * 5 + [True, False]
    assert [bool(each.claims) for each in read] == [True] * 4 + [False] * 3


def test_a_batch_is_bounded_by_its_documents(app: App) -> None:
    parser = CountingParser()

    read_part(
        app, Means(app.fetcher(), parser), app.config.sources[0], Part(memory="", documents=many(20) * 6)
    )

    assert [len(call) for call in parser.calls] == [50, 50, 20]


@pytest.mark.parametrize("stopped", [False, True], ids=["between batches", "one by one"])
def test_no_batch_is_begun_once_the_process_ends(app: App, *, stopped: bool) -> None:
    ending = Event()
    parser = CountingParser(ending)
    documents = (*many(20), PLAIN, *many(20)) if stopped else many(20) * 6

    with pytest.raises(EndingError):
        read_part(
            app,
            Means(app.fetcher(), parser, ending),
            app.config.sources[0],
            Part(memory="", documents=documents),
        )

    assert len(parser.calls) == 2


def test_a_few_long_texts_are_read_in_a_process(app: App) -> None:
    """Nothing limits what a text takes here."""
    parser = CountingParser()
    parser.is_running = False
    source, means = app.config.sources[0], Means(app.fetcher(), parser)

    read_part(app, means, source, Part(memory="", documents=many(5)))
    assert parser.calls == []
    read_part(app, means, source, Part(memory="", documents=many(1, more=" Mot." * 5000)))

    assert parser.calls == [["fil:0"]]


def test_the_processes_that_read_import_all_of_ours_before_the_first_begins() -> None:
    """An upgrade on disk mixes nothing newer with what a running daemon has imported."""
    program = (
        "import sys, pickle, importlib\n"
        "from tracker.app import READERS\n"
        "from feeds.worker import PARSERS\n"
        "for name in (*PARSERS, *READERS): importlib.import_module(name)\n"
        "before = set(sys.modules)\n"
        "from feeds.document import Document, Origin\n"
        "from feeds.page import read_article\n"
        "from feeds.syndication import parse_feed\n"
        "from tracker.catalogue import load_catalogue\n"
        "from tracker.model.decision import Voice\n"
        "from tracker.reading import read_documents\n"
        f"text = {PLAIN.text!r}\n"
        "given = [Document(id='a', source=Origin(id='a', kind='press', name='a'), title='', text=text)]\n"
        "packed = pickle.dumps(load_catalogue())\n"
        "for voice in Voice: read_documents(given, catalogue=packed, voice=voice, publisher='a')\n"
        "read_article(b'<html><p>Un texte.</p></html>', url='https://a.example/', content_type=None)\n"
        "parse_feed(b'<rss><channel><item/></channel></rss>', content_type=None, base='https://a.example/')\n"
        "late = {name for name in set(sys.modules) - before if name.split('.')[0] in ('feeds', 'tracker')}\n"
        "print(sorted(late))\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}

    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "[]"


def test_a_few_texts_are_read_without_a_process(app: App) -> None:
    class NoParser(Parser):
        def run(self, function: Callable[..., T], subject: object, **named: object) -> T | Stopped:
            raise AssertionError(function, subject, named)

    class RunningParser(NoParser):
        is_running = True

    part = Part(memory="", documents=(PLAIN,))
    [read] = read_part(app, Means(app.fetcher(), NoParser()), app.config.sources[0], part)

    assert read.claims
    with pytest.raises(
        AssertionError, match="read_documents"
    ):  # where there are some, they have the patterns
        read_part(app, Means(app.fetcher(), RunningParser()), app.config.sources[0], part)


def test_parts_are_read_ahead_and_handed_over_in_their_order(app: App) -> None:
    """What came before a failure is taken in: the next poll goes on behind it."""
    parts = [Part(memory=str(number), final=False, documents=(PLAIN,)) for number in range(3)]
    asked: list[str] = []

    def failing() -> Iterator[Part]:
        for part in parts:
            asked.append(part.memory)
            yield part
        raise OSError("the archive ends here")

    taken = []
    with Parser() as parser, pytest.raises(OSError, match="ends here"):  # noqa: PT012 - what came before it is looked at
        for part, readings in read_ahead(app, Means(app.fetcher(), parser), app.config.sources[0], failing()):
            assert len(asked) == min(int(part.memory) + 2, 3)
            taken.append((part.memory, bool(readings()[0].claims)))

    assert taken == [("0", True), ("1", True), ("2", True)]


def test_whoever_stops_half_way_is_given_nothing_more(app: App) -> None:
    parts = (Part(memory=str(number), final=False) for number in range(9))

    with Parser() as parser:
        ahead = read_ahead(app, Means(app.fetcher(), parser), app.config.sources[0], parts)
        assert next(ahead)[0].memory == "0"
        ahead.close()  # type: ignore[attr-defined]  # it is a generator

    assert next(parts).memory == "2"
