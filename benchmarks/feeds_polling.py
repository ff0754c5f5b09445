"""Poll a farm of loopback feeds with `tracker poll` itself, beside other feed readers, in turns.

    python make_feeds.py --out /tmp/farm
    python benchmarks/feeds_polling.py --bench BENCH --feeds /tmp/farm --rounds 3 \
        --peer urlwatch=/venv/bin/urlwatch --peer reader=/venv/bin/python

BENCH is the folder of `feeds_server.py`, which serves the farm.  Five polls follow one another:
a: the first, everything is new; b: all 304; d: 5 % of the feeds have one new entry; c: 200 with
the same bodies; e: 200 with new build dates.  "tracker, cold" is the command, a fresh process each
time, on a SQLite store with a [[sources]] table a feed: documents, claims and events are stored,
and counted afterwards.  "tracker, warm" makes its five polls in one process, with the round of the
command.  The memory is the share that all processes of a poll hold together (PSS), looked at ten
times a second.
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from statistics import median

MODES = {
    "a": "set=base&etag=strong&volatile=0",
    "b": "set=base&etag=strong&volatile=0",
    "d": "set=update&etag=strong&volatile=0",
    "c": "set=update&etag=none&volatile=0",
    "e": "set=update&etag=none&volatile=1",
}
COLD, WARM = "tracker, cold", "tracker, warm"
FLOORS = {
    ("reader", COLD): {"a": 2.0, "b": 1.0, "d": 1.0, "c": 10.0, "e": 10.0},
    ("reader", WARM): {"b": 2.0, "d": 2.0},
    ("urlwatch", COLD): {"b": 1.0, "d": 1.0, "c": 1.0, "e": 1.0},
    ("urlwatch", WARM): {"b": 2.0, "d": 2.0},
}
MOST_MEMORY = 250


def get(url: str) -> bytes:
    """Ask the farm itself, not one of its feeds."""
    with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310  our own loopback server
        body: bytes = answer.read()
        return body


def configure(folder: Path, urls: list[str]) -> Path:
    """Write a configuration with a source a feed; return its path."""
    hosts = sorted({url.split("/")[2] for url in urls})
    tables = [
        f'[[sources]]\nid = "f{number}"\nkind = "rss"\nvoice = "press"\nurl = "{url}"\n'
        for number, url in enumerate(urls)
    ]
    head = f"[fetch]\nallow_private_hosts = {json.dumps(hosts)}\n"
    (folder / "config.toml").write_text("\n".join([head, *tables]), encoding="utf-8")
    return folder / "config.toml"


def poll_warm(config: Path, farm: str) -> None:
    """Make the five polls in this process, as a daemon would; print the seconds of each."""
    from tracker.app import App  # noqa: PLC0415 - only the child that measures it imports it
    from tracker.config import load_config  # noqa: PLC0415 - only the child that measures it imports it
    from tracker.polling import Means, poll_round  # noqa: PLC0415 - only the child that measures it imports it

    app = App(load_config(config), config)
    with app.store(create=True) as store, app.fetcher() as fetcher, app.parser() as parser:
        means = Means(fetcher, parser)
        for mode in MODES.values():
            get(f"{farm}/_set?{mode}")
            begun = time.perf_counter()
            for _ in poll_round(app, store, means, app.config.sources, told=lambda _: None):
                pass
            print(time.perf_counter() - begun, flush=True)


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


PEERS = {"urlwatch": urlwatch, "reader": reader}


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


def stored(config: Path) -> tuple[int, int]:
    """Return how many documents and how many events our store holds."""
    from store import open_reader  # noqa: PLC0415  only this needs it
    from tracker.config import load_config  # noqa: PLC0415 - only the child that measures it imports it

    opened = open_reader(load_config(config).store.url)
    try:
        return sum(1 for _ in opened.states("document")), opened.head()
    finally:
        opened.close()


Times = dict[str, dict[str, list[float]]]


def measure(options: argparse.Namespace, farm: str, urls: list[str]) -> tuple[Times, float, tuple[int, int]]:
    """Let all cases poll in turns; return their seconds, the most memory of ours, and what it stored."""
    peers = dict(peer.split("=", 1) for peer in options.peer)
    found: Times = {name: {letter: [] for letter in MODES} for name in (COLD, WARM, *peers)}
    peak, kept = 0.0, (0, 0)
    for _ in range(options.rounds):
        with tempfile.TemporaryDirectory() as base:
            folders = {name: Path(base) / str(number) for number, name in enumerate(found)}
            for folder in folders.values():
                folder.mkdir()
            config = configure(folders[COLD], urls)
            tracker = str(Path(sys.executable).with_name("tracker"))
            commands = {COLD: [tracker, "--config", str(config), "poll"]}
            for name, exe in peers.items():
                commands[name] = PEERS[name](exe, folders[name], urls)
            for letter, mode in MODES.items():
                get(f"{farm}/_set?{mode}")
                for name, command in commands.items():
                    seconds, most, _ = run(command)
                    found[name][letter].append(seconds)
                    peak = max(peak, most if name == COLD else 0.0)
            kept = stored(config)
            warm = [sys.executable, __file__, "--warm", str(configure(folders[WARM], urls)), "--farm", farm]
            _, most, printed = run([*warm, "--bench", ".", "--feeds", "."])
            peak = max(peak, most)
            for letter, line in zip(MODES, printed.splitlines(), strict=True):
                found[WARM][letter].append(float(line))
    return found, peak, kept


def ratios(found: Times) -> tuple[list[str], bool]:
    """Return the rows that compare us with each peer, and whether a floor is missed."""
    rows, missed = [], False
    for name in (name for name in found if name in PEERS):
        for ours in (COLD, WARM):
            cells = []
            for letter in MODES:
                pairs = zip(found[name][letter], found[ours][letter], strict=True)
                ratio = median(theirs / mine for theirs, mine in pairs)
                floor = FLOORS[name, ours].get(letter)
                missed = missed or (floor is not None and ratio < floor)
                cells.append(f"{ratio:.1f}" + (f" (floor {floor:g})" if floor else ""))
            rows.append(f"| × {name}: {ours} | " + " | ".join(cells) + " |")
    return rows, missed


def main() -> int:
    """Print the table; exit 1 where a floor is missed."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--bench", required=True)
    parser.add_argument("--feeds", required=True)
    parser.add_argument("--count", type=int, default=500, help="how many of the feeds")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--peer", action="append", default=[], metavar="NAME=PROGRAM")
    parser.add_argument("--warm", default="", help=argparse.SUPPRESS)
    parser.add_argument("--farm", default="", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.warm:
        poll_warm(Path(options.warm), options.farm)
        return 0
    for package in ("feeds", "store", "tracker"):  # as installing them does, and as the peers are
        compileall.compile_dir(Path(__file__).parents[1] / package, quiet=1)
    files = sorted(path.name for path in (Path(options.feeds) / "base").iterdir())[: options.count]
    serve = [sys.executable, f"{options.bench}/feeds_server.py", "--feeds", options.feeds, "--port", "0"]
    server = subprocess.Popen(serve, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None  # noqa: S101  it is a pipe
        farm = f"http://127.0.0.1:{json.loads(server.stdout.readline())['ports'][0]}"
        found, peak, (documents, events) = measure(options, farm, [f"{farm}/{name}" for name in files])
    finally:
        server.terminate()
        server.wait(10)

    print("| poll (seconds) | " + " | ".join(MODES) + " |")
    print("| --- |" + " ---: |" * len(MODES))
    for name, polls in found.items():
        print(f"| {name} | " + " | ".join(f"{median(polls[letter]):.2f}" for letter in MODES) + " |")
    rows, missed = ratios(found)
    print("\n".join(rows))
    print(f"\nstored: {documents} documents, {events} events")
    print(f"most memory of all our processes together: {peak:.0f} MiB (floor {MOST_MEMORY})")
    return int(missed or peak > MOST_MEMORY)


if __name__ == "__main__":
    sys.exit(main())
