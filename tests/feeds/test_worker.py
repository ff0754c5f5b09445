from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

import feeds.syndication
from feeds.article import Article, NoArticle
from feeds.entry import Feed, NotAFeed
from feeds.errors import FailureKind
from feeds.syndication import parse_feed
from feeds.worker import Parser, Stopped

T = TypeVar("T")
FEED = b"<rss version='2.0'><channel><title>E</title><item><title>A</title></item></channel></rss>"
DEEP = 600_000
SLOW = b"<rss version='2.0'><channel><item>" + b"<d>" * DEEP + b"</d>" * DEEP + b"</item></channel></rss>"


def test_the_worker_answers_as_the_function_does(parser: Parser) -> None:
    feed = parser.parse(FEED, content_type=None, base="https://a.example/")
    page = parser.read(b"<html><p>Un texte.</p></html>", url="https://a.example/", content_type="text/html")

    assert isinstance(feed, Feed)
    assert feed.entries[0].title == "A"
    assert isinstance(page, Article)
    assert page.text == "Un texte."


PLAIN = (
    "<rss version='2.0'><channel><title>E</title><item><title>A</title><link>https://a.example/1</link>"
    "<description><![CDATA[{}]]></description></item></channel></rss>"
)


class StrictParser(Parser):
    """A parser that may not start any process."""

    def run(self, function: Callable[..., T], subject: object, **named: object) -> T | Stopped:
        raise AssertionError(function, subject, named)


@pytest.mark.parametrize("text", ["<p>Un <b>texte</b>.</p>", "mot " * 1500])
def test_a_short_plain_feed_is_read_without_a_process(parser: Parser, text: str) -> None:
    body = PLAIN.format(text).encode()

    here = StrictParser().parse(body, content_type=None, base="https://a.example/")

    assert here == parser.run(parse_feed, body, content_type=None, base="https://a.example/")


@pytest.mark.parametrize(
    "body",
    [
        PLAIN.format("mot " * 3000),
        PLAIN.format("<a " * 1000),
        PLAIN.format("&amp;lt;a &#60;" * 80),
        PLAIN.format("&l\x01t;a " * 180),
        "<html/>",
    ],
    ids=["long", "tags that never end", "tags in layers of escapes", "escapes in pieces", "no feed"],
)
def test_what_may_take_long_is_read_in_a_process(body: str) -> None:
    with pytest.raises(AssertionError, match="parse_feed"):
        StrictParser().parse(body.encode(), content_type=None, base="https://a.example/")


@pytest.mark.parametrize("encoding", ["cp037", "utf-16-le", "utf-16"])
def test_markup_is_counted_whatever_the_bytes_are(encoding: str) -> None:
    body = PLAIN.format("&lt;a " * 200).encode(encoding)

    with pytest.raises(AssertionError, match="parse_feed"):
        StrictParser().parse(body, content_type=f"text/xml; charset={encoding}", base="https://a.example/")


@pytest.mark.parametrize("error", [RecursionError, MemoryError])
def test_what_is_too_much_for_this_process_is_read_in_another(
    parser: Parser, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def too_much(*_: object, **__: object) -> Feed:
        raise error

    monkeypatch.setattr(feeds.syndication, "parse_plain_feed", too_much)

    assert isinstance(parser.parse(FEED, content_type=None, base="https://a.example/"), Feed)


def test_a_document_that_takes_too_long_is_given_up_and_the_next_is_read() -> None:
    with Parser(limit=1.0) as parser:
        parser.parse(FEED, content_type=None, base="https://a.example/")
        began = time.monotonic()
        refused = parser.parse(SLOW, content_type=None, base="https://a.example/")
        took = time.monotonic() - began

        assert isinstance(refused, NotAFeed)
        assert refused.kind is FailureKind.UNSAFE
        assert refused.reason == "a document that takes more than 1 s to read"
        assert took < 5
        assert isinstance(parser.parse(FEED, content_type=None, base="https://a.example/"), Feed)


def test_a_call_has_its_time_of_a_processor_however_long_it_waits_for_one() -> None:
    with Parser(limit=0.3) as parser:
        assert parser.run(time.sleep, 0.8) is None


def test_a_call_that_waits_for_ever_is_given_up() -> None:
    with Parser(limit=0.1) as parser:
        assert isinstance(parser.run(time.sleep, 30), Stopped)


def die(path: Path, *, times: int) -> str:
    """End this process as the system does that has no memory left, so many *times*."""
    with path.open("a") as file:
        file.write("x")
    if len(path.read_text()) <= times:
        os.kill(os.getpid(), signal.SIGKILL)
    return "read"


def test_where_a_process_was_killed_one_more_is_tried(tmp_path: Path) -> None:
    """It may have been another's memory that was too much."""
    with Parser() as parser:
        assert parser.run(die, tmp_path / "once", times=1) == "read"
        assert isinstance(parser.run(die, tmp_path / "twice", times=2), Stopped)

    assert (tmp_path / "twice").read_text() == "xx"


def test_a_page_nested_beyond_reason_ends_nothing_but_itself(parser: Parser) -> None:
    deep = b"<html><body><p>Texte visible.</p>" + b"<i><b>" * 150_000

    assert isinstance(parser.read(deep, url="https://a.example/", content_type=None), Article | NoArticle)
    assert isinstance(parser.parse(FEED, content_type=None, base="https://a.example/"), Feed)


def test_the_workers_end_with_a_process_that_is_killed(tmp_path: Path) -> None:
    """No orphan goes on parsing after the daemon has died."""
    program = tmp_path / "parse.py"
    program.write_text(
        "import os, signal\n"
        "from feeds.worker import Parser\n"
        "if __name__ == '__main__':\n"
        "    parser = Parser()\n"
        f"    parser.parse({FEED!r}, content_type=None, base='https://a.example/')\n"
        "    print(os.getpid(), flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    done = subprocess.run(
        [sys.executable, program], env=environment, capture_output=True, text=True, check=False
    )
    group = f"/{program.name}"

    deadline = time.monotonic() + 10
    while (left := _running(group)) and time.monotonic() < deadline:
        time.sleep(0.05)

    assert done.stdout.strip().isdigit(), done.stderr
    assert left == []


def _running(needle: str) -> list[str]:
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = entry.read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        if needle in command:
            found.append(command)
    return found


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="reads /proc")
def test_the_search_for_workers_can_find_something() -> None:
    assert _running("pytest")
