"""What the commands share: the configuration, the questions' dates, the formats."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeVar

import click

from tracker.cli.streams import is_unicode, nobody_reads

if TYPE_CHECKING:
    from tracker.app import App

DONE, FAILURES = 0, 1
"""Exit codes of the commands; what goes wrong before they begin has codes of its own."""

_F = TypeVar("_F", bound=Callable[..., Any])


def load_app(context: click.Context) -> App:
    """Load the configuration that the command line, the environment or the folders name."""
    from tracker.app import App
    from tracker.config import config_path, load_config

    path = config_path(context.find_root().obj)
    app = App(load_config(path), path)
    _ = app.catalogue  # a wrong entry is told before anything is opened or fetched
    return app


def _dashed(text: str) -> str:
    """Return *text* if it begins as ``2024-02-15`` does; Python reads weeks and bare digits as well."""
    import re

    if not re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ]|$)", text):
        raise ValueError(text)
    return text


class Day(click.ParamType[date]):
    """A day of the law's calendar: ``2024-02-15``."""

    name = "DATE"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read the day or refuse it."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(_dashed(str(value)))
        except ValueError:
            self.fail(f"{value!r} is not a day such as 2024-02-15", param, ctx)


class Period(click.ParamType[object]):
    """A day, a month or a year of the law's calendar: ``2024-02-15``, ``2024-02``, ``2024``."""

    name = "DATE"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> object:
        """Read the date at its precision or refuse it."""
        from tracker.model.dates import PartialDate

        try:
            return PartialDate.parse(str(value))
        except ValueError:
            self.fail(f"{value!r} is not a date such as 2024, 2024-02 or 2024-02-15", param, ctx)


class Instant(click.ParamType[datetime]):
    """An instant of the log's clock: ``2024-02-15`` (its end, UTC) or ``2024-02-15T09:00:00Z``."""

    name = "TIME"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Read the instant or refuse it."""
        from tracker.model.time import parse_instant

        try:
            return parse_instant(_dashed(str(value)))
        except (
            ValueError,
            OverflowError,
        ):  # overflow: in UTC it lies beyond the last day that can be written
            self.fail(f"{value!r} is not a time such as 2024-02-15 or 2024-02-15T09:00:00Z", param, ctx)


def formats(*names: str) -> Callable[[_F], _F]:
    """Give a command its ``--format`` option; the first name is the default."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(names),
        default=names[0],
        show_default=True,
        help="Tables go to people, JSON to programs.",
    )


def two_clocks(command: _F) -> _F:
    """Give a command ``--as-of`` and ``--known-at``."""
    known = click.option(
        "--known-at", type=Instant(), help="What the log knew at this time (UTC). Default: all it knows."
    )
    as_of = click.option(
        "--as-of", type=Day(), help="What held in the world on this day (Paris). Default: today."
    )
    return as_of(known(command))


speaks_as = click.option(
    "--as",
    "kind",
    type=click.Choice(["press", "cnil", "legifrance", "court", "government"]),
    default="press",
    show_default=True,
    help="Who speaks in a feed file; documents in JSONL say it themselves.",
)
"""Give a command ``--as``, the operator's word for who speaks in a file."""


def lists(command: click.Command) -> Callable[[click.Context, str], None]:
    """Return what a group does when no subcommand is named: *command*; else its format is the group's."""

    def act(context: click.Context, form: str) -> None:
        if context.invoked_subcommand is None:
            context.invoke(command, form=form)
        else:
            context.default_map = {str(command.name): {"form": form}}

    return act


def say(line: str, *, err: bool = False) -> None:
    """Print a line about work that goes on, whether or not anybody still reads it."""
    try:
        click.echo(line, err=err)
    except BrokenPipeError:
        nobody_reads(2 if err else 1)
    except OSError:  # a full disk below `2>> log` must not end a poll
        if not err:
            raise
        nobody_reads(2)


def print_json(value: object) -> None:
    """Print one JSON document; French stays readable, what a reader cannot see is escaped."""
    import json

    click.echo(escape_unseen(json.dumps(value, ensure_ascii=not is_unicode(sys.stdout), indent=2)))


def print_json_line(value: object) -> None:
    """Print one JSON document on one line."""
    import json

    line = json.dumps(value, ensure_ascii=not is_unicode(sys.stdout), separators=(",", ":"))
    click.echo(escape_unseen(line))


def escape_unseen(text: str) -> str:
    r"""Escape, in a JSON text, what controls, hides or reorders the text around it.

    >>> print(escape_unseen('"caf\u00e9 \u202e\x9b"'))
    "café \u202e\u009b"
    """
    import json
    import re
    from unicodedata import category

    def escaped(match: re.Match[str]) -> str:
        char = match[0]
        return json.dumps(char)[1:-1] if category(char) in _UNSEEN else char

    return re.sub(r"[\x7f-\x9f\xad\u0600-\U0010ffff]", escaped, text)


_UNSEEN = ("Cc", "Cf", "Cs", "Zl", "Zp")
"""Controls, formats (bidirectional, zero width), half surrogates, separators of lines and paragraphs."""
