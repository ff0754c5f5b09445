from __future__ import annotations

from pathlib import Path

import pytest

from tracker.config import Config, load_config, parse_config
from tracker.errors import ConfigError

HERE = Path("/etc/tracker/config.toml")
SOURCE = '[[sources]]\nid = "a"\nkind = "rss"\nvoice = "press"\nurl = "https://a.example/feed"\n'


def fault(text: str) -> str:
    with pytest.raises(ConfigError) as refusal:
        parse_config(text, HERE)
    [told] = refusal.value.faults
    return told.removeprefix(f"{HERE}: ")


def test_an_empty_configuration_is_one_of_defaults() -> None:
    config = parse_config("", HERE)

    assert config.fetch == Config().fetch
    assert config.sources == ()
    assert config.store.url == "sqlite:////etc/tracker/tracker.db"


def test_the_example_loads_as_it_stands_and_names_every_key() -> None:
    """A key that the example does not show is a key that nobody finds."""
    example = Path(__file__).resolve().parents[2] / "config.example.toml"
    config = load_config(example)

    text = example.read_text("utf-8")
    assert config.sources[0].id == "cnil"
    for model in (type(config.store), type(config.fetch), type(config.sources[0]), type(config.alerts)):
        for key in model.model_fields:
            assert key in text, key


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[fetch]\ntimout = '5s'", "fetch.timout: unknown key; did you mean 'timeout'?"),
        (SOURCE + "evry = '5m'", "sources[0].evry: unknown key; did you mean 'every'?"),
        (
            "[store]\nzzz = 1",
            "store.zzz: unknown key; allowed here: url",
        ),
        (
            SOURCE.replace('"rss"', '"rsss"'),
            "sources[0].kind: 'rsss' is not one of rss (did you mean 'rss'?)",
        ),
        (
            SOURCE.replace('"press"', '"offical"'),
            "sources[0].voice: 'offical' is not one of official, press (did you mean 'official'?)",
        ),
        ("[fetch]\ntimeout = 5", 'fetch.timeout: 5 is not a duration such as "20s", "30m", "12h" or "90d"'),
        ("[fetch]\nmax_bytes = 'lots'", 'fetch.max_bytes: \'lots\' is not a size such as "500kB" or "10MB"'),
        ("[fetch]\nallow_private_hosts = 'x'", "fetch.allow_private_hosts: 'x' is not a list in brackets"),
        (SOURCE.replace('id = "a"\n', ""), "sources[0].id: missing; it has no default"),
        (
            SOURCE.replace("https://a", "file:///a"),
            "sources[0].url: this value is not an http or https address without a user name in it",
        ),
        (
            SOURCE.replace('"press"', '"official"'),
            "sources[0].authority: missing; an official source says whose voice it is, "
            'such as authority = "cnil"',
        ),
        (SOURCE + SOURCE, "sources[1]: 'a' is used twice; each needs a name of its own"),
        (
            "[[alerts.routes]]\nname = 'r'\ntargets = []",
            "alerts.routes[0].targets: is empty; give at least one",
        ),
        ("[alerts]\nlanguage = 'de'", "alerts.language: 'de' is not one of fr, en"),
    ],
)  # fmt: skip
def test_a_fault_is_one_line_with_the_full_name_and_the_way_out(text: str, told: str) -> None:
    assert fault(text) == told


def test_every_fault_is_told_at_once() -> None:
    with pytest.raises(ConfigError) as refusal:
        parse_config("[fetch]\ntimout = '5s'\n[store]\nurll = 'x'", HERE)

    assert len(refusal.value.faults) == 2


def test_what_is_no_toml_says_where() -> None:
    assert "not TOML" in fault("a = = b")
    assert "line 1" in fault("a = = b")


def test_a_target_never_stands_in_a_fault_or_in_a_repr() -> None:
    """Targets hold passwords."""
    secret = "mailtos://user:hunter2@example.org"  # noqa: S105 - a made-up address
    route = f"[[alerts.routes]]\nname = 'r'\ntargets = ['{secret}']\n"

    assert "hunter2" not in fault(route + "abuot = ['status']")
    assert "hunter2" not in repr(parse_config(route, HERE))


def test_relative_paths_are_relative_to_the_file() -> None:
    config = parse_config(
        "[store]\nurl = 'sqlite:///data/x.db'\n[fetch]\nca_file = 'ca.pem'\n"
        "[[alerts.routes]]\nname = 'r'\ntargets = ['file:secret.txt']\n",
        HERE,
    )

    assert config.store.url == "sqlite:////etc/tracker/data/x.db"
    assert config.fetch.ca_file == "/etc/tracker/ca.pem"
    assert config.alerts.routes[0].targets == ("file:/etc/tracker/secret.txt",)


def test_a_missing_file_and_an_unreadable_one_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such file; `tracker init` writes one"):
        load_config(tmp_path / "none.toml")
    with pytest.raises(ConfigError, match="cannot be read"):
        load_config(tmp_path)
    latin = tmp_path / "latin.toml"
    latin.write_bytes(b"# \xe9t\xe9")
    with pytest.raises(ConfigError, match="not UTF-8"):
        load_config(latin)
