from __future__ import annotations

import io
import json
from html import escape
from pathlib import Path

import feedparser
import pytest

from feeds.entry import MAX_ENTRIES, Entry, Feed, NotAFeed
from feeds.errors import FailureKind
from feeds.syndication import parse_feed

BASE = "https://gazette.example/fil/rss.xml"


def read(body: str | bytes, content_type: str | None = "application/rss+xml", base: str = BASE) -> Feed:
    raw = body if isinstance(body, bytes) else body.encode()
    feed = parse_feed(raw, content_type=content_type, base=base)
    assert isinstance(feed, Feed), feed
    return feed


def refused(body: str | bytes, content_type: str | None = None) -> NotAFeed:
    raw = body if isinstance(body, bytes) else body.encode()
    answer = parse_feed(raw, content_type=content_type, base=BASE)
    assert isinstance(answer, NotAFeed), answer
    return answer


def rss(items: str, head: str = "") -> str:
    return f"<?xml version='1.0'?>\n<rss version='2.0'><channel><title>G</title>{head}{items}</channel></rss>"


def one(item: str) -> Entry:
    (entry,) = read(rss(f"<item>{item}</item>")).entries
    return entry


@pytest.mark.shared
def test_the_wordpress_shape(shared: Path) -> None:
    feed = read((shared / "fixtures/press/rss2.xml").read_bytes())

    assert feed.title == "Le Nuage fictif"
    first = feed.entries[0]
    assert first.title == "EMC2 : la CNIL autorise l’hébergement par Microsoft pour trois ans"
    assert first.url == "https://nuage.example/2024/02/01/emc2-cnil-microsoft/"
    assert first.published == "2024-02-01T07:45:00Z"
    assert first.summary == "La décision du 21 décembre 2023 a été publiée mercredi sur Légifrance. […]"
    assert [line[:12] for line in first.text.split("\n")] == ["Par une déli", "OVHcloud, Nu", "Le Health Da"]
    assert [entry.text for entry in feed.entries[1:]] == ["", ""]


@pytest.mark.shared
def test_atom_with_texts_of_every_type(shared: Path) -> None:
    first, second = read((shared / "fixtures/press/atom.xml").read_bytes()).entries

    assert first.title == "DARWIN EU\u00a0: le Conseil d’État ne suspend pas l’autorisation".replace(
        "\u00a0", " "
    )
    assert first.url == "https://veille-sante.example/articles/darwin-eu"
    assert (first.published, first.updated) == ("2025-04-28T04:00:00Z", "2025-04-28T04:30:00Z")
    assert first.text.endswith("\nL’hébergement par Microsoft se poursuit donc.")
    assert second.published == "2024-11-20T08:00:00Z"
    assert second.summary == "Le Conseil d’État a statué au fond le 19\u00a0novembre 2024."


@pytest.mark.shared
def test_json_feed_with_a_numeric_id(shared: Path) -> None:
    first, second = read(
        (shared / "fixtures/press/jsonfeed.json").read_bytes(), "application/feed+json"
    ).entries

    assert first.text == "La Plateforme des données de santé a retenu Scaleway pour remplacer Microsoft."
    assert first.published == "2026-04-24T07:00:00Z"
    assert (second.identity, second.title, second.url, second.published) == ("guid:17", "", None, None)


@pytest.mark.shared
def test_every_quirk_of_the_gazette(shared: Path) -> None:
    feed = read((shared / "fixtures/press/rss2-quirks-latin1.xml").read_bytes(), "text/xml")

    assert feed.title == "Gazette à défauts"
    assert feed.dropped == 1
    assert [entry.published for entry in feed.entries] == [
        "2024-02-01T07:15:00Z",
        "2024-02-01T07:15:00Z",
        "2024-02-03",
        None,
        "2024-02-02T08:00:00Z",
        "2024-02-02T09:00:00Z",
        "2024-02-03T07:00:00Z",
        None,
    ]
    assert [entry.identity for entry in feed.entries] == [
        "guid:a-1",
        "guid:a-2",
        "guid:a-3",
        "link:gazette.example/a4",
        "link:gazette.example/a5",
        "link:gazette.example/a6",
        "guid:/a7",
        "guid:a-8",
    ]
    assert feed.entries[6].title == "L'hébergeur & la santé"
    assert feed.entries[6].url == "https://gazette.example/a7"


@pytest.mark.shared
def test_the_drupal_shape_of_the_cnil(shared: Path) -> None:
    first, second, third = read((shared / "fixtures/cnil/rss.xml").read_bytes()).entries

    assert first.identity == "guid:900001 at https://www.cnil.fr"
    assert "l’entrepôt EMC2 pour" in first.summary
    assert second.url == "https://www.cnil.fr/fr/exemple-violation-de-donnees"
    assert (third.summary, third.published) == ("", None)


@pytest.mark.shared
def test_a_page_that_asks_for_a_browser_is_named(shared: Path) -> None:
    answer = refused((shared / "fixtures/press/challenge-200.html").read_bytes(), "text/html")

    assert answer.kind is FailureKind.TRANSIENT
    assert "refuses automated access" in answer.reason


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("", FailureKind.TRANSIENT),
        ("\n \ufeff", FailureKind.TRANSIENT),
        ("<!DOCTYPE html><html><body><h1>503</h1></body></html>", FailureKind.TRANSIENT),
        (
            "<opml version='2.0'><body><outline xmlUrl='http://a.example/'/></body></opml>",
            FailureKind.PERMANENT,
        ),
        ("{}", FailureKind.PERMANENT),
        ('{"version": "https://jsonfeed.org/version/1.1", "items": 3}', FailureKind.PERMANENT),
        ('{"version": "https://jsonfeed.org/version/1.1", "items": [', FailureKind.TRANSIENT),
        ("[" * 100_000, FailureKind.UNSAFE),
        ("du texte", FailureKind.PERMANENT),
        ("/etc/hostname", FailureKind.PERMANENT),
        ("https://a.example/fil", FailureKind.PERMANENT),
        ("<rss version='2.0'><channel><item><title>A</title>", FailureKind.TRANSIENT),
        ("<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>a</id></entry>", FailureKind.TRANSIENT),
        ("<rss><a " + "b='1' " * 20_000 + "/></rss>", FailureKind.UNSAFE),
    ],
)
def test_what_is_no_feed_is_never_an_empty_feed(body: str, kind: FailureKind) -> None:
    assert refused(body).kind is kind


@pytest.mark.parametrize(
    "body",
    [
        "<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY a 'b'>]><rss version='2.0'><channel/></rss>",
        "<!doctype rss SYSTEM 'http://a.example/x.dtd' [ ]><rss version='2.0'><channel/></rss>",
        "<!-- --><?p ?><!DOCTYPE rss [<!ENTITY % a SYSTEM 'file:///etc/passwd'>%a;]><rss><channel/></rss>",
        "<rss version='2.0'><!DOCTYPE rss [<!ENTITY a 'b'>]><channel/></rss>",
        "<rss version='2.0'><channel/></rss><!ENTITY a 'b'>",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_that_declares_entities_is_refused_whatever_its_encoding(body: str, encoding: str) -> None:
    assert refused(body.encode(encoding)).kind is FailureKind.UNSAFE


def test_a_bare_document_type_and_one_that_is_quoted_do_no_harm() -> None:
    old = '<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://a.example/rss.dtd">'
    quoted = (
        "<item><title>A</title><description><![CDATA[<!DOCTYPE html [<!ENTITY a>]>]]></description></item>"
    )

    assert len(read(f"{old}{rss(quoted).partition('?>')[2]}").entries) == 1


def test_one_slip_in_the_markup_costs_nothing_and_is_told() -> None:
    feed = read(rss("<item><title>R&D & santé</title><guid>a</guid></item><item><title>B<br></title></item>"))

    assert [entry.title for entry in feed.entries] == ["R&D & santé", "B"]
    assert feed.warnings


@pytest.mark.parametrize(
    "moved", ["http://gazette.example/fil/rss.xml", "https://gazette.example/fil/rss.xml"]
)
def test_a_guid_does_not_change_with_the_scheme(moved: str) -> None:
    items = "<item><guid>a-1</guid></item><item><guid>/b</guid></item><item><guid>http://g.example/c</guid></item>"
    feed = read(rss(items), base=moved)
    secure = read(rss(items.replace("http:", "https:")), base=moved)

    assert [entry.identity for entry in feed.entries] == ["guid:a-1", "guid:/b", "guid:g.example/c"]
    assert [entry.identity for entry in secure.entries] == [entry.identity for entry in feed.entries]


def test_feedparser_would_have_resolved_the_guid() -> None:
    """The reason for our made-up base; when this fails, the base can go."""
    seen = feedparser.parse(
        io.BytesIO(rss("<item><guid>a-1</guid></item>").encode()),
        response_headers={"content-type": "application/xml", "content-location": BASE},
    )

    assert seen.entries[0].id == "https://gazette.example/fil/a-1"


def test_tracking_parameters_do_not_make_another_item() -> None:
    items = "".join(
        f"<item><title>A</title><link>https://a.example/x{tail}</link></item>" for tail in ("", "?xtor=RSS-1")
    )

    assert len(read(rss(items)).entries) == 1


def test_the_digest_counts_words_and_not_their_form() -> None:
    plain = one("<title>L’hébergement à 3 000 €</title><description>Un  fait.</description>")
    other = one(
        "<title>L’he\u0301bergement\u00a0à 3\u202f000 €</title>"
        "<description>&lt;p&gt;Un\nfait.&lt;/p&gt;</description>"
    )
    changed = one("<title>L’hébergement à 4 000 €</title><description>Un fait.</description>")

    assert plain.digest == other.digest
    assert plain.digest != changed.digest


def test_markup_is_gone_from_every_text() -> None:
    markup = escape(
        "<p onclick='x()'>Un</p><script>alert(1)</script><style>a{}</style>deux &lt;b&gt;trois&lt;/b&gt;"
        "<img src=x onerror=alert(2)><span style='display: none'>quatre</span>"
    )
    entry = one(f"<title>{markup}</title><description>{markup}</description>")

    assert entry.title == "Un deux trois"
    assert entry.summary == "Un\ndeux trois"


def test_a_content_is_not_its_own_summary() -> None:
    content = (
        "<c:encoded xmlns:c='http://purl.org/rss/1.0/modules/content/'>&lt;p&gt;Tout.&lt;/p&gt;</c:encoded>"
    )

    entry = one(f"<title>A</title>{content}")

    assert (entry.summary, entry.text) == ("", "Tout.")


def test_a_title_is_one_short_line_without_control_characters() -> None:
    entry = one("<title>Alerte&#13;&#10;Bcc: x\u0007&#27;[2J" + "é" * 5000 + "</title>")

    assert entry.title.startswith("Alerte Bcc: x[2Jé")
    assert len(entry.title) == 500
    assert entry.title.isprintable()


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "java\tscript:a",
        "https://cnil.fr@mechant.example/",
        "https:\\\\x",
        "mailto:a@b.example",
    ],
)
def test_only_links_to_the_web_are_kept(link: str) -> None:
    assert one(f"<title>A</title><link>{link}</link>").url is None


def test_links_count_from_xml_base_then_from_the_feed() -> None:
    items = (
        "<item><link>/a</link></item><item><link>b?x=é</link></item><item><link>//h.example/c</link></item>"
    )
    based = rss(items).replace("version='2.0'", "version='2.0' xml:base='https://source.example/fil/'")

    assert [entry.url for entry in read(rss(items)).entries] == [
        "https://gazette.example/a",
        "https://gazette.example/fil/b?x=%C3%A9",
        "https://h.example/c",
    ]
    assert [entry.url for entry in read(based).entries][:2] == [
        "https://source.example/a",
        "https://source.example/fil/b?x=%C3%A9",
    ]


def test_a_relative_link_keeps_the_scheme_of_a_feed_in_clear() -> None:
    feed = read(rss("<item><link>/a</link></item>"), base="http://127.0.0.1:8080/fil")

    assert feed.entries[0].url == "http://127.0.0.1:8080/a"


def test_no_more_entries_than_the_limit_and_the_rest_is_counted() -> None:
    feed = read(rss("".join(f"<item><guid>{n}</guid></item>" for n in range(MAX_ENTRIES + 50))))

    assert (len(feed.entries), feed.dropped) == (MAX_ENTRIES, 50)


def test_bad_items_of_a_json_feed_go_one_by_one() -> None:
    items = [
        {"id": True, "title": ["x"]},
        "texte",
        None,
        {"id": 1e300},
        {"id": 7.0, "title": "bon", "url": 5},
    ]
    body = json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": ["x"], "items": items})

    feed = read(body.replace("true", "NaN"), "application/json")

    assert [(entry.identity, entry.title) for entry in feed.entries][-1] == ("guid:7", "bon")
    assert len(feed.entries) + feed.dropped == len(items)


@pytest.mark.parametrize(
    ("raw", "content_type"),
    [
        ("Arrêté – hébergement à 3 €".encode("cp1252"), "text/xml; charset=iso-8859-1"),
        ("Arrêté – hébergement à 3 €".encode("cp1252"), "text/xml; charset=utf-8"),
        ("Arrêté – hébergement à 3 €".encode(), "text/xml; charset=iso-8859-1"),
        ("Arrêté – hébergement à 3 €".encode(), "text/xml; charset=rot13"),
        ("Arrêté – hébergement à 3 €".encode(), "text/xml; charset=klingon"),
        ("Arrêté – hébergement à 3 €".encode("cp1252"), "text/xml; charset=rot13"),
        ("Arrêté – hébergement à 3 €".encode("mac_roman"), "text/xml; charset=macintosh"),
    ],
)
def test_the_bytes_count_more_than_their_label(raw: bytes, content_type: str) -> None:
    body = rss("<item><title>@</title></item>").encode().replace(b"@", raw)

    assert read(body, content_type).entries[0].title == "Arrêté – hébergement à 3 €"


def test_a_byte_order_mark_wins() -> None:
    body = rss("<item><title>Arrêté</title></item>")

    assert read(body.encode("utf-16"), "text/xml; charset=utf-8").entries[0].title == "Arrêté"
    assert read(b"\xef\xbb\xbf\n\n" + body.encode()).entries[0].title == "Arrêté"


def test_a_few_broken_bytes_spoil_their_own_text_only() -> None:
    items = "<item><title>Arrêté d’été</title></item><item><title>é@é</title></item>"

    first, second = read(rss(items).encode().replace(b"@", b"\xc0\x80\xff")).entries

    assert first.title == "Arrêté d’été"
    assert second.title.startswith("é")
