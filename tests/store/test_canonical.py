"""One spelling, whoever writes it: the fast path and the plain one give the same bytes."""

from __future__ import annotations

import hashlib
import math
from collections import OrderedDict
from datetime import UTC, datetime
from enum import Enum, IntEnum, StrEnum
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store import InvalidEventError
from store.canonical import GENESIS, canonical, encode, encode_utf8, link, spell_ids

_NAMES = st.text(st.characters(exclude_categories=["Cs"]))
_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(
        [1e-3, 9.999e-4, 1e15, 999999999999999.9, 1e16, 1e22, -0.0, 5e-324, 1.7976931348623157e308]
    )
    | _NAMES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_NAMES, inner, max_size=4),
    max_leaves=12,
)


class _Word(StrEnum):
    ONE = "one"


class _Number(IntEnum):
    ONE = 1


class _Thing(Enum):
    ONE = 1


class _Id(UUID):
    pass


@given(st.dictionaries(_NAMES, _VALUES, max_size=6))
def test_both_ways_spell_alike(value: dict[str, Any]) -> None:
    assert encode_utf8(value) == encode(value).encode()


@given(st.lists(st.uuids() | st.builds(_Id, st.uuids().map(str)), max_size=5))
def test_ids_are_spelt_as_python_does(ids: list[UUID]) -> None:
    assert spell_ids(ids) == [str(one) for one in ids]


@pytest.mark.parametrize("wrong", ["00000000-0000-0000-0000-000000000001", None, 1, b"1" * 16], ids=repr)
def test_what_is_no_id_is_refused(wrong: object) -> None:
    with pytest.raises(InvalidEventError, match="is a UUID, not"):
        spell_ids([UUID(int=1), wrong])  # type: ignore[list-item] # on purpose


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_float_is_spelt_as_python_does(value: float) -> None:
    """A float that one library writes with an exponent and the other without would break the chain."""
    assert encode_utf8({"x": value}) == b'{"x":' + repr(value).encode() + b"}"


@pytest.mark.parametrize(
    "value",
    [
        math.nan,
        math.inf,
        2**64,
        -(2**63) - 1,
        UUID(int=1),
        _Thing.ONE,
        datetime(2026, 1, 1, tzinfo=UTC),
        b"bytes",
        {1: "a key that is a number"},
        {_Thing.ONE: 1},
        "half \ud800 of a character",
        {"half \udfff of a key": 1},
        {1, 2},
    ],
    ids=repr,
)
def test_what_json_cannot_say_is_refused(value: object) -> None:
    """The fast library would write some of these in a form of its own."""
    for payload in ({"x": value}, {"deep": [{"x": value}]}):
        with pytest.raises(InvalidEventError):
            encode_utf8(payload)


@pytest.mark.parametrize(
    ("value", "spelt"),
    [
        (OrderedDict(b=1, a=2), b'{"a":2,"b":1}'),
        ({"x": (1, 2)}, b'{"x":[1,2]}'),
        ({"x": _Word.ONE}, b'{"x":"one"}'),
        ({"x": _Number.ONE}, b'{"x":1}'),
        ({"x": [{_Word.ONE: 1}]}, b'{"x":[{"one":1}]}'),
        ({"\U00010000": 1, "\uffff": 2}, '{"\uffff":2,"\U00010000":1}'.encode()),
    ],
    ids=repr,
)
def test_relatives_of_plain_values_are_spelt_like_them(value: dict[str, Any], spelt: bytes) -> None:
    assert encode_utf8(value) == spelt


@given(
    st.integers(1, 10**9),
    _NAMES,
    _NAMES,
    st.dictionaries(_NAMES, _VALUES, max_size=3),
    st.dictionaries(_NAMES, _VALUES, max_size=1),
)
def test_the_chain_is_over_the_canonical_form(
    position: int, stream: str, kind: str, payload: dict[str, Any], metadata: dict[str, Any]
) -> None:
    fields = (
        position,
        stream,
        7,
        str(UUID(int=position)),
        kind,
        1,
        "2026-03-04T12:00:00.000000Z",
        encode_utf8(payload),
        encode(metadata),
    )

    assert link(GENESIS, fields) == hashlib.sha256(f"{GENESIS}{canonical(fields)}".encode()).hexdigest()
