"""Read deliberations, orders, decrees and judgments: their operative part decides.

Number, date and nature come from the heading; the visas and the story of the procedure are
recall.  A text that has not this form is left to the general reader.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from tracker.extraction.borrowed import is_borrowed, is_somebody_elses
from tracker.extraction.canonical import Sentence
from tracker.extraction.dates import DateMention
from tracker.extraction.mentions import Mention
from tracker.extraction.platforms import GENERIC
from tracker.extraction.reports import Report
from tracker.model.claim import ClaimKind
from tracker.model.dates import PartialDate

K = ClaimKind
_WEIGHT = 0.95
_DOUBTFUL = 0.75
"""The weight of an authorisation that somebody else got: a person judges whose it is."""


class Form(StrEnum):
    """What sort of official text it is."""

    DELIBERATION = "deliberation"
    JUDGMENT = "judgment"
    REGULATION = "regulation"
    LABEL = "label"
    AWARD = "award"


@dataclass(slots=True)
class Official:
    """An official text: its form, and what its heading tells.

    ``named`` says that the platform stands there under its own name, not as its organisation.
    """

    form: Form
    sentences: Sequence[Sentence]
    plains: Sequence[str]
    number: str | None = None
    decided_on: PartialDate | None = None
    published_on: PartialDate | None = None
    announced: bool = False
    """Whether a sign ("n°") announced the number: then no later one is preferred to it."""
    court: str | None = None
    platform: str | None = None
    named: bool = False
    provider: str | None = None
    weight: float = _WEIGHT
    reports: list[Report] = field(default_factory=list)


HEAD = 12
_DELIBERATION = re.compile(
    r"^(?:deliberation|decision)\b.{0,40}?(?:n°|no|n )? ?(?:[a-z]{2,3}[- ])?\d{4}-\d{1,4}\w* du |^d "
    r"?e ?l ?i ?b ?e ?r ?a ?t ?i ?o ?n\b.{0,6}\d{4}"
)
_CNIL_SPEAKS = re.compile(
    r"^(?:la|le) (?:presidente? de la )?commission nationale de l'informatique et des libertes ?,?$|"
    r"^la (?:presidente de la )?commission nationale de l'informatique et des libertes, "
)
DECIDES = re.compile(r"^(?:d ?e ?c ?i ?d ?e|o ?r ?d ?o ?n ?n ?e|declare et arrete)\s*:")
REGULATION = re.compile(r"^(?P<act>arrete|decret|ordonnance|loi|circulaire)\b.{0,30}(?: du|n°)")
_ENACTS = re.compile(r"^(?:arrete(?:nt)?|decrete|promulgue)\s*:|^article 1er")
_LABEL = re.compile(r"^(?:decision (?:de|portant) )qualification\b")
_AWARD = re.compile(r"^avis d'attribution\b|^(?:avis de )?resultats? de marche\b")
_TITLES = 3
_DECREES = re.compile(r"^d ?e ?c ?i ?d ?e\s*:")
_READ_ON = re.compile(r"lecture du|^rendu le|^fait a paris, le|decision du|ordonnance du")
_SIGNED = re.compile(r"(?:fait a )?paris, le ")
_PUBLISHED = re.compile(
    r"date de publication|jorf n|journal officiel du|publiee? au|"
    r"^(?:(?:avis )?publiee? (?:sur|le|a)\b|publication\b[^.]{0,40}:|jorf d|mise? en ligne (?:sur|le)\b)"
)
AUTHORISES = re.compile(
    r"^(?:dans ces conditions,? )?(?:la commission )?(?:autorise|decide d'autoriser|decide : "
    r"d'autoriser)\b|^par ces motifs,? (?:la commission )?autorise\b"
)
REFUSES = re.compile(
    r"^(?:dans ces conditions,? |par ces motifs,? )?(?:la commission |elle )?(?:refuse d'autoriser\b|"
    r"n'autorise pas\b|rejette la demande d'autorisation|decide de ne pas autoriser\b)"
)
TAKES_BACK = re.compile(
    r"^(?:article \d\w* ?(?:er)?\W{1,3})?(?:la commission )?(?:abroge|retire|rapporte|"
    r"decide (?:d'abroger|de retirer)|met fin a) (?:la |sa |l')(?:deliberation|autorisation|decision)\b"
)
NOTICE = re.compile(r"\bmet en demeure\b|\b(?:est|sont) mise?s? en demeure\b")
PUNISHES = re.compile(
    r"^(?:[-–•*] ?|\d+[.)°] ?)?(?:prononcer?|decide de prononcer)\b|prononcer? a l'encontre"
)
SUSPENDS = re.compile(r"execution (?:de|du|dudit|d').{0,160}\best suspendue?\b")
ANNULS = re.compile(r"(?:deliberation|autorisation|arrete|decision).{0,160}\b(?:est|sont) annulee?s?\b")
REJECTS = re.compile(
    r"(?:requetes?|recours|conclusions|demandes?|surplus).{0,200}\b(?:est|sont) rejetee?s?\b|le "
    r"recours est rejete"
)
_HOSTING = re.compile(r"heberg|sous-traitant|stock")


def recognise(sentences: Sequence[Sentence], source: str) -> Official | None:
    """Return the official text that these sentences are, or None."""
    if source in ("press", "blog"):
        return None
    plains = [" ".join(sentence.plain.split()) for sentence in sentences]
    decides = any(DECIDES.search(line) for line in plains)
    if decides and any(
        REJECTS.search(line) or SUSPENDS.search(line) or ANNULS.search(line) for line in plains
    ):
        return Official(Form.JUDGMENT, sentences, plains)
    head = plains[:HEAD]
    if any(_AWARD.search(line) for line in head[:_TITLES]):
        form = Form.AWARD
    elif any(_LABEL.search(line) for line in head) and any(_DECREES.search(line) for line in plains):
        form = Form.LABEL
    elif any(_DELIBERATION.search(line) for line in head) and any(
        _CNIL_SPEAKS.search(line) for line in plains[: HEAD + 6]
    ):
        form = Form.DELIBERATION
    elif head and REGULATION.search(head[0]) and any(_ENACTS.search(line) for line in plains):
        form = Form.REGULATION
    else:
        return None
    return Official(form, sentences, plains)


def add(text: Official, kind: ClaimKind, sentence: Sentence, authority: str | None, **told: object) -> Report:
    """Add a report; what the caller leaves out comes from the heading only for the text's own act."""
    report = Report(kind, None, sentence, f"official-{text.form}", text.weight)
    report.platform, report.platform_told = text.platform, True
    report.authority, report.authority_told = authority, authority is not None
    report.provider, report.provider_told = text.provider, text.provider is not None
    for name, value in told.items():
        setattr(report, name, value)
    text.reports.append(report)
    return report


def add_own(
    text: Official, kind: ClaimKind, sentence: Sentence, authority: str | None, **told: object
) -> Report:
    """Add the text's own act, with the number and dates of its heading."""
    return add(
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


def read_heading(text: Official) -> None:
    """Read number, dates, court, platform and host into *text*."""
    _read_dates(text)
    text.platform = _platform(text)
    text.provider = _provider(text)
    deciding = [one for one in text.sentences if one.index < HEAD or AUTHORISES.search(_line(one))]
    if (
        text.form is Form.DELIBERATION
        and text.platform is not None
        and is_somebody_elses(deciding, text.platform)
    ):
        text.weight = _DOUBTFUL


def _line(sentence: Sentence) -> str:
    return " ".join(sentence.plain.split())


def _read_dates(text: Official) -> None:
    for sentence, line in zip(text.sentences, text.plains, strict=True):
        heading = sentence.index < HEAD and not line.startswith("vu")
        if sentence.references and heading and (text.number is None or not text.announced):
            announced = [one for one in sentence.references if one.is_announced]
            if announced or text.number is None:
                text.number = (announced or sentence.references)[0].number
                text.announced = bool(announced)
        if _PUBLISHED.search(line) and text.published_on is None and "avis de marche" not in line:
            text.published_on = _last_date(sentence)
        read = text.form is Form.JUDGMENT and _READ_ON.search(line)
        if text.decided_on is None and (read or (text.form is not Form.JUDGMENT and sentence.index < HEAD)):
            signed = text.form is Form.LABEL and _SIGNED.match(line) is not None
            text.decided_on = first_day(sentence) if read or signed or _names_act(line) else None
    if text.decided_on is None and text.sentences:
        text.decided_on = first_day(text.sentences[0])
    if text.form is Form.JUDGMENT:
        head = " ".join(text.plains[:HEAD])
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


def days_of(sentence: Sentence) -> list[DateMention]:
    """Return the dates of *sentence* that are known to the day."""
    return [one for one in sentence.dates if one.past is not None and one.past.is_day]


def first_day(sentence: Sentence) -> PartialDate | None:
    """Return the first day that *sentence* names."""
    days = days_of(sentence)
    return days[0].past if days else None


def _last_date(sentence: Sentence) -> PartialDate | None:
    days = days_of(sentence)
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
            sentence.index < HEAD
            or AUTHORISES.search(line)
            or REFUSES.search(line)
            or NOTICE.search(line)
            or PUNISHES.search(line)
            or "denomm" in line
        ):
            scope.append(sentence)
    lent = _lent(scope) if text.form is Form.DELIBERATION else frozenset()
    mentions = [
        one for sentence in scope for one in sentence.mentions if one.letter in "FC" and one.id not in lent
    ]
    named = [one for one in mentions if one.letter == "F" and one.id not in GENERIC]
    text.named = bool(named)
    if named:
        return named[0].id
    bodies = [one for one in mentions if one.letter == "C" and one.body and one.id not in GENERIC]
    if bodies:
        return bodies[0].id
    if text.form is Form.REGULATION:
        return None
    owners = [one for one in mentions if one.letter == "C" and one.id.startswith("other:")]
    generic = [one for one in mentions if one.letter == "F"]
    found = owners or generic or mentions or _punished(scope)
    return found[0].id if found else None


def _punished(scope: Sequence[Sentence]) -> list[Mention]:
    """Return the name that nothing introduces but that a sanction or a notice is addressed to."""
    addressed = [one for one in scope if PUNISHES.search(_line(one)) or NOTICE.search(_line(one))]
    return [one for sentence in reversed(addressed) for one in sentence.mentions if one.letter == "K"]


def _lent(scope: Sequence[Sentence]) -> frozenset[str]:
    """Return the platforms that the deciding sentences speak of as a source or a place only."""
    deciding = [one for one in scope if AUTHORISES.search(_line(one)) or REFUSES.search(_line(one))]
    told = [(is_borrowed(one, name), name.id) for one in deciding or scope for name in one.mentions]
    return frozenset(name for borrowed, name in told if borrowed and (False, name) not in told)


def _provider(text: Official) -> str | None:
    """Return the host: one named where the text speaks of hosting, else the first named."""
    named = [
        (_HOSTING.search(line) is None, mention.id)
        for sentence, line in zip(text.sentences, text.plains, strict=True)
        for mention in sentence.mentions
        if mention.letter == "P"
    ]
    return min(named, key=lambda one: one[0])[1] if named else None


def recall(
    text: Official, kind: ClaimKind, sentence: Sentence, authority: str | None, **told: object
) -> None:
    """Add a report of what the text only recalls."""
    add(text, kind, sentence, authority, recalled=True, background=True, **told)
