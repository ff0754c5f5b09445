"""Find the day on which an act was made public: "parue mercredi", "a mis en ligne hier son avis".

What was made public must be the act: a request tells no day of publication, and "un recours contre
la délibération publiée le 3" tells that of the deliberation.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tracker.extraction.canonical import Sentence
from tracker.extraction.dates import DateMention, Reading, resolve
from tracker.extraction.reports import Report
from tracker.extraction.sections import Zone
from tracker.extraction.story import Story
from tracker.extraction.timing_cues import ACTS
from tracker.model.claim import ClaimKind
from tracker.model.dates import PartialDate

K = ClaimKind
_NOUNS = (
    r"avis de marche|deliberations?|decisions?|autorisations?|refus|loi|decret|arrete|circulaire|ordonnance|"
    r"arret|jugement|requete|lettre|courrier|avis|rapport|memoire|note|referentiel|contrat|communique|"
    r"reglement|etudes?|expertise|evaluation|recours|demande|texte|document|mise en demeure|sanction|amende|"
    r"decree|law|order|ruling|judgment|decision|letter|opinion|report|study|notice|fine|penalty"
)
_NOUN = re.compile(rf"(?<![\w/])(?:{_NOUNS})(?![\w/])")
_GENERAL = ("texte", "document", "decision", "text")
_ORDERS = ("ordonnance", "arret", "jugement", "ruling", "order", "judgment")
_PERMITS = ("deliberation", "autorisation", "refus")
_ALSO: dict[ClaimKind, tuple[str, ...]] = {
    K.HOSTING_AUTHORISED: _PERMITS,
    K.HOSTING_REFUSED: _PERMITS,
    K.AUTHORISATION_ANNULLED: (*_ORDERS, "deliberation"),
    K.HOSTING_SUSPENDED: _ORDERS,
    K.CHALLENGE_REJECTED: _ORDERS,
    K.LEGAL_BASIS_INVALIDATED: _ORDERS,
    K.LEGAL_BASIS_ADOPTED: ("decision",),
    K.CHANGE_REQUESTED: ("deliberation", "avis", "letter"),
    K.FORMAL_NOTICE_ISSUED: ("deliberation", "mise en demeure", "notice", "order"),
    K.SANCTION_IMPOSED: ("deliberation", "sanction", "amende", "fine", "penalty", "order"),
    K.HOST_SELECTED: ("avis",),
    K.OPINION_ISSUED: ("deliberation", "avis", "rapport", "opinion", "report"),
    K.PROVIDER_REJECTED: ("rapport", "etude", "evaluation", "expertise", "report", "study"),
    K.REQUIREMENT_ENACTED: ("loi", "decret", "arrete", "circulaire", "referentiel", "law", "decree"),
}
"""The acts that are made public, and what each is called then."""
_SMALL = r"(?: (?:[a-z'(]+|A)){0,6}?"
_PUBLIC = (
    r"(?:(?:publier|paraitre|publish|diffuser)/[pbmkg]\w|publiee?s?|parue?s?|(?:mettre/\w+|mise?s?) en ligne|"
    r"rendre/\w+ (?:officiellement )?publi(?:c|cs|que|ques)|rendue?s? publi(?:c|cs|que|ques)|"
    r"(?:release|post)/[pbmkg]\w|released|posted|published|made public|make/\w+ (?:it )?public)"
)
_AFTER = re.compile(rf" (?P<verb>{_PUBLIC}){_SMALL} (?P<d>D)(?= )")
_BEFORE = re.compile(rf" (?P<d>D)(?: qu'| que)? (?P<verb>{_PUBLIC})(?<=/[pbm]V)(?= )")
_LEADS = re.compile(rf"^(?: [a-z']+){{0,2}} (?P<d>D) ,(?: [^ ;:,/]+){{1,6}}? (?P<verb>{_PUBLIC})(?= )")
_THROUGH = re.compile(
    r" (?P<d>D) , (?:elle|il|it|A|J) [^;]{0,90}? (?P<verb>publication|publier/\w+)(?: [^ ;:,]+){0,4} "
    r"(?:legifrance|journal officiel)(?= )"
)
_NOMINAL = re.compile(
    rf"^ (?:publication|parution|mise en ligne|jorf|jo|journal officiel){_SMALL}(?: :)? (?P<d>D)(?= )"
)
_IT = re.compile(r" (?:elle|il|it|l'|la|le) (?:[^ ;:,]+ )?$")
_BY_ANOTHER = re.compile(
    r" (?:que|qu') (?:(?:le|la|les|l'|son|sa|ses|leur|its|the) )?(?![AJESHNBG] |elle |il )"
    r"[^ ;:,]+(?: [^ ;:,]+){0,3} $"
)
"""Whoever else publishes it, it is a leak: "une lettre que le destinataire a publiée hier"."""
_CLITIC = re.compile(r" (?:l'|la|le)$")
_ACTIVE = re.compile(r"/[pbmg]A| public$")
_OPENING = 2
_ORGAN = re.compile(r"legifrance|journal officiel|\bjorf\b")
"""Where only acts appear: that is believed however late the page says it."""
_BODIES = "AJEGSHNB"


def set_publication(
    same: Sequence[Report], sentences: Sequence[Sentence], story: Story, published: Reading
) -> None:
    """Give the act that *same* tell the day on which the first lines of the page say it was made public."""
    main = same[0]
    taken_on = [one.decided_on.first_day() for one in same if one.decided_on is not None]
    for sentence in sentences:
        zone = sentence.section.zone
        late = zone is Zone.BODY and sentence.section.paragraph > _OPENING
        if (late and _ORGAN.search(sentence.plain) is None) or not (zone.speaks or zone is Zone.HEADING):
            continue
        if any(one.published_on is not None for one in same):
            break
        before = story.sentences[max(0, sentence.index - 1) : sentence.index]
        anchors = [date.past for one in before for date in one.dates if date.past is not None]
        day = publication_of(main.kind, main.authority, sentence, published, anchors)
        if day is not None and (not taken_on or day.last_day() >= min(taken_on)):
            main.published_on = day
    for other in same:
        if other.kind is K.PROVIDER_REJECTED:
            other.published_on = other.published_on or main.published_on


def publication_of(
    kind: ClaimKind,
    authority: str | None,
    sentence: Sentence,
    published: Reading,
    anchors: Sequence[PartialDate] = (),
) -> PartialDate | None:
    """Return the day on which *sentence* says that an act of *kind* was made public."""
    if kind not in _ALSO or not sentence.dates or _is_of_others(sentence, authority):
        return None
    words = sentence.canonical
    for pattern in (_NOMINAL, _AFTER, _BEFORE, _LEADS, _THROUGH):
        for match in pattern.finditer(words):
            if pattern is not _NOMINAL and not _is_the_act(kind, words, match):
                continue
            value = _value(sentence, match.start("d"), anchors)
            if value is not None and (published.day is None or value.first_day() <= published.day):
                return value
    return None


def is_anothers(kind: ClaimKind, before: str) -> bool:
    """Say whether the words *before* a day of publication name what is no act of *kind*."""
    nouns = _NOUN.findall(before)
    return bool(nouns) and not _is_called(kind, nouns[-1])


def _is_called(kind: ClaimKind, noun: str) -> bool:
    """Say whether an act of *kind* goes by that *noun*, in the singular or the plural."""
    general = _GENERAL if kind in _ALSO else ()
    called = (*ACTS.get(kind, "").split(), *_ALSO.get(kind, ()), *general)
    return noun in called or noun.removesuffix("s") in called


def _is_the_act(kind: ClaimKind, words: str, match: re.Match[str]) -> bool:
    """Say whether what is made public is an act of *kind*: by its noun, or by a pronoun or nothing."""
    if " it " in match["verb"]:
        return True
    before = words[: match.start("verb")]
    end = max(match.end("verb"), match.end("d"))
    after = words[end : end + 60]
    if _ACTIVE.search(match["verb"]) and not _CLITIC.search(before) and " que " not in before:
        noun = _NOUN.search(after) or _NOUN.search(words, match.end("verb"), match.end())
        if noun is not None:
            return _is_called(kind, noun[0])
    nouns = _NOUN.findall(before)
    if nouns:
        return _is_called(kind, nouns[-1]) and _BY_ANOTHER.search(before) is None
    noun = _NOUN.search(after)
    if noun is not None:
        return _is_called(kind, noun[0])
    return not before.strip() or _IT.search(before) is not None


def _is_of_others(sentence: Sentence, authority: str | None) -> bool:
    """Say whether the sentence names only bodies that did not take the act."""
    named = {one.id for one in sentence.mentions if one.letter in _BODIES}
    return authority is not None and bool(named) and authority not in named and None not in named


def _value(sentence: Sentence, place: int, anchors: Sequence[PartialDate]) -> PartialDate | None:
    what = sentence.items[sentence.item_at(place)][2]
    if not isinstance(what, DateMention):
        return None
    if what.past is None and what.relative and anchors:
        return resolve(what.relative, anchors[-1])
    return what.past
