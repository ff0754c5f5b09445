"""What the commands share: the configuration, the questions' dates, the formats."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from tracker.app import App

_F = TypeVar("_F", bound=Callable[..., Any])


def load_app(context: click.Context) -> App:
    """Load the configuration that the command line, the environment or the folders name."""
    from tracker.app import App
    from tracker.config import config_path, load_config

    path = config_path(context.find_root().obj)
    app = App(load_config(path), path)
    _ = app.catalogue  # a wrong entry is told before anything is opened or fetched
    return app


class Day(click.ParamType[date]):
    """A day of the law's calendar: ``2024-02-15``."""

    name = "DATE"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read the day or refuse it."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is not a day such as 2024-02-15", param, ctx)


class Instant(click.ParamType[datetime]):
    """An instant of the log's clock: ``2024-02-15`` (its end, UTC) or ``2024-02-15T09:00:00Z``."""

    name = "TIME"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Read the instant or refuse it."""
        from tracker.model.time import parse_instant

        try:
            return parse_instant(str(value))
        except ValueError:
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


def print_json(value: object) -> None:
    """Print one JSON document; French stays readable, line separators are escaped."""
    import json

    text = json.dumps(value, ensure_ascii=False, indent=2)
    click.echo(text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").replace("\x7f", "\\u007f"))


def print_json_line(value: object) -> None:
    """Print one JSON document on one line."""
    import json

    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    click.echo(text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").replace("\x7f", "\\u007f"))
