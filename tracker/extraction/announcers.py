"""Say who announces an act: "…, a annoncé le gouvernement", "selon un communiqué du groupement".

A move is promised by whom announces it; a choice or an assessment that nobody is told to have made is
that of the body which runs the platform, where it is that body which tells it.
"""

from __future__ import annotations

import re

from tracker.extraction.canonical import Sentence
from tracker.extraction.story import Story

_SAYING = (
    r"(?:annoncer|indiquer|promettre|declarer|confirmer|preciser|assurer|affirmer|decider|trancher|reveler|"
    r"engager|arreter|acter|officialiser|devoiler|dire|prevenir|expliquer|repondre|publier|ecrire|"
    r"announce|say|pledge|promise|confirm|decide|tell)/[pbm]\w|"
    r"(?:faire/[pb]A|fait) savoir|said|says|pledged|dixit"
)
_DECIDING = (
    r"(?:annoncer|promettre|confirmer|decider|trancher|engager|acter|officialiser|devoiler|arreter|"
    r"announce|"
    r"pledge|promise|decide)/[pbm]\w"
)
_KEEPER = (
    r"etablissement|direction|groupement|hopital|directeur|directrice|president|presidente|conseil|comite|"
    r"directoire|reseau|caisse|mutuelle|operateur|association|federation|assureur|societe|entreprise|"
    r"gip|gcs|"
    r"responsables?|organisme|hospital|board|director|chief|network|insurer|plateforme"
)
_WHO = rf"(?P<who>[GFCK]|(?:{_KEEPER}))(?= )"
_AFTER = re.compile(
    rf" (?:{_SAYING})(?: (?:D|officiellement|matin|soir|aux? \w+|devant \w+ \w+|dans un communique|"
    rf"t - \w+))*"
    rf"(?: (?:le|la|l'|les|son|sa|ses|leur|its|the))? {_WHO}"
)
_BEFORE = re.compile(
    rf" {_WHO}(?: (?!par |de |du |d' )[^ ;:,]+){{0,6}}? (?:{_SAYING})"
    r"(?: [^ ;:,]+){0,4}? (?:que|qu'|:|that)(?= )"
)
_ACCORDING = re.compile(
    r" (?:selon|d' apres|according to)(?: (?:un|le|la|l'|les|une|communique|commun|note|document|"
    r"calendrier|"
    rf"de|du|d'|des|publie|diffuse|interne|the|statement|by|from)){{0,6}} {_WHO}"
)
_BY_STATE = re.compile(
    rf" G(?: [^ ;:.]+){{0,6}}? (?:{_DECIDING})|"
    r" (?:annonce|decision|promesse|engagement)(?: [^ ;:.]+){0,8}? (?:par|de|du)(?: (?:le|la|les|"
    r"l'))? G(?= )|"
    rf" (?:{_DECIDING})(?: (?:D|officiellement))*(?: par)?(?: (?:le|la|les|l'))? G(?= )|"
    r" communique(?: [^ ;:.]+){0,4} (?:de|du|des)(?: \w+)? G(?= )"
)
_TAKEN_BY = re.compile(
    r" (?:(?:decider|choisir|retenir|arreter|signer|prendre|designer|voter|adopter|valider|enteriner|"
    r"decide|"
    r"take|sign|choose)/[pbk]V|signee?|prise)(?: [^ ;:,/]+){0,4}? (?:par|by)"
    rf"(?: (?:le|la|l'|les|son|sa|ses|the|its))? {_WHO}| (?P<signs>(?:{_KEEPER})) (?:signer|trancher|"
    rf"decider)/[pb]A"
)
_DECISION = re.compile(r" (?:decision|choix|marche|contrat|vote)(?= )")
_ACHIEVES = re.compile(
    rf" (?:[FCK]|{_KEEPER}|registre|entrepot|registry|warehouse)(?: [^ /;:]+){{0,4}} "
    r"(?:achever|terminer|boucler|finaliser|parachever|cloturer|finir|complete|finish|conclude)/[pbm]A "
    r"(?:sa|son|ses|its|la|le|the|de)(?= )"
)
_LETTERS = {"G": "government", "S": "anssi", "H": "ans", "A": "cnil"}
_ASSESSED = re.compile(
    r" (?:etudes?|audit|mission|rapport|expertise|analyse|grille|tests?|comite|comparatif|evaluation|"
    r"verdict|"
    r"experts|study|assessment|review|report)(?: [^ ;:.]+){0,7}? (?:par|de|d'|du|des|by|of)"
    r"(?: (?:le|la|l'|les|the))? (?P<who>[GSHAFC])(?= )| (?P<judge>[GSHAFC])(?: [^ ,;:/]+){0,2} "
    r"(?:rendre|juger|estimer|tenir|conclure|considerer|recaler|ecarter)/[pbm]A|"
    r" (?:conclure|juger|estimer|ecrire|relever|constater)/[pbm]A(?: (?:le|la|l'))? (?P<says>[GSHAFC])(?= )"
)
_BY_KEEPER = re.compile(
    rf" (?:{_KEEPER})(?: (?:generale?|delegue|d'|de|du|des|la|le|l'|[FCK]|administration|surveillance))*"
    rf"(?: (?:,|a|s'|l'))? (?:{_SAYING}|preferer/\w+|reconnait|reconnaitre/\w+|reporter/\w+|repousser/\w+)|"
    rf" (?:presenter|fixer|annoncer|reporter|adopter|arreter|voter)/[pbmk]V?(?: [^ ;:,]+){{0,3}} par"
    rf"(?: (?:le|la|l'|son|sa))? (?:{_KEEPER})(?= )"
)
_BEHIND, _AHEAD = 1, 3
_STUDY_REACH = 8


def announcer_in(sentence: Sentence) -> str | None:
    """Return who announces what *sentence* tells: ``government``, ``controller`` or nobody."""
    for pattern in (_AFTER, _BEFORE, _ACCORDING):
        match = pattern.search(sentence.canonical)
        if match is not None:
            return "government" if match["who"] == "G" else "controller"
    return None


def taker_in(sentence: Sentence, story: Story) -> str | None:
    """Return who takes the choice or the move: named after "par", in the sentence or just after it."""
    after = story.sentences[sentence.index + 1 : sentence.index + 2]
    for one in (sentence, *(each for each in after if _DECISION.search(each.canonical))):
        match = _TAKEN_BY.search(one.canonical)
        if match is not None:
            return "government" if match["who"] == "G" else "controller"
    return "controller" if _ACHIEVES.search(sentence.canonical) else None


def assessor_in(sentence: Sentence, story: Story) -> str | None:
    """Return whose study found an offer wanting: that of the sentence, else one told of before."""
    before = story.sentences[max(0, sentence.index - _STUDY_REACH) : sentence.index]
    for one in (sentence, *reversed(before)):
        match = _ASSESSED.search(one.canonical) if one.section.zone.speaks else None
        if match is not None:
            return _LETTERS.get(match["who"] or match["judge"] or match["says"], "controller")
    return None


def keeper_announces(sentence: Sentence, story: Story) -> bool:
    """Say whether the sentence, or one shortly before it, shows the body that runs a platform speaking."""
    near = story.sentences[max(0, sentence.index - _AHEAD) : sentence.index + 1]
    return any(_BY_KEEPER.search(one.canonical) is not None for one in near if one.section.zone.speaks)


def state_announces(sentence: Sentence, story: Story) -> bool:
    """Say whether the sentence, one beside it, or the lines before the body show the State announcing."""
    here = sentence.index
    near = story.sentences[max(0, here - _BEHIND) : here + _AHEAD + 1]
    return any(_BY_STATE.search(one.canonical) is not None for one in near if one.section.zone.speaks)
