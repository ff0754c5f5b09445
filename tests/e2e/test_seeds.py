"""The story that the product was born from, through every real part.

Two press articles, with their readers' comments and footers, served over HTTP; the installed
command; a SQLite file; a mail server and a webhook that take the alerts.
"""

from __future__ import annotations

import signal
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.feeds.layouts import LAYOUTS
from tests.feeds.test_page import seed
from tests.home import COMMAND, Home, a_feed, a_source
from tests.sinks import HookSink, MailSink, Site, wait_for

pytestmark = pytest.mark.shared

FIRST = ("/azure.html", datetime(2020, 10, 9, 9, tzinfo=UTC))
SECOND = ("/emc2.html", datetime(2024, 2, 1, 9, tzinfo=UTC))

ROUTES = """
[[alerts.routes]]
name = "dpo"
targets = ["{mail}"]

[[alerts.routes]]
name = "press-office"
targets = ["{hook}"]
"""


def configure(home: Home, site: Site, mail: MailSink, hook: HookSink) -> None:
    home.config = f'[fetch]\nallow_private_hosts = ["{site.host}"]\n' + ROUTES.format(
        mail=mail.url, hook=hook.url
    )
    home.sources = [
        a_source("press", site),
        a_source("other", site),
        a_source("cnil", site, voice="official", authority="cnil"),
    ]
    for name in ("press", "other", "cnil"):
        a_feed(site, name)


def publish(site: Site, shared: Path, layout: str, name: str, *numbers: int) -> None:
    items = []
    for number in numbers:
        piece = seed(shared, number)
        path, at = (FIRST, SECOND)[number]
        site.serve(path, LAYOUTS[layout](piece))
        items.append((path, piece.title, piece.lead, at))
    a_feed(site, name, *items)


def titles(mail: MailSink, hook: HookSink) -> list[str]:
    assert sorted(each.title for each in mail.received) == sorted(each.title for each in hook.received)
    return [each.title for each in mail.received]


@pytest.mark.parametrize("layout", ["wordpress", "flat"])
def test_the_two_articles_lead_to_what_they_say_and_nothing_more(  # noqa: PLR0917 - the real parts
    home: Home, site: Site, mail: MailSink, hook: HookSink, shared: Path, layout: str
) -> None:
    configure(home, site, mail, hook)
    empty = home.run("poll")
    assert empty.code == 0, empty.err
    assert titles(mail, hook) == []

    publish(site, shared, layout, "press", 0)
    assert home.run("poll").code == 0
    hub = home.status()["health-data-hub"]
    assert (hub["host"], hub["standing"], hub["establishment"]) == (
        "microsoft-azure",
        "change-requested",
        "reported",
    )
    assert hub["in_force"]["authority"] == "cnil"
    first = titles(mail, hook)
    assert len(first) == 1
    assert "Health Data Hub" in first[0]

    publish(site, shared, layout, "press", 0, 1)
    assert home.run("poll").code == 0
    after = home.status()
    emc2 = after["emc2"]
    assert (emc2["host"], emc2["standing"], emc2["since"]) == ("microsoft-azure", "authorised", "2023-12-21")
    assert emc2["in_force"]["authority"] == "cnil"
    assert emc2["in_force"]["published_on"] == "2024-01-31"
    assert emc2["in_force"]["expires_on"] == "2026-12-21"
    assert emc2["establishment"] == "reported"
    assert {key: after["health-data-hub"][key] for key in hub if key != "context"} == {
        key: hub[key] for key in hub if key != "context"
    }
    told = titles(mail, hook)
    assert len(told) == 2
    assert "EMC2" in told[1]

    history = home.run("history", "emc2", "--format", "json").json["decisions"]
    rejected = {row["provider"] for row in history if row["kind"] == "provider-rejected"}
    assert rejected == {"ovhcloud", "numspot", "cloud-temple"}
    [authorised] = [row for row in history if row["kind"] == "hosting-authorised"]
    assert authorised["term"] == "P3Y"

    explained = home.run("explain", "emc2", "--format", "json").json
    [standing] = [row for row in explained["because"] if row["role"] == "standing"]
    [witness] = standing["witnesses"]
    evidence = witness["evidence"]
    assert "EMC2" in evidence["quote"] or "Microsoft" in evidence["quote"]
    assert witness["url"].endswith(SECOND[0])
    assert evidence["end"] - evidence["start"] == len(evidence["quote"])

    publish(site, shared, layout, "other", 0, 1)
    for _ in range(2):
        assert home.run("poll").code == 0
    assert len(titles(mail, hook)) == 2

    site.serve(
        "/avis.html",
        "<html lang='fr'><body><article><h1>EMC2</h1><p>La CNIL a autorisé le 21 décembre 2023, pour une "
        "durée de trois ans, l'entrepôt EMC2 hébergé par Microsoft (délibération n° 2023-146).</p>"
        "</article></body></html>",
    )
    a_feed(site, "cnil", ("/avis.html", "Entrepôt EMC2", "La CNIL a autorisé EMC2.", SECOND[1]))
    for _ in range(2):
        assert home.run("poll").code == 0
    assert home.status()["emc2"]["establishment"] == "official"
    final = titles(mail, hook)
    assert len(final) == 3
    assert "EMC2" in final[2]


def test_readers_comments_become_no_claim(
    home: Home, site: Site, mail: MailSink, hook: HookSink, shared: Path
) -> None:
    configure(home, site, mail, hook)
    home.run("poll")
    publish(site, shared, "hashed", "press", 0, 1)
    home.run("poll")

    comments = [*seed(shared, 0).comments, *seed(shared, 1).comments]
    done = home.run("events", "--type", "ClaimsRead", "--format", "json")
    quotes = [
        witness["claim"]["evidence"]["quote"]
        for event in done.json
        for witness in event["payload"]["witnesses"]
    ]

    assert len(quotes) >= 5
    assert not [quote for quote in quotes for comment in comments if quote in comment]


def test_a_restarted_daemon_tells_nothing_twice(
    home: Home, site: Site, mail: MailSink, hook: HookSink, shared: Path
) -> None:
    """Killed, not asked to end: what it had told stays told."""
    configure(home, site, mail, hook)
    home.run("poll")
    publish(site, shared, "semantic", "press", 0, 1)

    for _ in range(2):
        asked = len(site.requests)
        daemon = subprocess.Popen([str(COMMAND), "run"], env=home.environment(), cwd=home.path)
        try:
            assert wait_for(lambda: len(mail.received) >= 2 and len(hook.received) >= 2)
            assert wait_for(lambda asked=asked: len(site.requests) > asked + 6)  # type: ignore[misc] # a bound default
        finally:
            daemon.send_signal(signal.SIGKILL)
            daemon.wait(10)

    assert len(titles(mail, hook)) == 2
