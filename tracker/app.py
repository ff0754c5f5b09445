"""The composition root: a configuration in, the parts of a running tracker out.

Nothing else constructs a store, a fetcher, a parser or an extractor; every import that a
reading command can do without is made where it is needed.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from tracker import __version__
from tracker.addresses import resolve_reference, shown_url
from tracker.catalogue import Catalogue, CatalogueError, load_catalogue
from tracker.config import Config, FeedSource
from tracker.errors import ConfigError, TargetError
from tracker.model.decision import Establishment, Voice
from tracker.sources import KINDS, unknown_names

if TYPE_CHECKING:
    from feeds.http import Fetcher
    from feeds.poll import Source as Feed
    from feeds.proxy import Proxy
    from feeds.worker import Parser
    from store.api import ClosableReader, EventStore
    from tracker.alerts.raising import Announcer
    from tracker.alerts.routes import Route
    from tracker.extraction import Extractor
    from tracker.screening import Screen
    from tracker.subject import Subject, Words

PAGES_WITHIN = 120.0
"""Seconds that a poll may spend on the pages behind new entries; the rest is read at the next one."""

PER_HOST = 2
PAUSE = 0.5
"""Courtesy to other people's hosts: connections at a time, and seconds between two requests."""

READERS = ("tracker.cli", "tracker.reading", "tracker.extraction", "tracker.extraction.dockets")
"""All of ours that the processes that read import: nothing newer is mixed in after an upgrade on disk."""

_KIND_OF_AUTHORITY = {
    "cnil": "cnil",
    "conseil-etat": "court",
    "cjue": "court",
    "legifrance": "legifrance",
}


def utc_now() -> datetime:
    """Return the present instant; the one clock, handed to whoever needs it."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class App:
    """The parts, made from one configuration; *clock* returns aware UTC instants."""

    config: Config
    path: Path
    clock: Callable[[], datetime] = utc_now

    @cached_property
    def catalogue(self) -> Catalogue:
        """Return the packaged catalogue with what the configuration adds to it.

        Raise ConfigError for an entry that cannot be taken, and for a name that it then lacks.
        """
        try:
            catalogue = load_catalogue().extended(
                platforms=self.config.platforms,
                providers=self.config.providers,
                authorities=self.config.authorities,
            )
        except CatalogueError as error:
            raise ConfigError([f"{self.path}: {line}" for line in str(error).splitlines()]) from error
        faults = list(unknown_names(self.config, catalogue))
        if faults:
            raise ConfigError([f"{self.path}: {fault}" for fault in faults])
        return catalogue

    @cached_property
    def packed_catalogue(self) -> bytes:
        """Return the catalogue as it goes to the processes that read."""
        return pickle.dumps(self.catalogue)

    @cached_property
    def routes(self) -> tuple[Route, ...]:
        """Return the routes of the configuration."""
        from tracker.alerts.routes import Route, targets  # noqa: PLC0415 - a poll without news tells nobody

        return tuple(
            Route(
                name=route.name,
                targets=targets(route.targets),
                platforms=frozenset(route.platforms) if route.platforms is not None else None,
                min_establishment=Establishment(route.min_establishment),
                about=frozenset(route.about),
            )
            for route in self.config.alerts.routes
        )

    @cached_property
    def announcer(self) -> Announcer:
        """Return what announcing needs."""
        from tracker.alerts.raising import Announcer  # noqa: PLC0415 - a poll without news tells nobody

        return Announcer(
            routes=self.routes,
            catalogue=self.catalogue,
            language=self.config.alerts.language,
            remind_before=self.config.alerts.remind_before,
        )

    @cached_property
    def screen(self) -> Screen:
        """Return what tells at once that a press text is about something else."""
        from tracker.screening import Screen  # noqa: PLC0415 - reading a status needs none

        return Screen(self.catalogue)

    @cached_property
    def extractor(self) -> Extractor:
        """Return the reader of claims; its patterns are compiled once, for the first text."""
        from tracker.extraction import Extractor  # noqa: PLC0415 - reading a status needs none

        return Extractor(self.catalogue)

    @cached_property
    def words(self) -> Words:
        """Return the words that tell a text of interest."""
        from tracker.subject import load_words  # noqa: PLC0415 - only polling needs them

        return load_words()

    @cached_property
    def subject(self) -> Subject:
        """Return what tells whether a text of the law is worth reading."""
        from tracker.subject import Subject  # noqa: PLC0415 - only polling needs it

        return Subject(self.catalogue, self.words)

    def parser(self, *, workers: int = 2) -> Parser:
        """Return what parses, and reads for claims, in processes of its own."""
        from feeds.worker import Parser  # noqa: PLC0415 - only polling needs it

        # Imported once for all of them; the command is what each of them would import again by itself.
        return Parser(workers=workers, preload=READERS)

    @contextmanager
    def store(self, *, create: bool = False) -> Iterator[EventStore]:
        """Open the store for writing; *create* makes a missing SQLite file or missing tables."""
        from store import open_store  # noqa: PLC0415 - `--help` needs none
        from tracker.recording import bring_up_to_date  # noqa: PLC0415 - the same
        from tracker.rules import mark_settled  # noqa: PLC0415 - the same

        opened = open_store(self.config.store.url, create=create, clock=self.clock)
        try:
            bring_up_to_date(opened)
            if opened.head() == 0:
                with opened.transaction() as tx:
                    mark_settled(tx)
            yield opened
        finally:
            opened.close()

    @contextmanager
    def reader(self) -> Iterator[ClosableReader]:
        """Open the store for reading alone."""
        from store import open_reader  # noqa: PLC0415 - `--help` needs none

        opened = open_reader(self.config.store.url)
        try:
            yield opened
        finally:
            opened.close()

    def fetcher(self, *, is_ending: Callable[[], bool] = lambda: False) -> Fetcher:
        """Return a fetcher that keeps to the configuration's policy; raise ConfigError without its trust.

        Once *is_ending*, it raises EndingError.
        """
        from feeds.errors import FetchPolicyError  # noqa: PLC0415 - beside the next
        from feeds.http import FetchPolicy  # noqa: PLC0415 - only polling needs it
        from tracker.polling.ending import EndingFetcher  # noqa: PLC0415 - the same

        fetch = self.config.fetch
        policy = FetchPolicy(
            timeout=float(fetch.timeout),
            max_bytes=fetch.max_bytes,
            allow_private_hosts=frozenset(fetch.allow_private_hosts),
            ca_file=Path(fetch.ca_file) if fetch.ca_file else None,
            user_agent=user_agent(fetch.contact),
            per_host=PER_HOST,
            pause=PAUSE,
            proxy=self._proxy(),
            own_hosts=frozenset(fetch.allow_private_hosts),
        )
        try:
            return EndingFetcher(policy, is_ending)
        except FetchPolicyError as error:
            raise ConfigError([f"{self.path}: fetch.ca_file: {error}"]) from error

    def _proxy(self) -> Proxy | None:
        """Return the proxy of the configuration; raise ConfigError where it is not where that says."""
        from feeds.errors import FetchPolicyError  # noqa: PLC0415 - only polling needs it
        from feeds.proxy import parse_proxy  # noqa: PLC0415 - the same

        kept = self.config.fetch.proxy
        try:
            return parse_proxy(resolve_reference(kept)) if kept is not None else None
        except (FetchPolicyError, TargetError) as error:
            raise ConfigError([f"{self.path}: fetch.proxy: {error}"]) from error


def user_agent(contact: str | None) -> str:
    """Say who asks, and how to reach whoever runs this tracker."""
    return f"hosting-tracker/{__version__}" + (f" (+{contact})" if contact else "")


def feed_source(source: FeedSource) -> Feed:
    """Return what is polled for a configured source; its documents hold no secret of its address.

    Raise TargetError where the address is kept elsewhere and is not there.
    """
    from feeds.document import Origin  # noqa: PLC0415 - beside the next, which is heavy
    from feeds.poll import Source as Feed  # noqa: PLC0415 - only polling needs it

    return Feed(
        origin=Origin(
            id=source.id, kind=kind_of(source), name=source.name or source.id, url=shown_url(source.url)
        ),
        url=resolve_reference(source.url),
        full_text=source.full_text,
        pages_within=PAGES_WITHIN,
        language=source.language,
    )


def kind_of(source: FeedSource) -> str:
    """Return what a polled source is, from the configuration alone: never from its content."""
    if source.voice is Voice.PRESS:
        return "press"
    return _KIND_OF_AUTHORITY.get(source.authority or "", "government")


def voice_of(kind: str) -> Voice:
    """Return how a source of *kind* speaks in an ingested file; one that nobody knows is press."""
    return KINDS.get(kind.lower(), Voice.PRESS)
