"""Whether what a source shows is its past, which nobody hears of, or news."""

from __future__ import annotations

from tracker.addresses import shown_place
from tracker.config import Source
from tracker.polling.parts import Part
from tracker.projection.views import ViewReader


def is_first(views: ViewReader, source: Source, part: Part, *, before: str | None, place: str) -> bool:
    """Say whether *part* is of a source's first poll: a new source's, or another one's at a new address.

    *before* and *place* stand for the addresses of its last poll and of this one; what an older
    version polled is known by what the log shows of its address.  A source that has moved is the
    same where the log holds half of its entries: the rest is news.
    """
    known = views.state("source", source.id)
    if known is None:
        return True
    stayed = place == before if before else shown_place(known["url"]) == shown_place(source.url)
    if stayed:
        return False
    unknown = sum(views.state("document", each.id) is None for each in part.documents)
    return not part.entries or 2 * unknown > part.entries
