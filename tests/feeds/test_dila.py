from __future__ import annotations

import gzip
import io
import re
import tarfile
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from feeds.dila import looks_official, parse_deletions, parse_official, read_official, read_texts
from feeds.document import Document, Origin
from feeds.errors import FailureKind
from feeds.official import IssueEntry, JournalIssue, NotOfficial, OfficialText

REAL = ("cnil/*.xml", "jorf/JORFTEXT*.xml", "jade/*.xml", "synthetic/*.xml")


def read(xml: str | bytes) -> OfficialText:
    found = parse_official(xml if isinstance(xml, bytes) else xml.encode(), name="x.xml")
    assert isinstance(found, OfficialText), found
    return found


def one(path: Path) -> OfficialText:
    (found,) = read_official(path)
    assert isinstance(found, OfficialText), found
    return found


def cnil(body: str = "<p>Autorise.</p>", identity: str = "CNILTEXT000099990001") -> str:
    return (
        f"<?xml version='1.0' encoding='UTF-8'?><TEXTE_CNIL><META><META_COMMUN><ID>{identity}</ID></META_COMMUN>"
        "<META_SPEC><META_CNIL><TITREFULL>Titre</TITREFULL></META_CNIL></META_SPEC></META>"
        f"<BLOC_TEXTUEL><CONTENU>{body}</CONTENU></BLOC_TEXTUEL><LIENS/></TEXTE_CNIL>"
    )


@pytest.mark.shared
def test_a_deliberation_of_the_cnil(shared: Path) -> None:
    text = one(shared / "fixtures/dila/cnil/CNILTEXT000054047151.xml")

    assert (text.id, text.base, text.number, text.nor) == (
        "CNILTEXT000054047151",
        "CNILTEXT",
        "2026-047",
        "CNIS2611643X",
    )
    assert (text.decided_on, text.published_on, text.state) == ("2026-04-02", "2026-05-08", "VIGUEUR")
    assert (text.nature, text.kind) == ("DELIBERATION", "Recommandation/Lignes directrices")
    assert text.title.startswith("Délibération n° 2026-047 du 2 avril 2026 portant adoption")
    assert text.text.startswith("La Commission nationale de l'informatique et des libertés,\nVu le règlement")
    assert text.document() == Document(
        id="cnil:CNILTEXT000054047151",
        source=Origin(
            id="cnil",
            kind="cnil",
            name="CNIL",
            url="https://www.legifrance.gouv.fr/cnil/id/CNILTEXT000054047151",
        ),
        title=text.title,
        text=text.text,
        url="https://www.legifrance.gouv.fr/cnil/id/CNILTEXT000054047151",
        published="2026-05-08",
        ids=("CNILTEXT000054047151", "CNIS2611643X"),
    )


@pytest.mark.shared
def test_a_title_loses_its_line_break_and_a_table_keeps_its_rows(shared: Path) -> None:
    text = one(shared / "fixtures/dila/cnil/CNILTEXT000026026270.xml")

    assert text.title.endswith("(Demande d’autorisation n° 1573383)")
    assert text.nor is None
    assert "\nSur le responsable du traitement\nVolkswagen Group France\n" in text.text


@pytest.mark.shared
def test_a_text_of_the_journal_comes_in_its_order(shared: Path) -> None:
    text = one(shared / "fixtures/dila/jorf/JORFTEXT000054708438.xml")

    assert (text.number, text.nor, text.published_on) == (None, "ARMM2621619A", "2026-08-19")
    assert text.author == "Ministère des armées et des anciens combattants"
    assert text.eli == "https://www.legifrance.gouv.fr/eli/arrete/2026/8/11/ARMM2621619A/jo/texte"
    lines = text.text.split("\n")
    assert lines[0].startswith("La ministre déléguée")
    assert [line for line in lines if re.fullmatch(r"Article \d+", line)] == ["Article 1", "Article 2"]
    assert "l'article 1er du décret" in text.text
    assert lines[-2:] == ["Fait le 11 août 2026.", "Alice RUFO"]


@pytest.mark.shared
def test_a_decision_of_the_conseil_d_etat(shared: Path) -> None:
    text = one(shared / "fixtures/dila/synthetic/CETATEXT000099990001.xml")

    assert text.ecli == "ECLI:FR:CEORD:2024:492369.20240322"
    assert (text.number, text.author, text.formation) == ("492369", "Conseil d'État", "Juge des référés")
    assert text.text.endswith("\nArticle 1er : La requête est rejetée.")
    document = text.document()
    assert (document.published, document.source.kind, document.source.name) == (
        "2024-03-22",
        "court",
        "Conseil d'État",
    )


@pytest.mark.shared
def test_a_lower_court_is_not_the_conseil_d_etat(shared: Path) -> None:
    text = one(shared / "fixtures/dila/jade/CETATEXT000051549953-shortened.xml")

    assert text.document().source.name == "CAA de PARIS"


@pytest.mark.shared
def test_an_issue_of_the_journal_tells_under_which_heading_a_text_stands(shared: Path) -> None:
    (issue,) = read_official(shared / "fixtures/dila/jorf/JORFCONT000054245240.xml")

    assert isinstance(issue, JournalIssue)
    assert (issue.number, issue.published_on) == ("0137", "2026-06-13")
    (ours,) = [entry for entry in issue.entries if entry.id == "JORFTEXT000054246469"]
    assert isinstance(ours, IssueEntry)
    assert ours.headings[-1] == "Commission nationale de l'informatique et des libertés"


@pytest.mark.shared
def test_every_word_of_every_file_is_kept(shared: Path) -> None:
    """No field of the real files is lost: each word is in a field, or in the text."""
    paths = sorted(path for pattern in REAL for path in (shared / "fixtures/dila").glob(pattern))
    assert len(paths) >= 11
    for path in paths:
        text = one(path)
        kept = set(re.findall(r"\w+", " ".join([text.text, *(value for _, value in text.fields)])))
        root = ET.parse(path).getroot()  # noqa: S314  our own fixtures
        every = {
            word
            for element in root.iter()
            for written in (
                element.text,
                element.tail,
                *(element.attrib.values() if element.tag.isupper() else ()),
            )
            for word in re.findall(r"\w+", written or "")
        }
        # "1<sup>er</sup>" is two words in the file, and parts of one in the text.
        assert [word for word in every - kept if not any(word in longer for longer in kept)] == []


@pytest.mark.shared
def test_far_dates_stand_for_none_and_a_body_may_be_missing(shared: Path) -> None:
    text = one(shared / "fixtures/dila/synthetic/CNILTEXT000099990002-nobody.xml")

    assert (text.published_on, text.number, text.text) == (None, None, "")
    assert text.document().published is None


@pytest.mark.shared
def test_an_archive_is_read_as_it_comes(shared: Path) -> None:
    folder = shared / "fixtures/dila/synthetic"

    increment = list(read_official(folder / "CNIL_20240130-211500.tar.gz"))
    full = list(read_official(folder / "Freemium_cnil_global_20230713-140000.tar.gz"))

    assert [text.id for text in increment if isinstance(text, OfficialText)] == ["CNILTEXT000049057224"]
    assert increment == [one(folder / "CNILTEXT000049057224.xml")]
    assert [text.id for text in full if isinstance(text, OfficialText)] == [
        "CNILTEXT000026026270",
        "CNILTEXT000099990002",
    ]


@pytest.mark.shared
def test_a_list_of_deletions_names_ids(shared: Path) -> None:
    body = (shared / "fixtures/dila/synthetic/liste_suppression_cnil.dat").read_bytes()

    assert parse_deletions(body) == ("CNILTEXT000099990009", "CNILTEXT000099990109")
    assert parse_deletions(b"cnil/global/\n\nrien\nx/JORFTEXT000037157123.xml\n") == ("JORFTEXT000037157123",)


def test_markup_that_the_courts_escaped_is_undone() -> None:
    text = read(cnil("Vu&lt;br/&gt;la&amp;nbsp;requête<br/>rejetée"))

    assert text.text == "Vu\nla\u00a0requête\nrejetée"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "broken XML in line 1"),
        (cnil()[:-30].encode(), "broken XML in line 1"),
        (b"<ARTICLE/>", "XML of another kind: <ARTICLE>"),
        (cnil(identity="../../etc").encode(), "a text without an id"),
        (
            b"<TEXTE><STRUCT><ARTICLE><ID>JORFTEXT000000000001</ID></ARTICLE></STRUCT></TEXTE>",
            "a text without an id",
        ),
        (cnil("<p>" * 100_000 + "</p>" * 100_000).encode(), "XML that is nested too deeply"),
        (b"<!DOCTYPE T [<!ENTITY a 'b'>]>" + cnil().encode(), "it declares a document type"),
        (cnil().replace("UTF-8", "UTF-16").encode("utf-16"), "it declares a document type"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_by_its_name(body: bytes, reason: str) -> None:
    found = parse_official(body, name="dossier/x.xml")

    assert isinstance(found, NotOfficial)
    assert found.name == "dossier/x.xml"
    assert found.reason.startswith(reason)


def archive(*members: tuple[str, bytes], how: int = tarfile.PAX_FORMAT) -> bytes:
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w:gz", format=how) as tar:
        for name, body in members:
            info = tarfile.TarInfo(name)
            info.size = len(body)
            tar.addfile(info, io.BytesIO(body))
    return raw.getvalue()


def found_in(raw: bytes) -> list[OfficialText | JournalIssue | NotOfficial]:
    return list(read_texts(io.BytesIO(raw), name="a.tar.gz"))


@pytest.mark.parametrize("how", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_long_names_are_read_in_every_form_of_archive(how: int) -> None:
    name = "/".join(["dossier"] * (18 if how == tarfile.USTAR_FORMAT else 60)) + "/x.xml"

    found = found_in(archive((name, b"<p/>"), ("b/y.xml", cnil().encode()), how=how))

    assert isinstance(found[0], NotOfficial)
    assert found[0].name == name
    assert isinstance(found[1], OfficialText)


def test_a_member_that_would_leave_the_archive_is_refused_alone() -> None:
    good = cnil().encode()
    raw = archive(("/tmp/x.xml", good), ("a/../../x.xml", good), ("a\\x.xml", good), ("a/x.xml", good))  # noqa: S108

    *bad, last = found_in(raw)

    assert [one.kind for one in bad if isinstance(one, NotOfficial)] == [FailureKind.UNSAFE] * 3
    assert isinstance(last, OfficialText)


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE])
def test_links_and_devices_are_never_read(kind: bytes) -> None:
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w:gz") as tar:
        info = tarfile.TarInfo("a/x.xml")
        info.type, info.linkname = kind, "/etc/passwd"
        tar.addfile(info)

    (fault,) = found_in(raw.getvalue())

    assert isinstance(fault, NotOfficial)
    assert (fault.name, fault.kind) == ("a/x.xml", FailureKind.UNSAFE)


@pytest.mark.parametrize("kind", [tarfile.REGTYPE, tarfile.XHDTYPE, tarfile.GNUTYPE_LONGNAME])
def test_a_giant_member_ends_the_reading_before_it_is_inflated(kind: bytes) -> None:
    info = tarfile.TarInfo("gros.xml")
    info.size, info.type = 1 << 40, kind
    raw = gzip.compress(info.tobuf(tarfile.GNU_FORMAT) + b"\0" * 4096)

    (fault,) = found_in(raw)

    assert isinstance(fault, NotOfficial)
    assert (fault.kind, "too large" in fault.reason) == (FailureKind.UNSAFE, True)


@pytest.mark.parametrize("cut", [30, 200, -1, -9, -200])
def test_an_archive_that_is_cut_off_says_so(cut: int) -> None:
    noise = bytes(range(256)) * 40
    raw = archive(("a/x.xml", cnil().encode()), ("a/y.dat", noise), ("a/z.xml", cnil().encode()))

    last = found_in(raw[:cut])[-1]

    assert isinstance(last, NotOfficial)
    assert last.kind is FailureKind.TRANSIENT


def test_a_damaged_archive_says_so() -> None:
    raw = archive(("a/x.xml", cnil().encode()))
    plain = bytearray(gzip.decompress(raw))
    plain[10] ^= 1

    assert [one.kind for one in found_in(gzip.compress(bytes(plain))) if isinstance(one, NotOfficial)] == [
        FailureKind.TRANSIENT
    ]


def test_files_for_this_reader_are_known_by_their_beginning() -> None:
    assert looks_official(cnil().encode()[:200])
    assert looks_official(b"\x1f\x8b\x08")
    assert looks_official(b"<?xml version='1.0'?>\n<TEXTE>\n<ID>")
    assert not looks_official(b"<rss version='2.0'><channel><title>TEXTE</title>")
    assert not looks_official(b'{"title": "a"}')
