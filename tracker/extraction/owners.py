"""Know a platform and the organisation that keeps it for one: "le registre Vigirein du CHU de Montbrac".

A page names now the one, now the other; an act about either is one act.  What ties them is said once:
"X, l'entrepôt du CHU", "le CHU … son entrepôt X", "X, porté par le CHU", or both in one sentence of a page
that names no other platform.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tracker.extraction.canonical import Sentence
from tracker.extraction.introduced import SEATED
from tracker.extraction.mentions import Mention
from tracker.extraction.unlisted import PREFIX, is_unlisted, same_platform

_WORD = r"(?: (?!(?:et|ou|puis|mais|and|or)(?= ))[^ ;:/.]+)"
_OF = r"(?:du|de|de la|de l'|des|d'|of|of the)"
_OWNED = re.compile(
    rf" [FK]{_WORD}{{0,6}}? {_OF} [CF](?= )|"
    r" [FK](?: ,)? (?:porter|gerer|creer|piloter|constituer|tenir|exploiter|animer|concevoir|monter|"
    r"run|build|"
    rf"operate|manage)?(?:/k\w|portee?|geree?|tenue?|run)?{_WORD}{{0,2}} (?:par|by){_WORD}{{0,3}} [CF](?= )"
)
_OWNS = re.compile(
    rf" [CF]{_WORD}{{0,14}}?(?: [^ /]+/\w\w)?{_WORD}{{0,6}}? (?:son|sa|ses|leur|leurs|dont|its|whose|"
    rf"their){_WORD}{{0,3}}? [FK](?= )|"
    rf" [CF]{_WORD}{{0,2}} (?:a|pour|de|d'|to) [^ /]+/i\w{_WORD}{{0,6}}? [FK](?= )"
)
_APPOSED = re.compile(r" [FK] (?:, )?(?:(?:le|la|l'|son|sa|leur|the|its|a|an) )?[FK](?= )")


def owners_of(sentences: Sequence[Sentence]) -> dict[str, str]:
    """Return the platform that each unlisted organisation of a page keeps, where the page says so."""
    spoken = [one for one in sentences if one.section.zone.speaks]
    keepers = {name.id for one in spoken for name in one.mentions if name.letter == "C" and not name.body}
    keepers |= {name.id for one in spoken for name in one.mentions if name.letter == "F" and _is_seat(name)}
    keepers = {one for one in keepers if is_unlisted(one)}
    named = {
        name.id
        for one in spoken
        for name in one.mentions
        if name.letter == "F" and is_unlisted(name.id) and name.id not in keepers
    }
    found: dict[str, str] = {}
    for sentence in spoken:
        for keeper, platform in _pairs(sentence, keepers, named):
            if len(named) == 1 or _says_so(sentence, keeper, platform):
                found.setdefault(keeper.id, platform.id)
    return found


def _is_seat(name: Mention) -> bool:
    """Say whether a platform is known by its keeper alone: "l'entrepôt du CHU de Montbrac"."""
    return name.id.removeprefix(PREFIX).split("-")[0] in SEATED


def _pairs(sentence: Sentence, keepers: set[str], named: set[str]) -> Iterator[tuple[Mention, Mention]]:
    for keeper in sentence.mentions:
        if keeper.id not in keepers:
            continue
        for platform in sentence.mentions:
            if platform.id in named and platform.letter == "F" and not same_platform(keeper.id, platform.id):
                yield keeper, platform


def _says_so(sentence: Sentence, keeper: Mention, platform: Mention) -> bool:
    """Say whether the words between the two names make one the other's."""
    places = {id(what): at for at, (_, _, what) in enumerate(sentence.items)}
    one, other = places.get(id(keeper)), places.get(id(platform))
    if one is None or other is None:
        return False
    low, high = min(one, other), max(one, other)
    ends = sentence.starts[high + 1] if high + 1 < len(sentence.starts) else len(sentence.canonical) - 1
    between = f"{sentence.canonical[sentence.starts[low] : ends]} "
    patterns = (_OWNS,) if one < other else (_OWNED, _APPOSED)
    return any((match := each.match(between)) and match.end() >= len(between) - 1 for each in patterns)
