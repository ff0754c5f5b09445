"""Poll a farm of loopback feeds with `feeds.poll`, beside other feed readers, in turns.

    python make_feeds.py --out /tmp/farm
    python benchmarks/feeds_polling.py --bench BENCH --feeds /tmp/farm --rounds 3 \
        --peer urlwatch=/venv/bin/urlwatch --peer reader=/venv/bin/python

BENCH is the folder of `feeds_server.py`, which serves the farm.  Five polls follow one another:
a: the first, everything is new; b: all 304; d: 5 % of the feeds have one new entry; c: 200 with
the same bodies; e: 200 with new build dates.  Each poll is a fresh process, which keeps every
document and memory in one SQLite file; "ours, warm" makes its five polls in one process.  The
memory is the share that all processes of a poll hold together (PSS), looked at ten times a second.
"""

from __future__ import annotations

import argparse
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

MODES = {
    "a": "set=base&etag=strong&volatile=0",
    "b": "set=base&etag=strong&volatile=0",
    "d": "set=update&etag=strong&volatile=0",
    "c": "set=update&etag=none&volatile=0",
    "e": "set=update&etag=none&volatile=1",
}
URLWATCH_GOALS = {"b": 4.0, "d": 4.0, "c": 3.5, "e": 7.0}
READER_GOALS = {"a": 2.2, "b": 3.5, "d": 5.0, "c": 40.0}


def get(url: str) -> bytes:
    """Ask the farm itself, not one of its feeds."""
    with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310  our own loopback server
        body: bytes = answer.read()
        return body


def poll_all(  # noqa: PLR0913  the options of the child
    database: Path, urls: list[str], *, threads: int, parsers: int, farm: str, polls: str
) -> None:
    """Make one poll of every feed for each letter of *polls*, or just one; print the seconds of each."""
    from feeds.document import Origin  # noqa: PLC0415  what a poll imports is part of its time
    from feeds.http import Fetcher, FetchPolicy  # noqa: PLC0415
    from feeds.memory import Memory  # noqa: PLC0415
    from feeds.poll import Source, poll  # noqa: PLC0415
    from feeds.worker import Parser  # noqa: PLC0415

    hosts = frozenset(url.split("/")[2] for url in urls)
    policy = FetchPolicy(user_agent="bench/1 (+mailto:bench@tracker.example)", allow_private_hosts=hosts)
    with (
        closing(sqlite3.connect(database)) as store,
        Fetcher(policy) as fetcher,
        Parser(workers=parsers) as parser,
        ThreadPoolExecutor(threads) as pool,
    ):
        store.execute("PRAGMA journal_mode=WAL")
        store.execute("CREATE TABLE IF NOT EXISTS memory (url TEXT PRIMARY KEY, text TEXT)")
        store.execute("CREATE TABLE IF NOT EXISTS document (id TEXT, title TEXT, text TEXT)")
        for letter in polls or "-":
            if polls:
                get(f"{farm}/_set?{MODES[letter]}")
            begun = time.perf_counter()
            memories = dict(store.execute("SELECT url, text FROM memory"))

            def one(url: str, known: dict[str, str] = memories):  # noqa: ANN202  a Poll
                memory = Memory.from_json(known[url]) if url in known else Memory()
                source = Source(origin=Origin(id=url, kind="press", name=url), url=url)
                outcome = poll(source, memory, fetcher, parser, now=datetime.now(UTC))
                text = "" if outcome.memory == memory else outcome.memory.to_json()
                return url, text, outcome

            new = failed = 0
            for url, text, outcome in pool.map(one, urls):
                new, failed = new + len(outcome.documents), failed + (outcome.outcome == "failed")
                rows = [(each.id, each.title, each.summary + each.text) for each in outcome.documents]
                with store:
                    store.executemany("INSERT INTO document VALUES (?, ?, ?)", rows)
                    if text:
                        store.execute("INSERT OR REPLACE INTO memory VALUES (?, ?)", (url, text))
            seconds = time.perf_counter() - begun
            print(json.dumps({"seconds": seconds, "new": new, "failed": failed}), flush=True)


def urlwatch(exe: str, folder: Path, urls: list[str]) -> list[str]:
    """Prepare a folder for urlwatch; return the command of one poll."""
    jobs = "---\n".join(f"name: {number}\nurl: {url}\n" for number, url in enumerate(urls))
    (folder / "urls.yaml").write_text(jobs, encoding="utf-8")
    files = {"--urls": "urls.yaml", "--config": "config.yaml", "--hooks": "hooks.py", "--cache": "cache.db"}
    return [exe, *(part for option, name in files.items() for part in (option, str(folder / name)))]


def reader(exe: str, folder: Path, urls: list[str]) -> list[str]:
    """Prepare a database for reader, given as the Python of its environment."""
    database = str(folder / "reader.sqlite")
    add = "import sys, reader\nr = reader.make_reader(sys.argv[1])\nfor u in sys.argv[2:]: r.add_feed(u)"
    subprocess.run([exe, "-c", add, database, *urls], check=True)
    return [exe, "-m", "reader", "--db", database, "update", "--no-scheduled", "--workers", "8"]


def ours(options: argparse.Namespace, folder: Path, farm: str, *, polls: str = "") -> list[str]:
    """Return the command of one poll with our own code."""
    (folder / "farm.json").write_text(json.dumps(farm), encoding="utf-8")
    return [
        *(sys.executable, __file__, "--child", str(folder), "--feeds", options.feeds, "--bench", "."),
        *("--threads", str(options.threads), "--parsers", str(options.parsers), "--polls", polls),
    ]


def held_together(root: int) -> float:
    """Return the MiB that the processes in the session of *root* hold, shared pages shared out."""
    total = 0
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and os.getsid(int(entry.name)) == root:
                rollup = (entry / "smaps_rollup").read_text()
                total += int(rollup.partition("\nPss:")[2].split()[0])
        except (OSError, IndexError):
            continue
    return total / 1024


def run(command: list[str]) -> tuple[float, float, str]:
    """Run *command*; return its seconds, the most MiB that it held, and what it printed."""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    most, begun = 0.0, time.perf_counter()
    with tempfile.TemporaryFile() as printed:
        child = subprocess.Popen(
            command, env=environment, stdout=printed, stderr=subprocess.DEVNULL, start_new_session=True
        )
        while child.poll() is None:
            most = max(most, held_together(child.pid))
            try:
                child.wait(0.1)
            except subprocess.TimeoutExpired:
                continue
        seconds = time.perf_counter() - begun
        printed.seek(0)
        return seconds, most, printed.read().decode()


def measure(
    options: argparse.Namespace, farm: str, urls: list[str]
) -> tuple[dict[str, dict[str, list[float]]], float]:
    """Let all cases take their five polls in turns; return seconds by case and poll, and our peak."""
    peers = dict(peer.split("=", 1) for peer in options.peer)
    names = ["ours, cold", "ours, warm", *peers]
    found: dict[str, dict[str, list[float]]] = {name: {letter: [] for letter in MODES} for name in names}
    peak = 0.0
    for _ in range(options.rounds):
        with tempfile.TemporaryDirectory() as base:
            folders = {name: Path(base) / str(number) for number, name in enumerate(names)}
            for folder in folders.values():
                folder.mkdir()
            commands = {"ours, cold": ours(options, folders["ours, cold"], farm)}
            for name, exe in peers.items():
                commands[name] = {"urlwatch": urlwatch, "reader": reader}[name](exe, folders[name], urls)
            for letter, mode in MODES.items():
                get(f"{farm}/_set?{mode}")
                for name, command in commands.items():
                    seconds, most, _ = run(command)
                    found[name][letter].append(seconds)
                    peak = max(peak, most if name == "ours, cold" else 0.0)
            _, most, printed = run(ours(options, folders["ours, warm"], farm, polls="".join(MODES)))
            peak = max(peak, most)
            for letter, line in zip(MODES, printed.splitlines(), strict=True):
                found["ours, warm"][letter].append(json.loads(line)["seconds"])
    return found, peak


def main() -> int:
    """Print the table; exit 1 where a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--bench", required=True)
    parser.add_argument("--feeds", required=True)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=8)
    parser.add_argument("--parsers", type=int, default=2)
    parser.add_argument("--peer", action="append", default=[], metavar="NAME=PROGRAM")
    parser.add_argument("--polls", default="", help=argparse.SUPPRESS)
    parser.add_argument("--child", default="", help=argparse.SUPPRESS)
    options = parser.parse_args()
    files = sorted(path.name for path in (Path(options.feeds) / "base").iterdir())
    if options.child:
        farm = json.loads((Path(options.child) / "farm.json").read_text(encoding="utf-8"))
        poll_all(
            Path(options.child) / "ours.sqlite",
            [f"{farm}/{name}" for name in files],
            threads=options.threads,
            parsers=options.parsers,
            farm=farm,
            polls=options.polls,
        )
        return 0

    serve = [sys.executable, f"{options.bench}/feeds_server.py", "--feeds", options.feeds, "--port", "0"]
    server = subprocess.Popen(serve, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None  # noqa: S101  it is a pipe
        farm = f"http://127.0.0.1:{json.loads(server.stdout.readline())['ports'][0]}"
        found, peak = measure(options, farm, [f"{farm}/{name}" for name in files])
    finally:
        server.terminate()
        server.wait(10)

    print("| poll (seconds) | " + " | ".join(MODES) + " |")
    print("| --- |" + " ---: |" * len(MODES))
    for name, polls in found.items():
        print(f"| {name} | " + " | ".join(f"{median(polls[letter]):.2f}" for letter in MODES) + " |")
    missed = peak > 250
    for name, goals in (("urlwatch", URLWATCH_GOALS), ("reader", READER_GOALS)):
        if name not in found:
            continue
        for kind in ("cold", "warm"):
            cells = []
            for letter in MODES:
                pairs = zip(found[name][letter], found[f"ours, {kind}"][letter], strict=True)
                ratio = median(theirs / mine for theirs, mine in pairs)
                goal = goals.get(letter)
                cells.append(f"{ratio:.1f}" + (f" (goal {goal:g})" if goal else ""))
                missed = missed or (kind == "cold" and goal is not None and ratio < goal)
            print(f"| × {name}, {kind} | " + " | ".join(cells) + " |")
    print(f"\nmost memory of all our processes together: {peak:.0f} MiB (goal 250)")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
