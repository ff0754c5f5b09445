"""The feed behind an address: found where the page says, never guessed unasked."""

from __future__ import annotations

import pytest

from feeds.discovery import Found, Several, discover
from feeds.entry import NotAFeed
from feeds.feedlinks import find_links
from feeds.http import Fetcher, FetchFailed
from feeds.worker import Parser
from tests.feeds.site import Reply, Site

FEED = (
    b"<rss version='2.0'><channel><title>Le fil</title>"
    b"<item><title>A</title><guid>a</guid></item></channel></rss>"
)
RSS = {"Content-Type": "application/rss+xml"}
HTML = {"Content-Type": "text/html; charset=utf-8"}


def page(*links: str) -> Reply:
    return Reply(
        f"<html><head>{''.join(links)}</head><body><p>Bonjour</p></body></html>".encode(), headers=HTML
    )


def link(href: str, kind: str = "application/rss+xml", rel: str = "alternate", title: str = "") -> str:
    return f'<link rel="{rel}" type="{kind}" title="{title}" href="{href}">'


def test_an_address_that_is_a_feed_is_that_feed(site: Site, fetcher: Fetcher, parser: Parser) -> None:
    site.pages["/fil.xml"] = Reply(FEED, headers=RSS)

    found = discover(site.url("/fil.xml"), fetcher, parser)

    assert isinstance(found, Found)
    assert (found.url, found.feed.title, len(found.feed.entries)) == (site.url("/fil.xml"), "Le fil", 1)


@pytest.mark.parametrize(
    "kind",
    [
        "application/rss+xml",
        "application/atom+xml",
        "application/feed+json",
        "Application/RSS+XML; charset=utf-8",
    ],
)
def test_a_page_leads_to_the_feed_that_it_names(
    site: Site, fetcher: Fetcher, parser: Parser, kind: str
) -> None:
    site.pages["/actu/"] = page(link("../fil.xml", kind, rel="Alternate"))
    site.pages["/fil.xml"] = Reply(FEED, headers=RSS)

    found = discover(site.url("/actu/"), fetcher, parser)

    assert isinstance(found, Found)
    assert found.url == site.url("/fil.xml")


def test_of_several_feeds_a_person_chooses(site: Site, fetcher: Fetcher, parser: Parser) -> None:
    site.pages["/"] = page(link("/tout.xml", title="Tout"), link("/sante.xml", title="Santé"))

    found = discover(site.url("/"), fetcher, parser)

    assert isinstance(found, Several)
    assert [each.title for each in found.links] == ["Tout", "Santé"]
    assert site.paths() == ["/"]


def test_the_feed_of_the_readers_comments_is_none() -> None:
    """WordPress names both, and what readers write is never a fact."""
    html = page(
        link("/feed/"), link("/comments/feed/"), link("/f2", title="Le fil » Flux des commentaires")
    ).body

    assert [each.url for each in find_links(html, url="https://a.example/", content_type=None)] == [
        "https://a.example/feed/"
    ]


def test_links_that_are_no_feeds_are_left_alone() -> None:
    html = page(
        link("/wp-json/", "application/json"),
        link("/en/", "text/html"),
        link("/style.xml", rel="stylesheet"),
        link("javascript:alert(1)"),
        link("file:///etc/passwd"),
    ).body

    assert find_links(html, url="https://a.example/", content_type=None) == ()


def test_the_usual_paths_are_tried_only_when_told(site: Site, fetcher: Fetcher, parser: Parser) -> None:
    site.pages["/blog"] = page()
    site.pages["/feed/"] = Reply(FEED, headers=RSS)

    assert isinstance(discover(site.url("/blog"), fetcher, parser), NotAFeed)
    assert site.paths() == ["/blog"]
    found = discover(site.url("/blog"), fetcher, parser, guess=True)

    assert isinstance(found, Found)
    assert found.url == site.url("/feed/")


def test_a_permanent_move_is_followed_and_told_a_passing_one_is_not(
    site: Site, fetcher: Fetcher, parser: Parser
) -> None:
    site.pages["/neuf.xml"] = Reply(FEED, headers=RSS)
    site.pages["/vieux.xml"] = Reply(status=301, headers={"Location": "/neuf.xml"})
    site.pages["/ailleurs.xml"] = Reply(status=302, headers={"Location": "/neuf.xml"})

    moved = discover(site.url("/vieux.xml"), fetcher, parser)
    passing = discover(site.url("/ailleurs.xml"), fetcher, parser)

    assert isinstance(moved, Found)
    assert isinstance(passing, Found)
    assert (moved.url, moved.moved) == (site.url("/neuf.xml"), True)
    assert (passing.url, passing.moved) == (site.url("/ailleurs.xml"), False)


def test_what_a_page_names_is_fetched_under_the_same_guard(
    site: Site, fetcher: Fetcher, parser: Parser
) -> None:
    """A page must not make us ask the machines behind our own wall."""
    site.pages["/"] = page(link("http://127.0.0.1:1/interne.xml"))

    found = discover(site.url("/"), fetcher, parser)

    assert isinstance(found, FetchFailed)
    assert "allow_private_hosts" in found.reason
