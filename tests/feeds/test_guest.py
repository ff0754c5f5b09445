"""Pages are read as their site asks; feeds are not asked about."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from feeds.answers import Fetched, FetchFailed
from feeds.errors import FailureKind
from feeds.guest import Guest
from feeds.http import Fetcher
from feeds.policy import FetchPolicy
from feeds.targets import parse_target
from tests.feeds.site import Reply, Site, policy, serve

PAGE = Reply(b"<p>Un article.</p>", headers={"Content-Type": "text/html"})


@pytest.fixture
def here(site: Site) -> Site:
    site.pages |= {"/avis/1": PAGE, "/avis/2": PAGE, "/prive/1": PAGE}
    return site


def refusal(answer: object) -> FetchFailed:
    assert isinstance(answer, FetchFailed), answer
    return answer


def test_a_page_that_robots_txt_closes_is_not_asked_for(here: Site, fetcher: Fetcher) -> None:
    here.pages["/robots.txt"] = Reply(b"User-agent: tracker-tests\nDisallow: /prive/")

    closed, opened = fetcher.fetch_page(here.url("/prive/1")), fetcher.fetch_page(here.url("/avis/1"))

    assert refusal(closed).kind is FailureKind.PERMANENT
    assert "robots.txt" in refusal(closed).reason
    assert isinstance(opened, Fetched)
    assert here.paths() == ["/robots.txt", "/avis/1"]


def test_a_feed_is_a_programs_to_read(here: Site, fetcher: Fetcher) -> None:
    here.pages |= {"/robots.txt": Reply(b"User-agent: *\nDisallow: /"), "/fil": Reply(b"<rss/>")}

    assert isinstance(fetcher.fetch(here.url("/fil")), Fetched)
    assert here.paths() == ["/fil"]


def test_a_feed_leads_into_no_private_network_but_its_own(here: Site) -> None:
    """A press item with the address of an intranet would make us ask there, with what it says to delete."""
    here.pages["/vers"] = Reply(status=302, headers={"Location": "/avis/1"})
    with serve() as press, Fetcher(policy(here, press)) as fetcher:
        feed = press.url("/fil")
        press.pages["/vers"] = Reply(status=302, headers={"Location": here.url("/avis/1")})

        led = [fetcher.fetch_page(url, named_by=feed) for url in (here.url("/avis/1"), press.url("/vers"))]
        at_home = fetcher.fetch_page(here.url("/vers"), named_by=here.url("/fil"))

    assert {refusal(each).kind for each in led} == {FailureKind.UNSAFE}
    assert "is a private host, and this source is not on it" in refusal(led[0]).reason
    assert isinstance(at_home, Fetched)
    assert here.paths() == ["/robots.txt", "/vers", "/avis/1"]


def test_a_host_that_is_open_whatever_its_port_is_one(here: Site) -> None:
    opened = FetchPolicy(user_agent="tests", timeout=10, allow_private_hosts=frozenset({"127.0.0.1"}))
    with Fetcher(opened) as fetcher:
        answer = fetcher.fetch_page(here.url("/avis/1"), named_by="http://127.0.0.1:9/fil")

    assert isinstance(answer, Fetched)


def test_many_threads_ask_once(here: Site, fetcher: Fetcher) -> None:
    here.pages["/robots.txt"] = Reply(b"User-agent: *\nDisallow: /prive/")

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(fetcher.fetch_page, [here.url(f"/avis/{n % 2 + 1}") for n in range(32)]))

    assert all(isinstance(answer, Fetched) for answer in answers)
    assert here.paths().count("/robots.txt") == 1


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_a_site_without_rules_allows_everything(here: Site, fetcher: Fetcher, status: int) -> None:
    here.pages["/robots.txt"] = Reply(status=status)

    assert isinstance(fetcher.fetch_page(here.url("/avis/1")), Fetched)


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_site_that_cannot_say_is_left_alone_for_now(here: Site, fetcher: Fetcher, status: int) -> None:
    here.pages["/robots.txt"] = Reply(status=status)

    answer = refusal(fetcher.fetch_page(here.url("/avis/1")))

    assert answer.kind is FailureKind.TRANSIENT
    assert here.paths() == ["/robots.txt"]


def test_rules_hold_where_a_page_redirects_to(here: Site) -> None:
    with serve() as other, Fetcher(policy(here, other)) as both:
        other.pages |= {"/robots.txt": Reply(b"User-agent: *\nDisallow: /prive/"), "/prive/1": PAGE}
        here.pages["/avis/1"] = Reply(status=302, headers={"Location": other.url("/prive/1")})

        answer = refusal(both.fetch_page(here.url("/avis/1")))

    assert "robots.txt" in answer.reason
    assert other.paths() == ["/robots.txt"]


def test_a_site_that_asks_to_wait_is_asked_for_no_further_page(here: Site, fetcher: Fetcher) -> None:
    here.pages["/avis/1"] = Reply(status=429, headers={"Retry-After": "120"})
    fetcher.fetch_page(here.url("/avis/1"))

    answer = refusal(fetcher.fetch_page(here.url("/avis/2")))

    assert answer.kind is FailureKind.TRANSIENT
    assert answer.retry_after is not None
    assert 110 < answer.retry_after <= 120
    assert here.paths() == ["/robots.txt", "/avis/1"]


def test_rules_are_kept_for_a_day_and_longer_where_no_new_ones_can_be_had() -> None:
    now, asked = [0.0], 0
    rules = Fetched(url="", status=200, body=b"User-agent: *\nDisallow: /prive/")
    down = FetchFailed(kind=FailureKind.TRANSIENT, reason="answered 500", status=500)
    answers: list[Fetched | FetchFailed] = [down, rules, down]

    def ask(url: str) -> Fetched | FetchFailed:
        nonlocal asked
        asked += url == "https://a.example/robots.txt"
        return answers.pop(0)

    guest, page = Guest(ask, "t", clock=lambda: now[0]), parse_target("https://a.example/avis")
    seen = []
    for moment in (0, 599, 600, 600 + 86_399, 600 + 86_400):
        now[0] = moment
        seen.append((guest.refusal(page) is None, asked))

    assert seen == [(False, 1), (False, 1), (True, 2), (True, 2), (True, 3)]
