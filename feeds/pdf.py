"""The text of a PDF, as far as it has one; runs in a process that can be killed.

Nothing is recognised in pictures, nothing is run, nothing is fetched.  A file that is encrypted,
scanned, broken or built to burst comes to one line that says so.
"""

from __future__ import annotations

import io
import logging
from typing import TYPE_CHECKING

from feeds.article import Article, NoArticle
from feeds.entry import MAX_TEXT
from feeds.errors import FailureKind
from feeds.pdflines import to_paragraphs
from feeds.plaintext import shorten, tidy
from feeds.suspicion import find_suspicions_shown

if TYPE_CHECKING:
    from pypdf import PdfReader

MOST_PAGES = 200
_START = b"%PDF-"
_SNIFFED = 1024
_LEAST = 40
"""Characters a page on average; a scanned text has stamps and page numbers at most."""


def looks_like_pdf(body: bytes) -> bool:
    """Tell whether *body* is a PDF by what it begins with; some have a few bytes before."""
    return _START in body[:_SNIFFED] and not body.lstrip().startswith(b"<")


def read_pdf(body: bytes) -> Article | NoArticle:
    """Read the text of the PDF *body*, its first pages where it has too many."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it says of a file is said by our reason
    try:
        raw = _pages(body)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001  on a broken file the library fails in every way there is
        return _broken(error)
    if isinstance(raw, NoArticle):
        return raw
    whole = to_paragraphs(raw)
    if len(whole) < _LEAST * len(raw) or not whole:
        return _refused("a PDF of pictures without a text: only a person can read it")
    text = shorten(tidy(whole), MAX_TEXT)
    return Article(title="", text=text, suspicions=find_suspicions_shown("\n".join(raw), text))


def _pages(body: bytes) -> list[str] | NoArticle:
    """Return the text of each page, until there is more than a text may have."""
    from pypdf import PdfReader  # noqa: PLC0415  a tenth of a second that only a reader of PDF needs

    reader = PdfReader(io.BytesIO(body))
    if reader.is_encrypted and not _opens(reader):
        return _refused("an encrypted PDF")
    found: list[str] = []
    size = 0
    for page in reader.pages[:MOST_PAGES]:
        found.append(page.extract_text())
        size += len(found[-1])
        if size > MAX_TEXT:
            break
    return found


def _opens(reader: PdfReader) -> bool:
    """Tell whether anybody may read it: many files are encrypted under no password at all."""
    from pypdf.errors import DependencyError  # noqa: PLC0415  see above

    try:
        return bool(reader.decrypt(""))
    except (DependencyError, NotImplementedError):
        return False


def _broken(error: Exception) -> NoArticle:
    from pypdf.errors import LimitReachedError  # noqa: PLC0415  see above

    if isinstance(error, LimitReachedError):
        return NoArticle(kind=FailureKind.UNSAFE, reason="a PDF that unpacks to more than it may")
    return _refused(f"a broken PDF ({type(error).__name__})")


def _refused(reason: str) -> NoArticle:
    return NoArticle(kind=FailureKind.PERMANENT, reason=reason)
