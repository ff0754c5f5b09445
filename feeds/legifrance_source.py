"""Poll the Légifrance API: what it finds for some phrases, in a window that looks back.

Texts are published long after they were decided, and the API can neither sort nor filter those of
the CNIL by publication.  So a window of months is searched each time, and compared with what is
known.  A poll that is stopped half-way hands over what it has, and goes on at the next one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from feeds.answers import FetchFailed
from feeds.document import Document, Origin
from feeds.errors import FailureKind, MemoryFormatError
from feeds.legifrance import Hit, Hits, read_hits, read_text, route
from feeds.official import OfficialText
from feeds.piste import Piste, UnknownText

_FORMAT = 1
_PARIS = ZoneInfo("Europe/Paris")
_PAGE = 100
_CAP = 10_000
_MOST_SEARCHES = 1000
_FONDS = {
    "CNIL": ("DATE_DELIB", "DATE_DECISION_DESC"),
    "JORF": ("DATE_PUBLICATION", "PUBLICATION_DATE_DESC"),
    "CETAT": ("DATE_VERSEMENT", "DATE_DESC"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LegifranceSource:
    """Which phrases are searched, in which databases, how far back.

    At most ``texts_a_poll`` texts are consulted at once: quotas count every request.
    """

    origin: Origin
    phrases: tuple[str, ...]
    fonds: tuple[Literal["CNIL", "JORF", "CETAT"], ...] = ("CNIL", "JORF", "CETAT")
    look_back: timedelta = timedelta(days=730)
    texts_a_poll: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class LegifranceMemory:
    """The texts that were handed over, with what the search said of each."""

    marks: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> str:
        """Return the memory as one line of JSON."""
        return json.dumps({"format": _FORMAT, "marks": dict(self.marks)}, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> LegifranceMemory:
        """Read what `to_json` wrote; refuse anything else."""
        try:
            data = json.loads(text)
            if data["format"] != _FORMAT:
                raise MemoryFormatError("the memory of an API source has another format; start anew")
            return cls(marks=dict(data["marks"]))
        except (ValueError, KeyError, TypeError) as error:
            raise MemoryFormatError("the memory of an API source cannot be read; start anew") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class LegifrancePoll:
    """What one poll brought; with a failure, what came before it still counts."""

    outcome: Literal["changed", "unchanged", "failed"]
    memory: LegifranceMemory
    texts: tuple[OfficialText, ...] = ()
    documents: tuple[Document, ...] = ()
    failure: FetchFailed | None = None
    entries: int = 0
    left: int = 0
    """How many texts are known to be there, and wait for the next poll."""
    notices: tuple[str, ...] = ()

    @property
    def retry_after(self) -> float | None:
        """Return the seconds that the server asked us to wait."""
        return self.failure.retry_after if self.failure is not None else None


def poll_legifrance(
    source: LegifranceSource, memory: LegifranceMemory, piste: Piste, *, now: datetime
) -> LegifrancePoll:
    """Search for the phrases of *source* and consult what *memory* does not know."""
    search = _Search(piste)
    end = now.astimezone(_PARIS).date() + timedelta(days=1)
    start = end - source.look_back
    for fond in source.fonds:
        for phrase in source.phrases:
            search.run(fond, phrase, start, end)
    waiting = [hit for hit in search.hits.values() if memory.marks.get(hit.id) != hit.mark]
    marks, texts, failure = dict(memory.marks), [], search.failure
    for hit in waiting[: source.texts_a_poll]:
        found = _consult(piste, hit)
        if isinstance(found, FetchFailed):
            failure = failure or found
            break
        if isinstance(found, OfficialText):
            texts.append(found)
        else:
            search.notices.append(f"{hit.id}: {found}")
        marks[hit.id] = hit.mark
    if len(waiting) > source.texts_a_poll:
        search.notices.append(f"{len(waiting) - source.texts_a_poll} texts are left for the next poll")
    outcome: Literal["changed", "unchanged", "failed"] = "changed" if texts else "unchanged"
    return LegifrancePoll(
        outcome="failed" if failure is not None else outcome,
        memory=LegifranceMemory(marks=marks),
        texts=tuple(texts),
        documents=tuple(text.document(source.origin) for text in texts),
        failure=failure,
        entries=len(search.hits),
        left=sum(1 for hit in waiting if marks.get(hit.id) != hit.mark),
        notices=tuple(search.notices),
    )


def _consult(piste: Piste, hit: Hit) -> OfficialText | str | FetchFailed:
    """Return the text behind *hit*, or why there is none."""
    path, body = route(hit.id)
    answer = piste.consult(path, body, text=hit.id)
    if isinstance(answer, FetchFailed):
        return answer
    if isinstance(answer, UnknownText):
        return "the search names it, and the API does not know it"
    return read_text(hit.id, answer) or "the API answered without the text"


class _Search:
    """Collects the hits of several searches, each text once, until one of them fails."""

    def __init__(self, piste: Piste) -> None:
        self._piste = piste
        self._asked = 0
        self.hits: dict[str, Hit] = {}
        self.notices: list[str] = []
        self.failure: FetchFailed | None = None

    def run(self, fond: str, phrase: str, start: date, end: date) -> None:
        """Search one database in one window; where it shows less than it has, in both halves."""
        page = self._page(fond, phrase, start, end, 1)
        if page is None:
            return
        if page.total > _CAP and start < end:
            middle = start + (end - start) // 2
            self.run(fond, phrase, start, middle)
            self.run(fond, phrase, middle + timedelta(days=1), end)
            return
        if page.total > _CAP:
            self.notices.append(f"{fond} has more than {_CAP} texts of {start}, and shows no more")
        for number in range(2, -(-min(page.total, _CAP) // _PAGE) + 1):
            if self._page(fond, phrase, start, end, number) is None:
                return

    def _page(self, fond: str, phrase: str, start: date, end: date, number: int) -> Hits | None:
        """Keep the hits of one page; None once a search has failed."""
        if self.failure is None and self._asked >= _MOST_SEARCHES:
            reason = f"the phrases find too much: more than {_MOST_SEARCHES} pages; search for rarer ones"
            self.failure = FetchFailed(kind=FailureKind.PERMANENT, reason=reason)
        if self.failure is not None:
            return None
        self._asked += 1
        answer = self._piste.ask("/search", search_body(fond, phrase, start, end, number))
        if isinstance(answer, FetchFailed):
            self.failure = answer
            return None
        page = read_hits(answer)
        self.hits.update((hit.id, hit) for hit in page.hits)
        if page.nameless:
            self.notices.append(f"{fond}: {page.nameless} results had no id, and were passed over")
        return page


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
