"""The command line: parse, call, print, exit code; no rule lives here.

Imports stand inside the commands: `tracker --help` loads click alone, and a question to
the store loads no Apprise, no feedparser and no HTTP.
"""

from __future__ import annotations

import errno
import os
import sys

import click

from tracker import __version__
from tracker.cli import adding, alerting, asking, correcting, doing, keeping, reading, studying
from tracker.cli.common import DONE, FAILURES
from tracker.cli.streams import finish, nobody_reads, prepare

USAGE, STORE = 2, 3
"""Exit codes beside those of the commands: bad usage or configuration; no usable store."""
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EFBIG)
"""What a disk says that takes no more; the store tells it by errors of its own."""


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="tracker")
@click.option(
    "--config",
    "config",
    metavar="PATH",
    help="The configuration file. Else TRACKER_CONFIG, ./config.toml, or the one in your user folder.",
)
@click.pass_context
def tracker(context: click.Context, config: str | None) -> None:
    """Who may host France's health data, and who does: with the text and the sentence that show it."""
    context.obj = config


for _module in (doing, alerting, asking, correcting, keeping, reading, studying):
    for _command in _module.COMMANDS:
        tracker.add_command(_command)
for _command in adding.COMMANDS:
    asking.sources.add_command(_command)


def main() -> None:
    """Run the command line, and end the process with its exit code."""
    prepare()
    sys.exit(finish(run(sys.argv[1:]), failed=FAILURES))


def run(arguments: list[str]) -> int:
    """Run the command line with *arguments* and return the exit code."""
    try:
        result = tracker.main(args=arguments, prog_name="tracker", standalone_mode=False)
    except click.exceptions.Abort:
        click.echo("tracker: stopped", err=True)
        return FAILURES
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except SystemExit:
        # Called like this, click ends the process itself in two cases: it completes a word for a
        # shell, or nobody reads our output any longer (`| head`); Rich does in the second alone.
        if "_TRACKER_COMPLETE" in os.environ:
            raise
        nobody_reads(1, 2)
        return DONE
    except Exception as error:  # noqa: BLE001 - the one place that turns a bug into a line and a code
        return _told(error)
    return result if isinstance(result, int) else DONE


def _told(error: Exception) -> int:
    """Say on stderr what went wrong and return the exit code; a bug shows where it is."""
    from store.errors import StoreError, StoreMissingError
    from tracker.errors import ConfigError, TrackerError

    if isinstance(error, ConfigError):
        for fault in error.faults:
            click.echo(f"tracker: {fault}", err=True)
        return USAGE
    if isinstance(error, TrackerError):
        click.echo(f"tracker: {error}", err=True)
        return USAGE
    if isinstance(error, StoreError):
        missing = isinstance(error, StoreMissingError)
        hint = " (`tracker init` does)" if missing else ""
        click.echo(f"tracker: {error}{hint}", err=True)
        return STORE
    if isinstance(error, OSError) and error.errno in _FULL:
        click.echo(f"tracker: the output cannot be written ({error.strerror})", err=True)
        return FAILURES
    if os.environ.get("TRACKER_DEBUG"):
        raise error
    click.echo(
        f"tracker: {type(error).__name__}: {error} (a fault of ours; TRACKER_DEBUG=1 shows where)", err=True
    )
    return FAILURES
