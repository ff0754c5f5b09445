"""The commands that keep the log: verify, rebuild, export, import, backup."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tracker.cli.common import DONE, FAILURES, formats, load_app, print_json, say
from tracker.cli.streams import utf8_output

if TYPE_CHECKING:
    from store.verify import Head


class HeadOf(click.ParamType["Head"]):
    """The head of a log as `tracker verify` and `tracker export` print it: position and hash."""

    name = "POSITION:HASH"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Head:
        """Read the head or refuse it."""
        from store.verify import Head

        try:
            return Head.parse(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)


@click.command()
@click.option("--head", type=HeadOf(), help="A head that was noted before: finds a tail that was cut off.")
@formats("table", "json")
@click.pass_context
def verify(context: click.Context, head: Head | None, form: str) -> int:
    """The log and the projections against each other: any changed, missing or inserted event is named."""
    from tracker.keeping import verify_everything

    app = load_app(context)
    answers = []
    with app.reader() as reader:
        for checked in verify_everything(reader, app.config.store.url, head=head):
            answers.append({"what": checked.what, "ok": not checked.fault, "told": checked.told})
            if form == "table":
                say(f"{'FAIL' if checked.fault else 'ok  '}  {checked.what}: {checked.told}")
    if form == "json":
        print_json({"checked": answers})
    return DONE if all(each["ok"] for each in answers) else FAILURES


@click.command()
@click.pass_context
def rebuild(context: click.Context) -> None:
    """Build the projections from the log again; questions are answered from the old ones meanwhile."""
    import sys

    from tracker.keeping import rebuild_views

    def show(name: str, at: int, of: int) -> None:
        if sys.stderr.isatty():
            click.echo(f"\r{name}: {at} of {of} events", nl=at >= of, err=True)

    app = load_app(context)
    with app.store() as store:
        for name, come in rebuild_views(store, progress=show):
            click.echo(f"{name}: built again from {come.events} events")
            for kind, count in sorted(come.unknown.items()):
                click.echo(
                    f"{name}: {count} events of type {kind} come from a newer version: passed over", err=True
                )


@click.command("export")
@click.argument("file", metavar="FILE|-")
@click.pass_context
def export_(context: click.Context, file: str) -> None:
    """Write the whole log as JSONL, with positions, times and hashes; `-` is standard output."""
    from pathlib import Path

    from store.transfer import export_log
    from tracker.keeping import export_to

    app = load_app(context)
    with app.reader() as reader:
        head = export_log(reader, utf8_output()) if file == "-" else export_to(Path(file), reader)
    click.echo(
        f"head {head}; note it elsewhere: `tracker verify --head` finds a tail that was cut off", err=True
    )


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@click.pass_context
def import_(context: click.Context, file: str) -> None:
    """Take an exported log into an empty store, or go on with one that holds its beginning."""
    from pathlib import Path

    from store import import_log
    from tracker.recording import bring_up_to_date
    from tracker.rules import mark_unknown

    app = load_app(context)
    with app.store(create=True) as store:
        before = store.head()
        head = import_log(store, Path(file))
        bring_up_to_date(store)
        if store.head() > before:
            with store.transaction() as tx:
                mark_unknown(tx)
    click.echo(f"the log is at {head}")


@click.command()
@click.argument("file", type=click.Path())
@click.pass_context
def backup(context: click.Context, file: str) -> int:
    """Copy the database while it is in use; the copy is verified. On PostgreSQL: says what to run."""
    from pathlib import Path

    from store import backup as copy
    from store import backup_command
    from tracker.errors import ExportError

    url = load_app(context).config.store.url
    if Path(file).exists():
        raise ExportError(f"{file} is there already; a backup overwrites nothing")
    if not Path(file).absolute().parent.is_dir():
        raise ExportError(f"{file}: the folder {Path(file).absolute().parent} does not exist; make it first")
    command = backup_command(url, Path(file))
    if command is not None:
        click.echo(f"PostgreSQL is copied by its own program; run: {command}", err=True)
        return FAILURES
    click.echo(f"{file}: a sound copy of the log up to {copy(url, Path(file))}")
    return 0


COMMANDS = (verify, rebuild, export_, import_, backup)
