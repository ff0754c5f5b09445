"""A configuration that is added to keeps what its owner wrote, or stays as it was."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest

from tracker.config import Row, append_sources, load_config, parse_config
from tracker.errors import ConfigError
from tracker.setting_up import example_config

ROW: Row = {"id": "a", "kind": "rss", "voice": "press", "url": "https://a.example/f", "full_text": True}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


@pytest.mark.parametrize(
    "text",
    [
        example_config(),
        "",
        "# seulement un commentaire, sans fin de ligne",
        '[alerts]\nlanguage = "fr"   # ici',
        '[alerts]\r\nlanguage = "fr"\r\n',
    ],
)
def test_all_that_was_there_stays_and_the_source_is_read(path: Path, text: str) -> None:
    path.write_bytes(text.encode())
    before = load_config(path)

    append_sources(path, [ROW, {**ROW, "id": "b", "url": "https://b.example/f"}])

    assert path.read_bytes().decode().startswith(text)
    assert [source.id for source in load_config(path).sources[len(before.sources) :]] == ["a", "b"]
    assert load_config(path).alerts == before.alerts
    assert path.read_bytes().count(b"\r\n") in (0, path.read_bytes().count(b"\n"))


@pytest.mark.parametrize("name", ["L'« été »", 'a"b\\c', "a\nb\tc\x7f\x01", "\U0001f600 n° 2"])
def test_any_name_is_read_back_as_it_was(path: Path, name: str) -> None:
    """A feed's title is foreign: it must not end the string and write keys of its own."""
    path.write_text("", "utf-8")

    append_sources(path, [{**ROW, "name": name}])

    assert [source.name for source in load_config(path).sources] == [name]


@pytest.mark.parametrize(
    ("text", "row", "told"),
    [
        ("sources = []\n", ROW, "nothing was written"),
        (
            '[[sources]]\nid = "a"\nkind = "rss"\nvoice = "press"\nurl = "https://z.example/"\n',
            ROW,
            "used twice",
        ),
        ("", {**ROW, "every": "bientôt"}, "sources[0].every"),
        ("", {**ROW, "name": "\ud800"}, "half a character"),
    ],
)
def test_a_result_that_is_not_sound_replaces_nothing(path: Path, text: str, row: Row, told: str) -> None:
    path.write_text(text, "utf-8")

    with pytest.raises(ConfigError) as refused:
        append_sources(path, [row])

    assert told in str(refused.value)
    assert path.read_text("utf-8") == text
    assert list(path.parent.iterdir()) == [path]


def test_mode_and_link_of_the_file_stay(path: Path) -> None:
    """It names where alerts go: only its owner reads it; and some keep it under version control by a link."""
    real = path.parent / "kept" / "mine.toml"
    real.parent.mkdir()
    real.write_text("", "utf-8")
    real.chmod(0o600)
    path.symlink_to(real)

    append_sources(path, [ROW])

    assert path.is_symlink()
    assert stat.S_IMODE(real.stat().st_mode) == 0o600
    assert len(load_config(real).sources) == 1


def test_the_packaged_sources_in_comments_can_be_taken_out_of_them(path: Path) -> None:
    """Whoever deletes the two characters gets a source, not a fault."""
    commented = re.findall(r"(?m)^# \[\[sources\]\]\n(?:# \w+ = .*\n)+", example_config())
    taken_out = re.sub(r"(?m)^# ", "", "".join(commented))

    assert len(parse_config(taken_out, path).sources) >= 5
    parse_config(example_config() + taken_out, path)
