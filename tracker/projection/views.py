"""The views: how each event of the log changes what is known.

One function, :func:`apply`, is used by the live path, by a rebuild and by ``--known-at``:
whatever is read from a view can be had again from the log, byte for byte.

| view        | key              | holds                                                      |
| ----------- | ---------------- | ---------------------------------------------------------- |
| document    | document id      | its digest, revision, source and the groups of its claims  |
| witnesses   | platform|kind    | every claim about it, each with its document's voice       |
| decisions   | platform         | the decisions, with the keys of their witnesses            |
| host        | platform         | where a page says that the data are                        |
| announced   | platform|level   | the status last compared, by minimal establishment         |
| alert       | alert id         | what was raised, and how each delivery went                |
| outbox      | alert|route|target | what is still to be delivered                            |
| source      | source id        | when it was first polled, with how many entries            |
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from store.records import RecordedEvent

VIEWS = ("document", "witnesses", "decisions", "host", "announced", "alert", "outbox", "source")
"""The names of all the views, for whoever drops or compares them."""

CONSUMER = "views"
"""The checkpoint of the views in the store."""


class ViewReader(Protocol):
    """Where views are read."""

    def state(self, view: str, key: str) -> Mapping[str, Any] | None:
        """Return what is kept under *key*, or None."""
        ...

    def states(self, view: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Yield all that is kept, by key."""
        ...


class Views(ViewReader, Protocol):
    """Where views are kept: a transaction of the store, or memory."""

    def put_state(self, view: str, key: str, value: Mapping[str, Any]) -> None:
        """Keep *value* under *key*."""
        ...

    def drop_state(self, view: str, key: str) -> None:
        """Forget *key*."""
        ...


class MemoryViews:
    """Views in memory, for questions about the past."""

    def __init__(self) -> None:
        self._kept: dict[str, dict[str, Mapping[str, Any]]] = {}

    def state(self, view: str, key: str) -> Mapping[str, Any] | None:
        """Return what is kept under *key*."""
        return self._kept.get(view, {}).get(key)

    def states(self, view: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Yield all that is kept, by key."""
        yield from sorted(self._kept.get(view, {}).items())

    def put_state(self, view: str, key: str, value: Mapping[str, Any]) -> None:
        """Keep *value*."""
        self._kept.setdefault(view, {})[key] = value

    def drop_state(self, view: str, key: str) -> None:
        """Forget *key*."""
        self._kept.get(view, {}).pop(key, None)


def apply(views: Views, event: RecordedEvent) -> None:
    """Take one event into the views.

    A type that this version does not know is passed over: a newer one wrote it, and the
    log keeps it.
    """
    rule = _RULES.get(event.type)
    if rule is not None:
        rule(views, event)


def group_key(platform: str, kind: str) -> str:
    """Name the group within which claims are reconciled."""
    return f"{platform}|{kind}"


def _document(views: Views, event: RecordedEvent) -> None:
    payload = event.payload
    document = payload["document"]
    before = views.state("document", document["id"])
    views.put_state(
        "document",
        document["id"],
        {
            "digest": payload["digest"],
            "revision": payload["revision"],
            "source": document["source"],
            "title": document["title"],
            "url": document["url"],
            "published": document["published"],
            "voice": payload["voice"],
            "position": event.position,
            "groups": before["groups"] if before else [],
            "claims": before["claims"] if before else 0,
        },
    )


def _claims(views: Views, event: RecordedEvent) -> None:
    payload = event.payload
    name = payload["document"]
    held = views.state("document", name)
    gone = held["groups"] if held else []
    fresh: dict[str, list[Mapping[str, Any]]] = {}
    for witness in payload["witnesses"]:
        key = group_key(witness["claim"]["platform"], witness["claim"]["kind"])
        fresh.setdefault(key, []).append(witness)
    for key in sorted({*gone, *fresh}):
        kept = views.state("witnesses", key) or {"witnesses": []}
        others = [witness for witness in kept["witnesses"] if witness["document"] != name]
        now = sorted([*others, *fresh.get(key, [])], key=lambda each: (each["document"], each["number"]))
        if now:
            views.put_state("witnesses", key, {"witnesses": now})
        else:
            views.drop_state("witnesses", key)
    if held is not None:
        views.put_state(
            "document", name, {**held, "groups": sorted(fresh), "claims": len(payload["witnesses"])}
        )


def _decisions(views: Views, platform: str) -> dict[str, dict[str, Any]]:
    kept = views.state("decisions", platform) or {"decisions": []}
    return {decision["key"]: dict(decision) for decision in kept["decisions"]}


def _keep(views: Views, platform: str, decisions: Mapping[str, Mapping[str, Any]]) -> None:
    ordered = sorted(decisions.values(), key=lambda decision: (decision["id"], decision["key"]))
    if ordered:
        views.put_state("decisions", platform, {"decisions": ordered})
    else:
        views.drop_state("decisions", platform)


def _recorded(views: Views, event: RecordedEvent) -> None:
    payload = event.payload
    platform = payload["decision"]["platform"]
    decisions = _decisions(views, platform)
    decisions[payload["key"]] = {
        **payload["decision"],
        "key": payload["key"],
        "formerly": payload["formerly"],
        "witnesses": payload["witnesses"],
    }
    _keep(views, platform, decisions)


def _changed(views: Views, event: RecordedEvent) -> None:
    payload = event.payload
    decisions = _decisions(views, payload["platform"])
    decision = decisions[payload["key"]]
    decision.update({name: now for name, (_, now) in payload["changes"].items()})
    decision["formerly"] = payload["formerly"]
    decision["witnesses"] = payload["witnesses"]
    _keep(views, payload["platform"], decisions)


def _retracted(views: Views, event: RecordedEvent) -> None:
    payload = event.payload
    decisions = _decisions(views, payload["platform"])
    del decisions[payload["key"]]
    _keep(views, payload["platform"], decisions)


def _host_seen(views: Views, event: RecordedEvent) -> None:
    views.put_state("host", event.payload["platform"], event.payload)


def _status_changed(views: Views, event: RecordedEvent) -> None:
    payload = event.payload
    views.put_state("announced", f"{payload['platform']}|{payload['level']}", payload["after"])


def _source_baselined(views: Views, event: RecordedEvent) -> None:
    views.put_state("source", event.payload["source"], event.payload)


def _alert_raised(views: Views, event: RecordedEvent) -> None:
    payload = event.payload
    deliveries = {}
    for delivery in payload["deliveries"]:
        name = f"{delivery['route']}|{delivery['target']}"
        deliveries[name] = {**delivery, "state": "pending", "attempts": 0, "why": None, "at": None}
        views.put_state(
            "outbox",
            f"{payload['alert']}|{name}",
            {
                "alert": payload["alert"],
                "position": event.position,
                **delivery,
                "attempts": 0,
                "not_before": None,
            },
        )
    raised = {name: value for name, value in payload.items() if name != "deliveries"}
    views.put_state(
        "alert",
        payload["alert"],
        {
            **raised,
            "position": event.position,
            "raised_at": event.recorded_at.isoformat(),
            "deliveries": deliveries,
        },
    )


def _delivery(views: Views, event: RecordedEvent) -> None:
    payload = event.payload
    name = f"{payload['route']}|{payload['target']}"
    state = {
        "AlertDelivered": "delivered",
        "AlertDeliveryFailed": "retrying",
        "AlertDeadLettered": "dead",
        "AlertRetried": "pending",
    }[event.type]
    alert = dict(views.state("alert", payload["alert"]) or {})
    deliveries = dict(alert["deliveries"])
    deliveries[name] = {
        **deliveries[name],
        "state": state,
        "attempts": payload["attempts"],
        "why": payload["why"],
        "at": event.recorded_at.isoformat(),
    }
    views.put_state("alert", payload["alert"], {**alert, "deliveries": deliveries})
    key = f"{payload['alert']}|{name}"
    if state in ("delivered", "dead"):
        views.drop_state("outbox", key)
        return
    views.put_state(
        "outbox",
        key,
        {
            "alert": payload["alert"],
            "position": alert["position"],
            "route": payload["route"],
            "target": payload["target"],
            "attempts": payload["attempts"],
            "not_before": payload["not_before"],
        },
    )


_RULES = {
    "DocumentObserved": _document,
    "DocumentRevised": _document,
    "ClaimsRead": _claims,
    "DecisionRecorded": _recorded,
    "DecisionCorroborated": _changed,
    "DecisionAmended": _changed,
    "DecisionRetracted": _retracted,
    "HostSeen": _host_seen,
    "StatusChanged": _status_changed,
    "SourceBaselined": _source_baselined,
    "AlertRaised": _alert_raised,
    "AlertDelivered": _delivery,
    "AlertDeliveryFailed": _delivery,
    "AlertDeadLettered": _delivery,
    "AlertRetried": _delivery,
}

STATUS_TYPES = (
    "DocumentObserved",
    "DocumentRevised",
    "ClaimsRead",
    "DecisionRecorded",
    "DecisionCorroborated",
    "DecisionAmended",
    "DecisionRetracted",
    "HostSeen",
)
"""The types that a status, a history or an explanation rests on."""
