"""Read the operative part of an official text: what it decides, and what it recalls.

Number, date and nature come from the heading (:mod:`official`); the visas and the story of
the procedure are recall.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tracker.extraction.awards import read_award
from tracker.extraction.canonical import Sentence
from tracker.extraction.cited import recall_authorisation, recall_notice, recall_request
from tracker.extraction.labels import read_label
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
    first_day,
    read_heading,
    recall,
)
from tracker.extraction.references import find_term
from tracker.extraction.reports import Report
from tracker.model.claim import ClaimKind
from tracker.model.dates import Term

K = ClaimKind
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

_REQUIRES = re.compile(
    r"(?:heberg|stock|conserv)\w*.{0,250}(?:exclusivement|union europeenne|espace economique|qualifi|"
    r"certifi|territoire)|informatique en nuage.{0,80}qualifi|"
    r"(?:heberg|stock|conserv)\w* en (?:france|europe)\b"
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
        recall_authorisation(text, sentence, line)


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
        recall_request(text, sentence, line)
        if any(one.kind in _AFTER_AUTHORISATION for one in text.reports):
            recall_authorisation(text, sentence, line)
        if any(one.kind is K.SANCTION_IMPOSED for one in text.reports):
            recall_notice(text, sentence, line)


_AFTER_AUTHORISATION = frozenset(
    (
        K.HOSTING_AUTHORISED,
        K.AUTHORISATION_ANNULLED,
        K.FORMAL_NOTICE_ISSUED,
        K.SANCTION_IMPOSED,
        K.HOSTING_REFUSED,
    )
)
"""What the regulator decides about a platform that it may have authorised before."""
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
    report.platform = _bound_platform(text, match["act"]) or "*"
    report.provider, report.provider_told = None, False
    report.reference = text.number if numbered else None
    for sentence, line in zip(text.sentences, text.plains, strict=True):
        if (
            re.match(
                r"vu l'avis .{0,20}de la commission nationale|"
                r"vu la deliberation .{0,60}de la commission nationale.{0,60}portant avis",
                line,
            )
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


def _bound_platform(text: Official, act: str) -> str | None:
    """Return the platform that an order, or a decree whose title names it, is about alone."""
    titled = any(one.letter == "F" and not one.body for one in text.sentences[0].mentions)
    return text.platform if act == "arrete" or (act == "decret" and titled) else None


def read_official(text: Official) -> list[Report]:
    """Return the reports of an official text; none where it bears on nothing that is followed."""
    read_heading(text)
    if text.form is Form.JUDGMENT:
        _read_judgment(text)
    elif text.form is Form.REGULATION:
        _read_regulation(text)
    elif text.form is Form.AWARD:
        read_award(text)
    elif text.form is Form.LABEL:
        read_label(text)
    else:
        _read_deliberation(text)
    return text.reports
