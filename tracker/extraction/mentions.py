"""Find the names of the catalogue in the words of a sentence.

The longest name wins, and a name in one of its "never" contexts is none.  A name takes its
article along: "la Cnil" is one mention.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

from tracker.catalogue import Authority, Catalogue, Names
from tracker.extraction.clean import clean
from tracker.extraction.groups import Token

_AUTHORITY_LETTERS = {
    "cnil": "A",
    "conseil-etat": "J",
    "cjue": "E",
    "government": "G",
    "parliament": "N",
    "european-commission": "B",
    "anssi": "S",
    "ans": "H",
    "controller": "C",
}
_COURT = re.compile(r"tribunal|cour\b|court\b|juge|parquet|pnf")
_NOT_COURT = re.compile(r"cour des comptes|court of auditors")
_LEADING_ARTICLE = re.compile(r"^(?:l'|le |la |les |the )", re.IGNORECASE)
_ARTICLES = frozenset(("le", "la", "les", "l'", "du", "au", "des", "aux", "the"))
_SEPARATOR = r"[\s\-–\"«»']{1,3}"


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a sentence: its class (a capital), whom it names, and its tokens.

    ``weak`` marks an anaphor ("l'institution"), ``body`` the organisation that runs a
    platform, ``typed`` an unlisted name that the text introduces as a platform.
    """

    letter: str
    id: str
    first: int
    last: int
    weak: bool = False
    body: bool = False
    typed: bool = False


def taken_by(mentions: Iterable[Mention]) -> set[int]:
    """Return the tokens that *mentions* cover."""
    taken: set[int] = set()
    for one in mentions:
        taken.update(range(one.first, one.last + 1))
    return taken


@dataclass(frozen=True, slots=True)
class _Alias:
    written: str
    """The pattern; compiled for the first text that has its first word: few of the hundreds are needed."""
    letter: str
    id: str
    length: int
    exact: str | None = None
    weak: bool = False
    body: bool = False
    article: bool = False


@dataclass(slots=True)
class Gazetteer:
    """The catalogue's names, by their first word."""

    heads: dict[str, list[_Alias]] = field(default_factory=dict)

    @classmethod
    def of(cls, catalogue: Catalogue, instruments: Iterable[str] = ()) -> Gazetteer:
        """Compile the names of *catalogue*, and of the *instruments* for transfers."""
        gazetteer = cls()
        for alias in instruments:
            gazetteer._put(alias, "L", alias)
        for platform in catalogue.platforms.values():
            gazetteer.add(platform, "F", platform.id)
            for body in platform.bodies:
                gazetteer._put(body, "C", platform.id, body=True)
        for provider in catalogue.providers.values():
            gazetteer.add(provider, "P", provider.id)
        for authority in catalogue.authorities.values():
            gazetteer._add_authority(authority)
        for aliases in gazetteer.heads.values():
            aliases.sort(key=lambda alias: -alias.length)
        return gazetteer

    def add(self, names: Names, letter: str, slug: str) -> None:
        """Add the aliases of one entry."""
        for alias in dict.fromkeys((*names.aliases, names.name)):
            self._put(alias, letter, slug)
        for alias in names.exact:
            self._put(alias, letter, slug, exact=True)
        for context in names.never:
            self._put(context, "", slug)

    def _add_authority(self, authority: Authority) -> None:
        for alias in authority.aliases:
            self._put(alias, _authority_letter(authority.id, alias), authority.id)
        for alias in authority.exact:
            self._put(alias, _authority_letter(authority.id, alias), authority.id, exact=True)
        for alias in authority.anaphors:
            self._put(alias, _authority_letter(authority.id, alias), authority.id, weak=True)
        for context in authority.never:
            self._put(context, "", authority.id)

    def _put(  # noqa: PLR0913 - the ways an alias may be written
        self,
        alias: str,
        letter: str,
        slug: str,
        *,
        exact: bool = False,
        weak: bool = False,
        body: bool = False,
    ) -> None:
        cleaned = clean(alias)
        words = re.findall(r"[a-z0-9]+", cleaned.plain)
        article = len(words) == 2 and words[0] in ("le", "la", "l", "les", "the")
        if len(words) > 1 and words[0] in ("le", "la", "l", "les", "the"):
            words = words[1:]
        if not words:
            return
        extra = "".join(re.escape(sign) for sign in sorted(set(cleaned.plain) & set("=.,:&+()")))
        separator = rf"[\s\-–\"«»'{extra}]{{1,3}}" if extra else _SEPARATOR
        glued = rf"(?:{separator})?" if len(words) <= 3 and max(map(len, words)) > 3 else separator
        written = (glued if not extra else separator).join(map(re.escape, words))
        found = _Alias(
            rf"{written}(?![a-z0-9])",
            letter,
            slug,
            len(cleaned.plain),
            _LEADING_ARTICLE.sub("", cleaned.text) if exact else None,
            weak,
            body,
            article,
        )
        self.heads.setdefault(words[0], []).append(found)

    def find(self, text: str, plain: str, tokens: Sequence[Token], end: int) -> list[Mention]:
        """Return the mentions among *tokens*, which stand in ``text`` before *end*."""
        mentions: list[Mention] = []
        heads = self.heads
        after = 0
        for at in [at for at, token in enumerate(tokens) if token.plain.rstrip("'") in heads]:
            mention = self._at(text, plain, tokens, at, end) if at >= after else None
            if mention is None:
                continue
            if mention.letter:
                mentions.append(_with_article(tokens, mention))
            after = mention.last + 1
        return _merged(tokens, mentions) if len(mentions) > 1 else mentions

    def _at(self, text: str, plain: str, tokens: Sequence[Token], at: int, end: int) -> Mention | None:
        token = tokens[at]
        for alias in self.heads.get(token.plain.rstrip("'"), ()):
            match = _compiled(alias.written).match(plain, token.start, end)
            if match is None or not _is_written(alias, text[token.start : match.end()], tokens, at):
                continue
            last = at
            while last + 1 < len(tokens) and tokens[last + 1].start < match.end():
                last += 1
            return Mention(alias.letter, alias.id, at, last, alias.weak, alias.body)
        return None


_compiled = cache(re.compile)


def _is_written(alias: _Alias, written: str, tokens: Sequence[Token], at: int) -> bool:
    before = tokens[at - 1].plain if at else ""
    if alias.article and before not in _ARTICLES:
        return False
    if alias.exact is None:
        return True
    if written != alias.exact:
        return False
    if alias.exact == "Hub":
        return before in ("", "ce", "national", "'s", *_ARTICLES)
    return True


def _with_article(tokens: Sequence[Token], mention: Mention) -> Mention:
    before = tokens[mention.first - 1].plain if mention.first else ""
    if before in ("le", "la", "les", "l'", "the"):
        return Mention(
            mention.letter,
            mention.id,
            mention.first - 1,
            mention.last,
            mention.weak,
            mention.body,
            mention.typed,
        )
    return mention


def _merged(tokens: Sequence[Token], mentions: Iterable[Mention]) -> list[Mention]:
    """Join "le juge des référés du tribunal administratif", "X (Y)" of one and the same."""
    joined: list[Mention] = []
    for mention in mentions:
        if joined:
            last = joined[-1]
            between = [token.plain for token in tokens[last.last + 1 : mention.first]]
            if (
                last.letter == mention.letter
                and between in (["du"], ["de"], ["de", "la"], ["de", "l'"], ["of"])
                and last.weak
            ):
                joined[-1] = Mention(mention.letter, mention.id, last.first, mention.last)
                continue
            if (
                last.id == mention.id
                and last.letter == mention.letter
                and set(between) <= {"(", ")", ",", "–", "-", "ou", "dit", "alias", "«", "»", '"'}
            ):
                closing = mention.last
                if closing + 1 < len(tokens) and tokens[closing + 1].plain == ")" and "(" in between:
                    closing += 1
                joined[-1] = Mention(
                    last.letter,
                    last.id,
                    last.first,
                    closing,
                    last.weak and mention.weak,
                    last.body and mention.body,
                )
                continue
        joined.append(mention)
    return joined


def _authority_letter(slug: str, alias: str) -> str:
    if slug == "other":
        words = clean(alias).plain
        return "J" if _COURT.search(words) and not _NOT_COURT.search(words) else "O"
    return _AUTHORITY_LETTERS.get(slug, "O")
