from __future__ import annotations

import doctest
import importlib
import pkgutil
import subprocess
import sys

import pytest

import feeds

MODULES = sorted(module.name for module in pkgutil.iter_modules(feeds.__path__, "feeds."))


def test_reading_the_store_loads_no_http_and_no_parser() -> None:
    heavy = "{'httpcore2', 'feedparser', 'trafilatura', 'lxml', 'pebble', 'ssl', 'multiprocessing'}"
    program = f"import sys, feeds; from feeds import Document; print(sorted({heavy} & set(sys.modules)))"

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


def test_every_public_name_is_there() -> None:
    assert feeds.__all__ == sorted(feeds.__all__)
    assert [name for name in feeds.__all__ if not hasattr(feeds, name)] == []
    with pytest.raises(AttributeError, match="nothing_of_the_kind"):
        feeds.nothing_of_the_kind  # noqa: B018  the look-up is the test


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_are_true(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_there_are_examples() -> None:
    finder = doctest.DocTestFinder(exclude_empty=True)
    examples = [
        test for name in MODULES for test in finder.find(importlib.import_module(name)) if test.examples
    ]

    assert len(examples) >= 8
