"""Read a large archive of DILA with `feeds.dila_source`, from a loopback folder to texts.

    python make_archive.py --out /tmp/archive.tar.gz            # 30,000 texts, of the shared bench
    python benchmarks/feeds_archive.py --archive /tmp/archive.tar.gz --rounds 3

Each case is a fresh process, in turns.  The yardstick parses every document and keeps nothing:
`tarfile` in stream mode and ElementTree.  "in parts" stores each batch's memory, and is broken off and
started again after every 5,000 texts.  "ingested" is `tracker poll` itself: a cold process that reads,
filters, extracts and records into a SQLite file; "killed" ends it with SIGKILL half-way, and polls again.
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from xml.etree import ElementTree as ET

NAME = "CNIL_20260301-120000.tar.gz"
CASES = (
    "parse only",
    "every text",
    "every text, in parts",
    "one in a hundred wanted",
    "filtered and ingested",
    "filtered and ingested, killed half-way",
)
GOAL = "filtered and ingested"


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder without a word."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the library's signature
        """Stay quiet."""


def serve(folder: str) -> None:
    """Serve *folder* and print the port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder))
    print(server.server_address[1], flush=True)
    server.serve_forever()


def parse_only(archive: Path) -> int:
    """Parse every document of *archive*, and keep nothing."""
    count = 0
    with tarfile.open(archive, "r|gz") as members:
        for member in members:
            file = members.extractfile(member) if member.isfile() else None
            if file is not None and member.name.endswith(".xml"):
                ET.fromstring(file.read())  # noqa: S314  our own archive
                count += 1
    return count


def read_all(url: str, *, parts: bool, wanted_one_in: int) -> tuple[int, int]:
    """Poll *url*; return how many texts came, and how many were not wanted."""
    from feeds.dila_memory import DilaMemory  # noqa: PLC0415  what a poll imports is part of its time
    from feeds.dila_source import DilaSource, poll_dila  # noqa: PLC0415 - only the child that measures it imports it
    from feeds.document import Origin  # noqa: PLC0415 - only the child that measures it imports it
    from feeds.http import Fetcher, FetchPolicy  # noqa: PLC0415 - only the child that measures it imports it

    seen = 0

    def wanted(_: bytes) -> bool:
        nonlocal seen
        seen += 1
        return seen % wanted_one_in == 0

    origin = Origin(id="dila", kind="cnil", name="DILA")
    source = DilaSource(origin=origin, url=url, wanted=wanted, since="2026-01-01")
    policy = FetchPolicy(user_agent="bench/1", allow_private_hosts=frozenset({url.split("/")[2]}))
    memory, texts, unwanted, more = DilaMemory(), 0, 0, True
    with Fetcher(policy) as fetcher:
        while more:
            more, since_start = False, 0
            for batch in poll_dila(source, memory, fetcher, now=datetime.now(UTC)).batches:
                if batch.failure is not None:
                    raise SystemExit(batch.failure.reason)
                memory = DilaMemory.from_json(batch.memory.to_json())
                texts, unwanted = texts + len(batch.documents), unwanted + batch.unwanted
                since_start += len(batch.documents)
                if parts and since_start >= 5000:
                    more = True
                    break
    return texts, unwanted


def poll(url: str, *, killed: bool) -> tuple[int, int, float]:
    """Poll *url* with the product; return the texts that it recorded, those it passed over, its peak in MiB.

    *killed*: end it when some texts are recorded, and poll again.
    """
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "config.toml").write_text(
            f'[fetch]\nallow_private_hosts = ["{url.split("/")[2]}"]\n'
            f'[[sources]]\nid = "bench"\nkind = "dila"\nurl = "{url}"\nsince = 2026-01-01\n',
            "utf-8",
        )
        command = [sys.executable, "-m", "tracker", "--config", str(home / "config.toml"), "poll"]
        if killed:
            first = subprocess.Popen(command, stdout=subprocess.DEVNULL)
            while first.poll() is None and recorded(home) < 200:
                time.sleep(0.02)
            first.kill()
            first.wait()
        told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        with closing(sqlite3.connect(home / "tracker.db")) as log:
            kept = json.loads(log.execute(MEMORY).fetchone()[0])
        if f"first poll, {recorded(home)} documents" not in told:
            raise SystemExit(told)
        return recorded(home), kept["passed_over"], peak


OBSERVED = "SELECT count(*) FROM event WHERE type = 'DocumentObserved'"
MEMORY = "SELECT value FROM state WHERE view = 'memory' AND key = 'bench'"


def recorded(home: Path) -> int:
    """Return how many documents the log of *home* holds."""
    if not (home / "tracker.db").exists():
        return 0
    with closing(sqlite3.connect(home / "tracker.db")) as log:
        try:
            return int(
                log.execute("SELECT count(*) FROM event WHERE type = 'DocumentObserved'").fetchone()[0]
            )
        except sqlite3.OperationalError:  # it is being made
            return 0


def child(case: str, archive: Path, url: str) -> None:
    """Do *case*; print its seconds, its documents and its peak memory."""
    begun = time.perf_counter()
    peak = 0.0
    if case == "parse only":
        texts, unwanted = parse_only(archive), 0
    elif "ingested" in case:
        texts, unwanted, peak = poll(url, killed="killed" in case)
    else:
        texts, unwanted = read_all(url, parts="parts" in case, wanted_one_in=100 if "wanted" in case else 1)
    seconds = time.perf_counter() - begun
    peak = peak or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    cpu = sum(
        use.ru_utime + use.ru_stime
        for use in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )
    print(json.dumps({"seconds": seconds, "cpu": cpu, "texts": texts, "unwanted": unwanted, "peak": peak}))


@contextmanager
def folder_with(archive: Path) -> Iterator[str]:
    """Serve *archive* from a process of its own, under the name of an increment."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(archive, Path(folder) / NAME)
        command = [sys.executable, __file__, "--archive", str(archive), "--serve", folder]
        server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        try:
            assert server.stdout is not None  # noqa: S101  it is a pipe
            yield f"http://127.0.0.1:{int(server.stdout.readline())}/"
        finally:
            server.terminate()
            server.wait(10)


def main() -> int:
    """Print the table; exit 1 where a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--archive", required=True, type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    for hidden in ("--case", "--url", "--serve"):
        parser.add_argument(hidden, default="", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        serve(options.serve)
    if options.case:
        child(options.case, options.archive, options.url)
        return 0

    for package in ("feeds", "store", "tracker"):  # as installing them does
        compileall.compile_dir(Path(__file__).parents[1] / package, quiet=1)
    found: dict[str, list[dict[str, float]]] = {case: [] for case in CASES}
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    with folder_with(options.archive) as url:
        for _ in range(options.rounds):
            for case in CASES:
                command = [sys.executable, __file__, "--archive", str(options.archive)]
                command += ["--case", case, "--url", url]
                done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
                found[case].append(json.loads(done.stdout))

    print("| case | seconds | of CPU | texts/s | × parse only | peak MiB | texts | not wanted |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    missed = False
    for case, runs in found.items():
        seconds = median(run["seconds"] for run in runs)
        cpu = median(run["cpu"] for run in runs)
        pairs = zip(found["parse only"], runs, strict=True)
        ratio = median(only["seconds"] / run["seconds"] for only, run in pairs)
        peak = max(run["peak"] for run in runs)
        all_texts = runs[0]["texts"] + runs[0]["unwanted"]
        goal = " (goal 0.33)" if case == GOAL else ""
        missed = missed or peak > 100 or (bool(goal) and ratio < 1 / 3)
        print(
            f"| {case} | {seconds:.2f} | {cpu:.2f} | {all_texts / seconds:,.0f} | {ratio:.2f}{goal} "
            f"| {peak:.0f} | {runs[0]['texts']:.0f} | {runs[0]['unwanted']:.0f} |"
        )
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
