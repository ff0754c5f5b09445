"""What a robots.txt asks, read as RFC 9309 says."""

from __future__ import annotations

from time import perf_counter

import pytest

from feeds.robots import read_robots

AGENT = "hosting-tracker"


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        pytest.param("", "/a", True, id="nothing is asked"),
        pytest.param("User-agent: *\nDisallow: /", "/a", False, id="nobody may read anything"),
        pytest.param("User-agent: *\nDisallow:", "/a", True, id="an empty rule asks nothing"),
        pytest.param("User-agent: *\nDisallow: /a", "/about", False, id="a rule is the beginning of a path"),
        pytest.param("User-agent: *\nDisallow: /a/", "/a", True, id="as it is written"),
        pytest.param("User-agent: *\nDisallow: /A", "/a", True, id="in its letter case"),
        pytest.param("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b", True, id="the longest rule decides"),
        pytest.param("User-agent: *\nAllow: /a/b\nDisallow: /a", "/a/c", False, id="wherever it stands"),
        pytest.param("User-agent: *\nDisallow: /a\nAllow: /a", "/a", True, id="of two as long, the kinder"),
        pytest.param("User-agent: *\nDisallow: /*.pdf", "/x/y.pdf?z", False, id="a star is anything"),
        pytest.param("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf?z", True, id="a dollar is the end"),
        pytest.param("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf", False, id="of the path"),
        pytest.param("User-agent: *\nDisallow: /a*a$", "/a", True, id="no character is read twice"),
        pytest.param("User-agent: *\nDisallow: *?print=", "/a?print=1", False, id="the query counts"),
        pytest.param("User-agent: *\nDisallow: /été", "/%C3%A9t%C3%A9/1", False, id="letters may be escaped"),
        pytest.param("User-agent: *\nDisallow: /%7ea", "/~a", False, id="also where they need not be"),
        pytest.param("User-agent: *\nDisallow: /a%2fb", "/a/b", True, id="an escaped slash is none"),
        pytest.param("user-AGENT : *\n disallow: /a # vraiment", "/a", False, id="loosely written"),
        pytest.param("\ufeffUser-agent: *\r\nDisallow: /a\r\n", "/a", False, id="on another system"),
        pytest.param("User-agent: Hosting-Tracker\nDisallow: /", "/a", False, id="we are named"),
        pytest.param("User-agent: hosting-tracker/1.0\nDisallow: /", "/a", False, id="with a version"),
        pytest.param("User-agent: hosting\nDisallow: /", "/a", True, id="part of our name is another's"),
        pytest.param("User-agent: *\nDisallow: /\n\nUser-agent: hosting-tracker\nAllow: /", "/a", True, id="our own rules replace those for all"),
        pytest.param("User-agent: hosting-tracker\nUser-agent: autre\nDisallow: /a", "/a", False, id="a group of two names"),
        pytest.param("User-agent: hosting-tracker\nDisallow: /a\n\nUser-agent: x\nDisallow: /\n\nUser-agent: hosting-tracker\nDisallow: /b", "/a", False, id="two groups of ours are one"),
        pytest.param("User-agent: *\nSitemap: /s.xml\nUser-agent: x\nDisallow: /a", "/a", False, id="other lines part nothing"),
        pytest.param("Disallow: /a", "/a", True, id="a rule for nobody"),
        pytest.param("<!doctype html><p>404</p>", "/a", True, id="a page in its place"),
    ],
)  # fmt: skip
def test_a_page_may_be_read(text: str, path: str, *, allowed: bool) -> None:
    assert read_robots(text.encode(), AGENT).allows(path) is allowed


def test_a_hostile_file_costs_no_time() -> None:
    """Half a megabyte of stars against the longest address that is fetched."""
    robots = read_robots(b"User-agent: *\n" + b"Disallow: /" + b"a*" * 250_000 + b"b$\n", AGENT)
    begun = perf_counter()

    assert robots.allows("/" + "a" * 4000)
    assert perf_counter() - begun < 1
