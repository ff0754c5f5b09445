"""The daemon as its operator meets it: it starts, works, says what it does, and ends when asked."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from store import open_store
from tests.conftest import ROOT
from tests.home import COMMAND, Home, a_feed, a_source
from tests.sinks import HookSink, SilentSite, Site, wait_for
from tracker.leases import Leases

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


def silent_sources(home: Home, silent: SilentSite, count: int, *, timeout: int) -> None:
    home.config = f'[fetch]\ntimeout = "{timeout}s"\nallow_private_hosts = ["{silent.host}"]\n'
    home.sources = [
        f'[[sources]]\nid = "s{number}"\nkind = "rss"\nvoice = "press"\nevery = "1s"\n'
        f'url = "http://{silent.host}/s{number}.xml"\n'
        for number in range(count)
    ]
    assert home.run("status").code == 3, "the configuration is written; there is no store yet"


@contextmanager
def running(home: Home, *command: str) -> Iterator[subprocess.Popen[str]]:
    """Run a daemon; what is left of it at the end is killed."""
    daemon = subprocess.Popen(
        command or [str(COMMAND), "run"],
        env={**home.environment(), "PYTHONPATH": str(ROOT)},
        cwd=home.path,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield daemon
    finally:
        daemon.kill()
        daemon.communicate(timeout=30)


def test_it_ends_within_one_time_out_however_many_sources_are_slow(home: Home) -> None:
    """Twenty silent servers and eight workers: what is under way runs out, what waits never starts."""
    with SilentSite() as silent:
        silent_sources(home, silent, 20, timeout=5)
        with running(home) as daemon:
            assert wait_for(lambda: len(silent.requests) == 8)
            asked = time.monotonic()
            daemon.send_signal(signal.SIGTERM)
            _, log = daemon.communicate(timeout=60)
            took = time.monotonic() - asked

    assert daemon.returncode == 0, log
    assert took < 5 + 3
    assert len(silent.requests) == 8


def test_a_second_signal_ends_it_at_once(home: Home) -> None:
    with SilentSite() as silent:
        silent_sources(home, silent, 8, timeout=60)
        with running(home) as daemon:
            assert wait_for(lambda: len(silent.requests) == 8)
            daemon.send_signal(signal.SIGTERM)
            assert daemon.stderr is not None
            assert any("ending" in line for line in daemon.stderr)
            daemon.send_signal(signal.SIGTERM)
            code = daemon.wait(timeout=5)

    assert code == 1


def test_pages_that_are_still_to_be_read_do_not_hold_up_the_end(home: Home, site: Site) -> None:
    """A poll that has pages before it is given up and made again: nothing of it is recorded."""
    with SilentSite() as silent:
        at = datetime(2026, 10, 9, 9, tzinfo=UTC)
        items = [(f"/{number}.html", f"Titre {number}", "Un texte.", at) for number in range(10)]
        a_feed(site, "press", *items)
        kind, feed = site.pages["/press.xml"]
        site.pages["/press.xml"] = (kind, feed.replace(site.host.encode(), silent.host.encode()))
        home.config = '[fetch]\ntimeout = "3s"\nallow_private_hosts = ["127.0.0.1"]\n'
        home.sources = [a_source("press", site)]
        assert home.run("status").code == 3
        with running(home) as daemon:
            assert wait_for(lambda: len(silent.requests) == 1)
            asked = time.monotonic()
            daemon.send_signal(signal.SIGTERM)
            _, log = daemon.communicate(timeout=60)
            took = time.monotonic() - asked

    assert daemon.returncode == 0, log
    assert took < 3 + 3
    assert len(silent.requests) == 1
    assert home.run("events", "--format", "json").json == []


def test_two_daemons_poll_each_source_once_a_period(home: Home, site: Site) -> None:
    names = [f"s{number}" for number in range(6)]
    for name in names:
        a_feed(site, name)
    home.config = f'[fetch]\nallow_private_hosts = ["{site.host}"]\n'
    home.sources = [a_source(name, site).replace('"1s"', '"3s"') for name in names]
    assert home.run("poll").code == 0
    site.moments.clear()
    site.delay = 0.9  # long enough for both to find the same source due

    with running(home), running(home):
        assert wait_for(
            lambda: all(len(site.moments.get(f"/{name}.xml", ())) >= 3 for name in names), seconds=40
        )

    # A period is spread by a twentieth, and kept to the second.
    gaps = [after - before for moments in site.moments.values() for before, after in pairwise(moments)]
    assert len(gaps) >= 2 * len(names)
    assert min(gaps) > 3 * 0.95 - 1 - 0.1


def test_a_killed_daemon_s_source_is_polled_by_another_when_the_lease_is_over(home: Home) -> None:
    with SilentSite() as silent:
        silent_sources(home, silent, 1, timeout=60)
        command = (sys.executable, "-m", "tests.crash.short_leases", "8")
        with running(home, *command) as holder:
            assert wait_for(lambda: len(silent.requests) == 1)
            taken = time.monotonic()
            with running(home, *command) as other:
                assert other.stderr is not None
                assert any("watching" in line for line in other.stderr)
                holder.kill()
                assert wait_for(lambda: len(silent.requests) == 2, seconds=30)
                waited = time.monotonic() - taken

    assert waited > 8 - 2
    assert len(silent.requests) == 2


def test_a_poll_by_hand_asks_no_daemon(home: Home, site: Site) -> None:
    a_feed(site, "press")
    home.config = f'[fetch]\nallow_private_hosts = ["{site.host}"]\n'
    home.sources = [a_source("press", site)]
    assert home.run("poll").code == 0
    leases = Leases(view="polling", owner="a daemon", length=timedelta(hours=1))
    with closing(open_store(f"sqlite:///{home.path / 'tracker.db'}")) as store, store.transaction() as tx:
        assert leases.take(tx, "press", datetime.now(UTC))

    assert home.run("poll").code == 0
    assert site.requests == ["/press.xml"] * 2


@pytest.mark.parametrize(
    ("refused", "most"),
    [
        pytest.param("1", 0, id="everything"),
        pytest.param("NEW.view = 'health'", 2, id="how a poll went"),
    ],
)
def test_a_store_that_takes_no_writes_costs_the_sites_no_requests(
    home: Home, site: Site, refused: str, most: int
) -> None:
    a_feed(site, "press")
    home.config = f'[fetch]\nallow_private_hosts = ["{site.host}"]\n'
    home.sources = [a_source("press", site).replace('"1s"', '"5m"')]
    assert home.run("alerts", "list").code == 3
    with running(home) as daemon:
        assert wait_for(lambda: len(site.requests) == 1)
        assert daemon.stderr is not None
        assert any("press: first poll" in line for line in daemon.stderr)
        with closing(sqlite3.connect(home.path / "tracker.db", isolation_level=None)) as db:
            db.execute("DELETE FROM state WHERE view = 'health'")
            db.execute(
                f"CREATE TRIGGER no BEFORE INSERT ON state WHEN {refused} "
                "BEGIN SELECT RAISE(ABORT, 'no room'); END"
            )
            site.requests.clear()
            failures = [next(line for line in daemon.stderr if "no room" in line)]
            first = time.monotonic()
            failures += [next(line for line in daemon.stderr if "no room" in line)]
            waited = time.monotonic() - first
            asked = len(site.requests)
            db.execute("DROP TRIGGER no")
            assert wait_for(lambda: len(site.requests) > asked, seconds=30)

    assert asked <= most
    assert waited > 1.5
    assert [line.rpartition("; ")[2] for line in failures] == [
        "it is tried again in 2 s\n",
        "it is tried again in 4 s\n",
    ]
