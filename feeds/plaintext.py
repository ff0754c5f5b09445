"""Reduce markup to plain text, once, at the edge; nothing behind this module sees a tag.

What a reader cannot see is not text: scripts, templates, hidden elements, and characters that
take no room but change what is read.
"""

from __future__ import annotations

import html
import re
import unicodedata
from html.parser import HTMLParser

# Takes no room, or turns the direction of the text: default-ignorables, bidi controls, tags.
INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff"
)
_INVISIBLE = re.compile(f"[{INVISIBLE}]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
_LINE_BREAKS = re.compile("[\r\x0b\x0c\x85\u2028\u2029](?:(?<=\r)\n)?")
# A single blank is left as it is, without being replaced by itself.
_BLANKS = re.compile(r"[ \t]{2,}|\t")
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,31}|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});")
_TAG = re.compile(r"<[a-zA-Z/!]")
_LEFT_OVER = re.compile(
    r"</?(?:p|br|b|i|a|em|strong|div|span|script|style|img|iframe|form|ul|ol|li|h[1-6]|table|td)\b[^<>]*>",
    re.IGNORECASE,
)
_UNTIDY = re.compile(f"[{INVISIBLE}\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029]")
"""What any of the three patterns above may find: most texts hold nothing of it."""
_SOFT_BREAKS = re.compile(r"\s*\n\s*")

_BLOCKS = frozenset(
    re.findall(
        r"\w+",
        "address article aside blockquote body br center dd details dialog div dl dt fieldset figcaption "
        "figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol option p pre section summary table "
        "tbody tfoot thead tr ul",
    )
)
_UNSEEN = frozenset({"script", "style", "template", "noscript", "svg", "head", "title", "object", "canvas"})
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
_CELLS = frozenset({"td", "th"})
_SIMPLE_TAG = re.compile(
    r"</?(p|br|a|b|i|u|em|strong|span|div|ul|ol|li|h[1-6]|blockquote|sup|sub)"
    r"(?: (?:href|title|class|id|rel|target)=\"[^\"<>]*\")* ?/?>"
)
"""A tag that neither hides anything nor changes how the text in it is read."""
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def to_text(markup: str, *, limit: int) -> str:
    r"""Return what a reader of *markup* sees, a paragraph a line, at most *limit* characters.

    >>> to_text("<p>L&rsquo;hébergeur</p><script>alert(1)</script><p>est &amp;amp; reste</p>", limit=50)
    'L’hébergeur\nest & reste'

    Feeds escape twice: while an entity or a tag is left, it is undone once more, twice at most.
    """
    text = _rendered(markup)
    for _ in range(2):
        if not (_ENTITY.search(text) or _LEFT_OVER.search(text)):
            break
        text = _rendered(html.unescape(text).replace("\n", "<br>"))
    return shorten(tidy(text), limit)


def one_line(markup: str, *, limit: int) -> str:
    """Return *markup* as one line of plain text, for titles and names."""
    return shorten(" ".join(to_text(markup, limit=limit * 4 + 100).split()), limit)


def tidy(text: str) -> str:
    """Normalise plain text: NFC, no invisible or control character, lines trimmed, none empty.

    No-break spaces stay: they are how French is written.
    """
    if _UNTIDY.search(text):
        text = _CONTROL.sub("", _INVISIBLE.sub("", _LINE_BREAKS.sub("\n", text)))
    lines = map(str.strip, _BLANKS.sub(" ", unicodedata.normalize("NFC", text)).split("\n"))
    return "\n".join(filter(None, lines))


def fold(text: str) -> str:
    """Return *text* as it is compared: NFC, every white space one blank, nothing invisible."""
    return " ".join(_INVISIBLE.sub("", unicodedata.normalize("NFC", text)).split())


def shorten(text: str, limit: int) -> str:
    """Cut *text* to *limit* characters, the last of them an ellipsis where something was cut."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def _rendered(markup: str) -> str:
    if not _TAG.search(markup):
        return html.unescape(markup)
    simple = _simply_rendered(markup)
    if simple is not None:
        return simple
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    return "".join(reader.pieces)


def _simply_rendered(markup: str) -> str | None:
    """Return what `_Reader` makes of *markup* in a fifth of its time; None where it has other tags."""
    parts = _SIMPLE_TAG.split(markup)
    texts = parts[::2]
    if any("<" in text for text in texts):
        return None
    parts[::2] = [_SOFT_BREAKS.sub(" ", html.unescape(text)) for text in texts]
    parts[1::2] = ["\n" if tag in _BLOCKS else "" for tag in parts[1::2]]
    return "".join(parts)


class _Reader(HTMLParser):
    """Collects the text that shows; soft line breaks of the source become blanks."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._hidden_by = ""
        self._depth = 0
        self._in_pre = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._hidden_by:
            self._depth += tag == self._hidden_by
            return
        if tag not in _VOID and (tag in _UNSEEN or _is_hidden(attrs)):
            self._hidden_by, self._depth = tag, 1
            return
        self._in_pre += tag == "pre"
        self._break_at(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002  the library's signature
        if not self._hidden_by:
            self._break_at(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._hidden_by:
            self._depth -= tag == self._hidden_by
            if not self._depth:
                self._hidden_by = ""
            return
        self._in_pre = max(self._in_pre - (tag == "pre"), 0)
        self._break_at(tag)

    def handle_data(self, data: str) -> None:
        if not self._hidden_by:
            self.pieces.append(data if self._in_pre else _SOFT_BREAKS.sub(" ", data))

    def _break_at(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.pieces.append("\n")
        elif tag in _CELLS:
            self.pieces.append(" ")


def _is_hidden(attrs: list[tuple[str, str | None]]) -> bool:
    values = dict(attrs)
    return (
        "hidden" in values
        or values.get("aria-hidden") == "true"
        or _HIDING.search(values.get("style") or "") is not None
    )
