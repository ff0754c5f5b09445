"""What the document as a whole speaks of: its topic, its hosts, the authorities it names.

Sentences leave things out because the page has told them.  A story remembers them, in
reading order, so that "la plateforme", "l'institution" or a bare "elle" can be resolved.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from tracker.extraction.canonical import Sentence
from tracker.extraction.mentions import Mention
from tracker.extraction.sections import Zone
from tracker.extraction.ties import OTHER, HostTie, Tie, speaks_of_last, ties_in
from tracker.extraction.unlisted import same_platform
from tracker.model.claim import ClaimKind

GENERIC = frozenset(("health-data-hub", "snds"))
_DENIED_NAME = re.compile(
    r"(?:n' est pas|n' est pas non plus|ce n' est pas|non pas|et non|contrairement a|autre [a-z]+ "
    r"d[ue]|comparables? au?|au meme titre que|affaire d[ue]|version europeenne d[ue]|cas d[ue]|"
    r"porte par|portee par|gere par|pilote par|lancee? par|sous l'egide d[ue]|affaire rappelle|"
    r"rappelle celui d[ue]|celle d[ue]) (?:« )?$"
)
_RUN_BY = re.compile(r"(?:projet|entrepot|registre) d[ue] (?:« )?$")
_TIED = re.compile(
    r"heberg|stock|chez|\bsur\b|confi|serveurs|cloud|hosted|hosting|run on|runs on|servers|host\b|"
    r"abrit|recour|conserv|accueil|exploit|infrastructure|nuage|environnement|leave|quitt|sous-traitant|"
    r"contrat|gestion|marche|entre les mains"
)
_CANDIDATE = re.compile(
    r"candidat|en lice|pressenti|favori|pretendant|figurent|parmi les|pourraient|evalue|verrait|"
    r"certifie|qualifie|a la place d|bidder|short ?list|concurrent|estime|se dit|fournisseurs|"
    r"remplacer|certification|qualification|suspend ses"
)
_FEW = 2
_MANY = 4
"""Platforms of a page that tells several stories: there a host of one is no other's."""
_HOST_KINDS = frozenset((ClaimKind.HOST_SELECTED, ClaimKind.HOSTING_AUTHORISED))


@dataclass(slots=True)
class Story:
    """A document's sentences, and what can be inferred from them together."""

    sentences: Sequence[Sentence]
    source: str
    language: str
    names: Counter[str] = field(default_factory=Counter)
    candidates: Counter[str] = field(default_factory=Counter)
    courts: Counter[str] = field(default_factory=Counter)
    authorities: Counter[str] = field(default_factory=Counter)
    ties: dict[str, Counter[tuple[Tie, str]]] = field(default_factory=dict)
    providers: Counter[str] = field(default_factory=Counter)
    tied: Counter[str] = field(default_factory=Counter)
    topic: str | None = None
    title: str = ""
    title_platforms: frozenset[str] = frozenset()
    title_platform: str | None = None
    asks: bool = False
    _last: str | None = None
    _host: str | None = None

    @classmethod
    def of(cls, sentences: Sequence[Sentence], source: str, language: str) -> Story:
        """Read the sentences once for what they have in common."""
        story = cls(sentences, source, language)
        for sentence in sentences:
            if sentence.section.zone.speaks:
                story._count(sentence)
        story.title_platforms = frozenset(
            mention.id
            for one in sentences
            if one.section.zone is Zone.TITLE
            for mention in one.mentions
            if mention.letter in "FCK"
        )
        story.title = " ".join(one.plain for one in sentences if one.section.zone is Zone.TITLE)
        story.topic = story._find_topic()
        story.asks = any(
            one.text.rstrip().endswith("?") for one in sentences if one.section.zone is Zone.TITLE
        )
        return story

    def _count(self, sentence: Sentence) -> None:
        platforms = platforms_in(sentence)
        plain = " ".join(token.plain for token in sentence.tokens)
        hosted = any(mention.letter == "P" for mention in sentence.mentions)
        candidate = hosted and _CANDIDATE.search(plain) is not None
        for mention in sentence.mentions:
            if mention.letter == "F":
                self.names[mention.id] += 1
            elif mention.letter == "K":
                self.candidates[mention.id] += 1 + 2 * (sentence.section.zone is Zone.TITLE)
            elif mention.letter == "J" and not mention.weak:
                self.courts[mention.id] += 1
            elif mention.letter == "P" and not candidate:
                self.providers[mention.id] += 1
            if mention.letter in "AJEGNBSHO" and not mention.weak:
                self.authorities[mention.id] += 1
        self._tie(sentence, candidate=candidate)
        self._last = choose_platform(platforms) or self._last

    def _tie(self, sentence: Sentence, *, candidate: bool) -> None:
        """Remember how the hosts of a sentence are tied to the platform that each stands by."""
        near = not candidate and _TIED.search(" ".join(token.plain for token in sentence.tokens)) is not None
        found = list(ties_in(sentence))
        if self._host and speaks_of_last(sentence) and all(one.tie is not Tie.KEEPS for one in found):
            found.append(HostTie(self._host, 0, Tie.KEEPS, len(sentence.tokens)))
        for one in found:
            self._host = one.host if one.host != OTHER and one.tie is not Tie.LEFT else self._host
            tie = one.tie if one.tie is not Tie.NONE or not near else Tie.NEAR
            if tie is Tie.NONE or (candidate and tie is not Tie.KEEPS):
                continue
            if one.host != OTHER:
                self.tied[one.host] += 1
            platform = self._platform_of(sentence, one.first)
            if platform is not None:
                self.ties.setdefault(platform, Counter())[tie, one.host] += 1

    def _platform_of(self, sentence: Sentence, near: int) -> str | None:
        """Return the platform that a host at token *near* is told of: in its sentence, or before."""
        here = choose_platform(platforms_in(sentence), near)
        return here or self._last

    def _find_topic(self) -> str | None:
        """Return the platform that the title, the lead or the first lines are about."""
        order = [one for one in self.sentences if one.section.zone is Zone.TITLE]
        title = [platform for one in order if (platform := choose_platform(platforms_in(one)))]
        self.title_platform = title[0] if title else None
        if title:
            return title[0]
        candidate = self._title_candidate()
        lead = [one for one in self.sentences if one.section.zone is Zone.LEAD]
        body = [one for one in self.sentences if one.section.zone is Zone.BODY]
        for group in (lead, body[:4], body):
            if group is body and candidate is not None:
                return candidate
            found = [platform for one in group if (platform := choose_platform(platforms_in(one)))]
            if group is not lead:
                found = [platform for platform in found if platform != "snds"] or found
            specific = [platform for platform in found if platform not in GENERIC]
            if specific and (group is not body):
                return specific[0]
            if found:
                return found[0]
        return None

    def _title_candidate(self) -> str | None:
        """Return the unknown name that the title is about: one that the page goes on speaking of."""
        body = " ".join(one.plain for one in self.sentences if one.section.zone is Zone.BODY)
        for one in self.sentences:
            if one.section.zone is not Zone.TITLE:
                continue
            for mention in one.mentions:
                name = mention.id[6:].replace("-", " ")
                if mention.letter == "K" and name in body.replace("-", " "):
                    return mention.id
        return None

    def title_says(self, words: str) -> bool:
        """Say whether the title or the lead has one of these words."""
        pattern = re.compile(rf"\b(?:{words})")
        return any(
            pattern.search(one.plain) for one in self.sentences if one.section.zone in (Zone.TITLE, Zone.LEAD)
        )

    def _before(self, sentence: Sentence) -> Iterator[Sentence]:
        """Yield the sentences before *sentence*, the nearest first."""
        for index in range(sentence.index - 1, -1, -1):
            yield self.sentences[index]

    def platform_before(self, sentence: Sentence) -> str | None:
        """Return the platform last spoken of before *sentence*, else the topic."""
        for earlier in self._before(sentence):
            if earlier.section.field is not sentence.section.field and sentence.section.zone is Zone.BODY:
                break
            platform = choose_platform(platforms_in(earlier)) if earlier.section.zone.speaks else None
            if platform is not None and (platform != "snds" or self.topic in (None, "snds")):
                return platform
            if sentence.index - earlier.index > 6:
                break
        return self.topic

    def authority_before(self, sentence: Sentence, letters: str) -> str | None:
        """Return the authority of one of these classes last named before *sentence*."""
        for earlier in self._before(sentence):
            if not earlier.section.zone.speaks:
                continue
            for mention in reversed(earlier.mentions):
                if mention.letter in letters and not mention.weak:
                    return mention.id
            if sentence.index - earlier.index > 4:
                break
        return None

    def host_of(self, platform: str | None) -> str | None:
        """Return the host that the document ties to *platform*, by the surest of its ties."""
        if platform is None:
            return None
        own = self._ties_of(platform)
        if own:
            best = max(tie for tie, _ in own)
            ranked = [host for (tie, host), _ in own.most_common() if tie is best]
            return next((host for host in ranked if host != OTHER or best > Tie.NEAR), None)
        if len(self.tied) == 1 and (platform == self.topic or len(self.names) < _FEW):
            return next(iter(self.tied))
        others = {host for found in self.ties.values() for _, host in found}
        if platform == self.topic and self.providers and len(self.names) < _MANY:
            ranked_all = [
                one for one in self.providers.most_common() if one[0] not in others or not self.ties
            ]
            if ranked_all and (len(ranked_all) == 1 or ranked_all[0][1] > ranked_all[1][1]):
                return ranked_all[0][0]
            if not ranked_all and len(self.providers) == 1:
                return next(iter(self.providers))
        return None

    def file_host_of(self, platform: str | None) -> str | None:
        """Return the host that a request for *platform* is about: the only one tied to it."""
        hosts = {host for _, host in self._ties_of(platform)}
        return self.host_of(platform) if len(hosts) < _FEW else None

    def destination_of(self, platform: str | None, *, done: bool) -> str | None:
        """Return the only host that the document says *platform* goes to; once *done*, is kept by."""
        own = self._ties_of(platform)
        left = {host for tie, host in own if tie is Tie.LEFT or (tie is Tie.KEEPS and not done)}
        for tie in (Tie.GONE_TO, Tie.CHOSEN, Tie.KEEPS) if done else (Tie.GONE_TO,):
            hosts = {host for known, host in own if known is tie} - left
            if hosts:
                return hosts.pop() if len(hosts) == 1 else None
        return None

    def leaves(self, platform: str | None, host: str) -> bool:
        """Say whether the document tells that *platform* leaves *host*, and never that it goes there."""
        ties = {tie for tie, one in self._ties_of(platform) if one == host}
        return Tie.LEFT in ties and Tie.GONE_TO not in ties

    def _ties_of(self, platform: str | None) -> Counter[tuple[Tie, str]]:
        own: Counter[tuple[Tie, str]] = Counter()
        for known, found in self.ties.items():
            if same_platform(known, platform):
                own.update(found)
        return own

    def court(self, mention: Mention) -> str:
        """Return which court "le juge des référés" is."""
        if not mention.weak:
            return mention.id
        if self.courts:
            return self.courts.most_common(1)[0][0]
        return "other"


def platforms_in(sentence: Sentence) -> list[Mention]:
    """Return the platforms that a sentence speaks of, those left aside that it only sets apart."""
    found: list[Mention] = []
    for mention in sentence.mentions:
        if mention.letter not in "FC":
            continue
        before = " ".join(token.plain for token in sentence.tokens[max(0, mention.first - 5) : mention.first])
        if _DENIED_NAME.search(before + " "):
            continue
        if mention.id in GENERIC and _RUN_BY.search(before + " "):
            continue
        found.append(mention)
    return found


def choose_platform(mentions: Iterable[Mention], near: int | None = None) -> str | None:
    """Return the platform that an act among these names concerns.

    A particular platform comes before the body that runs it, a platform before an
    organisation: "le Health Data Hub … EMC2" is about EMC2.
    """
    ranked = list(mentions)
    if not ranked:
        return None

    def rank(mention: Mention) -> tuple[int, int, int]:
        distance = 0 if near is None else abs(mention.first - near)
        if mention.letter == "C":
            kind = 3
        elif mention.id in GENERIC:
            kind = 2 if mention.id == "snds" and mention.last == mention.first else 1
        else:
            kind = 0
        return kind, distance, mention.first

    best = min(ranked, key=rank)
    return best.id
