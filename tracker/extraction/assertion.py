"""Say whether a verb is told as a fact: no condition, wish, order or plea governs it."""

from __future__ import annotations

import re

from tracker.extraction.grammar import words as listed
from tracker.extraction.groups import Mood
from tracker.extraction.syntax import LEFT_REACH, Syntax

_AND = frozenset(("et", "puis", "mais", "ou", "and", "but", "then"))
_WISHING = listed("wishing_verbs")
_ARGUING = listed("arguing_verbs")
_CONDITION = re.compile(
    r" (?:si|s' ?ils?|s' ?elles?|au cas ou|a condition|a moins|avant qu[e']|pour qu[e']|afin qu[e']|"
    r"sans qu[e']|jusqu' ?a ce|en attendant que|a supposer|dans l' hypothese|pourvu que|"
    r"quand bien meme|des lors que|savoir si|tant que|if|whether|unless)(?= )"
)
_WHENEVER = re.compile(r" (?:quand|lorsque|lorsqu'|des que|des qu'|une fois que|chaque fois)(?= )")
_PARTY = re.compile(
    r" (?:requerante?s?|opposante?s?|associations?|collectifs?|syndicats?|avocate?s?|defense|plaignante?s?|"
    r"rapporteure?s?|petition|deputee?s?|senateurs?|senatrices?|elue?s?|detracteurs|militants|"
    r"demandeurs?)(?= )"
)


def why_untold(syntax: Syntax, at: int) -> str:
    """Return the context that takes the assertion away from the verb at *at*; "" where it is a fact."""
    group = syntax.groups[at]
    verb = syntax.sentence.tokens[group.first].plain
    if verb.endswith("ons") and group.first == group.last and "nous" not in syntax.words[:at]:
        return "wish"
    left = at
    while left > 0 and syntax.words[left - 1] != ";" and at - left < LEFT_REACH:
        left -= 1
    lead = syntax.sentence.canonical[syntax.place(left) : syntax.place(at)] + " "
    conditions = [match for match in _CONDITION.finditer(lead) if not _aside(lead, match)]
    if group.first == group.last:
        conditions += _WHENEVER.finditer(lead)
    if any("," not in lead[match.end() :] for match in conditions):
        return "hypothesis"
    return _governing(syntax, at)


def _aside(lead: str, match: re.Match[str]) -> bool:
    """Say whether "si" is an adverb, or the condition is closed by a verb: "si la Cnil dit oui, …"."""
    return match[0] == " si" and lead[match.end() : match.end() + 6].strip().startswith(
        ("bien", "peu", "long")
    )


def _governing(syntax: Syntax, at: int) -> str:
    """Return what the verb before "que" makes of the verb at *at*: a wish, a plea, a denial, or nothing."""
    for left in range(at - 1, max(-1, at - 24), -1):
        if syntax.words[left] in ("que", "qu'", "that"):
            if left and syntax.words[left - 1] in _AND:
                continue
            return _governed_by(syntax, left)
        if syntax.words[left] == ";" or syntax.is_verb(left):
            return ""
    return ""


def _governed_by(syntax: Syntax, that: int) -> str:
    near = (syntax.groups.get(left) for left in range(that - 1, max(-1, that - 9), -1))
    group = next((one for one in near if one is not None), None)
    if group is None:
        return ""
    if group.mood in (Mood.UNREAL, Mood.DENIED):
        return "denial"
    if group.lemma in _WISHING:
        return "wish"
    if group.lemma not in _ARGUING:
        return ""
    return "plea" if _PARTY.search(syntax.sentence.canonical[: syntax.place(that)] + " ") else ""
