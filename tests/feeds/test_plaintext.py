from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds import plaintext
from feeds.plaintext import fold, one_line, shorten, tidy, to_text
from feeds.suspicion import find_suspicions, find_suspicions_shown


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>Un</p>\n<p>deux</p>", "Un\ndeux"),
        ("Un<br>deux<br/>trois", "Un\ndeux\ntrois"),
        ("<p>une\nligne   cassée</p>", "une ligne cassée"),
        ("une ligne\nune autre", "une ligne\nune autre"),
        ("5 < 6 et 7 > 2", "5 < 6 et 7 > 2"),
        ("R&D et AT&T", "R&D et AT&T"),
        ("<ul><li>a<li>b</ul>", "a\nb"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a b"),
        ("<!-- rien --><p>vu</p><template>pas vu</template><noscript>ni ça</noscript>", "vu"),
        ("<div hidden><div>x</div>y</div>z", "z"),
        ("<div style='DISPLAY : none'>x</div>z", "z"),
        ("&amp;lt;b&amp;gt;gras&amp;lt;/b&amp;gt;", "gras"),
        ("3\u00a0000\u202f€ «\u00a0oui\u00a0»", "3\u00a0000\u202f€ «\u00a0oui\u00a0»"),
        ("<pre>a\n  b</pre>", "a\nb"),
        ("", ""),
    ],
)
def test_text_is_what_a_reader_sees(markup: str, text: str) -> None:
    assert to_text(markup, limit=1000) == text


@given(st.text(max_size=300))
def test_no_markup_makes_it_raise_or_leaves_what_cannot_be_seen(markup: str) -> None:
    text = to_text(markup, limit=100)

    assert len(text) <= 100
    assert not set(text) & set("\x00\x1b\u202e\u200b\ufeff\r")
    assert all(line == line.strip(" \t") and line for line in text.split("\n") if text)


MARKUP = st.lists(
    st.sampled_from(
        (
            *(
                "<p>",
                "</p>",
                "<br>",
                "<br/>",
                "</br>",
                '<a href="x?a=1&amp;b">',
                "</a>",
                "<li>",
                '<h2 class="a">',
            ),
            *("\n", " \n  ", "\t", "a", "é", "&amp;", "&lt;", "&", "am", "p;", "&#10;", ">", "&nbsp;"),
            *("<", "<pre>", "</pre>", "<td>", "<!--", "-->", "<span hidden>", "</span>", "<P>", "<p"),
        )
    ),
    max_size=12,
).map("".join)


@given(MARKUP)
def test_simple_markup_is_read_as_the_parser_reads_it(markup: str) -> None:
    simple = plaintext._simply_rendered(markup)
    reader = plaintext._Reader()
    reader.feed(markup)
    reader.close()

    assert simple in {None, "".join(reader.pieces)}
    assert ("<" in plaintext._SIMPLE_TAG.sub("", markup)) == (simple is None)


@given(st.text(max_size=200))
def test_tidying_twice_changes_nothing_more(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)


@pytest.mark.parametrize("invisible", ["\u00ad", "\u200b", "\u200d", "\u2066", "\ufeff", "\U000e0041"])
def test_what_takes_no_room_is_removed_and_does_not_count(invisible: str) -> None:
    assert tidy(f"Health Data H{invisible}ub") == "Health Data Hub"
    assert fold(f"H{invisible}ub") == fold("Hub")


def test_titles_are_one_line_and_cuts_are_shown() -> None:
    assert one_line("a\n<b>b</b>\r\nc", limit=10) == "a b c"
    assert shorten("abcdef", 4) == "abc…"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("La CNIL autorise l’hébergement", ()),
        ("La СNIL autorise", ("mixed-script",)),
        ("le Ηealth Data Hub", ("mixed-script",)),
        ("Anti-TNFα, IL-1β, 5 µg et Ωm", ()),
        ("Le Conseil d’État и суд", ()),
        ("refuse \u202eesufer\u202c", ("hidden-characters",)),
        ("H\u2060ub", ("hidden-characters",)),
        ("cé\u00adsure et \ufeffdébut", ()),
        ("👩\u200d⚕️ au travail", ()),
    ],
)
def test_what_reads_otherwise_than_it_is_written_is_noticed(text: str, found: tuple[str, ...]) -> None:
    assert find_suspicions(text) == found


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        ("La CNIL autorise Micro\u200bsoft à héberger", ("hidden-characters",)),
        ("Menu\u200bs | La CNIL autorise Microsoft à héberger", ()),
        ("La CNIL autorise\u202e Microsoft à héberger", ("hidden-characters",)),
        ("x" * 300_000 + "\u200b", ()),
    ],
)
def test_a_page_is_odd_by_what_becomes_of_its_article(raw: str, found: tuple[str, ...]) -> None:
    assert find_suspicions_shown(raw, "La CNIL autorise Microsoft à héberger") == found
