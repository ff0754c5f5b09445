"""The configuration: one TOML file to one frozen value, or every fault of it at once.

An unknown key or a wrong value is refused by its full name, with what is allowed and the
nearest right spelling.  Relative paths are relative to the file.
"""

from tracker.config.editing import Row, append_sources
from tracker.config.load import config_path, load_config, parse_config
from tracker.config.tables import (
    Alerts,
    Config,
    DilaSource,
    FeedSource,
    Fetch,
    LegifranceSource,
    Route,
    Source,
    Store,
    references,
)

__all__ = [
    "Alerts",
    "Config",
    "DilaSource",
    "FeedSource",
    "Fetch",
    "LegifranceSource",
    "Route",
    "Row",
    "Source",
    "Store",
    "append_sources",
    "config_path",
    "load_config",
    "parse_config",
    "references",
]
