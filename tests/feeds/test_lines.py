from __future__ import annotations

import json
from pathlib import Path

import pytest

from feeds.document import Document, Origin
from feeds.lines import BadLine, read_documents


def read(*lines: str) -> list[Document | BadLine]:
    return list(read_documents(lines))


def test_a_line_becomes_a_document_with_its_texts_untouched() -> None:
    """Evidence counts characters: not even a blank line may go."""
    data: dict[str, object] = {
        "id": "a-1",
        "source": {"kind": "press", "name": "Journal de l'Économie", "url": "https://j.example/a"},
        "published": "2020-10",
        "language": "fr",
        "title": "Un titre",
        "summary": None,
        "text": " Un\n\n  texte.\u00a0",
        "expected": [],
    }

    assert read(json.dumps(data)) == [
        Document(
            id="a-1",
            source=Origin(
                id="journal-de-l-economie",
                kind="press",
                name="Journal de l'Économie",
                url="https://j.example/a",
            ),
            title="Un titre",
            text=" Un\n\n  texte.\u00a0",
            url="https://j.example/a",
            published="2020-10",
        )
    ]


def test_a_line_that_names_nobody_is_taken_for_the_press() -> None:
    (document,) = read('{"title": "T"}')

    assert isinstance(document, Document)
    assert document == Document(
        id=document.id, source=Origin(id="file", kind="press", name="file"), title="T"
    )


def test_a_line_without_an_id_is_known_by_what_it_says() -> None:
    """Another day's file has another text on its first line: that is no revision of this one."""
    first, second, again = read('{"title": "T"}', '{"title": "U"}', '{"title": "T"}')

    assert isinstance(first, Document)
    assert isinstance(second, Document)
    assert first.id != second.id
    assert first == again


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "not an object"),
        ("null", "not an object"),
        ("{}", "neither a title nor a summary nor a text"),
        ('{"title": " ", "text": null}', "neither a title nor a summary nor a text"),
        ('{"title": 5}', '"title" is not a text'),
        ('{"title": "a", "id": 5}', '"id" is not a text'),
        ('{"title": "a", "published": "hier"}', '"published" is not a date'),
        ('{"title": "a", "published": 2020}', '"published" is not a text'),
        ('{"title": "a", "language": "de"}', '"language" is neither "fr" nor "en"'),
        ('{"title": "a", "source": "presse"}', '"source" is not an object'),
        ('{"title": "a", "source": {"kind": 1}}', '"kind" is not a text'),
    ],
)
def test_a_bad_line_costs_only_itself(line: str, reason: str) -> None:
    before, bad, after = read('{"title": "a"}', line, '{"title": "b"}')

    assert bad == BadLine(line=2, reason=reason)
    assert isinstance(before, Document)
    assert isinstance(after, Document)


def test_blank_lines_are_counted_and_passed_over() -> None:
    assert read("", "  \n", "{") == [BadLine(line=3, reason="not JSON")]


@pytest.mark.shared
def test_every_line_of_the_corpus_is_read(shared: Path) -> None:
    for name in ("dev.jsonl", "dev-2.jsonl"):
        with (shared / "corpus" / name).open(encoding="utf-8") as lines:
            documents = list(read_documents(lines))
        assert documents
        assert [one for one in documents if isinstance(one, BadLine)] == []
