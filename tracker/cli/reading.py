"""The commands about reading: extract, why-not, reextract."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from tracker.cli.common import print_json, print_json_line, say

if TYPE_CHECKING:
    from tracker.app import App

FAILURES = 1


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


COMMANDS = (extract,)
