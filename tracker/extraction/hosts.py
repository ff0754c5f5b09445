"""Say which host an act is about: the one chosen, left, gone to, or judged."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tracker.extraction.canonical import Sentence
from tracker.extraction.mentions import Mention
from tracker.extraction.reports import NO_HOST, OF_CONTROLLER, TOLD_HOST_ONLY, Report
from tracker.extraction.story import Story
from tracker.extraction.ties import HostTie, Tie, ties_in
from tracker.extraction.triggers import Hit
from tracker.model.claim import ClaimKind

K = ClaimKind


def _providers(hit: Hit) -> list[str]:
    return [mention.id for _, mention in hit.names if mention.letter == "P"]


def all_providers(hit: Hit, sentence: Sentence) -> list[str]:
    """Return the providers of a list that the pattern has met: "OVHcloud, Numspot et Cloud Temple"."""
    found = _providers(hit)
    if not found:
        return []
    listed = [sentence.item_at(at) for at, mention in hit.names if mention.letter == "P"]
    for step in (-1, 1):
        at = listed[0]
        while True:
            ahead = at + step
            links = 0
            while 0 <= ahead < len(sentence.items) and links < 4 and _is_link(sentence, ahead):
                ahead += step
                links += 1
            if not 0 <= ahead < len(sentence.items) or links == 0:
                break
            what = sentence.items[ahead][2]
            if not isinstance(what, Mention) or what.letter != "P":
                break
            found.append(what.id)
            at = ahead
    return list(dict.fromkeys(found))


_REACH_OF_A_LIST = 4


def listed_before(sentence: Sentence, story: Story) -> list[str]:
    """Return the providers of the list that the sentence judges: in it, or shortly before."""
    here = [mention.id for mention in sentence.mentions if mention.letter == "P"]
    for earlier in reversed(story.sentences[max(0, sentence.index - _REACH_OF_A_LIST) : sentence.index + 1]):
        listed = [mention.id for mention in earlier.mentions if mention.letter == "P"]
        aside = {
            mention.id
            for mention in earlier.mentions
            if mention.letter == "P"
            and "place"
            in [token.plain for token in earlier.tokens[max(0, mention.first - 3) : mention.first]]
        }
        found = [
            one
            for one in dict.fromkeys(listed)
            if one not in aside and (earlier is sentence or one not in here)
        ]
        if len(found) > 1:
            return found
    return []


def _is_link(sentence: Sentence, at: int) -> bool:
    first, last, what = sentence.items[at]
    return (
        what is None
        and first == last
        and sentence.tokens[first].plain in (",", "et", "ni", "ou", "a", "and", "nor", "or", "d'", "de")
    )


def set_provider(report: Report) -> None:
    """Set the host that the sentence tells; laws and legal bases have none."""
    hit, sentence = report.trigger, report.sentence
    if report.kind in NO_HOST or hit.rule.provider == "none" or report.platform == "*":
        return
    told = _providers(hit)
    if report.kind in _MOVES:
        _set_destination(report, told)
        return
    if report.kind in TOLD_HOST_ONLY:
        if told:
            report.provider, report.provider_told = told[0], True
        return
    ties = list(ties_in(sentence))
    if report.kind in OF_CONTROLLER:
        ties = [one for one in ties if one.at >= sentence.item_at(hit.start)]
    wanted = (*_LEFT_FIRST, *_KEPT_FIRST) if report.kind is K.CHANGE_REQUESTED else _KEPT_FIRST
    for tie in wanted:
        found = [one.host for one in ties if one.tie is tie]
        if found:
            report.provider, report.provider_told = (
                next((one for one in found if one in told), found[0]),
                True,
            )
            return
    if report.kind in (K.CHALLENGE_FILED, *OF_CONTROLLER) or re.search(r"candidat|pressenti", sentence.text):
        return
    suing = {one.host for one in ties if _sues(sentence, one)} if report.kind in _DISPUTES else set()
    named = [one for one in (*told, *(each.host for each in ties)) if one not in suing]
    if named and _sole_platform(sentence, report.platform):
        report.provider = named[0]


def _set_destination(report: Report, told: Sequence[str]) -> None:
    """Set the host that the move goes to: not the one left, nor the present one where another is gone to."""
    ties = list(ties_in(report.sentence))
    left = {one.host for one in ties if one.tie is Tie.LEFT}
    if any(one.tie is Tie.GONE_TO for one in ties) and report.kind is K.MIGRATION_ANNOUNCED:
        left |= {one.host for one in ties if one.tie is Tie.KEEPS}
    gone = [one for one in told if one not in left] if report.trigger.rule.provider == "told" else []
    report.provider = gone[0] if gone else _destination(report.kind, ties)
    report.provider_told = report.provider is not None


_DISPUTES = frozenset((K.CHALLENGE_REJECTED, K.HOSTING_SUSPENDED, K.AUTHORISATION_ANNULLED))
_SUES_BEFORE = re.compile(
    r" (?:debouter|saisir|attaquer|donner raison|donner tort)/\w+(?: [^ ;:,/]+){0,4}$| (?:par|de|d')$"
)
_SUES_AFTER = re.compile(
    r"^(?: ,)?(?: (?:qui|a|ont|lui|arriver/\w+|deuxieme|,))* "
    r"(?:demander|contester|saisir|attaquer|reprocher|estimer|soutenir|former|deposer|evincer|"
    r"reclamer|plaider)/"
)


def _sues(sentence: Sentence, one: HostTie) -> bool:
    """Say whether a host is only who brings the case: "débouté OVHcloud, qui demandait …"."""
    words = sentence.canonical.split()
    left = "".join(f" {word}" for word in words[max(0, one.at - 8) : one.at])
    right = "".join(f" {word}" for word in words[one.at + 1 : one.at + 8])
    return one.tie is Tie.NONE and bool(_SUES_BEFORE.search(left) or _SUES_AFTER.match(right))


_MOVES = frozenset((K.MIGRATION_ANNOUNCED, K.MIGRATION_COMPLETED))
_KEPT_FIRST = (Tie.KEEPS, Tie.CHOSEN, Tie.GONE_TO, Tie.LEFT)
_LEFT_FIRST = (Tie.LEFT,)


def _sole_platform(sentence: Sentence, platform: str | None) -> bool:
    """Say whether the sentence speaks of no other platform than the one of the act."""
    return all(one.id == platform or one.body for one in sentence.mentions if one.letter == "F")


def _destination(kind: ClaimKind, ties: Sequence[HostTie]) -> str | None:
    """Return the host that the move goes to, its own rooms included; of a move done, where it now is kept."""
    wanted = (Tie.GONE_TO, Tie.CHOSEN, *((Tie.KEEPS,) if kind is K.MIGRATION_COMPLETED else ()))
    for tie in wanted:
        found = [one.host for one in ties if one.tie is tie]
        if found:
            return found[0]
    return None
