"""What an alert says: plain text, the sentence quoted, and where it stands.

Foreign text goes in as text, never at the start of a line; nothing here is markup, and the
transport sends it as plain text.  For the chats that read Markdown all the same, foreign
text is quoted so that it can neither ping, nor hide, nor show a link under another name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tracker.catalogue import Catalogue
from tracker.model.claim import EVERY_PLATFORM, AuthorityId, ClaimKind, PlatformId, ProviderId
from tracker.model.decision import Decision, Voice, Witness
from tracker.model.status import Standing, Status
from tracker.model.time import paris_day
from tracker.model.told import Difference, Reason, Told
from tracker.model.told import told as told_of
from tracker.report.safe import address, one_line, quoted
from tracker.report.words import DIFFERENCES, KINDS, LABELS, LEVELS, STANDINGS, spoken

_QUOTED = 3


@dataclass(frozen=True, slots=True)
class Message:
    """A title of one line and a body of plain text."""

    about: str
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Naming:
    """The names of the catalogue, with the slug where there is none."""

    catalogue: Catalogue

    def platform(self, slug: PlatformId) -> str:
        """Return the platform's name."""
        entry = self.catalogue.platforms.get(slug)
        return entry.name if entry else slug

    def provider(self, slug: ProviderId | str | None) -> str | None:
        """Return the provider's name, None for none."""
        entry = self.catalogue.providers.get(ProviderId(slug)) if slug else None
        return entry.name if entry else slug

    def authority(self, slug: AuthorityId | str | None) -> str | None:
        """Return the authority's name, None for none."""
        entry = self.catalogue.authorities.get(AuthorityId(slug)) if slug else None
        return entry.name if entry else slug


def status_message(  # noqa: PLR0913 - each is one thing the message tells
    before: Told,
    after: Status,
    differences: Mapping[Difference, Decision | None],
    reason: Reason,
    why: str,
    *,
    along: Sequence[Decision] = (),
    reported: Status,
    catalogue: Catalogue,
    language: str,
) -> Message:
    """Say that a status changed: what it is now, what it was, and which sentences show it.

    *after* is the status at the level that the routes ask for, *reported* the one that
    includes what a single source of the press reports; where they differ, both are told.
    *along* are acts met at the same time and overtaken since.
    *why* is what a person says who corrected something.
    """
    names, words = Naming(catalogue), LABELS[language]
    what = [
        _headline(difference, decision, after, names, language)
        for difference, decision in differences.items()
    ]
    causes = {decision.key: decision for decision in differences.values() if decision is not None}
    what += [KINDS[language][decision.kind] for decision in along]
    causes |= {decision.key: decision for decision in along}
    title = one_line(f"{names.platform(after.platform)} : {', '.join(dict.fromkeys(what))}", 150)
    lines = []
    if reason is Reason.CORRECTION:
        lines.append(words["corrects"])
    if reason is Reason.DUE:
        lines.append(words["due"])
    if why:
        lines.append(f"{words['person']} : {quoted(why, 400)}")
    lines += _standing_lines(before, after, names, language)
    if (reported.standing, reported.host) != (after.standing, after.host):
        host = names.provider(reported.host) or words["unknown"]
        lines.append(f"{words['press_says']} : {STANDINGS[language][reported.standing]}, {host}")
    for decision in causes.values():
        lines += ["", _decision_line(decision, names, language)]
        lines += _quotes(decision)
    lines += ["", f"{words['why']} : tracker explain {after.platform}"]
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
    what = [_general_headline(decision, names, language) for decision in decisions]
    if reason is Reason.ESTABLISHED:
        what.append(DIFFERENCES[language][Difference.ESTABLISHED])
    platforms = [names.platform(status.platform) for status in touched]
    title = one_line(f"{', '.join(dict.fromkeys(what))} : {', '.join(platforms)}", 150)
    lines = [f"{words['touches']} :"]
    for status in touched:
        host = names.provider(status.host) or words["unknown"]
        standing = STANDINGS[language][status.standing]
        lines.append(f"  {one_line(names.platform(status.platform))} : {standing}, {host}")
    lines.append(words["moves_none"])
    for decision in decisions:
        lines += ["", _decision_line(decision, names, language), *_quotes(decision)]
    lines += ["", f"{words['why']} : tracker explain {decisions[0].id}"]
    return Message("status", title, "\n".join(lines))


def _general_headline(decision: Decision, names: Naming, language: str) -> str:
    who = names.provider(decision.provider) or names.authority(decision.authority)
    told = KINDS[language][decision.kind]
    return f"{told} ({who})" if who else told


def erratum_message(  # noqa: PLR0913 - each is one thing the message tells
    alerts: Sequence[Mapping[str, Any]],
    after: Status,
    differences: Mapping[Difference, Decision | None],
    why: str,
    *,
    catalogue: Catalogue,
    language: str,
) -> Message:
    """Take back what *alerts* told: what it was, when, what holds now, and why."""
    names, words = Naming(catalogue), LABELS[language]
    title = f"{words['erratum']} — {_what_holds(alerts, after, names, language)}"
    lines = [words["was_told"]]
    for alert in alerts:
        told_on = spoken(paris_day(alert["raised_at"]), language)
        lines.append(f"  {told_on} : « {quoted(alert['title'], 150)} » ({alert['alert']})")
    lines += ["", f"{words['because']} : {quoted(why, 400) if why else words['corrects']}"]
    if after.platform != EVERY_PLATFORM:
        lines += ["", words["holds_now"]]
        lines += _standing_lines(told_of(after, Told()), after, names, language)
    for decision in {each.key: each for each in differences.values() if each is not None}.values():
        lines += ["", _decision_line(decision, names, language), *_quotes(decision)]
    if after.platform != EVERY_PLATFORM:
        lines += ["", f"{words['why']} : tracker explain {after.platform}"]
    return Message("erratum", one_line(title, 150), "\n".join(lines))


def _what_holds(alerts: Sequence[Mapping[str, Any]], after: Status, names: Naming, language: str) -> str:
    """Return a platform's standing and host; what bound every platform binds none any more."""
    if after.platform == EVERY_PLATFORM:
        return quoted(alerts[-1]["title"], 150)
    host = names.provider(after.host) or LABELS[language]["unknown"]
    standing = STANDINGS[language][after.standing]
    return f"{names.platform(after.platform)} : {standing}, {LABELS[language]['host'].lower()} {host}"


def deadline_message(  # noqa: PLR0913 - each is one thing the message tells
    status: Status,
    decision: Decision,
    deadline: date,
    left: int,
    *,
    catalogue: Catalogue,
    language: str,
) -> Message:
    """Remind people of the end of an authorisation, or of the day by which a move is due."""
    names, words = Naming(catalogue), LABELS[language]
    ends = decision.kind is ClaimKind.HOSTING_AUTHORISED
    told = words["deadline_authorisation" if ends else "deadline_migration"]
    when = words["in_days"].format(days=left) if left else words["today"]
    sentence = told.format(day=spoken(deadline, language))
    title = one_line(f"{names.platform(status.platform)} : {sentence} ({when})", 150)
    lines = [
        f"{words['standing']} : {STANDINGS[language][status.standing]}",
        f"{words['host']} : {names.provider(status.host) or words['unknown']}",
        "",
        _decision_line(decision, names, language),
        *_quotes(decision),
        "",
        f"{words['why']} : tracker explain {status.platform}",
    ]
    return Message("deadlines", title, "\n".join(lines))


def citation(decision: Decision, names: Naming, language: str) -> str:
    """Return how a lawyer would cite a decision: « CNIL, n° 2023-146, 21 décembre 2023 »."""
    parts = [names.authority(decision.authority) or ""]
    if decision.reference:
        parts.append(f"{LABELS[language]['no']} {decision.reference}")
    if decision.decided_on:
        parts.append(spoken(decision.decided_on, language))
    return ", ".join(part for part in parts if part)


def _headline(
    difference: Difference, decision: Decision | None, after: Status, names: Naming, language: str
) -> str:
    who = names.authority(decision.authority) if decision else None
    if difference is Difference.STANDING:
        told = STANDINGS[language][after.standing]
        return f"{told} ({who})" if who and after.standing is not Standing.MIGRATING else told
    if difference is Difference.HOST:
        return f"{LABELS[language]['host'].lower()} {names.provider(after.host) or '?'}"
    if difference is Difference.NEXT_HOST:
        return f"{DIFFERENCES[language][difference]} ({names.provider(after.next_host)})"
    if difference is Difference.TARGET_DATE:
        return f"{DIFFERENCES[language][difference]} ({spoken(after.target_date, language)})"
    told = DIFFERENCES[language][difference]
    return f"{told} ({who})" if who and difference is not Difference.ESTABLISHED else told


def _standing_lines(before: Told, after: Status, names: Naming, language: str) -> list[str]:
    words, standings = LABELS[language], STANDINGS[language]
    changed = before.standing is not after.standing
    was = f" ({words['before']} : {standings[before.standing]})" if changed else ""
    lines = [f"{words['standing']} : {standings[after.standing]}{was}"]
    if after.host:
        lines.append(f"{words['host']} : {names.provider(after.host)}")
    if after.next_host:
        lines.append(f"{words['next_host']} : {names.provider(after.next_host)}")
    if after.target_date:
        lines.append(f"{words['target']} : {spoken(after.target_date, language)}")
    if after.in_force and after.in_force.expires_on:
        lines.append(f"{words['expires']} : {spoken(after.in_force.expires_on, language)}")
    if after.establishment:
        lines.append(f"{words['established']} : {LEVELS[language][after.establishment]}")
    return lines


def _decision_line(decision: Decision, names: Naming, language: str) -> str:
    cited = citation(decision, names, language)
    printed = ""
    if decision.published_on:
        printed = f" ({LABELS[language]['published']} {spoken(decision.published_on, language)})"
    return (
        f"{KINDS[language][decision.kind].capitalize()} : {cited}{printed}"
        if cited
        else (KINDS[language][decision.kind].capitalize())
    )


def _quotes(decision: Decision) -> list[str]:
    """Quote the best witnesses: official before press, news before recall."""
    best = sorted(decision.witnesses, key=_worth_quoting)[:_QUOTED]
    lines = []
    for witness in best:
        named = (quoted(witness.source, 120), quoted(witness.title, 120))
        source = " — ".join(part for part in named if part)
        lines.append(f"  « {quoted(witness.claim.evidence.quote, 400)} »")
        lines.append(f"    {source}" + (f", {witness.published}" if witness.published else ""))
        if witness.url:
            lines.append(f"    {address(witness.url)}")
    return lines


def _worth_quoting(witness: Witness) -> tuple[object, ...]:
    claim = witness.claim
    return (witness.voice is not Voice.OFFICIAL, claim.background, -claim.confidence, witness.key)
