"""What programs and pipes get: one JSON document, the exit code, and nothing that cannot be seen."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from unicodedata import category

import pytest

from tests.conftest import ROOT
from tests.home import COMMAND, Home
from tests.sinks import HookSink

ROUTE = '[[alerts.routes]]\nname = "dpo"\ntargets = ["{url}"]\n'
DECIDED = "La Cnil a autorisé le 21 décembre 2023 l'entrepôt EMC2, hébergé par Microsoft, pour trois ans."


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Return a home with the packaged baseline."""
    home = Home(tmp_path_factory.mktemp("filled"))
    assert home.run("init", "--yes").code == 0
    return home


def to_nobody(home: Home, *arguments: str) -> tuple[int, str]:
    """Run the command into a pipe that nobody reads; return the exit code and what stderr holds."""
    read, write = os.pipe()
    os.close(read)
    try:
        done = subprocess.run(
            [str(COMMAND), *arguments],
            stdout=write,
            stderr=subprocess.PIPE,
            text=True,
            env=home.environment(),
            cwd=home.path,
            timeout=60,
            check=False,
        )
    finally:
        os.close(write)
    return done.returncode, done.stderr


@pytest.mark.parametrize(
    "command",
    [
        "events",
        "events --format json",
        "events --follow",
        "export -",
        "status",
        "status --format json",
        "history emc2",
        "explain emc2",
        "sources",
        "alerts",
        "check --offline",
        "verify",
        "--help",
    ],
)
def test_a_closed_pipe_ends_the_command_quietly(filled: Home, command: str) -> None:
    """Each of click and Rich ends the process with a code of its own."""
    assert to_nobody(filled, *command.split()) == (0, "")


def test_head_takes_its_line_and_the_rest_is_not_missed(filled: Home) -> None:
    """The log is longer than a pipe holds: the command is still writing when `head` leaves."""
    done = subprocess.run(
        ["/bin/bash", "-c", f'"{COMMAND}" events --format jsonl | head -1; echo "${{PIPESTATUS[0]}}"'],
        capture_output=True,
        text=True,
        env=filled.environment(),
        cwd=filled.path,
        timeout=60,
        check=False,
    )

    line, code = done.stdout.splitlines()
    assert json.loads(line)["position"] == 1
    assert (code, done.stderr) == ("0", "")


def test_work_goes_on_when_nobody_reads(home: Home, tmp_path: Path) -> None:
    """What is ingested or verified must not depend on `| head`."""
    files = []
    for number in range(3):
        file = tmp_path / f"{number}.jsonl"
        file.write_text(json.dumps({"id": str(number), "title": f"Un titre {number}"}), "utf-8")
        files.append(str(file))
    home.run("init", "--no-baseline")

    code, told = to_nobody(home, "ingest", *files)

    assert (code, told) == (0, "")
    assert len(home.run("events", "--type", "DocumentObserved", "--format", "json").json) == 3


@pytest.mark.parametrize("group", ["sources", "alerts"])
def test_a_group_alone_lists_in_the_format_that_is_asked_for(filled: Home, group: str) -> None:
    for arguments in ((), ("--format", "json"), ("--format", "json", "list"), ("list", "--format", "json")):
        done = filled.run(group, *arguments)
        assert done.code == 0, done.err
        if arguments:
            assert done.json == {group: []}


def test_a_check_for_programs(home: Home, hook: HookSink) -> None:
    home.config = ROUTE.format(url=hook.url) + 'about = ["review"]\n'
    home.run("init", "--no-baseline")

    done = home.run("check", "--offline", "--format", "json")

    assert done.code == 0
    told = {each["what"]: (each["ok"], each["told"]) for each in done.json["checked"]}
    assert told["database"][0]
    assert all(ok for ok, _ in told.values())
    assert hook.received == []


def test_an_ingest_a_verification_and_a_test_of_targets_for_programs(
    home: Home, hook: HookSink, tmp_path: Path
) -> None:
    """Each prints one JSON document, and what goes on in between on stderr."""
    home.config = ROUTE.format(url=hook.url)
    home.run("init", "--no-baseline")
    good, bad = tmp_path / "good.jsonl", tmp_path / "bad.jsonl"
    good.write_text(json.dumps({"id": "a", "title": "EMC2", "text": DECIDED}), "utf-8")
    bad.write_text("{no JSON\n", "utf-8")

    ingested = home.run("ingest", str(good), str(bad), "--format", "json")
    verified = home.run("verify", "--format", "json")
    tested = home.run("alerts", "test", "--format", "json")

    first, second = ingested.json["ingested"]
    assert ingested.code == 1
    assert [each["news"] for each in first["documents"]] == ["observed"]
    assert [(each["platform"], each["after"]) for each in first["changed"]] == [("emc2", "authorised")]
    assert [first["faults"], len(second["faults"])] == [[], 1]
    assert verified.code == 0
    assert {each["ok"] for each in verified.json["checked"]} == {True}
    assert tested.json == {
        "tested": [{"route": "dpo", "target": hook.url.rpartition("/")[0], "ok": True, "why": None}]
    }


def test_json_shows_no_character_that_cannot_be_seen(home: Home, tmp_path: Path) -> None:
    """A title that turns the line round in a terminal is told as data, escaped."""
    title = "a\x00\x07\x1b[31m\x7f\x85\x9b\xad\u061c\u200b\u202e\u2028\u2029\u2066\ufeff\U000e0041 d’été œ"
    line = {"title": title, "text": DECIDED}
    file = tmp_path / "documents.jsonl"
    file.write_text(json.dumps({"id": "a", **line}), "utf-8")
    home.run("init", "--no-baseline")
    assert home.run("ingest", str(file)).code == 0

    extracted = home.run("extract", "-", stdin=json.dumps({"id": title, **line}))
    logged = [home.run("events", "--format", form) for form in ("json", "jsonl")]

    assert extracted.json["id"] == title
    for done in (extracted, *logged):
        assert done.code == 0, done.err
        assert "d’été œ" in done.out
        assert {char for char in done.out if category(char) in ("Cc", "Cf", "Zl", "Zp")} <= {"\n"}


def test_half_a_character_costs_its_line_alone(home: Home) -> None:
    lines = [
        json.dumps({"id": name, "title": title}) for name, title in (("a", "A"), ("b", "\ud800"), ("c", "C"))
    ]

    done = home.run("extract", "-", stdin="\n".join(lines))

    assert done.code == 1
    assert [json.loads(line)["id"] for line in done.out.splitlines()] == ["a", "c"]
    [told] = done.err.splitlines()
    assert "'b'" in told
    assert "half of a character" in told


def test_a_kind_of_source_is_known_in_any_letter_case(home: Home) -> None:
    """One that nobody knows is press, and told once."""
    kinds = ["CNIL", "cnil", "Blog", "tweet", "tweet", "forum"]
    lines = [
        json.dumps({"id": str(n), "title": "EMC2", "text": DECIDED, "source": {"kind": kind, "name": "X"}})
        for n, kind in enumerate(kinds)
    ]

    done = home.run("extract", "-", stdin="\n".join(lines))

    assert done.code == 0
    claims = [json.loads(line)["claims"] for line in done.out.splitlines()]
    assert len(claims) == len(kinds)
    assert claims[0] == claims[1]
    assert claims[2] == claims[3] == claims[5]
    assert re.findall(r"source\.kind '(\w+)'", done.err) == ["tweet", "forum"]


def test_ingest_knows_a_kind_in_any_letter_case(home: Home, tmp_path: Path) -> None:
    """An official voice establishes; one that nobody knows is press, and told once a file."""
    file = tmp_path / "documents.jsonl"
    kinds = ["tweet", "tweet", "CNIL"]
    file.write_text(
        "\n".join(
            json.dumps(
                {"id": str(n), "title": "EMC2", "text": DECIDED, "source": {"kind": kind, "name": kind}}
            )
            for n, kind in enumerate(kinds)
        ),
        "utf-8",
    )
    home.run("init", "--no-baseline")

    done = home.run("ingest", str(file))

    assert done.code == 0
    [told] = done.err.splitlines()
    assert told.startswith(f"tracker: {file}: source.kind 'tweet' is not one of cnil, ")
    assert home.status()["emc2"]["establishment"] == "official"


def test_make_runs_only_what_is_there() -> None:
    recipes = (ROOT / "Makefile").read_text("utf-8")

    scripts = re.findall(r"\S+\.py\b", recipes)

    assert scripts
    assert [script for script in scripts if not (ROOT / script).is_file()] == []
