"""Read the verb group round a verb, which says whether the act is done, recalled, wished or denied.

A group is the verb with its auxiliaries, negation and the verb that governs it: "n'a pas
encore autorisé", "vient d'être suspendu", "aurait retiré".  What it says is one letter of
mood and one of voice, which the rules read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tracker.extraction.grammar import phrases, words
from tracker.extraction.group import Group, Mood, Token
from tracker.extraction.groups_en import read_english
from tracker.extraction.verbs import Form, Reading, Verbs

_AVOIR = {
    **dict.fromkeys(("a", "ont", "ai", "avons", "avez", "eut", "eurent"), Mood.ASSERTED),
    **dict.fromkeys(("avait", "avaient", "avais"), Mood.RECALLED),
    **dict.fromkeys(("aura", "auront", "aurons", "aurez"), Mood.FUTURE),
    **dict.fromkeys(("aurait", "auraient"), Mood.UNREAL),
    **dict.fromkeys(("ait", "aient"), Mood.UNREAL),
    "ayant": Mood.ASSERTED,
    "avoir": Mood.INFINITIVE,
}
_ETRE = {
    **dict.fromkeys(("est", "sont", "fut", "furent", "suis", "sommes", "etes"), Mood.ASSERTED),
    **dict.fromkeys(("etait", "etaient"), Mood.RECALLED),
    **dict.fromkeys(("sera", "seront", "serons"), Mood.FUTURE),
    **dict.fromkeys(("serait", "seraient", "soit", "soient"), Mood.UNREAL),
    "etant": Mood.PARTICIPLE,
    "etre": Mood.INFINITIVE,
}
_SKIPPED = words("skipped")
_ASIDES = phrases("asides")
_LONGEST_ASIDE = max(map(len, _ASIDES))
_PAS = words("negations")
_CLITICS = words("clitics")
_NOUN_FORMS = words("noun_forms")
_DETERMINERS = words("determiners")
_NEVER_FINITE = words("never_finite")
_LINKS = words("links")
_REACH = 9

__all__ = ["Group", "Mood", "Token", "find_groups"]


def find_groups(tokens: Sequence[Token], verbs: Verbs, *, english: bool) -> list[Group]:
    """Return the verb groups of a sentence, in order, none overlapping."""
    groups: list[Group] = []
    floor = 0
    for at, token in enumerate(tokens):
        reading = verbs.readings.get(token.plain)
        if reading is None or (token.text == "entre" and not _enters(tokens, at)):
            continue
        group = (
            read_english(tokens, at, reading, floor)
            if english
            else _french(tokens, at, reading, verbs, floor)
        )
        if group is None:
            continue
        if not english and groups and group.mood is Mood.INFINITIVE:
            governed = _governed(tokens, groups[-1], group, verbs)
            if governed is not group:
                groups.pop()
                group = governed
        if not english and groups and group.mood is Mood.PARTICIPLE:
            group = _coordinated(tokens, groups[-1], group)
        groups.append(group)
        floor = at + 1
    return groups


def _enters(tokens: Sequence[Token], at: int) -> bool:
    """Say whether "entre" is the verb of "entre en vigueur", not the preposition."""
    return (
        at + 2 < len(tokens)
        and tokens[at + 1].plain == "en"
        and tokens[at + 2].plain in ("vigueur", "application")
    )


def _french(  # noqa: PLR0911 - one return a reading of the form
    tokens: Sequence[Token], at: int, reading: Reading, verbs: Verbs, floor: int
) -> Group | None:
    token, forms = tokens[at], reading.forms
    before = tokens[at - 1].plain if at else ""
    bare = Form.PARTICIPLE in forms and not (Form.PRESENT in forms and _follows_subject(tokens, at))
    if bare and (found := _participle(tokens, at, reading, verbs, floor)) is not None:
        return found
    if token.plain in _NOUN_FORMS and _stands_alone(tokens, at, before):
        return None
    if (
        before in _DETERMINERS
        and token.plain in _NOUN_FORMS
        and not _is_finite_after_clitic(tokens, at, before)
    ):
        return None
    if forms == {Form.INFINITIVE} or (Form.INFINITIVE in forms and Form.PRESENT not in forms):
        return _with_negation(tokens, Group(at, at, reading.lemma, Mood.INFINITIVE, passive=False), floor)
    if Form.GERUND in forms:
        return Group(at, at, reading.lemma, Mood.GERUND, passive=False)
    if Form.PARTICIPLE in forms and _written_as_participle(token, forms):
        return Group(at, at, reading.lemma, Mood.PARTICIPLE, passive=True)
    if before in _NEVER_FINITE:
        unwritten = Form.PARTICIPLE in forms and (
            token.text.isupper() or not token.text.endswith(("e", "es"))
        )
        return Group(at, at, reading.lemma, Mood.PARTICIPLE, passive=True) if unwritten else None
    mood = _finite_mood(forms)
    return _with_negation(tokens, Group(at, at, reading.lemma, mood, passive=False), floor)


def _stands_alone(tokens: Sequence[Token], at: int, before: str) -> bool:
    """Say whether nothing before the form can be its subject: "Registre X : demande déposée"."""
    after = tokens[at + 1].plain if at + 1 < len(tokens) else ""
    if at == 0:
        return after not in ("a", "au", "aux", "que", "qu'", "de", "en")
    return before in (":", "(", "«", "–") or (before == "," and after in ("d'", "de", "du"))


def _is_finite_after_clitic(tokens: Sequence[Token], at: int, before: str) -> bool:
    """Say whether "l'" or "la" is a pronoun here: it is after a subject in the same clause, rarely."""
    return before in ("l'", "lui") and at >= 2 and tokens[at - 2].plain in ("ne", "qui", "elle", "il", "on")


def _written_as_participle(token: Token, forms: frozenset[Form]) -> bool:
    """Say whether the accent, or the form alone, makes it a participle."""
    if Form.PRESENT not in forms and Form.PAST not in forms:
        return True
    written = token.text.lower()
    if written.rstrip("es").endswith("é") or written.endswith("é"):
        return True
    return written.endswith(("ee", "ees")) or (
        token.text.isupper() and len(token.text) > 1 and written.endswith("ees")
    )


def _finite_mood(forms: frozenset[Form]) -> Mood:
    if Form.PRESENT in forms or Form.PAST in forms:
        return Mood.ASSERTED
    if Form.IMPERFECT in forms:
        return Mood.IMPERFECT
    if Form.FUTURE in forms:
        return Mood.FUTURE
    return Mood.UNREAL


def _participle(tokens: Sequence[Token], at: int, reading: Reading, verbs: Verbs, floor: int) -> Group | None:
    """Return the group whose auxiliary stands to the left, if there is one."""
    been = False
    commas = 0
    for left in _leftward(tokens, at, max(floor, at - _REACH)):
        word = tokens[left].plain
        written = tokens[left].text
        if word == "ete" and left:
            been = True
        elif commas == 1 and (word in _AVOIR or word in _ETRE):
            return None
        elif word in _AVOIR and written != "à" and not (word == "a" and written == "A" and left):
            mood = _AVOIR[word]
            return _with_negation(tokens, Group(left, at, reading.lemma, mood, passive=been), floor)
        elif word in _ETRE and not been:
            mood = _ETRE[word]
            reflexive = left > 0 and tokens[left - 1].plain in ("s'", "se", "m'")
            passive = not reflexive and reading.lemma not in verbs.etre
            return _with_negation(tokens, Group(left, at, reading.lemma, mood, passive=passive), floor)
        elif word == ",":
            commas += 1
            if commas > 2:
                return None
        elif commas == 1 or (word == "vu" and left and tokens[left - 1].plain in _ETRE):
            pass
        elif not (word in _SKIPPED or (word.endswith("ment") and len(word) > 6) or word == "D"):
            return None
    return None


def _aside_ending(tokens: Sequence[Token], last: int, floor: int) -> int:
    """Return how many words the aside has that ends at *last*: "ont d'ailleurs saisi"; none, 0."""
    for length in range(_LONGEST_ASIDE, 1, -1):
        first = last - length + 1
        if first >= floor and tuple(one.plain for one in tokens[first : last + 1]) in _ASIDES:
            return length
    return 0


_SUBJECTS = frozenset(("il", "elle", "ils", "elles", "on"))


def _follows_subject(tokens: Sequence[Token], at: int) -> bool:
    """Say whether a pronoun is the subject of the form: then it is no participle, unless its accent says so.

    So it is in "aucune solution n'ait vu le jour, elle lui demande".
    """
    text = tokens[at].text
    if text.isupper() or text.lower().rstrip("es").endswith("é"):
        return False
    left = at - 1
    while left > 0 and tokens[left].plain in _CLITICS:
        left -= 1
    inverted = left > 0 and tokens[left - 1].plain == "-"
    return left >= 0 and tokens[left].plain in _SUBJECTS and not inverted


def _with_negation(tokens: Sequence[Token], group: Group, floor: int) -> Group:
    """Return *group* with the negation that stands before it, "ne … que" left aside."""
    left = group.first - 1
    while left >= floor and left >= group.first - 4 and tokens[left].plain in _CLITICS:
        left -= 1
    infinitive = group.mood is Mood.INFINITIVE
    if infinitive and left >= 1 and tokens[left].plain in _PAS and tokens[left - 1].plain in ("ne", "n'"):
        return Group(left - 1, group.last, group.lemma, Mood.DENIED, group.passive)
    if left < floor or tokens[left].plain not in ("ne", "n'"):
        return group
    inside = {token.plain for token in tokens[left : group.last + 1]}
    after = [token.plain for token in tokens[group.last + 1 : group.last + 8]]
    if not inside & _PAS and any(word in ("que", "qu'") for word in after) and not set(after[:2]) & _PAS:
        return Group(left, group.last, group.lemma, group.mood, group.passive)
    if group.lemma == "manquer" and (inside | set(after[:1])) & _PAS:
        return Group(left, group.last, group.lemma, group.mood, group.passive)
    return Group(left, group.last, group.lemma, Mood.DENIED, group.passive)


def _coordinated(tokens: Sequence[Token], earlier: Group, group: Group) -> Group:
    """Return *group* with the auxiliary that it shares: "a autorisé l'un mais refusé l'autre"."""
    if (
        not group.first
        or tokens[group.first - 1].plain not in ("et", "puis", "mais", "ou")
        or group.first - earlier.last > 18
    ):
        return group
    if any(token.plain in (";", ":", ".") for token in tokens[earlier.last + 1 : group.first]):
        return group
    auxiliary = tokens[earlier.first].plain
    if earlier.first == earlier.last or (auxiliary not in _AVOIR and auxiliary not in _ETRE):
        return group
    return Group(group.first, group.last, group.lemma, earlier.mood, earlier.passive)


def _leftward(tokens: Sequence[Token], at: int, floor: int) -> Iterator[int]:
    """Yield the places before *at*, the nearest first, asides stepped over."""
    left = at - 1
    while left >= floor:
        aside = _aside_ending(tokens, left, floor)
        if not aside:
            yield left
        left -= aside or 1


def _without_asides(tokens: Sequence[Token], first: int, end: int) -> list[str]:
    """Return the words from *first* to *end*, asides left out."""
    return [tokens[at].plain for at in _leftward(tokens, end, first)][::-1]


def _governed(tokens: Sequence[Token], governor: Group, group: Group, verbs: Verbs) -> Group:
    """Return *group* with its governor taken in, where that verb says whether the act is done."""
    between = _without_asides(tokens, governor.last + 1, group.first)
    linking = [
        word
        for word in between
        if word not in _SKIPPED and not word.endswith("ment") and word not in ("D", ",")
    ]
    if any(word not in _LINKS for word in linking):
        return group
    mood = group.mood
    if governor.lemma == "aller" and not linking and governor.mood is Mood.ASSERTED:
        mood = Mood.FUTURE
    elif governor.lemma == "manquer" and governor.mood is not Mood.DENIED and linking:
        mood = governor.mood
    elif governor.lemma == "venir" and governor.mood is Mood.IMPERFECT and linking:
        mood = Mood.RECALLED
    elif governor.lemma in verbs.asserting and governor.mood in (
        Mood.ASSERTED,
        Mood.RECALLED,
        Mood.PARTICIPLE,
    ):
        mood = Mood.ASSERTED if governor.mood is Mood.PARTICIPLE else governor.mood
    else:
        return group
    return Group(governor.first, group.last, group.lemma, mood, group.passive, governor.lemma)
