"""Say whether a noun or a participle stands for something done: not asked, feared, denied or to come."""

from __future__ import annotations

import re

from tracker.extraction.sections import Zone
from tracker.extraction.syntax import Syntax

_UNREAL_BEFORE = re.compile(
    r" (?:demande|demandent|demander/\w+|reclam\w+(?:/\w+)?|exig\w+(?:/\w+)?|obtenir/[ifcn]\w|risqu\w+|"
    r"menace\w*|projet d[e']|"
    r"en vue d[eu']|eviter/\w+|plaid\w+(?:/\w+)?|crain\w+(?:/\w+)?|possibles?|eventuel\w*|potentiel\w*|"
    r"futur\w*|prochain\w*|"
    r"hypothese|requete en|recours en|demande d[e']|refuser/\w+|rejet\w+(?:/\w+)?|sans|avant|"
    r"attend\w*(?:/\w+)?|esper\w+(?:/\w+)?|"
    r"espoir|souhait\w*(?:/\w+)?|aucune?|pas d[e']|ni|vers une?|en attente d[eu']|obtention|"
    r"viser/\w+|visant|sollicit\w+(?:/\w+)?|recommand\w+(?:/\w+)?|propos\w+(?:/\w+)?|etudi\w+(?:/\w+)?|"
    r"envisag\w+(?:/\w+)?|prepar\w+(?:/\w+)?|"
    r"tendant a|fins? d[e']|absence d[e']|perspective d[e']|no|pending|awaiting|proposed|possible|seeking)"
    r"(?: [^ ;:,]+){0,3} ?$"
)
_NONE_BEFORE = re.compile(r" (?:aucune?|nulle?|sans|ni|pas d[e']|jamais)(?: (?!contre )[^ ;:]+){0,9} ?$")
_UNREAL_VERB = re.compile(r" \w+/[cfn]\w(?: [^ ;:,]+){0,6} ?$")
_UNREAL_AFTER = re.compile(r"(?: [^ /;:,]+){0,6} \w+/[cfn]\w")
DATED = re.compile(r"(?: (?:[^ ;:/]+|\w+/k\w)){0,8} [DR](?= )")


def is_real(syntax: Syntax, first: int, last: int) -> bool:
    """Say whether the noun phrase between *first* and *last* stands for something done."""
    before = syntax.sentence.canonical[: syntax.place(first)] + " "
    if _NONE_BEFORE.search(before):
        return False
    if _UNREAL_BEFORE.search(before) or _UNREAL_VERB.search(before):
        return False
    return _UNREAL_AFTER.match(syntax.sentence.canonical, syntax.place(last + 1)) is None


_CLAUSE_ENDS = frozenset((":", ";", "dont", "qui", "que", "qu'", "whose", "who", "which"))
"""End the clause of a headline: what a relative clause adds has a verb, and the headline still none."""


_BULLETS = frozenset(("-", "–", "•", "*"))


def is_headline(syntax: Syntax, at: int, last: int | None = None) -> bool:
    """Say whether the clause between colons that holds *at* has no verb: "EMC2 : recours rejeté".

    In the body of a page, a full sentence has a verb, be it one that the lexicon lacks; an item of a
    list says of a thing what the words above the list say.
    """
    if syntax.sentence.section.zone is Zone.BODY and syntax.words[0] in _BULLETS:
        return False
    if syntax.sentence.section.zone is Zone.BODY and syntax.words[-1] == "." and ":" not in syntax.words:
        return False
    first = at
    while first > 0 and syntax.words[first - 1] not in (":", ";"):
        first -= 1
    end = at if last is None else last
    if last is None or first == 0:
        while end < len(syntax.words) and syntax.words[end] not in _CLAUSE_ENDS:
            end += 1
    return not any(syntax.is_verb(one) for one in range(first, min(end + 1, len(syntax.words))))
