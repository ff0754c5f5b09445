"""Before the first poll: write a configuration, record the baseline, check that all is well."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from store.api import EventStore
from store.errors import StoreError
from tracker.alerts.announce import announce
from tracker.app import App
from tracker.baseline import RECORDED_BY, host_platforms, record_baseline
from tracker.config import config_path
from tracker.errors import ConfigError
from tracker.model.compare import Reason
from tracker.model.time import paris_today
from tracker.recording import recording


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at, and how it is."""

    what: str
    told: str
    exit_code: int = 0

    @property
    def fault(self) -> bool:
        """Say whether something must be done about it."""
        return self.exit_code != 0


def example_config() -> str:
    """Return the packaged example."""
    return (files("tracker") / "config.example.toml").read_text("utf-8")


def write_config(given: str | None) -> tuple[Path, bool]:
    """Write the packaged example where the configuration is looked for; keep one that is there.

    Return the path, and whether it was written.  Only its owner can read it: it will name
    where alerts go.
    """
    path = config_path(given)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path, False
    except OSError as error:
        raise ConfigError(
            [f"{path}: cannot be written ({error.strerror}); name another with --config"]
        ) from None
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(example_config())
    return path, True


def record_packaged_baseline(app: App, store: EventStore) -> int:
    """Record the packaged baseline in one unit of work; return how many rows were new."""
    today = paris_today(app.clock())
    with recording(store, recorded_by=RECORDED_BY) as recorder:
        taken = record_baseline(recorder, today=today)
        announce(recorder, app.announcer, taken, today=today, silence=Reason.BASELINE, also=host_platforms())
    return sum(1 for each in taken if each.news == "observed")


def check_everything(app: App, *, offline: bool) -> Iterator[Finding]:
    """Yield what was found out about the configuration, the database, the sources and the targets."""
    catalogue = app.catalogue
    yield Finding(
        "configuration",
        f"{app.path} ({len(app.config.sources)} sources, {len(app.routes)} routes, "
        f"{len(catalogue.platforms)} platforms)",
    )
    yield _check_store(app)
    yield from _check_platforms(app)
    yield from _check_targets(app)
    if not offline:
        yield from _check_sources(app)


def _check_store(app: App) -> Finding:
    try:
        with app.store() as store, store.transaction() as tx:
            return Finding("database", f"position {tx.head()}, writable")
    except StoreError as error:
        return Finding("database", f"{error} (`tracker init` creates it)", 3)


def _check_platforms(app: App) -> Iterator[Finding]:
    for route in app.routes:
        for platform in sorted(route.platforms or ()):
            if platform not in app.catalogue.platforms:
                told = f"platform {platform!r} is not in the catalogue; add [[platforms]] or mend the name"
                yield Finding(f"route {route.name}", told, 2)


def _check_targets(app: App) -> Iterator[Finding]:
    from tracker.alerts.transport import check  # noqa: PLC0415 - Apprise takes a second to load

    for route in app.routes:
        for target in route.targets:
            why = check(target.spec)
            yield Finding(
                f"route {route.name}, {target.label}",
                why or "can be used (nothing was sent)",
                2 if why else 0,
            )


def _check_sources(app: App) -> Iterator[Finding]:
    from feeds.entry import NotAFeed  # noqa: PLC0415 - the same
    from feeds.http import Fetched  # noqa: PLC0415 - only a check over the network needs it
    from feeds.worker import Parser  # noqa: PLC0415 - the same

    with app.fetcher() as fetcher, Parser() as parser:
        for source in app.config.sources:
            answer = fetcher.fetch(source.url)
            if not isinstance(answer, Fetched):
                why = getattr(answer, "reason", "the answer was empty")
                yield Finding(f"source {source.id}", why, 1)
                continue
            feed = parser.parse(answer.body, content_type=answer.content_type, base=source.url)
            if isinstance(feed, NotAFeed):
                yield Finding(f"source {source.id}", feed.reason, 1)
            else:
                yield Finding(f"source {source.id}", f"a feed of {len(feed.entries)} entries")
