"""`tracker run` with leases on sources that last some seconds: for daemons that a test kills.

Usage: python -m tests.crash.short_leases SECONDS; the configuration is found as always.
"""

from __future__ import annotations

import sys
from datetime import timedelta

from tracker.alerts.transport import AppriseTransport
from tracker.app import App
from tracker.config import config_path, load_config
from tracker.daemon import Daemon
from tracker.report.logs import log_to_stderr

if __name__ == "__main__":
    path = config_path(None)
    app = App(load_config(path), path)
    log_to_stderr()
    with app.store(create=True) as store:
        Daemon(app, store, AppriseTransport(), lease=timedelta(seconds=float(sys.argv[1]))).run()
