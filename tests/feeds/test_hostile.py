"""Every hostile case of the shared bench, judged by the bench itself.

The cases run in shards beside one another, for most of their time is spent waiting.  The bench
leaves its TLS cases out where it cannot make certificates; test_http.py has our own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
KINDS = ("feed", "page", "archive", "archive-index", "api")
SHARDS = 4
# A case that is slow on purpose takes the whole time-out; one that is slow but fine takes 3 s.
TIMEOUT = "5"


def run(shared: Path, names: list[str], report: Path, *options: str) -> list[dict[str, object]]:
    """Run the cases called *names*; return what the bench says of each."""
    command = [
        *(sys.executable, str(shared / "hostile/run_cases.py")),
        *("--adapter", f"{sys.executable} -m tests.feeds.hostile_adapter {' '.join(options)}"),
        *("--only", ",".join(names), "--report", str(report)),
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "CASE_TIMEOUT": TIMEOUT}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert report.exists(), done.stdout + done.stderr
    cases: list[dict[str, object]] = json.loads(report.read_text(encoding="utf-8"))["cases"]
    # --only takes beginnings of names; a case may belong to another shard too.
    return [case for case in cases if case["name"] in names]


@pytest.mark.shared
def test_every_hostile_document_is_answered_as_it_should(shared: Path, tmp_path: Path) -> None:
    table = tomllib.loads((shared / "hostile/cases.toml").read_text(encoding="utf-8"))["case"]
    names = [case["name"] for case in table if case.get("kind", "feed") in KINDS]
    shards = [names[number::SHARDS] for number in range(SHARDS)]

    with ThreadPoolExecutor(SHARDS) as pool:
        reports = [tmp_path / f"{number}.json" for number in range(SHARDS)]
        outcomes = [case for cases in pool.map(run, [shared] * SHARDS, shards, reports) for case in cases]

    assert [(case["name"], case["complaints"]) for case in outcomes if not case["ok"]] == []
    listening = [case["name"] for case in table if case["name"] in names and "listener" not in case]
    assert {str(case["name"]) for case in outcomes} >= set(listening)


@pytest.mark.shared
def test_the_pages_behind_hostile_entries_are_as_untrusted(shared: Path, tmp_path: Path) -> None:
    """The canary stands for a service of our own network; a link to it is never followed."""
    names = ["links-to-canary", "links-script", "podcast"]

    outcomes = run(shared, names, tmp_path / "report.json", "--full-text")

    assert [(case["name"], case["complaints"]) for case in outcomes if not case["ok"]] == []
    assert len(outcomes) == len(names)
