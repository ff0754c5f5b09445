"""Bad input: one clear line, the right exit code, and the rest goes on."""

from __future__ import annotations

import json
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.home import COMMAND, Home, a_feed, a_source
from tests.sinks import HookSink, Site, free_port, wait_for

GOOD = ("/a.html", "Une nouvelle", "Rien de neuf sur les entrepôts.", datetime(2024, 2, 1, 9, tzinfo=UTC))

SOURCE = '[[sources]]\nid = "a"\nkind = "rss"\nvoice = "press"\nurl = "https://a.example/feed"\n'
ROUTE = '[[alerts.routes]]\nname = "dpo"\ntargets = ["json://127.0.0.1:9"]\n'


def lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def test_a_missing_configuration(home: Home) -> None:
    for command in (["status"], ["poll"], ["check"], ["run"], ["sources"]):
        done = home.bare(*command)
        assert done.code == 2, command
        [line] = lines(done.err)
        assert "no such file; `tracker init` writes one" in line


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[fetch]\ntimout = '5s'", "fetch.timout: unknown key; did you mean 'timeout'?"),
        ("[fetch]\ntimeout = 5", "fetch.timeout: 5 is not a duration"),
        (
            '[[sources]]\nid = "a"\nkind = "rrs"\nvoice = "press"\nurl = "https://a.example"',
            "sources[0].kind",
        ),
        ("a = = b", "not TOML"),
    ],
)
def test_a_wrong_configuration(home: Home, text: str, told: str) -> None:
    home.config = text

    done = home.run("poll")

    assert done.code == 2
    [line] = lines(done.err)
    assert told in line


def test_a_wrong_entry_of_the_catalogue(home: Home) -> None:
    home.config = '[[platforms]]\nid = "Not A Slug"\nname = "X"'

    done = home.run("status")

    assert done.code == 2
    assert "platforms[0].id" in done.err


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            ROUTE + 'platforms = ["emc2", "emc3"]',
            "alerts.routes[0].platforms[1]: 'emc3' is not in the catalogue; did you mean 'emc2'? "
            "(a [[platforms]] table adds one)",
        ),
        (
            SOURCE.replace('"press"', '"official"\nauthority = "cnill"'),
            "sources[0].authority: 'cnill' is not in the catalogue; did you mean 'cnil'? "
            "(a [[authorities]] table adds one)",
        ),
        (ROUTE + 'platforms = ["*"]', "'*' is not in the catalogue; known: health-data-hub, emc2,"),
    ],
)
def test_a_name_that_the_catalogue_lacks(home: Home, text: str, told: str) -> None:
    """A route that waits for a platform with a slip in its name would never say a word."""
    home.config = text

    for command in ("init", "status", "check", "extract"):
        done = home.run(command, *(["-"] if command == "extract" else []), stdin='{"id": "a", "title": "A"}')
        assert done.code == 2, command
        [line] = lines(done.err)
        assert told in line

    assert not (home.path / "tracker.db").exists()


def test_a_name_that_the_configuration_adds_is_known(home: Home) -> None:
    home.config = (
        ROUTE
        + 'platforms = ["my-warehouse"]\n'
        + SOURCE.replace('"press"', '"official"\nauthority = "legifrance"')
        + '[[platforms]]\nid = "my-warehouse"\nname = "Entrepôt de mon CHU"\n'
    )

    assert home.run("init", "--no-baseline").code == 0


@pytest.mark.parametrize("content", [None, "no certificate\n"])
def test_a_trust_that_cannot_be_read(home: Home, content: str | None) -> None:
    """Found where it is used; a check tells it and goes on."""
    home.config = "[fetch]\nca_file = 'ca.pem'\n" + SOURCE
    if content:
        (home.path / "ca.pem").write_text(content, "utf-8")
    assert home.run("init", "--no-baseline").code == 0

    for command in ("poll", "run"):
        done = home.run(command)
        assert done.code == 2, command
        [line] = lines(done.err)
        assert "fetch.ca_file" in line
        assert "ca.pem" in line
    checked = home.run("check")

    assert checked.code == 2
    assert "fetch.ca_file" in checked.out
    assert "ok    database" in checked.out


def test_the_address_of_a_source_may_be_a_secret(home: Home, site: Site) -> None:
    """Neither the log nor a list shows a token, wherever the address is kept."""
    a_feed(site, "good", GOOD)
    site.serve("/good.xml?token=S3CRET", site.pages["/good.xml"][1].decode(), "application/rss+xml")
    address = f"http://{site.host}/good.xml?token=S3CRET"
    (home.path / "feed.url").write_text(address + "\n", "utf-8")
    home.config = f'[fetch]\nallow_private_hosts = ["{site.host}"]\n'
    home.sources = [
        SOURCE.replace("https://a.example/feed", "file:feed.url"),
        SOURCE.replace('"a"', '"b"').replace("https://a.example/feed", address),
    ]

    assert home.run("poll", "a").code == 0
    assert home.run("poll", "b").code == 0
    listed = {row["source"]: row["url"] for row in home.run("sources", "--format", "json").json["sources"]}
    documents = home.run("events", "--type", "DocumentObserved", "--format", "json")

    assert listed == {"a": f"file:{home.path}/feed.url", "b": f"http://{site.host}/good.xml"}
    assert [event["payload"]["document"]["source"]["url"] for event in documents.json] == list(
        listed.values()
    )
    assert "S3CRET" not in documents.out


def test_an_address_that_is_not_where_it_should_be(home: Home) -> None:
    home.config = SOURCE.replace("https://a.example/feed", "env:NOT_SET_ANYWHERE")
    assert home.run("init", "--no-baseline").code == 0

    checked = home.run("check", "--offline")
    polled = home.run("poll")

    assert checked.code == 2
    assert "FAIL  source a: the environment variable NOT_SET_ANYWHERE is not set" in checked.out
    assert polled.code == 1
    assert "NOT_SET_ANYWHERE is not set" in polled.err


def test_a_daemon_goes_on_without_an_address_that_is_not_there(home: Home, site: Site) -> None:
    a_feed(site, "good", GOOD)
    home.config = f'[fetch]\nallow_private_hosts = ["{site.host}"]\n'
    home.sources = [SOURCE.replace("https://a.example/feed", "env:NOT_SET_ANYWHERE"), a_source("good", site)]
    assert home.run("init", "--no-baseline").code == 0

    def listed() -> dict[str, dict[str, str | None]]:
        return {row["source"]: row for row in home.run("sources", "--format", "json").json["sources"]}

    with subprocess.Popen(
        [str(COMMAND), "run"], env=home.environment(), cwd=home.path, stderr=subprocess.DEVNULL
    ) as daemon:
        try:
            polled = wait_for(lambda: all(row["last_poll"] for row in listed().values()))
        finally:
            daemon.kill()

    assert polled, daemon.returncode
    assert listed()["good"]["last_success"]
    assert "NOT_SET_ANYWHERE is not set" in str(listed()["a"]["why"])


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("events --after 99999999999999999999", "--after"),
        ("status --known-at 9999-12-31T23:59:59-12:00", "is not a time such as 2024-02-15"),
        ("status --known-at 0001-01-01T00:00:00+12:00", "is not a time such as 2024-02-15"),
        ("events --type Nope", "no event is of type 'Nope'; known: AlertDeadLettered,"),
        ("events --type DecisionRecorde", "did you mean DecisionRecorded?"),
        ("backtest x --from 2026-13", "'2026-13' is not a date such as 2024"),
        ("alerts retry nope", "no alert is called 'nope'; known: none"),
    ],
)
def test_what_nobody_knows_is_refused_in_a_clear_line(home: Home, command: str, told: str) -> None:
    home.run("init", "--no-baseline")

    done = home.run(*command.split())

    assert done.code == 2
    assert told in done.err.splitlines()[-1]
    assert "fault of ours" not in done.err


def test_a_wrong_use_of_the_command(home: Home) -> None:
    assert home.run("init", "--no-baseline").code == 0
    for command in (
        ["status", "nowhere"],
        ["poll", "nobody"],
        ["history"],
        ["status", "--as-of", "yesterday"],
        ["status", "--as-of", "2024-W07-4"],
        ["status", "--known-at", "20240215"],
    ):
        done = home.run(*command)
        assert done.code == 2, command
        assert done.err


@contextmanager
def silent_server() -> Iterator[str]:
    """Accept connections and say nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        held: list[socket.socket] = []

        def accept() -> None:
            while True:
                try:
                    held.append(server.accept()[0])
                except OSError:
                    return

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        yield f"127.0.0.1:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)
        for each in held:
            each.close()


def test_bad_feeds_cost_the_good_one_nothing(home: Home, site: Site) -> None:
    down = f"127.0.0.1:{free_port()}"
    a_feed(site, "good", GOOD)
    site.serve("/page.xml", "<html><body><p>Maintenance</p></body></html>")
    site.serve("/empty.xml", "", "application/rss+xml")
    with silent_server() as silent:
        home.config = (
            f'[fetch]\ntimeout = "1s"\nallow_private_hosts = ["{site.host}", "{down}", "{silent}"]\n'
        )
        tables = [a_source(name, site) for name in ("page", "empty", "gone")]
        tables += [
            a_source("down", site).replace(site.host, down),
            a_source("slow", site).replace(site.host, silent),
        ]
        home.sources = [*tables, a_source("good", site)]
        done = home.run("poll")

    assert done.code == 1
    told = {line.split(":")[0]: line for line in lines(done.err)}
    assert set(told) == {"page", "empty", "gone", "down", "slow"}
    assert all("FAILED" in line for line in told.values())
    assert "good: first poll, 1 documents" in done.out
    listed = {row["source"]: row for row in home.run("sources", "list", "--format", "json").json["sources"]}
    assert {name: row["failures"] for name, row in listed.items()} == {**dict.fromkeys(told, 1), "good": 0}
    assert all(listed[name]["why"] for name in told)


def test_a_private_address_that_nobody_allowed_is_refused(home: Home, site: Site) -> None:
    a_feed(site, "good", GOOD)
    home.sources = [a_source("good", site)]

    done = home.run("poll")

    assert done.code == 1
    assert "allow_private_hosts" in done.err
    assert site.requests == []


def test_a_half_broken_feed_gives_what_can_be_read(home: Home, site: Site) -> None:
    """One entry without anything in it never costs its feed."""
    a_feed(site, "odd", GOOD)
    kind, body = site.pages["/odd.xml"]
    site.pages["/odd.xml"] = (
        kind,
        body.replace(b"<item>", b"<item/><item><title>A &amp; B & C</title></item><item>"),
    )
    home.config = f'[fetch]\nallow_private_hosts = ["{site.host}"]\n'
    home.sources = [a_source("odd", site)]

    done = home.run("poll")

    assert done.code == 0, done.err
    documents = home.run("events", "--type", "DocumentObserved", "--format", "json").json
    assert {event["payload"]["document"]["title"] for event in documents} == {"A & B & C", "Une nouvelle"}


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:///no/such/folder/x.db",
        "sqlite:////proc/tracker.db",
        "postgresql+psycopg://postgres@127.0.0.1:1/x",
    ],
)
def test_a_store_that_cannot_be_used(home: Home, url: str) -> None:
    home.config = f'[store]\nurl = "{url}"'

    for command in (["init"], ["poll"], ["status"]):
        done = home.run(*command)
        assert done.code == 3, (command, done.err)
        assert len(lines(done.err)) == 1, done.err


def test_a_file_that_is_no_database(home: Home) -> None:
    (home.path / "tracker.db").write_text("this is a shopping list, not a database" * 50, "utf-8")

    done = home.run("status")

    assert done.code == 3
    assert len(lines(done.err)) == 1

    checked = home.run("check", "--offline")
    assert checked.code == 3
    assert "is not an SQLite database" in checked.out
    assert "tracker init" not in checked.out


def test_a_status_before_init_says_what_to_do(home: Home) -> None:
    done = home.run("status")

    assert done.code == 3
    assert "tracker init" in done.err


def test_a_bad_target_is_found_by_check_and_never_costs_the_others(home: Home, hook: HookSink) -> None:
    home.config = f'[[alerts.routes]]\nname = "dpo"\ntargets = ["nosuch://hunter2@x", "{hook.url}", "env:NOT_SET_ANYWHERE"]\n'
    assert home.run("init", "--no-baseline").code == 0

    checked = home.run("check", "--offline")
    tested = home.run("alerts", "test")

    assert checked.code == 2
    assert "not an address that Apprise knows" in checked.out
    assert "NOT_SET_ANYWHERE is not set" in checked.out
    assert tested.code == 1
    assert len(hook.received) == 1
    assert "hunter2" not in checked.out + checked.err + tested.out + tested.err


def test_ingest_takes_what_it_can(home: Home, tmp_path: Path) -> None:
    good = '{"id": "a", "source": {"kind": "press", "name": "X", "url": null}, "title": "Un titre", "text": "Un texte."}'
    file = tmp_path / "documents.jsonl"
    other = good.replace('"id": "a"', '"id": "b"')
    file.write_text(f"{good}\nnot json\n[]\n{other}\n", "utf-8")

    done = home.run("ingest", str(file), str(tmp_path / "missing.jsonl"))

    assert done.code == 1
    assert f"{file}: 2 observed" in done.out
    told = lines(done.err)
    assert len(told) == 3
    assert "line 2" in told[0]
    assert "line 3" in told[1]
    assert "missing.jsonl" in told[2]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
@pytest.mark.parametrize("at_once", [False, True])
def test_a_paper_that_bears_the_id_of_an_official_text_replaces_nothing(
    home: Home, tmp_path: Path, order: tuple[int, int], *, at_once: bool
) -> None:
    said = "La Cnil a refusé le 18 novembre 2026 que l'entrepôt EMC2 soit hébergé par Microsoft."
    lines_ = [
        a_line("cnil", "CNIL", said),
        a_line("press", "Le Monde", "Une recette de cuisine."),
    ]
    files = []
    for number, chosen in enumerate([order] if at_once else [(each,) for each in order]):
        files.append(tmp_path / f"{number}.jsonl")
        files[-1].write_text("".join(lines_[each] for each in chosen), "utf-8")
    home.run("init", "--no-baseline")

    first = [home.run("ingest", str(file)) for file in files]
    again = [home.run("ingest", str(file)) for file in files]
    revised = tmp_path / "revised.jsonl"
    revised.write_text(lines_[1].replace("cuisine", "saison"), "utf-8")
    third = home.run("ingest", str(revised))

    [told] = home.run("status", "emc2", "--format", "json").json["platforms"]
    assert (told["standing"], told["establishment"]) == ("refused", "official")
    assert "a: the id of another source's document; taken as a@" in "".join(each.err for each in first)
    assert all("observed" in each.out for each in first)
    assert not any("observed" in each.out or "revised" in each.out for each in again)
    assert "1 revised" in third.out


def a_line(kind: str, name: str, text: str) -> str:
    source = {"kind": kind, "name": name}
    published = "2026-11-19"
    return (
        json.dumps({"id": "a", "source": source, "published": published, "title": text, "text": text}) + "\n"
    )


def test_extract_says_which_line_is_wrong_and_goes_on(home: Home) -> None:
    done = home.run(
        "extract", "-", stdin='{"id": "a", "title": "Un titre"}\nnope\n{"id": "b", "title": "Un autre"}\n'
    )

    assert done.code == 1
    assert [line[:9] for line in lines(done.out)] == ['{"id":"a"', '{"id":"b"']
    [told] = lines(done.err)
    assert "line 2" in told


def test_an_existing_configuration_is_kept(home: Home) -> None:
    home.config = "# mine\n"

    done = home.run("init", "--yes")

    assert done.code == 0
    assert "kept as it is" in done.out
    assert (home.path / "config.toml").read_text("utf-8") == "# mine\n"
    assert "64 decisions recorded" in done.out
    again = home.run("init", "--yes")
    assert "0 decisions recorded" in again.out


def test_official_xml_is_taken_and_a_broken_archive_is_told(home: Home, shared: Path, tmp_path: Path) -> None:
    archive = shared / "fixtures" / "dila" / "synthetic" / "CNIL_20240130-211500.tar.gz"
    cut = tmp_path / "cut.tar.gz"
    cut.write_bytes(archive.read_bytes()[:-200])
    xml = shared / "fixtures" / "dila" / "synthetic" / "CNILTEXT000049057224.xml"

    whole = home.run("ingest", str(xml), str(archive))
    broken = home.run("ingest", str(cut))

    assert whole.code == 0, whole.err
    assert home.status()["emc2"]["establishment"] == "official"
    assert broken.code == 1
    assert "cut.tar.gz" in broken.err


def test_a_text_that_hides_characters_moves_nothing(home: Home, tmp_path: Path) -> None:
    """A word written in two scripts fools a program or a person, never both: somebody must look."""
    file = tmp_path / "documents.jsonl"
    text = "La Cnil a autorisé le 21 décembre 2023 l'entrepôt EMC2, hébergé par Microsoft, pour trois ans."
    for number, content in enumerate((text.replace("autorisé", "autori\u200bsé"), text)):
        line = {"id": str(number), "source": {"kind": "press", "name": "X"}, "title": "EMC2", "text": content}
        file.write_text(json.dumps(line), "utf-8")
        assert home.run("ingest", str(file)).code == 0
        assert (home.status()["emc2"]["standing"] == "authorised") is (number == 1)
