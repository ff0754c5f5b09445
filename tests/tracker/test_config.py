from __future__ import annotations

from pathlib import Path

import pytest

from tracker.config import (
    Config,
    DilaSource,
    FeedSource,
    LegifranceSource,
    load_config,
    parse_config,
    references,
)
from tracker.errors import ConfigError

HERE = Path("/etc/tracker/config.toml")
DILA = '[[sources]]\nid = "d"\nkind = "dila"\n'
PISTE = (
    '[[sources]]\nid = "l"\nkind = "legifrance"\nclient_id = "env:PISTE_ID"\nclient_secret = "file:secret"\n'
)
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
    assert {source.kind for source in config.sources} == {"rss", "dila"}
    sources = (FeedSource, DilaSource, LegifranceSource)
    for model in (type(config.store), type(config.fetch), *sources, type(config.alerts)):
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
            "sources[0].kind: 'rsss' is not one of rss, dila, legifrance (did you mean 'rss'?)",
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
            SOURCE.replace("https://a", "ftp://a"),
            "sources[0].url: this value is not an http or https address without a user name in it, "
            "env:NAME or file:PATH",
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
        (SOURCE.replace('kind = "rss"\n', ""), "sources[0].kind: missing; one of rss, dila, legifrance"),
        (
            DILA + "full_text = true",
            "sources[0].full_text: only a source of kind rss has it, and this one is of kind dila",
        ),
        (
            SOURCE + 'fund = "CNIL"',
            "sources[0].fund: only a source of kind dila has it, and this one is of kind rss",
        ),
        (DILA + "fud = 'CNIL'", "sources[0].fud: unknown key; did you mean 'fund'?"),
        (DILA + "since = 'hier'", "sources[0].since: 'hier' is not a day such as 2024-01-31"),
        (DILA + 'voice = "press"', "sources[0].voice: 'press' is not official, which these sources are; leave it out"),
        (
            PISTE.replace("env:PISTE_ID", "0123-in-clear"),
            "sources[0].client_id: this value is not env:NAME or file:PATH: a secret does not stand in this file",
        ),
        (PISTE + "look_back = '9999d'", "sources[0].look_back: '9999d' is not a duration such as \"90d\" or \"730d\", ten years at most"),
    ],
)  # fmt: skip
def test_a_fault_is_one_line_with_the_full_name_and_the_way_out(text: str, told: str) -> None:
    assert fault(text) == told


ROUTE = "[[alerts.routes]]\nname = 'r'\n"
TARGETS = ROUTE + "targets = ['json://127.0.0.1']\n"
HOST = 'is not a host or host:port, such as "intranet.example.org" or "127.0.0.1:8080"'
STORE = 'store.url: this value is not "sqlite:///path" or "postgresql+psycopg://user@host/database"'
CONTACT = 'is not a mail or web address such as "mailto:dpo@example.org", in plain letters'
ADDRESS = "this value is not an Apprise address, env:NAME or file:PATH"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        *[
            (f"[fetch]\nallow_private_hosts = ['a', '{host}']", f"fetch.allow_private_hosts[1]: '{host}' {HOST}")
            for host in ("", "127.0.0.1:65536", "127.0.0.1:0", "a b", "*.example.org", "10.0.0.0/8", "[::g]", "::1::")
        ],
        (
            "[fetch]\nallow_private_hosts = ['http://127.0.0.1:8080']",
            f"fetch.allow_private_hosts[0]: this value {HOST}",
        ),
        ('[fetch]\ncontact = "mailto:dpo@example.org\\r\\nX: y"',
         f"fetch.contact: 'mailto:dpo@example.org\\r\\nX: y' {CONTACT}"),
        ('[fetch]\ncontact = "the office"', f"fetch.contact: 'the office' {CONTACT}"),
        ('[fetch]\ncontact = ""', f"fetch.contact: '' {CONTACT}"),
        (ROUTE + "targets = ['']", f"alerts.routes[0].targets[0]: {ADDRESS}"),
        (ROUTE + "targets = ['env:']", f"alerts.routes[0].targets[0]: {ADDRESS}"),
        *[
            (ROUTE + f"targets = ['{secret}']", f"alerts.routes[0].targets[0]: {ADDRESS}")
            for secret in ("u:S3CRET@smtp.example", "S3CRET", "ENV:S3CRET", "env:mailto://u:S3CRET@smtp.example")
        ],
        (SOURCE.replace("https://a.example/feed", "env:https://u:S3CRET@h"),
         "sources[0].url: this value is not an http or https address without a user name in it, "
         "env:NAME or file:PATH"),
        (TARGETS + "min_establishment = 'doubtful'",
         "alerts.routes[0].min_establishment: 'doubtful' is not one of reported, corroborated, official"),
        ("sources = ['http://u:S3CRET@h']", "sources[0]: this value is not a table"),
        (TARGETS + "about = []", "alerts.routes[0].about: is empty; give at least one"),
        (TARGETS + "platforms = []", "alerts.routes[0].platforms: is empty; give at least one"),
        (SOURCE + "every = '999999w'", "sources[0].every: '999999w' is not a duration of 366 days at most"),
        (SOURCE.replace("https://a.example/feed", "env:"),
         "sources[0].url: this value is not an http or https address without a user name in it, "
         "env:NAME or file:PATH"),
        ("[store]\nurl = 'mysql://u:S3CRET@h/x'", STORE),
        ("[store]\nurl = 'u:S3CRET@h'", STORE),
        ("[store]\nurl = 'sqlite:///'", STORE),
        ("[store]\nurl = 'sqlite:///:memory:'",
         "store.url: this value is not a file: a log in memory is forgotten when the command ends"),
        (ROUTE + "targets = 'mailto:u:S3CRET@h'", "alerts.routes[0].targets: this value is not a list in brackets"),
        (ROUTE + "targets = [['mailto:u:S3CRET@h']]", "alerts.routes[0].targets[0]: this value is not a text in quotes"),
        ("[alerts]\nroutes = 'mailto:u:S3CRET@h'", "alerts.routes: this value is not a list in brackets"),
        ("[alerts]\nroutes = ['mailto:u:S3CRET@h']", "alerts.routes[0]: this value is not a table"),
    ],
)  # fmt: skip
def test_what_could_never_work_is_refused_by_its_key(text: str, told: str) -> None:
    """A route that hears nothing, or a host that never matches, would be found when it is too late."""
    assert fault(text) == told


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("127.0.0.1:8080", "127.0.0.1:8080"),
        ("Intranet.Example.org", "intranet.example.org"),
        ("santé.example:80", "xn--sant-epa.example:80"),
        ("::1", "::1"),
        ("[0:0::1]:8080", "[::1]:8080"),
        ("localhost", "localhost"),
    ],
)
def test_a_host_is_written_as_the_fetcher_compares_it(written: str, compared: str) -> None:
    config = parse_config(f"[fetch]\nallow_private_hosts = ['{written}']", HERE)

    assert config.fetch.allow_private_hosts == (compared,)


@pytest.mark.parametrize(
    "contact", ["mailto:dpo@example.org", "dpo@example.org", "https://example.org/tracker"]
)
def test_a_contact_is_a_mail_or_a_web_address(contact: str) -> None:
    assert parse_config(f"[fetch]\ncontact = '{contact}'", HERE).fetch.contact == contact


def test_a_source_may_say_where_its_address_is_kept() -> None:
    def url(written: str) -> str:
        [source] = parse_config(SOURCE.replace("https://a.example/feed", written), HERE).sources
        return source.url

    assert url("env:FEED_URL") == "env:FEED_URL"
    assert url("file:feed.url") == "file:/etc/tracker/feed.url"


def test_a_byte_order_mark_is_no_part_of_the_configuration(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(b"\xef\xbb\xbf[alerts]\nlanguage = 'en'\n")

    assert load_config(path).alerts.language == "en"


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


def test_the_law_s_own_databases_need_few_words() -> None:
    """No account for DILA, and no voice to choose: the texts are official."""
    config = parse_config(DILA + PISTE, HERE)

    dila, api = config.sources
    assert (dila.url, dila.voice) == ("https://echanges.dila.gouv.fr/OPENDATA/CNIL/", "official")
    assert api.url.startswith("https://api.piste.gouv.fr/")
    assert "PISTE_ID" not in repr(config)


def test_the_path_of_a_secret_is_relative_to_the_file() -> None:
    [api] = parse_config(PISTE, HERE).sources

    assert references(api)[-2:] == ("env:PISTE_ID", "file:/etc/tracker/secret")
