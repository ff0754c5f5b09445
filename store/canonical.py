"""The one spelling of an event, and the chain that is computed over it.

Canonical JSON has sorted keys (by code point), no spaces, no escapes that UTF-8 does not
need, and no NaN.  Payloads are kept in that spelling as text on every database, so that the
bytes under the chain do not depend on where they lie.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from json.encoder import encode_basestring
from typing import Any

from store.errors import InvalidEventError

GENESIS = "0" * 64
"""What the first event is chained to."""

_ATOMS = frozenset({str, int, float, bool, type(None)})

_encode = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"), check_circular=False
).encode
_decode = json.JSONDecoder().raw_decode


def encode(value: object) -> str:
    """Return *value* as canonical JSON; raise InvalidEventError for what JSON cannot say.

    >>> encode({"b": [1, 2.5], "a": "é"})
    '{"a":"é","b":[1,2.5]}'

    A key that is not a string is refused: JSON would turn it into one in silence, and what
    is read back would not be what was written.  Half of a surrogate pair is not found here
    but by :func:`link` or :func:`check_text`, which have to look at every character anyway.
    """
    try:
        return _encode(_plain(value))
    except (TypeError, ValueError, RecursionError) as error:
        message = f"this is not JSON: {error}"
        raise InvalidEventError(message) from error


def check_text(text: str) -> str:
    """Return *text*, refused where UTF-8 cannot say it."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        message = f"this is not text: {error}"
        raise InvalidEventError(message) from error
    return text


def decode(text: str | bytes) -> dict[str, Any]:
    """Read back a JSON object that :func:`encode` wrote, with no space round it."""
    value: dict[str, Any] = _decode(text if isinstance(text, str) else text.decode())[0]
    return value


def canonical(  # noqa: PLR0913, PLR0917 - one argument for each column under the chain
    position: int,
    stream: str,
    version: int,
    event_id: str,
    kind: str,
    schema: int,
    recorded_at: str,
    payload: str,
    metadata: str,
) -> str:
    """Return the whole event as canonical JSON; *payload* and *metadata* are canonical already."""
    return (
        f'{{"id":"{event_id}","metadata":{metadata},"payload":{payload},"position":{position},'
        f'"recorded_at":"{recorded_at}","schema":{schema},"stream":{encode_basestring(stream)},'
        f'"type":{encode_basestring(kind)},"version":{version}}}'
    )


def link(previous: str, event: str) -> str:
    """Return the hash of an event in canonical form that follows the one hashed *previous*."""
    try:
        return hashlib.sha256((previous + event).encode()).hexdigest()
    except UnicodeEncodeError as error:
        message = f"this is not text: {error}"
        raise InvalidEventError(message) from error


def format_instant(instant: datetime) -> str:
    """Return an aware instant in UTC, always with microseconds: equal width, so text sorts as time.

    >>> format_instant(datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))
    '2026-01-02T03:04:05.000000Z'
    """
    if instant.tzinfo is None:
        message = f"{instant} has no time zone: instants of the log are aware"
        raise InvalidEventError(message)
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def parse_instant(text: str) -> datetime:
    """Read back what :func:`format_instant` wrote."""
    return datetime.fromisoformat(text)


def _plain(value: object) -> object:
    """Return *value* with every map a dict, having refused keys that are not strings."""
    if isinstance(value, dict) and type(value) is dict:
        for key, inner in value.items():
            if type(key) is not str:
                break
            if type(inner) not in _ATOMS and _plain(inner) is not inner:
                break
        else:
            return value
    elif isinstance(value, list) and type(value) is list:
        for inner in value:
            if type(inner) not in _ATOMS and _plain(inner) is not inner:
                break
        else:
            return value
    return _rebuilt(value)


def _rebuilt(value: object) -> object:
    if isinstance(value, Mapping):
        for key in value:
            if not isinstance(key, str):
                message = f"the key {key!r} is not a string"
                raise TypeError(message)
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value
