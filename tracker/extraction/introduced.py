"""Find the names that nouns introduce, which the catalogue lacks: platforms and organisations.

"le registre Orphéon", "l'entrepôt dénommé « ESCALE »", "le CHU de Montbrac": the noun says
what it is, the capitals say its name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tracker.extraction.groups import Token
from tracker.extraction.mentions import Mention
from tracker.extraction.names import (
    JOINERS,
    KnownNames,
    extent_of,
    is_capital,
    letter_of,
    shouts,
    slug,
    without_overlap,
)

_QUOTES = frozenset('«»"')
_LINK_REACH = 8


def find_introduced(
    tokens: Sequence[Token],
    taken: set[int],
    lists: Mapping[str, frozenset[str]],
    known: KnownNames,
    *,
    english: bool,
) -> list[Mention]:
    """Return the names that nouns introduce, and remember them in *known*."""
    found: list[Mention] = []
    introducing = lists["introducing"]
    places = [at for at, token in enumerate(tokens) if token.plain in introducing and at not in taken]
    if not places:
        return found
    capitals = shouts(tokens)
    free = set(range(len(tokens))) - taken
    for at in places:
        token = tokens[at]
        letter = letter_of(token.plain, lists) or _letter_before_name(tokens, at, lists)
        introducer = token.plain in lists["introducers"]
        strong = introducer and token.plain not in ("dit", "dite", "called", "nomme", "nommee")
        if not letter and not introducer and not _is_centre(tokens, at):
            continue
        letter = letter or ("F" if introducer else "C")
        before = _name_before(tokens, at, free, lists) if english and not introducer else None
        after = _name_after(
            tokens, at, free, lists, capitals=capitals, introducer=strong, place=letter == "C"
        )
        span = (before or after) if letter == "F" else (after or before)
        if span is None:
            continue
        first, last = span
        named = _words(tokens, first, last)
        if letter == "C":
            mention = _remember_organisation(tokens, at, (first, last), named, known, english=english)
        else:
            name = slug(" ".join(named))
            mention = Mention("F", f"other:{name}", min(at, first), max(last, at), typed=True)
            known.add(named, "F", f"other:{name}")
        found.append(mention)
    found += _apposed(tokens, free, lists, known)
    return without_overlap(found)


def _apposed(
    tokens: Sequence[Token], free: set[int], lists: Mapping[str, frozenset[str]], known: KnownNames
) -> list[Mention]:
    """Return the names that a noun after a comma introduces: "NeuroVasc, a national registry of …"."""
    found: list[Mention] = []
    for at in range(1, len(tokens) - 2):
        last = at - 2 if tokens[at - 1].plain in _QUOTES and at > 1 else at - 1
        if tokens[at].plain != "," or last not in free or not is_capital(tokens[last]):
            continue
        first = _first_of_quoted(tokens, last) if last < at - 1 else _first_of_hyphened(tokens, last, free)
        apposing = tokens[at + 1].plain in _APPOSING or tokens[at + 1].plain in lists["platform_nouns"]
        plain = first == last == at - 1 or tokens[at + 1].plain not in lists["platform_nouns"]
        if not apposing or (first and plain and tokens[first - 1].plain in _NO_NAME_AFTER):
            continue
        nouns = [one.plain for one in tokens[at + 1 : at + 5]]
        stopped = tokens[first].plain in lists["stop"] or tokens[last].end - tokens[first].start < _SHORT
        if stopped or not any(noun in lists["platform_nouns"] for noun in nouns):
            continue
        named = _words(tokens, first, last)
        name = f"other:{slug(' '.join(named))}"
        found.append(Mention("F", name, first, last, typed=True))
        known.add(named, "F", name)
    return found


def _first_of_quoted(tokens: Sequence[Token], last: int) -> int:
    """Return where the name in quotes that ends at *last* begins."""
    near = range(last, max(-1, last - _IN_QUOTES), -1)
    opening = next((at for at in near if tokens[at].plain in _QUOTES), None)
    return last if opening is None else opening + 1


_IN_QUOTES = 6


def _first_of_hyphened(tokens: Sequence[Token], last: int, free: set[int]) -> int:
    """Return where the name that ends at *last* begins: "Hestia-Onco" is one."""
    first = last
    while first > 1 and tokens[first - 1].plain == "-" and tokens[first - 1].start == tokens[first - 2].end:
        if first - 2 not in free or not is_capital(tokens[first - 2]):
            break
        first -= 2
    return first


_APPOSING = frozenset(("a", "an", "the", "its", "l'", "le", "la", "un", "une", "son", "leur"))
_NO_NAME_AFTER = frozenset(
    (
        "a",
        "de",
        "d'",
        "en",
        "chez",
        "avec",
        "par",
        "pour",
        "m",
        "mme",
        "dr",
        "pr",
        "in",
        "at",
        "of",
        ".",
        "and",
        "et",
    )
)


def _words(tokens: Sequence[Token], first: int, last: int) -> tuple[str, ...]:
    return tuple(one.plain for one in tokens[first : last + 1] if one.plain not in ("-", "'"))


def _remember_organisation(  # noqa: PLR0913 - where the name stands and what is known so far
    tokens: Sequence[Token],
    at: int,
    span: tuple[int, int],
    named: tuple[str, ...],
    known: KnownNames,
    *,
    english: bool,
) -> Mention:
    """Return "le CHU de Montclar" as a mention; where the name is a place, only the whole is remembered."""
    first, last = span
    prefix = _organisation(tokens, at)
    name = f"other:{slug(f'{prefix} ' + ' '.join(word for word in named if word not in JOINERS))}"
    if prefix not in SEATED or english:
        known.add(named, "C", name)
    elif len(named[0]) > _SHORT:
        known.add(_words(tokens, at, last), "C", name)
    return Mention("C", name, min(at, first), max(last, at), typed=True)


SEATED = frozenset(("chu", "chru", "chr", "ch", "ght", "gcs", "hopital", "centre", "clinique", "hospital"))
_SHORT = 4


def _letter_before_name(tokens: Sequence[Token], at: int, lists: Mapping[str, frozenset[str]]) -> str:
    """Return the class of a noun that introduces a platform only where the name follows at once."""
    after = next((one for one in tokens[at + 1 : at + 3] if one.plain not in _QUOTES), None)
    named = after is not None and is_capital(after) and after.plain not in lists["stop"]
    return "F" if named and tokens[at].plain in lists["near_nouns"] else ""


def _is_centre(tokens: Sequence[Token], at: int) -> bool:
    return tokens[at].plain == "centre" and at + 1 < len(tokens) and tokens[at + 1].plain == "hospitalier"


def _organisation(tokens: Sequence[Token], at: int) -> str:
    noun = tokens[at].plain
    if noun == "centre":
        return "chu" if any(token.plain == "universitaire" for token in tokens[at : at + 4]) else "ch"
    if noun in (
        "societe",
        "groupe",
        "groupement",
        "reseau",
        "caisse",
        "assureur",
        "network",
        "insurer",
        "institut",
        "federation",
        "gip",
        "gie",
        "gcs",
        "mutuelle",
        "hopital",
        "fondation",
    ):
        return noun if noun == "mutuelle" else ""
    return "chu" if noun == "hospital" else noun


def _name_after(  # noqa: PLR0913 - where to look and what may stand there
    tokens: Sequence[Token],
    at: int,
    free: set[int],
    lists: Mapping[str, frozenset[str]],
    *,
    capitals: bool,
    introducer: bool,
    place: bool,
) -> tuple[int, int] | None:
    quoted = False
    for here in range(at + 1, min(len(tokens), at + 1 + (3 if introducer else _LINK_REACH))):
        token = tokens[here]
        if token.plain in _QUOTES:
            quoted = True
            continue
        if here not in free:
            return None
        if letter_of(token.plain, lists) or _is_centre(tokens, here):
            return None
        seated = (
            place and tokens[here - 1].plain in ("de", "du", "d'") and here <= at + 3 and len(token.plain) > 3
        )
        known = token.plain in lists["stop"] and not (seated and token.plain in lists["places"])
        named = is_capital(token) and not known and (len(token.plain) > 2 or quoted)
        if named and not (capitals and token.plain in lists["links"]):
            others = {
                one for one in range(here + 1, len(tokens)) if letter_of(tokens[one].plain, lists) == "C"
            }
            return here, extent_of(tokens, here, (set(range(len(tokens))) - free) | others, short=capitals)
        if quoted and introducer and token.plain.isalnum():
            return here, here
        if token.plain in lists["introducers"]:
            continue
        if token.plain not in lists["links"] and (not token.plain.isalpha() or here > at + 5 or capitals):
            return None
    return None


def _name_before(
    tokens: Sequence[Token], at: int, free: set[int], lists: Mapping[str, frozenset[str]]
) -> tuple[int, int] | None:
    here = at - 1
    while here >= 0 and tokens[here].plain in (
        "data",
        "health",
        "patient",
        "patients",
        "'s",
        "national",
        "university",
        "kidney",
        "regional",
    ):
        here -= 1
    last = here
    while here >= 0 and here in free and (is_capital(tokens[here]) or tokens[here].plain == "-"):
        here -= 1
    first = here + 1
    while first <= last and (tokens[first].plain in lists["stop"] or tokens[first].plain == "-"):
        first += 1
    return (first, last) if first <= last else None
