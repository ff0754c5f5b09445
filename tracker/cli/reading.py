"""The commands about reading: extract, why-not, reextract."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import click

from tracker.cli.common import FAILURES, formats, load_app, print_json, print_json_line, say

if TYPE_CHECKING:
    from store.api import Reader
    from tracker.app import App


@click.command()
@click.argument("file", metavar="FILE|-")
@click.option("--trace", is_flag=True, help="Show what every step of the reading made of each document.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "jsonl"]),
    help="Tables go to people, JSON to programs.  [default: jsonl; table with --trace]",
)
@click.pass_context
def extract(context: click.Context, file: str, *, trace: bool, form: str | None) -> int:
    """Read documents (JSONL) and print their claims (JSONL); nothing is written to the store."""
    from tracker.extraction.output import claims_to_json
    from tracker.files import read_lines
    from tracker.sources import half_character, with_known_kind

    extractor = _app_for_reading(context).extractor
    shown = form or ("table" if trace else "jsonl")
    faults, told, answers = 0, {""}, []
    for read, fault in read_lines(file):
        if read is None or (fault := half_character(read)):
            click.echo(f"tracker: {fault}", err=True)
            faults += 1
            continue
        document, wrong = with_known_kind(read)
        if wrong not in told:
            click.echo(f"tracker: {file}: {wrong}", err=True)
            told.add(wrong)
        answer: dict[str, Any] = (
            {"id": document.id, "extractor": extractor.version, "steps": extractor.trace(document)}
            if trace
            else claims_to_json(document.id, extractor.read(document))
        )
        if shown == "json":
            answers.append(answer)
        else:
            _show(answer, document.title, shown)
    if shown == "json":
        print_json({"documents": answers})
    return FAILURES if faults else 0


def _app_for_reading(context: click.Context) -> App:
    """Return the parts; without a configuration there is the packaged catalogue."""
    from tracker.app import App
    from tracker.config import Config, config_path, load_config

    given = context.find_root().obj
    path = config_path(given)
    return App(load_config(path) if given or path.exists() else Config(), path)


def _show(answer: dict[str, Any], title: str, form: str) -> None:
    """Print one document's claims or steps."""
    from tracker.report.safe import one_line
    from tracker.report.tracing import claim_lines, trace_lines

    if form == "jsonl":
        print_json_line(answer)
        return
    say(f"{one_line(answer['id'])}: {one_line(title)}")
    lines = trace_lines(answer["steps"]) if "steps" in answer else claim_lines(answer["claims"])
    for line in lines:
        say(f"  {line}")


@click.command()
@click.argument("documents", nargs=-1, metavar="[DOC]...")
@click.option("--dry-run", is_flag=True, help="Show what would change; record nothing.")
@click.option("--alert", is_flag=True, help="Tell people what changes, as if it had just been read.")
@formats("table", "json")
@click.pass_context
def reextract(
    context: click.Context, documents: tuple[str, ...], *, dry_run: bool, alert: bool, form: str
) -> int:
    """Read stored documents again with the present extractor; nobody is alerted unless --alert.

    DOC is a document's id or address; without any, all that another version of the extractor, or
    the same with another catalogue, has read.  A press text that was stored unread, since it has no
    word of the subject, is read where it is named.  What a person corrected stays corrected.
    Without a DOC, what other rules of reconciling settled is settled anew too.
    """
    from tracker.cli.alerting import deliver_due
    from tracker.report.rereading import Told, reread_lines
    from tracker.report.whynot import find_documents
    from tracker.rereading import read_all_again, rehearsing, settle_all_anew, to_read_again, writing

    app = load_app(context)
    told = Told(version=app.extractor.version, dry_run=dry_run)
    with ExitStack() as stack:
        store = None if dry_run else stack.enter_context(app.store())
        reader: Reader = stack.enter_context(app.reader()) if store is None else store
        unit = rehearsing(reader) if store is None else writing(store)
        wanted = {found for name in documents for found in find_documents(reader, name)}
        chosen = to_read_again(reader, app.extractor.version, wanted if documents else None)
        with click.progressbar(length=len(chosen), label="reading", file=sys.stderr) as bar:
            for batch in read_all_again(app, reader, chosen, unit, alert=alert):
                told.add(batch)
                bar.update(len(batch.reread) + len(batch.failed))
        if not documents:
            for batch in settle_all_anew(app, reader, unit, alert=alert):
                told.add(batch)
        undelivered = store is not None and alert and deliver_due(app, store, quiet=form == "json")
    if form == "json":
        print_json(told.answer)
    else:
        for line in reread_lines(told.answer):
            say(line)
    return FAILURES if told.answer["failed"] or undelivered else 0


@click.command("why-not")
@click.argument("document", metavar="DOC")
@formats("table", "json")
@click.pass_context
def why_not(context: click.Context, document: str, form: str) -> None:
    """Why nothing came of a document, or what became of each of its claims; DOC is an id or an address."""
    from tracker.report.whynot import find_documents, why_not_answer, why_not_lines

    app = load_app(context)
    with app.reader() as reader:
        answers = [why_not_answer(reader, app.extractor, each) for each in find_documents(reader, document)]
    if form == "json":
        print_json({"documents": answers})
        return
    for answer in answers:
        for line in why_not_lines(answer, app.config.alerts.language):
            say(line)


COMMANDS = (extract, reextract, why_not)
