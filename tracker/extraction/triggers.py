"""Find the acts that a sentence tells: rules, then the contexts that take them away."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tracker.extraction.canonical import Sentence
from tracker.extraction.frame import Found, Frame
from tracker.extraction.frames import find_frame
from tracker.extraction.lexicon import Index, Lexicon, NounFrames, Rule, Veto
from tracker.extraction.mentions import Mention
from tracker.extraction.nouns import find_noun
from tracker.extraction.patterns import Written
from tracker.extraction.sections import Zone
from tracker.extraction.syntax import Syntax
from tracker.extraction.topic import About
from tracker.extraction.unlisted import is_unlisted
from tracker.model.claim import ClaimKind


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule that found its act in a sentence, and the names that its pattern holds."""

    rule: Rule
    start: int
    end: int
    names: tuple[tuple[int, Mention], ...]
    anonymous: bool = False
    loss: float = 0.0
    agent: Mention | None = None
    presupposed: bool = False
    context: str = ""
    agent_word: str = ""

    @property
    def framed(self) -> bool:
        """Say whether a frame found it, so that the agent is known to be told or not."""
        return self.rule.frame is not None


@dataclass(frozen=True, slots=True)
class Dismissed:
    """An act that a context took away, for the trace: the rule and the reason."""

    rule: str
    reason: str


_OF_THE_UNION = frozenset((ClaimKind.LEGAL_BASIS_ADOPTED, ClaimKind.LEGAL_BASIS_INVALIDATED))
"""Acts that bind France too, whoever went to court: "l'étudiant autrichien"."""
_MONTH_OF_MAY = re.compile(r" (\d+|in|since|until|by|of|last|next|early|late|mid|this) may(?= )")
"""The month is no doubt: what "may" takes away from an act, "3 May" does not."""


def find_hits(
    sentence: Sentence, lexicon: Lexicon, language: str, about: About
) -> tuple[list[Hit], list[Dismissed]]:
    """Return the acts that *sentence* tells, and those that it only seems to tell."""
    hits: list[Hit] = []
    dismissed: list[Dismissed] = []
    found = list(find_acts(sentence, lexicon, language))
    if not found:
        return hits, dismissed
    if is_question(sentence):
        return hits, [Dismissed(hit.rule.id, "question") for hit in found]
    words = _MONTH_OF_MAY.sub(r" \1 the month", f" {sentence.spelled} ")
    kinds = {hit.rule.kind.value for hit in found}
    vetoes = [
        veto
        for veto in lexicon.vetoes[language]
        if (not veto.kinds or not kinds.isdisjoint(veto.kinds)) and _holds(veto, sentence.canonical, words)
    ]
    for hit in found:
        reason = _reason(hit, _Setting(sentence, words, about), vetoes, lexicon.words)
        if reason is None:
            hits.append(hit)
        else:
            dismissed.append(Dismissed(hit.rule.id, reason))
    return hits, dismissed


def _holds(veto: Veto, canonical: str, words: str) -> bool:
    if veto.over_words:
        return veto.pattern.search(words) is not None
    return veto.pattern.search(canonical) is not None or veto.pattern.search(words) is not None


def is_question(sentence: Sentence) -> bool:
    """Say whether the sentence asks."""
    return sentence.text.rstrip('»" ').endswith("?")


_REBUTTAL = re.compile(
    r"\W*(?:c'est )?(?:faux|inexact|pas du tout|dementi|intox|infox|non\b ?[.,!]|rumeur|"
    r"false|wrong|not true|untrue|no\b ?[.,!])"
)


def is_rebutted(sentence: Sentence, following: Sentence | None) -> bool:
    """Say whether a quoted line is only repeated to be denied: "« C'est signé avec X » — Faux."."""
    quoted = sentence.text.lstrip()[:1] in '«"“'
    return quoted and following is not None and _REBUTTAL.match(following.plain) is not None


def find_acts(sentence: Sentence, lexicon: Lexicon, language: str) -> Iterator[Hit]:
    """Yield what the rules find in *sentence*, by pattern and by frame, before any context is looked at."""
    yield from _matches(sentence, lexicon.rules[language], lexicon.index[language])
    yield from _framed(sentence, lexicon.verb_frames[language], lexicon.noun_frames[language])


def _matches(sentence: Sentence, rules: Sequence[Rule], index: Index) -> Iterator[Hit]:
    """Yield the first match of each rule of which the sentence holds a needed word."""
    places = sorted({place for word in sentence.words for place in index.get(word, ())})
    done = -1
    for number, at in places:
        rule = rules[number]
        if number == done or (rule.zones and sentence.section.zone.value not in rule.zones):
            continue
        match = rule.patterns[at].search(sentence.canonical)
        if match is not None:
            done = number
            names = tuple(_names(match, sentence))
            held = sum(value is not None for value in match.groupdict().values())
            yield Hit(rule, match.start(), match.end(), names, anonymous=held > len(names))


def _framed(sentence: Sentence, by_verb: Mapping[str, tuple[Rule, ...]], nouns: NounFrames) -> Iterator[Hit]:
    """Yield what the frames find: by each verb of the sentence, then by its nouns."""
    if not sentence.section.zone.speaks:
        return
    told = any(group.lemma in by_verb for group in sentence.groups)
    named = nouns.sign is not None and nouns.sign.search(sentence.canonical) is not None
    if not (told or named):
        return
    syntax = Syntax.of(sentence)
    holds: dict[Written, bool] = {}
    for at, group in syntax.groups.items():
        for rule in by_verb.get(group.lemma, ()):
            if rule.frame is None or not _holds_object(rule.frame, sentence.canonical, holds):
                continue
            if (found := find_frame(rule.frame, syntax, at)) is not None:
                yield _hit(rule, found)
    for rule in nouns.rules if named else ():
        if rule.frame is not None and rule.frame.noun is not None:
            acts = (
                find_noun(rule.frame, syntax, one) for one in rule.frame.noun.finditer(sentence.canonical)
            )
            first = next((one for one in acts if one is not None), None)
            if first is not None:
                yield _hit(rule, first)


def _holds_object(frame: Frame, canonical: str, known: dict[Written, bool]) -> bool:
    """Say whether what the frame acts on stands anywhere in the sentence: without it nothing is found."""
    if frame.what is None:
        return True
    holds = known.get(frame.what)
    if holds is None:
        holds = known[frame.what] = frame.what.search(canonical) is not None
    return holds


def _hit(rule: Rule, found: Found) -> Hit:
    return Hit(
        rule,
        found.start,
        found.end,
        found.names,
        found.anonymous,
        found.loss,
        found.agent,
        found.presupposed,
        found.context,
        found.agent_word,
    )


def _names(match: re.Match[str], sentence: Sentence) -> Iterator[tuple[int, Mention]]:
    for name, value in match.groupdict().items():
        if value is not None:
            at = match.start(name)
            mention = sentence.mention_at(at)
            if mention is not None:
                yield at, mention


@dataclass(frozen=True, slots=True)
class _Setting:
    """Where a match stands: its sentence, the words of it, and what the document is about."""

    sentence: Sentence
    words: str
    about: About

    @property
    def is_french(self) -> bool:
        """Say whether the sentence names a French or European authority, or a listed platform."""
        return any(
            mention.letter in "AJEBSHN" or (mention.letter == "F" and not is_unlisted(mention.id))
            for mention in self.sentence.mentions
            if not mention.weak
        )


def _reason(
    hit: Hit, setting: _Setting, vetoes: Sequence[Veto], cues: Mapping[str, re.Pattern[str]]
) -> str | None:
    if setting.about.abroad and not setting.is_french and hit.rule.kind not in _OF_THE_UNION:
        return "abroad"
    for veto in vetoes:
        if not veto.kinds or hit.rule.kind.value in veto.kinds:
            return veto.id
    if hit.context:
        return hit.context
    unless = hit.rule.unless
    if unless is not None and (unless.search(setting.sentence.canonical) or unless.search(setting.words)):
        return "not meant by the rule"
    for need in hit.rule.needs:
        if not _has(need, hit, setting, cues):
            return f"needs: {need}"
    return None


def _has(  # noqa: PLR0911 - one return a need
    need: str, hit: Hit, setting: _Setting, cues: Mapping[str, re.Pattern[str]]
) -> bool:
    sentence, words, about = setting.sentence, setting.words, setting.about
    if need == "real":
        return not _is_unreal(hit, sentence)
    if need == "identified":
        return _is_identified(hit, sentence)
    if need == "health":
        letters = {mention.letter for mention in sentence.mentions}
        return about.health or bool(letters & set("FPL")) or {"A", "K"} <= letters
    if need == "inquiry":
        return about.inquiry
    if need == "hosting_law":
        return about.stored and (about.hosting or about.kept)
    if need == "health_here":
        here = any(mention.letter in "FC" for mention in sentence.mentions)
        titled = sentence.section.zone is Zone.TITLE and about.health and about.hosting
        stored = titled and cues["strict_hosting"].search(words) is not None
        return here or stored or about.stored or cues["health"].search(words) is not None
    if cues[need].search(words) is not None:
        return True
    if need == "strict_hosting" and cues["instrument"].search(words) is not None:
        return True
    if need == "strict_hosting" and hit.rule.kind is ClaimKind.OPINION_ISSUED:
        hosted = about.hosting or any(mention.letter == "P" for mention in sentence.mentions)
        return hosted or cues[need].search(words) is not None
    return need == "hosting" and (
        about.hosting or any(mention.letter in "FP" for mention in sentence.mentions)
    )


def _is_identified(hit: Hit, sentence: Sentence) -> bool:
    """Say whether a recalled act has its author, date or number with it."""
    if any(mention.letter in "AJEGNBSHOP" for _, mention in hit.names):
        return True
    return bool(re.search(r" [DR](?= )", sentence.canonical[hit.start : hit.end + 6]))


_UNREAL = re.compile(r" \w+/[cfn][AV]")
_OPEN = re.compile(
    r" (?:espere|esperer/|attend|attendre|attendue?s?|demander/i|reclamer/|obtenir/i|en attente|"
    r"avant|sans|prevoir/|prevue?s?|future?s?|eventuelle?s?|futur|prochaine?s?|perspective|risque|"
    r"menace|expected|awaits?|pending|future|possible|potential|hopes?)(?: |/)"
)


def _is_unreal(hit: Hit, sentence: Sentence) -> bool:
    """Say whether a noun ("le feu vert de la Cnil") stands under something not done."""
    before = sentence.canonical[max(0, hit.start - 60) : hit.end + 1]
    after = sentence.canonical[hit.end : hit.end + 24]
    return bool(
        _UNREAL.search(before) or _OPEN.search(before) or re.match(r"(?: [^ /]+){0,3} \w+/[cn][AV]", after)
    )
