"""Foreign text made harmless for a terminal, a log line, a mail or a chat: it stays text."""

from __future__ import annotations

import re
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


def quoted(text: str, limit: int = 200) -> str:
    """Return *text* as one line that no chat takes for a mention, a link with another name, or markup.

    Chats that read Markdown ping at ``@everyone`` and ``<!channel>``, show ``[cnil.fr](http://…)``
    as a link, and hide what stands between bars.  The reader of a mail still reads the same words.

    >>> quoted("Merci @everyone <!channel> : [cnil.fr](http://autre.example), `code`")
    "Merci @ everyone ‹!channel› : [cnil.fr] (http://autre.example), 'code'"
    """
    line = one_line(text, max(limit, len(text)))
    for found, instead in _MARKUP:
        line = found.sub(instead, line)
    return one_line(line, limit)


def address(text: str, limit: int = 300) -> str:
    """Return the address *text* as one word: what is markup to a chat is percent-encoded.

    >>> address("https://x.example/@everyone <!channel>")
    'https://x.example/%40everyone%20%3C!channel%3E'
    """
    line = _NOT_IN_ADDRESSES.sub(lambda found: f"%{ord(found[0]):02X}", one_line(text, max(limit, len(text))))
    return one_line(line, limit)


_MARKUP = tuple(
    (re.compile(found), instead)
    for found, instead in (
        ("<", "‹"),
        (">", "›"),
        ("`", "'"),
        # A mention needs its name at once; also in the middle of a word, and by the wide sign.
        (r"([@＠])(?=\S)", r"\1 "),
        # [name](address) and [name][number]: a space makes two things of them.
        (r"\](?=[(\[])", "] "),
        # Bold, struck out, underlined, hidden: the pair is taken apart.
        (r"([*~_|])(?=\1)", r"\1 "),
    )
)
_NOT_IN_ADDRESSES = re.compile(r'[ "<>@\\^`{|}]|(?<=\])\(|([*~_])(?=\1)')
