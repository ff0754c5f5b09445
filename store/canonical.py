"""The one spelling of an event, and the chain that is computed over it.

Canonical JSON has sorted keys (by code point), no spaces, no escapes that UTF-8 does not
need, and no NaN.  Payloads are kept in that spelling as text on every database, so that the
bytes under the chain do not depend on where they lie.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Any, TypeAlias
from uuid import UUID

from store.errors import InvalidEventError

GENESIS = "0" * 64
"""What the first event is chained to."""

Fields: TypeAlias = tuple[int, str, int, str, str, int, str, bytes, str]
"""The columns under the chain: position, stream, version, id, type, schema, recorded_at, payload, metadata.

The last two are canonical JSON already.
"""

_ATOMS = frozenset({str, int, float, bool, type(None)})
_PLAIN_ATOMS = frozenset({str, int, bool, type(None)})
_UUIDS = frozenset({UUID})
_DECIMALS = (1e-3, 1e15)
"""Between these (and their negatives) every printer of shortest floats writes plain decimals."""

_INTEGERS = (-(2**63), 2**64 - 1)

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
        plain = _plain(value)
        _check_integers(plain)
        return _encode(plain)
    except (TypeError, ValueError, RecursionError) as error:
        message = f"this is not JSON: {error}"
        raise InvalidEventError(message) from error


def encode_utf8(value: object) -> bytes:
    """Return the same in UTF-8, several times as fast for what payloads are made of.

    What orjson would spell in another way, or should not take (floats with an exponent, NaN,
    subclasses, types of its own), is left to :func:`encode`.
    """
    try:
        if type(value) is dict and _are_spelt_alike(value.values()):
            spelt: bytes = (_orjson or _import_orjson()).dumps(value, None, _SORTED)
            return spelt
    except (TypeError, RecursionError):
        pass
    try:
        return encode(value).encode()
    except UnicodeEncodeError as error:
        message = f"this is not text: {error}"
        raise InvalidEventError(message) from error


def spell_ids(ids: list[UUID]) -> list[str]:
    """Return each id as ``str`` spells it: many at once, in a tenth of its time."""
    if _UUIDS.issuperset(map(type, ids)):
        orjson = _orjson or _import_orjson()
        spelt: list[str] = orjson.loads(orjson.dumps(ids))
        return spelt
    for one in ids:
        if not isinstance(one, UUID):
            message = f"the id of an event is a UUID, not {one!r}"
            raise InvalidEventError(message)
    return [*map(str, ids)]


_orjson: Any = None
_SORTED = 32
"""orjson.OPT_SORT_KEYS, without its import."""


def _import_orjson() -> Any:  # noqa: ANN401 - a module
    global _orjson  # noqa: PLW0603 - imported at the first need, once
    import orjson  # noqa: PLC0415 - a command that writes nothing needs none

    _orjson = orjson
    return orjson


def _are_spelt_alike(values: Iterable[Any]) -> bool:
    """Tell whether *values* are nothing but what orjson and the standard library spell alike.

    Keys are not looked at: orjson refuses all but plain strings.
    """
    for value in values:
        kind = type(value)
        if kind in _PLAIN_ATOMS:
            continue
        if kind is float:
            alike = _DECIMALS[0] <= abs(value) < _DECIMALS[1] or value == 0
        else:
            alike = (kind is list and _are_spelt_alike(value)) or (
                kind is dict and _are_spelt_alike(value.values())
            )
        if not alike:
            return False
    return True


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


def canonical(fields: Fields) -> str:
    """Return the whole event as canonical JSON."""
    position, stream, version, event_id, kind, schema, recorded_at, payload, metadata = fields
    return (
        f'{{"id":"{event_id}","metadata":{metadata},"payload":{payload.decode()},"position":{position},'
        f'"recorded_at":"{recorded_at}","schema":{schema},"stream":{encode_basestring(stream)},'
        f'"type":{encode_basestring(kind)},"version":{version}}}'
    )


def link(previous: str, fields: Fields) -> str:
    """Return the hash of an event that follows the one hashed *previous*.

    It is taken over :func:`canonical`, which is never put together.
    """
    position, stream, version, event_id, kind, schema, recorded_at, payload, metadata = fields
    try:
        digest = hashlib.sha256(f'{previous}{{"id":"{event_id}","metadata":{metadata},"payload":'.encode())
        digest.update(payload)
        about = _about(recorded_at, schema, stream, kind)
        digest.update(f',"position":{position}{about}{version}}}'.encode())
    except UnicodeEncodeError as error:
        message = f"this is not text: {error}"
        raise InvalidEventError(message) from error
    return digest.hexdigest()


@lru_cache(maxsize=256)
def _about(recorded_at: str, schema: int, stream: str, kind: str) -> str:
    """Return what the events of one type have in common in one batch."""
    return (
        f',"recorded_at":"{recorded_at}","schema":{schema},"stream":{_quoted(stream)},'
        f'"type":{_quoted(kind)},"version":'
    )


_quoted = lru_cache(maxsize=4096)(encode_basestring)


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


def _check_integers(value: object) -> None:
    """Raise ValueError for an integer that half of the world's JSON readers turn into a float."""
    if isinstance(value, int) and not _INTEGERS[0] <= value <= _INTEGERS[1]:
        message = f"{value} does not fit into 64 bits; write it as text"
        raise ValueError(message)
    if isinstance(value, Mapping):
        for inner in value.values():
            _check_integers(inner)
    elif isinstance(value, list):
        for inner in value:
            _check_integers(inner)


def _rebuilt(value: object) -> object:
    if isinstance(value, Mapping):
        for key in value:
            if not isinstance(key, str):
                message = f"the key {key!r} is not a string"
                raise TypeError(message)
        return {str.__str__(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value
