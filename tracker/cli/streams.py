"""The standard streams, whatever they were started with: closed, full, or in another encoding than UTF-8."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TextIO


def prepare() -> None:
    """Make the streams usable.

    A closed one leads to nowhere: a file opened in its place would take what is printed.  A
    terminal that lacks a letter shows a question mark.  What is read is UTF-8, as from a file.
    """
    nowhere = Path(os.devnull)
    sys.stdin = sys.stdin or nowhere.open(encoding="utf-8")
    sys.stdout = sys.stdout or nowhere.open("w", encoding="utf-8")
    sys.stderr = sys.stderr or nowhere.open("w", encoding="utf-8")
    _reconfigure(sys.stdin, encoding="utf-8", errors="replace")
    for stream in (sys.stdout, sys.stderr):
        # ASCII is what a machine says that was told no language; click takes it for UTF-8 as well.
        if stream.encoding.lower() in ("ascii", "us-ascii", "ansi_x3.4-1968"):
            _reconfigure(stream, encoding="utf-8")
        elif not is_unicode(stream):
            _reconfigure(stream, errors="replace")


def _reconfigure(stream: object, **how: str) -> None:
    if reconfigure := getattr(stream, "reconfigure", None):  # not one that a test put there
        reconfigure(**how)


def is_unicode(stream: TextIO) -> bool:
    """Say whether every letter can be written to *stream*."""
    return "utf" in (stream.encoding or "utf-8").lower()


def utf8_output() -> TextIO:
    """Return standard output for what is UTF-8 whatever the terminal: a log, an OPML list."""
    _reconfigure(sys.stdout, encoding="utf-8")
    return sys.stdout


def nobody_reads(*streams: int) -> None:
    """Send what is still printed to nowhere: whoever read it (`| head`) has closed the pipe."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in streams:
        os.dup2(nowhere, stream)
    os.close(nowhere)


def finish(code: int, *, failed: int) -> int:
    """Write out what is left; return *code*, or *failed* where it cannot be written."""
    for number, stream in ((1, sys.stdout), (2, sys.stderr)):
        try:
            stream.flush()
        except BrokenPipeError:
            nobody_reads(number)
        except OSError:  # told already: every line is written at once
            nobody_reads(number)
            code = code or failed
    return code
