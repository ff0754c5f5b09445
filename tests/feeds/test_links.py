"""Addresses: what is done to most of them is nothing, and done at once."""

from __future__ import annotations

from urllib.parse import quote, urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds import links
from feeds.links import absolute, canonical

BASE = "https://gazette.example/fil/rss.xml"
PARTS = ("a", "B", "/", "//", ".", "..", "-", "~", "_", "1", "?a=b", "#x", ":80", "%41", "é", " ")
ADDRESSES = st.tuples(
    st.sampled_from(("http://a", "https://b.example/", "http://A", "")),
    st.lists(st.sampled_from(PARTS), max_size=7).map("".join),
).map("".join)


@given(ADDRESSES)
def test_a_plain_address_is_what_resolving_it_would_give(link: str) -> None:
    """The short way answers as the long one."""
    if links._PLAIN.fullmatch(link):
        assert absolute(link, BASE) == quote(urljoin(BASE, link), safe=links._SAFE) == link


@given(ADDRESSES)
def test_a_plain_address_is_compared_as_any_other_is(link: str) -> None:
    if links._PLAIN.fullmatch(link):
        assert canonical(link) == canonical(f"{link}#suite")


@pytest.mark.parametrize(
    "link", ["", " ", "mailto:a@b.example", "javascript:alert(1)", "http://", "http://u@h/"]
)
def test_what_is_no_address_of_a_page_is_none(link: str) -> None:
    assert absolute(link, BASE) is None
