"""The daemon as its operator meets it: it starts, works, says what it does, and ends when asked."""

from __future__ import annotations

import signal
import subprocess
from datetime import UTC, datetime

from tests.home import COMMAND, Home, a_feed, a_source
from tests.sinks import HookSink, Site, wait_for

ASKED = (
    "/a.html",
    "Health Data Hub : la Cnil demande de changer d'hébergeur",
    "La Cnil demande que le Health Data Hub change d'hébergeur et quitte Microsoft Azure.",
    datetime(2020, 10, 9, 9, tzinfo=UTC),
)


def run(home: Home) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [str(COMMAND), "run"], env=home.environment(), cwd=home.path, stderr=subprocess.PIPE, text=True
    )


def test_it_polls_tells_and_ends_on_sigterm_with_nothing_half_done(
    home: Home, site: Site, hook: HookSink
) -> None:
    a_feed(site, "press")
    home.config = (
        f'[fetch]\nallow_private_hosts = ["{site.host}"]\n'
        f'[[alerts.routes]]\nname = "dpo"\ntargets = ["{hook.url}"]\n'
    )
    home.sources = [a_source("press", site), a_source("gone", site)]
    assert home.run("poll").code == 1
    a_feed(site, "press", ASKED)

    daemon = run(home)
    try:
        arrived = wait_for(lambda: len(hook.received) == 1)
    finally:
        daemon.send_signal(signal.SIGTERM)
        _, log = daemon.communicate(timeout=30)

    assert arrived, log
    assert daemon.returncode == 0
    lines = log.splitlines()
    assert all(line[:4].isdigit() for line in lines), log
    assert any("press: changed, 1 new or revised documents" in line for line in lines)
    assert any("Health Data Hub: unassessed → change-requested; alert raised" in line for line in lines)
    assert home.status()["health-data-hub"]["standing"] == "change-requested"
    [alert] = home.run("alerts", "list", "--format", "json").json["alerts"]
    assert [delivery["state"] for delivery in alert["deliveries"]] == ["delivered"]


def test_two_daemons_on_one_log_tell_once(home: Home, site: Site, hook: HookSink) -> None:
    a_feed(site, "press")
    home.config = (
        f'[fetch]\nallow_private_hosts = ["{site.host}"]\n'
        f'[[alerts.routes]]\nname = "dpo"\ntargets = ["{hook.url}"]\n'
    )
    home.sources = [a_source("press", site)]
    assert home.run("poll").code == 0

    daemons = [run(home), run(home)]
    try:
        a_feed(site, "press", ASKED)
        assert wait_for(lambda: len(hook.received) >= 1)
        asked = len(site.requests)
        assert wait_for(lambda: len(site.requests) > asked + 4)
    finally:
        for daemon in daemons:
            daemon.send_signal(signal.SIGTERM)
        for daemon in daemons:
            daemon.communicate(timeout=30)

    assert len(hook.received) == 1
    documents = home.run("events", "--type", "DocumentObserved", "--format", "json").json
    assert len(documents) == 1
