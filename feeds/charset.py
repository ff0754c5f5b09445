"""Turn bytes of the web into text: what the bytes are counts for more than what they claim.

A byte-order mark wins, then UTF-8 if the bytes are UTF-8, then the declared encoding, then
Windows-1252, which is also what "iso-8859-1" means on the web.
"""

from __future__ import annotations

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_UNMARKED = ((b"<\x00?\x00", "utf-16-le"), (b"\x00<\x00?", "utf-16-be"))
_IN_HEADER = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_IN_DOCUMENT = re.compile(rb"(?:encoding|charset)\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_PLAIN_ENCODING = re.compile(
    r"iso8859|cp\d|mac|koi8|gb|big5|euc|shift|iso2022|johab|hz|tis|ptcp|kz|utf-(16|32)"
)
_LATIN = frozenset({"iso8859-1", "ascii", "latin-1"})
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_SNIFFED = 2048


def decode(body: bytes, content_type: str | None = None) -> str:
    """Decode *body*; never raise, and leave no control character but tab and line breaks.

    >>> decode("Arrêté".encode("latin-1"), "text/xml; charset=utf-8")
    'Arrêté'

    A few broken bytes in a text that is UTF-8 otherwise spoil their own words only.
    """
    return _UNWANTED.sub("", _decoded(body, content_type)).removeprefix("\ufeff")


def _decoded(body: bytes, content_type: str | None) -> str:
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace")
    for start, encoding in _UNMARKED:
        if body.startswith(start):
            return body.decode(encoding, "replace")
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    if not broken or broken <= _count_beyond_ascii(text) - broken:
        return text
    return body.decode(_declared(body, content_type), "replace")


def _count_beyond_ascii(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore"))


def _declared(body: bytes, content_type: str | None) -> str:
    """Return the first declared encoding that is one of text and not the UTF-8 that has just failed."""
    found = _IN_HEADER.findall(content_type or "")
    found += [label.decode("ascii", "ignore") for label in _IN_DOCUMENT.findall(body[:_SNIFFED])]
    for label in found:
        try:
            name = codecs.lookup(label).name
        except (LookupError, ValueError):
            continue
        if name not in _LATIN and _PLAIN_ENCODING.match(name):
            return name
    return "cp1252"
