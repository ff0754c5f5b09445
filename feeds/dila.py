"""Read DILA's XML: deliberations of the CNIL, texts of the Journal officiel, decisions of the courts.

A file is known by its root element, never by its folder.  No document type is accepted: no file
of DILA has one, and all attacks on XML need one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO
from xml.etree import ElementTree as ET

from feeds.errors import FailureKind
from feeds.official import IssueEntry, JournalIssue, NotOfficial, OfficialText
from feeds.plaintext import tidy, to_text
from feeds.tarball import MAX_MEMBER, ArchiveFault, read_members

_NONE = "2222-01-01"
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_ID = re.compile(r"[A-Z]{4,8}TEXT\d{12}")
_ROOT = re.compile(rb"<(TEXTE_CNIL|TEXTE_JURI_\w+|TEXTE|JO)[\s>]")
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_SPACES = re.compile(r"[ \t\r\n]+")
_ESCAPED = re.compile(r"<br ?/?>|</?p>|&[a-z]+;")
_DELETED = re.compile(r"(\w+TEXT\d{12}|\w{4}(?:CONT|ARTI|SCTA)\d{12})(?: D)?$")
_LINES = frozenset(
    {"p", "div", "br", "tr", "li", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6", "hr"}
)
_CELLS = frozenset({"td", "th"})
_SEEN_IN_TEXT = frozenset({"CONTENU", "TITRE_TA"})
_BESIDE_THE_TEXT = frozenset({"ABRO", "RECT", "SM", "TP", "CITATION_JP"})
_MARKED_UP = frozenset({"CONTENU", "SCT", "ANA"})
_FAMILY = re.compile(r"(?<=^TEXTE_JURI)_\w+$")


def looks_official(start: bytes) -> bool:
    """Tell whether a file that begins with *start* is for `read_official`: DILA's XML, or a gzip."""
    return start.startswith(b"\x1f\x8b") or _ROOT.search(start) is not None


def read_official(path: Path) -> Iterator[OfficialText | JournalIssue | NotOfficial]:
    """Yield the texts of an XML file or of a .tar.gz, which is read as a stream."""
    with path.open("rb") as file:
        yield from read_texts(file, name=path.name)


def read_texts(file: BinaryIO, *, name: str) -> Iterator[OfficialText | JournalIssue | NotOfficial]:
    """Yield the texts of *file*, which complaints call *name*.

    Lists of deletions and members that are no XML are passed over; what is refused is told.
    """
    start = file.read(2)
    file.seek(0)
    if start != b"\x1f\x8b":
        yield parse_official(file.read(MAX_MEMBER), name=name)
        return
    for member in read_members(file):
        if isinstance(member, ArchiveFault):
            yield NotOfficial(name=member.name or name, reason=member.reason, kind=member.kind)
        elif member.name.endswith(".xml"):
            yield parse_official(member.body, name=member.name)


def parse_official(body: bytes, *, name: str) -> OfficialText | JournalIssue | NotOfficial:
    """Read one file; *name* is what a complaint calls it."""
    if _DECLARATION.search(body) or b"\0" in body[:100]:
        reason = "it declares a document type, which DILA's files do not"
        return NotOfficial(name=name, reason=reason, kind=FailureKind.UNSAFE)
    try:
        root = ET.fromstring(body)  # noqa: S314  expat with entities refused above
        reader = _READERS.get(_FAMILY.sub("", root.tag))
        if reader is not None:
            return reader(root)
    except ET.ParseError as error:
        return NotOfficial(name=name, reason=f"broken XML in line {error.position[0]}")
    except RecursionError:
        return NotOfficial(name=name, reason="XML that is nested too deeply")
    except _NoIdError:
        return NotOfficial(name=name, reason="a text without an id")
    return NotOfficial(name=name, reason=f"XML of another kind: <{root.tag[:40]}>")


def parse_deletions(body: bytes) -> tuple[str, ...]:
    r"""Return the ids that a list of deletions names, one path a line; most are unknown: normal.

    >>> parse_deletions(b"cnil/global/CNIL/TEXT/00/CNILTEXT000099990109 D\n")
    ('CNILTEXT000099990109',)
    """
    lines = body.decode("utf-8", "replace").splitlines()
    found = (_DELETED.fullmatch(line.strip().rpartition("/")[2].removesuffix(".xml")) for line in lines)
    return tuple(match.group(1) for match in found if match is not None)


class _NoIdError(Exception):
    """The file names no text."""


def _cnil(root: ET.Element) -> OfficialText:
    fields = _Fields(root)
    return OfficialText(
        id=fields.id(),
        title=fields.get("TITREFULL") or fields.get("TITRE") or "",
        text=_body(root.findall("BLOC_TEXTUEL/CONTENU")),
        nature=fields.get("NATURE"),
        kind=fields.get("NATURE_DELIB"),
        number=fields.get("NUMERO"),
        nor=fields.get("NOR"),
        former_id=fields.get("ANCIEN_ID"),
        decided_on=fields.date("DATE_TEXTE"),
        published_on=fields.date("DATE_PUBLI"),
        author="CNIL",
        state=fields.get("ETAT_JURIDIQUE"),
        fields=fields.every,
    )


def _journal(root: ET.Element) -> OfficialText:
    fields = _Fields(root)
    structure = root.find("STRUCT")
    parts = [_body(root.findall(f"{part}/CONTENU")) for part in ("NOTICE", "VISAS")]
    parts += _articles(structure) if structure is not None else []
    return OfficialText(
        id=fields.id(),
        title=fields.get("TITREFULL") or fields.get("TITRE") or "",
        text="\n".join(filter(None, parts)),
        nature=fields.get("NATURE"),
        number=fields.get("NUM"),
        nor=fields.get("NOR"),
        eli=fields.get("ID_ELI"),
        former_id=fields.get("ANCIEN_ID"),
        decided_on=fields.date("DATE_TEXTE"),
        published_on=fields.date("DATE_PUBLI"),
        author=fields.get("MINISTERE") or fields.get("AUTORITE"),
        fields=fields.every,
    )


def _articles(structure: ET.Element) -> list[str]:
    """Return the headings, articles and signatures of a text, in its order."""
    parts: list[str] = []
    for element in structure:
        if element.tag == "SECTION_TA":
            parts.append(tidy(element.findtext("TITRE_TA") or ""))
            parts += _articles(element)
        elif element.tag == "ARTICLE":
            number = (element.findtext("NUM") or "").strip()
            parts += [f"Article {number}" if number else "", _body(element.findall("BLOC_TEXTUEL/CONTENU"))]
        else:
            parts.append(_body(element.findall("CONTENU")))
    return parts


def _court(root: ET.Element) -> OfficialText:
    fields = _Fields(root)
    return OfficialText(
        id=fields.id(),
        title=fields.get("TITRE") or "",
        text=_body(root.findall("TEXTE/BLOC_TEXTUEL/CONTENU")),
        summary=_body(root.findall("TEXTE/SOMMAIRE/ANA")),
        nature=fields.get("NATURE"),
        kind=fields.get("TYPE_REC") or fields.get("NATURE_QUALIFIEE"),
        number=fields.get("NUMERO"),
        nor=fields.get("NOR"),
        ecli=fields.get("ECLI"),
        former_id=fields.get("ANCIEN_ID"),
        decided_on=fields.date("DATE_DEC"),
        author=fields.get("JURIDICTION"),
        formation=fields.get("FORMATION"),
        state=fields.get("SOLUTION"),
        fields=fields.every,
    )


def _issue(root: ET.Element) -> JournalIssue:
    fields = _Fields(root)
    return JournalIssue(
        id=fields.get("ID") or "",
        title=fields.get("TITRE") or "",
        number=fields.get("NUM"),
        eli=fields.get("ID_ELI"),
        published_on=fields.date("DATE_PUBLI"),
        entries=tuple(_issue_entries(root.find("STRUCTURE_TXT"), ())),
    )


def _issue_entries(element: ET.Element | None, headings: tuple[str, ...]) -> Iterator[IssueEntry]:
    for child in element if element is not None else ():
        if child.tag == "LIEN_TXT":
            title = tidy(child.get("titretxt") or "")
            yield IssueEntry(id=child.get("idtxt") or "", title=title, headings=headings)
        elif child.tag == "TM":
            heading = tidy(child.findtext("TITRE_TM") or "")
            yield from _issue_entries(child, (*headings, heading))


class _Fields:
    """Every value of a file outside its body, by path and in its order; by name those of the text itself.

    The text's own stand under META, or right under the root: an article has a NUM and an ID too.
    """

    def __init__(self, root: ET.Element) -> None:
        pairs: list[tuple[str, str]] = []
        _collect(root, "", pairs)
        self.every = tuple(pairs)
        self._own: dict[str, str] = {}
        for path, value in pairs:
            above, _, name = path.rpartition("/")
            if not above or above.startswith("META"):
                self._own.setdefault(name, value)

    def get(self, name: str) -> str | None:
        return self._own.get(name)

    def date(self, name: str) -> str | None:
        """Return a date; far ones stand for none."""
        value = self._own.get(name, "")
        return value if _DATE.fullmatch(value) and value < _NONE else None

    def id(self) -> str:
        value = self._own.get("ID", "")
        if not _ID.fullmatch(value):
            raise _NoIdError
        return value


def _collect(element: ET.Element, path: str, pairs: list[tuple[str, str]]) -> None:
    for child in element:
        place = f"{path}/{child.tag}" if path else child.tag
        pairs += [(f"{place}@{name}", value) for name, value in child.attrib.items()]
        if child.tag in _SEEN_IN_TEXT and element.tag not in _BESIDE_THE_TEXT:
            continue
        if len(child) and child.tag not in _MARKED_UP:
            _collect(child, place, pairs)
            continue
        value = _body([child])
        if value:
            pairs.append((place, value))


def _body(elements: list[ET.Element]) -> str:
    """Return the text of *elements*, a line for each paragraph, line break and row."""
    pieces: list[str] = []
    for element in elements:
        _flatten(element, pieces)
        pieces.append("\n")
    text = "".join(pieces)
    if _ESCAPED.search(text):
        # Some decisions of the courts have their markup escaped.
        return to_text(text.replace("\n", "<br>"), limit=len(text))
    return tidy(text)


def _flatten(element: ET.Element, pieces: list[str]) -> None:
    if element.text:
        pieces.append(_SPACES.sub(" ", element.text))
    for child in element:
        tag = child.tag
        if tag in _LINES:
            pieces.append("\n")
        elif tag in _CELLS:
            pieces.append(" ")
        _flatten(child, pieces)
        if tag in _LINES and tag != "br":
            pieces.append("\n")
        if child.tail:
            pieces.append(_SPACES.sub(" ", child.tail))


_READERS: dict[str, Callable[[ET.Element], OfficialText | JournalIssue]] = {
    "JO": _issue,
    "TEXTE": _journal,
    "TEXTE_CNIL": _cnil,
    "TEXTE_JURI": _court,
}
