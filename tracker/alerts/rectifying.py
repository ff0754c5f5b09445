"""What a rectification says: what was told and when, why it is taken back, what holds now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tracker.alerts.errata import Erratum
from tracker.alerts.message import Message, decision_line, in_detail, quotes, standing_lines
from tracker.alerts.naming import Naming
from tracker.alerts.phrases import because, on_whose_word, titled
from tracker.alerts.raising import Announcer, raise_alert
from tracker.catalogue import Catalogue
from tracker.model.decision import Decision, Establishment
from tracker.model.status import Status
from tracker.model.time import paris_day
from tracker.model.told import AtHand, Difference, Differences, Reason, Told, told
from tracker.recording import Recorder
from tracker.report.labels import LABELS
from tracker.report.safe import one_line, quoted
from tracker.report.words import STANDINGS, spoken


def erratum_message(  # noqa: PLR0913 - each is one thing the message tells
    alerts: Sequence[Mapping[str, Any]],
    after: Status,
    differences: Mapping[Difference, Decision | None],
    at_hand: AtHand,
    *,
    catalogue: Catalogue,
    language: str,
) -> Message:
    """Take back what *alerts* told about a platform."""
    names, words = Naming(catalogue), LABELS[language]
    host = names.provider(after.host) or words["unknown"]
    stands = f"{STANDINGS[language][after.standing]}, {words['host'].lower()} {host}"
    part = (stands, on_whose_word(after.opened_by, language))
    title = titled(f"{words['erratum']} — {names.platform(after.platform)}", [part], language)
    lines = [*_was_told(alerts, at_hand, language), "", words["holds_now"]]
    lines += standing_lines(told(after, Told()), after, names, language)
    behind = {each.key: each for each in differences.values() if each is not None}
    lines += _acts(behind.values(), names, language)
    lines += ["", in_detail(after.platform, language)]
    return Message("erratum", title, "\n".join(lines))


def general_erratum(
    alerts: Sequence[Mapping[str, Any]],
    held: Sequence[Decision],
    at_hand: AtHand,
    *,
    catalogue: Catalogue,
    language: str,
) -> Message:
    """Take back what *alerts* told of acts that bind everyone; *held* are the last of their kinds that hold.

    The title does not say again what was wrong: many read nothing else.
    """
    names, words = Naming(catalogue), LABELS[language]
    days = dict.fromkeys(spoken(paris_day(alert["raised_at"]), language) for alert in alerts)
    gone = all(after is None for _, after in at_hand.unsaid)
    title = words["erratum_gone" if gone else "erratum_changed"].format(days=", ".join(days))
    lines = [*_was_told(alerts, at_hand, language), "", words["holds_now"]]
    lines += [words["not_held"]] if gone else []
    lines += [] if held else [words["none_of_kind"]]
    lines += _acts(held, names, language)
    lines += ["", in_detail("'*'", language)]
    return Message("erratum", one_line(f"{words['erratum']} — {title}", 150), "\n".join(lines))


def _was_told(alerts: Sequence[Mapping[str, Any]], at_hand: AtHand, language: str) -> list[str]:
    lines = [LABELS[language]["was_told"]]
    for alert in alerts:
        day = spoken(paris_day(alert["raised_at"]), language)
        title = quoted(alert["title"], 150)
        lines.append(f"  {day}{LABELS[language]['colon']}« {title} » ({alert['alert']})")
    return [*lines, "", because(at_hand, language)]


def _acts(decisions: Iterable[Decision], names: Naming, language: str) -> list[str]:
    lines: list[str] = []
    for decision in decisions:
        lines += ["", decision_line(decision, names, language), *quotes(decision, language)]
    return lines


def rectify(  # noqa: PLR0913, PLR0917 - each is one thing the message tells
    recorder: Recorder,
    announcer: Announcer,
    erratum: Erratum,
    after: Status,
    level: Establishment,
    differences: Differences,
    at_hand: AtHand,
) -> None:
    """Tell those who were told wrong: what they were told, when, what holds now, and why."""
    message = erratum_message(
        erratum.alerts,
        after,
        differences,
        at_hand,
        catalogue=announcer.catalogue,
        language=announcer.language,
    )
    raise_alert(
        recorder,
        erratum.id,
        after.platform,
        str(Reason.CORRECTION),
        message,
        erratum.deliveries,
        level=level,
        decisions=[each.key for each in differences.values() if each is not None],
        rectifies=erratum.decisions,
    )
