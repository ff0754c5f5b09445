"""The commands that ask: status, history, explain, events, sources, alerts list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click

from tracker.cli.common import formats, lists, load_app, print_json, print_json_line, two_clocks

if TYPE_CHECKING:
    from store.api import Reader
    from store.records import RecordedEvent
    from tracker.app import App
    from tracker.known import Known


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    """What is asked of the log: which day, and what was known; *head* begins every answer."""

    reader: Reader
    known: Known
    day: date
    head: Mapping[str, Any]


@contextmanager
def _asking(app: App, as_of: date | None, known_at: datetime | None) -> Iterator[_Question]:
    """Open the log for a question by the two clocks."""
    from tracker.known import known
    from tracker.model.time import paris_today, utc

    now = app.clock()
    day = as_of or paris_today(now)
    with app.reader() as reader:
        asked = known(reader, known_at)
        head = {"as_of": day.isoformat(), "known_at": utc(known_at or now), "position": asked.position}
        yield _Question(reader=reader, known=asked, day=day, head=head)


@click.command()
@click.argument("platforms", nargs=-1, metavar="[PLATFORM]...")
@two_clocks
@formats("table", "json")
@click.pass_context
def status(
    context: click.Context,
    platforms: tuple[str, ...],
    as_of: date | None,
    known_at: datetime | None,
    form: str,
) -> None:
    """Who hosts each platform, and where it stands."""
    from tracker.effects import with_effects
    from tracker.report.answers import status_answer
    from tracker.report.explain import find_platform, name_of, statuses_to_show

    app = load_app(context)
    with _asking(app, as_of, known_at) as question:
        views = question.known.views
        asked_for = [find_platform(each, views, app.catalogue) for each in platforms]
        statuses = statuses_to_show(
            views, app.catalogue, asked_for, as_of=question.day, present=question.known.present
        )
    answers = [
        status_answer(with_effects(each, app.catalogue), name=name_of(each.platform, app.catalogue))
        for each in statuses
    ]
    answer = {**question.head, "platforms": answers}
    if form == "json":
        print_json(answer)
        return
    from tracker.report.tables import status_table

    status_table(answer, app.catalogue)


@click.command()
@click.argument("platform")
@two_clocks
@formats("table", "json")
@click.pass_context
def history(
    context: click.Context, platform: str, as_of: date | None, known_at: datetime | None, form: str
) -> None:
    """The decisions about a platform, in the order in which they were taken; '*' for those that bind all."""
    from tracker.report.explain import find_subject, history_answer, name_of

    app = load_app(context)
    with _asking(app, as_of, known_at) as question:
        views = question.known.views
        name = find_subject(platform, views, app.catalogue)
        told = history_answer(views, name, name=name_of(name, app.catalogue), as_of=question.day)
    answer = {**question.head, **told}
    if form == "json":
        print_json(answer)
        return
    from tracker.report.tables import history_table

    history_table(answer, app.catalogue)


@click.command()
@click.argument("name", metavar="PLATFORM|DECISION")
@two_clocks
@formats("table", "json")
@click.pass_context
def explain(
    context: click.Context, name: str, as_of: date | None, known_at: datetime | None, form: str
) -> None:
    """Why: the decisions, the sentences, their place and their source, and what each event changed.

    '*' asks for the acts that bind every platform.
    """
    from tracker.errors import UnknownNameError
    from tracker.model.claim import EVERY_PLATFORM
    from tracker.report.explain import (
        DECISION_EVENTS,
        explain_decision,
        explain_general,
        explain_platform,
        find_subject,
    )

    app = load_app(context)
    with _asking(app, as_of, known_at) as question:
        views, day = question.known.views, question.day
        log = list(question.reader.read_all(types=DECISION_EVENTS, until=known_at))
        try:
            platform = find_subject(name, views, app.catalogue)
        except UnknownNameError:
            told = explain_decision(views, log, name)
        else:
            if platform == EVERY_PLATFORM:
                told = explain_general(views, log, as_of=day)
            else:
                told = explain_platform(views, log, platform, catalogue=app.catalogue, as_of=day)
    answer = {**question.head, **told}
    if form == "json":
        print_json(answer)
        return
    from tracker.report.tables import explain_text

    explain_text(answer, app.catalogue)


_LAST = 2**63 - 1
"""The last position that a database can count to."""


@click.command()
@click.option("--stream", help="Only this stream, such as platform/emc2.")
@click.option("--type", "kind", help="Only this type, such as DecisionRecorded.")
@click.option(
    "--after", type=click.IntRange(0, _LAST), default=0, help="Only what comes after this position."
)
@click.option("--follow", is_flag=True, help="Go on printing events as they are recorded; Ctrl-C ends.")
@formats("table", "json", "jsonl")
@click.pass_context
def events(  # noqa: PLR0913 - click hands over one argument an option
    context: click.Context, *, stream: str | None, kind: str | None, after: int, follow: bool, form: str
) -> None:
    """The log itself, event by event."""
    import time

    app = load_app(context)
    with app.reader() as reader:
        if kind is not None:
            _check_type(reader, kind)
        position = after
        found: list[dict[str, Any]] = []
        while True:
            types = [kind] if kind else None
            for event in reader.read_all(after=position, types=types):
                position = event.position
                if stream is not None and str(event.stream) != stream:
                    continue
                if form == "json" and not follow:
                    found.append(_event_answer(event))
                elif form == "table":
                    click.echo(_event_line(event))
                else:
                    print_json_line(_event_answer(event))
            if not follow:
                break
            time.sleep(0.5)
    if form == "json" and not follow:
        print_json(found)


def _check_type(reader: Reader, kind: str) -> None:
    """Refuse a type that neither we nor the log know; a newer version may have recorded one."""
    from difflib import get_close_matches

    from tracker.errors import UnknownNameError
    from tracker.projection.views import TYPES

    if kind not in TYPES and next(iter(reader.read_all(types=[kind])), None) is None:
        near = get_close_matches(kind, TYPES, n=1)
        hint = f"did you mean {near[0]}?" if near else f"known: {', '.join(sorted(TYPES))}"
        raise UnknownNameError(f"no event is of type {kind!r}; {hint}")


def _event_answer(event: RecordedEvent) -> dict[str, Any]:
    return {
        "position": event.position,
        "stream": str(event.stream),
        "version": event.version,
        "id": str(event.id),
        "type": event.type,
        "schema": event.schema,
        "recorded_at": event.recorded_at.isoformat().replace("+00:00", "Z"),
        "payload": event.payload,
        "metadata": event.metadata,
        "hash": event.hash,
    }


def _event_line(event: RecordedEvent) -> str:
    from tracker.report.lines import event_gist

    at = event.recorded_at.strftime("%Y-%m-%d %H:%M:%S")
    return f"{event.position:>7}  {at}  {event.type:<20}  {event.stream}  {event_gist(event)}".rstrip()


@click.group(invoke_without_command=True)
@formats("table", "json")
@click.pass_context
def sources(context: click.Context, form: str) -> None:
    """The sources: how well each can be relied on, its last and next poll, and why."""
    lists(sources_list)(context, form)


@sources.command("list")
@formats("table", "json")
@click.pass_context
def sources_list(context: click.Context, form: str) -> None:
    """List the sources, each with its state, its polls, its newest item, failures in a row, and why."""
    from tracker.report.sources import read_otherwise_line, sources_answer, told_lines
    from tracker.watching import read_otherwise, watch

    app = load_app(context)
    with app.reader() as reader:
        seen = watch(reader, app.config.sources, now=app.clock())
        memories = {each.id: reader.state("memory", each.id) or {} for each in app.config.sources}
        otherwise = read_otherwise(reader, app.config.sources, lambda: app.subject.digest)
    if form == "json":
        print_json({"sources": sources_answer(seen, memories)})
        return
    from tracker.report.watched import sources_table

    told = [*told_lines(seen), *([read_otherwise_line(otherwise)] if otherwise else [])]
    sources_table(sources_answer(seen, memories), told)


COMMANDS = (status, history, explain, events, sources)
