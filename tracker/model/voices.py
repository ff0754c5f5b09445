"""How many independent voices of the press tell one act.

Pure.  Two papers that print the same agency text are one voice, however many words each
changed at its edges: what is compared is a sketch of the text, small enough to be kept with
every claim.  So are two texts that credit the same agency, a text and the paper
that it credits, and what stands at one host.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import TypeAlias
from urllib.parse import urlsplit

from tracker.model.decision import Witness

Tie: TypeAlias = tuple[str, str]
_Told: TypeAlias = tuple[set[Tie], set[str]]
"""What ties witnesses to others, and their texts."""

_RUN = 4
"""Words in a row that are compared as one."""

_KEPT = 24
"""Runs that a sketch keeps: enough to tell a copy from another text about the same act."""

_COUNTED = 50
"""Voices whose words are compared to count them, where papers give two days."""

_DIGITS = 8
_COPY = 0.4
"""Two texts that share more of their runs than this are one text; independent ones share a few quotes."""

_PART = 0.7
_TELLING = 4
"""A short text of which most runs stand in a longer one is a part of it; fewer than these tell nothing."""

_AGENCIES = r"(?P<agency>AFP|Reuters|APM(?:news)?|AEF(?: info)?)"
_CREDIT = re.compile(
    rf"(?:\(\s*(?:avec |with |source ?: ?)?|©\s*|\b[Aa]vec (?:l')?|\b[Ww]ith |\b[Ss]ources? ?: ?|"
    rf"\b[Dd]épêche (?:de l')?){_AGENCIES}\b"
)
_TITLE = (
    r"(?:(?:Le|La|Les|L['’]) ?[A-ZÉÈ][\w'’-]+|Mediapart|Libération|Contexte|Politico|Bloomberg|01net|"
    r"Euractiv|Numerama|Hospimedia|TICpharma|BFMTV|AFP|Reuters|APMnews|AEF info)"
)
_SAID = r"(?:rapporté|indiqué|annoncé|révélé|écrit|appris|affirmé)"
_SAYS = rf"(?:rapporte|indique|annonce|révèle|écrit|affirme|a {_SAID})"
_RETOLD = re.compile(
    rf"\b(?:[Ss]elon|[Dd]['’]après|{_SAYS}|[Aa]ccording to|[Rr]eports|[Rr]eported by) "
    rf"(?:l['’])?(?P<title>{_TITLE})"
)
"""Whom a text names as the one who reports; « dit à l'AFP » quotes who spoke to several at once."""

_SHARED_HOSTS = frozenset({"news.google.com", "linkedin.com", "medium.com", "msn.com"})
"""Hosts of the texts of many houses."""


def credited(text: str) -> str:
    """Return whom *text* credits, agencies and papers, each as one word; empty for nobody.

    >>> credited("Le projet est autorisé. (Avec AFP)"), credited("a-t-il dit à l'AFP")
    ('afp', '')
    >>> credited("La Cnil a dit non, selon Le Figaro.")
    'lefigaro'
    """
    found = {each["agency"] for each in _CREDIT.finditer(text)}
    found |= {each["title"] for each in _RETOLD.finditer(text)}
    return " ".join(sorted({_as_one_word(name) for name in found}))


def _as_one_word(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold())
    word = re.sub(r"[\W_]+", "", "".join(each for each in plain if not unicodedata.combining(each)))
    return {"apmnews": "apm", "aefinfo": "aef"}.get(word, word)


def sketch_of(text: str) -> str:
    """Return what is kept of *text* to know a copy of it; empty for a text of a few words.

    The smallest digests of its runs of words: two texts share as many of them, in proportion,
    as they share runs.
    """
    words = re.findall(r"\w+", text.casefold())
    runs = {" ".join(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1)}
    if len(runs) < _RUN * 2:
        return ""
    digests = sorted({blake2b(run.encode(), digest_size=_DIGITS // 2).hexdigest() for run in runs})
    return "".join(digests[:_KEPT])


def is_copy(one: str, other: str) -> bool:
    """Say whether two sketches are of one text, give or take what each paper changed."""
    if not one or not other:
        return False
    ours, theirs = _digests(one), _digests(other)
    both = ours & theirs
    part, whole = sorted((ours, theirs), key=len)
    if _is_part(part, whole, both):
        return True
    counted = min(_KEPT, max(len(ours), len(theirs)))
    if len(both) <= _COPY * counted:
        return False
    smallest = sorted(ours | theirs)[:counted]
    shared = sum(1 for digest in smallest if digest in both)
    return shared > _COPY * len(smallest)


def _is_part(part: frozenset[str], whole: frozenset[str], both: frozenset[str]) -> bool:
    """Say whether a short text, all of whose runs are kept, stands in a longer one.

    Only the runs that the longer would have kept can tell.
    """
    if len(part) >= _KEPT or len(both) < _TELLING:
        return False
    last = max(whole) if len(whole) >= _KEPT else ""
    able = len(part) if not last else sum(1 for digest in part if digest <= last)
    return len(both) > _PART * able


@lru_cache(maxsize=16384)
def _digests(sketch: str) -> frozenset[str]:
    return frozenset(sketch[at : at + _DIGITS] for at in range(0, len(sketch), _DIGITS))


def count_voices(witnesses: Iterable[Witness]) -> int:
    """Return how many independent voices *witnesses* are; of very many, the words are not compared."""
    left = _by_publisher_and_agency(witnesses)
    if len(left) > _COUNTED:
        return len(left)
    voices = 0
    while left:
        _, left = _one_voice(left)
        voices += 1
    return voices


class Voices:
    """Whether the witnesses of an act are more than one independent voice, whatever their order.

    One voice is all that hang together by publisher, agency or copied text, however many steps apart.
    One whole voice (``_mine``) is told from all the others (``_others``): a further witness is compared with
    the side on which its publisher does not already put it, and only who joins both has all weighed anew.
    """

    def __init__(self) -> None:
        self._witnesses: dict[int, Witness] = {}
        self._mine, self._others = _Side(), _Side()

    @property
    def are_several(self) -> bool:
        """Say whether there is more than one."""
        return bool(self._others.ties)

    def has_heard_only(self, witnesses: Sequence[Witness]) -> bool:
        """Say whether *witnesses* hold all that were added."""
        return self._witnesses.keys() <= {id(each) for each in witnesses}

    def hear(self, witnesses: Sequence[Witness]) -> None:
        """Add those of *witnesses* that were not added before."""
        new = [each for each in witnesses if id(each) not in self._witnesses]
        self._witnesses.update((id(each), each) for each in new)
        if not self._mine.ties or not all(self._places(each) for each in new):
            self._weigh_anew()

    def _places(self, witness: Witness) -> bool:
        """Add a witness to the side on which it belongs; False where it joins both."""
        mine, others = self._mine, self._others
        ties, text = _ties(witness), witness.sketch
        is_mine, is_others = not ties.isdisjoint(mine.ties), not ties.isdisjoint(others.ties)
        is_mine = is_mine or mine.holds_a_copy(text)
        is_others = is_others or (is_mine and others.holds_a_copy(text))
        if is_mine and is_others:
            return False
        (mine if is_mine else others).add(ties, (text,))
        return True

    def _weigh_anew(self) -> None:
        """Tell one voice from the others, beginning with the publisher of the fewest texts."""
        left = sorted(_by_publisher_and_agency(self._witnesses.values()), key=lambda each: len(each[1]))
        self._mine, left = _one_voice(left)
        self._others = _Side()
        for each in left:
            self._others.add(*each)


def _ties(witness: Witness) -> set[Tie]:
    """Return what makes one voice of two witnesses before their words are looked at.

    A paper that credits another is no voice beside it, nor are two names that write at one address.
    """
    names = {_as_one_word(witness.publisher) or witness.publisher, *witness.agency.split()}
    host = _host_of(witness.url) if witness.url else ""
    return {("name", name) for name in names} | ({("host", host)} if host else set())


@lru_cache(maxsize=16384)
def _host_of(url: str) -> str:
    """Return the host of an address that is one house's own."""
    try:
        host = (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    is_name = "." in host and not host.rpartition(".")[2].isdigit()
    return host if is_name and host not in _SHARED_HOSTS else ""


def _by_publisher_and_agency(witnesses: Iterable[Witness]) -> list[_Told]:
    """Return the ties and the texts of each voice, as far as publishers and credits tell the voices apart."""
    held: dict[Tie, _Told] = {}
    for witness in witnesses:
        one: _Told = (_ties(witness), {witness.sketch})
        for other in {id(held[tie]): held[tie] for tie in one[0] if tie in held}.values():
            larger, smaller = (other, one) if len(other[1]) > len(one[1]) else (one, other)
            larger[0].update(smaller[0])
            larger[1].update(smaller[1])
            one = larger
        held.update(dict.fromkeys(one[0], one))
    return list({id(each): each for each in held.values()}.values())


def _one_voice(left: list[_Told]) -> tuple[_Side, list[_Told]]:
    """Return the voice to which the first of *left* belongs, and all who are others."""
    voice = _Side()
    reached, left = left[:1], left[1:]
    while reached:
        latest = _Side()
        latest.add(*reached.pop())
        near = [each for each in left if any(latest.holds_a_copy(text) for text in each[1])]
        left = [each for each in left if each not in near]
        reached += near
        voice.add(latest.ties, latest.texts)
    return voice, left


class _Side:
    """Texts by their digests, and who printed them: texts that share no digest are never compared."""

    def __init__(self) -> None:
        self.ties: set[Tie] = set()
        self.texts: set[str] = set()
        self._holding: dict[str, list[str]] = {}

    def add(self, ties: Iterable[Tie], texts: Iterable[str]) -> None:
        self.ties.update(ties)
        for text in texts:
            if text not in self.texts:
                self.texts.add(text)
                for digest in _digests(text):
                    self._holding.setdefault(digest, []).append(text)

    def holds_a_copy(self, text: str) -> bool:
        near = {each for digest in _digests(text) for each in self._holding.get(digest, ())}
        return any(is_copy(text, each) for each in near)
