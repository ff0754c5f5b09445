"""The configuration: one TOML file to one frozen value, or every fault of it at once.

An unknown key or a wrong value is refused by its full name, with what is allowed and the
nearest right spelling.  Relative paths are relative to the file.
"""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from tracker.errors import ConfigError
from tracker.model.decision import Establishment, Voice

_DURATION = re.compile(r"(\d{1,6})\s*(s|m|h|d|w)", re.ASCII)
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_SIZE = re.compile(r"(\d{1,6})\s*(B|kB|KB|MB|GB)?", re.ASCII)
_BYTES = {None: 1, "B": 1, "kB": 1000, "KB": 1000, "MB": 1_000_000, "GB": 1_000_000_000}
_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,62}[a-z0-9])?", re.ASCII)


def _seconds(value: object) -> object:
    if isinstance(value, str) and (match := _DURATION.fullmatch(value)):
        seconds = int(match[1]) * _SECONDS[match[2]]
        if seconds > 0:
            return seconds
    raise ValueError('a duration such as "20s", "30m", "12h" or "90d"')


def _bytes(value: object) -> object:
    if isinstance(value, str) and (match := _SIZE.fullmatch(value)):
        size = int(match[1]) * _BYTES[match[2]]
        if size > 0:
            return size
    raise ValueError('a size such as "500kB" or "10MB"')


def _slug(value: str) -> str:
    if not _SLUG.fullmatch(value):
        raise ValueError('lower-case letters, digits, "." and "-", such as "my-warehouse"')
    return value


def _web_address(value: str) -> str:
    try:
        parts = urlsplit(value)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        raise ValueError("an http or https address without a user name in it")
    return value


Seconds = Annotated[int, BeforeValidator(_seconds)]
Bytes = Annotated[int, BeforeValidator(_bytes)]
Slug = Annotated[str, AfterValidator(_slug)]
WebAddress = Annotated[str, AfterValidator(_web_address)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Store(_Table):
    """Where the log is kept."""

    url: str = "sqlite:///tracker.db"


class Fetch(_Table):
    """How documents are fetched; durations in seconds, sizes in bytes after decompression."""

    timeout: Seconds = 20
    max_bytes: Bytes = 10_000_000
    allow_private_hosts: tuple[str, ...] = Field(default=(), strict=False)
    ca_file: str | None = None
    contact: str | None = None


class Source(_Table):
    """Something polled.  ``publisher`` makes sources of one house one voice."""

    id: Slug
    kind: Literal["rss"]
    voice: Annotated[Voice, Field(strict=False)]
    authority: Slug | None = None
    url: WebAddress
    every: Seconds = 1800
    full_text: bool = False
    name: str | None = None
    publisher: str | None = None
    language: Literal["fr", "en"] = "fr"


class Route(_Table):
    """Whom to tell what.  ``targets`` are Apprise URLs, ``env:NAME`` or ``file:PATH``."""

    name: Slug
    targets: tuple[str, ...] = Field(min_length=1, strict=False, repr=False)
    platforms: tuple[str, ...] | None = Field(default=None, strict=False)
    min_establishment: Annotated[Establishment, Field(strict=False)] = Establishment.REPORTED
    about: tuple[Literal["status", "deadlines", "sources", "review"], ...] = Field(
        default=("status", "deadlines"), strict=False
    )


class Alerts(_Table):
    """How people are told; ``remind_before`` in seconds."""

    language: Literal["fr", "en"] = "fr"
    remind_before: tuple[Seconds, ...] = Field(default=(90 * 86400, 30 * 86400, 7 * 86400), strict=False)
    routes: tuple[Route, ...] = Field(default=(), strict=False)


class Config(_Table):
    """The whole configuration, checked."""

    store: Store = Store()
    fetch: Fetch = Fetch()
    sources: tuple[Source, ...] = Field(default=(), strict=False)
    platforms: tuple[dict[str, Any], ...] = Field(default=(), strict=False)
    providers: tuple[dict[str, Any], ...] = Field(default=(), strict=False)
    authorities: tuple[dict[str, Any], ...] = Field(default=(), strict=False)
    alerts: Alerts = Alerts()


def config_path(given: str | None) -> Path:
    """Return the file to read: *given*, TRACKER_CONFIG, ./config.toml or the user's folder.

    The file need not exist.
    """
    if given:
        return Path(given)
    if named := os.environ.get("TRACKER_CONFIG"):
        return Path(named)
    here = Path("config.toml")
    if here.exists():
        return here
    from platformdirs import user_config_path  # noqa: PLC0415 - 40 ms that most starts do not need

    theirs = user_config_path("tracker") / "config.toml"
    return theirs if theirs.exists() else here


def load_config(path: Path) -> Config:
    """Read and check the file; raise ConfigError that names every fault."""
    try:
        text = path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        raise ConfigError(
            [f"{path}: no such file; `tracker init` writes one, or name another with --config"]
        ) from None
    except UnicodeDecodeError as error:
        raise ConfigError([f"{path}: not UTF-8 (byte {error.start}); save it as UTF-8"]) from None
    except OSError as error:
        raise ConfigError([f"{path}: cannot be read ({error.strerror})"]) from None
    return parse_config(text, path)


def parse_config(text: str, path: Path) -> Config:
    """Check the text of a configuration; *path* names it in messages and anchors relative paths."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError([f"{path}: not TOML: {error}"]) from None
    try:
        config = Config.model_validate(table)
    except ValidationError as error:
        raise ConfigError([f"{path}: {_fault(fault)}" for fault in error.errors()]) from None
    faults = list(_cross_faults(config))
    if faults:
        raise ConfigError([f"{path}: {fault}" for fault in faults])
    return _anchored(config, path.resolve().parent)


def _cross_faults(config: Config) -> list[str]:
    faults = []
    for what, names in (
        ("sources", [source.id for source in config.sources]),
        ("alerts.routes", [route.name for route in config.alerts.routes]),
    ):
        faults += [
            f"{what}[{place}]: {name!r} is used twice; each needs a name of its own"
            for place, name in enumerate(names)
            if name in names[:place]
        ]
    faults += [
        f"sources[{place}].authority: missing; an official source says whose voice it is, "
        'such as authority = "cnil"'
        for place, source in enumerate(config.sources)
        if source.voice is Voice.OFFICIAL and source.authority is None
    ]
    return faults


def _anchored(config: Config, folder: Path) -> Config:
    """Make the relative paths of the file absolute."""
    store, fetch, alerts = config.store, config.fetch, config.alerts
    prefix = "sqlite:///"
    if store.url.startswith(prefix) and not store.url.startswith(prefix + "/"):
        store = Store(url=prefix + str(folder / store.url.removeprefix(prefix)))
    if fetch.ca_file is not None:
        fetch = fetch.model_copy(update={"ca_file": str(folder / fetch.ca_file)})
    routes = tuple(
        route.model_copy(update={"targets": tuple(_anchored_target(each, folder) for each in route.targets)})
        for route in alerts.routes
    )
    alerts = alerts.model_copy(update={"routes": routes})
    return config.model_copy(update={"store": store, "fetch": fetch, "alerts": alerts})


def _anchored_target(target: str, folder: Path) -> str:
    if target.startswith("file:"):
        return f"file:{folder / target.removeprefix('file:')}"
    return target


def _fault(fault: Any) -> str:  # noqa: ANN401 - pydantic's own error record
    name = _dotted(fault["loc"])
    kind = fault["type"]
    if kind == "extra_forbidden":
        allowed = _allowed(fault["loc"][:-1])
        near = difflib.get_close_matches(str(fault["loc"][-1]), allowed, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"allowed here: {', '.join(allowed)}"
        return f"{name}: unknown key; {hint}"
    if kind == "missing":
        return f"{name}: missing; it has no default"
    if kind in ("literal_error", "enum"):
        expected = str(fault["ctx"]["expected"]).replace(" or ", ", ").replace("'", "")
        near = difflib.get_close_matches(str(fault["input"]), expected.split(", "), n=1)
        hint = f" (did you mean {near[0]!r}?)" if near else ""
        return f"{name}: {fault['input']!r} is not one of {expected}{hint}"
    if kind == "value_error":
        return f"{name}: {_shown(fault['input'])} is not {fault['ctx']['error']}"
    wanted = _PLAIN.get(kind, fault["msg"])
    if kind == "too_short":
        return f"{name}: is empty; give at least one"
    return f"{name}: {_shown(fault['input'])} is not {wanted}"


_PLAIN = {
    "string_type": "a text in quotes",
    "bool_type": "true or false",
    "tuple_type": "a list in brackets",
    "model_type": "a table",
    "dict_type": "a table",
    "int_type": "a whole number",
}


def _shown(value: object) -> str:
    """Show a wrong value, unless it may hold a secret."""
    text = repr(value)
    return "this value" if "://" in text or len(text) > 60 else text


def _dotted(loc: tuple[str | int, ...]) -> str:
    name = ""
    for part in loc:
        name += f"[{part}]" if isinstance(part, int) else f".{part}" if name else str(part)
    return name


def _allowed(loc: tuple[str | int, ...]) -> list[str]:
    """Return the keys that the table at *loc* may have."""
    tables: dict[tuple[str, ...], type[BaseModel]] = {
        (): Config,
        ("store",): Store,
        ("fetch",): Fetch,
        ("sources",): Source,
        ("alerts",): Alerts,
        ("alerts", "routes"): Route,
    }
    model = tables.get(tuple(part for part in loc if isinstance(part, str)))
    return list(model.model_fields) if model else []
