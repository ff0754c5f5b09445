"""What happened, as lines for a terminal or a log."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tracker.model.compare import Reason
from tracker.model.decision import Establishment
from tracker.report.safe import one_line

if TYPE_CHECKING:
    from tracker.alerts.announce import Announced
    from tracker.alerts.delivery import Delivery
    from tracker.catalogue import Catalogue
    from tracker.poll import Polled

_SILENT = {
    Reason.BASELINE: "part of the baseline",
    Reason.FIRST_POLL: "first poll of this source",
    Reason.ASKED_SILENCE: "silence was asked for",
    Reason.RECALLED: "only recalled, no news",
    Reason.LATE: "an old text: history, no news",
}


def poll_lines(polled: Polled, catalogue: Catalogue) -> Iterator[str]:
    """Yield what one poll came to."""
    if polled.why:
        yield f"{polled.source}: FAILED: {one_line(polled.why)}"
    elif polled.baseline:
        yield (
            f"{polled.source}: first poll, {polled.observed} documents recorded in silence; "
            "what comes after is news"
        )
    else:
        yield f"{polled.source}: {polled.outcome}, {polled.observed} new or revised documents"
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
        if each.before.standing is each.after.standing:
            changed = f"{each.after.standing} ({', '.join(each.differences)})"
        yield f"{name}: {changed}; {why}"


def delivery_line(delivery: Delivery) -> str:
    """Return how one delivery went."""
    title = one_line(delivery.title, 100)
    told = f"alert {delivery.alert} to {delivery.route} ({delivery.target}): {delivery.state}"
    return f"{told}: {delivery.why}" if delivery.why else f"{told}: {title}"
