"""The installed command on a home of its own, and the feeds that a test serves to it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from html import escape
from pathlib import Path
from typing import Any

from tests.sinks import Site

COMMAND = Path(sys.executable).with_name("tracker")


@dataclass
class Done:
    """What one run of the command came to."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401 - whatever the command printed
        return json.loads(self.out)


@dataclass
class Home:
    """A folder with a configuration; relative paths in it are relative to it."""

    path: Path
    config: str = ""
    sources: list[str] = field(default_factory=list)

    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TRACKER_")}
        return {**kept, "TRACKER_CONFIG": str(self.path / "config.toml"), "HOME": str(self.path)}

    def run(self, *arguments: str, stdin: str = "") -> Done:
        """Run `tracker` with the configuration as it stands."""
        (self.path / "config.toml").write_text("\n".join([self.config, *self.sources]), "utf-8")
        return self.bare(*arguments, stdin=stdin)

    def bare(self, *arguments: str, stdin: str = "") -> Done:
        """Run `tracker` and leave the configuration file as it is, there or not."""
        done = subprocess.run(
            [str(COMMAND), *arguments],
            capture_output=True,
            text=True,
            input=stdin,
            env=self.environment(),
            cwd=self.path,
            timeout=120,
            check=False,
        )
        return Done(done.returncode, done.stdout, done.stderr)

    def status(self, *arguments: str) -> dict[str, Any]:
        """Return the platforms of `tracker status` by id."""
        done = self.run("status", "--format", "json", *arguments)
        assert done.code == 0, done.err
        return {row["platform"]: row for row in done.json["platforms"]}


def a_source(name: str, site: Site, *, voice: str = "press", authority: str = "", more: str = "") -> str:
    """Return a source's table."""
    whose = f'authority = "{authority}"\n' if authority else ""
    return (
        f'[[sources]]\nid = "{name}"\nkind = "rss"\nvoice = "{voice}"\n{whose}'
        f'url = "http://{site.host}/{name}.xml"\nevery = "1s"\nfull_text = true\n{more}\n'
    )


def a_feed(site: Site, name: str, *items: tuple[str, str, str, datetime]) -> None:
    """Serve a feed of (path, title, summary, published) items, the newest first."""
    entries = "".join(
        f"<item><title>{escape(title)}</title><link>http://{site.host}{path}</link>"
        f'<guid isPermaLink="false">{name}{path}</guid><description>{escape(summary)}</description>'
        f"<pubDate>{format_datetime(at)}</pubDate></item>"
        for path, title, summary, at in reversed(items)
    )
    site.serve(
        f"/{name}.xml",
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>'
        f"<title>{name}</title><link>http://{site.host}/</link><description/>{entries}</channel></rss>",
        "application/rss+xml; charset=utf-8",
    )
