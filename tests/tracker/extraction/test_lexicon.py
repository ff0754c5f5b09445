"""Every rule and every context of the lexicon, run on the examples that stand beside it."""

from __future__ import annotations

import pytest

from tests.tracker.extraction.builders import kinds
from tracker.extraction import Extractor, load_lexicon
from tracker.extraction.lexicon import LexiconError, Rule
from tracker.extraction.patterns import compile_pattern

RULES = [rule for rules in load_lexicon().rules.values() for rule in rules]
VETOES = [veto for vetoes in load_lexicon().vetoes.values() for veto in vetoes]


def _cases(which: str) -> list[object]:
    return [
        pytest.param(rule, text, id=f"{rule.id}-{number}")
        for rule in RULES
        for number, text in enumerate(getattr(rule, which), start=1)
    ]


@pytest.mark.parametrize(("rule", "text"), _cases("positive"))
def test_a_rule_finds_what_it_is_for(extractor: Extractor, rule: Rule, text: str) -> None:
    assert rule.kind.value in kinds(extractor, text, language=rule.language)


@pytest.mark.parametrize(("rule", "text"), _cases("negative"))
def test_a_rule_leaves_its_near_misses_alone(extractor: Extractor, rule: Rule, text: str) -> None:
    assert rule.kind.value not in kinds(extractor, text, language=rule.language)


@pytest.mark.parametrize(("veto", "text"), [(veto, text) for veto in VETOES for text in veto.positive])
def test_a_context_takes_the_assertion_away(extractor: Extractor, veto: object, text: str) -> None:
    assert kinds(extractor, text, language=getattr(veto, "language", "fr")) == set()


def test_every_rule_has_both_sorts_of_example() -> None:
    assert [rule.id for rule in RULES if not rule.positive or not rule.negative] == []


def test_no_two_rules_of_a_language_share_a_name() -> None:
    names = [(rule.language, rule.id) for rule in RULES]

    assert len(names) == len(set(names))


def test_a_pattern_reads_names_and_moods() -> None:
    pattern = compile_pattern("A .. v:autoriser .. [FCK]")

    assert pattern.search(" A autoriser/pA hier F . ")
    assert not pattern.search(" A autoriser/nA hier F . ")
    assert not pattern.search(" A rejeter/pA et autoriser/cA F . ")


def test_the_error_of_the_lexicon_is_a_value_error() -> None:
    assert issubclass(LexiconError, ValueError)
