"""What an alert says: plain text, the sentence quoted, and where it stands.

Foreign text goes in as text, never at the start of a line; nothing here is markup, and the
transport sends it as plain text.  For the chats that read Markdown all the same, foreign
text is quoted so that it can neither ping, nor hide, nor show a link under another name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tracker.alerts.naming import Naming
from tracker.alerts.phrases import (
    act,
    author,
    ending,
    established,
    headlines,
    is_a_persons,
    on_the_word_of,
    on_whose_word,
    said,
    titled,
)
from tracker.catalogue import Catalogue
from tracker.model.claim import ClaimKind
from tracker.model.decision import Decision, Voice, Witness
from tracker.model.status import Status
from tracker.model.told import AtHand, Difference, Reason, Told
from tracker.report.labels import LABELS
from tracker.report.safe import address, one_line, quoted
from tracker.report.words import DIFFERENCES, KINDS, STANDINGS, spoken

_QUOTED = 3
_WHAT_IS_ESTABLISHED = {True: "standing_established", False: "host_established"}


@dataclass(frozen=True, slots=True)
class Message:
    """A title of one line and a body of plain text."""

    about: str
    title: str
    body: str


def status_message(  # noqa: PLR0913 - each is one thing the message tells
    before: Told,
    after: Status,
    differences: Mapping[Difference, Decision | None],
    reason: Reason,
    at_hand: AtHand,
    *,
    along: Sequence[Decision] = (),
    reported: Status,
    better: Status | None = None,
    catalogue: Catalogue,
    language: str,
) -> Message:
    """Say that a status changed: what it is now, what it was, and which sentences show it.

    *after* is the status at the level that the routes ask for, *reported* the one that
    includes what a single source of the press reports; where they differ, both are told.
    *along* are acts met at the same time and overtaken since.  *better* is a better established
    status in which an earlier authorisation is in force: its end is told, too.
    *at_hand* tells who corrected something, and why.
    """
    names, words = Naming(catalogue), LABELS[language]
    causes = {decision.key: decision for decision in differences.values() if decision is not None}
    causes |= {decision.key: decision for decision in along}
    parts = headlines(differences, after, names, language)
    opening = differences.get(Difference.STANDING)
    others = (each for each in along if opening is None or each.kind is not opening.kind)
    parts += [(KINDS[language][each.kind], on_whose_word(each, language)) for each in others]
    title = titled(names.platform(after.platform), parts, language)
    lines = []
    if reason is Reason.CORRECTION and not at_hand.by_person:
        lines.append(words["corrects"])
    if reason is Reason.DUE:
        lines.append(words["due"])
    lines += said(at_hand, language)
    lines += standing_lines(before, after, names, language)
    if (reported.standing, reported.host) != (after.standing, after.host):
        lines.append(_reported_line(reported, names, language))
    if better is not None and better.in_force is not None and better.in_force.expires_on:
        lines.append(labelled("better_end", ending(better.in_force, language) or "", language))
    for decision in causes.values():
        lines += ["", decision_line(decision, names, language)]
        lines += quotes(decision, language)
    for doubted in reported.doubted:
        if doubted.against is not None and doubted.against.key in causes:
            lines += ["", f"{words['says_otherwise']} :"]
            lines.append(f"  {decision_line(doubted.decision, names, language)}")
    lines += ["", in_detail(after.platform, language)]
    return Message("status", title, "\n".join(lines))


def general_message(
    decisions: Sequence[Decision],
    touched: Sequence[Status],
    reason: Reason,
    *,
    catalogue: Catalogue,
    language: str,
) -> Message:
    """Tell of acts that bind every platform, with the platforms that they touch."""
    names, words = Naming(catalogue), LABELS[language]
    confirmed = f"{DIFFERENCES[language][Difference.ESTABLISHED]} — "
    first = confirmed if reason is Reason.ESTABLISHED else ""
    what = [first + act(each, names, language) + on_whose_word(each, language) for each in decisions]
    platforms = ", ".join(names.platform(status.platform) for status in touched)
    title = one_line(f"{', '.join(dict.fromkeys(what))}{words['colon']}{platforms}", 150)
    lines = [labelled("touches", "", language).rstrip()]
    lines += [status_line(status, names, language) for status in touched]
    lines.append(words["moves_none"])
    for decision in decisions:
        lines += ["", decision_line(decision, names, language)]
        lines += [f"  {labelled('established', established(decision, language), language)}"]
        lines += quotes(decision, language)
    lines += ["", in_detail(decisions[0].id, language)]
    return Message("status", title, "\n".join(lines))


def deadline_message(  # noqa: PLR0913 - each is one thing the message tells
    status: Status,
    decision: Decision,
    deadline: date,
    left: int,
    *,
    reported: Status,
    catalogue: Catalogue,
    language: str,
) -> Message:
    """Remind people of the end of an authorisation, or of the day by which a move is due.

    *reported* is the status with what is less well established: a renewal in it is told, too.
    """
    names, words = Naming(catalogue), LABELS[language]
    when = words["today"] if left == 0 else words["tomorrow"] if left == 1 else words["in_days"]
    due = f"{_due(decision, deadline, language)} ({when.format(days=left)})"
    part = (due, on_whose_word(decision, language))
    lines = [
        labelled("standing", STANDINGS[language][status.standing], language),
        labelled("host", names.provider(status.host) or words["unknown"], language),
    ]
    until = ending(decision, language) if decision.kind is ClaimKind.HOSTING_AUTHORISED else None
    lines += [labelled("expires", until, language)] if until else []
    renewed = reported.in_force if decision.kind is ClaimKind.HOSTING_AUTHORISED else None
    later = ending(renewed, language) if renewed is not None and renewed.key != decision.key else None
    lines += [labelled("renewed_until", later, language)] if later else []
    lines += ["", decision_line(decision, names, language), *quotes(decision, language)]
    lines += ["", in_detail(status.platform, language)]
    return Message("deadlines", titled(names.platform(status.platform), [part], language), "\n".join(lines))


def _due(decision: Decision, deadline: date, language: str) -> str:
    words, target = LABELS[language], decision.target_date
    if decision.kind is ClaimKind.HOSTING_AUTHORISED:
        return words["deadline_authorisation"].format(day=spoken(deadline, language))
    if target is not None and not target.is_day:
        return words["deadline_migration_by"].format(day=spoken(target, language))
    return words["deadline_migration"].format(day=spoken(deadline, language))


def citation(decision: Decision, names: Naming, language: str) -> str:
    """Return how a lawyer would cite a decision: « CNIL, n° 2023-146, 21 décembre 2023 »."""
    parts = [author(decision, names, language) or ""]
    if decision.reference:
        parts.append(f"{LABELS[language]['no']} {decision.reference}")
    if decision.decided_on:
        parts.append(spoken(decision.decided_on, language))
    return ", ".join(part for part in parts if part)


def standing_lines(before: Told, after: Status, names: Naming, language: str) -> list[str]:
    """Return what holds for a platform, a line each; its standing with the one before, where that differs."""
    words, standings = LABELS[language], STANDINGS[language]
    changed = before.standing is not after.standing
    was = f" ({words['before']}{words['colon']}{standings[before.standing]})" if changed else ""
    opened = after.opened_by or after.host_by
    told = {
        "standing": standings[after.standing] + was,
        "host": names.provider(after.host),
        "next_host": names.provider(after.next_host),
        "target": spoken(after.target_date, language) if after.target_date else None,
        "expires": ending(after.in_force, language) if after.in_force else None,
        _WHAT_IS_ESTABLISHED[after.opened_by is not None]: established(opened, language) if opened else None,
    }
    return [labelled(name, value, language) for name, value in told.items() if value]


def labelled(label: str, value: str, language: str) -> str:
    """Return a value behind its label, with the colon that the language wants."""
    return f"{LABELS[language][label]}{LABELS[language]['colon']}{value}"


def in_detail(name: str, language: str) -> str:
    """Return the line that says how to ask for every sentence."""
    return labelled("why", f"tracker explain {name}", language)


def status_line(status: Status, names: Naming, language: str) -> str:
    """Return where one platform of several stands, on a line."""
    host = names.provider(status.host) or LABELS[language]["unknown_host"]
    name = one_line(names.platform(status.platform))
    return f"  {name}{LABELS[language]['colon']}{STANDINGS[language][status.standing]}, {host}"


def _reported_line(reported: Status, names: Naming, language: str) -> str:
    """Tell what one source alone says beside what is better established."""
    host = names.provider(reported.host) or LABELS[language]["unknown_host"]
    opened = reported.opened_by or reported.host_by
    label = "person_says" if opened is not None and is_a_persons(opened) else "press_says"
    return labelled(label, f"{STANDINGS[language][reported.standing]}, {host}", language)


def decision_line(decision: Decision, names: Naming, language: str) -> str:
    """Return what a decision is, and how it is cited."""
    cited = citation(decision, names, language)
    printed = ""
    if decision.published_on:
        printed = f" ({LABELS[language]['published']} {spoken(decision.published_on, language)})"
    kind = KINDS[language][decision.kind]
    named = kind[0].upper() + kind[1:]
    return f"{named}{LABELS[language]['colon']}{cited}{printed}" if cited else named


def quotes(decision: Decision, language: str) -> list[str]:
    """Quote the best witnesses: official before press, news before recall."""
    best = sorted(decision.witnesses, key=_worth_quoting)[:_QUOTED]
    lines = []
    for witness in best:
        lines.append(f"  « {quoted(witness.claim.evidence.quote, 400)} »")
        lines.append(f"    {_told_by(witness, language)}")
        if witness.url:
            lines.append(f"    {address(witness.url)}")
    return lines


def _told_by(witness: Witness, language: str) -> str:
    if witness.is_own:
        return on_the_word_of(witness.title, language)
    named = (quoted(witness.source, 120), quoted(witness.title, 120))
    source = " — ".join(part for part in named if part)
    return f"{source}, {spoken(witness.published, language)}" if witness.published else source


def _worth_quoting(witness: Witness) -> tuple[object, ...]:
    claim = witness.claim
    return (witness.voice is not Voice.OFFICIAL, claim.background, -claim.confidence, witness.key)
