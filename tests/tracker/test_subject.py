from __future__ import annotations

import json
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from tracker.catalogue import load_catalogue
from tracker.subject import Subject, Words, load_words


@pytest.fixture(scope="module")
def subject() -> Subject:
    return Subject(load_catalogue(), load_words())


@pytest.mark.parametrize(
    "body",
    [
        "<p>Le « Health Data Hub » est autorisé.</p>",
        "<p>le HEALTH-DATA\u00a0HUB</p>",
        "<p>l&apos;entrep&#244;t</p>",
        "<p>le projet EMC<sup>2</sup></p>",
        "<p>le projet EMC²</p>",
        "<p>les DONNEES<br/>relatives à la SANTE</p>",
        "<p>d’hébergement de données</p>",
        "<p>recours à <b>Microsoft</b> Ireland</p>",
        "<TITRE>loi visant à sécuriser et à réguler l'espace numérique</TITRE>",
    ],
)
def test_a_name_is_seen_however_it_is_written(subject: Subject, body: str) -> None:
    assert subject.is_in(f"<TEXTE>{body}</TEXTE>".encode())


@pytest.mark.parametrize(
    "body",
    [
        "<p>Délibération portant avis sur la vidéosurveillance d’une mairie.</p>",
        "<p>Les données sont conservées un mois.</p>",
        "<p>La santé financière de la commune.</p>",
        "",
    ],
)
def test_what_names_nothing_of_it_is_passed_over(subject: Subject, body: str) -> None:
    assert not subject.is_in(body.encode())


@pytest.mark.parametrize(
    "text",
    [
        "constatant le niveau de protection adéquat des données assuré par les États-Unis",
        "annule la délibération n° 2023-146 de la Commission nationale de l'informatique et des libertés",
        "annulation de la délibération de la CNIL",
        "le référentiel de certification prévu à l'article L. 1111-8 du code de la santé publique",
        "les articles R. 1111-8-8 et suivants du code de la santé publique",
        "Les hébergeurs certifiés au titre de l'article L. 1111-8",
        "met en demeure la société de ne plus recourir à un sous-traitant soumis au droit américain",
        "dossier pharmaceutique et prestataire américain chargé de sa conservation",
        "faire héberger par la société Zorglub les fichiers de son système de dossiers de patients",
        "autorise un hôpital à transférer ses fichiers hors de l’Union européenne",
        "à l'abri de tout accès par des autorités publiques d'États tiers",
        "l'Institut national de la santé confie le stockage de la base à un opérateur privé",
        "programme de médicalisation des systèmes d'information",
        "traitement « Vaccin Covid »",
    ],
)
def test_a_text_is_seen_whose_words_are_inflected(subject: Subject, text: str) -> None:
    """What an authority decides on hosting often names neither a platform nor "health data"."""
    assert subject.is_in(f"<TEXTE><p>{escape(text)}</p></TEXTE>".encode())


@pytest.mark.parametrize(
    "body",
    [
        "si le nombre est &lt; 50, l'hébergement des données de santé, quand il est &gt; 1",
        "si x&lt;y, l'hébergement des données de santé, quand x&gt;y",
        "&lt;p&gt;hébergement&lt;br&gt;des don&lt;b&gt;nées&lt;/b&gt; de santé&lt;/p&gt;",
        "la don\u00adnée de san\u00adté",
        "la don&shy;née de san\u200bté",
        "don<b>nées</b> de san<i class='x'>té</i>",
        "les données<br/>de santé",
    ],
)
def test_markup_and_hyphens_within_a_line_hide_nothing(subject: Subject, body: str) -> None:
    assert subject.is_in(f"<TEXTE><p>{body}</p></TEXTE>".encode())


@pytest.mark.parametrize("encoding", ["ISO-8859-1", "windows-1252", "UTF-16", "utf-16-le", "x-unheard-of"])
def test_a_text_is_seen_in_the_encoding_that_it_declares(subject: Subject, encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?><T>hébergement des données de santé</T>'

    assert subject.is_in(text.encode("utf-8" if encoding.startswith("x-") else encoding))


def test_bytes_that_are_no_text_are_judged_too(subject: Subject) -> None:
    assert not subject.is_in(b"\xff\xfe&#xD800;&bogus;<")


def test_a_name_of_several_words_stands_together() -> None:
    """Its words apart from one another name nothing."""
    named = Subject(
        load_catalogue().extended(platforms=[{"id": "x", "name": "Zorglub Horizon"}]), Words((), ())
    )

    assert named.is_in(b"<p>la base <i>Zorglub</i>\nHorizon</p>")
    assert not named.is_in(b"<p>un horizon plus zorglub</p>")


def test_no_official_text_of_the_corpus_that_tells_something_is_passed_over(
    subject: Subject, shared: Path
) -> None:
    """What is passed over is never seen again: the words must let through whatever can be read."""
    lost = []
    judged = 0
    for name in ("dev.jsonl", "dev-2.jsonl"):
        for line in (shared / "corpus" / name).read_text("utf-8").splitlines():
            row = json.loads(line)
            if row["source"]["kind"] in ("cnil", "court", "legifrance", "government") and row["expected"]:
                judged += 1
                text = escape(" ".join(str(row.get(part) or "") for part in ("title", "summary", "text")))
                lost += [] if subject.is_in(text.encode()) else [row["id"]]

    assert lost == []
    assert judged > 20
