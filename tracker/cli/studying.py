"""The commands that study: what changed between two days, and how alerts would have gone."""

from __future__ import annotations

from datetime import date, datetime

import click

from tracker.cli.common import FAILURES, Day, Instant, Period, formats, load_app, print_json, say, speaks_as


@click.command()
@click.option("--from", "since", type=Day(), required=True, help="The first of the two days (Paris).")
@click.option("--to", "until", type=Day(), help="The second day. Default: today.")
@click.option(
    "--known-at", type=Instant(), help="What the log knew at this time (UTC). Default: all it knows."
)
@click.argument("platforms", nargs=-1, metavar="[PLATFORM]...")
@formats("table", "json")
@click.pass_context
def diff(  # noqa: PLR0913 - click hands over one argument an option
    context: click.Context,
    *,
    since: date,
    until: date | None,
    known_at: datetime | None,
    platforms: tuple[str, ...],
    form: str,
) -> None:
    """What changed between two days: each platform before and after, and the decisions between.

    Without PLATFORM, only those of which there is something to tell.
    """
    from tracker.known import known
    from tracker.model.time import paris_today, utc
    from tracker.report.differing import diff_answer, has_changed
    from tracker.report.explain import find_platform, platforms_to_show

    app = load_app(context)
    now = app.clock()
    last = until or paris_today(now)
    if last < since:
        raise click.UsageError(f"--to {last} lies before --from {since}; give the earlier day first")
    with app.reader() as reader:
        asked = known(reader, known_at)
        names = [find_platform(each, asked.views, app.catalogue) for each in platforms]
        shown = names or platforms_to_show(asked.views, app.catalogue)
        told = diff_answer(asked.views, app.catalogue, shown, since=since, until=last)
    if not names:
        told["platforms"] = [row for row in told["platforms"] if has_changed(row)]
    answer = {**told, "known_at": utc(known_at or now), "position": asked.position}
    if form == "json":
        print_json(answer)
        return
    from tracker.report.studies import diff_text

    diff_text(answer, app.catalogue)


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--from", "since", type=Period(), help="Documents from this day, month or year on.")
@click.option("--to", "until", type=Period(), help="Documents up to this day, month or year, all of it.")
@click.option(
    "--min-establishment",
    "level",
    type=click.Choice(["reported", "corroborated", "official"]),
    default="reported",
    show_default=True,
    help="What a route asks for before it hears of a decision.",
)
@speaks_as
@formats("table", "json")
@click.pass_context
def backtest(  # noqa: PLR0913 - click hands over one argument an option
    context: click.Context,
    *,
    files: tuple[str, ...],
    since: object,
    until: object,
    level: str,
    kind: str,
    form: str,
) -> int:
    """Replay documents as they were published, and report the alerts as they would have gone.

    Nothing is written to the store. Where the lines bear labels (`expected`), these say what was
    true; else what all the documents tell in the end does.
    """
    from tracker.backtest import backtest_files
    from tracker.model.dates import PartialDate
    from tracker.model.decision import Establishment

    first = since.first_day() if isinstance(since, PartialDate) else date.min
    last = until.last_day() if isinstance(until, PartialDate) else None
    if last is not None and last < first:
        raise click.UsageError(f"--to {until} lies before --from {since}; give the earlier one first")
    app = load_app(context)
    told = backtest_files(
        app,
        files,
        since=first,
        until=last,
        level=Establishment(level),
        kind=kind,
    )
    for fault in told.faults:
        say(f"tracker: {fault}", err=True)
    if form == "json":
        print_json(told.answer)
    else:
        from tracker.report.studies import backtest_text

        backtest_text(told.answer)
    return FAILURES if told.faults else 0


COMMANDS = (diff, backtest)
