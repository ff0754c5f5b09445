"""Views in memory, for questions about the past and for comparing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from store.records import RecordedEvent
from tracker.projection.views import PROJECTIONS, ViewRules


class _MemoryView:
    def __init__(self) -> None:
        self.kept: dict[str, dict[str, Any]] = {}

    def get(self, key: str) -> dict[str, Any] | None:
        return self.kept.get(key)

    def put(self, key: str, value: dict[str, Any]) -> None:
        self.kept[key] = value

    def drop(self, key: str) -> None:
        self.kept.pop(key, None)


class MemoryViews:
    """The views that events lead to, built as they are taken."""

    def __init__(self, names: Iterable[str] | None = None) -> None:
        wanted = None if names is None else frozenset(names)
        self._rules: tuple[ViewRules, ...] = tuple(
            rules for rules in PROJECTIONS if wanted is None or rules.name in wanted
        )
        self._views = {rules.name: _MemoryView() for rules in self._rules}

    @property
    def types(self) -> tuple[str, ...]:
        """Return the types of event that change these views."""
        return tuple(sorted({name for rules in self._rules for name in rules.rules}))

    def take(self, event: RecordedEvent) -> None:
        """Take one event into every view."""
        for rules in self._rules:
            rules.apply(event, self._views[rules.name])

    def state(self, view: str, key: str) -> Mapping[str, Any] | None:
        """Return what is kept under *key*."""
        return self._views[view].kept.get(key)

    def states(self, view: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Yield all that is kept, by key."""
        yield from sorted(self._views[view].kept.items())
