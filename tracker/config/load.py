"""Find the file, read it, check it, and make its relative paths absolute."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

from pydantic import ValidationError

from tracker.config.faults import told_faults
from tracker.config.tables import KEPT_ELSEWHERE, Config, FeedSource, Store
from tracker.errors import ConfigError
from tracker.model.decision import Voice


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
        text = path.read_bytes().decode("utf-8-sig")
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
        raise ConfigError([f"{path}: {told}" for told in told_faults(error)]) from None
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
        if isinstance(source, FeedSource) and source.voice is Voice.OFFICIAL and source.authority is None
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
    if fetch.proxy is not None:
        fetch = fetch.model_copy(update={"proxy": _anchored_reference(fetch.proxy, folder)})
    sources = tuple(
        source.model_copy(
            update={
                key: _anchored_reference(spec, folder)
                for key in KEPT_ELSEWHERE
                if (spec := getattr(source, key, None)) is not None
            }
        )
        for source in config.sources
    )
    routes = tuple(
        route.model_copy(
            update={"targets": tuple(_anchored_reference(each, folder) for each in route.targets)}
        )
        for route in alerts.routes
    )
    alerts = alerts.model_copy(update={"routes": routes})
    return config.model_copy(update={"store": store, "fetch": fetch, "sources": sources, "alerts": alerts})


def _anchored_reference(spec: str, folder: Path) -> str:
    if spec.startswith("file:"):
        return f"file:{folder / spec.removeprefix('file:')}"
    return spec
