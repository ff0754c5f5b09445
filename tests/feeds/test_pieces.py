from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feeds.document import Origin
from feeds.entry import Entry, Feed, NotAFeed
from feeds.http import Fetcher
from feeds.memory import EntryMemory, Memory
from feeds.pieces import Cut, cut_feed
from feeds.poll import Poll, Source, poll
from feeds.syndication import parse_feed
from feeds.worker import Parser
from tests.feeds.site import Reply, Site

BASE = "https://source.test/fil"
XML = "application/xml"
NOW = datetime(2026, 3, 5, 8, 0, tzinfo=UTC)


class Here(Parser):
    """Parses in this process, and notes how many entries it was given."""

    def __init__(self) -> None:
        super().__init__()
        self.counts: list[int] = []

    def parse(self, body: bytes, *, content_type: str | None, base: str) -> Feed | NotAFeed:
        feed = parse_feed(body, content_type=content_type, base=base)
        self.counts.append(len(feed.entries) if isinstance(feed, Feed) else -1)
        return feed


def feed_of(body: bytes, base: str = BASE) -> Feed:
    feed = parse_feed(body, content_type=XML, base=base)
    assert isinstance(feed, Feed)
    return feed


def cut_of(body: bytes) -> Cut:
    cut = cut_feed(body, content_type=XML, base=BASE)
    assert cut is not None
    return cut


def rss(*items: str, head: str = "<title>Essai</title>", root: str = "") -> bytes:
    rows = "\n".join(f"<item>{item}</item>" for item in items)
    return f'<?xml version="1.0"?>\n<rss version="2.0"{root}><channel>{head}\n{rows}</channel></rss>'.encode()


def atom(*entries: str, head: str = "<title>Essai</title>", root: str = "") -> bytes:
    rows = "\n".join(f"<entry>{entry}</entry>" for entry in entries)
    return f'<feed xmlns="http://www.w3.org/2005/Atom"{root}>{head}{rows}</feed>'.encode()


def rdf(*items: str) -> bytes:
    rows = "\n".join(
        f'<item rdf:about="https://source.test/{n}">{item}</item>' for n, item in enumerate(items)
    )
    spaces = 'xmlns="http://purl.org/rss/1.0/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
    head = '<channel rdf:about="https://source.test/"><title>Essai</title></channel>'
    return f"<rdf:RDF {spaces}>{head}{rows}</rdf:RDF>".encode()


# What could deceive whoever looks for tags without reading XML.
ODD = (
    "<title>La CNIL autorise</title><guid>a</guid>",
    "<title><![CDATA[une balise </item><item> citée]]></title><guid>b</guid>",
    "<!-- </item><item><title>faux</title></item> --><title>vrai</title><guid>c</guid>",
    "<description>&lt;p&gt;échappé &amp;amp; deux fois&lt;/p&gt;</description><guid>d</guid>",
    "<link>https://source.test/relatif/../e</link><title>Hébergeur œuvre ’ €</title>",
    "<description attribut='> &lt;/item>'>texte</description><guid isPermaLink='false'>f</guid>",
    "<?php echo '</item>' ?><title>instruction</title><link>g</link>",
    "<title>redite</title><guid>same</guid><link>/1</link>",
    "<title>redite autre</title><guid>same</guid><link>/2</link>",
    "<title>sans nom</title><pubDate>05 Mar 2026 08:00 GMT</pubDate>",
    "<description>texte seul</description>",
    "<title>langue</title><guid>h</guid><description xml:base='/ailleurs/'>x</description>",
)
ODD_ATOM = (
    "<title>un</title><id>urn:1</id><link href='/1'/>",
    "<id>urn:2</id><content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>deux</p></div></content>",
    "<title type='html'>&lt;b&gt;trois&lt;/b&gt;</title><link href='trois' xml:base='/base/'/>",
    "<id>urn:4</id><source><id>urn:feed</id><title>autre</title></source><title>quatre</title>",
    "<title>cinq</title><id>urn:1</id><link href='/5'/>",
)


@given(
    items=st.lists(st.sampled_from(ODD), min_size=1, max_size=8, unique=True),
    known=st.sets(st.integers(0, 7)),
    encoding=st.sampled_from(["utf-8", "windows-1252", "utf-16"]),
)
def test_the_rest_of_a_feed_is_read_as_it_was_in_the_whole(
    items: list[str], known: set[int], encoding: str
) -> None:
    """An entry is read in the same way whatever entries stand beside it."""
    whole = rss(*items).decode().replace('"1.0"', f'"1.0" encoding="{encoding}"').encode(encoding)
    cut = cut_of(whole)
    left_out = {piece for number, piece in enumerate(cut.pieces) if number in known}

    rest = feed_of(cut.without(left_out))

    expected = feed_of(rss(*(item for number, item in enumerate(items) if number not in known)))
    assert [bare(entry) for entry in rest.entries] == [bare(entry) for entry in expected.entries]
    assert len(cut.pieces) == len(items)


def bare(entry: Entry) -> Entry:
    return replace(entry, piece="")


@pytest.mark.parametrize("make", [rss, rdf])
def test_each_entry_of_a_whole_feed_knows_its_piece(make: object) -> None:
    body = (rss if make is rss else rdf)(*ODD[:4])

    assert tuple(entry.piece for entry in feed_of(body).entries) == cut_of(body).pieces


def test_the_entries_of_atom_are_cut_too() -> None:
    body = atom(*ODD_ATOM[:4])
    cut, whole = cut_of(body), feed_of(body)

    assert tuple(entry.piece for entry in whole.entries) == cut.pieces
    assert feed_of(cut.without(cut.pieces[:2])).entries == whole.entries[2:]


@pytest.mark.shared
@pytest.mark.parametrize("name", ["press/rss2.xml", "press/atom.xml", "cnil/rss.xml"])
def test_every_entry_of_a_real_shape_reads_the_same_alone(shared: Path, name: str) -> None:
    body = (shared / "fixtures" / name).read_bytes()
    cut, whole = cut_of(body), feed_of(body)
    assert len(whole.entries) == len(cut.pieces) > 1

    for piece, entry in zip(cut.pieces, whole.entries, strict=True):
        alone = feed_of(cut.without([other for other in cut.pieces if other != piece]))
        assert alone.entries == (entry,)


MEDIA = 'xmlns:m="http://search.yahoo.com/mrss/"'
UNCERTAIN = {
    "broken markup": rss("<title>R&D</title>"),
    "an entity of HTML": rss("<title>L&rsquo;essai</title>"),
    "cut off in the middle": rss("<title>un</title>", "<title>deux</title>")[:-30],
    "a document type": rss("<title>x</title>").replace(b"<rss", b"<!DOCTYPE rss><rss"),
    "an entry in an entry": rss("<title>x</title><item><title>y</title></item>"),
    "an entry of another kind": rss("<title>x</title><entry/>"),
    "an entry in capitals": rss("<title>x</title>").replace(b"item>", b"Item>"),
    "an entry that is empty": rss("<title>x</title>").replace(b"</channel>", b"<item a='>'/></channel>"),
    "a prefix that comes with an entry": rss(f"<title {MEDIA}>x</title>"),
    "the same entry twice": rss("<title>x</title>", "<title>x</title>"),
    "something behind the channel": rss("<title>x</title>").replace(b"</rss>", b"<image/></rss>"),
    "entries in a list of their own": rss("<title>x</title>")
    .replace(b"<item>", b"<l><item>")
    .replace(b"</item>", b"</item></l>"),
    "a prefix that nobody declares": rss("<dc:title>x</dc:title>"),
    "no entries": rss(),
    "a page": b"<html><body><item>x</item></body></html>",
    "nesting without end": rss("<a>" * 200 + "</a>" * 200),
    "more than one entry a known reader takes": rss(*(f"<guid>{n}</guid>" for n in range(1001))),
    "a JSON Feed": b'{"version": "https://jsonfeed.org/version/1.1", "items": []}',
}


@pytest.mark.parametrize("body", UNCERTAIN.values(), ids=UNCERTAIN.keys())
def test_what_is_not_certain_is_not_cut(body: bytes) -> None:
    assert cut_feed(body, content_type=XML, base=BASE) is None


@pytest.mark.parametrize(
    "other",
    [
        rss("<title>un</title>", root=' xml:base="https://ailleurs.test/"'),
        rss("<title>un</title>", root=f" {MEDIA}"),
        rss("<title>un</title>", head=f"<m:title {MEDIA}>x</m:title>"),
        rss("<title>un</title>").replace(b"<channel>", b'<channel xml:lang="fr">'),
    ],
)
def test_a_piece_stands_for_all_that_decides_how_an_entry_is_read(other: bytes) -> None:
    assert cut_of(rss("<title>un</title>")).pieces != cut_of(other).pieces


def test_a_piece_does_not_depend_on_the_date_of_the_feed_or_on_its_neighbours() -> None:
    dated = rss("<title>zéro</title>", "<title>un</title>", head="<lastBuildDate>demain</lastBuildDate>")

    assert cut_of(rss("<title>un</title>")).pieces == cut_of(dated).pieces[1:]
    assert cut_feed(dated, content_type=XML, base="https://autre.test/") != cut_of(dated)


@dataclass
class Polling:
    """Polls a source again and again; without pieces, each time as if none had been remembered."""

    site: Site
    fetcher: Fetcher
    with_pieces: bool = True
    parser: Here = field(default_factory=Here)
    memory: Memory = field(default_factory=Memory)

    def show(self, body: bytes) -> Poll:
        self.site.pages["/fil"] = Reply(body)
        source = Source(origin=Origin(id="s", kind="press", name="S"), url=self.site.url("/fil"))
        outcome = poll(source, self.memory, self.fetcher, self.parser, now=NOW)
        kept = outcome.memory.entries
        if not self.with_pieces:
            kept = {identity: without_piece(entry) for identity, entry in kept.items()}
        self.memory = replace(outcome.memory, entries=kept)
        return outcome


def without_piece(entry: EntryMemory) -> EntryMemory:
    return replace(entry, piece="")


def item(guid: str, text: str = "un texte", link: str = "") -> str:
    place = f"<link>https://source.test/{link}</link>" if link else ""
    return f"<title>{text}</title><guid isPermaLink='false'>{guid}</guid>{place}"


def test_only_what_is_new_is_read(site: Site, fetcher: Fetcher) -> None:
    polling = Polling(site, fetcher)
    polling.show(rss(item("1"), item("2"), item("3")))

    outcome = polling.show(rss(item("4", "du neuf"), item("1"), item("2", "récrit"), item("3")))

    assert [document.title for document in outcome.documents] == ["récrit", "du neuf"]
    assert polling.parser.counts == [3, 2]
    assert outcome.entries == 4
    assert list(polling.memory.entries) == ["guid:4", "guid:1", "guid:2", "guid:3"]


def test_a_new_build_date_is_not_even_parsed(site: Site, fetcher: Fetcher) -> None:
    polling = Polling(site, fetcher)
    polling.show(rss(item("1"), item("2")))

    outcome = polling.show(rss(item("1"), item("2"), head="<lastBuildDate>plus tard</lastBuildDate>"))

    assert (outcome.outcome, outcome.entries, polling.parser.counts) == ("unchanged", 2, [2])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([item("1")], [item("1", "une redite"), item("1")]),
        (
            ["<title>a</title><link>/1</link>"],
            ["<title>a</title><link>/1</link>", "<title>b</title><link>/1</link>"],
        ),
        ([item("1", "même texte", "x")], [item("2", "même texte", "x"), item("1", "même texte", "x")]),
        ([item("1")], ["<description>rien pour le reconnaître</description>", item("1")]),
        ([item("1")], ["<title>R&D</title><guid>2</guid>", item("1")]),
    ],
    ids=[
        "a guid that is used again",
        "a link that is used again",
        "the same text again",
        "no name",
        "broken",
    ],
)
def test_where_entries_could_be_told_apart_otherwise_all_are_read(
    site: Site, fetcher: Fetcher, before: list[str], after: list[str]
) -> None:
    polling = Polling(site, fetcher)
    polling.show(rss(*before))

    polling.show(rss(*after))

    assert polling.parser.counts[-1] == len(feed_of(rss(*after), site.url("/fil")).entries)


ITEMS = st.builds(
    lambda guid, link, text: (
        (f"<guid isPermaLink='false'>{guid}</guid>" if guid else "")
        + (f"<link>https://source.test/{link}</link>" if link else "")
        + (f"<title>Un titre assez long pour que le texte compte à lui seul {text}</title>" if text else "")
    ),
    st.sampled_from(["", "1", "2", "3", "4", "5", "6"]),
    st.sampled_from(["", "a", "b", "c", "d", "e"]),
    st.sampled_from(["un", "deux", "trois", "", "R&amp;D"]),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(shows=st.lists(st.lists(ITEMS, max_size=6), min_size=2, max_size=5))
def test_reading_a_part_comes_to_what_reading_the_whole_does(
    site: Site, fetcher: Fetcher, shows: list[list[str]]
) -> None:
    """Any history, with guids and links missing, shared, taken over and given back."""
    in_parts, in_whole = Polling(site, fetcher), Polling(site, fetcher, with_pieces=False)

    for number, items in enumerate(shows):
        body = rss(*items, head=f"<lastBuildDate>{number}</lastBuildDate>")
        part, whole = in_parts.show(body), in_whole.show(body)
        assert (part.outcome, part.documents, part.notices) == (whole.outcome, whole.documents, whole.notices)
        remembered = {identity: without_piece(entry) for identity, entry in part.memory.entries.items()}
        assert list(remembered.items()) == list(in_whole.memory.entries.items())
        assert (part.entries, part.memory.count) == (whole.entries, whole.memory.count)
