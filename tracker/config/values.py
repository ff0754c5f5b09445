"""How single values of the configuration are written, and what each comes to.

A value that could never work is refused here, rather than found when it is too late.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from ipaddress import IPv6Address
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator

_DURATION = re.compile(r"(\d{1,6})\s*(s|m|h|d|w)", re.ASCII)
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_SIZE = re.compile(r"(\d{1,6})\s*(B|kB|KB|MB|GB)?", re.ASCII)
_BYTES = {None: 1, "B": 1, "kB": 1000, "KB": 1000, "MB": 1_000_000, "GB": 1_000_000_000}
_LONGEST = 366 * 86400
_VERY_LONG = 10 * 366 * 86400
_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,62}[a-z0-9])?", re.ASCII)
_PLACE = re.compile(r"(?:\[(?P<six>[^]]+)\]|(?P<name>[^][:]+))(?::(?P<port>[0-9]{1,5}))?")
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_.])?")
_LAST_PORT = 65535
_CONTACT = re.compile(r"(?:https?://|mailto:[^@]+@|[^@:/]+@)[^@]+")
_PRINTED = re.compile(r"[!-~]+")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9]*://")
_STORES = ("sqlite", "postgresql", "postgresql+psycopg")

_KEPT = re.compile(r"env:[A-Za-z_][A-Za-z0-9_]*|file:.+", re.DOTALL)
"""Where a value is kept: a variable's name, or a file's path."""


def _seconds(value: object) -> object:
    if isinstance(value, str) and (match := _DURATION.fullmatch(value)):
        seconds = int(match[1]) * _SECONDS[match[2]]
        if seconds > _LONGEST:
            raise ValueError("a duration of 366 days at most")
        if seconds > 0:
            return seconds
    raise ValueError('a duration such as "20s", "30m", "12h" or "90d"')


def _long_seconds(value: object) -> object:
    if isinstance(value, str) and (match := _DURATION.fullmatch(value)):
        seconds = int(match[1]) * _SECONDS[match[2]]
        if 0 < seconds <= _VERY_LONG:
            return seconds
    raise ValueError('a duration such as "90d" or "730d", ten years at most')


def _day(value: object) -> object:
    try:
        if isinstance(value, str):
            return date.fromisoformat(value)
    except ValueError:
        pass
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    raise ValueError("a day such as 2024-01-31")


def _reference(value: str) -> str:
    if not _KEPT.fullmatch(value):
        raise ValueError("env:NAME or file:PATH: a secret does not stand in this file")
    return value


def official(value: str) -> str:
    """Take the one voice that the law's own databases have."""
    if value != "official":
        raise ValueError("official, which these sources are; leave it out")
    return value


def _phrase(value: str) -> str:
    if not value.strip():
        raise ValueError("some words to search for")
    return value


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


def _host(value: str) -> str:
    """Take a host or host:port, and write it as the fetcher compares it."""
    try:
        if value.count(":") > 1 and "[" not in value:
            return str(IPv6Address(value))
        if (match := _PLACE.fullmatch(value)) and 0 < int(match["port"] or 1) <= _LAST_PORT:
            host = f"[{IPv6Address(match['six'])}]" if match["six"] else _host_name(match["name"])
            return f"{host}:{int(match['port'])}" if match["port"] else host
    except ValueError:  # neither a name nor an IPv6 address
        pass
    raise ValueError('a host or host:port, such as "intranet.example.org" or "127.0.0.1:8080"')


def _host_name(name: str) -> str:
    host = name.encode("idna").decode("ascii").lower()
    if not _HOST.fullmatch(host):
        raise ValueError(name)
    return host


def _contact(value: str) -> str:
    if not (_PRINTED.fullmatch(value) and _CONTACT.fullmatch(value)):
        raise ValueError('a mail or web address such as "mailto:dpo@example.org", in plain letters')
    return value


def _target(value: str) -> str:
    """Take an address or where one is kept; what has no scheme may be a secret, and would be shown."""
    if not _KEPT.fullmatch(value) and not _SCHEME.match(value):
        raise ValueError("an Apprise address, env:NAME or file:PATH")
    return value


def _store_url(value: str) -> str:
    scheme, _, rest = value.partition("://")
    if scheme not in _STORES or (scheme == "sqlite" and not re.match(r"/.", rest)):
        raise ValueError('"sqlite:///path" or "postgresql+psycopg://user@host/database"')
    if scheme == "sqlite" and ":memory:" in rest:
        raise ValueError("a file: a log in memory is forgotten when the command ends")
    return value


def _feed_address(value: str) -> str:
    if _KEPT.fullmatch(value):
        return value
    return _web_address(value)


def _web_address(value: str) -> str:
    try:
        parts = urlsplit(value)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        raise ValueError("an http or https address without a user name in it, env:NAME or file:PATH")
    return value


Seconds = Annotated[int, BeforeValidator(_seconds)]
LongSeconds = Annotated[int, BeforeValidator(_long_seconds)]
Day = Annotated[date, BeforeValidator(_day)]
Reference = Annotated[str, AfterValidator(_reference)]
Phrase = Annotated[str, AfterValidator(_phrase)]
Bytes = Annotated[int, BeforeValidator(_bytes)]
Slug = Annotated[str, AfterValidator(_slug)]
FeedAddress = Annotated[str, AfterValidator(_feed_address)]
Host = Annotated[str, AfterValidator(_host)]
Contact = Annotated[str, AfterValidator(_contact)]
Target = Annotated[str, AfterValidator(_target)]
StoreUrl = Annotated[str, AfterValidator(_store_url)]
