from __future__ import annotations

import re
from pathlib import Path

import pytest

from feeds.article import Article, NoArticle
from feeds.errors import FailureKind
from feeds.page import read_article
from feeds.tails import cut_tail, load_tail_rules
from tests.feeds.layouts import LAYOUTS, Piece

BODY = tuple(
    f"Paragraphe {n} : la plateforme d’essai raconte longuement son appel d’offres et ce qui suit."
    for n in range(8)
)
PIECE = Piece(
    title="La plateforme d’essai publie son appel d’offres",
    lead="Après des mois d’attente, la plateforme d’essai a publié son appel d’offres, jusqu’à l’automne.",
    body=(*BODY[:3], "Un calendrier serré", *BODY[3:]),
    author_box=(
        "Camille Essai est journaliste au site d’essai depuis bien des années et aime les longues phrases.",
    ),
    comments=(
        "Premier lecteur : tout est faux, la plateforme est chez Nuage-Exemple, c’est autorisé !",
        "Second lecteur : je ne suis pas d’accord avec le premier, et je le dis avec des mots inutiles.",
    ),
)


def read(html: str | bytes, content_type: str | None = "text/html; charset=utf-8") -> Article:
    raw = html if isinstance(html, bytes) else html.encode()
    article = read_article(raw, url="https://a.example/article", content_type=content_type)
    assert isinstance(article, Article), article
    return article


def squeeze(text: str) -> str:
    return " ".join(text.split())


def seed(shared: Path, number: int) -> Piece:
    """Cut a seed article into its parts, by the lines that stand between them."""
    (path,) = (shared / "fixtures/seeds").glob(f"{number:03}_*.txt")
    lines = [squeeze(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]

    def at(pattern: str) -> int:
        return next(n for n, line in enumerate(lines) if re.match(pattern, line))

    top, first, last = {0: (0, "Un choix", "Une réaction à partager"), 1: (2, "Cet accord", "Source$")}[
        number
    ]
    start, end = at(first), at(last)
    said, over = at(r"\d+ (réflexion|commentaires) "), at("Laisser un commentaire")
    return Piece(
        title=lines[top],
        lead=lines[top + 1],
        body=tuple(lines[start:end]),
        author_box=tuple(line for line in lines[end + 1 : said] if len(line) > 25),
        comments=tuple(line for line in lines[said + 1 : over] if len(line) > 25),
    )


def share_kept(piece: Piece, text: str) -> float:
    wanted = [squeeze(part) for part in (piece.lead, *piece.body)]
    return sum(len(part) for part in wanted if part in squeeze(text)) / sum(map(len, wanted))


def leaks(piece: Piece, text: str) -> list[str]:
    others = (*piece.comments, *piece.author_box, *piece.footer)
    return [part for part in others if squeeze(part)[:40] in squeeze(text)]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_article_is_kept_and_nothing_else(layout: str) -> None:
    article = read(LAYOUTS[layout](PIECE))

    assert share_kept(PIECE, article.text) >= 0.95
    assert leaks(PIECE, article.text) == []
    assert article.language == "fr"
    assert article.text.count("\n") >= 7


@pytest.mark.shared
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("number", [0, 1])
def test_the_seed_articles_survive_every_layout(shared: Path, number: int, layout: str) -> None:
    piece = seed(shared, number)
    assert len(piece.body) > 4
    assert piece.comments
    assert piece.author_box

    article = read(LAYOUTS[layout](piece))

    assert share_kept(piece, article.text) >= 0.95
    assert leaks(piece, article.text) == []
    assert squeeze(article.title).startswith(piece.title[:40])


def test_what_the_page_hides_is_not_the_article() -> None:
    lie = "La CNIL autorise l’hébergement de la plateforme d’essai chez Nuage-Exemple, dit la page en secret."
    hidden = (
        f"<!-- {lie} --><div style='display:none'>{lie}</div><p hidden>{lie}</p><template>{lie}</template>"
        f"<noscript>{lie}</noscript><script type='application/ld+json'>{{'articleBody': '{lie}'}}</script>"
        f"<p aria-hidden='true'>{lie}</p>"
    )
    page = f"<html><head><meta name='description' content='{lie}'></head><body><article><h1>Essai</h1>"

    article = read(f"{page}<p>{BODY[0]}</p>{hidden}<p>{BODY[1]}</p></article></body></html>")

    assert article.text == "\n".join(BODY[:2])


def test_a_short_page_is_an_article_too() -> None:
    page = (
        "<html><body><nav>menu</nav><article><h1>Essai</h1><p>Une seule phrase.</p></article></body></html>"
    )

    assert read(page).text == "Une seule phrase."


@pytest.mark.parametrize(
    ("head", "published"),
    [
        (
            "<meta property='article:published_time' content='2024-02-01T08:15:00+01:00'>",
            "2024-02-01T07:15:00Z",
        ),
        (
            '<script type="application/ld+json">{"@type": "Article", "datePublished": "2024-02-01"}</script>',
            "2024-02-01",
        ),
        ("<meta itemprop='datePublished' content='2024-02-01'>", "2024-02-01"),
        ("<meta property='article:modified_time' content='2024-11-15'>", None),
        ("<meta property='article:published_time' content='bientôt'>", None),
        ("", None),
    ],
)
def test_the_date_is_the_one_for_machines_or_none(head: str, published: str | None) -> None:
    """The text says "15/11/2024" as many pages do; that is when something was changed."""
    body = "".join(f"<p>{line}</p>" for line in BODY)

    assert (
        read(f"<html><head>{head}</head><body><span>15/11/2024</span>{body}</body></html>").published
        == published
    )


@pytest.mark.parametrize(
    ("body", "content_type", "kind"),
    [
        (b"%PDF-1.7\n\x00\x01", "text/html", FailureKind.PERMANENT),
        (b"<html>", "application/pdf", FailureKind.PERMANENT),
        (b"", "text/html", FailureKind.PERMANENT),
        (b"du texte", None, FailureKind.PERMANENT),
        (
            b"<html><head><title>Just a moment...</title></head><body></body></html>",
            None,
            FailureKind.TRANSIENT,
        ),
        (b"<html><body><script>1</script></body></html>", "text/html", FailureKind.TRANSIENT),
    ],
)
def test_what_holds_no_article_is_told(body: bytes, content_type: str | None, kind: FailureKind) -> None:
    answer = read_article(body, url="https://a.example/", content_type=content_type)

    assert isinstance(answer, NoArticle)
    assert answer.kind is kind


def test_a_page_within_one_form_is_read() -> None:
    """Some sites put the whole page into a form; a small one is a search box."""
    body = "".join(f"<p>{line}</p>" for line in BODY)

    article = read(
        f"<html><body><form id='aspnetForm'>{body}</form><form><p>Votre adresse</p></form></body></html>"
    )

    assert article.text == "\n".join(BODY)


LINE = "Une ligne de l’article qui a bien plus que quatre-vingts caractères, comme il se doit pour une ligne."


@pytest.mark.parametrize(
    "marker",
    [
        "3 commentaires",
        "1 réflexion au sujet de « Titre »",
        "5 commentaires sur “Titre !",
        "Commentaires (12)",
        "Laisser un commentaire",
        "Laissez votre commentaire",
        "Une réaction à partager ? Laissez votre commentaire",
        "Partagez cet article Partager sur Twitter",
        "author avatar",
        "À propos de l’auteur",
        "Inscrivez-vous à notre newsletter",
        "Sur le même sujet",
        "Ce site utilise Akismet pour réduire les indésirables.",
        "Leave a comment",
    ],
)
def test_the_article_ends_where_others_speak(marker: str) -> None:
    text = f"{LINE}\n{LINE}\n{marker}\nEt voici ce que d’autres disent."

    assert cut_tail(text, load_tail_rules()) == f"{LINE}\n{LINE}"


@pytest.mark.parametrize(
    "line",
    [
        "Lire aussi : un autre article",
        "À lire aussi : un autre article",
        "Publié le",
        "Lecture : 2 min",
        "Source",
        "Publicité",
        "A voir également",
    ],
)
def test_a_line_of_the_site_is_left_out_and_the_article_goes_on(line: str) -> None:
    assert cut_tail(f"{LINE}\n{line}\n{LINE}", load_tail_rules()) == f"{LINE}\n{LINE}"


@pytest.mark.parametrize(
    "line",
    [
        "Les commentaires de la CNIL sur le projet de décret ont été publiés.",
        "12 commentaires ont été déposés pendant la consultation publique, dit la CNIL.",
        "Partager ces données avec les chercheurs reste l’objectif de la plateforme.",
        "La source de cette information est un document interne.",
        "Suivre le calendrier annoncé sera difficile.",
        "Lire ces données exige une autorisation.",
    ],
)
def test_a_sentence_that_only_begins_like_one_stays(line: str) -> None:
    text = f"{LINE}\n{line}\n{LINE}"

    assert cut_tail(text, load_tail_rules()) == text


def test_counters_and_share_bars_under_the_title_end_nothing() -> None:
    text = "\n".join(
        [LINE, "12 commentaires", "Partagez cet article", *[LINE] * 6, "12 commentaires", "Faux !"]
    )

    assert cut_tail(text, load_tail_rules()) == "\n".join([LINE] * 7)


def test_nothing_ends_before_the_first_paragraph() -> None:
    """A link that jumps to the comments stands above many articles."""
    text = f"Laisser un commentaire\n3 commentaires\n{LINE}\n{LINE}\nLaisser un commentaire\nFaux !"

    assert cut_tail(text, load_tail_rules()) == f"{LINE}\n{LINE}"


def test_a_heading_within_one_long_line_ends_it_too() -> None:
    text = f"{' '.join([LINE] * 5)} 2 commentaires Tout cela est faux, dit un lecteur."

    assert cut_tail(text, load_tail_rules()) == " ".join([LINE] * 5)
