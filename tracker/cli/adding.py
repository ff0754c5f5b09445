"""The commands that write sources into the configuration, and lists of feeds: add, import, export."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from tracker.cli.common import FAILURES, load_app, say
from tracker.cli.streams import utf8_output

if TYPE_CHECKING:
    from feeds.discovery import Found
    from tracker.app import App
    from tracker.config import Row


@click.command("add")
@click.argument("url")
@click.option("--id", "name_of_source", help="Its id. Default: the name of its site.")
@click.option("--name", help="What people call it. Default: the title of the feed.")
@click.option(
    "--voice",
    type=click.Choice(["press", "official"]),
    default="press",
    show_default=True,
    help="How it speaks; what an official source tells is established.",
)
@click.option("--authority", help="Whose voice an official source is, such as cnil.")
@click.option("--publisher", help="Sources of one publisher count as one voice.")
@click.option("--language", type=click.Choice(["fr", "en"]), help="Default: fr.")
@click.option("--every", default="30m", show_default=True, help="How often it is polled.")
@click.option("--full-text/--no-full-text", default=True, help="Also read the page behind each entry.")
@click.option("--guess", is_flag=True, help="Also try the paths that many sites use, such as /feed/.")
@click.option("--yes", is_flag=True, help="Ask nothing: write it.")
@click.pass_context
def add(
    context: click.Context,
    /,
    url: str,
    *,
    guess: bool,
    yes: bool,
    **wished: Any,  # noqa: ANN401 - what Wish holds
) -> int:
    """Find the feed of an address (a feed or a page), read it once, and write it into the configuration.

    URL may also say where an address with a secret in it is kept: env:NAME or file:PATH.
    """
    from feeds.discovery import Found, Several
    from tracker.adding import Wish, propose, refuse_known, refuse_several
    from tracker.model.decision import Voice
    from tracker.report.safe import one_line

    app = load_app(context)
    refuse_known(app.config, url)
    found = _discover(app, url, guess=guess)
    if isinstance(found, Several):
        raise refuse_several(found)
    if not isinstance(found, Found):
        click.echo(f"tracker: {one_line(found.reason)}; nothing was written", err=True)
        return FAILURES
    wish = Wish(id=wished.pop("name_of_source"), voice=Voice(wished.pop("voice")), **wished)
    row = propose(app.config, _address(url, found), found.feed.title, wish)
    _tell(url, found, row)
    if not (yes or not sys.stdin.isatty() or click.confirm(f"Write it into {app.path}?", default=True)):
        return FAILURES
    _write(app, [row])
    say(f"{app.path}: source {row['id']} added; try: tracker poll {row['id']}")
    return 0


def _discover(app: App, url: str, *, guess: bool) -> Any:  # noqa: ANN401 - what discover returns
    from feeds.discovery import discover
    from feeds.worker import Parser
    from tracker.addresses import resolve_reference

    with app.fetcher() as fetcher, Parser() as parser:
        return discover(resolve_reference(url), fetcher, parser, guess=guess)


def _address(url: str, found: Found) -> str:
    """Return what is written: where the feed was found, or the reference that says where that is kept."""
    from tracker.addresses import REFERENCES, resolve_reference, shown_url
    from tracker.errors import SourceError

    if not url.startswith(REFERENCES):
        return found.url
    if not found.moved and found.url != resolve_reference(url):
        told = f"{url} holds the address of a page; keep that of its feed there: {shown_url(found.url)}"
        raise SourceError(told)
    return url


def _tell(url: str, found: Found, row: Row) -> None:
    from tracker.addresses import REFERENCES, shown_move, shown_url
    from tracker.report.safe import one_line

    if found.moved:
        hidden = url.startswith(REFERENCES)
        told = "change what it is kept in" if hidden else "the new address is written"
        say(f"moved permanently to {one_line(shown_move(url, found.url), 300)}: {told}", err=hidden)
    newest = max((entry.published or "" for entry in found.feed.entries), default="")
    since = f", the newest of {newest[:10]}" if newest else ""
    title = one_line(found.feed.title, 120)
    say(f"« {title} », {len(found.feed.entries)} entries{since}")
    say("\n".join(f"  {key} = {one_line(shown_url(str(value)), 300)}" for key, value in row.items()))


def _write(app: App, rows: list[Row]) -> None:
    """Write *rows*; an authority that the catalogue lacks is refused before."""
    from tracker.config import append_sources
    from tracker.errors import SourceError

    known = {*app.catalogue.authorities, "legifrance"}
    for row in rows:
        if row.get("authority", "legifrance") not in known:
            raise SourceError(f"{row['authority']!r} is no authority; known: {', '.join(sorted(known))}")
    append_sources(app.path, rows)


@click.command("import")
@click.argument("file", metavar="FILE.opml")
@click.pass_context
def import_opml(context: click.Context, file: str) -> int:
    """Write the feeds of an OPML list into the configuration, as press; those that are there are kept."""
    from pathlib import Path

    from feeds.opml import OpmlError, read_opml
    from tracker.adding import from_list
    from tracker.addresses import shown_url
    from tracker.errors import SourceError
    from tracker.report.safe import one_line

    app = load_app(context)
    try:
        outlines = read_opml(Path(file).read_bytes())
    except (OSError, OpmlError) as error:
        why = f"cannot be read ({error.strerror})" if isinstance(error, OSError) else str(error)
        raise SourceError(f"{file}: {why}") from None
    if not outlines:
        say(f"{file}: it lists no feed; is it the list that you mean?", err=True)
        return FAILURES
    rows: list[Row] = []
    for outline, row in from_list(app.config, outlines):
        if isinstance(row, str):
            say(f"left out: {one_line(shown_url(outline.url), 300)}: {row}", err=True)
        else:
            rows.append(row)
    if rows:
        _write(app, rows)
    say(f"{app.path}: {len(rows)} of {len(outlines)} feeds added, as press; try: tracker check")
    return 0


@click.command("export")
@click.pass_context
def export_opml(context: click.Context) -> None:
    """Print the feeds of the configuration as OPML, with their whole addresses."""
    from feeds.opml import write_opml
    from tracker.adding import as_outlines

    app = load_app(context)
    outlines, kept = as_outlines(app.config)
    click.echo(write_opml(outlines, title="tracker"), file=utf8_output())
    for name in kept:
        say(f"left out: {name}: its address is kept outside the configuration", err=True)


COMMANDS = (add, import_opml, export_opml)
