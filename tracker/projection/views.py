"""The views: what each event of the log changes in what is known.

Each view is a projection of its own, with its own checkpoint, and reads no other: it can be
built again from the log alone, byte for byte.  The live path, a rebuild and ``--known-at``
use the same rules.

| view        | key                | holds                                                       |
| ----------- | ------------------ | ----------------------------------------------------------- |
| document    | document id        | its digest, revision, source, extractor, groups of its claims |
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

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from store.records import RecordedEvent
from tracker.model.time import paris_today
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


def group_key(platform: str, kind: str) -> str:
    """Name the group within which claims are reconciled."""
    return f"{platform}|{kind}"


def _document(view: Kept, event: RecordedEvent) -> None:
    payload = event.payload
    document = payload["document"]
    before = view.get(document["id"])
    odd = {"suspicions": document["suspicions"]} if document.get("suspicions") else {}
    view.put(
        document["id"],
        {
            "digest": payload["digest"],
            "revision": payload["revision"],
            "source": document["source"],
            "title": document["title"],
            "url": document["url"],
            "published": document["published"],
            "voice": payload["voice"],
            "seen_on": payload["seen_on"],
            "quiet": payload["quiet"],
            "position": event.position,
            "groups": before["groups"] if before else [],
            "claims": before["claims"] if before else 0,
            "corrected": before["corrected"] if before else [],
            **odd,
            **({"ids": document["ids"]} if document.get("ids") else {}),
            "extractor": before["extractor"] if before else None,
            "read_at": before["read_at"] if before else 0,
        },
    )


def _withdrawn(view: Kept, event: RecordedEvent) -> None:
    """Mark a document that its base has taken back; the mark goes when the text comes again."""
    payload = event.payload
    held = view.get(payload["document"])
    if held is not None:
        view.put(payload["document"], {**held, "withdrawn": payload["withdrawn_on"]})


def _claimed(view: Kept, event: RecordedEvent) -> None:
    payload = event.payload
    held = view.get(payload["document"])
    if held is not None:
        groups = {
            group_key(each["claim"]["platform"], each["claim"]["kind"]) for each in payload["witnesses"]
        }
        read = {
            "groups": sorted(groups),
            "claims": len(payload["witnesses"]),
            "extractor": payload["extractor"],
            "read_at": event.position,
        }
        screened = {"screened": True} if payload.get("screened") else {}
        before = {name: value for name, value in held.items() if name != "screened"}
        view.put(payload["document"], {**before, **read, **screened})


def _corrected(view: Kept, event: RecordedEvent) -> None:
    """Note on a document which groups a correction of its claims concerns."""
    for document in event.payload["documents"]:
        held = view.get(document)
        if held is not None:
            groups = sorted({*held["corrected"], *event.payload["groups"]})
            view.put(document, {**held, "corrected": groups})


def _witnesses(view: Kept, event: RecordedEvent) -> None:
    """Put a document's claims in the place of those that it made before."""
    payload = event.payload
    fresh: dict[str, list[Mapping[str, Any]]] = {}
    for witness in payload["witnesses"]:
        key = group_key(witness["claim"]["platform"], witness["claim"]["kind"])
        fresh.setdefault(key, []).append(witness)
    for key in sorted({*payload["replaced"], *fresh}):
        kept = view.get(key) or {"witnesses": []}
        before = kept["witnesses"]  # in order: by document, then by number
        begin, end = (
            find(before, payload["document"], key=_document_of) for find in (bisect_left, bisect_right)
        )
        mine = sorted(fresh.get(key, []), key=lambda each: int(each["number"]))
        now = [*before[:begin], *mine, *before[end:]]
        if now:
            view.put(key, {"witnesses": now})
        else:
            view.drop(key)


def _document_of(witness: Mapping[str, Any]) -> str:
    return str(witness["document"])


def _decisions(view: Kept, platform: str) -> dict[str, dict[str, Any]]:
    kept = view.get(platform) or {"decisions": []}
    return {decision["key"]: dict(decision) for decision in kept["decisions"]}


def _keep(view: Kept, platform: str, decisions: Mapping[str, Mapping[str, Any]]) -> None:
    ordered = sorted(decisions.values(), key=lambda decision: (decision["id"], decision["key"]))
    if ordered:
        view.put(platform, {"decisions": ordered})
    else:
        view.drop(platform)


def _recorded(view: Kept, event: RecordedEvent) -> None:
    payload = event.payload
    platform = payload["decision"]["platform"]
    decisions = _decisions(view, platform)
    decisions[payload["key"]] = {
        **payload["decision"],
        "key": payload["key"],
        "formerly": payload["formerly"],
        "witnesses": payload["witnesses"],
    }
    _keep(view, platform, decisions)


def _changed(view: Kept, event: RecordedEvent) -> None:
    payload = event.payload
    decisions = _decisions(view, payload["platform"])
    decision = decisions[payload["key"]]
    decision.update({name: now for name, (_, now) in payload["changes"].items()})
    decision["formerly"] = payload["formerly"]
    decision["witnesses"] = _told_by(decision["witnesses"], payload)
    _keep(view, payload["platform"], decisions)


def _told_by(before: list[list[Any]], payload: Mapping[str, Any]) -> list[list[Any]]:
    """Return the keys of the claims that tell a decision; earlier versions recorded all of them."""
    if "told_by" not in payload:
        whole: list[list[Any]] = payload["witnesses"]
        return whole
    told = payload["told_by"]
    left = [key for key in before if key not in told["no_more"]] if told["no_more"] else list(before)
    for key in told["more"]:
        insort(left, key)
    return left


def _retracted(view: Kept, event: RecordedEvent) -> None:
    payload = event.payload
    decisions = _decisions(view, payload["platform"])
    del decisions[payload["key"]]
    _keep(view, payload["platform"], decisions)


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


def _alert_raised(view: Kept, event: RecordedEvent) -> None:
    payload = event.payload
    deliveries = {
        f"{delivery['route']}|{delivery['target']}": {
            **delivery,
            "state": "pending",
            "attempts": 0,
            "why": None,
            "at": None,
        }
        for delivery in payload["deliveries"]
    }
    raised = {name: value for name, value in payload.items() if name != "deliveries"}
    at = event.recorded_at.isoformat()
    view.put(
        payload["alert"], {**raised, "position": event.position, "raised_at": at, "deliveries": deliveries}
    )


_STATES = {
    "AlertDelivered": "delivered",
    "AlertDeliveryFailed": "retrying",
    "AlertDeadLettered": "dead",
    "AlertRetried": "pending",
}


def _alert_moved(view: Kept, event: RecordedEvent) -> None:
    payload = event.payload
    alert = view.get(payload["alert"]) or {}
    name = f"{payload['route']}|{payload['target']}"
    moved = {
        **alert["deliveries"][name],
        "state": _STATES[event.type],
        "attempts": payload["attempts"],
        "why": payload["why"],
        "at": event.recorded_at.isoformat(),
    }
    view.put(payload["alert"], {**alert, "deliveries": {**alert["deliveries"], name: moved}})


def _posted(view: Kept, event: RecordedEvent) -> None:
    payload = event.payload
    for delivery in payload["deliveries"]:
        view.put(
            f"{payload['alert']}|{delivery['route']}|{delivery['target']}",
            {
                "alert": payload["alert"],
                "route": delivery["route"],
                "target": delivery["target"],
                "raised": event.position,
                "attempts": 0,
                "not_before": None,
            },
        )


def _reposted(view: Kept, event: RecordedEvent) -> None:
    payload = event.payload
    names = ("alert", "route", "target", "raised", "attempts", "not_before")
    key = f"{payload['alert']}|{payload['route']}|{payload['target']}"
    view.put(key, {name: payload[name] for name in names})


def _ended(view: Kept, event: RecordedEvent) -> None:
    payload = event.payload
    view.drop(f"{payload['alert']}|{payload['route']}|{payload['target']}")


TOLD_BY = ("DecisionRecorded", "DecisionCorroborated", "DecisionAmended", "DecisionRetracted", "HostSeen")
"""The types of event that may change a status."""

PROJECTIONS = (
    ViewRules(
        "document",
        {
            "DocumentObserved": _document,
            "DocumentRevised": _document,
            "DocumentWithdrawn": _withdrawn,
            "ClaimsRead": _claimed,
            **dict.fromkeys(DEEDS.values(), _corrected),
        },
    ),
    ViewRules("witnesses", {"ClaimsRead": _witnesses}),
    ViewRules(
        "decisions",
        {
            "DecisionRecorded": _recorded,
            "DecisionCorroborated": _changed,
            "DecisionAmended": _changed,
            "DecisionRetracted": _retracted,
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
    ViewRules("alert", {"AlertRaised": _alert_raised, **dict.fromkeys(_STATES, _alert_moved)}),
    ViewRules(
        "outbox",
        {
            "AlertRaised": _posted,
            "AlertDelivered": _ended,
            "AlertDeadLettered": _ended,
            "AlertDeliveryFailed": _reposted,
            "AlertRetried": _reposted,
        },
    ),
)
"""All the views, each built by its own rules."""

TYPES = frozenset(name for view in PROJECTIONS for name in view.rules) | {"DocumentRefused"}
"""The types of event that this version knows."""

ASKED = ("document", "witnesses", "corrected", "correction", "decisions", "host")
"""The views that a status, a history or an explanation rests on."""
