"""Say which of a sentence's dates belongs to an act, and as what: done on, made public on, due by."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tracker.extraction.canonical import Sentence
from tracker.extraction.dates import DateMention, Reading, Role, resolve, shift_months
from tracker.extraction.grammar import words
from tracker.extraction.groups import Group, Mood
from tracker.model.claim import ClaimKind
from tracker.model.dates import PartialDate

K = ClaimKind


@dataclass(frozen=True, slots=True)
class Timing:
    """The dates of one act."""

    decided_on: PartialDate | None = None
    published_on: PartialDate | None = None
    target_date: PartialDate | None = None
    told_on: PartialDate | None = None


_MADE_PUBLIC = re.compile(
    r"(?:publiee?s?|publie\w* (?:au|sur)(?: le| la)? \w+|publier/\w+|parue?s?|rendue?s? publiques?|"
    r"mise?s? en ligne|journal officiel(?: du| de)?|publication|made public|released|published|"
    r"publient|publie)"
    r"(?: (?:seulement|officiellement|sur|au|a|le|la|site|legifrance|journal|officiel|par|ce|d[ue]|"
    r"en|des|on|dans|jo|bulletin|marches|annonces|publics|hier|wednesday)){0,8} ?$"
)
_PUBLIC_AFTER = re.compile(
    r",? (?:elle|il) (?:vient|a ete|est)[^.;]{0,90}(?:publication|publiee?)[^.;]{0,20}(?:legifrance|"
    r"journal officiel)"
)
_TOLD = re.compile(
    r"(?:annonc\w*|confirm\w*|revel\w*|declar\w*|indiqu\w*|precis\w*|rappel\w*|repond\w*|repondu|"
    r"comment\w*|expliqu\w*|assur\w*|affirm\w*|savoir|signal\w*|ecri\w*|released|said|told|announced|"
    r"felicit\w*|assure|lance|promet|entendue?|interpellee?|"
    r"interrog\w*)(?: (?:a|l'|le|la|les|ce|ont|devant|au|aux|officiellement|lors|par|soir|cette|"
    r"derniere|on|to|that))*(?: \w+){0,2} ?,? ?$"
)
_ATTACHED = re.compile(
    r"(?P<act>deliberations?|decisions?|autorisation|loi|decret|arrete|circulaire|ordonnance|arret|"
    r"jugement|requete|lettre|courrier|avis|rapport|memoire|note|referentiel|contrat|communique|"
    r"reglement|convention|article \d+ de la loi|doctrine|"
    r"creee?|lancee?|nee?|fondee?|ouverte?|decree|law|order|ruling|decision|letter|d'adequation|"
    r"execution(?: \(ue\))?|proces-verbal|appel d'offres|mission|recours|demande|complement|"
    r"expertise|etude|contrat)"
    r"(?: (?:relative?|dite|« \w+ »|d'execution|d'adequation|ministeriell?e?|lecornu|\(ue\)|\(eu\)|"
    r"sren|officielle?))*(?: ?(?:\(? ?n[o°]s?|no\.?) ?[\w/.-]+\)?)?,? ?(?:en date |date |signee? |"
    r"prise |rendue |adoptee )?(?:d[ue]s?|of|le|en|a|l'|on|au|,)? ?(?:le|l'|la)? ?$"
)
_OF = re.compile(r"(?: du| de| of| en date| datee?(?: du)?| date)$|\b(?:creee?|lancee?|nee?|fondee?)$")
_OF_LEADS = ("du ", "of ", "de ", "d'")
_DATELINE = re.compile(r"^[a-z-]+ ,$")
_ACTS: dict[ClaimKind, str] = {
    K.HOSTING_AUTHORISED: "deliberation decision autorisation",
    K.HOSTING_REFUSED: "deliberation decision",
    K.CHANGE_REQUESTED: "deliberation lettre courrier memoire demande letter note decision",
    K.HOSTING_SUSPENDED: "ordonnance decision ruling order",
    K.AUTHORISATION_ANNULLED: "arret decision jugement ruling",
    K.CHALLENGE_REJECTED: "ordonnance decision arret jugement ruling order",
    K.CHALLENGE_FILED: "requete recours",
    K.MIGRATION_ANNOUNCED: "lettre courrier communique letter appel annonce circulaire note",
    K.MIGRATION_COMPLETED: "proces-verbal",
    K.REQUIREMENT_ENACTED: (
        "loi decret arrete circulaire ordonnance deliberation referentiel decree law order decision"
    ),
    K.LEGAL_BASIS_INVALIDATED: "arret decision ruling jugement",
    K.LEGAL_BASIS_ADOPTED: "decision d'adequation execution",
    K.FORMAL_NOTICE_ISSUED: "decision deliberation lettre",
    K.SANCTION_IMPOSED: "decision deliberation",
    K.OPINION_ISSUED: "avis deliberation rapport note decision",
    K.REQUEST_WITHDRAWN: "lettre courrier letter retrait",
    K.AUTHORISATION_REQUESTED: "courrier lettre demande letter",
    K.HOST_SELECTED: "contrat convention decision deliberation",
    K.PROVIDER_REJECTED: "rapport etude expertise decision",
    K.PROVIDER_QUALIFIED: "decision",
}
_TELLING_COUNTS = frozenset((K.MIGRATION_ANNOUNCED,))
_SINCE_COUNTS = frozenset(
    (
        K.MIGRATION_COMPLETED,
        K.PROVIDER_QUALIFIED,
        K.FORMAL_NOTICE_ISSUED,
        K.CHALLENGE_FILED,
        K.AUTHORISATION_ANNULLED,
        K.LEGAL_BASIS_ADOPTED,
        K.HOSTING_AUTHORISED,
        K.HOSTING_SUSPENDED,
    )
)
_JUST_BEFORE = 16


def find_timing(  # noqa: PLR0913, PLR0917 - an act, its place and what dates may count from
    kind: ClaimKind,
    sentence: Sentence,
    start: int,
    end: int,
    published: Reading,
    anchors: Sequence[PartialDate],
    *,
    telling: bool = False,
    within: tuple[int, int] | None = None,
) -> Timing:
    """Return the dates of the act that stands between *start* and *end* of the canonical sentence.

    *anchors* are the dates told before, nearest last: "trois mois plus tard" counts from them.
    """
    candidates: list[tuple[int, PartialDate]] = []
    public: PartialDate | None = None
    told: PartialDate | None = None
    bounds: list[DateMention] = []
    anchor = anchors[-1] if anchors else None
    for position, mention, before, after in _placed(sentence):
        if within is not None and not within[0] <= position < within[1]:
            continue
        distance = max(0, start - position, position - end)
        value = _value(mention, sentence, anchor, published, gap=start - position)
        if _is_bound(kind, mention, value, published):
            bounds.append(mention)
            continue
        if _MADE_PUBLIC.search(before) or _PUBLIC_AFTER.match(after):
            public = public or value
            continue
        if value is None or _belongs_to_another_verb(sentence, start, end, position):
            continue
        if _DATELINE.search(before) and after.startswith("("):
            continue
        lead = sentence.plain[mention.start - sentence.start : mention.start - sentence.start + 3]
        attached = _ATTACHED.search(before) if lead.startswith(_OF_LEADS) or _OF.search(before) else None
        if attached is not None and attached["act"].split()[0].rstrip("s") not in _ACTS.get(kind, ""):
            continue
        between = sentence.canonical[end:position] if position > end else f"{before} "
        if attached is None and not telling and kind not in _TELLING_COUNTS and _TOLD.search(between):
            told = told or value
            continue
        if mention.role is Role.SINCE and kind not in _SINCE_COUNTS:
            continue
        candidates.append((distance if position >= start else distance + 1, value))
    decided = _nearest(candidates, published)
    return Timing(decided, public, _target(kind, bounds, sentence, decided, published), told)


def _value(
    mention: DateMention, sentence: Sentence, anchor: PartialDate | None, published: Reading, *, gap: int
) -> PartialDate | None:
    """Return the date that *mention* means; *gap* is how far before the act it stands."""
    value = mention.past
    if mention.relative:
        value = _from_other(mention, sentence) or (resolve(mention.relative, anchor) if anchor else None)
        counted_back = mention.relative.startswith("plus:") and (
            value is None or (0 <= gap < _JUST_BEFORE and before_act(mention, sentence))
        )
        return _counted_back(mention, sentence, published) if counted_back else value
    if mention.yearless and value is not None and (year := _year_told(mention, sentence)) is not None:
        return PartialDate(year, value.month, value.day)
    return value


def _is_bound(kind: ClaimKind, mention: DateMention, value: PartialDate | None, published: Reading) -> bool:
    """Say whether the date is one to come, by which something must be done."""
    if mention.role is Role.BOUND or mention.within:
        return True
    to_come = (
        mention.ahead is not None and published.day is not None and mention.ahead.first_day() > published.day
    )
    return to_come and kind is K.MIGRATION_ANNOUNCED and value == mention.ahead


def _placed(sentence: Sentence) -> list[tuple[int, DateMention, str, str]]:
    """Return each date with its place in the canonical sentence and the words before it."""
    placed = []
    for at, (first, last, what) in enumerate(sentence.items):
        if isinstance(what, DateMention):
            words = (
                " ".join(token.plain for token in sentence.tokens[max(0, first - 14) : first])
                .replace("' ", "'")
                .replace(" - ", "-")
            )
            after = " ".join(token.plain for token in sentence.tokens[last + 1 : last + 22])
            placed.append((sentence.starts[at], what, words, after))
    return placed


def _from_other(mention: DateMention, sentence: Sentence) -> PartialDate | None:
    """Resolve "la veille" or "le même jour" from the date that the sentence gives before it."""
    earlier = [one.past for one in sentence.dates if one.start < mention.start and one.past is not None]
    return resolve(mention.relative or "", earlier[-1]) if earlier else None


def _belongs_to_another_verb(sentence: Sentence, start: int, end: int, position: int) -> bool:
    """Say whether a verb between the act and the date takes the date: "la demande … déposée en mars"."""
    for at, (_, _, what) in enumerate(sentence.items):
        if not isinstance(what, Group) or what.mood not in _TAKING or what.lemma in _NEUTRAL:
            continue
        if end <= sentence.starts[at] < position:
            return True
        stands_before = position < start and at + 1 < len(sentence.items)
        if (
            stands_before
            and what.mood is not Mood.PARTICIPLE
            and sentence.starts[at] < position == sentence.starts[at + 1] + 1
        ):
            return True
    return False


_TAKING = frozenset((Mood.ASSERTED, Mood.RECALLED, Mood.PARTICIPLE, Mood.DENIED))
_NEUTRAL = words("dating_verbs")


def dates_of_act(kind: ClaimKind, sentence: Sentence) -> list[PartialDate]:
    """Return the dates that *sentence* gives to a letter, memorandum or decision fit for *kind*."""
    found: list[PartialDate] = []
    for _, mention, before, _ in _placed(sentence):
        act = _ACTED.search(before)
        if act is not None and act["act"] in _ACTS.get(kind, "").split() and mention.past is not None:
            found.append(mention.past)
    return found


_ACTED = re.compile(
    r"\b(?P<act>deliberation|decision|lettre|courrier|memoire|avis|rapport|note|communique|"
    r"ordonnance|arret)\b(?: \w+){0,6} ?,?$"
)


def before_act(mention: DateMention, sentence: Sentence) -> bool:
    """Say whether the date reads "trois ans après" the act, not "trois ans plus tard"."""
    return sentence.plain[mention.start - sentence.start : mention.end - sentence.start].endswith(
        ("apres", "after")
    )


def _counted_back(mention: DateMention, sentence: Sentence, published: Reading) -> PartialDate | None:
    """Count back from the sentence's other date, or from the publication."""
    base = next((one.past for one in sentence.dates if one is not mention and one.past is not None), None)
    if base is None and published.day is not None:
        base = PartialDate(published.day.year, published.day.month)
    if base is None or mention.relative is None:
        return None
    _, number, unit = mention.relative.split(":")
    return resolve(f"plus:{-abs(int(number))}:{unit}", base)


def _year_told(mention: DateMention, sentence: Sentence) -> int | None:
    """Return the year that the sentence gives before a date without one: "En 2025, … en février"."""
    years = [
        one.past
        for one in sentence.dates
        if one.start < mention.start and one.past is not None and not one.yearless
    ]
    return years[-1].year if years and years[-1].month is None else None


def _nearest(candidates: list[tuple[int, PartialDate]], published: Reading) -> PartialDate | None:
    done = [
        (distance, value)
        for distance, value in candidates
        if published.day is None or value.first_day() <= published.day
    ]
    if not done:
        return None
    return min(done, key=lambda one: (one[0] - 8 * (one[1].precision - 1), -one[1].precision))[1]


def _target(
    kind: ClaimKind,
    bounds: list[DateMention],
    sentence: Sentence,
    decided: PartialDate | None,
    published: Reading,
) -> PartialDate | None:
    if kind is not ClaimKind.MIGRATION_ANNOUNCED:
        return None
    targets: list[PartialDate] = []
    for mention in bounds:
        if mention.within:
            base = decided or (PartialDate.of(published.day) if published.day and published.certain else None)
            if base is not None and base.month is not None:
                shifted = shift_months(base, mention.within)
                if shifted is not None:
                    targets.append(shifted)
            elif base is not None and mention.within % 12 == 0:
                targets.append(PartialDate(base.year + mention.within // 12))
        elif mention.ahead is not None:
            targets.append(_before_new_year(mention.ahead, sentence, mention))
    base_day = decided.first_day() if decided else published.day
    ahead = [one for one in targets if base_day is None or one.last_day() >= base_day]
    return max(ahead, key=lambda one: one.last_day()) if ahead else None


def _before_new_year(value: PartialDate, sentence: Sentence, mention: DateMention) -> PartialDate:
    """Read "avant le 1er janvier 2027" as the December before."""
    offset = mention.start - sentence.start
    before = sentence.text[max(0, offset - 12) : offset + 6].lower()
    if value.day == 1 and value.month == 1 and "avant" in before:
        return PartialDate(value.year - 1, 12)
    return value
