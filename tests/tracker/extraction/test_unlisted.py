"""Platforms that the catalogue lacks: recognised from the text, never believed, never mistaken for a listed one."""

from __future__ import annotations

import tomllib

import pytest

from tests.tracker.extraction.builders import a_document
from tracker.catalogue import load_catalogue
from tracker.extraction import Extractor
from tracker.extraction.unlisted import catalogue_entry, is_unlisted, written_name
from tracker.model.claim import DOUBTFUL_BELOW


def platforms(extractor: Extractor, text: str, *, language: str = "fr", title: str = "") -> set[str]:
    return {claim.platform for claim in extractor.read(a_document(text, language=language, title=title))}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("La Cnil a autorisé mardi l'entrepôt Calypso du CHU de Sarlève.", "calypso"),
        ("La Cnil a autorisé l'entrepôt de données de santé du CHU de Montbrac.", "chu-montbrac"),
        ("La Cnil a donné son feu vert, pour deux ans, au registre de la clinique Saint-Fulcran.", "clinique-saint-fulcran"),
        ("La plateforme Ombrelle a reçu mardi l'autorisation de la Cnil.", "ombrelle"),
        ("L'entrepôt dénommé « ESCALE » est autorisé par la Cnil.", "escale"),
        ("La Cnil a refusé d'autoriser le service Vigidos de l'assureur Prévéa.", "vigidos"),
        ("La Cnil a autorisé « Lumena Vigie », le registre national des brûlés.", "lumena-vigie"),
    ],
)  # fmt: skip
def test_a_platform_is_known_from_how_the_text_introduces_it(
    extractor: Extractor, text: str, name: str
) -> None:
    assert platforms(extractor, text) == {f"other:{name}"}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The CNIL authorised the Orpheon registry of the Montbrac hospital on Tuesday.", "orpheon"),
        ("The CNIL approved the Nephros kidney registry, hosted on AWS.", "nephros"),
        ("The CNIL authorised the health data platform called Helios.", "helios"),
    ],
)
def test_so_it_is_in_english(extractor: Extractor, text: str, name: str) -> None:
    assert platforms(extractor, text, language="en") == {f"other:{name}"}


def test_two_names_side_by_side_are_two_platforms(extractor: Extractor) -> None:
    text = "La Cnil a mis en demeure MaterniBase et Greffea, deux registres sans autorisation."

    assert platforms(extractor, text) == {"other:maternibase", "other:greffea"}


def test_what_the_catalogue_lacks_waits_for_a_person(extractor: Extractor) -> None:
    claims = extractor.read(a_document("La Cnil a autorisé mardi, pour trois ans, le registre Orphéon."))

    assert [claim.confidence < DOUBTFUL_BELOW for claim in claims] == [True]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Hébergé, comme EMC2, chez Microsoft, l'entrepôt Hélice du CHU de Montclar a obtenu mardi le feu vert de la Cnil.", ""),
        ("Comme pour le Health Data Hub, la Cnil a autorisé l'entrepôt Orphéon chez Microsoft.", ""),
        ("Le registre Orphéon, cousin du Health Data Hub, a été autorisé mardi par la Cnil.", ""),
        ("Mardi, la Cnil a autorisé MaterniBase.", "Health Data Hub : le débat continue"),
        ("Le Health Data Hub est chez Microsoft. Mardi, la Cnil a autorisé l'entrepôt du CHU de Montbrac.", ""),
    ],
)  # fmt: skip
def test_it_never_lends_its_decision_to_a_listed_platform(
    extractor: Extractor, text: str, title: str
) -> None:
    """The worst of false alerts: the hub's status moves because of somebody else's warehouse."""
    firm = [
        claim
        for claim in extractor.read(a_document(text, title=title))
        if claim.confidence >= DOUBTFUL_BELOW and not is_unlisted(claim.platform)
    ]

    assert firm == []


def test_a_listed_platform_beside_one_in_another_sentence_is_believed(extractor: Extractor) -> None:
    text = "La Cnil a autorisé mardi l'entrepôt EMC2. Le registre Orphéon attend."

    [claim] = extractor.read(a_document(text))

    assert (claim.platform, claim.confidence >= DOUBTFUL_BELOW) == ("emc2", True)


@pytest.mark.parametrize(
    ("platform", "text", "name"),
    [
        ("other:orpheon", "« Le registre ORPHÉON », dit-il.", "ORPHÉON"),
        ("other:chu-montbrac", "l’entrepôt du CHU de Montbrac.", "CHU de Montbrac"),
        ("other:coeur", "le registre Cœur est autorisé", "Cœur"),
        ("other:val-perdu", "rien ne le nomme ici : val perdurable", "Val Perdu"),
    ],
)
def test_its_name_is_shown_as_the_text_writes_it(platform: str, text: str, name: str) -> None:
    assert written_name(platform, [text]) == name


def test_the_table_to_add_makes_it_listed() -> None:
    """What a person is told to paste is taken as it is, whatever the text put into the name."""
    text = 'La Cnil a autorisé mardi le registre Orphéon "II".'
    rows = tomllib.loads(catalogue_entry("other:orpheon-ii", [text]))

    [claim] = Extractor(load_catalogue().extended(**rows)).read(a_document(text))

    assert (claim.platform, claim.confidence >= DOUBTFUL_BELOW) == ("orpheon-ii", True)


def test_another_catalogue_is_another_version() -> None:
    packaged = load_catalogue()
    more = packaged.extended(platforms=[{"id": "emc2", "aliases": ["le coffre"]}])

    assert Extractor(packaged).version == Extractor(load_catalogue()).version
    assert Extractor(packaged).version != Extractor(more).version


@pytest.mark.parametrize(
    ("title", "text", "name"),
    [
        ("Le CHU de Montbrac obtient le feu vert de la Cnil", "La Cnil a donné mardi son feu vert à l'entrepôt Calypso, porté par le CHU de Montbrac.", "calypso"),
        ("La Cnil refuse d'autoriser la mutuelle Solenne", "La Cnil a refusé mardi d'autoriser la mutuelle Solenne à créer l'entrepôt « Reflets ».", "reflets"),
        ("Le groupement Armoria choisit Outscale", "Le groupement Armoria a retenu mardi Outscale pour héberger son registre Vigicœur.", "vigicoeur"),
        ("Le CHU de Kerlaz mis en demeure", "La présidente de la Cnil a mis en demeure mardi le CHU de Kerlaz de sécuriser « KerData », son entrepôt de données.", "kerdata"),
        ("La fédération Hestia choisit NumSpot", "La fédération Hestia a désigné mardi NumSpot pour héberger Oncalis-Sud, son registre des cancers.", "oncalis-sud"),
    ],
)  # fmt: skip
def test_a_platform_and_its_keeper_are_one(extractor: Extractor, title: str, text: str, name: str) -> None:
    [claim] = extractor.read(a_document(text, title=title))

    assert claim.platform == f"other:{name}"


def test_two_platforms_of_one_page_keep_their_own_keepers(extractor: Extractor) -> None:
    text = (
        "La Cnil a autorisé mardi l'entrepôt Calypso du CHU de Montbrac. La Cnil a refusé jeudi d'autoriser "
        "le registre Orphéon de la clinique Saint-Fulcran, que le CHU de Montbrac soutient."
    )

    assert platforms(extractor, text) == {"other:calypso", "other:orpheon"}


@pytest.mark.parametrize(
    "text",
    [
        "Le Conseil d'État a rejeté mardi la requête de Philippe Marchand, qui contestait une décision de la Cnil.",
        "Comme L'Informé l'a révélé, la demande de suspension a été rejetée mardi par le Conseil d'État.",
        "La société Whaller a déposé mardi un recours devant le Conseil d'État contre un marché de l'Éducation nationale.",
    ],
)
def test_who_sues_or_tells_is_no_platform(extractor: Extractor, text: str) -> None:
    assert platforms(extractor, text) == set()


def test_a_page_that_never_speaks_of_health_tells_of_no_unlisted_platform(extractor: Extractor) -> None:
    told = "Voltanis a retenu mardi Bleu pour héberger sa base de clients. "
    other = (
        "Le fournisseur d'énergie veut réduire ses dépenses, simplifier ses outils et former ses équipes. "
        * 5
    )

    assert platforms(extractor, told + other, title="Voltanis choisit Bleu") == set()
    assert (
        platforms(extractor, told + other + "Il sert des hôpitaux.", title="Voltanis choisit Bleu") != set()
    )
