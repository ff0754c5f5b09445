"""Read pages as a guest: as the site's robots.txt allows, and not while it asks us to wait.

Feeds and programming interfaces are made for programs, and whoever configures one asks for it: their
robots.txt is not looked at.  A page behind an entry is a person's; there it is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from time import monotonic

from feeds.answers import Fetched, FetchFailed, NotModified
from feeds.errors import FailureKind
from feeds.robots import Robots, read_robots
from feeds.targets import Target, parse_target

_A_DAY = 86_400.0
_AGAIN = 600.0
"""Seconds until a robots.txt that could not be read is asked for again."""
_LONGEST_WAIT = 3600.0
_A_WHILE = 60.0
_SITES = 1000


@dataclass(slots=True)
class _Site:
    """What is known of one site: its rules until then, or why they could not be read."""

    lock: Lock
    robots: Robots | None = None
    until: float = 0.0
    why: str = ""
    closed_until: float = 0.0


class Guest:
    """Knows what the sites whose pages are read ask of *agent*; *ask* fetches a robots.txt.

    May be used from several threads at once: each robots.txt is asked for once.
    """

    def __init__(
        self,
        ask: Callable[[str], Fetched | NotModified | FetchFailed],
        agent: str,
        *,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._ask, self._agent, self._clock = ask, agent, clock
        self._sites: dict[str, _Site] = {}
        self._guard = Lock()

    def refusal(self, target: Target) -> FetchFailed | None:
        """Return why the page *target* is not read now, None where it may be."""
        site = self._site(target)
        wait = site.closed_until - self._clock()
        if wait > 0:
            reason = f"{target.host} asked us to wait before the next page"
            return FetchFailed(kind=FailureKind.TRANSIENT, reason=reason, retry_after=wait)
        with site.lock:
            if self._clock() >= site.until:
                self._learn(site, target)
            robots, why = site.robots, site.why
        if robots is None:
            reason = f"the robots.txt of {target.host} must be read first, and could not be: {why}"
            return FetchFailed(kind=FailureKind.TRANSIENT, reason=reason)
        if not robots.allows(target.path):
            reason = f"the robots.txt of {target.host} asks programs not to read this page"
            return FetchFailed(kind=FailureKind.PERMANENT, reason=reason)
        return None

    def heard(self, url: str, answer: object) -> None:
        """Take note of an *answer* for *url* that asks to wait: the other pages of that site wait too."""
        if isinstance(answer, FetchFailed) and (answer.status == 429 or answer.retry_after):
            wait = min(answer.retry_after or _A_WHILE, _LONGEST_WAIT)
            self._site(parse_target(url)).closed_until = self._clock() + wait

    def _site(self, target: Target) -> _Site:
        name = f"{target.scheme}://{target.netloc}"
        with self._guard:
            if name not in self._sites and len(self._sites) >= _SITES:
                self._sites.clear()
            return self._sites.setdefault(name, _Site(Lock()))

    def _learn(self, site: _Site, target: Target) -> None:
        """Ask for the rules, and keep them for a day.

        A site without any (4xx) allows everything; one that cannot say (5xx, silence) is left
        alone, unless it could before.
        """
        answer = self._ask(f"{target.scheme}://{target.netloc}/robots.txt")
        if isinstance(answer, Fetched):
            site.robots, site.until = read_robots(answer.body, self._agent), self._clock() + _A_DAY
        elif isinstance(answer, FetchFailed) and _says_none(answer):
            site.robots, site.until = Robots(), self._clock() + _A_DAY
        else:
            site.why, site.until = getattr(answer, "reason", "no answer"), self._clock() + _AGAIN


def _says_none(answer: FetchFailed) -> bool:
    """Say whether there are no rules; an address that is refused for safety is refused for the page too."""
    status = answer.status or 0
    return (400 <= status < 500 and status != 429) or answer.kind is FailureKind.UNSAFE
