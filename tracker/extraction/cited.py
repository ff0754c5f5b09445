"""Read what an official text cites besides its own decision: visas, grounds, the story of the procedure.

What is found here is recall, however the text's own decision stands (:mod:`operative`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tracker.extraction.canonical import Sentence
from tracker.extraction.official import HEAD, Form, Official, days_of, recall
from tracker.extraction.references import find_term
from tracker.extraction.reports import Report
from tracker.extraction.slots import set_references
from tracker.model.claim import ClaimKind
from tracker.model.dates import Term

K = ClaimKind
_RECALLABLE = frozenset((K.REQUIREMENT_ENACTED, K.LEGAL_BASIS_ADOPTED, K.LEGAL_BASIS_INVALIDATED))

_VISIBLE_REQUEST = frozenset((K.CHANGE_REQUESTED,))

_REQUEST = re.compile(r"(?:saisie? (?:le|,)|vu la demande d'autorisation|a saisi la commission).{0,200}")
_FRAMEWORK = re.compile(r"portant adoption|referentiel|methodologie|reglement interieur")
_ALLOWS_IT = re.compile(
    r"\b(?:deliberation|decision) (?:contestee|attaquee|litigieuse|en litige|precitee).{0,60}\bautoris|"
    r"\bautorisation (?:contestee|attaquee|litigieuse)"
)
"""Says further down what the deliberation that is attacked does."""


def recall_authorisation(text: Official, sentence: Sentence, line: str) -> None:
    """Recall the authorisation that *line* cites by its number and day."""
    match = re.search(r"deliberation (?:n°|no) ?\S+ du ", line)
    if match is None or _FRAMEWORK.search(line, match.end()):
        return
    told = re.search(r"autoris", line[match.start() :]) is not None
    attacked = text.form is Form.JUDGMENT and any(_ALLOWS_IT.search(one) for one in text.plains)
    if not (told or attacked):
        return
    days = days_of(sentence)
    numbers = [one for one in sentence.references if one.act == "deliberation" and one.number != text.number]
    named = {one.id for one in sentence.mentions if one.letter == "F" and not one.body}
    if named and text.platform not in named:
        return
    if (
        days
        and numbers
        and not any(one.kind is K.HOSTING_AUTHORISED and one.recalled for one in text.reports)
    ):
        after = [one for one in days if one.start > numbers[0].start] or days
        recall(
            text,
            K.HOSTING_AUTHORISED,
            sentence,
            "cnil",
            decided_on=after[0].past,
            reference=numbers[0].number,
            term=_term_of(text, numbers[0].number),
        )


_ATTACKED = re.compile(r"(?:deliberation|decision|autorisation) (?:attaquee|litigieuse|contestee|en litige)")


def _term_of(text: Official, number: str) -> Term | None:
    """Return the term that a line gives to the recalled authorisation of that *number*."""
    lines = zip(text.sentences, text.plains, strict=True)
    told = (
        line
        for one, line in lines
        if any(each.number == number for each in one.references) or _ATTACKED.search(line)
    )
    return next((term for line in told if (term := find_term(line, 0, len(line))) is not None), None)


_NOTICE_GIVEN = re.compile(r"decision (?:n°|no) ?(?:med[- ]?)?\S+ du .{0,60}mettant en demeure")


def recall_notice(text: Official, sentence: Sentence, line: str) -> None:
    """Recall the notice that a sanction cites: it was not obeyed."""
    days = days_of(sentence)
    if not days or _NOTICE_GIVEN.search(line) is None:
        return
    if any(one.kind is K.FORMAL_NOTICE_ISSUED for one in text.reports):
        return
    numbers = [one.number for one in sentence.references]
    recall(
        text,
        K.FORMAL_NOTICE_ISSUED,
        sentence,
        "cnil",
        decided_on=days[0].past,
        reference=numbers[0] if numbers else None,
    )


def recall_request(text: Official, sentence: Sentence, line: str) -> None:
    """Recall the request that led to the decision, where *line* dates it."""
    if _REQUEST.search(line) is None or text.platform is None:
        return
    saisie = re.search(r"saisie? (?:le|,) |demande d'autorisation.{0,30}enregistree", line)
    days = days_of(sentence)
    if saisie is None or not days:
        return
    head = [one for other in text.sentences[:HEAD] for one in other.references]
    numbers = [one for one in (*sentence.references, *head) if one.act == "demande"]
    recall(
        text,
        K.AUTHORISATION_REQUESTED,
        sentence,
        "controller",
        decided_on=days[0].past,
        reference=numbers[0].number if numbers else None,
    )


def recalled_by(text: Official, reports: Sequence[Report]) -> list[Report]:
    """Return what the general reader may add to an official text: cited instruments, a request it makes."""
    kept: list[Report] = []
    set_references(reports)
    for report in reports:
        chosen = report.kind is K.HOST_SELECTED and report.provider is not None
        if chosen and text.form is Form.JUDGMENT and text.platform and report.decided_on is not None:
            report.platform, report.platform_told = text.platform, True
            report.recalled = report.background = True
            kept.append(report)
            continue
        if report.kind in _RECALLABLE and report.platform == "*":
            if report.decided_on is None and report.reference is None:
                continue
            report.recalled = report.background = True
            kept.append(report)
        elif report.kind in _VISIBLE_REQUEST and text.form is Form.DELIBERATION and text.reports:
            report.platform, report.platform_told = text.platform, True
            report.authority, report.authority_told = "cnil", True
            report.provider, report.provider_told = text.provider, True
            report.decided_on, report.published_on, report.reference = (
                text.decided_on,
                text.published_on,
                text.number,
            )
            report.fresh = True
            kept.append(report)
    return kept
