"""The tool that measures how well texts are read, on labels small enough to count by hand."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT

AUTHORISED = {"platform": "emc2", "kind": "hosting-authorised", "authority": "cnil", "provider": None}
UNKNOWN = {"platform": "other:orpheon", "kind": "hosting-refused", "authority": "cnil", "provider": None}


def a_line(text: str, *expected: dict[str, Any], **more: Any) -> str:  # noqa: ANN401 - fields of a row
    row = {"id": text[:9], "source": {"kind": "press", "name": "J"}, "published": "2025-03-14", "title": ""}
    return json.dumps({**row, "text": text, "expected": expected, **more}) + "\n"


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    path = tmp_path / "labelled.jsonl"
    path.write_text(
        a_line("La Cnil a autorisé mardi l'entrepôt EMC2.", AUTHORISED)
        + a_line("Il pleut. La Cnil a autorisé mardi l'entrepôt EMC2.")
        + a_line("Un acte que nul ne saurait lire.", AUTHORISED)
        + a_line(
            "La Cnil a refusé mardi d'autoriser la plateforme Ombrelle.",
            UNKNOWN,
            zone="title",
            phenomenon="active",
        ),
        "utf-8",
    )
    return path


def run(*arguments: object) -> str:
    command = [sys.executable, "benchmarks/reading.py", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def test_claims_are_counted_one_to_one(labelled: Path) -> None:
    found = json.loads(run(labelled, "--format", "json"))

    documents = found["documents"]
    assert documents["keys"]["news: platform+kind"] == {
        **dict.fromkeys(("precision", "recall", "f1"), 0.5),
        **dict.fromkeys(("made", "labelled"), 2),
        "right": 1,
        "texts": 3,
    }
    assert (documents["silent"], documents["alarmed"]) == (1, 1)
    assert documents["sure"]["made"] == 2
    assert found["sentences"]["phenomena"]["active"]["right"] == 1


def test_the_errors_are_listed(labelled: Path) -> None:
    lines = run(labelled, "--errors").splitlines()

    assert [line.split()[0] for line in lines] == ["FALSE", "missed"]


def test_the_tables_are_put_between_the_markers(labelled: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- measured: begin -->\nold\n<!-- measured: end -->\nafter\n", "utf-8")

    run(labelled, "--write", page)

    lines = page.read_text("utf-8").splitlines()
    assert (lines[0], lines[-1]) == ("before", "after")
    assert "old" not in lines
    assert any("python benchmarks/reading.py labelled.jsonl" in line for line in lines)
    assert any(line.startswith("| hosting-authorised | 50 % | 50 % | 50 % |") for line in lines)
