"""The short way through a feed gives what feedparser gives, or nothing."""

from __future__ import annotations

from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds import syndication
from feeds.entry import Feed
from feeds.plainfeed import read_plain

BASE = "https://gazette.example/fil.xml"
RSS = (
    '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xml:base="https://gazette.example/"><channel>'
    "<title>La &lt;b&gt;Gazette</title><link>https://gazette.example/</link>{}</channel></rss>"
)
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><title>La Gazette</title><id>urn:x</id>{}</feed>'

texts = st.text(st.sampled_from("aé<>&;'\" \n\t#xœ’\x85\xa0Ã©\u2028" + "amp" + "🙂"), max_size=30)
addresses = st.sampled_from(
    [
        "https://gazette.example/a",
        "http://gazette.example/a?p=1&x=2",
        "/relatif",
        "https://g.example/a/../b",
        "https://g.example/?a=1&b;c",
        " https://gazette.example/blanc ",
        "https://gazette.example/a#haut",
        "HTTP://Gazette.example",
        "",
    ]
)
guids = st.sampled_from(
    ["a-1", "https://gazette.example/?p=3", "3 at https://g.example", "urn:uuid:0-a", "tag:g,1:x", ""]
)


RSS_EXTRAS = [
    "<dc:creator>x</dc:creator>",
    "<category>y</category>",
    "<author><name>n</name></author>",
    "<enclosure url='https://g.example/x.mp3'/>",
    "<comments>https://g.example/c</comments>",
    "<pubDate>Thu, 01 Feb 2024 08:15:00 CET</pubDate>",
    "<dc:date>2024-02-01</dc:date>",
    "<dc:title>autre</dc:title>",
    "<source url='u'>s</source>",
    "<description>deux</description>",
    "<x><title>t</title></x>",
    "<author><title>t</title></author>",
    "<author><link>https://g.example/autre</link></author>",
    "<category><description>d</description></category>",
]
ATOM_EXTRAS = [
    "<author><name>n</name></author>",
    "<category term='x'/>",
    "<rights>r</rights>",
    "<contributor><name>n</name></contributor>",
    '<link rel="enclosure" href="https://g.example/x.mp3"/>',
    "<published>2024-02-01T08:15:00+01:00</published>",
    "<source><title>s</title></source>",
    "<author><name>n</name><title>t</title></author>",
    "<category term='x'><summary>s</summary></category>",
    "<content src='https://g.example/c'/>",
]
KINDS = ["", ' type="html"', ' type="text"', ' type="xhtml"', ' type="application/pdf"']
RELS = [
    "",
    ' rel="alternate"',
    ' rel="alternate" type="text/html"',
    ' rel="self"',
    ' rel="alternate" type="x/y"',
]


def shown(draw: st.DrawFn, value: str) -> str:
    if draw(st.booleans()):
        return escape(value)
    return f"<![CDATA[{value.replace(']]>', '')}]]>"


def an_address(draw: st.DrawFn, *, tame: bool) -> str:
    return escape("https://gazette.example/a?p=1&x=2" if tame else draw(addresses), quote=True)


def rss_item(draw: st.DrawFn, *, tame: bool) -> str:
    """Draw an item; a *tame* one is nearly always of the plain kind."""
    permalink = ' isPermaLink="false"' if tame else draw(st.sampled_from(["", ' isPermaLink="true"']))
    parts = [
        f"<title>{shown(draw, draw(texts))}</title>",
        f"<link>{an_address(draw, tame=tame)}</link>",
        f"<guid{permalink}>{escape(draw(guids))}</guid>",
        f"<description>{shown(draw, draw(texts))}</description>",
        f"<content:encoded>{shown(draw, draw(texts))}</content:encoded>",
    ]
    parts = [part for part in parts if draw(st.integers(0, 5))]
    parts += draw(st.lists(st.sampled_from(RSS_EXTRAS[:6] if tame else RSS_EXTRAS), max_size=2))
    return f"<item>{''.join(parts if tame else draw(st.permutations(parts)))}</item>"


def atom_entry(draw: st.DrawFn, *, tame: bool) -> str:
    kind = draw(st.sampled_from(KINDS[:3] if tame else KINDS))
    rel = draw(st.sampled_from(RELS[:3] if tame else RELS))
    parts = [
        f"<title{kind}>{shown(draw, draw(texts))}</title>",
        f"<id>{'urn:uuid:0-a' if tame else escape(draw(guids))}</id>",
        f'<link{rel} href="{an_address(draw, tame=tame)}"/>',
        "<updated>2024-02-02T08:15:00Z</updated>",
        f"<summary{kind}>{shown(draw, draw(texts))}</summary>",
        f"<content{kind}>{shown(draw, draw(texts))}</content>",
    ]
    parts = [part for part in parts if draw(st.integers(0, 5))]
    parts += draw(st.lists(st.sampled_from(ATOM_EXTRAS[:6] if tame else ATOM_EXTRAS), max_size=2))
    return f"<entry>{''.join(parts if tame else draw(st.permutations(parts)))}</entry>"


@st.composite
def feeds(draw: st.DrawFn) -> str:
    count, tame = draw(st.integers(1, 3)), draw(st.integers(0, 3)) > 0
    if draw(st.booleans()):
        return RSS.format("".join(rss_item(draw, tame=tame) for _ in range(count)))
    return ATOM.format("".join(atom_entry(draw, tame=tame) for _ in range(count)))


@given(body=feeds())
@settings(max_examples=400, deadline=None)
def test_any_feed_is_read_as_feedparser_reads_it(body: str) -> None:
    """Identity, dates and texts follow from it: another answer would make old entries news."""
    plain, whole = syndication._parse_plain(body, BASE), syndication._parse_any_xml(body, BASE)

    assert plain in {None, whole}


@pytest.mark.parametrize(
    "item",
    [
        "<title>A</title><link>https://g.example/a</link><guid isPermaLink='false'>1 at g</guid>"
        "<description>&lt;p&gt;B&lt;/p&gt;</description><content:encoded><![CDATA[<p>C</p>]]></content:encoded>"
        "<pubDate>Thu, 01 Feb 2024 08:15:00 +0100</pubDate><dc:creator>x</dc:creator><category>y</category>",
        "<title>A</title><link>https://g.example/a?p=1&amp;q=2</link><guid>https://g.example/?p=3</guid>",
    ],
)
def test_the_usual_feed_takes_the_short_way(item: str) -> None:
    body = RSS.format(f"<item>{item}</item>")

    assert read_plain(body) is not None
    assert isinstance(syndication._parse_plain(body, BASE), Feed)


@pytest.mark.parametrize(
    "item",
    [
        "<title>A</title><guid>https://g.example/a</guid>",
        "<title>A <b>gras</b></title><link>https://g.example/a</link>",
        "<title>A</title><link>/a</link>",
        "<title>A</title><link>https://g.example/a</link><guid>a-1</guid>",
        "<title>A</title><title>B</title><link>https://g.example/a</link>",
        "<title>A</title><link>https://g.example/a</link><content:encoded>c</content:encoded><description>d</description>",
        "<title>A&#146;</title><link>https://g.example/a</link>",
        "<title>A & B</title><link>https://g.example/a</link>",
        "<dc:title>A</dc:title><link>https://g.example/a</link>",
    ],
)
def test_what_is_not_beyond_doubt_is_left_to_feedparser(item: str) -> None:
    body = RSS.format(f"<item>{item}</item>")

    assert read_plain(body) is None


@pytest.mark.parametrize(
    "body",
    [
        RSS.format("{}<entry><title>X</title><link>https://g.example/9</link></entry>"),
        RSS.format("{}<Item><title>X</title><link>https://g.example/9</link></Item>"),
        ATOM.format("{}<item><title>X</title><link href='https://g.example/9'/></item>"),
        ATOM.format("<author><entry><title>X</title><link href='https://g.example/9'/></entry></author>{}"),
        ATOM.format("<author><name>n</name><title>X</title></author>{}"),
        RSS.format("<image><title>X</title><item><title>Y</title></item></image>{}"),
    ],
)
def test_what_feedparser_takes_for_an_entry_anywhere_is_left_to_it(body: str) -> None:
    """An entry that only one of the two ways sees is one that comes and goes."""
    rss = "<item><title>T</title><link>https://g.example/1</link></item>"
    atom = "<entry><title>T</title><id>urn:uuid:1</id><link href='https://g.example/1'/></entry>"
    entry = rss if body.startswith("<rss") else atom

    assert read_plain(body.format(entry)) is None


def test_the_logo_of_a_feed_keeps_it_on_the_short_way() -> None:
    logo = "<image><title>X</title><url>https://g.example/x.png</url><link>https://g.example/</link></image>"

    assert read_plain(RSS.format(f"{logo}<item><title>T</title><link>https://g.example/1</link></item>"))
