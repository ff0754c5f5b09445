"""Fill in what other sentences tell of an act: its date, publication, number and term."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

from tracker.extraction.canonical import Sentence, spoken
from tracker.extraction.dates import DateMention, Reading
from tracker.extraction.digest import item_of
from tracker.extraction.numbering import numbers_act
from tracker.extraction.platforms import platforms_in
from tracker.extraction.publication import set_publication
from tracker.extraction.references import Reference, find_term
from tracker.extraction.reports import Report
from tracker.extraction.retelling import day_of_act, find_retold
from tracker.extraction.sections import Zone
from tracker.extraction.story import Story
from tracker.extraction.timing import dates_of_act, find_timing
from tracker.extraction.unlisted import same_platform
from tracker.model.claim import ClaimKind
from tracker.model.dates import PartialDate

K = ClaimKind
_RECENT = timedelta(days=21)
_TAKEN = re.compile(
    r" (?:prendre/[pbm]\w(?: (?:sa|la|cette|une))? decision|(?:decision|deliberation|choix|annonce|"
    r"contrat|nom|constat|lettre)(?: [^ /]+){0,3} (?:prendre|adopter|rendre|dater|signer|faire|"
    r"tomber|arreter|livrer|conclure)/\w+|conclure/pV|"
    r"etre/pA dater|trancher/p\w|prononcer/p\w|annoncer/p\w|presenter/p\w|signer/[pg]\w|recevoir sa "
    r"notification|contract sign/p\w|signer/k\w)(?= )"
)
_TERM_SENTENCE = re.compile(r"autoris|feu vert|accord|duree|hebergeur officiel|decision|bornee|expire|oui")
_ACT_WORDS = {
    K.HOSTING_AUTHORISED: ("deliberation", "decision"),
    K.HOSTING_REFUSED: ("deliberation", "decision"),
    K.CHANGE_REQUESTED: ("deliberation",),
    K.CHALLENGE_REJECTED: ("ordonnance", "decision", "requete", "req", "arret", "affaire", "recours"),
    K.HOSTING_SUSPENDED: ("ordonnance", "decision", "requete"),
    K.AUTHORISATION_ANNULLED: ("decision", "arret", "requete"),
    K.CHALLENGE_FILED: ("requete", "recours"),
    K.REQUIREMENT_ENACTED: (
        "loi",
        "decret",
        "arrete",
        "circulaire",
        "deliberation",
        "circular",
        "law",
        "decree",
        "order",
    ),
    K.LEGAL_BASIS_ADOPTED: ("decision",),
    K.LEGAL_BASIS_INVALIDATED: ("arret", "affaire", "case"),
    K.AUTHORISATION_REQUESTED: ("demande",),
    K.REQUEST_WITHDRAWN: ("demande",),
    K.FORMAL_NOTICE_ISSUED: ("decision", "deliberation"),
    K.SANCTION_IMPOSED: ("deliberation", "decision"),
    K.OPINION_ISSUED: ("deliberation", "avis"),
}
_NEVER_RETOLD = frozenset((K.REQUIREMENT_ENACTED, K.CHALLENGE_FILED, K.AUTHORISATION_REQUESTED))
"""Kinds whose day the lead gives less often than that of what followed: a ruling, an answer."""
_BY_COURT = frozenset((K.CHALLENGE_REJECTED, K.HOSTING_SUSPENDED, K.AUTHORISATION_ANNULLED))
_BY_CNIL = frozenset(
    (
        K.HOSTING_AUTHORISED,
        K.HOSTING_REFUSED,
        K.SANCTION_IMPOSED,
        K.FORMAL_NOTICE_ISSUED,
        K.REQUIREMENT_ENACTED,
    )
)
_NOT_DATED_ELSEWHERE = frozenset(
    (K.REQUIREMENT_ENACTED, K.LEGAL_BASIS_ADOPTED, K.LEGAL_BASIS_INVALIDATED, K.PROVIDER_QUALIFIED)
)
_BY_DELIBERATION = re.compile(
    r" (?:donner|accorder|delivrer|autoriser|refuser|rendre)/\w+ .{0,40}deliberation (?P<r>R) "
    r"(?P<d>D)(?= )| deliberation (?P<r2>R) (?P<d2>D)(?= ).{0,30} (?:donner|accorder|autoriser|"
    r"refuser)/"
)


def fill_slots(reports: Sequence[Report], story: Story, published: Reading) -> None:
    """Give each report its number, and the acts that the page announces what later sentences add."""
    set_references(reports)
    _follow_act(reports, story)
    _share(reports)
    announced = [one for one in reports if _may_be_news(one, story)]
    for kind in dict.fromkeys(one.kind for one in announced):
        same = [one for one in reports if one.kind is kind and not one.recalled and not one.background]
        if story.items:
            for platform in dict.fromkeys(one.platform for one in same):
                _fill(reports, [one for one in same if one.platform == platform], story, published)
        elif all(same_platform(one.platform, same[0].platform) for one in same):
            _fill(reports, same, story, published)


def _share(reports: Sequence[Report]) -> None:
    """Give "dans la même délibération" the date, the number and the freshness of the act before."""
    for report in reports:
        if (before := report.follows) is None:
            continue
        alike = [one for one in reports if one.kind is before.kind and one.platform == before.platform]
        dated = next((one for one in alike if one.decided_on is not None), before)
        report.decided_on = report.decided_on or dated.decided_on
        report.fresh = report.fresh or any(one.fresh for one in alike)


def _about(same: Sequence[Report], story: Story) -> Sequence[Sentence]:
    """Return the sentences that may speak of the act: of a digest, those of its own item."""
    told = [one.sentence for one in same]
    return item_of(story.sentences, told, same[0].platform) if story.items else story.sentences


def _may_be_news(report: Report, story: Story) -> bool:
    section = report.sentence.section
    opening = section.zone is Zone.BODY and (section.paragraph <= 2 or story.items)
    return (report.fresh or opening) and not report.recalled and not report.background


def set_references(reports: Sequence[Report]) -> None:
    """Give each report the number in its own sentence."""
    for report in reports:
        if not report.rule.startswith("cites-"):
            report.reference = report.reference or _reference(report)


def _follow_act(reports: Sequence[Report], story: Story) -> None:
    """Date "Elle demande …" by the letter or memorandum that the sentence before has dated."""
    for report in reports:
        sentence = report.sentence
        if report.decided_on is not None or not sentence.index or not _goes_on(sentence):
            continue
        before = story.sentences[sentence.index - 1]
        if before.section.field is sentence.section.field:
            report.decided_on = next(iter(dates_of_act(report.kind, before)), None)
            report.reference = report.reference or _reference_in(before, report.kind)


def _goes_on(sentence: Sentence) -> bool:
    return bool(sentence.tokens) and sentence.tokens[0].plain in ("elle", "il", "it")


def _fill(reports: Sequence[Report], same: Sequence[Report], story: Story, published: Reading) -> None:
    main = same[0]
    known = [one.decided_on for one in same if one.decided_on is not None]
    around = _about(same, story)
    for sentence in around:
        zone = sentence.section.zone
        if zone is Zone.REFERENCE:
            _add_citation(main, sentence, dated=bool(known))
        if not zone.speaks or sentence is main.sentence or _other_platform(main, sentence):
            continue
        if main.kind is K.HOSTING_AUTHORISED and all(one.term is None for one in same):
            _add_term(main, sentence)
        if not sentence.dates:
            continue
        if not known and main.decided_on is None and main.kind not in _NOT_DATED_ELSEWHERE:
            _add_deliberation(main, sentence)
            _add_decision(main, sentence, published)
        if main.kind is K.MIGRATION_ANNOUNCED and all(one.target_date is None for one in same):
            _add_target(main, sentence, published)
    if main.decided_on is None and not known:
        _date_by_lead(reports, same, story, published)
    judges = {one.authority for one in same if one.kind is K.PROVIDER_REJECTED and one.authority_told}
    for one in same if len(judges) == 1 else ():
        one.authority = one.authority or next(iter(judges))
    about = [one for one in around if one.dates and not _other_platform(main, one)]
    set_publication(same, about, story, published)


def _add_term(main: Report, sentence: Sentence) -> None:
    """Take the term from a sentence that speaks of the authorisation."""
    words = spoken(sentence)
    if _TERM_SENTENCE.search(words):
        main.term = find_term(words, 0, 10**6)


_WITH = {
    K.CHANGE_REQUESTED: (K.HOSTING_AUTHORISED, K.OPINION_ISSUED),
    K.HOST_SELECTED: (K.MIGRATION_ANNOUNCED,),
    K.MIGRATION_ANNOUNCED: (K.HOST_SELECTED,),
}
"""Acts that often share their day with another told in the same sentence."""


def _date_by_lead(
    reports: Sequence[Report], same: Sequence[Report], story: Story, published: Reading
) -> None:
    """Date an act of the title by what the first lines say of it."""
    main = same[0]
    voted = main.kind is K.REQUIREMENT_ENACTED and main.authority == "parliament" and main.reference is None
    if not _may_be_news(main, story) or (main.kind in _NEVER_RETOLD and not voted):
        return
    own = {id(one.sentence) for one in same}
    apart = (main.kind, *_WITH.get(main.kind, ()))
    others = {id(one.sentence) for one in reports if one.kind not in apart and not one.recalled}
    taken = others - own
    around = _about(same, story)
    about = [one for one in around if not _other_platform(main, one) and id(one) not in taken]
    main.decided_on = find_retold(about, main.sentence, main.kind, published, item=story.items)
    for other in same:
        if other.kind is K.PROVIDER_REJECTED:
            other.decided_on = other.decided_on or main.decided_on


def _add_decision(main: Report, sentence: Sentence, published: Reading) -> None:
    if (day := day_of_act(main.kind, main.authority, sentence)) is not None:
        main.decided_on = day
        return
    match = _TAKEN.search(sentence.canonical)
    if match is None:
        return
    timing = find_timing(main.kind, sentence, match.start(), match.end(), published, (), telling=True)
    if timing.decided_on is not None and (_is_recent(timing.decided_on, published) or "prendre" in match[0]):
        main.decided_on = timing.decided_on


_IN_PLACE = re.compile(
    r"bascul|migr|termin|copie|sorti|operationnel|en place|mise en service|transfer|heberge|achev|quitt|"
    r"live\b|completed|finished|move\b|switch"
)
_TENDER = re.compile(r"attribution|offres|candidat|choix|devis|cahier|award|bid|procedure")


def _add_target(main: Report, sentence: Sentence, published: Reading) -> None:
    """Take the day by which the move is to be done, from a sentence that speaks of the move."""
    for clause in re.split(r" ; ", sentence.canonical):
        words = clause.lower()
        if not _IN_PLACE.search(words) or _TENDER.search(words):
            continue
        start = sentence.canonical.index(clause)
        found = find_timing(
            main.kind,
            sentence,
            start,
            start + len(clause),
            published,
            (),
            within=(start, start + len(clause)),
        )
        if found.target_date is not None:
            main.target_date = found.target_date


def _add_deliberation(main: Report, sentence: Sentence) -> None:
    """Take "celle-ci a été donnée par la délibération n° … du …"."""
    match = _BY_DELIBERATION.search(sentence.canonical) if main.kind in _BY_CNIL else None
    if match is None or "referentiel" in sentence.plain:
        return
    place = "" if match["r"] is not None else "2"
    number = sentence.items[sentence.item_at(match.start(f"r{place}"))][2]
    day = sentence.items[sentence.item_at(match.start(f"d{place}"))][2]
    if isinstance(number, Reference) and isinstance(day, DateMention):
        main.reference, main.decided_on = main.reference or number.number, day.past


def _is_recent(value: PartialDate, published: Reading) -> bool:
    return published.day is not None and published.day - value.last_day() <= _RECENT


def _add_citation(main: Report, sentence: Sentence, *, dated: bool) -> None:
    """Take date and number from a line that only cites the act: "CE, 12 mars 2021, n° 450163"."""
    letters = {mention.letter for mention in sentence.mentions}
    court, cnil = "J" in letters, "A" in letters or "deliberation" in sentence.plain
    if not (main.kind in _BY_COURT and court) and not (main.kind in _BY_CNIL and cnil and not court):
        return
    days = [one.past for one in sentence.dates if one.past is not None and one.past.is_day]
    if days and main.decided_on is not None and main.decided_on not in days:
        return
    if days and main.decided_on is None and not dated:
        main.decided_on = days[0]
    if sentence.references and main.reference is None:
        main.reference = sentence.references[0].number


def _other_platform(main: Report, sentence: Sentence) -> bool:
    here = {mention.id for mention in platforms_in(sentence) if mention.letter == "F" and not mention.body}
    own = any(same_platform(main.platform, one) for one in here)
    return bool(here) and not own and here != {"health-data-hub"}


def _reference(report: Report) -> str | None:
    return _reference_in(report.sentence, report.kind)


def _reference_in(sentence: Sentence, kind: ClaimKind) -> str | None:
    """Return the number that *sentence* gives to an act of that kind."""
    wanted = _ACT_WORDS.get(kind, ())
    found = [one for one in sentence.references if one.act in wanted and numbers_act(kind, one)]
    if found:
        return found[0].number
    loose = [one for one in sentence.references if not one.act and numbers_act(kind, one)]
    return loose[0].number if loose and wanted else None
