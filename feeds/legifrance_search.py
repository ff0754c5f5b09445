"""Search the Légifrance API: all pages of a phrase in a window, and what makes them incomplete.

A short answer is a failure, never "nothing found": what a search hides today would pass for news
when it shows it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from feeds.answers import FetchFailed
from feeds.errors import FailureKind
from feeds.legifrance import Hit, Hits, read_hits
from feeds.piste import Piste, is_everywhere

_PAGE = 100
_CAP = 10_000
_MOST_SEARCHES = 1000
_FONDS = {
    "CNIL": ("DATE_DELIB", "DATE_DECISION_DESC"),
    "JORF": ("DATE_PUBLICATION", "PUBLICATION_DATE_DESC"),
    "CETAT": ("DATE_VERSEMENT", "DATE_DESC"),
}


@dataclass(frozen=True, slots=True)
class _Query:
    """One phrase in one database and window, both days in it."""

    fond: str
    phrase: str
    start: date
    end: date


class Search:
    """Collects the hits of several searches; ``failure`` is the first that any of them met.

    A database that fails is searched no further, the others are; what would fail everywhere
    (no token, no quota, no answer) ends them all.
    """

    def __init__(self, piste: Piste) -> None:
        self._piste = piste
        self._asked = 0
        self._failing: set[str] = set()
        self._ended = False
        self.notices: list[str] = []
        self.failure: FetchFailed | None = None

    @property
    def ended(self) -> bool:
        """Say whether nothing more is worth asking."""
        return self._ended

    def run(self, fond: str, phrase: str, start: date, end: date) -> tuple[dict[str, Hit], bool]:
        """Return what *phrase* finds in one database and window, and whether that is all of it."""
        found: dict[str, Hit] = {}
        whole = start > end or self._whole(found, _Query(fond, phrase, start, end))
        return found, whole

    def _whole(self, found: dict[str, Hit], query: _Query) -> bool:
        """Search one window; where it shows less than it has, search both halves."""
        page = self._page(found, query, 1)
        if page is None:
            return False
        if page.total > _CAP and query.start < query.end:
            middle = query.start + (query.end - query.start) // 2
            first = self._whole(found, replace(query, end=middle))
            return self._whole(found, replace(query, start=middle + timedelta(days=1))) and first
        if page.total > _CAP:
            self.notices.append(
                f"{query.fond} has more than {_CAP} texts of {query.start}, and shows no more"
            )
        shown, number = page.shown, 1
        while shown < min(page.total, _CAP):
            number += 1
            page = self._page(found, query, number)
            if page is None:
                return False
            shown += page.shown
        return True

    def _page(self, found: dict[str, Hit], query: _Query, number: int) -> Hits | None:
        """Keep the hits of one page; None once this database, or everything, has failed."""
        if self._ended or query.fond in self._failing:
            return None
        page = self._ask(query, number)
        if isinstance(page, FetchFailed):
            self.failure = self.failure or page
            self._failing.add(query.fond)
            self._ended = is_everywhere(page)
            return None
        found.update((hit.id, hit) for hit in page.hits)
        if page.nameless:
            self.notices.append(f"{query.fond}: {page.nameless} results had no id, and were passed over")
        return page

    def _ask(self, query: _Query, number: int) -> Hits | FetchFailed:
        """Return a page that has results, or is rightly empty."""
        if self._asked >= _MOST_SEARCHES:
            reason = f"the phrases find too much: more than {_MOST_SEARCHES} pages; search for rarer ones"
            return FetchFailed(kind=FailureKind.PERMANENT, reason=reason)
        self._asked += 1
        body = search_body(query.fond, query.phrase, query.start, query.end, number)
        answer = self._piste.ask("/search", body)
        if isinstance(answer, FetchFailed):
            return answer
        page = read_hits(answer)
        if page is None:
            return _incomplete(query, "answered something that is no result of a search")
        if not page.shown and (page.total or number > 1):
            return _incomplete(query, f"says that it has {page.total} results, and shows fewer")
        return page


def _incomplete(query: _Query, what: str) -> FetchFailed:
    reason = f"the API of Légifrance, asked for {query.fond}, {what}: nothing is concluded from it"
    return FetchFailed(kind=FailureKind.TRANSIENT, reason=reason, status=200)


def search_body(fond: str, phrase: str, start: date, end: date, page: int) -> dict[str, object]:
    """Return the body of a search; every part of it is needed, although the API's schema says less."""
    facet, order = _FONDS[fond]
    criterion = {"typeRecherche": "EXACTE", "valeur": phrase, "operateur": "ET"}
    window = {"start": start.isoformat(), "end": end.isoformat()}
    return {
        "fond": fond,
        "recherche": {
            "champs": [{"typeChamp": "ALL", "operateur": "ET", "criteres": [criterion]}],
            "filtres": [{"facette": facet, "dates": window}],
            "pageNumber": page,
            "pageSize": _PAGE,
            "operateur": "ET",
            "sort": order,
            "typePagination": "DEFAUT",
        },
    }
