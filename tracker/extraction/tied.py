"""Remember which host a document ties to which platform, and how surely.

A decision often leaves its host out because the page has told it two sentences before, or will tell
it in the next one: the surest tie of the document is the host of the acts that name none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from tracker.extraction.canonical import Sentence
from tracker.extraction.platforms import choose_platform, platforms_in
from tracker.extraction.ties import OTHER, HostTie, Tie, speaks_of_last, ties_in
from tracker.extraction.unlisted import same_platform

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
_NOT_CONCERNED = re.compile(
    r"\b(?:n'est|ne sont|n'etait|n'etaient) pas concernee?s?\b|\b(?:is|are) not affected\b"
)
"""Says where something else is kept: "l'entrepôt du CHU n'est pas concerné : il reste dans ses murs"."""


@dataclass(slots=True)
class Tied:
    """The hosts of the platforms of one document."""

    ties: dict[str, Counter[tuple[Tie, str]]] = field(default_factory=dict)
    hosts: Counter[str] = field(default_factory=Counter)
    _platform: str | None = None
    _host: str | None = None
    _paragraph: int = 0

    def count(self, sentence: Sentence, *, items: bool) -> bool:
        """Remember the ties of *sentence*; say whether its hosts are only candidates.

        With *items*, a paragraph tells a story of its own: it goes on speaking of nothing told before.
        """
        if items and sentence.section.paragraph != self._paragraph:
            self._paragraph, self._platform, self._host = sentence.section.paragraph, None, None
        platforms = platforms_in(sentence)
        if _NOT_CONCERNED.search(sentence.plain) is not None:
            return False
        hosted = any(mention.letter == "P" for mention in sentence.mentions)
        candidate = hosted and _CANDIDATE.search(sentence.spelled) is not None
        found = self._ties_in(sentence)
        near = bool(found) and not candidate and _TIED.search(sentence.spelled) is not None
        for one in found:
            tie = one.tie if one.tie is not Tie.NONE or not near else Tie.NEAR
            if tie is Tie.NONE or (candidate and tie is not Tie.KEEPS):
                continue
            if one.host != OTHER:
                self.hosts[one.host] += 1
            platform = choose_platform(platforms, one.first) or self._platform
            if platform is not None:
                self.ties.setdefault(platform, Counter())[tie, one.host] += 1
        unknown = [mention.id for mention in sentence.mentions if items and mention.letter == "K"]
        self._platform = choose_platform(platforms) or self._platform or next(iter(unknown), None)
        return candidate

    def _ties_in(self, sentence: Sentence) -> list[HostTie]:
        """Return the ties of *sentence*, that of "sur la même infrastructure" included."""
        found = list(ties_in(sentence))
        if self._host and speaks_of_last(sentence) and all(one.tie is not Tie.KEEPS for one in found):
            found.append(HostTie(self._host, 0, Tie.KEEPS, len(sentence.tokens)))
        for one in found:
            if one.host != OTHER and one.tie is not Tie.LEFT:
                self._host = one.host
        return found

    def join(self, owners: Mapping[str, str]) -> None:
        """Give each platform the ties told of the organisation that keeps it."""
        for owner, platform in owners.items():
            if (found := self.ties.pop(owner, None)) is not None:
                self.ties.setdefault(platform, Counter()).update(found)

    def knows(self, platform: str) -> bool:
        """Say whether any host is tied to *platform*."""
        return bool(self._ties_of(platform))

    def host_of(self, platform: str, *, to_leave: bool = False) -> str | None:
        """Return the host that is tied most surely to *platform*; the one *to_leave* where one is left."""
        own = self._ties_of(platform)
        left = [host for (tie, host), _ in own.most_common() if tie is Tie.LEFT]
        if to_leave and left:
            return left[0]
        if not own:
            return None
        best = max(tie for tie, _ in own)
        ranked = [host for (tie, host), _ in own.most_common() if tie is best]
        return next((host for host in ranked if host != OTHER or best > Tie.NEAR), None)

    def only_host(self, *, is_topic: bool, alone: bool) -> str | None:
        """Return the only host that the document ties to anything, for its topic or its only platform."""
        return next(iter(self.hosts)) if len(self.hosts) == 1 and (is_topic or alone) else None

    def likeliest(self, providers: Counter[str]) -> str | None:
        """Return the provider that the document names most, if it is tied to no other platform."""
        others = {host for found in self.ties.values() for _, host in found}
        ranked = [one for one in providers.most_common() if one[0] not in others or not self.ties]
        if ranked:
            return ranked[0][0] if len(ranked) == 1 or ranked[0][1] > ranked[1][1] else None
        return next(iter(providers)) if len(providers) == 1 else None

    def file_host_of(self, platform: str) -> str | None:
        """Return the host that a request for *platform* is about: the only one tied to it."""
        hosts = {host for _, host in self._ties_of(platform)}
        return self.host_of(platform) if len(hosts) == 1 else None

    def destination_of(self, platform: str | None, *, done: bool) -> str | None:
        """Return the only host that *platform* is told to go to; once *done*, to be kept by."""
        own = self._ties_of(platform)
        left = {host for tie, host in own if tie is Tie.LEFT or (tie is Tie.KEEPS and not done)}
        if done:
            ties: tuple[Tie, ...] = (Tie.GONE_TO, Tie.CHOSEN, Tie.KEEPS)
        else:  # a choice may be that of the present host, unless another is known to be that
            ties = (Tie.GONE_TO, Tie.CHOSEN) if left else (Tie.GONE_TO,)
        for tie in ties:
            hosts = {host for known, host in own if known is tie} - left
            if hosts:
                return hosts.pop() if len(hosts) == 1 else None
        return None

    def leaves(self, platform: str | None, host: str) -> bool:
        """Say whether *platform* is told to leave *host*, and never to go there."""
        ties = {tie for tie, one in self._ties_of(platform) if one == host}
        return Tie.LEFT in ties and Tie.GONE_TO not in ties

    def _ties_of(self, platform: str | None) -> Counter[tuple[Tie, str]]:
        own: Counter[tuple[Tie, str]] = Counter()
        for known, found in self.ties.items():
            if same_platform(known, platform):
                own.update(found)
        return own
