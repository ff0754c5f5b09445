"""`tracker poll` over many sources: at once, the official ones first, and shown while it goes on."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
from datetime import UTC, datetime

from tests.feeds.site import Reply, serve
from tests.feeds.test_dila_source import page
from tests.home import COMMAND, Home, a_feed, a_source
from tests.sinks import HookSink, Site, wait_for

DAY = datetime(2024, 1, 31, 9, tzinfo=UTC)
GIVEN = (
    "/emc2.html",
    "La Cnil autorise l'entrepôt EMC2 chez Microsoft",
    "Par une délibération n° 2023-146 du 21 décembre 2023, la Cnil autorise le Health Data Hub à mettre en œuvre "
    "l'entrepôt EMC2, hébergé par Microsoft, pour trois ans.",
    DAY,
)


def allow(*sites: Site, hook: HookSink | None = None) -> str:
    hosts = ", ".join(f'"{site.host}"' for site in sites)
    route = f'[[alerts.routes]]\nname = "dpo"\ntargets = ["{hook.url}"]\n' if hook else ""
    return f"[fetch]\nallow_private_hosts = [{hosts}]\n{route}"


def test_sources_are_asked_at_the_same_time(home: Home, site: Site) -> None:
    """A slow server holds up nobody else."""
    names = [f"press-{number}" for number in range(6)]
    home.config, home.sources = allow(site), [a_source(name, site) for name in names]
    for name in names:
        a_feed(site, name)
    site.delay = 1.0

    polled = home.run("poll")

    assert polled.code == 0, polled.err
    begun = [moments[0] for path, moments in site.moments.items() if path.endswith(".xml")]
    assert len(begun) == 6
    assert max(begun) - min(begun) < 1.0


def test_the_official_text_is_taken_in_before_the_press_that_repeats_it(
    home: Home, site: Site, hook: HookSink
) -> None:
    """However slow the official site: one alert, well established."""
    with Site() as slow:
        home.config = allow(site, slow, hook=hook)
        home.sources = [
            a_source("press", site),
            a_source("cnil", slow, voice="official", authority="cnil"),
        ]
        a_feed(site, "press")
        a_feed(slow, "cnil")
        assert home.run("poll").code == 0
        a_feed(site, "press", GIVEN)
        a_feed(slow, "cnil", GIVEN)
        slow.delay = 1.0

        polled = home.run("poll", "--format", "json")

    assert [each["source"] for each in polled.json["polled"]] == ["press", "cnil"], "as they were configured"
    [alert] = hook.received
    assert "EMC2" in alert.title
    assert home.status()["emc2"]["establishment"] == "official"


def test_an_archive_that_takes_long_holds_up_no_press(home: Home, site: Site) -> None:
    """A year of archives is read for half an hour; the morning's article is told before that."""
    name = "CNIL_20260507-213433.tar.gz"
    with serve() as dila:
        dila.pages["/CNIL/"] = page(name)
        start = b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n"
        dila.pages[f"/CNIL/{name}"] = Reply(drip=iter([start, *[b"x" * 100] * 10_000]))
        home.config = f'[fetch]\nallow_private_hosts = ["{site.host}", "{dila.netloc}"]\n'
        archives = f'[[sources]]\nid = "d"\nkind = "dila"\nurl = "{dila.url("/CNIL/")}"\n'
        home.sources = [archives, a_source("press", site)]
        a_feed(site, "press", GIVEN)
        home.run("init", "--no-baseline")

        polling = subprocess.Popen([str(COMMAND), "poll"], env=home.environment(), cwd=home.path)
        asked = wait_for(lambda: "/press.xml" in site.requests, seconds=60)
        under_way = polling.poll() is None
        polling.send_signal(signal.SIGINT)
        polling.wait(20)

    assert asked
    assert under_way


def test_a_bar_is_shown_to_a_person_and_to_nobody_else(home: Home, site: Site) -> None:
    """What a program reads holds no bar, and neither does a log."""
    home.config, home.sources = allow(site), [a_source("press", site)]
    a_feed(site, "press", GIVEN)
    home.run("init", "--no-baseline")

    logged = home.run("poll")
    shown, err, out = shown_at_a_terminal(home)

    assert logged.err == ""
    assert shown == 0
    assert "━" in err
    assert out.startswith("press: unchanged, 0 new or revised documents\n")
    assert "\x1b" not in out


def shown_at_a_terminal(home: Home) -> tuple[int, str, str]:
    """Run `tracker poll` with a terminal for standard error; return its code and what came of both."""
    here, there = pty.openpty()
    environment = {**home.environment(), "TERM": "xterm"}
    with subprocess.Popen(
        [str(COMMAND), "poll"],
        env=environment,
        cwd=home.path,
        stdout=subprocess.PIPE,
        stderr=there,
        text=True,
    ) as polling:
        os.close(there)
        out, _ = polling.communicate(timeout=60)
    pieces = []
    try:
        while piece := os.read(here, 65536):
            pieces.append(piece)
    except OSError:  # the other end is closed
        pass
    os.close(here)
    return polling.returncode, b"".join(pieces).decode("utf-8", "replace"), out


def test_ctrl_c_ends_a_round_soon(home: Home, site: Site) -> None:
    """What was taken in stays; an archive under way is broken off."""
    name = "CNIL_20260507-213433.tar.gz"
    with serve() as dila:
        dila.pages["/CNIL/"] = page(name)
        start = b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n"
        dila.pages[f"/CNIL/{name}"] = Reply(drip=iter([start, *[b"x" * 100] * 10_000]))
        home.config = f'[fetch]\nallow_private_hosts = ["{site.host}", "{dila.netloc}"]\n'
        home.sources = [f'[[sources]]\nid = "d"\nkind = "dila"\nurl = "{dila.url("/CNIL/")}"\n']
        home.run("init", "--no-baseline")

        with subprocess.Popen(
            [str(COMMAND), "poll"], env=home.environment(), cwd=home.path, stderr=subprocess.PIPE, text=True
        ) as polling:
            begun = wait_for(lambda: f"/CNIL/{name}" in dila.paths(), seconds=60)
            polling.send_signal(signal.SIGINT)
            try:
                _, err = polling.communicate(timeout=60)
            finally:
                polling.kill()

    assert begun
    assert polling.returncode != 0
    assert "Traceback" not in err
    assert home.run("verify").code == 0
