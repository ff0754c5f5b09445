"""The commands that do something: init, check, poll, run, ingest."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from tracker.cli.alerting import deliver_due
from tracker.cli.common import FAILURES, formats, load_app, print_json, say, speaks_as

if TYPE_CHECKING:
    from store.api import EventStore
    from tracker.app import App
    from tracker.config import Source


_alert_backlog = click.option(
    "--alert-backlog",
    is_flag=True,
    help="Tell people of what the first poll of a source finds, too; without it that poll is silent.",
)


@click.command()
@click.option("--yes", is_flag=True, help="Ask nothing: record the baseline.")
@click.option("--no-baseline", is_flag=True, help="Begin with an empty log.")
@click.pass_context
def init(context: click.Context, *, yes: bool, no_baseline: bool) -> None:
    """Write a configuration, create the database, record the packaged baseline."""
    from tracker.app import App
    from tracker.baseline import version
    from tracker.config import load_config
    from tracker.setting_up import record_packaged_baseline, write_config

    path, written = write_config(context.find_root().obj)
    click.echo(f"{path}: {'written' if written else 'kept as it is'}")
    app = App(load_config(path), path)
    _ = app.catalogue  # a wrong name is told before the database is made
    question = f"Record the packaged baseline (the decisions known up to {version()})?"
    wanted = not no_baseline and (yes or not sys.stdin.isatty() or click.confirm(question, default=True))
    with app.store(create=True) as store:
        if wanted:
            recorded = record_packaged_baseline(app, store)
            click.echo(f"baseline: {recorded} decisions recorded, nobody alerted")
        click.echo(f"the log is at position {store.head()}; try: tracker status")


@click.command()
@click.option("--offline", is_flag=True, help="Do not fetch the sources.")
@formats("table", "json")
@click.pass_context
def check(context: click.Context, *, offline: bool, form: str) -> int:
    """Validate configuration, database, sources and alert targets; say what to do about each fault."""
    from tracker.setting_up import check_everything

    app = load_app(context)
    worst, checked = 0, []
    for finding in check_everything(app, offline=offline):
        worst = max(worst, finding.exit_code)
        checked.append({"what": finding.what, "ok": not finding.fault, "told": finding.told})
        if form == "table":
            say(f"{'ok  ' if not finding.fault else 'FAIL'}  {finding.what}: {finding.told}")
    if form == "json":
        print_json({"checked": checked})
    return worst


@click.command()
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@_alert_backlog
@click.option(
    "--again",
    is_flag=True,
    help="Read the named sources anew, from their beginning; what is known stays known, nobody is alerted.",
)
@formats("table", "json")
@click.pass_context
def poll(
    context: click.Context, sources: tuple[str, ...], form: str, *, alert_backlog: bool, again: bool
) -> int:
    """Poll the sources once (all, or those named), then project and deliver; print what changed."""
    import threading

    from tracker.polling import Means, poll_round
    from tracker.report.lines import poll_lines
    from tracker.report.progress import watched
    from tracker.sources import named_sources

    if again and not sources:
        raise click.UsageError("--again reads sources anew: name them, such as `tracker poll SOURCE --again`")
    app = load_app(context)
    named = named_sources(app.config, sources)
    polls, ending = {}, threading.Event()
    with (
        app.fetcher(is_ending=ending.is_set) as fetcher,
        app.store(create=True) as store,
        app.parser() as parser,
    ):
        chosen = _to_poll(app, store, named, by_name=bool(sources))
        with watched(len(chosen)) as bar:
            means = Means(fetcher, parser, ending, alert_backlog=alert_backlog, again=again)
            for polled in poll_round(app, store, means, chosen, told=bar.part):
                polls[polled.source] = polled
                bar.end()
                with bar.above():
                    for line in poll_lines(polled, app.catalogue):
                        say(line, err=bool(polled.why) or form == "json")
        _look_at_sources(app, store)
        undelivered = deliver_due(app, store, quiet=form == "json")
    if form == "json":
        from tracker.report.answers import polled_answer

        print_json({"polled": [polled_answer(polls[source.id]) for source in chosen]})
    return FAILURES if undelivered or any(polled.why or polled.unread for polled in polls.values()) else 0


def _to_poll(app: App, store: EventStore, named: list[Source], *, by_name: bool) -> list[Source]:
    """Return the sources that are *named*, each once.

    Unless *by_name*, those that have ended are left out, and those whose server asked for time.
    """
    from tracker.report.lines import ended_line, waiting_line
    from tracker.watching import asked_until, has_ended

    chosen = {source.id: source for source in named}
    if not chosen:
        click.echo(f"{app.path}: no sources; add a [[sources]] table, then poll again", err=True)
    for source in [] if by_name else list(chosen.values()):
        row = store.state("health", source.id)
        until = asked_until(row, source, now=app.clock())
        if has_ended(row, source):
            say(ended_line(source), err=True)
        elif until is not None:
            say(waiting_line(source, until), err=True)
        else:
            continue
        del chosen[source.id]
    return list(chosen.values())


def _look_at_sources(app: App, store: EventStore) -> None:
    """Tell of the sources that cannot be relied on any more, or can be again."""
    from tracker.alerts.sources import announce_sources
    from tracker.recording import recording
    from tracker.report.lines import source_lines
    from tracker.report.sources import read_otherwise_line
    from tracker.watching import read_otherwise

    with recording(store, recorded_by="watch") as recorder:
        told = announce_sources(recorder, app.announcer, app.config.sources, now=app.clock())
    for line in source_lines(told):
        say(line, err=True)
    otherwise = read_otherwise(store, app.config.sources, lambda: app.subject.digest)
    if otherwise:
        say(read_otherwise_line(otherwise), err=True)


@click.command()
@_alert_backlog
@click.pass_context
def run(context: click.Context, *, alert_backlog: bool) -> None:
    """The daemon: poll, announce and deliver until SIGTERM or Ctrl-C."""
    from tracker.alerts.transport import AppriseTransport
    from tracker.daemon import Daemon
    from tracker.report.logs import log_to_stderr

    app = load_app(context)
    log_to_stderr()
    with app.store(create=True) as store:
        Daemon(app, store, AppriseTransport(), alert_backlog=alert_backlog).run()


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--silent", is_flag=True, help="Record everything, tell nobody: for filling the past.")
@speaks_as
@formats("table", "json")
@click.pass_context
def ingest(context: click.Context, files: tuple[str, ...], *, silent: bool, kind: str, form: str) -> int:
    """Take documents from files: documents JSONL, a feed, DILA's XML or one of its .tar.gz archives."""
    from pathlib import Path

    from tracker.files import ingest_file
    from tracker.report.answers import ingested_answer
    from tracker.report.lines import ingested_lines

    app = load_app(context)
    answers, failed = [], False
    with app.store(create=True) as store:
        for file in files:
            outcome = ingest_file(app, store, Path(file), kind=kind, silent=silent)
            failed = failed or bool(outcome.faults)
            answers.append(ingested_answer(outcome))
            for fault in outcome.faults:
                say(f"tracker: {fault}", err=True)
            for notice in outcome.notices:
                say(f"tracker: {notice}", err=True)
            for line in ingested_lines(outcome, app.catalogue):
                say(line, err=form == "json")
        undelivered = deliver_due(app, store, quiet=form == "json")
    if form == "json":
        print_json({"ingested": answers})
    return FAILURES if failed or undelivered else 0


COMMANDS = (init, check, poll, run, ingest)
