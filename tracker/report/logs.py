"""The daemon's log: one line a record, on stderr, without anybody's secrets or control characters."""

from __future__ import annotations

import logging
import sys
import time

from tracker.report.safe import one_line

_LIBRARIES = ("apprise", "apscheduler", "httpcore2", "requests", "urllib3")


class _OneLine(logging.Formatter):
    converter = staticmethod(time.gmtime)

    def format(self, record: logging.LogRecord) -> str:
        text = one_line(record.getMessage(), 500)
        line = f"{self.formatTime(record, '%Y-%m-%dT%H:%M:%SZ')} {record.levelname.lower():<7} {text}"
        if record.exc_info and record.exc_info[1] is not None:
            error = record.exc_info[1]
            line += f" [{type(error).__name__}: {one_line(str(error), 300)}]"
        return line


def log_to_stderr() -> None:
    """Send the tracker's own records to stderr; others only from warnings on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_OneLine())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger("tracker").setLevel(logging.INFO)
    keep_libraries_quiet()


def keep_libraries_quiet() -> None:
    """Let the libraries beneath say nothing: their lines hold addresses with the secrets in them.

    urllib3 tells the whole address of a webhook at WARNING, when an answer has a broken header.
    What goes wrong is told by whoever called them.
    """
    for name in _LIBRARIES:
        logging.getLogger(name).setLevel(logging.CRITICAL)
