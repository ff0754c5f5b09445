"""`tracker sources add`, `import`, `export`: from an address to a source that is polled."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from tests.home import Home, a_feed, a_source
from tests.sinks import Site

NEWS = ("/a.html", "Une nouvelle", "Rien de neuf.", datetime(2024, 2, 1, 9, tzinfo=UTC))
LINK = '<link rel="alternate" type="application/rss+xml" title="{title}" href="{href}">'


def a_home(home: Home, site: Site, more: str = "") -> str:
    text = f'# la veille du CHU\n[fetch]\nallow_private_hosts = ["{site.host}"]  # chez nous\n{more}'
    (home.path / "config.toml").write_text(text, "utf-8")
    return text


def written(home: Home) -> str:
    return (home.path / "config.toml").read_text("utf-8")


def test_a_page_becomes_a_source_that_is_polled(home: Home, site: Site) -> None:
    before = a_home(home, site)
    a_feed(site, "fil", NEWS)
    site.serve(
        "/", f"<html><head>{LINK.format(title='Fil', href='/fil.xml')}</head><body>Bonjour</body></html>"
    )

    added = home.bare("sources", "add", f"http://{site.host}/", "--id", "gazette", "--no-full-text")
    polled = home.bare("poll", "gazette")

    assert added.code == 0, added.err
    assert "« fil », 1 entries, the newest of 2024-02-01" in added.out
    assert written(home) == before + (
        f'\n[[sources]]\nid = "gazette"\nkind = "rss"\nvoice = "press"\nname = "fil"\n'
        f'url = "http://{site.host}/fil.xml"\nevery = "30m"\nfull_text = false\n'
    )
    assert polled.code == 0, polled.err


def test_what_is_there_already_is_refused_and_nothing_is_written(home: Home, site: Site) -> None:
    before = a_home(home, site, a_source("fil", site))
    a_feed(site, "fil", NEWS)
    a_feed(site, "autre", NEWS)

    same_address = home.bare("sources", "add", f"http://{site.host}/fil.xml?utm_source=x")
    same_id = home.bare("sources", "add", f"http://{site.host}/autre.xml", "--id", "fil")

    assert (same_address.code, same_id.code) == (2, 2)
    assert "source 'fil' has this address already" in same_address.err
    assert "a source is called 'fil' already" in same_id.err
    assert written(home) == before


def test_official_is_said_by_the_operator_alone(home: Home, site: Site) -> None:
    before = a_home(home, site)
    a_feed(site, "fil", NEWS)
    url = f"http://{site.host}/fil.xml"

    for wrong, told in (
        (["--voice", "official"], "add --authority"),
        (["--authority", "cnil"], "goes with --voice official"),
        (["--voice", "official", "--authority", "cnill"], "'cnill' is no authority"),
    ):
        done = home.bare("sources", "add", url, *wrong)
        assert (done.code, written(home)) == (2, before), done.err
        assert told in done.err
    done = home.bare("sources", "add", url, "--voice", "official", "--authority", "cnil")

    assert done.code == 0, done.err
    assert 'voice = "official"' in written(home)


def test_several_feeds_are_listed_and_their_titles_are_text(home: Home, site: Site) -> None:
    before = a_home(home, site)
    links = LINK.format(title="Tout&#x1b;[31m", href="/tout.xml") + LINK.format(
        title="Santé", href="/sante.xml"
    )
    site.serve("/", f"<html><head>{links}</head><body>Bonjour</body></html>")

    done = home.bare("sources", "add", f"http://{site.host}/")

    assert (done.code, written(home)) == (2, before)
    assert f"http://{site.host}/sante.xml  Santé" in done.err
    assert "\x1b" not in done.err


def test_what_is_no_feed_or_cannot_be_fetched_is_told_and_nothing_is_written(home: Home, site: Site) -> None:
    before = a_home(home, site)
    site.serve("/", "<html><body>Bonjour</body></html>")

    page = home.bare("sources", "add", f"http://{site.host}/")
    missing = home.bare("sources", "add", f"http://{site.host}/rien")
    private = home.bare("sources", "add", "http://10.0.0.1/")

    assert "an HTML page, not a feed; nothing was written" in page.err
    assert "404" in missing.err
    assert "allow_private_hosts" in private.err
    assert [page.code, missing.code, private.code] == [1, 1, 1]
    assert written(home) == before


def test_a_list_goes_in_and_comes_out(home: Home, site: Site) -> None:
    a_home(home, site, a_source("fil", site))
    (home.path / "liste.opml").write_text(
        f'<opml version="2.0"><body><outline text="F" xmlUrl="http://{site.host}/fil.xml"/>'
        '<outline text="La Gazette" xmlUrl="https://www.gazette.example/feed/"/>'
        '<outline text="La Gazette, santé" xmlUrl="https://www.gazette.example/sante/feed/"/>'
        '<outline text="X" xmlUrl="file:///etc/passwd"/></body></opml>',
        "utf-8",
    )

    done = home.bare("sources", "import", str(home.path / "liste.opml"))
    again = home.bare("sources", "import", str(home.path / "liste.opml"))
    listed = home.bare("sources", "export")
    (home.path / "sortie.opml").write_text(listed.out, "utf-8")

    assert done.code == 0, done.err
    assert "2 of 4 feeds added, as press" in done.out
    assert "source 'fil' has this address already" in done.err
    assert "file:///etc/passwd: not an http or https address" in done.err
    assert "0 of 4 feeds added" in again.out
    assert 'id = "gazette-2"' in written(home)
    assert 'text="La Gazette, santé" xmlUrl="https://www.gazette.example/sante/feed/"' in listed.out


def test_an_address_that_is_kept_elsewhere_stays_there(home: Home, site: Site, tmp_path: Path) -> None:
    """A token in a feed's address goes neither into the configuration nor into a list."""
    a_home(home, site)
    a_feed(site, "fil", NEWS)
    secret = tmp_path / "secret"
    secret.write_text(f"http://{site.host}/fil.xml", "utf-8")

    done = home.bare("sources", "add", f"file:{secret}", "--id", "a")
    listed = home.bare("sources", "export")

    assert done.code == 0, done.err
    assert site.host not in written(home).partition("[[sources]]")[2] + done.out + listed.out
    assert "left out: a: its address is kept outside" in listed.err


def test_a_list_that_attacks_is_refused(home: Home, site: Site) -> None:
    before = a_home(home, site)
    (home.path / "b.opml").write_text('<!DOCTYPE o [<!ENTITY a "b">]><opml><body/></opml>', "utf-8")

    done = home.bare("sources", "import", str(home.path / "b.opml"))
    missing = home.bare("sources", "import", str(home.path / "rien.opml"))

    assert (done.code, missing.code, written(home)) == (2, 2, before)
    assert "declares a document type" in done.err
    assert "cannot be read" in missing.err


def test_an_address_with_unseen_characters_is_refused_and_an_empty_list_is_told(
    home: Home, site: Site
) -> None:
    """What nobody sees in an address cannot be judged by whoever reads the configuration."""
    a_home(home, site)
    before = written(home)
    odd = ["https://a.example/\x7f", "https://b.example/?a=&#10;[[sources]]", "https://c.example/\u202efeed"]
    rows = "".join(f'<outline xmlUrl="{url}"/>' for url in odd)
    (home.path / "o.opml").write_text(f'<opml version="2.0"><body>{rows}</body></opml>', "utf-8")
    (home.path / "empty.opml").write_text("<opml><body><outline text='x'/></body></opml>", "utf-8")

    listed, empty = (
        home.bare("sources", "import", str(home.path / f"{name}.opml")) for name in ("o", "empty")
    )
    added = home.bare("sources", "add", f"http://{site.host}/fil\u202e.xml")

    assert "0 of 3 feeds added" in listed.out
    assert listed.err.count("which no address does") == 3
    assert (empty.code, empty.out) == (1, "")
    assert "it lists no feed" in empty.err
    assert added.code in (1, 2)
    assert len(added.err.splitlines()) == 1
    assert written(home) == before
