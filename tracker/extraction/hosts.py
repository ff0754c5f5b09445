"""Say which host an act is about: the one chosen, left, gone to, or judged."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tracker.extraction.canonical import Sentence
from tracker.extraction.mentions import Mention
from tracker.extraction.reports import NO_HOST, TOLD_HOST_ONLY, Report
from tracker.extraction.story import Story
from tracker.extraction.triggers import Hit
from tracker.model.claim import ClaimKind

K = ClaimKind
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

_OWN_ROOMS = re.compile(
    r" (?:en interne|dans ses murs|propres? (?:salles?|machines|serveurs|centres?|infrastructures?|"
    r"datacenters?)|propre centre|in-house|own (?:servers|data ?cent\w+|machines))"
)


def _providers(hit: Hit) -> list[str]:
    return [mention.id for _, mention in hit.names if mention.letter == "P"]


def all_providers(hit: Hit, sentence: Sentence) -> list[str]:
    """Return the providers of a list that the pattern has met: "OVHcloud, Numspot et Cloud Temple"."""
    found = _providers(hit)
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


def listed_before(sentence: Sentence, story: Story) -> list[str]:
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


def set_provider(report: Report) -> None:
    """Set the host that the sentence tells; laws and legal bases have none."""
    hit, sentence = report.trigger, report.sentence
    if report.kind in NO_HOST or hit.rule.provider == "none" or report.platform == "*":
        return
    told = _providers(hit)
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
