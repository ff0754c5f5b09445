"""What a terminal of any width shows: names and hosts are read whole."""

from __future__ import annotations

import subprocess

import pytest

from tests.home import COMMAND, Home


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("filled"))
    assert home.run("init", "--yes").code == 0
    return home


def shown(home: Home, width: int, *arguments: str) -> str:
    """Return what the command prints for a terminal of *width* columns."""
    done = subprocess.run(
        [str(COMMAND), *arguments],
        capture_output=True,
        text=True,
        env={**home.environment(), "COLUMNS": str(width)},
        cwd=home.path,
        timeout=60,
        check=True,
    )
    return done.stdout


@pytest.mark.parametrize("width", [40, 80, 100])
def test_no_word_of_a_status_is_cut(filled: Home, width: int) -> None:
    """At 80 columns platform and host were squeezed out, and standings cut short."""
    told = shown(filled, width, "status")

    for word in (
        "Health Data Hub",
        "Amazon Web Services",
        "Scaleway, 2027",
        "migration-announced",
        "(or 2027-01-31)",
        "corroborated",
    ):
        assert word in told, word
    assert max(map(len, told.splitlines())) <= width


@pytest.mark.parametrize("width", [60, 80])
def test_no_decision_of_a_history_is_cut(filled: Home, width: int) -> None:
    told = shown(filled, width, "history", "emc2")

    for row in filled.run("history", "emc2", "--format", "json").json["decisions"]:
        assert row["decision"] in told
        assert row["kind"] in told


def test_a_table_that_fits_is_a_table(filled: Home) -> None:
    heading = shown(filled, 160, "status").splitlines()[1].split()

    assert heading[:3] == ["platform", "host", "standing"]


def test_a_word_that_is_wider_than_the_terminal_goes_on_below(filled: Home) -> None:
    told = shown(filled, 20, "history", "emc2")

    assert max(map(len, told.splitlines())) <= 20
    assert "emc2-request-2023" in told.replace("\n", "").replace(" ", "")
