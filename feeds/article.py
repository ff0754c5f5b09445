"""What the text behind an entry comes to, whatever it was read from."""

from __future__ import annotations

from dataclasses import dataclass

from feeds.errors import FailureKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """The article of a page as plain text, a paragraph a line.

    ``pdf`` is the address of the file that the page stands for, where it has hardly a text itself;
    ``notice`` is what a person should know of how it was read.
    """

    title: str
    text: str
    published: str | None = None
    language: str | None = None
    suspicions: tuple[str, ...] = ()
    pdf: str | None = None
    notice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoArticle:
    """No text that can be read; ``reason`` is one line, ``pdf`` as for an Article."""

    kind: FailureKind
    reason: str
    pdf: str | None = None
