"""A source whose address changes: the same source is known by what it shows, and no secret is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.home import Done, Home, a_feed, a_source
from tests.sinks import HookSink, Site

NOW = datetime.now(UTC)
OLD = [
    (
        f"/{n}.html",
        f"Nouvelle {n}",
        f"Un texte qui parle d'autre chose, le numéro {n}.",
        NOW - timedelta(days=n),
    )
    for n in range(10, 0, -1)
]
REFUSAL = (
    "/refus.html",
    "La CNIL refuse à Microsoft l'hébergement de l'entrepôt EMC2",
    "La CNIL a refusé le 12 mai 2026 d'autoriser Microsoft à héberger l'entrepôt EMC2 du Health Data Hub.",
    NOW - timedelta(hours=1),
)


def at(home: Home, site: Site, path: str) -> Done:
    """Poll the one source at *path* (or where a reference says)."""
    url = path if ":" in path else f"http://{site.host}{path}"
    source = a_source("press", site).replace("full_text = true", "")
    home.sources = [source.replace(f"http://{site.host}/press.xml", url)]
    return home.run("poll")


@pytest.fixture(autouse=True)
def told(home: Home, site: Site, hook: HookSink) -> HookSink:
    home.config = (
        f'[fetch]\nallow_private_hosts = ["{site.host}"]\n'
        f'[[alerts.routes]]\nname = "dpo"\ntargets = ["{hook.url}"]\n'
    )
    return hook


def show(site: Site, path: str, *items: tuple[str, str, str, datetime], name: str = "press") -> None:
    """Serve a feed at *path*; feeds of one *name* give their entries the same identities."""
    a_feed(site, name, *items)
    site.pages[path] = site.pages.pop(f"/{name}.xml")


def test_what_is_new_in_a_source_that_has_moved_is_news(home: Home, site: Site, told: HookSink) -> None:
    """The user writes the new address as `tracker sources` says, and the refusal comes just then."""
    show(site, "/old.xml", *OLD)
    at(home, site, "/old.xml")
    show(site, "/new.xml", *OLD, REFUSAL)

    moved = at(home, site, "/new.xml")

    assert "press: changed, 1 new or revised documents" in moved.out
    assert [alert.title.partition(" : ")[0] for alert in told.received] == ["EMC2"]


@pytest.mark.parametrize(
    ("before", "after"),
    [("/r?feed=a", "/r?feed=z"), ("file:a.url", "file:b.url")],
    ids=["query", "reference"],
)
def test_another_feed_at_another_address_begins_in_silence(
    home: Home, site: Site, told: HookSink, before: str, after: str
) -> None:
    """Its old items are no news, however little of its address may be shown."""
    show(site, "/r?feed=a", *OLD)
    show(site, "/r?feed=z", REFUSAL, name="other")
    for name in ("a", "z"):
        file = home.path / f"{'b' if name == 'z' else name}.url"
        file.write_text(f"http://{site.host}/r?feed={name}\n", "utf-8")
    at(home, site, before)

    other, again = at(home, site, after), at(home, site, after)

    assert "press: first poll, 1 documents recorded in silence" in other.out
    assert "press: unchanged" in again.out
    assert told.received == []


def test_a_failure_at_the_new_address_ends_no_first_poll(home: Home, site: Site, told: HookSink) -> None:
    show(site, "/old.xml", *OLD)
    at(home, site, "/old.xml")
    assert at(home, site, "/new.xml").code == 1
    show(site, "/new.xml", REFUSAL, name="other")

    found = at(home, site, "/new.xml")

    assert "press: first poll, 1 documents recorded in silence" in found.out
    assert told.received == []


def test_a_secret_in_an_address_is_not_told_by_a_move(home: Home, site: Site) -> None:
    """The new address repeats the old one's secret: it is nowhere, not even in the database."""
    token = "S3CR3TTOKEN"  # noqa: S105 - a word to look for
    show(site, f"/neuf/{token}/rss?cle={token}", *OLD)
    to = f"http://{site.host}/neuf/{token}/rss?cle={token}"
    site.answers[f"/{token}/rss"] = (301, {"Location": to})
    (home.path / "feed.url").write_text(f"http://{site.host}/{token}/rss\n", "utf-8")

    polled = at(home, site, "file:feed.url")
    listed = [
        home.run("sources"),
        home.run("sources", "--format", "json"),
        home.run("events", "--format", "json"),
    ]

    assert polled.code == 0, polled.err
    assert f"moved permanently to http://{site.host}:" in polled.out + polled.err
    assert "an address of" in " ".join(listed[0].out.split())
    assert not any(token in done.out + done.err for done in (polled, *listed))
    kept = [file for file in home.path.iterdir() if file.name.startswith("tracker.db")]
    assert kept
    assert not [file.name for file in kept if token.encode() in file.read_bytes()]


def test_a_query_and_a_user_of_a_new_address_are_not_told(home: Home, site: Site) -> None:
    show(site, "/new.xml?cle=S3CR3T", *OLD)
    site.answers["/old.xml"] = (301, {"Location": f"http://{site.host}/new.xml?cle=S3CR3T"})

    polled, listed = at(home, site, "/old.xml"), home.run("sources")

    assert f"moved permanently to http://{site.host}/new.xml:" in polled.out + polled.err
    assert "which is not shown" in " ".join(listed.out.split())
    assert b"S3CR3T" not in (home.path / "tracker.db").read_bytes()
