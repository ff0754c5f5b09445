"""What starting costs: `tracker --help` and `tracker status` in fresh processes, as ratios.

    python benchmarks/coldstart.py --rounds 15 --peer "urlwatch=/venv/bin/urlwatch --help"

The cases take turns, so that a drift of the machine hits all alike; medians are shown.  The
yardsticks are imports in a bare interpreter: `import click` for the help screen, `import
sqlmodel` for a status.  The status is read from a store that holds the packaged baseline.
"""

from __future__ import annotations

import argparse
import os
import shlex
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

TRACKER = str(Path(sys.executable).with_name("tracker"))
GOALS = {"tracker --help": ("import click", 1.5), "tracker status": ("import sqlmodel", 1.3)}


def measure(command: list[str], home: Path) -> float:
    """Return the seconds that *command* takes in a fresh process."""
    environment = {**os.environ, "TRACKER_CONFIG": str(home / "config.toml")}
    begun = time.perf_counter()
    subprocess.run(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
    )
    return time.perf_counter() - begun


def main() -> int:
    """Print the table; exit 1 where a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--peer", action="append", default=[], metavar="NAME=COMMAND")
    options = parser.parse_args()
    python = sys.executable
    cases = {
        "python -c pass": [python, "-c", "pass"],
        "import click": [python, "-c", "import click"],
        "import sqlmodel": [python, "-c", "import sqlmodel"],
        "tracker --help": [TRACKER, "--help"],
        "tracker status": [TRACKER, "status"],
        "tracker status --format json": [TRACKER, "status", "--format", "json"],
        "tracker history emc2": [TRACKER, "history", "emc2"],
    }
    for peer in options.peer:
        name, _, command = peer.partition("=")
        cases[f"peer {name}"] = shlex.split(command)

    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        subprocess.run(
            [TRACKER, "--config", str(home / "config.toml"), "init", "--yes"], check=True, capture_output=True
        )
        times: dict[str, list[float]] = {name: [] for name in cases}
        for number in range(options.rounds + 1):
            for name, command in cases.items():
                took = measure(command, home)
                if number:  # the first round fills the caches
                    times[name].append(took)

    print("| case | median ms | × import click | × import sqlmodel |")
    print("| --- | ---: | ---: | ---: |")
    for name, all_took in times.items():
        ratios = [
            median(a / b for a, b in zip(all_took, times[yard], strict=True))
            for yard in ("import click", "import sqlmodel")
        ]
        print(f"| {name} | {1000 * median(all_took):.0f} | {ratios[0]:.2f} | {ratios[1]:.2f} |")
    missed = 0
    for name, (yard, goal) in GOALS.items():
        ratio = median(a / b for a, b in zip(times[name], times[yard], strict=True))
        missed += ratio > goal
        print(f"\n{name}: {ratio:.2f} × {yard}; goal {goal} ×: {'met' if ratio <= goal else 'MISSED'}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
