"""Find the laws, decrees, orders, circulars and frameworks on hosting that a sentence cites.

A sentence may cite several, each with its own date and number; who made it follows from what
it is.  An instrument that bears on something else ("la loi Informatique et Libertés") is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from tracker.extraction.canonical import Sentence
from tracker.extraction.dates import DateMention, Reading, resolve
from tracker.extraction.groups import Group, Mood
from tracker.extraction.platforms import choose_platform, platforms_in
from tracker.extraction.references import Reference
from tracker.extraction.reports import Report
from tracker.extraction.story import Story
from tracker.model.claim import ClaimKind
from tracker.model.dates import PartialDate

_WEIGHT = 0.82
_CITED = re.compile(
    r" (?P<act>lois?|decret|arrete|circulaire|ordonnance|referentiel|deliberation|decree|circular|"
    r"law|order|framework)"
    r"(?P<middle>(?: (?!loi |decret |arrete |circulaire |referentiel |decree |circular |recours |"
    r"requete )[^ ;:]+){0,14}?)"
    r" (?P<mark>[RD])(?= )(?:(?P<second>(?: [,(]| du| of| en date| datee?| dater/\w+| signer?/\w+| "
    r"sign/\w+| by [^;]{0,40}?| paru/\w+| au| journal| officiel| et| on)* (?P<mark2>[RD]))(?= ))?"
)
_ACTS = frozenset(
    [
        "loi",
        "lois",
        "decret",
        "arrete",
        "circulaire",
        "ordonnance",
        "referentiel",
        "deliberation",
        "decree",
        "circular",
        "law",
        "order",
        "framework",
    ]
)
_BY_PARLIAMENT = frozenset(("loi", "lois", "law"))
_BY_GOVERNMENT = frozenset(("decret", "arrete", "circulaire", "ordonnance", "decree", "circular", "order"))
_ELSEWHERE = re.compile(
    r"informatique et libertes|relative a l'informatique|78-17|6 janvier 1978|2016/679|2018-493|"
    r"2019-536|creee? (?:par|dans le prolongement)|"
    r"2019-774|24 juillet 2019|2016-41|juge des referes|projet d[e'] (?:loi|decret|arrete|"
    r"ordonnance)|portant reglement|premiere lecture|attaque|"
    r"annuler pour exces|reglement interieur|plan de|gouvernance|code de|mise en demeure|autorisant "
    r"(?:le|la|l')|dans la continuite|au sens d|qui a cree|ayant cree|portant avis|amende|prononce a "
    r"l'encontre|(?:european|eu|us|foreign|american|french) law\b|"
    r"par (?:lequel|laquelle) .{0,60}(?:design|choisi|reten|confi|autoris|attribu)|"
    r"arrete .{0,40}(?:designant|confiant|attribuant|nommant|retenant)"
)
_AWAITED = re.compile(
    r"\w+(?: [^ ,;]+){0,12} (?:est|sont|etai(?:t|ent)|reste(?:nt)?) (?:toujours |encore )?"
    r"(?:attendue?s?|en preparation|a l'etude|en cours d|a paraitre)"
)
_FOR_ALL = re.compile(
    r"framework|hebergeurs\b|referentiel|certification|tou(?:te|tes|s|t) (?:les |l')?(?:etabli|heberg|"
    r"entrep|respons|admin)|etablissements|"
    r"entrepots|administrations|cloud au centre"
)
_NOUN_IN_TITLE = {
    "loi": "loi",
    "lois": "loi",
    "decret": "decret",
    "arrete": "arrete|referentiel|interdi",
    "circulaire": "circulaire",
    "referentiel": "referentiel",
    "deliberation": "referentiel",
    "decree": "decree",
    "circular": "circular",
    "law": "law|bill",
    "order": "order",
    "ordonnance": "ordonnance",
}


_ORDER_OF_A_BODY = re.compile(r" (?:its|his|her|interim|court|[A-Z] 's)(?: [a-z]+)?$")
"""What a court or the regulator ordered is no order of a minister."""
_REPLACED = re.compile(
    r"(?:remplacer|abroger|succeder|modifier|replace)/\w+(?: [^ ]+){0,2} (?:celui|celle|a)\b"
)
"""What follows is the date of the text that was there before: "un référentiel qui remplace celui du …"."""


def find_regulations(  # noqa: PLR0913 - what the reading of one sentence knows
    sentence: Sentence,
    story: Story,
    cues: Mapping[str, re.Pattern[str]],
    published: Reading,
    *,
    first_of: set[str],
    before: str,
) -> Iterator[Report]:
    """Yield a report for each instrument on hosting that *sentence* cites with a date or a number.

    *before* is the sentence before, which may say what the instrument is about.
    """
    if not sentence.words & _ACTS:
        return
    plain = sentence.plain
    named = cues["instrument"].search(plain) is not None
    if not (named or cues["strict_hosting"].search(plain) or cues["strict_hosting"].search(before)):
        return
    for match in _CITED.finditer(sentence.canonical):
        words = sentence.canonical[match.start() : match.end()]
        first, last = (sentence.item_at(at) for at in (match.start() + 1, match.end() - 1))
        left = sentence.tokens[sentence.items[first][0]].start - sentence.start
        right = sentence.tokens[sentence.items[min(last, len(sentence.items) - 1)][1]].end - sentence.start
        around = plain[max(0, left - 40) : right + (110 if match["act"] == "deliberation" else 60)]
        if _ELSEWHERE.search(around) or _AWAITED.match(plain, left) or _is_to_come(sentence, match.start()):
            continue
        act = match["act"]
        if _is_of_a_court(act, sentence, match.start()):
            continue
        if act in ("deliberation", "referentiel", "framework") and not re.search(
            r"referentiel|framework", around
        ):
            continue
        report = Report(
            ClaimKind.REQUIREMENT_ENACTED,
            None,
            sentence,
            f"cites-{act}",
            _WEIGHT if named else _WEIGHT - 0.04,
        )
        _date(report, sentence, match)
        _date_before(report, sentence, match.start())
        if report.decided_on is None and report.reference is None and report.published_on is None:
            continue
        if (
            act == "referentiel"
            and report.reference is None
            and (report.decided_on is None or report.decided_on.month is None)
        ):
            continue
        if _is_ahead(report, published):
            continue
        report.authority = _author(act, sentence, around)
        report.authority_told = report.authority is not None
        report.platform, report.platform_told = _platform(act, sentence, story, words), True
        report.recalled = (
            _REPLACED.search(match["middle"]) is not None
            or _is_recalled(sentence, match.start())
            or _is_attacked(sentence, match.start())
        )
        noun = _NOUN_IN_TITLE.get(act, act)
        report.fresh = noun not in first_of and sentence.section.paragraph <= 1 and story.title_says(noun)
        first_of.add(noun)
        yield report


def _is_of_a_court(act: str, sentence: Sentence, position: int) -> bool:
    """Say whether the order is that of a court, or of the authority that the page speaks of, to somebody."""
    judged = any(one.letter == "J" for one in sentence.mentions)
    if act == "order":
        return judged or _ORDER_OF_A_BODY.search(sentence.canonical[:position]) is not None
    return act == "ordonnance" and (judged or "refere" in sentence.plain)


def _date(report: Report, sentence: Sentence, match: re.Match[str]) -> None:
    """Take the dates and the number that stand next to the instrument."""
    for name in ("mark", "mark2"):
        if match[name] is None:
            continue
        what = sentence.items[sentence.item_at(match.start(name))][2]
        if isinstance(what, Reference):
            report.reference = what.number
        elif isinstance(what, DateMention):
            before = sentence.canonical[match.start() : match.start(name)]
            if re.search(r"publi|paru|paraitre|journal", before):
                report.published_on = _past(what)
            elif not re.search(r"en vigueur|compter", before):
                report.decided_on = _past(what)
    public = _PUBLIC_AFTER.match(sentence.canonical, match.end())
    if public is None and match.start() < _LEAD_REACH:
        public = _PUBLIC_LEAD.match(sentence.canonical)
    if public is not None and report.published_on is None:
        what = sentence.items[sentence.item_at(public.start("d"))][2]
        if isinstance(what, DateMention):
            report.published_on = _past(what)


_PUBLIC_AFTER = re.compile(
    r"(?: ,)? (?:publier/\w+|paru|parue|paraitre/\w+|(?:mettre/kV|mise?) en ligne)"
    r"(?: [a-z]+){0,4} (?P<d>D)(?= )"
)
_PUBLIC_LEAD = re.compile(r" publier/kV(?: [a-z]+){0,4} (?P<d>D) ,")
_LEAD_REACH = 60
_LEFT_DATE = re.compile(r" (?P<d>D) ,?(?: (?:un|une|l'|la|le|cet|cette))?$")


def _date_before(report: Report, sentence: Sentence, position: int) -> None:
    """Take the date that leads the sentence: "Le 9 octobre, un arrêté …"."""
    match = _LEFT_DATE.search(sentence.canonical[:position])
    if match is None or report.decided_on is not None:
        return
    what = sentence.items[sentence.item_at(match.start("d"))][2]
    if isinstance(what, DateMention) and what.past is not None:
        report.decided_on = what.past
        after = sentence.canonical[position:]
        if re.match(r"(?: [^ ]+){0,8} (?:paru|parue|publier/\w+|paraitre/\w+) D", after) and what.past.is_day:
            nextday = re.search(r"le lendemain", sentence.plain)
            if nextday:
                report.published_on = resolve("next-day", what.past)


def _is_ahead(report: Report, published: Reading) -> bool:
    decided = report.decided_on
    return decided is not None and published.day is not None and decided.first_day() > published.day


def _past(mention: DateMention) -> PartialDate | None:
    return mention.past


def _author(act: str, sentence: Sentence, around: str) -> str | None:
    if act in _BY_PARLIAMENT:
        return "parliament"
    if act in _BY_GOVERNMENT:
        return "government"
    found = [one for one in sentence.mentions if one.letter in "AH"]
    if found:
        return "cnil" if found[0].letter == "A" else found[0].id
    return "cnil" if "entrepot" in around or "deliberation" in around else None


def _platform(act: str, sentence: Sentence, story: Story, words: str) -> str:
    """Return the platform of an order about it alone; everything else binds all."""
    del words
    if act == "decret" and _BINDS_ONE.search(sentence.canonical) and not _FOR_ALL.search(sentence.plain):
        return choose_platform(platforms_in(sentence)) or "*"
    if act not in ("arrete", "order") or _FOR_ALL.search(sentence.plain):
        return "*"
    return choose_platform(platforms_in(sentence)) or story.topic or "*"


_BINDS_ONE = re.compile(
    r" (?:obliger|contraindre|astreindre|interdire|imposer|reserver|prescrire|enjoindre|exiger)/\w+"
    r"(?: (?!donnees |comme |notamment |dont )[^ ;:,]+){0,6}? [F](?= )|"
    r" (?:interdit|interdire/\w+)[^;:]{0,80} (?:confier|heberger|stocker)/i\w [F](?= )"
)
"""A decree that names the one platform it binds: "oblige le Hub à …", "interdit de confier le Hub à …"."""


def _is_recalled(sentence: Sentence, position: int) -> bool:
    return any(
        isinstance(what, Group) and what.mood is Mood.RECALLED and abs(start - position) < 80
        for start, (_, _, what) in zip(sentence.starts, sentence.items, strict=True)
    )


def _is_to_come(sentence: Sentence, position: int) -> bool:
    """Say whether the first verb after the instrument is of the future: "le décret paraîtra en mai"."""
    for start, (_, _, what) in zip(sentence.starts, sentence.items, strict=True):
        if start > position and isinstance(what, Group) and what.mood is not Mood.PARTICIPLE:
            return what.mood in (Mood.FUTURE, Mood.UNREAL) and what.lemma in _COMING
    return False


_COMING = frozenset(("paraitre", "publier", "adopter", "prendre", "signer", "entrer", "promulguer"))
_ATTACKING = frozenset(("contester", "attaquer", "annuler", "rejeter", "suspendre", "deferer"))
_SUED_OVER = re.compile(
    r" saisir/\w+(?: D)? J | (?:recours|requete|refere)s? (?:[^ ,;]+ )?(?:contre|visant) "
)


def _is_attacked(sentence: Sentence, position: int) -> bool:
    """Say whether the instrument is only what a challenge or a ruling before it bears on."""
    return _SUED_OVER.search(sentence.canonical[:position]) is not None or any(
        isinstance(what, Group) and what.lemma in _ATTACKING and start < position
        for start, (_, _, what) in zip(sentence.starts, sentence.items, strict=True)
    )
