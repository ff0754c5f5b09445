"""PDFs: the text of a deliberation, and one clear line for what has none."""

from __future__ import annotations

import time

import pytest

from feeds.article import Article, NoArticle
from feeds.behind import read_behind
from feeds.errors import FailureKind
from feeds.http import Fetcher
from feeds.worker import Parser
from tests.feeds.pdfs import a_pdf, encrypted
from tests.feeds.site import Reply, Site

DELIBERATION = [
    "Délibération n° 2023-146 du 21 décembre 2023 autorisant",
    "la mise en œuvre d'un entrepôt dénommé « EMC2 » par le groupement",
    "La Commission nationale de l'informatique et des libertés autorise le GIP à",
    "confier à son sous-",
    "traitant Microsoft Ireland l'hébergement de l'entrepôt pour trois ans.",
    "Article 2",
    "La présente délibération sera publiée au Journal officiel.",
]
PDF = {"Content-Type": "application/pdf"}
HTML = {"Content-Type": "text/html; charset=utf-8"}


def read(parser: Parser, body: bytes, content_type: str = "application/pdf") -> Article | NoArticle:
    return parser.read(body, url="https://cnil.example/a.pdf", content_type=content_type)


def test_lines_become_paragraphs_and_the_hyphen_of_a_word_stays(parser: Parser) -> None:
    article = read(parser, a_pdf(DELIBERATION))

    assert isinstance(article, Article)
    assert article.text.split("\n") == [
        "Délibération n° 2023-146 du 21 décembre 2023 autorisant la mise en œuvre d'un entrepôt dénommé "
        "« EMC2 » par le groupement La Commission nationale de l'informatique et des libertés autorise le GIP "
        "à confier à son sous-traitant Microsoft Ireland l'hébergement de l'entrepôt pour trois ans.",
        "Article 2",
        "La présente délibération sera publiée au Journal officiel.",
    ]


def test_running_heads_and_page_numbers_do_not_cut_a_sentence(parser: Parser) -> None:
    pages = [
        ["CNIL - Délibération", f"Le texte de la page {n} est assez long et il", f"{n} / 4"]
        for n in range(1, 5)
    ]

    article = read(parser, a_pdf(*pages))

    assert isinstance(article, Article)
    assert "CNIL - Délibération" not in article.text
    assert "assez long et il Le texte de la page 2" in article.text


@pytest.mark.parametrize("content_type", ["text/html", "application/octet-stream", "application/pdf;x=y"])
def test_a_pdf_is_known_by_what_it_is(parser: Parser, content_type: str) -> None:
    assert isinstance(read(parser, a_pdf(DELIBERATION), content_type), Article)


def test_a_file_that_only_forbids_changes_is_read(parser: Parser) -> None:
    assert isinstance(read(parser, encrypted(a_pdf(DELIBERATION), "")), Article)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (encrypted(a_pdf(DELIBERATION), "secret"), "an encrypted PDF"),
        (a_pdf([], [], ["7"]), "a PDF of pictures without a text: only a person can read it"),
        (a_pdf(DELIBERATION)[:300], "a broken PDF"),
        (b"%PDF-1.7\n" + b"\x00\xff" * 4000, "a broken PDF"),
        (b"%PDF-1.4\ntrailer << /Root 1 0 R /Prev 0 >> startxref 9 %%EOF", "a broken PDF"),
        (b"rien", "a broken PDF (it does not begin as one)"),
    ],
    ids=["encrypted", "scanned", "cut", "noise", "loop", "mislabelled"],
)
def test_a_pdf_without_a_text_says_why(parser: Parser, body: bytes, reason: str) -> None:
    refused = read(parser, body)

    assert isinstance(refused, NoArticle)
    assert refused.reason.startswith(reason)
    assert "\n" not in refused.reason


def test_a_bomb_is_given_up_in_time_and_the_next_file_is_read(parser: Parser) -> None:
    """A hundred kilobytes that unpack to a hundred megabytes, and a page that shows itself for ever."""
    began = time.monotonic()

    bomb = read(parser, a_pdf(["a"], more=b" " * 100_000_000))
    slow = read(parser, a_pdf(["a"], more=b"q 1 0 0 1 0 0 cm " * 4_000_000))

    assert isinstance(bomb, NoArticle)
    assert isinstance(slow, NoArticle)
    assert {bomb.kind, slow.kind} <= {FailureKind.UNSAFE, FailureKind.PERMANENT}
    assert time.monotonic() - began < 40
    assert isinstance(read(parser, a_pdf(DELIBERATION)), Article)


def a_page(*links: str, text: str = "Le texte est joint.") -> Reply:
    body = "".join(f"<p>{link}</p>" for link in links)
    page = f"<html><head><title>EMC2</title></head><body><article><p>{text}</p>{body}</article></body></html>"
    return Reply(page.encode(), headers=HTML)


def test_a_page_of_few_lines_stands_for_the_pdf_that_it_links(
    site: Site, fetcher: Fetcher, parser: Parser
) -> None:
    site.pages["/d"] = a_page(
        '<a href="/files/d.PDF?v=1">Délibération (PDF)</a>', '<a href="/autre">Autre</a>'
    )
    site.pages["/files/d.PDF"] = Reply(a_pdf(DELIBERATION), headers=PDF)

    article = read_behind(site.url("/d"), fetcher, parser)

    assert isinstance(article, Article)
    assert "autorise le GIP" in article.text
    assert article.title == "EMC2"


def test_of_several_files_the_one_that_is_called_a_decision_is_read(
    site: Site, fetcher: Fetcher, parser: Parser
) -> None:
    site.pages["/d"] = a_page('<a href="/guide.pdf">Guide</a>', '<a href="/d.pdf">La délibération</a>')
    site.pages["/d.pdf"] = Reply(a_pdf(DELIBERATION), headers=PDF)
    site.pages["/deux"] = a_page('<a href="/avis-1.pdf">Avis</a>', '<a href="/avis-2.pdf">Avis</a>')
    site.pages["/loin"] = a_page('<a href="https://ailleurs.example/d.pdf">La délibération</a>')

    one, two, far = (read_behind(site.url(path), fetcher, parser) for path in ("/d", "/deux", "/loin"))

    assert isinstance(one, Article)
    assert "autorise le GIP" in one.text
    assert [each.text for each in (two, far) if isinstance(each, Article)][1] == "Le texte est joint."
    assert site.paths() == ["/robots.txt", "/d", "/d.pdf", "/deux", "/loin"]


def test_a_page_with_a_text_of_its_own_is_read_alone(site: Site, fetcher: Fetcher, parser: Parser) -> None:
    site.pages["/d"] = a_page(
        '<a href="/d.pdf">La délibération</a>', text="La CNIL autorise l'entrepôt. " * 30
    )

    assert isinstance(read_behind(site.url("/d"), fetcher, parser), Article)
    assert site.paths() == ["/robots.txt", "/d"]


def test_a_linked_file_that_cannot_be_read_is_told(site: Site, fetcher: Fetcher, parser: Parser) -> None:
    """For good: the few lines of the page count, with a notice.  For now: another try."""
    site.pages["/d"] = a_page('<a href="/d.pdf">La délibération</a>')
    site.pages["/d.pdf"] = Reply(encrypted(a_pdf(DELIBERATION), "secret"), headers=PDF)

    lasting = read_behind(site.url("/d"), fetcher, parser)
    site.pages["/d.pdf"] = Reply(status=503)
    passing = read_behind(site.url("/d"), fetcher, parser)

    assert isinstance(lasting, Article)
    assert lasting.notice == "the PDF that holds its text could not be read: an encrypted PDF"
    assert isinstance(passing, NoArticle)
    assert passing.kind is FailureKind.TRANSIENT
