"""The direction of imports, held by reading every file: who may import whom."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.conftest import ROOT

# Within `tracker`: what a room may import beside itself. `feeds` and `store` import nothing of ours.
MAY = {
    "tracker.model": set(),
    "tracker.errors": set(),
    "tracker.catalogue": {"tracker.model"},
    "tracker.codec": {"tracker.model", "feeds.document"},
    "tracker.extraction": {"tracker.model", "tracker.catalogue", "feeds.document"},
    "tracker.projection": {"tracker.model", "tracker.codec", "store.records"},
    "tracker.config": {"tracker.model", "tracker.errors"},
    "tracker.recording": {"tracker.projection", "store"},
    "tracker.ingest": {
        "tracker.model",
        "tracker.codec",
        "tracker.projection",
        "tracker.recording",
        "tracker.settling",
        "feeds.document",
        "store",
    },
    "tracker.settling": {
        "tracker.model",
        "tracker.codec",
        "tracker.projection",
        "tracker.recording",
        "store.records",
    },
}


def modules(folder: str) -> Iterator[tuple[str, str]]:
    """Yield each module's dotted name and text."""
    for path in sorted((ROOT / folder).rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        name = ".".join(parts).removesuffix(".__init__")
        yield name, path.read_text("utf-8")


def imports(text: str) -> Iterator[str]:
    """Yield the dotted names that a module imports, also inside functions."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.parametrize("package", ["feeds", "store"])
def test_feeds_and_store_import_nothing_of_ours(package: str) -> None:
    """`feeds` knows the web and `store` the log; neither knows the other or the law."""
    others = {"feeds", "store", "tracker", "tests"} - {package}
    wrong = [
        (name, imported)
        for name, text in modules(package)
        for imported in imports(text)
        if imported.split(".")[0] in others
    ]

    assert wrong == []
    assert list(modules(package))


@pytest.mark.parametrize("room", sorted(MAY))
def test_a_room_imports_only_what_it_may(room: str) -> None:
    allowed = (room, *MAY[room])
    wrong = [
        (name, imported)
        for name, text in modules("tracker")
        if name == room or name.startswith(room + ".")
        for imported in imports(text)
        if imported.split(".")[0] in ("tracker", "feeds", "store")
        if not any(imported == each or imported.startswith(each + ".") for each in allowed)
        if imported != "tracker"
    ]

    assert wrong == []


def test_the_core_is_pure() -> None:
    """No I/O, no clock, no chance: what the core needs comes as an argument."""
    banned = {
        "os",
        "io",
        "pathlib",
        "socket",
        "time",
        "random",
        "logging",
        "subprocess",
        "threading",
        "sqlite3",
    }
    wrong = [
        (name, imported)
        for name, text in modules("tracker")
        if name.startswith("tracker.model")
        for imported in imports(text)
        if imported.split(".")[0] in banned
    ]

    assert wrong == []


def test_only_one_module_knows_each_library() -> None:
    """A library that surprises has its one adapter."""
    homes = {
        "apprise": {"tracker.alerts.transport"},
        "apscheduler": {"tracker.daemon"},
        "feedparser": {"feeds.syndication"},
        "rich": {
            "tracker.report.narrow",
            "tracker.report.progress",
            "tracker.report.tables",
            "tracker.report.watched",
            "tracker.report.studies",
            "tracker.demo.__main__",
        },
        "click": {name for name, _ in modules("tracker") if name.startswith("tracker.cli")},
    }
    for library, allowed in homes.items():
        found = {
            name
            for folder in ("feeds", "store", "tracker")
            for name, text in modules(folder)
            for imported in imports(text)
            if imported.split(".")[0] == library
        }
        assert found, library
        assert found <= allowed, library
