"""Foreign text made harmless for a terminal, a log line or a mail: it stays text."""

from __future__ import annotations

import unicodedata

_KEPT = {"\n", "\t"}
# Control characters, and the format characters that reorder or hide text (bidi, zero width).
_HIDDEN = frozenset({"Cc", "Cf", "Co", "Cs", "Cn"})


def plain_text(text: str) -> str:
    r"""Return *text* without control, bidirectional and invisible characters.

    >>> plain_text("a\x1b[31mb\u202ec")
    'a[31mbc'
    """
    return "".join(char for char in text if char in _KEPT or unicodedata.category(char) not in _HIDDEN)


def one_line(text: str, limit: int = 200) -> str:
    r"""Return *text* as one line of at most *limit* characters.

    >>> one_line("a\r\n  b\u2028c")
    'a b c'
    """
    line = " ".join(plain_text(" ".join(text.split())).split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"
