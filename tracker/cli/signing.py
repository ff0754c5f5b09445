"""What every correction bears: a reason, an author, whether to tell; and how one deed is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from tracker.cli.common import FAILURES, formats, print_json, say

if TYPE_CHECKING:
    from tracker.app import App
    from tracker.correcting import Desk, Done


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """What every correction bears, and how what follows from it is printed."""

    why: str
    by: str | None
    silent: bool
    form: str


def signed(*, reason: bool = True) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a command ``--why``, ``--by``, ``--silent`` and ``--format``, and hand it one *signature*."""

    def add(command: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(command)
        def with_signature(
            *arguments: Any,  # noqa: ANN401 - what the command takes
            why: str,
            by: str | None,
            silent: bool,
            form: str,
            **options: Any,  # noqa: ANN401 - the same
        ) -> Any:  # noqa: ANN401 - what the command returns
            signature = Signature(why=why, by=by, silent=silent, form=form)
            return command(*arguments, signature=signature, **options)

        why = click.option(
            "--why",
            default=None if reason else "",
            required=reason,
            callback=_reason,
            help="The reason; it is kept, and told.",
        )
        by = click.option(
            "--by",
            metavar="AUTHOR",
            callback=_name,
            help="Who says so, in the log and in alerts. Default: your login name, in the log alone.",
        )
        silent = click.option("--silent", is_flag=True, help="Tell nobody what this changes.")
        return why(by(silent(formats("table", "json")(with_signature))))

    return add


def _reason(context: click.Context, option: click.Parameter, why: str | None) -> str:
    """Refuse a reason that says nothing: it is what others will read in a year."""
    from tracker.correcting import says_something

    if why is None:  # click calls back before it misses what is required
        raise click.MissingParameter(ctx=context, param=option)
    if (option.required or why) and not says_something(why):
        raise click.BadParameter("write the reason, in words", context, option)
    return why


def _name(context: click.Context, option: click.Parameter, by: str | None) -> str | None:
    from tracker.correcting import says_something

    if by is not None and not says_something(by):
        raise click.BadParameter("write a name, or leave it out", context, option)
    return by


def _author(by: str | None) -> str:
    """Return who corrects: as given, else the login name; it is kept for good."""
    import getpass

    if by is not None:
        return " ".join(by.split())
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        raise click.UsageError("this login has no name; say who corrects with --by") from None


def do(app: App, deed: Callable[[Desk], Done], signature: Signature) -> int:
    """Do one deed in one unit of work, tell what followed, deliver what is due."""
    from tracker.cli.alerting import deliver_due
    from tracker.correcting import Desk
    from tracker.model.time import paris_today
    from tracker.recording import recording
    from tracker.report.lines import announced_lines
    from tracker.report.reviewing import done_answer

    author = _author(signature.by)
    with app.store() as store:
        with recording(store, recorded_by=f"person:{author}") as recorder:
            desk = Desk(
                recorder=recorder,
                announcer=app.announcer,
                today=paris_today(app.clock()),
                by=author,
                why=" ".join(signature.why.split()),
                signature=author if signature.by is not None else "",
                silent=signature.silent,
            )
            done = deed(desk)
        quiet = signature.form == "json"
        say(f"recorded as correction {done.correction}", err=quiet)
        for line in announced_lines(done.announced, app.catalogue):
            say(line, err=quiet)
        undelivered = deliver_due(app, store, quiet=quiet)
    if quiet:
        print_json(done_answer(done))
    return FAILURES if undelivered else 0
