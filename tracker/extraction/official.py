"""Read deliberations, orders, decrees and judgments: their operative part decides.

Number, date and nature come from the heading; the visas and the story of the procedure are
recall.  A text that has not this form is left to the general reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from tracker.extraction.canonical import Sentence
from tracker.extraction.dates import DateMention
from tracker.extraction.references import find_term
from tracker.extraction.reports import Report
from tracker.extraction.slots import set_references
from tracker.extraction.story import GENERIC
from tracker.model.claim import ClaimKind
from tracker.model.dates import PartialDate, Term

K = ClaimKind
_WEIGHT = 0.95


class Form(StrEnum):
    """What sort of official text it is."""

    DELIBERATION = "deliberation"
    JUDGMENT = "judgment"
    REGULATION = "regulation"


@dataclass(slots=True)
class Official:
    """An official text: its form, and what its heading tells."""

    form: Form
    sentences: Sequence[Sentence]
    plains: Sequence[str]
    number: str | None = None
    decided_on: PartialDate | None = None
    published_on: PartialDate | None = None
    court: str | None = None
    platform: str | None = None
    provider: str | None = None
    reports: list[Report] = field(default_factory=list)


_HEAD = 12
_DELIBERATION = re.compile(
    r"^(?:deliberation|decision)\b.{0,12}(?:n°|no|n )? ?(?:[a-z]{2,3}[- ])?\d{4}-\d{1,4}\w* du |^d "
    r"?e ?l ?i ?b ?e ?r ?a ?t ?i ?o ?n\b.{0,6}\d{4}"
)
_CNIL_SPEAKS = re.compile(
    r"^(?:la|le) (?:presidente? de la )?commission nationale de l'informatique et des libertes ?,?$|"
    r"^la (?:presidente de la )?commission nationale de l'informatique et des libertes, "
)
_DECIDES = re.compile(r"^(?:d ?e ?c ?i ?d ?e|o ?r ?d ?o ?n ?n ?e|declare et arrete)\s*:")
_REGULATION = re.compile(r"^(?P<act>arrete|decret|ordonnance|loi|circulaire)\b.{0,30}(?: du|n°)")
_ENACTS = re.compile(r"^(?:arrete(?:nt)?|decrete|promulgue)\s*:|^article 1er")
_READ_ON = re.compile(r"lecture du|^rendu le|^fait a paris, le|decision du|ordonnance du")
_PUBLISHED = re.compile(r"date de publication|jorf n|journal officiel du|publiee? au")
_AUTHORISES = re.compile(
    r"^(?:dans ces conditions,? )?(?:la commission )?(?:autorise|decide d'autoriser|decide : "
    r"d'autoriser)\b|^par ces motifs,? (?:la commission )?autorise\b"
)
_REFUSES = re.compile(
    r"^(?:par ces motifs,? )?(?:la commission )?refuse d'autoriser\b|^rejette la demande d'autorisation"
)
_NOTICE = re.compile(r"\bmet en demeure\b|\b(?:est|sont) mise?s? en demeure\b")
_PUNISHES = re.compile(r"^(?:prononce|decide de prononcer)\b|prononce a l'encontre")
_OPINION = re.compile(r"rend l'avis suivant|emet l'avis suivant|portant avis|emet un avis")
_SUSPENDS = re.compile(r"execution (?:de la|du|de l').{0,160}\best suspendue?\b")
_ANNULS = re.compile(r"(?:deliberation|autorisation|arrete|decision).{0,160}\b(?:est|sont) annulee?s?\b")
_REJECTS = re.compile(
    r"(?:requetes?|recours|conclusions|demandes?|surplus).{0,200}\b(?:est|sont) rejetee?s?\b|le "
    r"recours est rejete"
)
_STUDY = re.compile(
    r"\b(?:etude|recherche|essai|cohorte) (?:portant|visant|sur|ayant|dans le domaine)|autorisation "
    r"de recherche|ayant pour finalite une etude"
)
_LASTING = re.compile(
    r"entrepot|registre|plateforme|traitements? (?:automatises? )?(?:de donnees )?(?:a caractere "
    r"personnel )?(?:denomme|ayant pour finalite (?:la constitution|des etudes))"
)
_CHANGED = re.compile(r"modification envisagee porte|modifications? (?:substantielle )?du traitement")
_HOSTING = re.compile(r"heberg|sous-traitant|stock")
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


def recognise(sentences: Sequence[Sentence], source: str) -> Official | None:
    """Return the official text that these sentences are, or None."""
    if source in ("press", "blog"):
        return None
    plains = [" ".join(sentence.plain.split()) for sentence in sentences]
    decides = any(_DECIDES.search(line) for line in plains)
    if decides and any(
        _REJECTS.search(line) or _SUSPENDS.search(line) or _ANNULS.search(line) for line in plains
    ):
        return Official(Form.JUDGMENT, sentences, plains)
    head = plains[:_HEAD]
    if any(_DELIBERATION.search(line) for line in head) and any(
        _CNIL_SPEAKS.search(line) for line in plains[: _HEAD + 6]
    ):
        return Official(Form.DELIBERATION, sentences, plains)
    if head and _REGULATION.search(head[0]) and any(_ENACTS.search(line) for line in plains):
        return Official(Form.REGULATION, sentences, plains)
    return None


def read_official(text: Official) -> list[Report]:
    """Return the reports of an official text; none where it bears on nothing that is followed."""
    _read_heading(text)
    text.platform = _platform(text)
    text.provider = _provider(text)
    if text.form is Form.JUDGMENT:
        _read_judgment(text)
    elif text.form is Form.REGULATION:
        _read_regulation(text)
    else:
        _read_deliberation(text)
    return text.reports


def _add(
    text: Official, kind: ClaimKind, sentence: Sentence, authority: str | None, **told: object
) -> Report:
    """Add a report; what the caller leaves out comes from the heading only for the text's own act."""
    report = Report(kind, None, sentence, f"official-{text.form}", _WEIGHT)
    report.platform, report.platform_told = text.platform, True
    report.authority, report.authority_told = authority, authority is not None
    report.provider, report.provider_told = text.provider, text.provider is not None
    for name, value in told.items():
        setattr(report, name, value)
    text.reports.append(report)
    return report


def _own(
    text: Official, kind: ClaimKind, sentence: Sentence, authority: str | None, **told: object
) -> Report:
    return _add(
        text,
        kind,
        sentence,
        authority,
        decided_on=text.decided_on,
        published_on=text.published_on,
        reference=text.number,
        fresh=True,
        **told,
    )


def _read_heading(text: Official) -> None:
    for sentence, line in zip(text.sentences, text.plains, strict=True):
        if (
            text.number is None
            and sentence.references
            and sentence.index < _HEAD
            and not line.startswith("vu")
        ):
            text.number = sentence.references[0].number
        if _PUBLISHED.search(line) and text.published_on is None:
            text.published_on = _last_date(sentence)
        read = text.form is Form.JUDGMENT and _READ_ON.search(line)
        if text.decided_on is None and (read or (text.form is not Form.JUDGMENT and sentence.index < _HEAD)):
            text.decided_on = _first_day(sentence) if read or _names_act(line) else None
    if text.decided_on is None and text.sentences:
        text.decided_on = _first_day(text.sentences[0])
    if text.form is Form.JUDGMENT:
        head = " ".join(text.plains[:_HEAD])
        if re.search(r"conseil d'etat|section du contentieux|ecli:fr:ce", head):
            text.court = "conseil-etat"
        else:
            text.court = (
                "cjue"
                if re.search(r"cour de justice de l'union|tribunal de l'union|ecli:eu", head)
                else "other"
            )
        number = re.search(r"\bn°s? ?(\d{5,7})", head)
        text.number = number[1] if number else text.number


def _names_act(line: str) -> bool:
    return bool(re.match(r"(?:deliberation|decision|arrete|decret|loi|ordonnance|circulaire)\b", line))


def _days(sentence: Sentence) -> list[DateMention]:
    return [one for one in sentence.dates if one.past is not None and one.past.is_day]


def _first_day(sentence: Sentence) -> PartialDate | None:
    days = _days(sentence)
    return days[0].past if days else None


def _last_date(sentence: Sentence) -> PartialDate | None:
    days = _days(sentence)
    return days[-1].past if days else None


def _platform(text: Official) -> str | None:
    """Return what the act is about: the processing it names, else the organisation."""
    scope: list[Sentence] = []
    for sentence, line in zip(text.sentences, text.plains, strict=True):
        if text.form is Form.JUDGMENT:
            if (
                re.match(r"(?:\d°|par une|considerant|l'association|1°)", line)
                or "deliberation" in line
                or "decret" in line
            ):
                scope.append(sentence)
        elif (
            sentence.index < _HEAD
            or _AUTHORISES.search(line)
            or _REFUSES.search(line)
            or _NOTICE.search(line)
            or "denomm" in line
        ):
            scope.append(sentence)
    mentions = [one for sentence in scope for one in sentence.mentions if one.letter in "FC"]
    named = [one for one in mentions if one.letter == "F" and one.id not in GENERIC]
    if named:
        return named[0].id
    owners = [one for one in mentions if one.letter == "C" and one.id.startswith("other:")]
    bodies = [one for one in mentions if one.letter == "C" and one.body and one.id not in GENERIC]
    if bodies:
        return bodies[0].id
    if owners and (text.form is not Form.REGULATION):
        return owners[0].id
    generic = [one for one in mentions if one.letter == "F"]
    if generic and text.form is not Form.REGULATION:
        return generic[0].id
    return mentions[0].id if mentions and text.form is not Form.REGULATION else None


def _provider(text: Official) -> str | None:
    for sentence, line in zip(text.sentences, text.plains, strict=True):
        hosts = [one for one in sentence.mentions if one.letter == "P"]
        if hosts and _HOSTING.search(line):
            return hosts[0].id
    hosts = [one.id for sentence in text.sentences for one in sentence.mentions if one.letter == "P"]
    return hosts[0] if hosts else None


def _read_judgment(text: Official) -> None:
    if text.platform is None:
        return
    start = next((at for at, line in enumerate(text.plains) if _DECIDES.search(line)), len(text.plains))
    outcomes: list[tuple[ClaimKind, Sentence]] = []
    for sentence, line in zip(text.sentences[start:], text.plains[start:], strict=True):
        if _SUSPENDS.search(line):
            outcomes.append((K.HOSTING_SUSPENDED, sentence))
        elif _ANNULS.search(line):
            outcomes.append((K.AUTHORISATION_ANNULLED, sentence))
        elif _REJECTS.search(line):
            outcomes.append((K.CHALLENGE_REJECTED, sentence))
    kinds = [kind for kind, _ in outcomes]
    for kind, sentence in outcomes:
        if kind is K.CHALLENGE_REJECTED and kinds[0] is not K.CHALLENGE_REJECTED:
            continue
        _own(text, kind, sentence, text.court)
        break
    for sentence, line in zip(text.sentences[:start], text.plains[:start], strict=True):
        if _REGISTERED.search(line) and (day := _first_day(sentence)) is not None:
            number = (
                sentence.references[0].number if sentence.references and _UNDER.search(line) else text.number
            )
            _recall(text, K.CHALLENGE_FILED, sentence, text.court, decided_on=day, reference=number)
        _recall_authorisation(text, sentence, line)


def _recall_authorisation(text: Official, sentence: Sentence, line: str) -> None:
    match = re.search(r"deliberation (?:n°|no) ?\S+ du ", line)
    if match is None or not re.search(r"autoris", line[match.start() :]):
        return
    days, numbers = _days(sentence), [one for one in sentence.references if one.act == "deliberation"]
    if days and numbers and not any(one.kind is K.HOSTING_AUTHORISED for one in text.reports):
        after = [one for one in days if one.start > numbers[0].start] or days
        _recall(
            text,
            K.HOSTING_AUTHORISED,
            sentence,
            "cnil",
            decided_on=after[0].past,
            reference=numbers[0].number,
        )


def _recall(
    text: Official, kind: ClaimKind, sentence: Sentence, authority: str | None, **told: object
) -> None:
    _add(text, kind, sentence, authority, recalled=True, background=True, **told)


def _read_deliberation(text: Official) -> None:
    title = " ".join(text.plains[:_HEAD])
    listed = text.platform is not None and not text.platform.startswith("other:")
    if _STUDY.search(title) and not _LASTING.search(title) and not (listed and text.platform not in GENERIC):
        return
    for kind, sentence in _operative(text, title):
        if kind is K.HOSTING_AUTHORISED and _only_changes(text):
            return
        if text.platform is None:
            return
        told: dict[str, object] = {"term": _term(text)} if kind is K.HOSTING_AUTHORISED else {}
        _own(text, kind, sentence, "cnil", **told)
        break
    for sentence, line in zip(text.sentences, text.plains, strict=True):
        if _REQUEST.search(line) and text.platform is not None:
            _recall_request(text, sentence, line)


def _operative(text: Official, title: str) -> Iterator[tuple[ClaimKind, Sentence]]:
    for sentence, line in reversed(list(zip(text.sentences, text.plains, strict=True))):
        if _AUTHORISES.search(line):
            yield K.HOSTING_AUTHORISED, sentence
        elif _REFUSES.search(line):
            yield K.HOSTING_REFUSED, sentence
        elif _NOTICE.search(line) and "mise en demeure publique" not in line:
            yield K.FORMAL_NOTICE_ISSUED, sentence
        elif _PUNISHES.search(line):
            yield K.SANCTION_IMPOSED, sentence
    if not text.sentences:
        return
    first = text.sentences[min(1, len(text.sentences) - 1)]
    if re.search(r"\bautorisant\b", title):
        yield K.HOSTING_AUTHORISED, first
    elif re.search(r"mettant en demeure", title):
        yield K.FORMAL_NOTICE_ISSUED, first
    elif re.search(r"\bsan-\d{4}", title):
        yield K.SANCTION_IMPOSED, first
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
    days = _days(sentence)
    if saisie is None or not days:
        return
    numbers = [one for one in sentence.references if one.act == "demande"]
    _recall(
        text,
        K.AUTHORISATION_REQUESTED,
        sentence,
        "controller",
        decided_on=days[0].past,
        reference=numbers[0].number if numbers else None,
    )


def _read_regulation(text: Official) -> None:
    match = _REGULATION.search(text.plains[0])
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
    report = _own(text, K.REQUIREMENT_ENACTED, requires, "parliament" if law else "government")
    report.platform = text.platform if text.platform and match["act"] == "arrete" else "*"
    report.provider, report.provider_told = None, False
    report.reference = text.number if numbered else None
    for sentence, line in zip(text.sentences, text.plains, strict=True):
        if (
            re.match(r"vu l'avis .{0,20}de la commission nationale", line)
            and (day := _first_day(sentence)) is not None
        ):
            numbers = [one.number for one in sentence.references]
            _recall(
                text,
                K.OPINION_ISSUED,
                sentence,
                "cnil",
                decided_on=day,
                reference=numbers[0] if numbers else None,
            )
            text.reports[-1].platform = report.platform


_RECALLABLE = frozenset((K.REQUIREMENT_ENACTED, K.LEGAL_BASIS_ADOPTED, K.LEGAL_BASIS_INVALIDATED))
_VISIBLE_REQUEST = frozenset((K.CHANGE_REQUESTED,))


def recalled_by(text: Official, reports: Sequence[Report]) -> list[Report]:
    """Return what the general reader may add to an official text: instruments it cites, a request it makes."""
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
