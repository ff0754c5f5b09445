"""The keys that programs read are those that the README names."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.home import Home

TOLD = {
    "1": {"title": "EMC2", "text": "La CNIL a autorisé le 12 novembre 2024 OVHcloud à héberger EMC2."},
    "2": {"title": "EMC2", "text": "Que fera la CNIL d'EMC2 ?"},
}
_LISTS = ("documents", "decisions", "changed", "witnesses", "because", "deliveries", "evidence")


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Return a home with the baseline, two documents and an alert that was not taken."""
    home = Home(tmp_path_factory.mktemp("filled"))
    home.config = '[[alerts.routes]]\nname = "dpo"\ntargets = ["json://127.0.0.1:9/x"]\n'
    home.run("init", "--yes")
    (home.path / "more.jsonl").write_text(json.dumps({"id": "3", **TOLD["1"]}), "utf-8")
    (home.path / "told.jsonl").write_text(
        "\n".join(json.dumps({"id": name, "published": "2024-11-13", **told}) for name, told in TOLD.items()),
        "utf-8",
    )
    home.run("ingest", "told.jsonl")
    return home


def named() -> set[str]:
    """Return the words in code that the README's section holds."""
    text = (ROOT / "README.md").read_text("utf-8")
    section = text.partition("### For programs")[2].partition("\n## ")[0]
    return set(re.findall(r"`([a-z_]+)`", section))


def keys(value: Any, within: str = "") -> set[str]:  # noqa: ANN401 - whatever JSON holds
    """Return the keys of an answer, of its rows, and of what stands in these under the names of _LISTS."""
    if isinstance(value, list):
        return {key for each in value for key in keys(each, within)}
    if not isinstance(value, dict):
        return set()
    inner = {key for name in value if not within or name in _LISTS for key in keys(value[name], name)}
    return set(value) | inner


@pytest.mark.parametrize(
    "command",
    [
        "ingest more.jsonl --format json",
        "status --format json",
        "history emc2 --format json",
        "explain health-data-hub --format json",
        "explain emc2-request-2023 --format json",
        "events --format json",
        "alerts --format json",
        "alerts test --format json",
        "check --offline --format json",
        "verify --format json",
        "poll --format json",
        "review --format json",
        "record emc2 hosting-refused --why motif --format json",
        "why-not 2 --format json",
        "extract told.jsonl --format json",
        "reextract --dry-run --format json",
    ],
)
def test_every_key_is_in_the_readme(filled: Home, command: str) -> None:
    assert keys(_without_payloads(filled.run(*command.split()).json)) - named() == set()


def _without_payloads(answer: Any) -> Any:  # noqa: ANN401 - the same
    """Leave out what an event of the log holds: its keys are those of its type."""
    if isinstance(answer, list):
        return [{**each, "payload": {}, "metadata": {}} for each in answer]
    return answer
