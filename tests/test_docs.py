"""The documents are true: what they name exists, and what exists is named."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator

import click
import pytest

from tests.conftest import ROOT
from tracker.cli import tracker
from tracker.setting_up import example_config

README = (ROOT / "README.md").read_text("utf-8")


def commands(group: click.Group, prefix: str = "") -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{prefix}{name} ")
        else:
            yield f"{prefix}{name}", command


def test_every_command_is_in_the_readme_and_describes_itself() -> None:
    for name, command in commands(tracker):
        assert command.help, name
        assert re.search(rf"tracker {name.split()[0]}", README), name
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                assert parameter.help or name == "events", f"{name} {parameter.opts}"


def test_every_command_that_the_readme_shows_exists() -> None:
    known = {name.split()[0] for name, _ in commands(tracker)}

    shown = set(re.findall(r"^(?:\$ )?tracker ([a-z-]+)", README, re.MULTILINE))

    assert shown
    assert shown <= known


def test_the_packaged_example_is_the_one_at_the_root() -> None:
    assert example_config() == (ROOT / "config.example.toml").read_text("utf-8")


def test_the_wheel_holds_what_a_user_needs_and_no_test() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))

    assert project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"] == ["tracker", "feeds", "store"]


def test_what_the_reader_of_articles_needs_is_named() -> None:
    """An older pip does not know the extra by which it comes: every source with `full_text` then failed."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]

    named = {re.split(r"[^a-z-]", each)[0] for each in project["dependencies"]}

    assert {"trafilatura", "lxml-html-clean"} <= named


def test_a_demonstration_without_its_mail_server_says_what_to_install() -> None:
    code = "import sys, runpy; sys.modules['aiosmtpd'] = None; runpy.run_module('tracker.demo', run_name='__main__')"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert done.stderr.endswith("pip install aiosmtpd\n")


@pytest.mark.parametrize("document", ["README.md", "ARCHITECTURE.md", "CHANGELOG.md"])
def test_links_within_the_repository_lead_somewhere(document: str) -> None:
    text = (ROOT / document).read_text("utf-8")

    for target in re.findall(r"\]\((?!https?:)([^)#]+)", text):
        assert (ROOT / target).exists(), target
