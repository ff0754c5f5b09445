"""Our event store beside the `eventsourcing` library and the bare driver, in one run.

    python3.11 -m venv /tmp/peer && /tmp/peer/bin/pip install "eventsourcing[postgres]"
    python benchmarks/eventstore.py --peer /tmp/peer/bin/python \
        --postgresql postgresql://postgres@127.0.0.1/postgres

Every case is a fresh process on a fresh database; cases take turns, and the ratios are the
medians of the ratios of each round, so that a machine that slows down slows down all alike.  The
CPU is that of the process, the kernel's work for it included (and none of a server's).
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
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
SIZES = {1: 3000, 100: 20_000, 1000: 40_000}

MORE = {1: 1000, 100: 5000}
"""Events a transaction, and how many of them are added to a log that is there."""

Spent = dict[str, float]
"""What a case took: ``elapsed`` and ``cpu`` in seconds, ``peak`` in MiB."""


@dataclass
class Bench:
    """Where and how the cases run."""

    peer: str | None
    postgresql: str | None
    rounds: int
    folder: Path
    kept: dict[tuple[str, str, int], str] = field(default_factory=dict)
    number: int = 0

    def run(self, case: str, where: str, **spec: object) -> Spent:
        """Run one case in a process of its own; those of the peer begin with ``peer``."""
        program, python = "our_eventstore.py", sys.executable
        if case.startswith("peer "):
            program, python, case = "peer_eventsourcing.py", self.peer or "", case.removeprefix("peer ")
        command = [python, str(HERE / program), json.dumps({"case": case, "where": where, **spec})]
        environment = os.environ | {"PYTHONPATH": str(HERE.parent) if program.startswith("our") else ""}
        ran = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
        if ran.returncode:
            sys.exit(f"{command}\n{ran.stderr}")
        answer: Spent = json.loads(ran.stdout.splitlines()[-1])
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


def ratio(base: list[Spent], other: list[Spent], what: str = "elapsed") -> str:
    """Return how many times as fast *other* is, as the median over the rounds."""
    if not base:
        return "-"
    return f"{statistics.median(b[what] / o[what] for b, o in zip(base, other, strict=True)):.2f}"


def each(spent: list[Spent], count: int, what: str = "elapsed") -> float:
    """Return the microseconds that an event took."""
    return statistics.median(one[what] for one in spent) / count * 1e6


def disk(folder: Path) -> str:
    """Return what it takes to have three pages on the disk, as a single event has: new ones, and old ones."""
    pages, told = bytes(3 * 4096), []
    with (folder / "disk").open("w+b", buffering=0) as file:
        for _ in ("appended to a file", "written over again"):
            file.seek(0)
            times = []
            for _ in range(300):
                file.write(pages)
                began = time.perf_counter()
                os.fdatasync(file.fileno())
                times.append(time.perf_counter() - began)
            told.append(f"{statistics.median(times) * 1e6:.0f} µs")
    return f"fdatasync of three pages: {told[0]} appended to a file, {told[1]} written over again"


def table(title: str, columns: list[str], rows: list[list[str]]) -> None:
    """Print a table in Markdown."""
    print(f"\n### {title}\n")
    print("| " + " | ".join(columns) + " |")
    print("| --- |" + " ---: |" * (len(columns) - 1))
    for row in rows:
        print("| " + " | ".join(row) + " |", flush=True)


def append(bench: Bench) -> None:
    """Measure appending, one event, a hundred and a thousand in a transaction."""
    application, recorder = "eventsourcing application", "eventsourcing recorder (encoded beforehand)"
    cases: dict[str, tuple[str, dict[str, object]]] = {
        "this store": ("append", {}),
        "this store, derived ids (made beforehand)": ("append", {"ids": "derived"}),
        application: ("peer append application", {}),
        recorder: ("peer append recorder", {}),
        "bare driver (no ids, chain, versions; encoded beforehand)": ("raw", {}),
    }
    print(f"\n{disk(bench.folder)}")
    for kind in bench.kinds():
        for size, count in SIZES.items():
            spent: dict[str, list[Spent]] = {name: [] for name in cases}
            for _ in range(bench.rounds):
                for name, (case, spec) in cases.items():
                    if bench.peer is None and case.startswith("peer"):
                        continue
                    with bench.place(kind) as where:
                        spent[name].append(bench.run(case, where, count=count, size=size, **spec))
            rows = [
                [
                    name,
                    f"{1e6 / each(found, count):,.0f}",
                    f"{each(found, count):.1f}",
                    f"{each(found, count, 'cpu'):.1f}",
                    ratio(spent[application], found),
                    ratio(spent[application], found, "cpu"),
                    ratio(spent[recorder], found),
                ]
                for name, found in spent.items()
                if found
            ]
            table(
                f"{kind}: appending, {size} a transaction ({count:,} events)",
                ["store", "events/s", "µs/event", "of CPU", "x application", "by CPU", "x recorder"],
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
                spent: dict[str, list[Spent]] = {name: [] for name in cases}
                for _ in range(bench.rounds):
                    for name, (case, whose) in cases.items():
                        if whose == "ours" or bench.peer:
                            spent[name].append(
                                bench.run(case, ours if whose == "ours" else theirs, count=count)
                            )
            rows = [
                [
                    name,
                    f"{1e6 / each(spent[name], count):,.0f}",
                    f"{each(spent[name], count):.2f}",
                    ratio(spent[base], spent[name]),
                    ratio(spent[base], spent[name], "cpu"),
                    f"{max(one['peak'] for one in spent[name]):.0f}",
                ]
                for (name, _), base in zip(cases.items(), bases, strict=True)
                if spent[name]
            ]
            table(
                f"{kind}: reading {count:,} events",
                ["how", "events/s", "µs/event", "x eventsourcing", "by CPU", "peak MiB"],
                rows,
            )


def growth(bench: Bench, large: int) -> None:
    """Measure what an event costs at the end of a small log and of a large one."""
    rows = []
    for kind in bench.kinds():
        for ids, told in (("own", "the store's own"), ("derived", "derived")):
            spent: dict[tuple[int, int], list[Spent]] = {}
            for before in (10_000, large):
                with bench.place(kind) as where:
                    bench.run("append", where, count=before, size=1000, ids=ids)
                    for seed in range(1, bench.rounds + 1):
                        for size, count in MORE.items():
                            more = bench.run("append more", where, count=count, size=size, ids=ids, seed=seed)
                            spent.setdefault((size, before), []).append(more)
            for size, count in MORE.items():
                small, big = spent[size, 10_000], spent[size, large]
                rows.append(
                    [
                        kind,
                        told,
                        str(size),
                        f"{each(small, count):.1f}",
                        f"{each(big, count):.1f}",
                        f"{each(big, count) / each(small, count):.2f}",
                        f"{each(big, count, 'cpu') / each(small, count, 'cpu'):.2f}",
                    ]
                )
    table(
        f"One event at the end of a log of 10,000 and of {large:,}",
        ["database", "ids", "a transaction", "µs, small", "µs, large", "large / small", "by CPU"],
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
    parser.add_argument(
        "--folder",
        metavar="DIR",
        help="where the files are made; on a tmpfs, where an fsync is free, the disk has no say",
    )
    parser.add_argument("--large", type=int, default=1_000_000, help="growth: size of the large log")
    arguments = parser.parse_args()
    what: list[Any] = arguments.what or ["append", "read", "growth"]
    with tempfile.TemporaryDirectory(prefix="bench-", dir=arguments.folder) as folder:
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
