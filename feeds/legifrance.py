"""Read the answers of the Légifrance API: hits of a search, and texts as OfficialText.

Every field may be null or missing; what is there may be of another type.  A date of the year 2222
or later stands for none; an instant is the day that it is in Paris.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from feeds.official import OfficialText
from feeds.plaintext import one_line, tidy, to_text

_PARIS = ZoneInfo("Europe/Paris")
_NONE = "2222-01-01"
_ID = re.compile(r"(?:CNIL|JORF|CETA|JURI|CONS)TEXT\d{12}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_LONGEST = 5_000_000
_DEEPEST = 30
Json = Mapping[str, object]
ROUTES = {
    "CNILTEXT": ("/consult/cnil", "textId"),
    "JORFTEXT": ("/consult/jorf", "textCid"),
    "CETATEXT": ("/consult/juri", "textId"),
    "JURITEXT": ("/consult/juri", "textId"),
    "CONSTEXT": ("/consult/juri", "textId"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One result of a search; ``mark`` changes when the database changes what it says of the text."""

    id: str
    title: str
    mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """One page of a search; ``total`` is what all pages have, ``shown`` what this one has.

    ``nameless`` are the results shown without an id.
    """

    hits: tuple[Hit, ...]
    total: int
    shown: int
    nameless: int


def route(identity: str) -> tuple[str, dict[str, str]]:
    """Return the method that answers for the id, and the body that it wants.

    >>> route("CNILTEXT000049057224")
    ('/consult/cnil', {'textId': 'CNILTEXT000049057224'})
    """
    path, key = ROUTES[identity.rstrip("0123456789")]
    return path, {key: identity}


def read_hits(answer: Json) -> Hits | None:
    """Read one page of a search; None where *answer* is something else, such as an error with a 200."""
    rows, total = answer.get("results"), answer.get("totalResultNumber")
    if not isinstance(rows, list) or not isinstance(total, int) or isinstance(total, bool):
        return None
    hits = tuple(hit for hit in map(_hit, _list(rows)) if hit is not None)
    return Hits(hits=hits, total=total, shown=len(rows), nameless=len(rows) - len(hits))


def _hit(result: Json) -> Hit | None:
    """Read one result: its id and its title stand in the first of its titles, and nowhere else."""
    title = next(iter(_list(result.get("titles"))), {})
    identity = _text(title.get("id")) or _text(title.get("cid"))
    if not _ID.fullmatch(identity):
        return None
    said = [title.get("title"), title.get("legalStatus")]
    said += [result.get(key) for key in ("num", "nor", "nature", "etat", "date", "datePublication")]
    mark = hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16]
    return Hit(id=identity, title=one_line(_text(title.get("title")), limit=500), mark=mark)


def read_text(identity: str, answer: Json) -> OfficialText | None:
    """Return the text that a consultation of *identity* answered; None where it holds another or none."""
    body = answer if identity.startswith("JORFTEXT") else answer.get("text")
    if not isinstance(body, Mapping) or body.get("id") != identity:
        return None
    return _journal(body) if identity.startswith("JORFTEXT") else _simple(body)


def _simple(body: Json) -> OfficialText:
    cnil = _text(body.get("id")).startswith("CNILTEXT")
    summaries = [
        tidy(_plain(part.get("resumePrincipal")) or _plain(part.get("abstrats")))
        for part in _list(body.get("sommaire"))
    ]
    return OfficialText(
        id=_text(body.get("id")),
        title=one_line(_text(body.get("titreLong")) or _text(body.get("titre")), limit=2000),
        text=_plain(body.get("texteHtml")) or tidy(_text(body.get("texte"))),
        summary="\n".join(filter(None, summaries)),
        nature=_known(body, "nature"),
        kind=_known(body, "natureDelib") or _known(body, "natureQualifiee") or _known(body, "typeDecision"),
        number=_known(body, "num"),
        nor=_known(body, "nor"),
        eli=_known(body, "idEli"),
        ecli=_known(body, "ecli"),
        former_id=_known(body, "ancienId"),
        decided_on=day_of(body.get("dateTexte")),
        published_on=day_of(body.get("datePubli")),
        author="CNIL" if cnil else _known(body, "juridiction"),
        formation=_known(body, "formation"),
        state=_known(body, "etat") or _known(body, "solution"),
        fields=tuple(_fields(body)),
    )


def _journal(body: Json) -> OfficialText:
    parts = [_plain(body.get("notice")), _plain(body.get("visa")), *_articles(body, 0)]
    parts.append(_plain(body.get("signers")))
    return OfficialText(
        id=_text(body.get("id")),
        title=one_line(_text(body.get("title")), limit=2000),
        text="\n".join(filter(None, parts)),
        nature=_known(body, "nature"),
        number=_known(body, "num"),
        nor=_known(body, "nor"),
        eli=_known(body, "eli"),
        decided_on=day_of(body.get("dateTexte")),
        published_on=day_of(body.get("dateParution")),
        state=_known(body, "etat"),
        fields=tuple(_fields(body)),
    )


def _articles(part: Json, depth: int) -> Iterator[str]:
    """Yield the articles and sections of *part* in the order that they give themselves."""
    articles, sections = _list(part.get("articles")), _list(part.get("sections"))
    for each in sorted([*articles, *sections], key=_order):
        if "content" in each:
            number = _text(each.get("num"))
            yield f"Article {number}" if number else ""
            yield _plain(each.get("content"))
        elif depth < _DEEPEST:
            yield one_line(_text(each.get("title")), limit=2000)
            yield from _articles(each, depth + 1)


def _order(part: Json) -> int:
    order = part.get("intOrdre")
    return order if isinstance(order, int) else 0


def day_of(value: object) -> str | None:
    """Return the day of *value*: milliseconds since 1970, or a date that may have a time.

    >>> day_of(1703116800000), day_of("2024-01-30T23:00:00.000+0000"), day_of(32472144000000)
    ('2023-12-21', '2024-01-31', None)
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            day = datetime.fromtimestamp(value / 1000, UTC).astimezone(_PARIS).date().isoformat()
        except (OverflowError, OSError, ValueError):
            return None
    else:
        day = _day_of_text(_text(value))
    return day if _DAY.fullmatch(day) and day < _NONE else None


def _day_of_text(text: str) -> str:
    if _DAY.fullmatch(text):
        return text
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return ""
    aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=_PARIS)
    return aware.astimezone(_PARIS).date().isoformat()


def _fields(body: Json) -> Iterator[tuple[str, str]]:
    """Yield every value outside the body of the text, by name."""
    for name, value in body.items():
        if isinstance(value, bool | int | float) or (isinstance(value, str) and value and len(value) < 2000):
            yield name, tidy(str(value))


def _plain(value: object) -> str:
    return to_text(_text(value), limit=_LONGEST)


def _known(body: Json, name: str) -> str | None:
    return one_line(_text(body.get(name)), limit=500) or None


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _list(value: object) -> list[Json]:
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []
