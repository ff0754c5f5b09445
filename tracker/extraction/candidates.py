"""Find capitals that nothing introduces, and that may name a platform: class ``K``."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence

from tracker.extraction.grammar import words as listed
from tracker.extraction.groups import Token
from tracker.extraction.mentions import Mention
from tracker.extraction.names import extent_of, is_capital, letter_of, shouts, slug

_PERSON = listed("persons")
_FOLLOWED = listed("followers")


def find_candidates(
    tokens: Sequence[Token], taken: set[int], lists: Mapping[str, frozenset[str]], verbs: Container[str]
) -> list[Mention]:
    """Return runs of capitals that may name a platform: class ``K``, believed where a rule asks."""
    stop = lists["stop"]
    capitals = any(
        token.text[:1].isupper() and token.plain not in stop and at not in taken
        for at, token in enumerate(tokens)
    )
    if not capitals or shouts(tokens):
        return []
    found: list[Mention] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if (
            at in taken
            or not is_capital(token)
            or token.plain in stop
            or letter_of(token.plain, lists)
            or len(token.plain) < 3
            or (not token.plain.isalpha() and not token.plain[0].isalpha())
        ):
            at += 1
            continue
        last = extent_of(tokens, at, taken | _and(tokens))
        initial = _is_initial(tokens, at)
        words = [one.plain for one in tokens[at : last + 1] if one.plain not in ("-", "'")]
        before = tokens[at - 1].plain if at else ""
        before = tokens[at - 2].plain if before == "." and at > 1 else before
        odd = any(sign.isupper() for sign in token.text[1:]) or last > at
        after = tokens[last + 1].plain if last + 1 < len(tokens) else ""
        believed = not initial or odd or after in verbs or after in _FOLLOWED
        named_after = last > at and words[0] in lists["given_names"]
        if before not in _PERSON and not named_after and not (initial and words[0] in verbs) and believed:
            found.append(Mention("K", f"other:{slug(' '.join(words))}", at, last))
        at = last + 1
    return found


def _and(tokens: Sequence[Token]) -> set[int]:
    """Return where names are only set side by side: "MaterniBase et Greffea" are two."""
    return {at for at, token in enumerate(tokens) if token.plain in ("et", "and")}


def _is_initial(tokens: Sequence[Token], at: int) -> bool:
    return at == 0 or tokens[at - 1].plain in ("«", '"', ".", ":", "–", "•")
