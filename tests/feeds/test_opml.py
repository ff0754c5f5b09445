"""Lists of feeds: what other readers write is read, what attacks is refused."""

from __future__ import annotations

import time

import pytest

from feeds.opml import MOST_OUTLINES, OpmlError, Outline, read_opml, write_opml


def opml(body: str, prolog: str = "") -> bytes:
    return f'<?xml version="1.0"?>{prolog}<opml version="1.0"><body>{body}</body></opml>'.encode()


def test_folders_are_flattened_and_an_address_counts_once() -> None:
    listed = read_opml(
        opml(
            '<outline text="Santé"><outline text="A" title="Le A" type="rss" xmlUrl="https://a.example/f"/>'
            '<outline text="A bis" xmlUrl="https://a.example/f"/></outline>'
            '<outline text="B" xmlurl=" https://b.example/?x=1&amp;y=2 "/><outline text="un dossier vide"/>'
        )
    )

    assert listed == (Outline("https://a.example/f", "Le A"), Outline("https://b.example/?x=1&y=2", "B"))


def test_what_is_written_is_read_again() -> None:
    outlines = (
        Outline("https://a.example/?a=1&b='2'", 'Le "fil" <de> l\'été & co'),
        Outline("https://b.example/"),
    )

    again = read_opml(write_opml(outlines, title="<Veille> & co").encode())

    assert again == (outlines[0], Outline("https://b.example/", "https://b.example/"))


BOMB = (
    "<!DOCTYPE o ["
    '<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]>"
)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (opml('<outline text="&j;" xmlUrl="https://a.example/"/>', BOMB), "document type"),
        (opml("", '<!DOCTYPE o SYSTEM "file:///etc/passwd">'), "document type"),
        (b"<rss version='2.0'></rss>", "<rss>, not OPML"),
        (b"<opml><body><outline", "not well-formed (line 1"),
        (b"", "not well-formed"),
        (b"bonjour", "not well-formed"),
        (b'<?xml version="1.0" encoding="x-klingon"?><opml/>', "encoding is unknown"),
        (b" " * 5_000_001, "more than 5 MB"),
        (
            opml("".join(f'<outline xmlUrl="https://a.example/{n}"/>' for n in range(MOST_OUTLINES + 1))),
            "split it",
        ),
    ],
)
def test_what_is_no_list_is_refused_with_its_reason(body: bytes, told: str) -> None:
    with pytest.raises(OpmlError) as refused:
        read_opml(body)

    assert told in str(refused.value)


def test_five_megabytes_of_outlines_take_no_time() -> None:
    deep = 120_000
    body = opml("<outline>" * deep + '<outline xmlUrl="https://a.example/"/>' + "</outline>" * deep)
    began = time.monotonic()

    assert read_opml(body) == (Outline("https://a.example/"),)
    assert time.monotonic() - began < 5
