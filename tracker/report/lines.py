"""What happened, as lines for a terminal or a log."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tracker.model.blindness import MACHINE
from tracker.model.claim import EVERY_PLATFORM
from tracker.model.decision import Establishment
from tracker.model.told import Reason
from tracker.report.safe import one_line

if TYPE_CHECKING:
    from store.records import RecordedEvent
    from tracker.alerts.announce import Announced
    from tracker.alerts.delivery import Delivery
    from tracker.alerts.sources import SourceTold
    from tracker.catalogue import Catalogue
    from tracker.config import Source
    from tracker.files import Ingested
    from tracker.polling import Polled

_SILENT = {
    Reason.BASELINE: "part of the baseline",
    Reason.FIRST_POLL: "first poll of this source",
    Reason.ASKED_SILENCE: "silence was asked for",
    Reason.READ_AGAIN: "read again, nobody told",
    Reason.OTHER_RULES: "settled by other rules, nobody told",
    Reason.RECALLED: "only recalled, no news",
    Reason.LATE: "an old text: history, no news",
    Reason.FLAPPING: "held back: a text says and unsays it",
    Reason.REFINED: "told more precisely, no news",
    Reason.TOUCHES_NONE: "touches no platform that we know of",
    Reason.OPINION: "an opinion, which binds nobody",
}


_SHOWN = 5
"""Changes of state that are told one by one."""


def poll_lines(polled: Polled, catalogue: Catalogue) -> Iterator[str]:
    """Yield what one poll came to."""
    if polled.why:
        yield f"{polled.source}: FAILED: {one_line(polled.why)}"
        if polled.observed:
            yield f"{polled.source}: {polled.observed} documents came before that, and are kept"
    elif polled.backlog or polled.baseline:
        how = "recorded in silence" if polled.silent else "recorded, and told where they are news"
        after = "what comes after is news" if polled.baseline else "the next poll goes on"
        yield f"{polled.source}: first poll, {polled.backlog} documents {how}; {after}"
    else:
        yield f"{polled.source}: {polled.outcome}, {polled.observed} new or revised documents"
    if polled.passed_over:
        yield f"{polled.source}: {polled.passed_over} texts passed over, which name nothing of the subject"
    for document in polled.withdrawn:
        yield f"{polled.source}: {one_line(document)} was withdrawn from its base; what it told is kept"
    for notice in polled.notices:
        yield f"{polled.source}: {one_line(notice)}"
    yield from announced_lines(polled.announced, catalogue)


def announced_lines(announced: tuple[Announced, ...], catalogue: Catalogue) -> Iterator[str]:
    """Yield the statuses that changed, at the level that includes all that is reported."""
    for each in announced:
        if each.level is not Establishment.REPORTED or not each.differences:
            continue
        entry = catalogue.platforms.get(each.platform)
        name = entry.name if entry else each.platform
        why = "alert raised" if each.alert else _SILENT.get(each.reason, "no route asks for it")
        changed = f"{each.before.standing} → {each.after.standing}"
        if each.platform == EVERY_PLATFORM:
            name, changed = "every platform", ", ".join(one.id for one in each.after.context)
        elif each.before.standing is each.after.standing:
            changed = f"{each.after.standing} ({', '.join(each.differences)})"
        yield f"{name}: {changed}; {why}"


def ended_line(source: Source) -> str:
    """Say that a source that is gone is left alone."""
    return (
        f"{source.id}: not polled, since it said that it is gone (410); "
        f"change its url, or ask it again: tracker poll {source.id}"
    )


def waiting_line(source: Source, until: str) -> str:
    """Say that a source whose server asked for time is left alone."""
    return f"{source.id}: waits until {until}, as its server asks; to ask it now: tracker poll {source.id}"


def source_lines(told: Iterable[SourceTold]) -> Iterator[str]:
    """Yield the sources whose state has changed; many of them, and those that begin late, in one line."""
    each_told = list(told)
    begin = sum(1 for each in each_told if each.begins)
    changed = [each for each in each_told if not each.begins]
    if begin:
        what = "1 source begins" if begin == 1 else f"{begin} sources begin"
        yield f"{what} as late, with nothing new for longer than usual; `tracker sources` shows which"
    if len(changed) > _SHOWN:
        yield _many(changed)
        return
    for each in changed:
        name = "all sources" if each.source == MACHINE else each.source
        why = f": {one_line(each.verdict.why)}" if each.verdict.why else ""
        raised = "; alert raised" if each.alert else ""
        yield f"{name}: {each.before} → {each.verdict.state}{why}{raised}"


def _many(changed: Sequence[SourceTold]) -> str:
    turns = Counter(f"{each.before} → {each.verdict.state}" for each in changed)
    told = ", ".join(f"{count} {turn}" for turn, count in sorted(turns.items()))
    raised = "; alert raised" if any(each.alert for each in changed) else ""
    return f"{len(changed)} sources changed their state ({told}){raised}; `tracker sources` shows each"


def delivery_line(delivery: Delivery) -> str:
    """Return how one delivery went."""
    title = one_line(delivery.title, 100)
    told = f"alert {delivery.alert} to {delivery.route} ({delivery.target}): {delivery.state}"
    return f"{told}: {delivery.why}" if delivery.why else f"{told}: {title}"


def event_gist(event: RecordedEvent) -> str:
    """Return in a few words what an event says."""
    gist = _GISTS.get(event.type)
    return one_line(gist(event.payload), 90) if gist else ""


_GISTS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "DocumentObserved": lambda payload: str(payload["document"]["title"]),
    "DocumentRevised": lambda payload: str(payload["document"]["title"]),
    "DocumentWithdrawn": lambda payload: f"{payload['text']} was withdrawn from its base",
    "ClaimsRead": lambda payload: f"{len(payload['witnesses'])} claims",
    "DecisionRecorded": lambda payload: (
        f"{payload['decision']['id']} ({payload['decision']['establishment']})"
    ),
    "DecisionCorroborated": lambda payload: f"{payload['decision']}: one more source",
    "DecisionAmended": lambda payload: f"{payload['decision']}: {', '.join(sorted(payload['changes']))}",
    "DecisionRetracted": lambda payload: f"{payload['decision']}: {payload['why']}",
    "StatusChanged": lambda payload: (
        f"{payload['before']['standing']} → {payload['after']['standing']}"
        f" at {payload['level']}: {payload['reason']}"
    ),
    "AlertRaised": lambda payload: str(payload["title"]),
    "AlertDelivered": lambda payload: f"{payload['route']} {payload['target']}",
    "AlertDeliveryFailed": lambda payload: f"{payload['route']} {payload['target']}: {payload['why']}",
    "AlertDeadLettered": lambda payload: f"{payload['route']} {payload['target']}: {payload['why']}",
    "SourceHealthChanged": lambda payload: f"{payload['before']} → {payload['state']}: {payload['why']}",
    "SourceBaselined": lambda payload: (
        f"{payload['documents']} documents, {'alerted' if payload.get('alerted') else 'recorded in silence'}"
    ),
}


def ingested_lines(ingested: Ingested, catalogue: Catalogue) -> Iterator[str]:
    """Yield what one file came to."""
    count = Counter(each.news for each in ingested.taken)
    told = ", ".join(f"{count[news]} {news}" for news in ("observed", "revised", "known") if count[news])
    yield f"{ingested.path}: {told or 'no document'}"
    yield from announced_lines(ingested.announced, catalogue)
