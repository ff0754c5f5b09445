"""Our event store beside the `eventsourcing` library and the bare driver, in one run.

    python3.11 -m venv /tmp/peer && /tmp/peer/bin/pip install "eventsourcing[postgres]"
    python benchmarks/eventstore.py --peer /tmp/peer/bin/python \
        --postgresql postgresql://postgres@127.0.0.1/postgres

Every case is a fresh process on a fresh database; cases take turns, and the ratios are the
medians of the ratios of each round, so that a machine that slows down slows down all alike.
Durable means an fsync at every commit for all of them.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import platform
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
SIZES = {1: 1500, 100: 20_000, 1000: 40_000}


@dataclass
class Bench:
    """Where and how the cases run."""

    peer: str | None
    postgresql: str | None
    rounds: int
    folder: Path
    kept: dict[tuple[str, str, int], str] = field(default_factory=dict)
    number: int = 0

    def run(self, case: str, where: str, **spec: object) -> dict[str, float]:
        """Run one case in a process of its own; those of the peer begin with ``peer``."""
        program, python = "our_eventstore.py", sys.executable
        if case.startswith("peer "):
            program, python, case = "peer_eventsourcing.py", self.peer or "", case.removeprefix("peer ")
        command = [python, str(HERE / program), json.dumps({"case": case, "where": where, **spec})]
        environment = os.environ | {"PYTHONPATH": str(HERE.parent) if program.startswith("our") else ""}
        ran = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
        if ran.returncode:
            sys.exit(f"{command}\n{ran.stderr}")
        answer: dict[str, float] = json.loads(ran.stdout.splitlines()[-1])
        return answer

    @contextmanager
    def place(self, kind: str) -> Iterator[str]:
        """Make an empty database, and remove it afterwards."""
        self.number += 1
        if kind == "SQLite":
            folder = self.folder / str(self.number)
            folder.mkdir()
            yield str(folder / "log.db")
            shutil.rmtree(folder)
            return
        schema = f"bench_{os.getpid()}_{self.number}"
        self.psql(f"CREATE SCHEMA {schema}")
        yield f"{self.postgresql}?options=-csearch_path%3D{schema}"
        self.psql(f"DROP SCHEMA {schema} CASCADE")

    def psql(self, statement: str) -> None:
        """Run a statement as the owner of the test database."""
        import psycopg  # noqa: PLC0415 - only where it is needed

        with psycopg.connect(self.postgresql or "", autocommit=True) as connection:
            connection.execute(statement.encode())

    def kinds(self) -> list[str]:
        """Return the databases to be measured."""
        return ["SQLite", "PostgreSQL"] if self.postgresql else ["SQLite"]


def ratio(base: list[float], other: list[float]) -> str:
    """Return how many times as fast *other* is, as the median over the rounds."""
    return f"{statistics.median(b / o for b, o in zip(base, other, strict=True)):.2f}" if base else "-"


def table(title: str, columns: list[str], rows: list[list[str]]) -> None:
    """Print a table in Markdown."""
    print(f"\n### {title}\n")
    print("| " + " | ".join(columns) + " |")
    print("| --- |" + " ---: |" * (len(columns) - 1))
    for row in rows:
        print("| " + " | ".join(row) + " |", flush=True)


def append(bench: Bench) -> None:
    """Measure appending, one event, a hundred and a thousand in a transaction."""
    cases: dict[str, tuple[str, dict[str, object]]] = {
        "this store": ("append", {}),
        "this store, ids in the order of time": ("append", {"ordered": True}),
        "eventsourcing application": ("peer append application", {}),
        "eventsourcing recorder (encoded beforehand)": ("peer append recorder", {}),
        "bare driver (no ids, chain, versions; encoded beforehand)": ("raw", {}),
    }
    for kind in bench.kinds():
        for size, count in SIZES.items():
            times: dict[str, list[float]] = {name: [] for name in cases}
            for _ in range(bench.rounds):
                for name, (case, spec) in cases.items():
                    if bench.peer is None and case.startswith("peer"):
                        continue
                    with bench.place(kind) as where:
                        times[name].append(bench.run(case, where, count=count, size=size, **spec)["elapsed"])
            rows = [
                [
                    name,
                    f"{count / statistics.median(seconds):,.0f}",
                    f"{statistics.median(seconds) / count * 1e6:.1f}",
                    ratio(times["eventsourcing application"], seconds),
                    ratio(times["eventsourcing recorder (encoded beforehand)"], seconds),
                ]
                for name, seconds in times.items()
                if seconds
            ]
            table(
                f"{kind}: appending, {size} a transaction ({count:,} events)",
                ["store", "events/s", "µs/event", "x application", "x recorder"],
                rows,
            )


def read(bench: Bench, counts: list[int]) -> None:
    """Measure reading the whole log, folding it, and verifying it."""
    cases = {
        "this store: scan, every payload decoded": ("scan", "ours"),
        "this store: scan, types only": ("skip", "ours"),
        "eventsourcing: notifications + json": ("peer scan", "peer"),
        "this store: fold in memory": ("project", "ours"),
        "this store: projection kept in the database": ("project kept", "ours"),
        "this store: rebuilt beside it": ("project again", "ours"),
        "eventsourcing: notifications + mapper, folded in memory": ("peer project", "peer"),
        "this store: verify": ("verify", "ours"),
    }
    bases = ["eventsourcing: notifications + json"] * 3 + [
        "eventsourcing: notifications + mapper, folded in memory"
    ] * 5
    for kind in bench.kinds():
        for count in counts if kind == "SQLite" else counts[:1]:
            with bench.place(kind) as ours, bench.place(kind) as theirs:
                bench.run("fill", ours, count=count)
                if bench.peer:
                    bench.run("peer fill", theirs, count=count)
                results: dict[str, list[dict[str, float]]] = {name: [] for name in cases}
                for _ in range(bench.rounds):
                    for name, (case, whose) in cases.items():
                        if whose == "ours" or bench.peer:
                            results[name].append(
                                bench.run(case, ours if whose == "ours" else theirs, count=count)
                            )
            seconds = {name: [one["elapsed"] for one in found] for name, found in results.items()}
            rows = [
                [
                    name,
                    f"{count / statistics.median(seconds[name]):,.0f}",
                    f"{statistics.median(seconds[name]) / count * 1e6:.2f}",
                    ratio(seconds[base], seconds[name]),
                    f"{max(one['peak'] for one in results[name]):.0f}",
                ]
                for (name, _), base in zip(cases.items(), bases, strict=True)
                if seconds[name]
            ]
            table(
                f"{kind}: reading {count:,} events",
                ["how", "events/s", "µs/event", "x eventsourcing", "peak MiB"],
                rows,
            )


def growth(bench: Bench, large: int) -> None:
    """Measure what an event costs at the end of a small log and of a large one."""
    rows = []
    for kind in bench.kinds():
        for ordered in (True, False):
            for size in (1, 100):
                cost = []
                for before in (10_000, large):
                    with bench.place(kind) as where:
                        bench.run("append", where, count=before, size=1000, ordered=ordered)
                        count = 20 * size + 1000
                        elapsed = [
                            bench.run("append more", where, count=count, size=size, ordered=ordered, seed=n)[
                                "elapsed"
                            ]
                            for n in range(bench.rounds)
                        ]
                        cost.append(statistics.median(elapsed) / count * 1e6)
                ids = "in the order of time" if ordered else "scattered"
                rows.append(
                    [kind, ids, str(size), *[f"{one:.1f}" for one in cost], f"{cost[1] / cost[0]:.2f}"]
                )
    table(
        f"One event at the end of a log of 10,000 and of {large:,}",
        ["database", "ids", "a transaction", "µs, small", "µs, large", "large / small"],
        rows,
    )


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", nargs="*", choices=["append", "read", "growth", []], help="default: all")
    parser.add_argument("--peer", metavar="PYTHON", help="an interpreter that has the eventsourcing library")
    parser.add_argument("--postgresql", metavar="URL", help="a PostgreSQL database to measure as well")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--events", type=int, action="append", help="read: size of the log (repeatable)")
    parser.add_argument("--large", type=int, default=1_000_000, help="growth: size of the large log")
    arguments = parser.parse_args()
    what: list[Any] = arguments.what or ["append", "read", "growth"]
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        bench = Bench(arguments.peer, arguments.postgresql, arguments.rounds, Path(folder))
        now = dt.datetime.now(dt.UTC)
        print(
            f"{now:%Y-%m-%d}; {os.cpu_count()} cores, {platform.machine()}, {platform.system()}; "
            f"CPython {platform.python_version()}, SQLite {sqlite3.sqlite_version}; medians of {bench.rounds}"
        )
        if "append" in what:
            append(bench)
        if "read" in what:
            read(bench, arguments.events or [100_000, 1_000_000])
        if "growth" in what:
            growth(bench, arguments.large)


if __name__ == "__main__":
    main()
