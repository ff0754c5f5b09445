"""Fill in what other sentences tell of an act: its date, publication, number and term."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tracker.extraction.canonical import Sentence
from tracker.extraction.dates import Reading
from tracker.extraction.references import find_term
from tracker.extraction.reports import Report
from tracker.extraction.story import Story
from tracker.extraction.timing import find_timing
from tracker.model.claim import ClaimKind

K = ClaimKind
_DECISION = re.compile(r" (?:decision|deliberation|celle-ci|elle|autorisation|accord|contrat)\b")
_TAKEN = re.compile(
    r" (?:prendre/[pbm]\w(?: (?:sa|la|cette|une))? decision|(?:decision|deliberation)(?: (?:est|du|de))? (?:prendre|adopter|rendre|dater)/\w+|etre/pA dater)"
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


def fill_slots(reports: Sequence[Report], story: Story, published: Reading) -> None:
    """Give each report the number in its own sentence, and the main act what later sentences add."""
    for report in reports:
        if not report.rule.startswith("cites-"):
            report.reference = report.reference or _reference(report)
    main = next(
        (
            one
            for one in reports
            if one.kind is K.HOSTING_AUTHORISED and not one.recalled and not one.background
        ),
        None,
    )
    if main is None:
        return
    for sentence in story.sentences:
        if not sentence.section.zone.speaks or sentence is main.sentence:
            continue
        _add_decision(main, sentence, published)
        if (
            main.term is None
            and _TERM_SENTENCE.search(_words(sentence))
            and not _other_platform(main, sentence)
        ):
            main.term = find_term(_words(sentence), 0, 10**6)


def set_references(reports: Sequence[Report]) -> None:
    """Give each report the number in its own sentence."""
    for report in reports:
        if not report.rule.startswith("cites-"):
            report.reference = report.reference or _reference(report)


def _words(sentence: Sentence) -> str:
    return (
        " ".join(token.plain for token in sentence.tokens)
        .replace("' ", "'")
        .replace(" - ", "-")
        .replace("( ", "(")
        .replace(" )", ")")
    )


def _add_decision(main: Report, sentence: Sentence, published: Reading) -> None:
    match = _TAKEN.search(sentence.canonical)
    if match is None:
        return
    timing = find_timing(main.kind, sentence, match.start(), match.end(), published, ())
    main.decided_on = main.decided_on or timing.decided_on
    main.published_on = main.published_on or timing.published_on


def _other_platform(main: Report, sentence: Sentence) -> bool:
    return any(
        one.letter == "F" and not one.body and one.id != main.platform and one.id != "health-data-hub"
        for one in sentence.mentions
    )


def _reference(report: Report) -> str | None:
    wanted = _ACT_WORDS.get(report.kind, ())
    found = [one for one in report.sentence.references if one.act in wanted]
    if found:
        return found[0].number
    loose = [one for one in report.sentence.references if not one.act]
    return loose[0].number if loose and wanted else None
