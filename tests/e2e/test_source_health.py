"""Sources that cannot be relied on, end to end: what is listed, who is told, and that no decision moves."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.home import COMMAND, Done, Home, a_feed, a_source
from tests.sinks import HookSink, MailSink, Site, free_port, wait_for

NOW = datetime.now(UTC)
ITEMS = [
    (
        f"/{n}.html",
        f"Nouvelle {n}",
        f"Un texte qui parle d'autre chose, le numéro {n}.",
        NOW - timedelta(days=n),
    )
    for n in range(12, -1, -1)
]
MAINTENANCE = "<!doctype html><html><body><p>Le site est en maintenance.</p></body></html>"


def watched(home: Home, site: Site, *targets: str, hosts: tuple[str, ...] = ()) -> None:
    """Route what concerns sources to *targets*, and decisions to nobody who answers."""
    named = ", ".join(f'"{host}"' for host in (site.host, *hosts))
    listed = ", ".join(f'"{target}"' for target in targets)
    home.config = (
        f"[fetch]\nallow_private_hosts = [{named}]\n"
        '[[alerts.routes]]\nname = "decisions"\ntargets = ["json://127.0.0.1:9/nobody"]\n'
        f'[[alerts.routes]]\nname = "operator"\ntargets = [{listed}]\nplatforms = ["emc2"]\nabout = ["sources"]\n'
    )


def break_it(site: Site, name: str = "press", page: str = MAINTENANCE) -> None:
    site.serve(f"/{name}.xml", page)


def listed(home: Home) -> dict[str, dict[str, Any]]:
    done = home.run("sources", "--format", "json")
    assert done.code == 0, done.err
    return {row["source"]: row for row in done.json["sources"]}


def changes(home: Home) -> list[tuple[str, str, str]]:
    events = home.run("events", "--type", "SourceHealthChanged", "--format", "json").json
    return [(e["payload"]["source"], e["payload"]["before"], e["payload"]["state"]) for e in events]


def polls(home: Home, times: int) -> list[Done]:
    """Poll by hand; the command takes about as long as the period of these sources."""
    return [home.run("poll") for _ in range(times)]


def a_quick_source(name: str, site: Site) -> str:
    return a_source(name, site).replace("full_text = true", "")


def test_s5_and_s6_are_the_health_of_the_source_and_nothing_else(
    home: Home, site: Site, hook: HookSink
) -> None:
    """A maintenance page with 200, an empty feed with 200: nothing is withdrawn, nobody is alarmed."""
    watched(home, site, hook.url)
    home.sources = [a_quick_source("press", site)]
    a_feed(site, "press", *ITEMS)
    polls(home, 1)
    log = home.run("events", "--format", "json").json
    good = site.pages["/press.xml"]

    break_it(site)
    [page] = polls(home, 1)
    during_page = listed(home)["press"]
    site.pages["/press.xml"] = good
    polls(home, 1)
    a_feed(site, "press")
    [empty] = polls(home, 1)
    during_empty = listed(home)["press"]
    site.pages["/press.xml"] = good
    polls(home, 1)

    assert (page.code, during_page["failures"], during_page["state"]) == (1, 1, "healthy")
    assert during_page["why"] == "an HTML page, not a feed"
    assert (empty.code, during_empty["entries"], during_empty["state"]) == (0, 0, "healthy")
    assert during_empty["why"] == "a feed without entries, where there were 13"
    assert listed(home)["press"]["why"] is None
    assert home.run("events", "--format", "json").json == log
    assert hook.received == []


def test_a_source_that_shows_something_else_is_told_once_and_once_more_when_it_is_back(
    home: Home, site: Site, hook: HookSink, mail: MailSink
) -> None:
    """Each target of the route about sources hears it once, whatever platforms it asks for; no other does."""
    watched(home, site, hook.url, mail.url)
    home.sources = [a_quick_source("press", site).replace("[[sources]]", '[[sources]]\nname = "La Presse"')]
    a_feed(site, "press", *ITEMS)
    polls(home, 1)
    before = home.status()
    good = site.pages["/press.xml"]

    break_it(site)
    polls(home, 5)
    bad = listed(home)["press"]
    site.pages["/press.xml"] = good
    done = polls(home, 3)

    assert (bad["state"], bad["cause"], bad["failures"]) == ("suspect", "not-a-feed", 5)
    assert changes(home) == [("press", "healthy", "suspect"), ("press", "suspect", "healthy")]
    assert len(hook.received) == len(mail.received) == 2
    trouble, restored = hook.received
    assert trouble.title.startswith("Je ne vois plus La Presse (press) depuis le ")
    for part in (
        "page de maintenance",
        "an HTML page, not a feed",
        "À faire : ",
        "Aucune décision n'a changé",
    ):
        assert part in trouble.body
    assert restored.title == "La Presse (press) est de nouveau suivie"
    assert [each.title for each in mail.received] == [each.title for each in hook.received]
    assert "press: suspect → healthy; alert raised" in "".join(each.err for each in done)
    assert home.status() == before
    verified = home.run("verify")
    assert verified.code == 0, verified.out
    assert home.run("rebuild").code == 0
    assert home.run("poll").code == 0
    assert len(hook.received) == 2


def test_english_readers_are_told_in_english(home: Home, site: Site, hook: HookSink) -> None:
    watched(home, site, hook.url)
    home.config = f'[alerts]\nlanguage = "en"\n{home.config}'
    home.sources = [a_quick_source("gone", site)]
    polls(home, 3)

    [told] = hook.received
    assert told.title.startswith("I am blind on gone since ")
    assert "the site has nothing at this address" in told.body
    assert "No decision has changed." in told.body


def test_ten_sources_that_break_together_are_one_alert(home: Home, site: Site, hook: HookSink) -> None:
    names = [f"s{n}" for n in range(10)]
    watched(home, site, hook.url)
    home.sources = [a_quick_source(name, site) for name in names]
    polls(home, 3)

    [told] = hook.received
    assert told.title == "Je ne vois plus 10 sources"
    assert all(f"{name} : en échec" in told.body for name in names)


def test_when_nothing_answers_at_all_it_is_this_machine_that_is_blind(
    home: Home, site: Site, hook: HookSink
) -> None:
    """One alert, and one when anything answers again; what was only out of reach is never accused."""
    ports = [free_port() for _ in range(4)]
    watched(home, site, hook.url, hosts=tuple(f"127.0.0.1:{port}" for port in ports))
    home.sources = [
        a_quick_source(f"s{n}", site).replace(site.host, f"127.0.0.1:{port}") for n, port in enumerate(ports)
    ]
    polls(home, 4)
    down = listed(home)
    home.sources[0] = a_quick_source("s0", site)
    a_feed(site, "s0", *ITEMS)
    home.run("poll", "s0")

    assert {row["cause"] for row in down.values()} == {"our-network"}
    assert changes(home) == [("*", "healthy", "failing"), ("*", "failing", "healthy")]
    trouble, restored = hook.received
    assert trouble.title.startswith("Je ne vois plus rien depuis ")
    assert "réseau de cette machine" in trouble.body
    assert restored.title == "Je vois de nouveau : des sources répondent"


def test_a_feed_that_was_silent_before_it_was_polled_begins_as_late(
    home: Home, site: Site, hook: HookSink
) -> None:
    """That is how it is: listed, in one line for all such sources, and alerted to nobody."""
    watched(home, site, hook.url)
    home.sources = [a_quick_source("press", site)]
    a_feed(site, "press", *[(*item[:3], item[3] - timedelta(days=60)) for item in ITEMS])
    first, again = polls(home, 2)

    row = listed(home)["press"]
    assert (row["state"], row["cause"], row["failures"]) == ("late", "silent", 0)
    assert row["newest"] == row["since"]
    assert hook.received == []
    assert "1 source begins as late" in first.err
    assert "late" not in again.err


def test_a_source_that_is_gone_is_told_and_left_alone(home: Home, site: Site, hook: HookSink) -> None:
    """410: not polled by itself any more, until a person asks or its address is another."""
    watched(home, site, hook.url)
    home.sources = [a_quick_source("press", site)]
    a_feed(site, "press", *ITEMS)
    polls(home, 1)
    site.answers["/press.xml"] = (410, {})
    polls(home, 1)
    row = listed(home)["press"]
    asked = len(site.requests)
    [left] = polls(home, 1)
    alone = len(site.requests) - asked
    by_hand = home.run("poll", "press")
    after_hand = len(site.requests) - asked
    a_feed(site, "elsewhere", *ITEMS)
    home.sources = [a_quick_source("press", site).replace("press.xml", "elsewhere.xml")]
    [moved] = polls(home, 1)

    assert (row["state"], row["cause"], row["next_poll"]) == ("dead", "gone", None)
    assert (left.code, alone, after_hand) == (0, 0, 1)
    assert "tracker poll press" in left.err
    assert by_hand.code == 1
    assert moved.code == 0, moved.err
    titles = [each.title.split(" (")[0] for each in hook.received]
    assert titles == ["press n'existe plus", "press est de nouveau suivie"]


def test_another_address_is_another_source(home: Home, site: Site, hook: HookSink) -> None:
    """A feed of three entries in the place of one of thirteen has lost nothing."""
    watched(home, site, hook.url)
    home.sources = [a_quick_source("press", site)]
    a_feed(site, "press", *ITEMS)
    a_feed(site, "small", *ITEMS[-3:])
    polls(home, 1)
    home.sources = [a_quick_source("press", site).replace("press.xml", "small.xml")]
    polls(home, 4)

    assert (listed(home)["press"]["state"], listed(home)["press"]["entries"]) == ("healthy", 3)
    assert hook.received == []


def test_a_server_that_asks_for_time_is_given_it(home: Home, site: Site, hook: HookSink) -> None:
    """Retry-After is never cut short by what spreads polls over time."""
    watched(home, site, hook.url)
    names = [f"s{n}" for n in range(12)]
    home.sources = [a_quick_source(name, site) for name in names]
    for name in names:
        site.answers[f"/{name}.xml"] = (503, {"Retry-After": "3600"})
    polls(home, 1)

    waits = [
        datetime.fromisoformat(row["next_poll"]) - datetime.fromisoformat(row["last_poll"])
        for row in listed(home).values()
    ]
    assert min(waits) >= timedelta(hours=1) - timedelta(seconds=1)  # instants are kept to the second


def test_a_server_that_asks_for_time_is_left_alone_by_hand_too(home: Home, site: Site) -> None:
    """Unless it is asked for by name: the operator may know better."""
    watched(home, site, "json://127.0.0.1:9/nobody")
    home.sources = [a_quick_source(name, site) for name in ("busy", "other")]
    a_feed(site, "other", *ITEMS)
    site.answers["/busy.xml"] = (429, {"Retry-After": "3600"})
    polls(home, 1)

    [again] = polls(home, 1)
    by_name = home.run("poll", "busy")

    assert "busy: waits until 20" in again.err
    assert again.code == 0
    assert (sorted(site.requests[:2]), site.requests[2:]) == (
        ["/busy.xml", "/other.xml"],
        ["/other.xml", "/busy.xml"],
    )
    assert by_name.code == 1


def test_a_move_for_good_is_offered_and_never_followed_for_good(home: Home, site: Site) -> None:
    watched(home, site, "json://127.0.0.1:9/nobody")
    home.sources = [a_quick_source("press", site)]
    a_feed(site, "elsewhere", *ITEMS)
    new = f"http://{site.host}/elsewhere.xml"
    site.answers["/press.xml"] = (301, {"Location": new})
    polls(home, 2)

    row = listed(home)["press"]
    assert (row["state"], row["moved_to"]) == ("healthy", new)
    assert row["moved_since"] <= row["last_poll"]
    assert f'url = "{new}"' in home.run("sources").out
    assert site.requests == ["/press.xml", "/elsewhere.xml"] * 2


def test_check_says_what_the_polls_have_seen(home: Home, site: Site, hook: HookSink) -> None:
    watched(home, site, hook.url)
    home.sources = [a_quick_source("press", site)]
    a_feed(site, "press", *ITEMS)
    polls(home, 1)
    break_it(site)
    polls(home, 3)

    offline = home.run("check", "--offline", "--format", "json")
    found = {each["what"]: each for each in offline.json["checked"]}
    assert offline.code == 1
    assert found["source press"]["told"].startswith("suspect since 20")
    a_feed(site, "press", *ITEMS)
    online = {each["what"]: each for each in home.run("check", "--format", "json").json["checked"]}
    assert "a feed of 13 entries" in online["source press"]["told"]


@contextmanager
def running(home: Home) -> Iterator[subprocess.Popen[str]]:
    daemon = subprocess.Popen(
        [str(COMMAND), "run"], env=home.environment(), cwd=home.path, stderr=subprocess.PIPE, text=True
    )
    try:
        yield daemon
    finally:
        daemon.send_signal(signal.SIGTERM)
        daemon.communicate(timeout=60)


def test_daemons_tell_once_however_many_there_are_and_wherever_one_dies(
    home: Home, site: Site, hook: HookSink
) -> None:
    watched(home, site, hook.url)
    home.sources = [a_quick_source("press", site)]
    a_feed(site, "press", *ITEMS)
    polls(home, 1)
    good = site.pages["/press.xml"]
    break_it(site)
    with running(home) as first, running(home):
        assert wait_for(lambda: len(hook.received) == 1, seconds=60)
        first.kill()
        site.pages["/press.xml"] = good
        assert wait_for(lambda: len(hook.received) == 2, seconds=60)

    assert changes(home) == [("press", "healthy", "suspect"), ("press", "suspect", "healthy")]
    assert len(hook.received) == 2
