"""The phrases that messages are made of: what changed, by whom, on whose word, until when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from tracker.alerts.naming import Naming
from tracker.model.claim import ClaimKind
from tracker.model.decision import Decision, Establishment
from tracker.model.status import Standing, Status
from tracker.model.told import AtHand, Difference
from tracker.report.labels import LABELS
from tracker.report.safe import one_line, quoted
from tracker.report.words import AGAINST, AUTHORS, DIFFERENCES, KINDS, LEVELS, STANDINGS, spoken

_TITLE = 150
# Nobody brings these about by one act: who granted what has ended stands below.
_OF_NOBODY = frozenset({Standing.UNASSESSED, Standing.EXPIRED, Standing.MIGRATING, Standing.MIGRATED})


def titled(subject: str, parts: Iterable[tuple[str, str]], language: str) -> str:
    """Return a title: what is said of *subject*, each part with whose word it is (nothing: it is certain).

    The whole is said once to be somebody's word where every part is.
    """
    told = list(dict.fromkeys(parts))
    words = {whose for _, whose in told}
    if len(words) == 1:
        [whose] = words
        head = f"{subject}{LABELS[language]['colon']}{', '.join(what for what, _ in told)}"
        return one_line(head, _TITLE - len(whose)) + whose
    what = ", ".join(what + whose for what, whose in told)
    return one_line(f"{subject}{LABELS[language]['colon']}{what}", _TITLE)


def headlines(
    differences: Mapping[Difference, Decision | None], after: Status, names: Naming, language: str
) -> list[tuple[str, str]]:
    """Return what changed, each part with whose word it is."""
    return [
        (headline(difference, decision, after, names, language), on_whose_word(decision, language))
        for difference, decision in differences.items()
    ]


def headline(
    difference: Difference, decision: Decision | None, after: Status, names: Naming, language: str
) -> str:
    """Return one difference in words: « hébergement autorisé par la CNIL »."""
    words, told = LABELS[language], DIFFERENCES[language][difference]
    by = _by(decision, names, language)
    if difference in (Difference.STANDING, Difference.ESTABLISHED):
        stands = STANDINGS[language][after.standing] + ("" if after.standing in _OF_NOBODY else by)
        stands += _unless_published(after, language)
        return stands if difference is Difference.STANDING else f"{told} — {stands}"
    if difference is Difference.HOST:
        host = names.provider(after.host) or words["unknown"]
        chosen = decision is not None and decision.kind is ClaimKind.HOST_SELECTED
        return f"{KINDS[language][ClaimKind.HOST_SELECTED]}{by} ({host})" if chosen else f"{told} {host}"
    if difference is Difference.NEXT_HOST:
        return f"{told} ({names.provider(after.next_host)})"
    if difference is Difference.TARGET_DATE:
        return f"{told} ({spoken(after.target_date, language)})"
    return told + by


def act(decision: Decision, names: Naming, language: str) -> str:
    """Return an act that binds everyone in words: what was done, by whom, and to which provider."""
    done, by = KINDS[language][decision.kind], _by(decision, names, language)
    provider = names.provider(decision.provider)
    if provider and decision.kind in AGAINST[language]:
        return f"{done} {AGAINST[language][decision.kind]} {provider}{by}"
    return f"{done}{by} ({provider})" if provider else done + by


def author(decision: Decision, names: Naming, language: str) -> str | None:
    """Return who acted, by the name of the catalogue; in English where that is the packaged one."""
    name, slug = names.author(decision.authority), str(decision.authority)
    if name is None or language == "fr" or name not in AUTHORS["fr"].get(slug, ""):
        return name
    return AUTHORS[language][slug].removeprefix("the ")


def _by(decision: Decision | None, names: Naming, language: str) -> str:
    """Return who acted: « par la CNIL », « devant le Conseil d'État », or a name in brackets."""
    name = names.author(decision.authority) if decision else None
    if decision is None or name is None:
        return ""
    slug = str(decision.authority)
    if name not in AUTHORS["fr"].get(slug, ""):  # the configuration names it: its article is not known
        return f" ({name})"
    before = LABELS[language]["before_whom" if decision.kind is ClaimKind.CHALLENGE_FILED else "by"]
    return f" {before} {AUTHORS[language][slug]}"


def _unless_published(after: Status, language: str) -> str:
    """Say that an expiry is in doubt, where the term would still run if it counts from publication."""
    other = _other_ending(after.in_force)
    if after.standing is not Standing.EXPIRED or other is None or other < after.as_of:
        return ""
    return LABELS[language]["unless_published"]


def ending(decision: Decision, language: str) -> str | None:
    """Return the last day of a term, and which it is if the term counts from publication."""
    words, other = LABELS[language], _other_ending(decision)
    if decision.expires_on is None:
        return words["from_publication"].format(day=spoken(other, language)) if other else None
    day = spoken(decision.expires_on, language)
    return day + (words["or_from_publication"].format(day=spoken(other, language)) if other else "")


def _other_ending(decision: Decision | None) -> date | None:
    if decision is None or decision.kind is not ClaimKind.HOSTING_AUTHORISED:
        return None
    other = decision.expires_if_published
    return other if other != decision.expires_on else None


def on_whose_word(decision: Decision | None, language: str) -> str:
    """Return whose word a decision is: « , selon la presse »; nothing where more than one source tells it."""
    if decision is None or decision.establishment is not Establishment.REPORTED:
        return ""
    if is_a_persons(decision):
        return f", {on_the_word_of(_vouching(decision), language)}"
    return LABELS[language]["press_tells"]


def established(decision: Decision, language: str) -> str:
    """Return how well a decision is established, and which person vouches for it where one alone does."""
    if not is_a_persons(decision):
        return LEVELS[language][decision.establishment]
    word = on_the_word_of(_vouching(decision), language)
    if decision.establishment is Establishment.OFFICIAL:
        return f"{LEVELS[language][decision.establishment]}, {word}"
    return word


def is_a_persons(decision: Decision) -> bool:
    """Say whether people alone tell a decision, without any document."""
    return bool(decision.witnesses) and all(each.is_own for each in decision.witnesses)


def _vouching(decision: Decision) -> str:
    """Return the names of those who vouch and gave one."""
    return ", ".join(sorted({each.title for each in decision.witnesses if each.title}))


def on_the_word_of(name: str, language: str) -> str:
    """Return « sur la parole de NAME »; whoever gave no name is somebody of the reader's own team.

    >>> on_the_word_of("Anne Le Goff", "fr"), on_the_word_of("", "en")
    ("sur la parole d'Anne Le Goff", 'on the word of a person of your team')
    """
    who = quoted(name, 80) if name else LABELS[language]["somebody"]
    if language != "fr":
        return f"on the word of {who}"
    of = "d'" if who[:1].casefold() in "aeiouyhàâéèêëîïôöùûü" else "de "
    return f"sur la parole {of}{who}"


def said(at_hand: AtHand, language: str) -> list[str]:
    """Return the line that tells which person corrected something, and their reason."""
    if not at_hand.by_person:
        return []
    word = on_the_word_of(at_hand.by, language)
    line = word[0].upper() + word[1:]
    return [f"{line}{LABELS[language]['colon']}{quoted(at_hand.why, 400)}" if at_hand.why else line]


def because(at_hand: AtHand, language: str) -> str:
    """Return why something was taken back: a person's reason, or that the text changed."""
    words = LABELS[language]
    if not at_hand.by_person:
        return f"{words['because']}{words['colon']}{words['text_changed']}"
    who = quoted(at_hand.by, 80) if at_hand.by else words["somebody"]
    line = f"{words['because']}, {words['according_to']} {who}"
    return f"{line}{words['colon']}{quoted(at_hand.why, 400)}" if at_hand.why else line
