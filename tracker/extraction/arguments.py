"""Fill in who decides, about which platform, with which host, from the sentence and the story."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from tracker.extraction.authors import set_authority
from tracker.extraction.borrowed import PERMISSIONS, is_borrowed
from tracker.extraction.canonical import Sentence
from tracker.extraction.grammar import words
from tracker.extraction.groups import Group, Mood
from tracker.extraction.hosts import set_provider
from tracker.extraction.judged import providers_judged
from tracker.extraction.mentions import Mention
from tracker.extraction.parties import CHALLENGES, is_plaintiff, is_teller
from tracker.extraction.platforms import GENERIC, choose_platform, platforms_in
from tracker.extraction.reports import FOR_ALL, Report
from tracker.extraction.sections import Zone
from tracker.extraction.story import Story
from tracker.extraction.triggers import Hit
from tracker.model.claim import ClaimKind

K = ClaimKind


def complete(hit: Hit, sentence: Sentence, story: Story) -> Iterator[Report]:
    """Yield the reports of *hit*: one, or one a provider where a list was assessed or qualified."""
    report = Report(hit.rule.kind, hit, sentence, hit.rule.id, hit.rule.weight - hit.loss)
    if _only_lends(report):
        return
    _set_platform(report, story)
    set_authority(report, story)
    if report.kind is K.CHALLENGE_REJECTED and report.platform == "*" and report.authority in (None, "other"):
        report.authority, report.authority_told = "cjue", True
    if report.kind in _ON_LAW and report.authority == "cjue" and report.authority_told:
        report.platform, report.platform_told = "*", True
    report.recalled = _is_recalled(hit, sentence) or hit.rule.background
    if report.kind in (K.PROVIDER_REJECTED, K.PROVIDER_QUALIFIED):
        listed = hit.rule.provider == "listed"
        if listed and not report.authority_told:
            report.authority = story.authority_before(sentence, "AGHS")
            report.authority_told = report.authority is not None
        for provider in providers_judged(hit, sentence, story):
            yield _with_provider(report, provider)
        return
    set_provider(report)
    yield report
    for other in _coordinated_platforms(report):
        yield replace(report, platform=other)


def _coordinated_platforms(report: Report) -> Iterator[str]:
    """Yield the platforms that share the act: "MaterniBase et Greffea", "EMC2 et DARWIN EU, autorisés"."""
    sentence = report.sentence
    if report.platform is None or report.platform == "*" or report.kind in _NEVER_SHARED:
        return
    named = [mention for mention in sentence.mentions if mention.letter in "FK" and not mention.body]
    for left, right in pairwise(named):
        between = [token.plain for token in sentence.tokens[left.last + 1 : right.first]]
        if (
            between in (["et"], ["and"], [",", "et"])
            and report.platform in (left.id, right.id)
            and left.id != right.id
        ):
            other = right.id if report.platform == left.id else left.id
            if left.letter == right.letter and other not in GENERIC:
                yield other


_NEVER_SHARED = frozenset((K.HOST_SELECTED, K.MIGRATION_ANNOUNCED, K.MIGRATION_COMPLETED))


def _with_provider(report: Report, provider: str) -> Report:
    twin = Report(report.kind, report.hit, report.sentence, report.rule, report.weight)
    for name in ("platform", "platform_told", "authority", "authority_told", "recalled"):
        setattr(twin, name, getattr(report, name))
    twin.provider, twin.provider_told = provider, True
    return twin


def _is_recalled(hit: Hit, sentence: Sentence) -> bool:
    """Say whether the verb of the act is a pluperfect, or the sentence looks back."""
    for at, (_, _, what) in enumerate(sentence.items):
        if (
            isinstance(what, Group)
            and what.mood in (Mood.RECALLED, Mood.IMPERFECT)
            and hit.start <= sentence.starts[at] < hit.end
            and not _only_describes(sentence, at, hit.end)
        ):
            return True
    return _UNDER_RECALL.search(sentence.canonical[: hit.start] + " ") is not None


def _only_describes(sentence: Sentence, at: int, end: int) -> bool:
    """Say whether a relative clause has the verb: "le dossier qui portait … a été retiré" tells no past."""
    first = sentence.items[at][0]
    told = any(
        isinstance(what, Group) and what.mood is Mood.ASSERTED and sentence.starts[later] < end
        for later, (_, _, what) in enumerate(sentence.items)
        if later > at
    )
    return told and first > 0 and sentence.tokens[first - 1].plain in _RELATIVES


_RELATIVES = frozenset(("qui", "which", "that", "who"))
_UNDER_RECALL = re.compile(r" \w+/b[AV](?: [^ ;:/]+){0,4} (?:que|qu')(?: [^ ;:/]+){0,8} ?$")


def _binds_everyone(report: Report, story: Story) -> bool:
    """Say whether the act is about a law, a label or an instrument for all rather than a platform."""
    if report.kind in FOR_ALL or (report.kind is K.REQUIREMENT_ENACTED and not _is_order(report, story)):
        return True
    letters = {mention.letter for _, mention in report.trigger.names}
    if report.kind in _ON_LAW and "E" in letters and not platforms_in(report.sentence):
        return True
    if not letters & set("LFCK") and report.sentence.section.zone is Zone.TITLE:
        letters |= {mention.letter for mention in report.sentence.mentions}
    return report.kind in _ON_LAW and "L" in letters and not letters & set("FCK")


def _set_platform(report: Report, story: Story) -> None:
    hit, sentence = report.trigger, report.sentence
    if hit.rule.platform is not None:
        report.platform, report.platform_told = hit.rule.platform, True
        return
    if _binds_everyone(report, story):
        report.platform, report.platform_told = "*", True
        return
    captured, inside = _named(report)
    near = sentence.items[sentence.item_at(hit.start)][0]
    listed = [mention for mention in inside if mention.letter == "F"]
    choice = _prefer(captured, listed, near) or choose_platform(inside, near)
    if choice is None and captured:
        choice = captured[-1].id
    if choice == "snds" and story.topic and not _names_snds(captured):
        choice = story.topic
    if choice in GENERIC and _POINTS_BACK.search(sentence.plain):
        before = story.platform_before(sentence)
        choice = before if before not in GENERIC and before is not None else choice
    if choice is None and _is_on_rules(report, story):
        choice = "*"
    if choice is not None:
        report.platform, report.platform_told = choice, True
        return
    if report.kind is K.HOST_SELECTED and hit.agent_word in _SOMEBODY_ELSE and story.topic in GENERIC:
        return
    report.platform = story.platform_before(sentence)
    if report.platform is None:
        report.platform = _candidate(sentence, story, near)
        report.platform_told = report.platform is not None


_ON_THE_HOST_ITSELF = frozenset((K.CHANGE_REQUESTED, K.OPINION_ISSUED))


def _is_in_clause_before(sentence: Sentence, mention: Mention, near: int) -> bool:
    """Say whether another clause speaks of the platform: "EMC2 autorisé, la Cnil demande que le Hub …"."""
    told = [group for group in sentence.groups if mention.last < group.first < near]
    between = [token.plain for token in sentence.tokens[mention.last + 1 : near]]
    comma = next((at for at, word in enumerate(between) if word == ","), None)
    if comma is None or ":" in between or not told:
        return False
    return told[0].first <= mention.last + 1 + comma


def _names_snds(captured: Sequence[Mention]) -> bool:
    """Say whether the base itself is named, not the fund that keeps it."""
    return any(one.id == "snds" and one.letter == "F" for one in captured)


_POINTS_BACK = re.compile(r"\b(?:cet|ledit|dudit|audit) entrepot\b|\b(?:ce|ledit|dudit|audit) registre\b")
"""Speaks of a platform told before, whoever runs it: "permet au Hub de constituer cet entrepôt"."""


def _named(report: Report) -> tuple[list[Mention], list[Mention]]:
    """Return the platforms among the names of the act, and all those of its sentence that it can be about."""
    sentence = report.sentence
    captured = [mention for _, mention in report.trigger.names if mention.letter in "FCK"]
    inside = platforms_in(sentence)
    if report.kind in CHALLENGES:
        captured = [one for one in captured if not is_plaintiff(sentence, one)]
        inside = [one for one in inside if not is_plaintiff(sentence, one)]
    captured = [one for one in captured if not is_teller(sentence, one)]
    if report.kind in _ON_THE_HOST_ITSELF:
        near = sentence.items[sentence.item_at(report.trigger.start)][0]
        inside = [one for one in inside if not _is_in_clause_before(sentence, one, near)] or inside
    if report.kind not in PERMISSIONS or not inside:
        return captured, inside
    own = [mention for mention in inside if not is_borrowed(sentence, mention)]
    return [mention for mention in captured if mention in own or mention.letter == "K"], own


def _only_lends(report: Report) -> bool:
    """Say whether the platforms of the sentence only lend data or room to somebody who may, or may not."""
    return bool(platforms_in(report.sentence)) and _named(report) == ([], [])


_SOMEBODY_ELSE = words("other_organisations")
"""Choose a host for themselves: "l'assureur a retenu …" is not about the platform spoken of before."""


def _is_on_rules(report: Report, story: Story) -> bool:
    """Say whether an opinion that names no platform is about rules for all."""
    if report.kind is not K.OPINION_ISSUED:
        return False
    sentence = report.sentence
    other = any(one.id == "other" for one in sentence.mentions if one.letter == "O")
    general = story.topic is None or _ON_STATE.search(sentence.plain) is not None
    return (other and general) or _ON_RULES.search(f"{story.title} {sentence.plain}") is not None


_ON_STATE = re.compile(r"\bl'etat\b|administrations|ministeres|services publics|public bodies")
_ON_RULES = re.compile(
    r"projet d[e'] ?(?:decret|arrete|loi|ordonnance|referentiel)|referentiel|certification hds|entrepots"
)

_ON_LAW = frozenset((K.CHALLENGE_FILED, K.CHALLENGE_REJECTED))
"""Kinds of act that may bear on an instrument for all, as those before a court of the Union do."""
_GENERAL = re.compile(
    r"hebergeurs\b|referentiel|certification|tou(?:te|tes|s|t) (?:les |l')?(?:etabli|heberg|entrep|"
    r"respons|admin)|entrepots|registres|warehouses"
)


def _is_order(report: Report, story: Story) -> bool:
    """Say whether an order about one platform is told: it belongs to that platform."""
    sentence = report.sentence
    here = platforms_in(sentence)
    general = _GENERAL.search(sentence.plain)
    if general is not None and general[0] == "referentiel" and here:
        general = None
    return " arrete " in sentence.canonical and general is None and bool(here or story.topic)


def _candidate(sentence: Sentence, story: Story, near: int) -> str | None:
    """Return the name that the sentence is about although nothing introduces it."""
    here = [one for one in sentence.mentions if one.letter == "K" and not is_teller(sentence, one)]
    here = [one for one in here if not is_plaintiff(sentence, one)]
    if here:
        return max(here, key=lambda mention: (story.candidates[mention.id], -abs(mention.first - near))).id
    ranked = story.candidates.most_common(1)
    return ranked[0][0] if ranked and ranked[0][1] > 1 else None


def _prefer(captured: Sequence[Mention], listed: Sequence[Mention], near: int) -> str | None:
    named = [
        mention for mention in captured if mention.letter in "FK" and not (mention.letter == "K" and listed)
    ]
    particular = [mention for mention in listed if mention.id not in GENERIC and not mention.body]
    if named:
        best = choose_platform(named, near)
        if best in GENERIC and particular:
            return choose_platform(particular, near)
        return best
    return choose_platform(listed, near) if listed else None
