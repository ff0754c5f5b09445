"""What the items of a rule's pattern match in a canonical sentence."""

from __future__ import annotations

import pytest

from tracker.extraction import load_lexicon
from tracker.extraction.patterns import compile_pattern, needed_words
from tracker.extraction.verbs import derive


@pytest.mark.parametrize(
    ("pattern", "canonical", "found"),
    [
        ("A v:autoriser F", " A autoriser/pA F . ", True),
        ("A v:autoriser F", " A autoriser/nA F . ", False),
        ("A v:autoriser F", " A autoriser/cA F . ", False),
        ("A .. v:autoriser .. F", " A enfin autoriser/pA le projet F . ", True),
        ("A .. v:autoriser .. F", " A ; autoriser/pA F . ", False),
        ("A .. v:autoriser", " A refuser/pA d' autoriser/pA F . ", False),
        ("F w:autoriser par A", " F autoriser/pV par A . ", True),
        ("F w:autoriser par A", " F autoriser/pA par A . ", False),
        ("[AJ] v:refuser|rejeter", " J rejeter/pA la requete . ", True),
        ("(juger|estimer)/.. que", " A estimer/pA que F . ", True),
        ("(annuler|abroger)/k. par J", " autorisation annuler/kV par J . ", True),
        ("(annuler|abroger)/k. par J", " autorisation annuler/iA par J . ", False),
        ("et (l'|les)? v:rejeter", " et l' rejeter/pA . ", True),
        ("et (l'|les)? v:rejeter", " et rejeter/pA . ", True),
        ("feu vert", " feu verts ", False),
        ("^ feu vert", " le feu vert ", False),
    ],
)
def test_pattern(pattern: str, canonical: str, *, found: bool) -> None:
    assert (compile_pattern(pattern).search(canonical) is not None) is found


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("A v:autoriser|valider F", {"autoriser", "valider"}),
        ("(annuler|abroger)/k. par J", {"par"}),
        ("[AJ] .. F", {"A", "J"}),
    ],
)
def test_words_without_which_a_pattern_cannot_match(pattern: str, words: set[str]) -> None:
    assert needed_words(pattern) == words


def test_forms_that_follow_from_others() -> None:
    forms = {written for written, _ in derive({"pres": "rend rendent", "fut": "rendra", "past": "rendit"})}

    assert {"rendait", "rendant", "rendraient", "rendront", "rendirent"} <= forms
    assert not any(form.startswith("prenn") for form, _ in derive({"pres": "prend prennent"}))


def test_every_expression_of_the_lexicon_can_be_compiled() -> None:
    """They are compiled when a sentence first asks for them: a slip is to be found here, not then."""
    rules = [rule for each in load_lexicon().rules.values() for rule in each]
    frames = [rule.frame for rule in rules if rule.frame is not None]
    written = [pattern for rule in rules for pattern in rule.patterns]
    written += [
        each for one in frames for each in (one.noun, one.who, one.what, one.also) if each is not None
    ]

    assert len(written) > 500
    assert all(each.compiled.pattern == each.pattern for each in written)
