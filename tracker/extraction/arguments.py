"""Fill in who decides, about which platform, with which host, from the sentence and the story."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from tracker.extraction.canonical import Sentence
from tracker.extraction.groups import Group, Mood
from tracker.extraction.lexicon import Lexicon
from tracker.extraction.mentions import Mention
from tracker.extraction.reports import Report
from tracker.extraction.story import GENERIC, Story, choose_platform, platforms_in
from tracker.extraction.triggers import Hit
from tracker.model.claim import ClaimKind

K = ClaimKind
AUTHORITY_LETTERS = "AJEGNBSHO"

FOR_ALL = frozenset((K.LEGAL_BASIS_ADOPTED, K.LEGAL_BASIS_INVALIDATED, K.PROVIDER_QUALIFIED))
OF_CONTROLLER = frozenset((K.AUTHORISATION_REQUESTED, K.REQUEST_WITHDRAWN))
TOLD_HOST_ONLY = frozenset(
    (K.HOST_SELECTED, K.PROVIDER_QUALIFIED, K.PROVIDER_REJECTED, K.MIGRATION_COMPLETED)
)
NO_HOST = frozenset((K.REQUIREMENT_ENACTED, K.LEGAL_BASIS_ADOPTED, K.LEGAL_BASIS_INVALIDATED))
_DESTINATION = re.compile(
    r" (?:vers|chez|rejoind\w*|rejoindre/\w+|pour|au profit d[e']|a|sur|to|with|for|onto|into|at|"
    r"bonjour|aupres d[e']|celui d[e']|ceux d[e']|celle d[e']|confier/\w+ a|d' aller chez|confiee? a)"
    r"(?: (?:l'|le|la|les|un|une|du|de|d'|des|hebergeur|fournisseur|francais|europeen|operateur|"
    r"cloud|nuage|serveurs|ceux|celui|infrastructure|societe|filiale|offre|in|favou?r|of|the))* "
    r"(?P<p>P)(?= )"
)
_SOURCE = re.compile(
    r" (?:quitter/\w+|quitte|d'|de|hors d[e']|adieu|exit|abandonner/\w+|leave/\w+|from|off|away from|"
    r"ditch\w*|sortir/\w+(?: \w+)? d[e']|chez)(?: (?:l'|le|la|les|chez|cloud|nuage|serveurs|des|the|"
    r"heberge(?:ur)?|of))* (?P<p>P)(?= )"
)
_AGENT = re.compile(
    r" (?:par|by)(?: (?:un|une|le|la|l'|les|des|a|the))?(?: [a-z']+){0,4}? (?P<a>[AJEGNBSHOCF])(?= )"
)
_OWN_ROOMS = re.compile(
    r" (?:en interne|dans ses murs|propres? (?:salles?|machines|serveurs|centres?|infrastructures?|"
    r"datacenters?)|propre centre|in-house|own (?:servers|data ?cent\w+|machines))"
)


def complete(hit: Hit, sentence: Sentence, story: Story) -> Iterator[Report]:
    """Yield the reports of *hit*: one, or one a provider where a list was assessed or qualified."""
    report = Report(hit.rule.kind, hit, sentence, hit.rule.id, hit.rule.weight)
    _set_platform(report, story)
    _set_authority(report, story)
    report.recalled = _is_recalled(hit, sentence) or hit.rule.background
    if report.kind in (K.PROVIDER_REJECTED, K.PROVIDER_QUALIFIED):
        listed = hit.rule.provider == "listed"
        if listed and not report.authority_told:
            report.authority = story.authority_before(sentence, "AGHS")
            report.authority_told = report.authority is not None
        for provider in _listed_before(sentence, story) if listed else _all_providers(hit, sentence):
            yield _with_provider(report, provider)
        return
    _set_provider(report, story)
    yield report
    for other in _coordinated_platforms(report):
        yield replace(report, platform=other)


def _coordinated_platforms(report: Report) -> Iterator[str]:
    """Yield the platforms that share the act: "MaterniBase et Greffea", "EMC2 et DARWIN EU, autorisés"."""
    sentence = report.sentence
    if report.platform is None or report.platform == "*" or report.kind in _NEVER_SHARED:
        return
    named = [mention for mention in sentence.mentions if mention.letter in "FK" and not mention.body]
    for left, right in pairwise(named):
        between = [token.plain for token in sentence.tokens[left.last + 1 : right.first]]
        if (
            between in (["et"], ["and"], [",", "et"])
            and report.platform in (left.id, right.id)
            and left.id != right.id
        ):
            other = right.id if report.platform == left.id else left.id
            if left.letter == right.letter and other not in GENERIC:
                yield other


_NEVER_SHARED = frozenset((K.HOST_SELECTED, K.MIGRATION_ANNOUNCED, K.MIGRATION_COMPLETED))


def _with_provider(report: Report, provider: str) -> Report:
    twin = Report(report.kind, report.hit, report.sentence, report.rule, report.weight)
    for name in ("platform", "platform_told", "authority", "authority_told", "recalled"):
        setattr(twin, name, getattr(report, name))
    twin.provider, twin.provider_told = provider, True
    return twin


def _is_recalled(hit: Hit, sentence: Sentence) -> bool:
    """Say whether the verb of the act is a pluperfect, or the sentence looks back."""
    for at, (_, _, what) in enumerate(sentence.items):
        if (
            isinstance(what, Group)
            and what.mood is Mood.RECALLED
            and hit.start <= sentence.starts[at] < hit.end
        ):
            return True
    return False


def _set_platform(report: Report, story: Story) -> None:
    hit, sentence = report.hit, report.sentence
    assert hit is not None
    if hit.rule.platform is not None:
        report.platform, report.platform_told = hit.rule.platform, True
        return
    if report.kind in FOR_ALL or (report.kind is K.REQUIREMENT_ENACTED and not _is_order(report, story)):
        report.platform, report.platform_told = "*", True
        return
    captured = [mention for _, mention in hit.names if mention.letter in "FCK"]
    near = sentence.items[sentence.item_at(hit.start)][0]
    inside = platforms_in(sentence)
    listed = [mention for mention in inside if mention.letter == "F"]
    choice = _prefer(captured, listed, near)
    if choice is None and inside:
        choice = choose_platform(inside, near)
    if choice is None and captured:
        choice = captured[-1].id
    if (
        choice is None
        and report.kind is K.OPINION_ISSUED
        and any(one.id == "other" for one in sentence.mentions if one.letter == "O")
    ):
        report.platform, report.platform_told = "*", True
        return
    if choice is not None:
        report.platform, report.platform_told = choice, True
        return
    report.platform = story.platform_before(sentence)
    if report.platform is None:
        report.platform = _candidate(sentence, story, near)
        report.platform_told = report.platform is not None


_GENERAL = re.compile(
    r"hebergeurs?\b|referentiel|certification|tout(?:e|es|s)? |entrepots|registres|warehouses"
)


def _is_order(report: Report, story: Story) -> bool:
    """Say whether an order about one platform is told: it belongs to that platform."""
    hit, sentence = report.hit, report.sentence
    assert hit is not None
    words = sentence.canonical[hit.start : hit.end]
    return (
        " arrete " in words
        and not _GENERAL.search(sentence.plain)
        and bool(platforms_in(sentence) or story.topic)
    )


def _candidate(sentence: Sentence, story: Story, near: int) -> str | None:
    """Return the name that the sentence is about although nothing introduces it."""
    here = [mention for mention in sentence.mentions if mention.letter == "K"]
    if here:
        return max(here, key=lambda mention: (story.candidates[mention.id], -abs(mention.first - near))).id
    ranked = story.candidates.most_common(1)
    return ranked[0][0] if ranked and ranked[0][1] > 1 else None


def _prefer(captured: Sequence[Mention], listed: Sequence[Mention], near: int) -> str | None:
    named = [
        mention for mention in captured if mention.letter in "FK" and not (mention.letter == "K" and listed)
    ]
    particular = [mention for mention in listed if mention.id not in GENERIC and not mention.body]
    if named:
        best = choose_platform(named, near)
        if best in GENERIC and particular:
            return choose_platform(particular, near)
        return best
    return choose_platform(listed, near) if listed else None


AUTHORS: Mapping[ClaimKind, str] = {
    K.HOSTING_AUTHORISED: "A",
    K.HOSTING_REFUSED: "A",
    K.SANCTION_IMPOSED: "A",
    K.FORMAL_NOTICE_ISSUED: "A",
    K.CHANGE_REQUESTED: "AGSH",
    K.OPINION_ISSUED: "AOSHN",
    K.CHALLENGE_FILED: "JEAB",
    K.CHALLENGE_REJECTED: "JE",
    K.HOSTING_SUSPENDED: "JA",
    K.AUTHORISATION_ANNULLED: "JA",
    K.PROVIDER_REJECTED: "GHSA",
    K.LEGAL_BASIS_ADOPTED: "B",
    K.LEGAL_BASIS_INVALIDATED: "E",
    K.PROVIDER_QUALIFIED: "S",
    K.MIGRATION_ANNOUNCED: "G",
    K.HOST_SELECTED: "G",
    K.REQUIREMENT_ENACTED: "NGAH",
}
"""Whose act each kind can be: names of other classes in the sentence are not its author."""
_OWN_ACTS = frozenset((K.HOST_SELECTED, K.MIGRATION_ANNOUNCED, K.MIGRATION_COMPLETED, K.PROVIDER_REJECTED))
_ONLY_SUBJECT = frozenset((K.HOST_SELECTED, K.MIGRATION_COMPLETED))
_DONE_TO_IT = re.compile(
    r"/[pbmk]V|basculer/|(?:transfert|migration|bascule|sortie|choix|decision|completion|switch|move)\b"
)
_BY_PARLIAMENT = re.compile(r" (?:loi|texte|law|secnumcloud)\b| N ")
_BY_GOVERNMENT = re.compile(r" (?:decret|arrete|arretes|circulaire|ordonnance|decree|circular|order)\b")
_SECNUMCLOUD = re.compile(r" (?:secnumcloud|visa|anssi)\b| S ")


def _set_authority(report: Report, story: Story) -> None:
    hit, sentence = report.hit, report.sentence
    assert hit is not None
    if report.kind in OF_CONTROLLER:
        report.authority, report.authority_told = "controller", True
        return
    if hit.rule.authority is not None:
        report.authority = None if hit.rule.authority == "none" else hit.rule.authority
        report.authority_told = report.authority is not None
        return
    by_nature = _by_nature(report, sentence)
    if by_nature is not None:
        report.authority, report.authority_told = by_nature, True
        return
    letters = AUTHORS.get(report.kind, AUTHORITY_LETTERS)
    author = _author_in(hit, sentence, letters, report.kind)
    if author == "controller":
        report.authority, report.authority_told = "controller", True
    elif isinstance(author, Mention):
        report.authority, report.authority_told = resolve_authority(author, sentence, story), True
    else:
        report.authority = _author_near(report, story, letters)


def _by_nature(report: Report, sentence: Sentence) -> str | None:
    """Return the author that the nature of the act tells: a decree is the government's."""
    hit = report.hit
    assert hit is not None
    words = sentence.canonical[max(0, hit.start - 1) : hit.end + 1]
    if report.kind is K.REQUIREMENT_ENACTED:
        if _BY_GOVERNMENT.search(words):
            return "government"
        return "parliament" if _BY_PARLIAMENT.search(words) and "referentiel" not in words else None
    if report.kind is K.PROVIDER_QUALIFIED:
        return "anssi" if _SECNUMCLOUD.search(sentence.canonical) else "other"
    if report.kind is K.LEGAL_BASIS_INVALIDATED:
        return "cjue"
    if report.kind is K.LEGAL_BASIS_ADOPTED:
        return "european-commission"
    return None


def _author_in(hit: Hit, sentence: Sentence, letters: str, kind: ClaimKind) -> Mention | str | None:
    """Return who acts according to the sentence: in the pattern, as its agent, else anywhere in it."""
    captured = [mention for _, mention in hit.names if mention.letter in letters]
    if captured:
        return captured[0]
    agent = _AGENT.search(sentence.canonical, max(0, hit.start - 1))
    if agent is not None:
        mention = sentence.mention_at(agent.start("a"))
        if mention is not None and mention.letter in "CF" and kind in _OWN_ACTS:
            return "controller"
        if mention is not None and mention.letter in letters:
            return mention
    holders = [mention for _, mention in hit.names if mention.letter in "FCK"]
    subject = sentence.canonical[hit.start : hit.end]
    if (
        kind in _OWN_ACTS
        and (holders or hit.anonymous)
        and not hit.rule.id.startswith(("will-", "move-", "choice-"))
    ):
        if not _DONE_TO_IT.search(subject):
            return "controller"
    if kind in _ONLY_SUBJECT:
        return None
    near = sentence.items[sentence.item_at(hit.start)][0]
    inside = [mention for mention in sentence.mentions if mention.letter in letters]
    return min(inside, key=lambda mention: abs(mention.first - near), default=None)


def _author_near(report: Report, story: Story, letters: str) -> str | None:
    """Return who acts according to the sentences round it; None where nobody fits."""
    if report.kind is K.MIGRATION_ANNOUNCED:
        here = report.sentence.index
        around = story.sentences[max(0, here - 2) : here + 3]
        return "government" if any(one.letter == "G" for other in around for one in other.mentions) else None
    if report.kind in (
        K.CHALLENGE_REJECTED,
        K.HOSTING_SUSPENDED,
        K.AUTHORISATION_ANNULLED,
        K.CHALLENGE_FILED,
    ):
        before = story.authority_before(report.sentence, "JE")
        if before is not None:
            return before
        return story.courts.most_common(1)[0][0] if story.courts else None
    if report.kind in (K.HOSTING_AUTHORISED, K.HOSTING_REFUSED, K.SANCTION_IMPOSED, K.FORMAL_NOTICE_ISSUED):
        return "cnil" if story.authorities.get("cnil") else None
    if report.kind in (K.CHANGE_REQUESTED, K.OPINION_ISSUED, K.PROVIDER_REJECTED, K.REQUIREMENT_ENACTED):
        return story.authority_before(report.sentence, letters)
    return None


def resolve_authority(mention: Mention, sentence: Sentence, story: Story) -> str:
    """Return who an authority's name is, anaphors resolved."""
    if mention.letter == "J":
        return story.court(mention)
    if mention.weak and mention.letter == "A":
        if story.authorities.get("cnil") or story.source == "cnil":
            return "cnil"
        before = story.authority_before(sentence, "AHSO")
        return before or "cnil"
    return mention.id


def _providers(hit: Hit, sentence: Sentence) -> list[str]:
    return [mention.id for _, mention in hit.names if mention.letter == "P"]


def _all_providers(hit: Hit, sentence: Sentence) -> list[str]:
    """Return the providers of a list that the pattern has met: "OVHcloud, Numspot et Cloud Temple"."""
    found = _providers(hit, sentence)
    if not found:
        return []
    listed = [sentence.item_at(at) for at, mention in hit.names if mention.letter == "P"]
    for step in (-1, 1):
        at = listed[0]
        while True:
            ahead = at + step
            links = 0
            while 0 <= ahead < len(sentence.items) and links < 4 and _is_link(sentence, ahead):
                ahead += step
                links += 1
            if not 0 <= ahead < len(sentence.items) or links == 0:
                break
            what = sentence.items[ahead][2]
            if not isinstance(what, Mention) or what.letter != "P":
                break
            found.append(what.id)
            at = ahead
    return list(dict.fromkeys(found))


_REACH_OF_A_LIST = 4


def _listed_before(sentence: Sentence, story: Story) -> list[str]:
    """Return the providers of the list that the sentence judges: in it, or shortly before."""
    here = [mention.id for mention in sentence.mentions if mention.letter == "P"]
    for earlier in reversed(story.sentences[max(0, sentence.index - _REACH_OF_A_LIST) : sentence.index + 1]):
        listed = [mention.id for mention in earlier.mentions if mention.letter == "P"]
        aside = {
            mention.id
            for mention in earlier.mentions
            if mention.letter == "P"
            and "place"
            in [token.plain for token in earlier.tokens[max(0, mention.first - 3) : mention.first]]
        }
        found = [
            one
            for one in dict.fromkeys(listed)
            if one not in aside and (earlier is sentence or one not in here)
        ]
        if len(found) > 1:
            return found
    return []


def _is_link(sentence: Sentence, at: int) -> bool:
    first, last, what = sentence.items[at]
    return (
        what is None
        and first == last
        and sentence.tokens[first].plain in (",", "et", "ni", "ou", "a", "and", "nor", "or", "d'", "de")
    )


def _set_provider(report: Report, story: Story) -> None:
    hit, sentence = report.hit, report.sentence
    assert hit is not None
    if report.kind in NO_HOST or hit.rule.provider == "none" or report.platform == "*":
        return
    told = _providers(hit, sentence)
    if report.kind in (K.MIGRATION_ANNOUNCED, K.MIGRATION_COMPLETED):
        report.provider = _destination(sentence, told if hit.rule.provider == "told" else [])
        report.provider_told = report.provider is not None
        return
    if told:
        report.provider, report.provider_told = told[0], True
        return
    if report.kind in TOLD_HOST_ONLY:
        return
    inside = [mention for mention in sentence.mentions if mention.letter == "P"]
    if inside and not re.search(r"candidat|pressenti", sentence.text):
        report.provider, report.provider_told = inside[0].id, True


def _destination(sentence: Sentence, told: Sequence[str]) -> str | None:
    """Return the host that the move goes to: "vers X" before "chez X", its own rooms before "rendre à X"."""
    if told:
        return told[0]
    if _OWN_ROOMS.search(sentence.canonical):
        return "other"
    sources = {match.start("p") for match in _SOURCE.finditer(sentence.canonical)}
    found: list[tuple[int, str]] = []
    for match in _DESTINATION.finditer(sentence.canonical):
        away = match.start("p") in sources and not (" chez " in match[0] and not _FROM.search(match[0]))
        mention = sentence.mention_at(match.start("p"))
        if away or mention is None or _left_host(sentence, match.start("p")):
            continue
        weak = re.match(r" (?:a|sur|to|at|with|for) ", match[0]) is not None
        found.append((int(weak), mention.id))
    return min(found, key=lambda one: one[0])[1] if found else None


_FROM = re.compile(r"(?:d'|de|hors de) chez ")
_LEFT = re.compile(
    r" (?:retirer/\w+|retire|heberge\w*|actuellement|encore|restent?|reste|confie\w*|aujourd'hui|"
    r"aujourd' hui|plac\w+|de chez|hors de chez|demeure)(?: [^ ]+){0,4} ?$"
)


def _left_host(sentence: Sentence, position: int) -> bool:
    """Say whether the host at *position* is the one that is left."""
    return _LEFT.search(sentence.canonical[max(0, position - 40) : position]) is not None


def providers_by_sentence(sentences: Sequence[Sentence]) -> Mapping[int, list[str]]:
    """Return the providers that each sentence names."""
    return {one.index: [mention.id for mention in one.mentions if mention.letter == "P"] for one in sentences}


def language_of(lexicon: Lexicon, language: str) -> str:
    """Return the language whose rules read *language*: French unless English is told."""
    return language if language in lexicon.rules else "fr"
