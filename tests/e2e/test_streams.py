"""Standard streams as machines hand them over: closed, full, in another encoding than UTF-8."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.home import COMMAND, Home


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("filled"))
    assert home.run("init", "--yes").code == 0
    return home


def shell(home: Home, command: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run *command* in a shell, where $TRACKER is the installed command."""
    return subprocess.run(
        ["/bin/bash", "-c", command],
        capture_output=True,
        env={**home.environment(), **environment, "TRACKER": str(COMMAND)},
        cwd=home.path,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("command", ["status", "events --format jsonl", "export -", "--help"])
def test_a_full_disk_below_the_output_is_a_failure_that_is_told(filled: Home, command: str) -> None:
    done = shell(filled, f"$TRACKER {command} >/dev/full")

    assert done.returncode == 1
    assert done.stderr.decode() == "tracker: the output cannot be written (No space left on device)\n"


def test_a_full_disk_below_the_diagnostics_costs_no_work(home: Home, tmp_path: Path) -> None:
    bad, good = tmp_path / "bad.jsonl", tmp_path / "good.jsonl"
    bad.write_text("no JSON\n", "utf-8")
    good.write_text(json.dumps({"id": "a", "title": "A"}), "utf-8")
    home.run("init", "--no-baseline")

    done = shell(home, f"$TRACKER ingest {bad} {good} 2>/dev/full")

    assert done.returncode == 1
    assert len(home.run("events", "--type", "DocumentObserved", "--format", "json").json) == 1


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams_lead_to_nowhere(home: Home, closed: str) -> None:
    """The database that is opened next would be handed the number of the stream, and what is printed."""
    home.run("check", "--offline")

    for command in ("init", "status", "extract -"):
        done = shell(home, f"$TRACKER {command} {closed}")
        assert done.returncode == 0, (command, done.stderr)
        assert b"fault of ours" not in done.stderr
    assert home.run("verify").code == 0


@pytest.mark.parametrize(
    ("command", "encoding"),
    [("status", "ascii"), ("history emc2", "cp1252"), ("explain emc2", "ascii"), ("events", "latin-1")],
)
def test_a_terminal_that_lacks_a_letter_still_gets_the_rest(
    filled: Home, command: str, encoding: str
) -> None:
    done = shell(filled, f"$TRACKER {command}", PYTHONIOENCODING=encoding)

    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout


@pytest.mark.parametrize("command", ["export -", "sources export"])
def test_a_log_and_a_list_are_utf8_whatever_the_terminal(filled: Home, command: str) -> None:
    told, other = (
        shell(filled, f"$TRACKER {command}", PYTHONIOENCODING=encoding).stdout
        for encoding in ("utf-8", "latin-1")
    )

    assert told == other


def test_json_escapes_what_its_stream_cannot_write(filled: Home) -> None:
    """Programs read JSON as UTF-8."""
    told, other = (
        shell(filled, "$TRACKER events --format json", PYTHONIOENCODING=encoding).stdout
        for encoding in ("utf-8", "latin-1")
    )

    assert other.isascii()
    assert not told.isascii()
    assert json.loads(other) == json.loads(told)


def test_a_byte_that_is_no_utf8_costs_no_document(home: Home) -> None:
    """The strict reading of a UTF-8 terminal ended the whole command."""
    command = r"""printf '{"id":"a","title":"caf\xe9"}\n{"id":"b","title":"B"}\n' | $TRACKER extract -"""

    done = shell(home, command, PYTHONIOENCODING="utf-8:strict")

    assert (done.returncode, done.stderr) == (0, b"")
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["a", "b"]
