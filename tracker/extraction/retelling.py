"""Date an act that the title tells without its day, from the first lines that tell it again.

"Le régulateur a tranché jeudi", "Datée du 13 février, la délibération …": the lead of an
article gives the day of what its title announces.  The day on which something was made
public, confirmed or is due is no day of the act.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta

from tracker.extraction.canonical import Sentence
from tracker.extraction.dates import DateMention, Reading, Role
from tracker.extraction.groups import Group
from tracker.extraction.sections import Zone
from tracker.extraction.timing import placed
from tracker.extraction.timing_cues import ACTS, MADE_PUBLIC, TELLING_COUNTS, TOLD_BEFORE
from tracker.model.claim import ClaimKind
from tracker.model.dates import PartialDate

_NEWS = timedelta(days=8)
_OPENING = 2
_EXCLAIMED = 10
"""Words of an opening without a verb: "Coup de théâtre, jeudi matin."."""
_PUBLICATION = re.compile(
    r"publi|parution|\bparue?s?\b|journal officiel|mise?s? en ligne|legifrance|released|apprend|appris|"
    r"mise a jour"
)
_DATELINE = re.compile(r"^\W*(?:[a-z' -]{2,24}, )?$")
_DONE_SINCE = re.compile(
    r"\b(?:acte|fait|signe|officiel|decide|tranche|valide|regle|boucle)e?s? (?:depuis|since)$"
)
_NO_MORE_SINCE = re.compile(r"\bplus\b[^;]{0,40} depuis$")
"""The act is told by what ended with it: "n'a plus de base légale depuis vendredi"."""
_EDITION = re.compile(
    r"\b(?:semaine|edition|numero|lettre|breves|brief|week|actualite)(?: d[ue']| of)?(?: \w+)?$"
)
_ACT = (
    r"(?:deliberations?|decisions?|arret|ordonnance|jugement|lettre|courrier|avis|rapport|note|"
    r"circulaire|memoire|"
    r"arrete|decret|texte|document|letter|ruling|order|decision)"
)
_MADE = (
    r"(?:dater/\w+|datee?s?|(?:adopter|rendre|signer|prendre|prononcer|envoyer|adresser|transmettre|remettre)/k\w|"
    r"dated|signed|sent)"
)
_ADOPTED = re.compile(
    rf" {_MADE}(?: (?:le|du|de|d'|ce|of|on))? (?P<d>D) ,(?: [^ ;:,]+){{0,4}}? {_ACT}(?= )|"
    rf" {_ACT}(?: [^ ;:/]+){{0,6}}? {_MADE}(?: (?:le|du|de|d'|ce|of|on))? (?P<d2>D)(?= )|"
    rf" {_ACT}(?: (?:de A|n|°|R|K|-|[\d-]+)){{0,9}} (?P<d3>D)(?= )|"
    r" (?:deliberations?|decisions?|rulings?|orders?|opinions?)(?: [^ ;:/]+){0,3} "
    r"(?:adopter|signer|prendre|adopt|sign|issue|hand)/[pb]V(?: down)?(?: [^ ;:,/]+){0,3}? (?P<d5>D)(?= )|"
    r" (?:il|elle|it) (?:remettre|transmettre|rendre)/[pb]V(?: [^ ;:,/]+){0,4}? (?P<d4>D)(?= )"
)


_ASSESSED = re.compile(
    r" (?:etudes?|expertise|evaluation|rapport|study|report|review)(?: [^ ;:/,]+){0,4}? "
    r"(?:remettre|rendre|livrer|achever|hand|deliver|submit)/[kpb]V(?: over| in)?(?: (?:A|G))? (?P<d>D)(?= )"
)
"""By what day those who judged the offers had done so."""


def find_retold(
    sentences: Sequence[Sentence], main: Sentence, kind: ClaimKind, published: Reading, *, item: bool = False
) -> PartialDate | None:
    """Return the day of the act that *main* tells: that of its document, else the first recent day told.

    To announce a move is to tell it: the day on which something was said counts.
    Of offers judged, the day of the study counts before that of any other document.
    The sentences may be an *item* of a digest: then each opens it.
    """
    opening = [one for one in sentences if item or _is_opening(one)]
    telling = kind in TELLING_COUNTS
    forms = (_ASSESSED, _ADOPTED) if kind is ClaimKind.PROVIDER_REJECTED else (_ADOPTED,)
    for sentence in opening:
        if (value := _adopted(sentence, forms)) is not None and _is_past(value, published):
            return value
    if published.day is None or not published.certain:
        return None
    days = (value for one in opening if one is not main for value in _recent(one, published, telling=telling))
    return next(days, None)


def _is_opening(sentence: Sentence) -> bool:
    section = sentence.section
    return section.zone in (Zone.TITLE, Zone.LEAD) or (
        section.zone is Zone.BODY and section.paragraph <= _OPENING
    )


def _adopted(sentence: Sentence, forms: Sequence[re.Pattern[str]]) -> PartialDate | None:
    match = next((found for form in forms if (found := form.search(sentence.canonical))), None)
    if match is None:
        return None
    place = next(name for name, value in match.groupdict().items() if value is not None)
    what = sentence.items[sentence.item_at(match.start(place))][2]
    return what.past if isinstance(what, DateMention) else None


def _is_past(value: PartialDate, published: Reading) -> bool:
    return published.day is None or value.first_day() <= published.day


def _recent(sentence: Sentence, published: Reading, *, telling: bool) -> Iterator[PartialDate]:
    """Yield the days of the last week on which *sentence* says that something was done."""
    told = any(isinstance(what, Group) for _, _, what in sentence.items)
    exclaimed = sentence.section.paragraph <= 1 and len(sentence.tokens) < _EXCLAIMED
    if not (told or exclaimed or sentence.section.zone is Zone.LEAD) or _PUBLICATION.search(sentence.plain):
        return
    for _, mention, before, _ in placed(sentence):
        value = mention.past
        if value is None or not value.is_day or published.day is None:
            continue
        if mention.role is not Role.PLAIN and not (
            mention.role is Role.SINCE and (_DONE_SINCE.search(before) or _NO_MORE_SINCE.search(before))
        ):
            continue
        lead = sentence.plain[: mention.start - sentence.start]
        bare = _DATELINE.match(lead) is not None and sentence.plain[mention.end - sentence.start :].strip()[
            :1
        ] in ("(", "", "–", "-")
        bare = bare or _EDITION.search(before) is not None
        if bare or MADE_PUBLIC.search(before) or (not telling and TOLD_BEFORE.search(before)):
            continue
        if timedelta(0) <= published.day - value.first_day() <= _NEWS:
            yield value


_BY_ACT = re.compile(
    r"^ (?:par|dans) (?:une?|sa|son|cette|cet) (?P<act>[a-z]+)(?: (?:n|°|R|K|-|\d+)){0,9} (?P<d>D) ,"
    r"(?=(?: [^ /]+){1,6} [a-z' ]+/pA )"
)


def day_of_act(kind: ClaimKind, authority: str | None, sentence: Sentence) -> PartialDate | None:
    """Return the day of "Par une décision du …, elle enjoint …", where that may be the act announced."""
    match = _BY_ACT.match(sentence.canonical)
    if match is None or match["act"] not in ACTS.get(kind, "").split():
        return None
    named = {one.id for one in sentence.mentions if one.letter in "AJESHNB"}
    what = sentence.items[sentence.item_at(match.start("d"))][2]
    if (named and authority not in named) or not isinstance(what, DateMention):
        return None
    return what.past
