"""The views: what each event of the log changes in what is known.

Each view is a projection of its own, with its own checkpoint, and reads no other: it can be
built again from the log alone, byte for byte.  The live path, a rebuild and ``--known-at``
use the same rules.

| view        | key                | holds                                                       |
| ----------- | ------------------ | ----------------------------------------------------------- |
| document    | document id        | its digest, revision, source, extractor, groups of its claims |
| unread      | document id        | how often its text could not be read for claims, and when   |
| witnesses   | platform|kind      | every claim about it, each with its document's voice        |
| decisions   | platform           | the decisions, with the keys of their witnesses             |
| correction  | correction id      | what a person corrected: who, when, why, and if withdrawn   |
| corrected   | platform|kind      | the corrections that concern it                             |
| told        | platform           | the day on which the log last told of it                    |
| host        | platform           | where a page says that the data are                         |
| announced   | platform|level     | the status last compared, by minimal establishment          |
| alert       | alert id           | what was raised, and how each delivery went                 |
| telling     | platform|level     | which alerts told people of which decisions                 |
| held        | platform|level     | a status that flaps, with what people were last told        |
| outbox      | alert|route|target | what is still to be delivered                               |
| source      | source id          | when it was first polled, with how many entries             |
| sight       | source id, or `*`  | how well it could be relied on when people were last told   |
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from store.records import RecordedEvent
from tracker.model.time import paris_today
from tracker.projection import decisions, documents, outbox
from tracker.projection.corrections import BY_GROUP, BY_ID, DEEDS
from tracker.projection.telling import held_back, told_of


class ViewReader(Protocol):
    """Where views are read: a store, a transaction of one, or memory."""

    def state(self, view: str, key: str) -> Mapping[str, Any] | None:
        """Return what is kept under *key*, or None."""
        ...

    def states(self, view: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Yield all that is kept, by key."""
        ...


class Kept(Protocol):
    """One view, while events are applied to it."""

    def get(self, key: str) -> dict[str, Any] | None:
        """Return what is kept under *key*; it is not to be changed in place."""
        ...

    def put(self, key: str, value: dict[str, Any]) -> None:
        """Keep *value* under *key*."""
        ...

    def drop(self, key: str) -> None:
        """Forget *key*."""
        ...


Rule: TypeAlias = Callable[[Kept, RecordedEvent], None]


@dataclass(frozen=True, slots=True)
class ViewRules:
    """One view as a projection: what each type of event changes in it."""

    name: str
    rules: Mapping[str, Rule]
    version: int = 1
    """What it keeps has another shape than an earlier version gave it: it is built again."""

    def apply(self, event: RecordedEvent, view: Kept) -> bool:
        """Change *view* by *event*; return False for a type that this version does not know.

        A newer version wrote such an event; it is passed over here, and the log keeps it.
        """
        rule = self.rules.get(event.type)
        if rule is not None:
            rule(view, event)
        return event.type in TYPES


def _told(view: Kept, event: RecordedEvent) -> None:
    """Keep the day on which the log last told of a platform."""
    on = paris_today(event.recorded_at).isoformat()
    view.put(event.stream.name, {"on": on})


def _host_seen(view: Kept, event: RecordedEvent) -> None:
    view.put(event.payload["platform"], dict(event.payload))


def _status_changed(view: Kept, event: RecordedEvent) -> None:
    payload = event.payload
    view.put(f"{payload['platform']}|{payload['level']}", payload["after"])


def _source_baselined(view: Kept, event: RecordedEvent) -> None:
    view.put(event.payload["source"], dict(event.payload))


def _source_health_changed(view: Kept, event: RecordedEvent) -> None:
    view.put(event.payload["source"], {**event.payload, "at": event.recorded_at.isoformat()})


TOLD_BY = ("DecisionRecorded", "DecisionCorroborated", "DecisionAmended", "DecisionRetracted", "HostSeen")
"""The types of event that may change a status."""

PROJECTIONS = (
    ViewRules(
        "document",
        {
            "DocumentObserved": documents.observed,
            "DocumentRevised": documents.observed,
            "DocumentWithdrawn": documents.withdrawn,
            "ClaimsRead": documents.claimed,
            **dict.fromkeys(DEEDS.values(), documents.corrected),
        },
    ),
    ViewRules(
        "unread",
        {
            "DocumentRevised": documents.not_to_read,
            "DocumentWithdrawn": documents.not_to_read,
            "ClaimsRead": documents.not_read,
        },
    ),
    ViewRules("witnesses", {"ClaimsRead": documents.witnessed}),
    ViewRules(
        "decisions",
        {
            "DecisionRecorded": decisions.recorded,
            "DecisionCorroborated": decisions.changed,
            "DecisionAmended": decisions.changed,
            "DecisionRetracted": decisions.retracted,
        },
    ),
    ViewRules("correction", BY_ID),
    ViewRules("corrected", BY_GROUP),
    ViewRules("told", dict.fromkeys(TOLD_BY, _told)),
    ViewRules("host", {"HostSeen": _host_seen}),
    ViewRules("announced", {"StatusChanged": _status_changed}),
    ViewRules("held", {"StatusChanged": held_back}),
    ViewRules("telling", {"AlertRaised": told_of}),
    ViewRules("source", {"SourceBaselined": _source_baselined}),
    ViewRules("sight", {"SourceHealthChanged": _source_health_changed}),
    ViewRules("alert", {"AlertRaised": outbox.raised, **dict.fromkeys(outbox.STATES, outbox.moved)}),
    ViewRules(
        "outbox",
        {
            "AlertRaised": outbox.posted,
            "AlertDelivered": outbox.ended,
            "AlertDeadLettered": outbox.ended,
            "AlertDeliveryFailed": outbox.reposted,
            "AlertRetried": outbox.reposted,
        },
    ),
)
"""All the views, each built by its own rules."""

TYPES = frozenset(name for view in PROJECTIONS for name in view.rules) | {"DocumentRefused"}
"""The types of event that this version knows."""

ASKED = ("document", "witnesses", "corrected", "correction", "decisions", "host")
"""The views that a status, a history or an explanation rests on."""
