"""Join a platform that has no name of its own to the organisation that keeps it.

"L'entrepôt de données de santé du CHU de Montbrac" is a platform, known by its hospital; without
the join it would be a noun and an organisation, and an act about it would be about nobody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tracker.extraction.groups import Token
from tracker.extraction.mentions import Mention
from tracker.extraction.unlisted import is_unlisted

_REACH = 8
"""Words between the noun and its owner: "de données de santé pseudonymisées du"."""


def join_owned(
    tokens: Sequence[Token], names: Sequence[Mention], lists: Mapping[str, frozenset[str]]
) -> list[Mention]:
    """Return *names* with each unlisted organisation that owns a platform noun made that platform."""
    taken = {at for one in names for at in range(one.first, one.last + 1)}
    return [
        one if (noun := _noun_of(tokens, one, taken, lists)) is None else replace(one, letter="F", first=noun)
        for one in names
    ]


def _noun_of(
    tokens: Sequence[Token], name: Mention, taken: set[int], lists: Mapping[str, frozenset[str]]
) -> int | None:
    """Return the place of the platform noun that an organisation owns."""
    if name.letter != "C" or name.body or not is_unlisted(name.id):
        return None
    at = name.first - 1
    if at < 0 or tokens[at].plain not in lists["of_owner"]:
        return None
    for here in range(at - 1, max(-1, at - _REACH), -1):
        word = tokens[here].plain
        if here in taken:
            return None
        if word in lists["owned_nouns"]:
            return here
        if word not in lists["links"]:
            return None
    return None
