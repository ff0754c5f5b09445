"""Find by a short id or a name: what waits, a claim, a decision, a correction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from tracker.errors import UnknownNameError
from tracker.model.claim import EVERY_PLATFORM
from tracker.model.decision import Decision, Witness
from tracker.model.waiting import Waiting, claim_ids
from tracker.projection.corrected import claims_of, group_of, linked, witnesses_of
from tracker.projection.query import decisions_of, known_platforms
from tracker.projection.views import ViewReader
from tracker.projection.waiting import all_groups, everything_waiting


@dataclass(frozen=True, slots=True)
class FoundClaim:
    """A claim as it counts now, and as the document was read; a person's own was never read."""

    now: Witness
    read: Witness | None


def find_waiting(views: ViewReader, name: str) -> Waiting | None:
    """Return what waits under *name*, an id or its beginning; None where nothing does."""
    found = [each for each in everything_waiting(views) if _is_meant(each.id, name)]
    return found[0] if len(found) == 1 else None


def find_claim(views: ViewReader, name: str) -> FoundClaim:
    """Return the claim that *name* names; raise UnknownNameError, with the nearest, where none does."""
    known: dict[str, FoundClaim] = {}
    for group in all_groups(views):
        groups, _ = linked(views, [group])
        made = [witness for each in sorted(groups) for witness in claims_of(views, each)]
        read = {each.key: each for each in made}
        now = witnesses_of(views, group)
        for key, short in claim_ids(now).items():
            known[short] = FoundClaim(next(each for each in now if each.key == key), read.get(key))
        for key, short in claim_ids(claims_of(views, group)).items():
            known.setdefault(short, FoundClaim(read[key], read[key]))
    found = [claim for short, claim in known.items() if _is_meant(short, name)]
    if len(found) != 1:
        raise _unknown(
            "claim or dispute",
            name,
            known,
            "`tracker review` and `tracker explain PLATFORM` list what there is",
        )
    return found[0]


def find_decision(views: ViewReader, name: str) -> Decision:
    """Return the decision of that id, key or former id; raise UnknownNameError where there is none."""
    held = [
        decision
        for platform in (EVERY_PLATFORM, *known_platforms(views))
        for decision in decisions_of(views, platform, witnesses=False)
    ]
    for decision in held:
        if name in decision.names:
            complete = decisions_of(views, decision.platform)
            return next(each for each in complete if each.key == decision.key)
    raise _unknown("decision", name, [each.id for each in held], "`tracker history PLATFORM` lists them")


def find_correction(views: ViewReader, name: str) -> Mapping[str, Any]:
    """Return the correction of that id; raise UnknownNameError where there is none."""
    known = dict(views.states("correction"))
    found = [held for short, held in known.items() if _is_meant(short, name)]
    if len(found) != 1:
        raise _unknown("correction", name, known, "`tracker history PLATFORM` lists them")
    return found[0]


def as_read(views: ViewReader, witness: Witness) -> FoundClaim:
    """Return a claim as it counts now with the reading that it comes from."""
    groups, _ = linked(views, [group_of(witness.claim)])
    read = (each for group in sorted(groups) for each in claims_of(views, group))
    return FoundClaim(witness, next((each for each in read if each.key == witness.key), None))


def read_of(views: ViewReader, decision: Decision) -> list[Witness]:
    """Return the witnesses of a decision as their documents were read, a person's own as they are."""
    groups, _ = linked(views, [f"{decision.platform}|{decision.kind}"])
    read = {each.key: each for group in sorted(groups) for each in claims_of(views, group)}
    return [read.get(each.key, each) for each in decision.witnesses]


def _is_meant(short: str, name: str) -> bool:
    return short == name or (len(name) >= 4 and short.startswith(name))


def _unknown(what: str, name: str, known: Iterable[str], where: str) -> UnknownNameError:
    # Two short ids are alike by chance; one that was mistyped differs in a character.
    near = get_close_matches(name, list(known), n=1, cutoff=0.5 if what == "decision" else 0.8)
    hint = f"did you mean {near[0]}?" if near else where
    return UnknownNameError(f"no {what} is called {name!r}; {hint}")
