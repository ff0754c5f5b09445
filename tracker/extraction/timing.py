"""Say which of a sentence's dates belongs to an act, and as what: done on, made public on, due by."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tracker.extraction.apart import belongs_to_another_verb, is_aside, is_beginning, is_outside, is_to_come
from tracker.extraction.canonical import Sentence
from tracker.extraction.dates import DateMention, Reading, Role, resolve, shift_months
from tracker.extraction.publication import is_anothers
from tracker.extraction.timing_cues import (
    ACTS,
    ATTACHED,
    BEGINNINGS,
    DATELINE,
    JUST_BEFORE,
    MADE_PUBLIC,
    OF,
    OF_LEADS,
    OWN_DATE,
    PUBLIC_AFTER,
    SINCE_COUNTS,
    TELLING_COUNTS,
    TOLD_BEFORE,
)
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


def find_timing(  # noqa: C901, PLR0913, PLR0917 - an act, its place and what its dates may be
    kind: ClaimKind,
    sentence: Sentence,
    start: int,
    end: int,
    published: Reading,
    anchors: Sequence[PartialDate],
    *,
    telling: bool = False,
    embedded: bool = False,
    within: tuple[int, int] | None = None,
) -> Timing:
    """Return the dates of the act that stands between *start* and *end* of the canonical sentence.

    *anchors* are the dates told before, nearest last: "trois mois plus tard" counts from them.
    An *embedded* act is what another bears on: a date before the verb of the other is not its own.
    """
    candidates: list[tuple[int, PartialDate]] = []
    public: PartialDate | None = None
    told: PartialDate | None = None
    bounds: list[DateMention] = []
    anchor = anchors[-1] if anchors else None
    for position, mention, before, after in placed(sentence):
        if within is not None and not within[0] <= position < within[1]:
            continue
        distance = max(0, start - position, position - end)
        value = _value(mention, sentence, anchor, published, gap=start - position)
        if _is_bound(kind, mention, value, published) or (
            (mention.yearless or mention.ahead != mention.past) and is_to_come(sentence, position)
        ):
            if mention.role is Role.BOUND or not is_beginning(sentence, position):
                bounds.append(mention)
            continue
        if embedded and position < start and is_outside(sentence, position, start, end):
            continue
        if MADE_PUBLIC.search(before) or PUBLIC_AFTER.match(after):
            public = public or (None if is_anothers(kind, before) else value)
            continue
        if (
            value is None
            or is_aside(sentence, position, start)
            or belongs_to_another_verb(sentence, start, end, position)
        ):
            continue
        if DATELINE.search(before) and after.startswith("("):
            continue
        lead = sentence.plain[mention.start - sentence.start : mention.start - sentence.start + 3]
        attached = ATTACHED.search(before) if lead.startswith(OF_LEADS) or OF.search(before) else None
        if attached is not None and attached["act"].split()[0].rstrip("s") not in ACTS.get(kind, ""):
            continue
        between = sentence.canonical[end:position] if position > end else f"{before} "
        own_verb = start <= position < end
        telling_counts = telling or own_verb or kind in TELLING_COUNTS
        if attached is None and not telling_counts and TOLD_BEFORE.search(between):
            told = told or value
            continue
        if mention.role is Role.SINCE and kind not in SINCE_COUNTS:
            continue
        own = attached is not None and attached["act"].split()[0].rstrip("s") not in BEGINNINGS
        candidates.append(
            ((distance if position >= start else distance + 1) - (OWN_DATE if own else 0), value)
        )
    decided = _nearest(candidates, published)
    return Timing(decided, public, _target(kind, bounds, sentence, decided, published), told)


def _value(
    mention: DateMention, sentence: Sentence, anchor: PartialDate | None, published: Reading, *, gap: int
) -> PartialDate | None:
    """Return the date that *mention* means; *gap* is how far before the act it stands."""
    value = mention.past
    if mention.relative:
        value = _from_other(mention, sentence) or (resolve(mention.relative, anchor) if anchor else None)
        if gap < 0 and before_act(mention, sentence):
            return None
        counted_back = mention.relative.startswith("plus:") and (
            value is None or (0 <= gap < JUST_BEFORE and before_act(mention, sentence))
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


def placed(sentence: Sentence) -> list[tuple[int, DateMention, str, str]]:
    """Return each date with its place in the canonical sentence, the words before it and those after."""
    placed = []
    for at, (first, last, what) in enumerate(sentence.items):
        if isinstance(what, DateMention):
            words = (
                " ".join(token.plain for token in sentence.tokens[max(0, first - 14) : first])
                .replace("' ", "'")
                .replace(" - ", "-")
                .replace(" / ", "/")
                .replace("( ", "(")
                .replace(" )", ")")
            )
            after = " ".join(token.plain for token in sentence.tokens[last + 1 : last + 22])
            placed.append((sentence.starts[at], what, words, after))
    return placed


def _from_other(mention: DateMention, sentence: Sentence) -> PartialDate | None:
    """Resolve "la veille" or "le même jour" from the date that the sentence gives before it."""
    earlier = [one.past for one in sentence.dates if one.start < mention.start and one.past is not None]
    return resolve(mention.relative or "", earlier[-1]) if earlier else None


def dates_of_act(kind: ClaimKind, sentence: Sentence) -> list[PartialDate]:
    """Return the dates that *sentence* gives to a letter, memorandum or decision fit for *kind*."""
    found: list[PartialDate] = []
    for _, mention, before, after in placed(sentence):
        act = _ACTED.search(before) or _ACT_AFTER.match(after)
        if act is not None and act["act"] in ACTS.get(kind, "").split() and mention.past is not None:
            found.append(mention.past)
    return found


_ACTED = re.compile(
    r"\b(?P<act>deliberation|decision|lettre|courrier|memoire|avis|rapport|note|communique|"
    r"ordonnance|arret)\b(?: \w+){0,6} ?,?$"
)


_ACT_AFTER = re.compile(
    r"(?:son|sa|ses|un|une|l'|la|le|cet|cette|its|the|a) ?(?P<act>deliberation|decision|lettre|courrier|"
    r"avis|rapport|ordonnance|arret|jugement|ruling|judgment)\b"
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
    """Read "avant le 1er janvier 2027" as the December before, "avant le 1er juillet" as June."""
    offset = mention.start - sentence.start
    before = sentence.text[max(0, offset - 12) : offset + 6].lower()
    if value.day == 1 and ("avant" in before or "before" in before):
        return shift_months(value, -1) or value
    return value
