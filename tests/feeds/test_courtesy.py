"""No host is a burden's: few requests at a time, a pause between two, and hosts apart from one another."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise
from time import monotonic

from feeds.courtesy import Courtesy
from feeds.http import Fetched, Fetcher
from tests.feeds.site import Asked, Reply, Site, policy


class Door:
    """Counts who is inside at once, and when they came."""

    def __init__(self) -> None:
        self.most = self.inside = 0
        self.moments: list[float] = []
        self._lock = threading.Lock()
        self._stay = threading.Event()

    def page(self, asked: Asked) -> Reply:
        del asked
        with self._lock:
            self.moments.append(monotonic())
            self.inside += 1
            self.most = max(self.most, self.inside)
        self._stay.wait(0.1)
        with self._lock:
            self.inside -= 1
        return Reply(b"<rss/>")


def ask_all(fetcher: Fetcher, site: Site, count: int) -> float:
    begun = monotonic()
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(fetcher.fetch, [site.url(f"/fil?{n}") for n in range(count)]))
    assert all(isinstance(answer, Fetched) for answer in answers)
    return monotonic() - begun


def test_a_host_is_asked_by_few_at_a_time(site: Site) -> None:
    door = Door()
    site.pages["/fil"] = door.page
    with Fetcher(replace(policy(site), per_host=2)) as fetcher:
        ask_all(fetcher, site, 10)

    assert door.most == 2


def test_requests_to_one_host_are_a_pause_apart(site: Site) -> None:
    door = Door()
    site.pages["/fil"] = door.page
    with Fetcher(replace(policy(site), pause=0.1)) as fetcher:
        ask_all(fetcher, site, 6)

    assert min(after - before for before, after in pairwise(sorted(door.moments))) > 0.05
    assert max(door.moments) - min(door.moments) >= 0.45


def test_a_host_of_our_own_is_asked_as_fast_as_it_answers(site: Site) -> None:
    """Who names a host in allow_private_hosts runs it, and knows what it bears: a farm on loopback, too."""
    door = Door()
    site.pages["/fil"] = door.page
    own = replace(policy(site), per_host=1, pause=5.0, own_hosts=frozenset({site.netloc}))
    with Fetcher(own) as fetcher:
        took = ask_all(fetcher, site, 16)

    assert took < 3
    assert door.most > 2


def test_waiting_for_a_turn_takes_nothing_from_the_time_of_a_fetch(site: Site) -> None:
    """Six requests of a tenth of a second, one after the other, each within half a second of its own."""
    site.pages["/fil"] = Door().page
    with Fetcher(replace(policy(site, timeout=0.5), per_host=1)) as fetcher:
        assert ask_all(fetcher, site, 6) >= 0.5


def test_five_hundred_hosts_know_nothing_of_one_another() -> None:
    courtesy = Courtesy(per_host=1, pause=60.0, patience=60.0)
    begun = monotonic()

    for number in range(500):
        with courtesy.turn(f"h{number}.example") as waited:
            assert waited < 1

    assert monotonic() - begun < 1


def test_nobody_waits_for_ever() -> None:
    courtesy = Courtesy(per_host=1, pause=0.0, patience=0.2)
    with courtesy.turn("a.example"), courtesy.turn("a.example") as waited:
        assert 0.15 < waited < 2
