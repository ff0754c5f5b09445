"""Read a robots.txt as RFC 9309 says: which pages of a site a program of our name may read.  Pure.

The standard library's reader is not used: it takes the first rule that fits instead of the longest, knows
neither ``*`` nor ``$``, and takes any agent whose name contains another's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_LONGEST = 512_000
_LINE = re.compile(r"\s*([A-Za-z-]+)\s*:\s*([^#]*?)\s*(?:#.*)?")
_TOKEN = re.compile(r"\*|[A-Za-z_-]+")
_ESCAPED = re.compile(r"%([0-9A-Fa-f]{2})")
_KEPT = "%/:=&?~#+!$,;'@()*[]-._|^`{}\\\"<> "
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


@dataclass(frozen=True, slots=True)
class Rule:
    """Pages whose path fits ``pattern`` may be read, or may not."""

    pattern: str
    allow: bool

    def fits(self, path: str) -> bool:
        """Say whether *path*, already normal, begins as the pattern says.

        >>> Rule("/fr/*.pdf$", allow=False).fits("/fr/avis/2026.pdf")
        True

        The parts between the stars are looked for one after the other: no pattern costs more than that.
        """
        ends = self.pattern.endswith("$")
        first, *others = self.pattern.removesuffix("$").split("*")
        if not path.startswith(first):
            return False
        at = len(first)
        if ends and not others:
            return at == len(path)
        last = others.pop() if ends else ""
        for part in others:
            at = path.find(part, at)
            if at < 0:
                return False
            at += len(part)
        return not ends or (path.endswith(last) and len(path) - len(last) >= at)


@dataclass(frozen=True, slots=True)
class Robots:
    """What one site asks of us; without any rule, everything may be read."""

    rules: tuple[Rule, ...] = ()

    def allows(self, path: str) -> bool:
        """Say whether *path* (with its query) may be read: the longest rule that fits decides.

        >>> Robots((Rule("/prive", allow=False), Rule("/prive/avis", allow=True))).allows("/prive/avis/1")
        True
        """
        normal = _normal(path)
        fitting = [rule for rule in self.rules if rule.fits(normal)]
        return max(((len(rule.pattern), rule.allow) for rule in fitting), default=(0, True))[1]


def read_robots(body: bytes, agent: str) -> Robots:
    """Return the rules for *agent*, those for ``*`` where none name it; nothing is ever malformed."""
    groups: dict[str, list[Rule]] = {}
    for names, rules in _groups(body[:_LONGEST].decode("utf-8", "replace")):
        for name in names:
            groups.setdefault(name, []).extend(rules)
    return Robots(tuple(groups.get(agent.lower(), groups.get("*", ()))))


def _groups(text: str) -> Iterator[tuple[list[str], list[Rule]]]:
    """Yield the names and the rules of each group; lines of another kind (sitemaps) part nothing."""
    names: list[str] = []
    rules: list[Rule] = []
    begun = False
    for line in text.removeprefix("\ufeff").splitlines():
        match = _LINE.fullmatch(line)
        key, value = (match[1].lower(), match[2]) if match else ("", "")
        if key == "user-agent":
            if begun:
                yield names, rules
                names, rules, begun = [], [], False
            token = _TOKEN.match(value)
            names.append(token[0].lower() if token else "")
        elif key in ("allow", "disallow") and names:
            begun = True
            if value.startswith(("/", "*")):
                rules.append(Rule(_normal(value), key == "allow"))
    if names:
        yield names, rules


def _normal(path: str) -> str:
    """Write each character in its one form: escaped but where it need not be."""
    plain = "".join(
        c if c.isascii() else "".join(f"%{b:02X}" for b in c.encode("utf-8", "replace")) for c in path
    )
    return _ESCAPED.sub(_unescaped, plain)


def _unescaped(match: re.Match[str]) -> str:
    character = chr(int(match[1], 16))
    return character if character in _UNRESERVED else match[0].upper()
