"""What is remembered of a source between two polls."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any, Literal

from feeds.errors import MemoryFormatError

PageState = Literal["none", "read", "missing"]
_FORMAT = 2
_WHOLE_EVERY = timedelta(days=1)
_REMEMBERED = 5000
_WITH_WORDS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryMemory:
    """One entry as it was last handed over.

    ``key`` names its Document and stays when the feed gives the entry another identity.  ``day``
    is the one that it was published on, as the feed said.
    ``page`` is ``missing`` while the text behind the link could not be read; ``retry_at`` says
    from when on it is worth another try, None where it is not.  ``seen`` is the last day.
    ``piece`` stands for the bytes that it was read from: while they stay, there is nothing to read.
    ``words`` are those by which another article in its place is told from this one rewritten.
    """

    key: str
    digest: str
    link: str = ""
    seen: str = ""
    day: str = ""
    page: PageState = "none"
    tries: int = 0
    retry_at: str | None = None
    piece: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """One source as it was at its last good poll; a new one is empty.

    ``made_for`` is the parser and a digest of the address (it may be secret) that the validators stand
    for: where either has changed, what the server calls unchanged is asked for again.  ``whole_at`` is
    when a whole body last came.
    """

    made_for: str = ""
    whole_at: str = ""
    etag: str | None = None
    last_modified: str | None = None
    body: str = ""
    count: int = 0
    entries: Mapping[str, EntryMemory] = field(default_factory=dict)

    def to_json(self) -> str:
        """Return the memory as two lines of JSON: what every poll asks of it, and the entries."""
        head = {
            "format": _FORMAT,
            "made_for": self.made_for,
            "whole_at": self.whole_at,
            "etag": self.etag,
            "last_modified": self.last_modified,
            "body": self.body,
            "count": self.count,
            "retry_at": self.retry_at,
        }
        return f"{_dumped(head)}\n{self._entries_as_json()}"

    def _entries_as_json(self) -> str:
        if isinstance(self.entries, _Unread):
            return self.entries.text
        return _dumped({identity: _row(entry) for identity, entry in self.entries.items()})

    @classmethod
    def from_json(cls, text: str) -> Memory:
        """Read what `to_json` wrote; refuse anything else.  The entries are read when they are asked for."""
        try:
            first, _, second = text.partition("\n")
            data = json.loads(first)
            written = data.pop("format")
            if written == 1:  # before, all stood on one line
                return cls(**{**data, "entries": _entries_of(data["entries"])})
            if written != _FORMAT or not second.startswith("{"):
                raise MemoryFormatError("the memory of a source has another format; poll with an empty one")
            entries = _Unread(second, data.pop("retry_at"))
            return cls(**data, entries=entries)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise MemoryFormatError(
                "the memory of a source cannot be read; poll with an empty one"
            ) from error

    @property
    def retry_at(self) -> str | None:
        """Return from when on the first of the pages that could not be read is worth another try."""
        if isinstance(self.entries, _Unread):
            return self.entries.retry_at
        return min((each.retry_at for each in self.entries.values() if each.retry_at), default=None)

    def is_of_a_recent_whole(self, now: datetime) -> bool:
        """Tell whether a whole body came within a day: a server that says 304 for ever is asked anew."""
        if not self.whole_at:
            return False
        return timedelta(0) <= now - datetime.fromisoformat(self.whole_at) < _WHOLE_EVERY

    def remember(
        self, current: Mapping[str, EntryMemory], forgotten: Iterable[str]
    ) -> dict[str, EntryMemory]:
        """Return the entries with *current* in front and without *forgotten*, bounded.

        An entry that has left the feed is kept while it is among the 5000 last seen: feeds bring
        things back, and show them in another order.
        """
        gone = set(forgotten)
        absent = [
            (identity, entry)
            for identity, entry in self.entries.items()
            if identity not in current and identity not in gone
        ]
        absent.sort(key=lambda item: item[1].seen, reverse=True)
        kept = absent[:_WITH_WORDS]
        bare = [(identity, replace(entry, words="")) for identity, entry in absent[_WITH_WORDS:_REMEMBERED]]
        return {**current, **dict(kept), **dict(bare)}


class _Unread(Mapping[str, EntryMemory]):
    """The entries of a memory, as they are kept: most polls find nothing new, and never look at them.

    Should they be unreadable there are none: the log knows every document.
    """

    def __init__(self, text: str, retry_at: str | None) -> None:
        self.text, self.retry_at = text, retry_at

    @cached_property
    def _read(self) -> Mapping[str, EntryMemory]:
        try:
            return _entries_of(json.loads(self.text))
        except (ValueError, TypeError, AttributeError):
            return {}

    def __getitem__(self, identity: str) -> EntryMemory:
        return self._read[identity]

    def __iter__(self) -> Iterator[str]:
        return iter(self._read)

    def __len__(self) -> int:
        return len(self._read)


_COLUMNS = tuple(column.name for column in fields(EntryMemory))


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _entries_of(rows: Mapping[str, list[Any]]) -> dict[str, EntryMemory]:
    return {identity: EntryMemory(**dict(zip(_COLUMNS, row, strict=False))) for identity, row in rows.items()}


def _row(entry: EntryMemory) -> list[object]:
    """Return *entry* as a list without its last empty values: a source can remember thousands."""
    row = [getattr(entry, column) for column in _COLUMNS]
    while not row[-1]:
        row.pop()
    return row


def instant(now: datetime) -> str:
    """Return *now* as it is remembered."""
    return now.astimezone(UTC).isoformat(timespec="seconds")
