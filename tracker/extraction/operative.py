"""Read the operative part of an official text: what it decides, and what it recalls.

Number, date and nature come from the heading (:mod:`official`); the visas and the story of
the procedure are recall.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tracker.extraction.canonical import Sentence
from tracker.extraction.official import (
    ANNULS,
    AUTHORISES,
    DECIDES,
    HEAD,
    NOTICE,
    PUNISHES,
    REFUSES,
    REGULATION,
    REJECTS,
    SUSPENDS,
    TAKES_BACK,
    Form,
    Official,
    add_own,
    days_of,
    first_day,
    read_heading,
    recall,
)
from tracker.extraction.references import find_term
from tracker.extraction.reports import Report
from tracker.extraction.slots import set_references
from tracker.model.claim import ClaimKind
from tracker.model.dates import Term

K = ClaimKind
_RECALLABLE = frozenset((K.REQUIREMENT_ENACTED, K.LEGAL_BASIS_ADOPTED, K.LEGAL_BASIS_INVALIDATED))

_VISIBLE_REQUEST = frozenset((K.CHANGE_REQUESTED,))

_STUDY = re.compile(
    r"\b(?:etude|recherche|essai|cohorte) (?:portant|visant|sur|ayant|dans le domaine)|autorisation "
    r"de recherche|ayant pour finalite une etude"
)

_LASTING = re.compile(
    r"entrepot|registre|plateforme|traitements? (?:automatises? )?(?:de donnees )?(?:a caractere "
    r"personnel )?(?:denomme|ayant pour finalite (?:la constitution|des etudes))"
)

_CHANGED = re.compile(r"modification envisagee porte|modifications? (?:substantielle )?du traitement")

_REGISTERED = re.compile(
    r"requetes?\b.{0,120}\benregistree?s?\b|\benregistree?s?\b.{0,80}\bau (?:secretariat|greffe)"
)

_UNDER = re.compile(r"sous le n")

_REQUEST = re.compile(r"(?:saisie? (?:le|,)|vu la demande d'autorisation|a saisi la commission).{0,200}")

_REQUIRES = re.compile(
    r"(?:heberg|stock|conserv)\w*.{0,120}(?:exclusivement|union europeenne|espace economique|qualifi|"
    r"certifi|territoire)"
)

_TERM_LINE = re.compile(r"autorisation|autorise|duree de l'autorisation|limite a")

_KEPT = re.compile(r"conserv")

_OPINION = re.compile(r"rend l'avis suivant|emet l'avis suivant|portant avis|emet un avis")


def _read_judgment(text: Official) -> None:
    if text.platform is None:
        return
    start = next((at for at, line in enumerate(text.plains) if DECIDES.search(line)), len(text.plains))
    outcomes: list[tuple[ClaimKind, Sentence]] = []
    for sentence, line in zip(text.sentences[start:], text.plains[start:], strict=True):
        if SUSPENDS.search(line):
            outcomes.append((K.HOSTING_SUSPENDED, sentence))
        elif ANNULS.search(line):
            outcomes.append((K.AUTHORISATION_ANNULLED, sentence))
        elif REJECTS.search(line):
            outcomes.append((K.CHALLENGE_REJECTED, sentence))
    kinds = [kind for kind, _ in outcomes]
    for kind, sentence in outcomes:
        if kind is K.CHALLENGE_REJECTED and kinds[0] is not K.CHALLENGE_REJECTED:
            continue
        add_own(text, kind, sentence, text.court)
        break
    for sentence, line in zip(text.sentences[:start], text.plains[:start], strict=True):
        if _REGISTERED.search(line) and (day := first_day(sentence)) is not None:
            number = (
                sentence.references[0].number if sentence.references and _UNDER.search(line) else text.number
            )
            recall(text, K.CHALLENGE_FILED, sentence, text.court, decided_on=day, reference=number)
        _recall_authorisation(text, sentence, line)


def _recall_authorisation(text: Official, sentence: Sentence, line: str) -> None:
    match = re.search(r"deliberation (?:n°|no) ?\S+ du ", line)
    if match is None or not re.search(r"autoris", line[match.start() :]):
        return
    days = days_of(sentence)
    numbers = [one for one in sentence.references if one.act == "deliberation" and one.number != text.number]
    if days and numbers and not any(one.kind is K.HOSTING_AUTHORISED for one in text.reports):
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


def _term_of(text: Official, number: str) -> Term | None:
    """Return the term that a line gives to the recalled authorisation of that *number*."""
    lines = zip(text.sentences, text.plains, strict=True)
    told = (line for one, line in lines if any(each.number == number for each in one.references))
    return next((term for line in told if (term := find_term(line, 0, len(line))) is not None), None)


def _read_deliberation(text: Official) -> None:
    title = " ".join(text.plains[:HEAD])
    listed = text.platform is not None and not text.platform.startswith("other:")
    if _STUDY.search(title) and not _LASTING.search(title) and not (listed and text.named):
        return
    for kind, sentence in _operative(text, title):
        if kind is K.HOSTING_AUTHORISED and _only_changes(text):
            return
        if text.platform is None:
            return
        told: dict[str, object] = {"term": _term(text)} if kind is K.HOSTING_AUTHORISED else {}
        add_own(text, kind, sentence, "cnil", **told)
        break
    for sentence, line in zip(text.sentences, text.plains, strict=True):
        if _REQUEST.search(line) and text.platform is not None:
            _recall_request(text, sentence, line)
        if any(one.kind is K.AUTHORISATION_ANNULLED for one in text.reports):
            _recall_authorisation(text, sentence, line)


_ENTITLED = (
    (K.HOSTING_AUTHORISED, re.compile(r"\bautorisant\b")),
    (K.FORMAL_NOTICE_ISSUED, re.compile(r"mettant en demeure")),
    (K.SANCTION_IMPOSED, re.compile(r"\bsan[- ]\d{4}")),
)


_DECISIONS = (
    (K.HOSTING_AUTHORISED, AUTHORISES),
    (K.AUTHORISATION_ANNULLED, TAKES_BACK),
    (K.HOSTING_REFUSED, REFUSES),
    (K.FORMAL_NOTICE_ISSUED, NOTICE),
    (K.SANCTION_IMPOSED, PUNISHES),
)


def _operative(text: Official, title: str) -> Iterator[tuple[ClaimKind, Sentence]]:
    for sentence, line in reversed(list(zip(text.sentences, text.plains, strict=True))):
        kind = next((kind for kind, pattern in _DECISIONS if pattern.search(line)), None)
        if kind is not None and "mise en demeure publique" not in line:
            yield kind, sentence
    if not text.sentences:
        return
    first = text.sentences[min(1, len(text.sentences) - 1)]
    takes_back = re.search(r"portant (?:abrogation|retrait)", title) is not None
    entitled = next((kind for kind, pattern in _ENTITLED if pattern.search(title)), None)
    if takes_back and entitled is K.HOSTING_AUTHORISED:
        entitled = K.AUTHORISATION_ANNULLED
    if entitled is not None:
        yield entitled, first
    elif _OPINION.search(" ".join(text.plains)) and any(re.search(r"heberg", line) for line in text.plains):
        yield K.OPINION_ISSUED, first


def _only_changes(text: Official) -> bool:
    """Say whether the text only changes an authorisation in something other than the host."""
    return any(_CHANGED.search(line) for line in text.plains) and not any(
        "heberg" in line for line in text.plains
    )


def _term(text: Official) -> Term | None:
    for sentence, line in zip(text.sentences, text.plains, strict=True):
        del sentence
        if (
            _TERM_LINE.search(line)
            and not _KEPT.search(line)
            and (found := find_term(line, 0, len(line))) is not None
        ):
            return found
    return None


def _recall_request(text: Official, sentence: Sentence, line: str) -> None:
    saisie = re.search(r"saisie? (?:le|,) |demande d'autorisation.{0,30}enregistree", line)
    days = days_of(sentence)
    if saisie is None or not days:
        return
    numbers = [one for one in sentence.references if one.act == "demande"]
    recall(
        text,
        K.AUTHORISATION_REQUESTED,
        sentence,
        "controller",
        decided_on=days[0].past,
        reference=numbers[0].number if numbers else None,
    )


def _read_regulation(text: Official) -> None:
    match = REGULATION.search(text.plains[0])
    requires = next(
        (
            one
            for one, line in zip(text.sentences, text.plains, strict=True)
            if _REQUIRES.search(line) and "vu " not in line[:4]
        ),
        None,
    )
    if match is None or requires is None:
        return
    law = match["act"] == "loi"
    numbered = match["act"] in ("loi", "decret", "ordonnance", "circulaire")
    report = add_own(text, K.REQUIREMENT_ENACTED, requires, "parliament" if law else "government")
    report.platform = text.platform if text.platform and match["act"] == "arrete" else "*"
    report.provider, report.provider_told = None, False
    report.reference = text.number if numbered else None
    for sentence, line in zip(text.sentences, text.plains, strict=True):
        if (
            re.match(r"vu l'avis .{0,20}de la commission nationale", line)
            and (day := first_day(sentence)) is not None
        ):
            numbers = [one.number for one in sentence.references]
            recall(
                text,
                K.OPINION_ISSUED,
                sentence,
                "cnil",
                decided_on=day,
                reference=numbers[0] if numbers else None,
            )
            text.reports[-1].platform = report.platform


def recalled_by(text: Official, reports: Sequence[Report]) -> list[Report]:
    """Return what the general reader may add to an official text: cited instruments, a request it makes."""
    kept: list[Report] = []
    set_references(reports)
    for report in reports:
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


def read_official(text: Official) -> list[Report]:
    """Return the reports of an official text; none where it bears on nothing that is followed."""
    read_heading(text)
    if text.form is Form.JUDGMENT:
        _read_judgment(text)
    elif text.form is Form.REGULATION:
        _read_regulation(text)
    else:
        _read_deliberation(text)
    return text.reports
