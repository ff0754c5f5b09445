"""The desk at which a person corrects: each deed is an event, and what follows is reconciled from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from store.records import StreamId
from tracker.alerts.announce import Announced, announce
from tracker.alerts.calendar import announce_due
from tracker.alerts.raising import Announcer
from tracker.codec import correction_to_json, told_from_json
from tracker.correcting.finding import find_claim, find_correction, find_waiting, read_of
from tracker.correcting.making import edited_before, on_claim, own_claim
from tracker.correcting.sense import refuse_address, refuse_nonsense
from tracker.errors import CorrectionError
from tracker.ingest import Taken
from tracker.model.claim import PlatformId
from tracker.model.correction import Correction, Deed
from tracker.model.decide import Happening
from tracker.model.decision import Decision
from tracker.model.judging import told_too_often
from tracker.model.told import Reason
from tracker.model.waiting import UNLISTED, Waiting, Why
from tracker.projection.corrected import groups_of
from tracker.projection.corrections import DEEDS, SETTLED, WITHDRAWN
from tracker.projection.query import decisions_of
from tracker.recording import Recorder, derived_id
from tracker.settling import decisions_before, settle


@dataclass(frozen=True, slots=True)
class Done:
    """What a deed came to: its correction's id, what it changed, and whom it was told."""

    correction: str
    happenings: tuple[Happening, ...]
    announced: tuple[Announced, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """One person with a reason, within one unit of work.

    ``by`` goes into the log; ``signature`` is what alerts call the person, nothing for a login name.
    """

    recorder: Recorder
    announcer: Announcer
    today: date
    by: str
    why: str
    signature: str = ""
    silent: bool = False

    def accept(self, name: str) -> Done:
        """Take what waits under *name* for true."""
        waiting = self._waiting(name)
        if waiting.why is Why.UNLISTED:
            raise CorrectionError(
                f"{waiting.platform.removeprefix(UNLISTED)!r} is no platform of the catalogue: add a "
                "[[platforms]] table, then `tracker reextract`; or `review edit --set platform=…`"
            )
        if waiting.why is Why.FLAPPING:
            return self._settle_status(waiting.platform)
        if waiting.decision is not None:
            values = {field: getattr(waiting.decision, field) for field in waiting.decision.disputed}
            return self._rule(waiting.decision, values)
        return self._correct(self._on_claim(Deed.ACCEPTED, name))

    def reject(self, name: str) -> Done:
        """Take what waits under *name*, or any claim, for not said."""
        waiting = find_waiting(self.recorder, name)
        if waiting is not None and waiting.decision is not None:
            raise CorrectionError(
                f"{name} is a dispute: accept the value that is kept, or "
                f"`review edit {name} --set {waiting.decision.disputed[0]}=…` what holds"
            )
        if waiting is not None and waiting.why is Why.FLAPPING:
            return self._settle_status(waiting.platform, denied=self._flapping_decision(waiting.platform))
        return self._correct(self._on_claim(Deed.REJECTED, name))

    def edit(self, name: str, values: Mapping[str, Any]) -> Done:
        """Correct fields of a claim, or settle a dispute to other values."""
        waiting = find_waiting(self.recorder, name)
        if waiting is not None and waiting.decision is not None:
            wrong = values.keys() & {"kind", "platform"}
            if wrong:
                raise CorrectionError(f"a dispute is not about {' or '.join(sorted(wrong))}: edit a claim")
            refuse_nonsense(values, {**waiting.decision.facts(), **values}, today=self.today)
            return self._rule(waiting.decision, values)
        if waiting is not None and waiting.why is Why.FLAPPING:
            raise CorrectionError("a status that flaps can be accepted or rejected; edit one of its claims")
        edit = self._on_claim(Deed.EDITED, name)
        edit = replace(edit, values={**edited_before(self.recorder, edit.claims[0]), **values})
        claim = edit.claims[0]
        read = {"kind": claim.kind, "platform": claim.platform, "provider": claim.provider}
        refuse_nonsense(values, {**read, **edit.values}, today=self.today)
        return self._correct(edit)

    def record(
        self, fields: Mapping[str, Any], *, url: str | None, quote: str | None, official: bool
    ) -> Done:
        """Tell a fact that no document told, on a page (*url*) or on one's own word."""
        refuse_nonsense(fields, fields, today=self.today)
        refuse_address(url)
        own = own_claim(
            self._new_id(Deed.RECORDED),
            fields,
            title=self.signature,
            quote=quote or self.why,
            url=url,
            official=official,
            today=self.today,
        )
        return self._correct(own)

    def retract(self, decision: Decision) -> Done:
        """Take back a decision that never was, with every report of it but an official one to come."""
        return self._correct(self._on_decisions(Deed.RETRACTED, [decision]), [decision])

    def merge(self, decisions: Sequence[Decision]) -> Done:
        """Say that *decisions* are one act."""
        distinct = {each.key: each for each in decisions}
        if len(distinct) < 2:
            raise CorrectionError("name two decisions or more: one is one already")
        subjects = {(each.platform, each.kind) for each in distinct.values()}
        if len(subjects) > 1:
            told = " and ".join(sorted(each.id for each in distinct.values()))
            raise CorrectionError(
                f"{told} differ in platform or kind and cannot be one act; edit the claim that is wrong"
            )
        return self._correct(self._on_decisions(Deed.MERGED, list(distinct.values())), decisions)

    def split(self, decision: Decision, names: Sequence[str]) -> Done:
        """Say that the claims called *names* tell another act than the rest of *decision*."""
        apart = {find_claim(self.recorder, name).now.key for name in names}
        mine = {each.key for each in decision.witnesses}
        if not apart <= mine:
            raise CorrectionError(
                f"not every claim named tells {decision.id}; `tracker explain` lists those that do"
            )
        if apart == mine:
            raise CorrectionError(f"these are all the claims that tell {decision.id}: nothing is left of it")
        read = dict(
            zip((each.key for each in decision.witnesses), read_of(self.recorder, decision), strict=True)
        )
        correction = Correction(
            id=self._new_id(Deed.SPLIT),
            deed=Deed.SPLIT,
            order=0,
            claims=tuple(read[key].claim for key in sorted(apart)),
            others=tuple(read[key].claim for key in sorted(mine - apart)),
        )
        return self._correct(correction, [decision])

    def withdraw(self, name: str) -> Done:
        """Take a correction back: what it changed is as if it had not been made."""
        held = find_correction(self.recorder, name)
        if held["event"] == SETTLED:
            raise CorrectionError(f"{name} settled what people were told; that cannot be untold")
        if held["withdrawn"] is not None:
            raise CorrectionError(f"{name} was withdrawn already, by {held['withdrawn']['by']}")
        before = decisions_before(self.recorder, held["groups"])
        payload = {"correction": held["correction"], "by": self.by, "why": self.why, "groups": held["groups"]}
        stream = StreamId("correction", held["correction"])
        announce_due(self.recorder, self.announcer, today=self.today)
        cause = self.recorder.record(stream, WITHDRAWN, payload, held["correction"])
        return self._told(held["correction"], settle(self.recorder, before, cause))

    def _waiting(self, name: str) -> Waiting:
        waiting = find_waiting(self.recorder, name)
        if waiting is None:
            find_claim(self.recorder, name)  # an id that nobody knows is told as one
            raise CorrectionError(f"{name} does not wait; `review edit` and `review reject` take any claim")
        return waiting

    def _new_id(self, deed: Deed) -> str:
        return derived_id("correction", self.recorder.tx.head(), deed).hex[:8]

    def _on_claim(self, deed: Deed, name: str) -> Correction:
        return on_claim(self.recorder, deed, find_claim(self.recorder, name), self._new_id(deed))

    def _on_decisions(self, deed: Deed, decisions: Sequence[Decision]) -> Correction:
        claims = [each.claim for decision in decisions for each in read_of(self.recorder, decision)]
        return Correction(id=self._new_id(deed), deed=deed, order=0, claims=tuple(claims))

    def _rule(self, decision: Decision, values: Mapping[str, Any]) -> Done:
        ruling = replace(self._on_decisions(Deed.RULED, [decision]), values=values)
        return self._correct(ruling, [decision])

    def _flapping_decision(self, platform: PlatformId) -> Decision:
        """Return the decision that a text says and unsays, as long as it says it."""
        told = [held for key, held in self.recorder.states("held") if key.rpartition("|")[0] == platform]
        often = {key for held in told for key in told_too_often(told_from_json(held["told"]))}
        for decision in decisions_of(self.recorder, platform):
            if decision.names & often:
                return decision
        raise CorrectionError(
            f"nothing says at present what {platform} was told to be: accept that, "
            "or `tracker record` what holds"
        )

    def _settle_status(self, platform: PlatformId, denied: Decision | None = None) -> Done:
        """End that a status is held back: people are told once what it is."""
        happenings: tuple[Happening, ...] = ()
        announce_due(self.recorder, self.announcer, today=self.today)
        if denied is not None:
            happenings = self._record(self._on_decisions(Deed.RETRACTED, [denied]), [denied])
        correction_id = derived_id("correction", self.recorder.tx.head(), SETTLED).hex[:8]
        payload = {
            "correction": correction_id,
            **self._signed(),
            "platform": platform,
            "groups": [],
            "documents": [],
            "decisions": [],
        }
        self.recorder.record(StreamId("correction", correction_id), SETTLED, payload, correction_id)
        return self._told(correction_id, happenings, settled=platform)

    def _signed(self) -> dict[str, Any]:
        return {"by": self.by, "why": self.why, "silent": self.silent}

    def _correct(self, correction: Correction, decisions: Sequence[Decision] = ()) -> Done:
        announce_due(self.recorder, self.announcer, today=self.today)
        return self._told(correction.id, self._record(correction, decisions))

    def _record(self, correction: Correction, decisions: Sequence[Decision]) -> tuple[Happening, ...]:
        groups = groups_of(correction)
        before = decisions_before(self.recorder, groups)
        claims = [*correction.claims, *correction.others]
        claims += [correction.witness.claim] if correction.witness else []
        payload = {
            **correction_to_json(correction),
            **self._signed(),
            "groups": sorted(groups),
            "documents": sorted({claim.evidence.document for claim in claims}),
            "decisions": sorted({each.id for each in decisions}),
        }
        stream = StreamId("correction", correction.id)
        cause = self.recorder.record(stream, DEEDS[correction.deed], payload, correction.id)
        return settle(self.recorder, before, cause)

    def _told(
        self, correction_id: str, happenings: tuple[Happening, ...], *, settled: PlatformId | None = None
    ) -> Done:
        taken = Taken(
            f"correction:{correction_id}",
            "corrected",
            happenings,
            by=self.signature,
            why=self.why,
            settled=settled,
        )
        silence = Reason.ASKED_SILENCE if self.silent else None
        announced = announce(self.recorder, self.announcer, [taken], today=self.today, silence=silence)
        return Done(correction_id, happenings, tuple(announced))
