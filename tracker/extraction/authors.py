"""Say who takes an act: the sentence's own words first, then the sentences round it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tracker.extraction.canonical import Sentence
from tracker.extraction.mentions import Mention
from tracker.extraction.reports import OF_CONTROLLER, Report
from tracker.extraction.story import Story
from tracker.extraction.triggers import Hit
from tracker.model.claim import ClaimKind

K = ClaimKind
_LETTERS = "AJEGNBSHO"

_AGENT = re.compile(
    r" (?:par|by)(?: (?:un|une|le|la|l'|les|des|a|the))?(?: [a-z']+){0,4}? (?P<a>[AJEGNBSHOCF])(?= )"
)

AUTHORS: Mapping[ClaimKind, str] = {
    K.HOSTING_AUTHORISED: "A",
    K.HOSTING_REFUSED: "A",
    K.SANCTION_IMPOSED: "A",
    K.FORMAL_NOTICE_ISSUED: "A",
    K.CHANGE_REQUESTED: "AGSH",
    K.OPINION_ISSUED: "AOSHN",
    K.CHALLENGE_FILED: "JEAB",
    K.CHALLENGE_REJECTED: "JE",
    K.HOSTING_SUSPENDED: "JA",
    K.AUTHORISATION_ANNULLED: "JA",
    K.PROVIDER_REJECTED: "GHSA",
    K.LEGAL_BASIS_ADOPTED: "B",
    K.LEGAL_BASIS_INVALIDATED: "E",
    K.PROVIDER_QUALIFIED: "S",
    K.MIGRATION_ANNOUNCED: "G",
    K.HOST_SELECTED: "G",
    K.REQUIREMENT_ENACTED: "NGAH",
}
"""Whose act each kind can be: names of other classes in the sentence are not its author."""

_OWN_ACTS = frozenset((K.HOST_SELECTED, K.MIGRATION_ANNOUNCED, K.MIGRATION_COMPLETED, K.PROVIDER_REJECTED))

_ONLY_SUBJECT = frozenset((K.HOST_SELECTED, K.MIGRATION_COMPLETED))

_DONE_TO_IT = re.compile(
    r"/[pbmk]V|basculer/|(?:transfert|migration|bascule|sortie|choix|decision|completion|switch|move)\b"
)

_BY_PARLIAMENT = re.compile(r" (?:loi|texte|law|secnumcloud)\b| N ")

_BY_GOVERNMENT = re.compile(r" (?:decret|arrete|arretes|circulaire|ordonnance|decree|circular|order)\b")

_SECNUMCLOUD = re.compile(r" (?:secnumcloud|visa|anssi)\b| S ")


def set_authority(report: Report, story: Story) -> None:
    """Set who acts: the controller for its own requests, else who the text says or shows."""
    hit, sentence = report.trigger, report.sentence
    if report.kind in OF_CONTROLLER:
        report.authority, report.authority_told = "controller", True
        return
    if hit.rule.authority is not None:
        report.authority = None if hit.rule.authority == "none" else hit.rule.authority
        report.authority_told = report.authority is not None
        return
    by_nature = _by_nature(report, sentence)
    if by_nature is not None:
        report.authority, report.authority_told = by_nature, True
        return
    letters = AUTHORS.get(report.kind, _LETTERS)
    author = _author_in(hit, sentence, letters, report.kind)
    if author == "controller":
        report.authority, report.authority_told = "controller", True
    elif isinstance(author, Mention):
        report.authority, report.authority_told = resolve_authority(author, sentence, story), True
    else:
        report.authority = _author_near(report, story, letters)


def _by_nature(report: Report, sentence: Sentence) -> str | None:
    """Return the author that the nature of the act tells: a decree is the government's."""
    hit = report.trigger
    words = sentence.canonical[max(0, hit.start - 1) : hit.end + 1]
    if report.kind is K.REQUIREMENT_ENACTED:
        if _BY_GOVERNMENT.search(words):
            return "government"
        return "parliament" if _BY_PARLIAMENT.search(words) and "referentiel" not in words else None
    if report.kind is K.PROVIDER_QUALIFIED:
        return "anssi" if _SECNUMCLOUD.search(sentence.canonical) else "other"
    if report.kind is K.LEGAL_BASIS_INVALIDATED:
        return "cjue"
    if report.kind is K.LEGAL_BASIS_ADOPTED:
        return "european-commission"
    return None


def _agent_told(hit: Hit, letters: str, kind: ClaimKind) -> Mention | str | None:
    """Return whom a frame found as the agent, if that one can take the act."""
    if hit.agent is None:
        return None
    if hit.agent.letter in letters:
        return hit.agent
    return "controller" if hit.agent.letter in "FCK" and kind in _OWN_ACTS else None


def _author_in(  # noqa: PLR0911 - one return a way of telling
    hit: Hit, sentence: Sentence, letters: str, kind: ClaimKind
) -> Mention | str | None:
    """Return who acts according to the sentence: in the pattern, as its agent, else anywhere in it."""
    told = _agent_told(hit, letters, kind)
    if told is not None or (hit.framed and hit.anonymous and kind is K.PROVIDER_REJECTED):
        return told
    captured = [mention for _, mention in hit.names if mention.letter in letters]
    if captured:
        return captured[0]
    agent = _AGENT.search(sentence.canonical, max(0, hit.start - 1))
    if agent is not None:
        mention = sentence.mention_at(agent.start("a"))
        if mention is not None and mention.letter in "CF" and kind in _OWN_ACTS:
            return "controller"
        if mention is not None and mention.letter in letters:
            return mention
    holders = [mention for _, mention in hit.names if mention.letter in "FCK"]
    subject = sentence.canonical[hit.start : hit.end]
    if (
        kind in _OWN_ACTS
        and (holders or hit.anonymous)
        and not hit.rule.id.startswith(("will-", "move-", "choice-"))
        and not _DONE_TO_IT.search(subject)
    ):
        return "controller"
    if kind in _ONLY_SUBJECT:
        return None
    near = sentence.items[sentence.item_at(hit.start)][0]
    inside = [mention for mention in sentence.mentions if mention.letter in letters]
    return min(inside, key=lambda mention: abs(mention.first - near), default=None)


def _author_near(  # noqa: PLR0911 - one return a group of kinds
    report: Report, story: Story, letters: str
) -> str | None:
    """Return who acts according to the sentences round it; None where nobody fits."""
    if report.kind is K.MIGRATION_ANNOUNCED:
        here = report.sentence.index
        around = story.sentences[max(0, here - 2) : here + 3]
        if any(one.letter == "G" for other in around for one in other.mentions):
            return "government"
        if (report.platform or "").startswith("other:"):
            return "controller"
        return "government" if story.authorities.get("government") else None
    if report.kind is K.MIGRATION_COMPLETED:
        return "controller" if _has_controller(story) else None
    if report.kind in (
        K.CHALLENGE_REJECTED,
        K.HOSTING_SUSPENDED,
        K.AUTHORISATION_ANNULLED,
        K.CHALLENGE_FILED,
    ):
        before = story.authority_before(report.sentence, "JE")
        if before is not None:
            return before
        return story.courts.most_common(1)[0][0] if story.courts else None
    if report.kind in (K.HOSTING_AUTHORISED, K.HOSTING_REFUSED, K.SANCTION_IMPOSED, K.FORMAL_NOTICE_ISSUED):
        return "cnil" if story.authorities.get("cnil") else None
    if report.kind in (K.CHANGE_REQUESTED, K.OPINION_ISSUED, K.PROVIDER_REJECTED, K.REQUIREMENT_ENACTED):
        return story.authority_before(report.sentence, letters)
    return None


def _has_controller(story: Story) -> bool:
    """Say whether the page names an organisation that runs a platform: the move is its own."""
    return any(one.letter == "C" for sentence in story.sentences for one in sentence.mentions)


def resolve_authority(mention: Mention, sentence: Sentence, story: Story) -> str:
    """Return who an authority's name is, anaphors resolved."""
    if mention.letter == "J":
        return story.court(mention)
    if mention.weak and mention.letter == "A":
        if story.authorities.get("cnil") or story.source == "cnil":
            return "cnil"
        before = story.authority_before(sentence, "AHSO")
        return before or "cnil"
    return mention.id
