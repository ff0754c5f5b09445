"""Tell those who review that something new waits for them: one note for a unit of work."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tracker.alerts.message import Message
from tracker.alerts.naming import Naming
from tracker.alerts.raising import Announcer, raise_alert
from tracker.alerts.routes import Delivery
from tracker.ingest import Reading, Taken
from tracker.model.claim import EVERY_PLATFORM, PlatformId
from tracker.model.decision import Establishment
from tracker.model.waiting import Waiting
from tracker.projection.corrected import group_of
from tracker.projection.waiting import waiting_about
from tracker.recording import Recorder, derived_id
from tracker.report.labels import LABELS
from tracker.report.safe import one_line, quoted
from tracker.report.words import KINDS, WHYS

_SHOWN = 20


@dataclass(slots=True)
class Watch:
    """What waited before a unit of work, about all that its documents tell or told."""

    recorder: Recorder
    announcer: Announcer
    groups: set[str] = field(default_factory=set)
    before: set[str] = field(default_factory=set)

    @classmethod
    def begin(cls, recorder: Recorder, announcer: Announcer, readings: Iterable[Reading]) -> Watch | None:
        """Look before anything is recorded; None where nobody asks to be told."""
        if not any("review" in route.about for route in announcer.routes):
            return None
        watch = cls(recorder, announcer)
        for reading in readings:
            held = recorder.state("document", reading.document.id) or {}
            watch.groups |= {*held.get("groups", ()), *held.get("corrected", ())}
            watch.groups |= {group_of(claim) for claim in reading.claims}
        watch.before = {each.id for each in watch._waiting()}
        return watch

    def end(self, taken: Iterable[Taken]) -> None:
        """Raise a note on what waits now and did not before; a silent document's is not told."""
        quiet = {each.document for each in taken if each.quiet}
        new = [each for each in self._waiting() if each.id not in self.before]
        told = [each for each in new if not each.documents or each.documents - quiet]
        by_items: dict[tuple[str, ...], list[Delivery]] = {}
        for route in self.announcer.routes:
            mine = tuple(each.id for each in told if route.hears("review", each.platform, None))
            if mine:
                by_items.setdefault(mine, []).extend((route.name, target.label) for target in route.targets)
        for ids, deliveries in by_items.items():
            self._raise([each for each in told if each.id in ids], deliveries)

    def _waiting(self) -> list[Waiting]:
        return waiting_about(self.recorder, self.groups)

    def _raise(self, items: Sequence[Waiting], deliveries: Iterable[Delivery]) -> None:
        alert = derived_id("review", self.recorder.tx.head(), *(each.id for each in items)).hex[:12]
        platforms = {each.platform for each in items}
        message = waiting_message(items, self.announcer)
        raise_alert(
            self.recorder,
            alert,
            platforms.pop() if len(platforms) == 1 else EVERY_PLATFORM,
            "review",
            message,
            deliveries,
            level=Establishment.DOUBTFUL,
            decisions=(),
        )


def waiting_message(items: Sequence[Waiting], announcer: Announcer) -> Message:
    """Say what waits: each with its id, its sentence and why."""
    names, language = Naming(announcer.catalogue), announcer.language
    words = LABELS[language]

    def named(platform: PlatformId) -> str:
        return words["all_platforms"] if platform == EVERY_PLATFORM else names.platform(platform)

    platforms = list(dict.fromkeys(named(each.platform) for each in items))
    title = one_line(f"{words['waits']} ({len(items)}){words['colon']}{', '.join(platforms)}", 150)
    lines: list[str] = []
    for each in items[:_SHOWN]:
        what = KINDS[language][each.kind] if each.kind else words["its_status"]
        subject = quoted(named(each.platform), 80)
        lines.append(f"{each.id}  {subject}{words['colon']}{what} ({WHYS[language][each.why]})")
        if each.witness is not None:
            lines.append(f"  « {quoted(each.witness.claim.evidence.quote, 400)} »")
            lines.append(f"    {quoted(each.witness.source, 120)} — {quoted(each.witness.title, 120)}")
    if len(items) > _SHOWN:
        lines.append(f"… + {len(items) - _SHOWN}")
    return Message("review", title, "\n".join([*lines, "", words["review"]]))
