"""Show the main job: a story of six years in about a minute, on loopback alone."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.panel import Panel
from rich.text import Text as Line

from store import open_reader
from store.errors import StoreError
from tracker.demo.farm import FEEDS, Farm, story

try:
    from tracker.demo.sinks import HookSink, MailSink
except ModuleNotFoundError as missing:
    library = str(missing.name).partition(".")[0]
    sys.exit(f"the demonstration needs {library}: pip install '.[demo]', or pip install {library}")

_PATIENCE = 30.0
_CONFIG = """
[store]
url = "sqlite:///demo.db"

[fetch]
allow_private_hosts = ["{host}"]

[[sources]]
id = "legifrance"
kind = "rss"
voice = "official"
authority = "legifrance"
url = "http://{host}/legifrance.xml"
every = "1s"
full_text = true

[[sources]]
id = "cnil"
kind = "rss"
voice = "official"
authority = "cnil"
url = "http://{host}/cnil.xml"
every = "1s"
full_text = true

[[sources]]
id = "presse"
kind = "rss"
voice = "press"
url = "http://{host}/presse.xml"
every = "1s"
full_text = true

[[sources]]
id = "presse-2"
kind = "rss"
voice = "press"
url = "http://{host}/presse-2.xml"
every = "1s"
full_text = true

[[alerts.routes]]
name = "dpo"
targets = ["mailto://127.0.0.1:{mail}/?from=tracker@demo.invalid&to=dpo@demo.invalid&mode=insecure"]

[[alerts.routes]]
name = "official-only"
targets = ["json://127.0.0.1:{hook}/alerts"]
min_establishment = "official"
"""


class Show:
    """What the audience sees; alerts arrive on threads of their own."""

    def __init__(self) -> None:
        self.console = Console(highlight=False, emoji=False, markup=False)
        self.alerts = 0
        self._lock = threading.Lock()

    def say(self, text: str, style: str = "") -> None:
        """Print a line."""
        with self._lock:
            self.console.print(Line(text, style=style))

    def received(self, way: str, title: str, body: str) -> None:
        """Print an alert as it arrives."""
        with self._lock:
            self.alerts += 1
            self.console.print(
                Panel(
                    Line(body.strip()),
                    title=Line(f"{way}: {title}"),
                    border_style="yellow",
                    title_align="left",
                )
            )


def main() -> int:
    """Run the demonstration and return the exit code."""
    show, begun = Show(), time.monotonic()
    with (
        tempfile.TemporaryDirectory(prefix="tracker-demo-") as folder,
        Farm() as farm,
        MailSink(show.received) as mail,
        HookSink(show.received) as hook,
    ):
        home = Path(folder)
        config = home / "config.toml"
        config.write_text(_CONFIG.format(host=farm.host, mail=mail.port, hook=hook.port), "utf-8")
        show.say(
            f"Feeds on http://{farm.host}, mail on port {mail.port}, webhook on port {hook.port}.", "dim"
        )
        show.say("The daemon (`tracker run`) starts on an empty SQLite log.", "dim")
        daemon = _start(config, home)
        try:
            if not _play(show, farm, home, daemon):
                show.say((home / "daemon.log").read_text("utf-8"), "red")
                return 1
        finally:
            daemon.terminate()
            daemon.wait(30)
        _ask(show, config)
        told = f"{len(story())} texts, {show.alerts} alerts, {time.monotonic() - begun:.0f} seconds."
        show.say(f"\n{told} The texts that told nothing new raised nothing.", "bold")
    show.say("\nTo go on with real sources:", "bold")
    for command in (
        "tracker init            # a configuration to edit, and the decisions known so far",
        "tracker check           # is everything reachable, and what to do where it is not",
        "tracker run             # the daemon; `tracker status` answers at any time",
    ):
        show.say(f"  {command}")
    return 0


def _start(config: Path, home: Path) -> subprocess.Popen[bytes]:
    log = (home / "daemon.log").open("wb")
    command = [sys.executable, "-m", "tracker", "--config", str(config), "run"]
    return subprocess.Popen(command, stderr=log, stdout=log, env={**os.environ, "PYTHONUNBUFFERED": "1"})  # noqa: S603 - our own program


def _play(show: Show, farm: Farm, home: Path, daemon: subprocess.Popen[bytes]) -> bool:
    """Publish the texts one by one, each when the one before is in the log and told."""
    url = f"sqlite:///{home / 'demo.db'}"
    if not _wait(lambda: _count(url, "SourceBaselined") == len(FEEDS), daemon):
        return False
    show.say("Every feed was polled once, while still empty: what comes now is news.\n", "dim")
    for number, text in enumerate(story(), start=1):
        show.say(f"{text.date:%Y-%m-%d}  {text.feed:<10}  {text.title}", "bold cyan")
        farm.publish(text)
        if not _wait(partial(_taken_in, url, number), daemon):
            return False
        for line in _standings(url):
            show.say(f"            {line}", "dim")
    return True


def _wait(ready: Callable[[], bool], daemon: subprocess.Popen[bytes]) -> bool:
    """Wait until *ready*, no longer than patience and the daemon last."""
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and daemon.poll() is None:
        try:
            if ready():
                return True
        except StoreError:
            pass  # the daemon has not made its database yet
        time.sleep(0.1)
    return False


def _taken_in(url: str, number: int) -> bool:
    """Say whether that many texts are in the log, and what they raised has been delivered."""
    return _count(url, "ClaimsRead") >= number and not _outbox(url)


def _count(url: str, kind: str) -> int:
    with closing(open_reader(url)) as reader:
        return sum(1 for _ in reader.read_all(types=[kind]))


def _outbox(url: str) -> bool:
    with closing(open_reader(url)) as reader:
        return any(True for _ in reader.states("outbox"))


def _standings(url: str) -> list[str]:
    """Return the latest standing of each platform that has one."""
    with closing(open_reader(url)) as reader:
        return [
            f"{key.partition('|')[0]}: {told['standing']}, host {told['host'] or 'unknown'}"
            for key, told in reader.states("announced")
            if key.endswith("|reported")
        ]


def _ask(show: Show, config: Path) -> None:
    for question in (
        ["status", "health-data-hub", "emc2", "darwin-eu"],
        ["history", "emc2"],
        ["explain", "emc2"],
    ):
        show.say(f"\n$ tracker {' '.join(question)}", "bold green")
        command = [sys.executable, "-m", "tracker", "--config", str(config), *question]
        sys.stdout.flush()
        subprocess.run(command, check=True)  # noqa: S603 - our own program


if __name__ == "__main__":
    sys.exit(main())
