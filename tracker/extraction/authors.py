"""Say who takes an act: the sentence's own words first, then the sentences round it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tracker.extraction.announcers import (
    announcer_in,
    assessor_in,
    keeper_announces,
    state_announces,
    taker_in,
)
from tracker.extraction.canonical import Sentence
from tracker.extraction.mentions import Mention
from tracker.extraction.reports import OF_CONTROLLER, Report
from tracker.extraction.story import Story
from tracker.extraction.triggers import Hit
from tracker.extraction.unlisted import is_unlisted
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
    r"/[pbmk]V|basculer/|tourner/|rester/|\b(?:adieu|exit)\b|(?:transfert|migration|bascule|sortie|choix|decision|completion|switch|move)\b"
)

_HAPPENS = re.compile(r" (?:tourner|basculer|rester|atterrir|resider|vivre|fonctionner)/\w+")
"""What a platform undergoes: "le registre tourne chez X" does not say who moved it."""

_BY_PARLIAMENT = re.compile(r" (?:loi|texte|law|secnumcloud)\b| N ")

_BY_GOVERNMENT = re.compile(r" (?:decret|arrete|arretes|circulaire|ordonnance|decree|circular|order)\b")

_OTHER_LABEL = re.compile(r" (?:hds|certifi\w+|certificats?|agrement|iso)\b")

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
    by_nature = _by_nature(report, sentence, story)
    if by_nature is not None:
        report.authority, report.authority_told = by_nature, True
        return
    letters = AUTHORS.get(report.kind, _LETTERS)
    if report.kind is K.CHALLENGE_REJECTED and _COMPLAINTS & sentence.words:
        letters += "A"
    author = _author_in(hit, sentence, letters, report.kind, story)
    if author == _BY_HOLDER:
        report.authority = _holder(report, story)
    elif isinstance(author, str):
        report.authority, report.authority_told = author, True
    elif author is not None:
        report.authority, report.authority_told = resolve_authority(author, sentence, story), True
    else:
        report.authority = _author_near(report, story, letters)


def _by_nature(report: Report, sentence: Sentence, story: Story) -> str | None:
    """Return the author that the nature of the act tells: a decree is the government's."""
    if report.kind is K.REQUIREMENT_ENACTED:
        return _enactor(report.trigger, sentence)
    if report.kind is K.PROVIDER_QUALIFIED:
        named = _SECNUMCLOUD.search(sentence.canonical) or (
            not _OTHER_LABEL.search(sentence.canonical) and story.title_says("secnumcloud|anssi")
        )
        return "anssi" if named else "other"
    return _ONLY_AUTHOR.get(report.kind)


_ONLY_AUTHOR = {K.LEGAL_BASIS_INVALIDATED: "cjue", K.LEGAL_BASIS_ADOPTED: "european-commission"}


def _enactor(hit: Hit, sentence: Sentence) -> str | None:
    """Return whose the instrument is that the act names, or else the words before it, or round its verb."""
    act = sentence.canonical[max(0, hit.start - 1) : hit.end + 1]
    last = sentence.items[sentence.item_at(hit.end - 1)][1]
    spelled = f" {' '.join(token.plain for token in sentence.tokens[: last + 1])} "
    for words in (act, sentence.canonical[: hit.start + 1], spelled):
        if _BY_GOVERNMENT.search(words):
            return "government"
        if _BY_PARLIAMENT.search(words) and "referentiel" not in words:
            return "parliament"
    return None


def _agent_told(hit: Hit, sentence: Sentence, letters: str, kind: ClaimKind) -> Mention | str | None:
    """Return whom a frame found as the agent, if that one can take the act."""
    if hit.agent is None:
        return None
    if hit.agent.letter in letters:
        return hit.agent
    if hit.agent.letter not in "FCK" or kind not in _OWN_ACTS:
        return None
    if (
        hit.agent.letter == "F"
        and kind is K.MIGRATION_COMPLETED
        and _HAPPENS.search(sentence.canonical, hit.start)
    ):
        return None
    return _BY_HOLDER if hit.agent.letter == "F" and kind is K.MIGRATION_ANNOUNCED else "controller"


def _author_in(
    hit: Hit, sentence: Sentence, letters: str, kind: ClaimKind, story: Story
) -> Mention | str | None:
    """Return who acts according to the sentence: in the pattern, as its agent, else anywhere in it."""
    told = _agent_told(hit, sentence, letters, kind)
    if told is not None and told != _BY_HOLDER:
        return told
    if kind is K.PROVIDER_REJECTED:
        assessor = assessor_in(sentence, story)
        if assessor is not None or (hit.framed and hit.anonymous):
            return assessor
    named = _named_author(hit, sentence, letters, kind)
    if named is None and kind in _OWN_ACTS:
        named = _own_author(hit, sentence, kind, story, told)
    if named is not None or kind in _ONLY_SUBJECT:
        return named
    near = sentence.items[sentence.item_at(hit.start)][0]
    inside = [one for one in sentence.mentions if one.letter in letters and _can_be(kind, sentence, one)]
    return min(inside, key=lambda mention: abs(mention.first - near), default=None)


def _named_author(hit: Hit, sentence: Sentence, letters: str, kind: ClaimKind) -> Mention | str | None:
    """Return the author that the pattern holds, or that stands after "par"."""
    captured = [one for _, one in hit.names if one.letter in letters and _can_be(kind, sentence, one)]
    if captured:
        return captured[0]
    agent = _AGENT.search(sentence.canonical, max(0, hit.start - 1))
    mention = sentence.mention_at(agent.start("a")) if agent is not None else None
    if mention is None:
        return None
    if mention.letter in "CF" and kind in _OWN_ACTS:
        return "controller"
    return mention if mention.letter in letters else None


def _own_author(
    hit: Hit, sentence: Sentence, kind: ClaimKind, story: Story, told: Mention | str | None
) -> Mention | str | None:
    """Return whose a choice, a move or an assessment is: of whom announces it, takes it, or is moved."""
    said = announcer_in(sentence)
    if said == "controller" or (said is not None and kind is K.MIGRATION_ANNOUNCED):
        return said
    taker = told or taker_in(sentence, story)
    if taker is not None:
        return taker
    holders = [mention for _, mention in hit.names if mention.letter in "FCK"]
    moved = hit.rule.id.startswith(("will-", "move-", "choice-"))
    moved = moved or _DONE_TO_IT.search(sentence.canonical[hit.start : hit.end]) is not None
    return _BY_HOLDER if (holders or hit.anonymous) and not moved else None


_SEIZED = frozenset(
    ("devant", "aupres", "saisir", "saisi", "saisit", "saisie", "to", "before", "with", "petitioned")
)


def _can_be(kind: ClaimKind, sentence: Sentence, mention: Mention) -> bool:
    """Say whether a body can be the author: a challenge comes to a court, or to one told to be seized."""
    if kind is not K.CHALLENGE_FILED:
        return True
    before = sentence.tokens[max(0, mention.first - 4) : mention.first]
    brought = any(token.plain in _SEIZED or token.text == "à" for token in before)
    return mention.letter in "JE" or brought


_COMPLAINTS = frozenset(("plainte", "plaintes", "reclamation", "reclamations", "complaint", "complaints"))

"""What comes before the regulator itself, which then may reject it; all else only a court can."""

_BY_HOLDER = "holder"
"""The act is told of the platform itself ("le Hub quittera Azure")."""


def _holder(report: Report, story: Story) -> str:
    """Return whose act the platform's own is: its controller's, or the State's, if that announces it."""
    promised = report.kind is K.MIGRATION_ANNOUNCED and not is_unlisted(report.platform or "")
    return "government" if promised and state_announces(report.sentence, story) else "controller"


def _author_near(  # noqa: PLR0911 - one return a group of kinds
    report: Report, story: Story, letters: str
) -> str | None:
    """Return who acts according to the sentences round it; None where nobody fits."""
    if report.kind is K.MIGRATION_ANNOUNCED:
        if is_unlisted(report.platform or ""):
            return "controller"
        if state_announces(report.sentence, story):
            return "government"
        if keeper_announces(report.sentence, story):
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
        before = story.authority_before(report.sentence, "J" if story.courts else "JE")
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
