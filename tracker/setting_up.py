"""Before the first poll: write a configuration, record the baseline, check that all is well."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from store.api import EventStore
from store.errors import StoreError, StoreMissingError
from tracker.addresses import resolve_reference
from tracker.alerts.announce import announce
from tracker.app import App
from tracker.baseline import RECORDED_BY, host_platforms, readings, record_hosts
from tracker.config import config_path, references
from tracker.errors import ConfigError, TargetError
from tracker.intake import take_in_all
from tracker.model.health import State
from tracker.model.time import paris_today
from tracker.model.told import Reason
from tracker.recording import recording
from tracker.report.sources import read_otherwise_line, trouble_line
from tracker.watching import read_otherwise, watch


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
        record_hosts(recorder)
        announce(recorder, app.announcer, (), today=today, silence=Reason.BASELINE, also=host_platforms())
        rows = list(readings())
        intake = take_in_all(recorder, app.announcer, rows, today=today, silence=Reason.BASELINE)
    return sum(1 for each in intake.taken if each.news == "observed")


def check_everything(app: App, *, offline: bool) -> Iterator[Finding]:
    """Yield what was found out about the configuration, the database, the sources and the targets."""
    catalogue = app.catalogue
    yield Finding(
        "configuration",
        f"{app.path} ({len(app.config.sources)} sources, {len(app.routes)} routes, "
        f"{len(catalogue.platforms)} platforms)",
    )
    yield _check_store(app)
    yield from _check_targets(app)
    told = list(_check_addresses(app))
    yield from told
    distrust = list(_check_trust(app))
    yield from distrust
    known = {finding.what for finding in told}
    yield from _check_health(app, but=known)
    if not offline and not distrust:
        yield from _check_sources(app, but=known)


def _check_store(app: App) -> Finding:
    try:
        with app.store() as store, store.transaction() as tx:
            return Finding("database", f"position {tx.head()}, writable")
    except StoreError as error:
        hint = " (`tracker init` does)" if isinstance(error, StoreMissingError) else ""
        return Finding("database", f"{error}{hint}", 3)


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


def _check_addresses(app: App) -> Iterator[Finding]:
    """Look where the addresses of sources are kept; nothing is fetched."""
    for source in app.config.sources:
        for spec in references(source):
            try:
                resolve_reference(spec)
            except TargetError as error:
                yield Finding(f"source {source.id}", str(error), 2)


def _check_trust(app: App) -> Iterator[Finding]:
    try:
        app.fetcher().close()
    except ConfigError as error:
        yield from (Finding("fetching", told, 2) for told in error.faults)


def _check_sources(app: App, *, but: set[str]) -> Iterator[Finding]:
    """Try every source *but* those of which something is told already."""
    from feeds.worker import Parser  # noqa: PLC0415 - only a check over the network needs it
    from tracker.polling import Means  # noqa: PLC0415 - the same
    from tracker.polling.trying import try_source  # noqa: PLC0415 - the same

    with app.fetcher() as fetcher, Parser() as parser:
        means = Means(fetcher, parser)
        for source in app.config.sources:
            if f"source {source.id}" not in but:
                works, told = try_source(app, means, source)
                yield Finding(f"source {source.id}", told, 0 if works else 1)


def _check_health(app: App, *, but: set[str]) -> Iterator[Finding]:
    """Say of every source what its polls have shown, where that is not well: the judgement of the daemon."""
    try:
        with app.reader() as reader:
            seen = watch(reader, app.config.sources, now=app.clock())
            otherwise = read_otherwise(reader, app.config.sources, lambda: app.subject.digest)
    except StoreError:  # told already
        return
    for each in seen.sources:
        if each.verdict.state is not State.HEALTHY and f"source {each.source.id}" not in but:
            yield Finding(f"source {each.source.id}", trouble_line(each.verdict), 1)
    if otherwise:
        yield Finding("words of the subject", read_otherwise_line(otherwise), 1)
