"""How the tracker behaves towards the sites that it reads."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.home import Home, a_feed, a_source
from tests.sinks import Site

AT = datetime(2026, 10, 9, 9, tzinfo=UTC)
TEXT = (
    "<html><body><article><p>"
    + "Le texte entier de l'article, qui est long. " * 20
    + "</p></article></body></html>"
)


def test_a_page_that_its_site_closes_to_programs_leaves_what_the_feed_says(home: Home, site: Site) -> None:
    """robots.txt is about pages: the feed that the configuration names is read all the same."""
    a_feed(
        site, "press", ("/libre.html", "Libre", "Un chapeau.", AT), ("/prive.html", "Privé", "Un autre.", AT)
    )
    site.serve("/libre.html", TEXT)
    site.serve("/prive.html", TEXT)
    site.serve(
        "/robots.txt", "User-agent: hosting-tracker\nDisallow: /prive\nDisallow: /press.xml\n", "text/plain"
    )
    home.config = f'[fetch]\nallow_private_hosts = ["{site.host}"]\n'
    home.sources = [a_source("press", site)]

    done = home.run("poll")

    assert done.code == 0, done.err
    assert (
        "« Privé »: its page could not be read: the robots.txt of 127.0.0.1 asks programs not to" in done.out
    )
    assert sorted(site.requests) == ["/libre.html", "/press.xml", "/robots.txt"]
    events = home.run("events", "--type", "DocumentObserved", "--format", "json").json
    texts = {event["payload"]["document"]["title"]: event["payload"]["document"]["text"] for event in events}
    assert "Le texte entier" in texts["Libre"]
    assert texts["Privé"] == ""


def test_a_proxy_that_is_not_where_it_should_be_is_a_fault_of_the_configuration(
    home: Home, site: Site
) -> None:
    """Going on without it would show the operator's network to every site."""
    a_feed(site, "press")
    home.config = f'[fetch]\nproxy = "env:NO_SUCH_PROXY"\nallow_private_hosts = ["{site.host}"]\n'
    home.sources = [a_source("press", site)]

    done = home.run("poll")

    assert done.code == 2
    assert "fetch.proxy: the environment variable NO_SUCH_PROXY is not set" in done.err
    assert site.requests == []
