"""Keeping the log: what was touched is found, what follows from it is built again, and it travels."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from tests.home import Home
from tracker.app import App
from tracker.config import load_config
from tracker.keeping import verify_views
from tracker.projection.memory import MemoryViews


@pytest.fixture
def filled(home: Home) -> Home:
    """Return a home whose log holds the packaged baseline."""
    assert home.run("init", "--yes").code == 0
    return home


@pytest.fixture
def postgresql(postgresql_server: str) -> Iterator[str]:
    """Return the URL of a database of its own."""
    name = f"tracker_{uuid4().hex}"
    with psycopg.connect(postgresql_server, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        yield f"{postgresql_server.rpartition('/')[0]}/{name}"
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def database(home: Home) -> sqlite3.Connection:
    return sqlite3.connect(home.path / "tracker.db", isolation_level=None)


def head(home: Home) -> str:
    done = home.run("verify")
    assert done.code == 0, done.out + done.err
    return done.out.splitlines()[0].rpartition(" ")[2]


def test_a_log_as_it_was_written_is_sound(filled: Home) -> None:
    done = filled.run("verify")

    assert done.code == 0
    assert "FAIL" not in done.out
    assert "decisions: what the claims lead to, in any order" in done.out


def test_a_changed_event_is_named(filled: Home) -> None:
    with closing(database(filled)) as raw:
        for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            raw.execute(f"DROP TRIGGER {name}")
        [(position,)] = raw.execute("SELECT min(position) FROM event WHERE payload LIKE '%emc2%'").fetchall()
        raw.execute(
            "UPDATE event SET payload = replace(payload, 'emc2', 'emc3') WHERE position = ?", (position,)
        )

    done = filled.run("verify")

    assert done.code == 1
    assert "FAIL  log:" in done.out
    assert f"{position}" in done.out.splitlines()[0]
    assert "FAIL  database:" in done.out


def test_a_tail_that_was_cut_off_is_found_against_a_head(filled: Home) -> None:
    noted = head(filled)
    with closing(database(filled)) as raw:
        for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            raw.execute(f"DROP TRIGGER {name}")
        raw.execute("DELETE FROM event WHERE position > 200")

    assert "FAIL  log" in filled.run("verify", "--head", noted).out
    assert "FAIL  log" not in filled.run("verify").out


def test_a_view_that_was_touched_is_found_and_built_again(filled: Home) -> None:
    before = filled.status()
    with closing(database(filled)) as raw:
        touched = raw.execute(
            "UPDATE state SET value = replace(value, '2026-12', '2029-12') WHERE view = 'decisions'"
        )
        assert touched.rowcount

    found = filled.run("verify")
    built = filled.run("rebuild")

    assert found.code == 1
    assert "FAIL  view decisions:" in found.out
    assert built.code == 0
    assert "decisions: built again from" in built.out
    assert filled.run("verify").code == 0
    assert filled.status() == before


def test_a_log_travels_to_postgresql_and_back_with_its_hashes(
    filled: Home, postgresql: str, tmp_path: Path
) -> None:
    first, before = head(filled), filled.status()
    assert filled.run("export", str(tmp_path / "a.jsonl")).code == 0
    filled.config = f'[store]\nurl = "{postgresql}"'
    assert filled.run("import", str(tmp_path / "a.jsonl")).code == 0
    assert head(filled) == first
    assert filled.status() == before
    assert filled.run("export", str(tmp_path / "b.jsonl")).code == 0
    filled.config = '[store]\nurl = "sqlite:///back.db"'
    assert filled.run("import", str(tmp_path / "b.jsonl")).code == 0

    assert head(filled) == first
    assert (tmp_path / "a.jsonl").read_bytes() == (tmp_path / "b.jsonl").read_bytes()


def test_a_log_that_does_not_verify_is_refused(filled: Home, tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    filled.run("export", str(file))
    file.write_text(file.read_text("utf-8").replace("Clever Cloud", "Clover Cloud", 1), "utf-8")
    filled.config = '[store]\nurl = "sqlite:///other.db"'

    done = filled.run("import", str(file))

    assert done.code == 3
    assert len(done.err.splitlines()) == 1
    assert filled.run("events").out == ""


def test_nothing_is_overwritten(filled: Home, tmp_path: Path) -> None:
    (tmp_path / "there").write_text("mine", "utf-8")

    for command in ("export", "backup"):
        done = filled.run(command, str(tmp_path / "there"))
        assert done.code != 0
        assert "is there already" in done.err
    assert (tmp_path / "there").read_text("utf-8") == "mine"


def test_a_backup_is_a_store_of_its_own(filled: Home) -> None:
    before = filled.status()
    assert filled.run("backup", "copy.db").code == 0
    filled.config = '[store]\nurl = "sqlite:///copy.db"'

    assert filled.status() == before
    assert filled.run("verify").code == 0


def test_on_postgresql_backup_says_what_to_run(home: Home, postgresql: str) -> None:
    home.config = f'[store]\nurl = "{postgresql}"'
    assert home.run("init", "--no-baseline").code == 0

    done = home.run("backup", "copy.dump")

    assert done.code == 1
    assert "pg_dump" in done.err


def test_what_is_appended_while_it_is_verified_is_no_fault(filled: Home) -> None:
    """The log is read before the views are; a daemon goes on meanwhile."""

    class Meanwhile(MemoryViews):
        """Views whose log grows when the first of them is compared."""

        def states(self, view: str) -> Iterator[tuple[str, Any]]:
            if not grown:
                grown.append(
                    filled.run("record", "doctolib", "host-selected", "--provider", "aws", "--why", "x")
                )
            return super().states(view)

    grown: list[object] = []
    config = filled.path / "config.toml"
    app = App(load_config(config), config)
    with app.reader() as reader:
        found = list(verify_views(reader, Meanwhile()))

    assert grown
    assert [each.told for each in found if each.fault] == []
