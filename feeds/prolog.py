"""Look at what stands before the root of an XML document, without an XML parser.

Parsers differ in what they do with a document type; none of them is to see one.  Entities are
the tool of every attack on XML, and no feed needs any of its own.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

_ROOT = re.compile(r"<((?:[\w.-]+:)?([A-Za-z_][\w.-]*))")
_DOCTYPE = re.compile(r"<!DOCTYPE", re.IGNORECASE)
_DOCTYPE_END = re.compile(r"[\[>]")
_ENTITY_OR_OPAQUE = re.compile(r"<!\[CDATA\[|<!--|<!(ENTITY|DOCTYPE)\b")
_AMPERSAND = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|&(?:(?:#\d+|#[xX][0-9a-fA-F]+|amp|lt|gt|quot|apos);|(?P<name>[A-Za-z]\w*;)?)",
    re.DOTALL,
)
# No honest tag is that long; some parsers take quadratic time over its attributes.
_GIANT_TAG = re.compile(r"<[A-Za-z][^<>]{65536}")


class UnsafeXmlError(Exception):
    """The document declares what no feed needs; the message says what."""


@dataclass(frozen=True, slots=True)
class Prolog:
    """What a document begins with."""

    root: str
    """The local name of the root element in lower case, ``""`` where there is none."""
    tag: str
    """The same with its prefix, as it is written."""
    body: str
    """The document from the root element on: no declaration, no document type."""


def read_prolog(text: str) -> Prolog:
    """Find the root element of *text*, and refuse declarations inside the document.

    >>> read_prolog('<?xml version="1.0"?><!-- flux --><rss version="2.0"/>').root
    'rss'

    A bare DOCTYPE, common in old feeds, is passed over; what it points at is never fetched.
    """
    at = _skip(text, 0)
    doctype = _DOCTYPE.match(text, at)
    if doctype is not None:
        end = _DOCTYPE_END.search(text, doctype.end())
        if end is None or end.group() == "[":
            raise UnsafeXmlError("it declares its own document type")
        at = _skip(text, end.end())
    root = _ROOT.match(text, at)
    tag, name = root.groups() if root else ("", "")
    return Prolog(root=name.lower(), tag=tag, body=text[at:])


def refuse_declarations(body: str) -> None:
    """Refuse entity or document type declarations that stand further down, and giant tags."""
    at = 0
    while (found := _ENTITY_OR_OPAQUE.search(body, at)) is not None:
        if found.group(1):
            raise UnsafeXmlError(f"it declares {found.group(1).lower()} inside the document")
        at = body.find("]]>" if found.group().startswith("<![") else "-->", found.end())
        if at < 0:
            break
    if _GIANT_TAG.search(body):
        raise UnsafeXmlError("it has a tag of more than 64 KiB")


def mend_ampersands(body: str) -> str:
    r"""Make of each ``&`` that XML does not know what its author meant: itself, or HTML's character.

    >>> mend_ampersands("R&D &nbsp;&amp; <![CDATA[R&D]]>")
    'R&amp;D \xa0&amp; <![CDATA[R&D]]>'
    """
    return _AMPERSAND.sub(_mended, body)


def first_elements(body: str, end: re.Pattern[str], count: int) -> tuple[str, int]:
    """Return *body* with no more than *count* elements that end as *end* says, and how many went.

    >>> first_elements("<l><i>1</i><i>2</i><i>3</i></l>", re.compile("</i>"), 2)
    ('<l><i>1</i><i>2</i></l>', 1)
    """
    ends = [match.end() for match in end.finditer(body)]
    if len(ends) <= count:
        return body, 0
    return body[: ends[count - 1]] + body[ends[-1] :], len(ends) - count


def _mended(match: re.Match[str]) -> str:
    found = match.group()
    if found == "&":
        return "&amp;"
    if match["name"] is None:
        return found
    meant = html.unescape(found)
    return f"&amp;{match['name']}" if meant == found else html.escape(meant)


def _skip(text: str, at: int) -> int:
    """Return where white space, comments and processing instructions from *at* on end."""
    while True:
        while at < len(text) and text[at].isspace():
            at += 1
        if text.startswith("<?", at):
            end = text.find("?>", at)
        elif text.startswith("<!--", at):
            end = text.find("-->", at)
            end = end + 1 if end >= 0 else end
        else:
            return at
        if end < 0:
            return len(text)
        at = end + 2
