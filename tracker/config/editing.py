"""Add sources to a configuration file: what a person wrote in it stays as it is, comments and all.

The new text is checked as a whole before it takes the place of the old one, in one step.
"""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from tracker.config.load import load_config, parse_config
from tracker.config.tables import Config
from tracker.errors import ConfigError

Row = Mapping[str, str | bool]
"""The keys of one ``[[sources]]`` table, in the order in which they are written."""


def append_sources(path: Path, rows: Sequence[Row]) -> Config:
    """Write *rows* at the end of the file and return the configuration that it then holds.

    Raise ConfigError, and leave the file alone, where the whole would not be sound.
    """
    before = load_config(path)
    text = path.read_bytes().decode("utf-8")
    longer = with_sources(text, rows)
    try:
        longer.encode()
    except UnicodeEncodeError:
        raise ConfigError([f"{path}: half a character cannot be written; nothing was written"]) from None
    try:
        after = parse_config(longer.removeprefix("\ufeff"), path)
    except ConfigError as error:
        raise ConfigError([*error.faults, f"{path}: nothing was written"]) from None
    if after.model_copy(update={"sources": before.sources}) != before:
        raise ConfigError([f"{path}: its end cannot take another table; nothing was written"])
    _replace(path.resolve(), longer)
    return after


def with_sources(text: str, rows: Sequence[Row]) -> str:
    r"""Return *text* with a table for each row at its end, in its own line ends.

    >>> print(with_sources("# mine", [{"id": "a", "full_text": True}]))
    # mine
    <BLANKLINE>
    [[sources]]
    id = "a"
    full_text = true
    <BLANKLINE>
    """
    tables = "".join(
        "\n[[sources]]\n" + "".join(f"{key} = {_value(value)}\n" for key, value in row.items())
        for row in rows
    )
    gap = "" if not text or text.endswith("\n") else "\n"
    added = gap + tables
    return text + (added.replace("\n", "\r\n") if "\r\n" in text else added)


def _value(value: str | bool) -> str:  # noqa: FBT001 - a value of the file, whatever its type
    """Write *value* as TOML does; JSON's strings are its basic strings but for one character."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _replace(path: Path, text: str) -> None:
    """Put *text* in the place of the file, which keeps its mode and its owner."""
    kept = path.stat()
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise ConfigError([f"{path.parent}: cannot be written to ({error.strerror})"]) from None
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode("utf-8"))
            file.flush()
            os.fchmod(file.fileno(), kept.st_mode & 0o7777)
            with contextlib.suppress(PermissionError):  # only root may give a file away
                os.fchown(file.fileno(), kept.st_uid, kept.st_gid)
            os.fsync(file.fileno())
        Path(name).replace(path)
    except OSError as error:
        Path(name).unlink(missing_ok=True)
        raise ConfigError([f"{path}: cannot be written ({error.strerror}); it is as it was"]) from None
