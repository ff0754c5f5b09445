"""Five ways in which sites lay out the same article, with everything that is not the article."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape


@dataclass(frozen=True)
class Piece:
    """An article and what stands around it on its page."""

    title: str
    lead: str
    body: tuple[str, ...]
    author_box: tuple[str, ...]
    comments: tuple[str, ...]
    footer: tuple[str, ...] = (
        "Mentions légales et politique de confidentialité du site d’essai",
        "Inscrivez-vous à notre lettre hebdomadaire pour ne rien manquer",
    )


def is_heading(paragraph: str) -> bool:
    return len(paragraph) < 60 and not paragraph.endswith((".", "?", "!", ":", "…"))


def _paragraphs(lines: tuple[str, ...]) -> str:
    return "\n".join(f"<h2>{escape(x)}</h2>" if is_heading(x) else f"<p>{escape(x)}</p>" for x in lines)


def _head(piece: Piece) -> str:
    return (
        "<!doctype html><html lang='fr-FR'><head><meta charset='utf-8'>"
        f"<title>{escape(piece.title)} | Essai</title>"
        "<style>.x{color:red}</style><script>var suivi = 'autorise';</script></head>"
    )


def _menu() -> str:
    links = "".join(
        f"<li><a href='/{name}'>{name}</a></li>" for name in ("Actualités", "Dossiers", "Contact")
    )
    return f"<nav><ul>{links}</ul></nav>"


def wordpress(piece: Piece) -> str:
    comments = "".join(
        "<li class='comment'><article class='comment-body'>"
        f"<div class='comment-content'><p>{escape(c)}</p></div>"
        "<div class='reply'><a href='#respond'>Répondre</a></div></article></li>"
        for c in piece.comments
    )
    box = "".join(f"<p>{escape(x)}</p>" for x in piece.author_box)
    footer = "".join(f"<p>{escape(x)}</p>" for x in piece.footer)
    count = f"{len(piece.comments)} commentaires sur « {escape(piece.title)} »"
    return (
        f"{_head(piece)}<body class='single'>{_menu()}<main id='main'><article class='post type-post hentry'>"
        f"<header class='entry-header'><h1 class='entry-title'>{escape(piece.title)}</h1>"
        "<span class='posted-on'>1 février 2024</span></header>"
        f"<div class='entry-content'><p><strong>{escape(piece.lead)}</strong></p>"
        f"{_paragraphs(piece.body)}</div>"
        f"<div class='author-box'>{box}</div><div class='sharedaddy'>Partagez cet article</div></article>"
        f"<div id='comments' class='comments-area'><h2 class='comments-title'>{count}</h2>"
        f"<ol class='comment-list'>{comments}</ol>"
        "<div id='respond'><h3>Laisser un commentaire</h3><form>"
        "<p>Votre adresse e-mail ne sera pas publiée.</p>"
        f"</form></div></div></main><footer id='colophon'>{footer}</footer></body></html>"
    )


def hashed(piece: Piece) -> str:
    comments = "".join(
        f"<div class='sc-9f1'><div class='sc-b20'>{escape(c)}</div></div>" for c in piece.comments
    )
    body = "".join(
        f"<div class='sc-h{len(x) % 7}'>{escape(x)}</div>"
        if is_heading(x)
        else f"<p class='sc-a1'>{escape(x)}</p>"
        for x in piece.body
    )
    box = "".join(f"<div class='css-1xk'>{escape(x)}</div>" for x in piece.author_box)
    footer = "".join(f"<div class='css-77'>{escape(x)}</div>" for x in piece.footer)
    return (
        f"{_head(piece)}<body><div id='__next'><div class='css-0'>{_menu()}</div><div class='css-1q'>"
        f"<h1 class='css-9'>{escape(piece.title)}</h1><p class='css-lead'>{escape(piece.lead)}</p>{body}"
        f"<div class='css-2'><div>Partagez cet article</div></div>{box}"
        f"<div class='css-44'><div class='css-45'>{len(piece.comments)} commentaires</div>{comments}"
        f"<div class='css-46'>Laisser un commentaire</div></div>{footer}</div></div></body></html>"
    )


def semantic(piece: Piece) -> str:
    paragraphs = list(piece.body)
    middle = len(paragraphs) // 2
    inline = "<p>Lire aussi : <a href='/autre'>Un autre article du site d’essai, sans rapport</a></p>"
    body = f"{_paragraphs(tuple(paragraphs[:middle]))}{inline}{_paragraphs(tuple(paragraphs[middle:]))}"
    comments = "".join(f"<article><p>{escape(c)}</p></article>" for c in piece.comments)
    box = "".join(f"<p>{escape(x)}</p>" for x in piece.author_box)
    footer = "".join(f"<p>{escape(x)}</p>" for x in piece.footer)
    return (
        f"{_head(piece)}<body><header>{_menu()}</header><main><article><header><h1>{escape(piece.title)}</h1>"
        f"<p>{escape(piece.lead)}</p></header>{body}<footer>{box}</footer></article>"
        "<aside><h2>Sur le même sujet</h2><ul><li>Un article voisin</li><li>Un second</li></ul></aside>"
        f"<section aria-label='commentaires'><h2>Commentaires ({len(piece.comments)})</h2>"
        f"{comments}</section>"
        f"</main><footer>{footer}</footer></body></html>"
    )


def flat(piece: Piece) -> str:
    lines = [
        piece.lead,
        *piece.body,
        "Partagez cet article",
        *(piece.author_box),
        f"{len(piece.comments)} réflexions au sujet de « {piece.title} »",
        *piece.comments,
        "Laisser un commentaire",
        *piece.footer,
    ]
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return f"{_head(piece)}<body>{_menu()}<h1>{escape(piece.title)}</h1>{paragraphs}</body></html>"


def table(piece: Piece) -> str:
    article = "<br><br>".join(escape(line) for line in (piece.lead, *piece.body))
    tail = "<br>".join(escape(line) for line in piece.author_box)
    said = "<br>".join(escape(line) for line in piece.comments)
    footer = "<br>".join(escape(line) for line in piece.footer)
    return (
        f"{_head(piece)}<body><table width='100%'><tr><td colspan='2'>{_menu()}</td></tr>"
        f"<tr><td><font size='5'><b>{escape(piece.title)}</b></font><br><br>{article}<br><br>"
        f"Partagez cet article<br>{tail}<br><br><b>{len(piece.comments)} commentaires</b> {said}<br>"
        f"Laisser un commentaire<br>{footer}</td></tr></table></body></html>"
    )


LAYOUTS: dict[str, Callable[[Piece], str]] = {
    "wordpress": wordpress,
    "hashed": hashed,
    "semantic": semantic,
    "flat": flat,
    "table": table,
}
