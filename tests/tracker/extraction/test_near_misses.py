"""What looks like an act and is none, beside the act it looks like."""

from __future__ import annotations

import pytest

from tests.tracker.extraction.builders import a_document, kinds, told
from tracker.extraction import Extractor

PAIRS = [
    # the act, and what only looks like it
    (
        "host-selected",
        "Le Health Data Hub a retenu OVHcloud pour héberger ses données de santé.",
        "Le Health Data Hub est hébergé par OVHcloud.",
    ),
    (
        "host-selected",
        "L'hébergement du Health Data Hub a été attribué à Scaleway.",
        "Atos développera l'application du Health Data Hub.",
    ),
    (
        "authorisation-requested",
        "Le Health Data Hub a déposé le 3 mai une demande d'autorisation auprès de la Cnil pour son entrepôt.",
        "Le Health Data Hub déposera cet été une demande d'autorisation auprès de la Cnil.",
    ),
    (
        "request-withdrawn",
        "Le GIP a retiré la demande d'autorisation du Health Data Hub.",
        "Le Health Data Hub songe à retirer sa demande d'autorisation.",
    ),
    (
        "hosting-authorised",
        "La Cnil a autorisé l'entrepôt EMC2, hébergé par Microsoft Azure.",
        "La Cnil examine la demande d'autorisation de l'entrepôt EMC2.",
    ),
    (
        "hosting-refused",
        "La Cnil a refusé d'autoriser l'entrepôt EMC2.",
        "Le Health Data Hub a décliné l'offre d'AWS.",
    ),
    (
        "change-requested",
        "La Cnil demande que l'hébergement du Health Data Hub soit confié à un autre prestataire que Microsoft.",
        "Un député exige que Microsoft Azure n'héberge plus le Health Data Hub.",
    ),
    (
        "hosting-suspended",
        "Le juge des référés du Conseil d'État a suspendu l'autorisation de l'entrepôt EMC2.",
        "Le Conseil d'État a refusé de suspendre l'autorisation de l'entrepôt EMC2.",
    ),
    (
        "authorisation-annulled",
        "Le Conseil d'État a annulé l'autorisation de l'entrepôt EMC2.",
        "Les requérants demandent au Conseil d'État d'annuler l'autorisation de l'entrepôt EMC2.",
    ),
    (
        "authorisation-annulled",
        "La Cnil a abrogé l'autorisation de l'entrepôt EMC2.",
        "L'appel d'offres pour l'hébergement du Health Data Hub est annulé.",
    ),
    (
        "challenge-filed",
        "Trois associations ont saisi le Conseil d'État contre l'autorisation de l'entrepôt EMC2.",
        "Un recours contre l'autorisation de l'entrepôt EMC2 se prépare.",
    ),
    (
        "challenge-rejected",
        "Le Conseil d'État a rejeté la requête dirigée contre l'autorisation de l'entrepôt EMC2.",
        "Le ministère a demandé au Conseil d'État le rejet de la requête contre l'entrepôt EMC2.",
    ),
    (
        "migration-announced",
        "Le Health Data Hub va quitter Microsoft Azure d'ici à 2028, a annoncé la ministre.",
        "Le Health Data Hub travaille à une sortie de Microsoft Azure.",
    ),
    (
        "migration-announced",
        "La migration du Health Data Hub hors de Microsoft Azure, prévue en 2027, est reportée à 2029.",
        "La migration du Health Data Hub hors de Microsoft Azure est reportée.",
    ),
    (
        "migration-completed",
        "Depuis lundi, le Health Data Hub tourne chez Scaleway : la migration est achevée.",
        "La copie des données du Health Data Hub vers Scaleway a commencé.",
    ),
    (
        "requirement-enacted",
        "Le décret du 4 juin 2025 impose un hébergement qualifié SecNumCloud pour les données de santé.",
        "Le décret sur l'hébergement des données de santé est attendu avant l'été.",
    ),
    (
        "requirement-enacted",
        "Le Parlement a définitivement adopté la loi qui impose aux données de santé un hébergement européen.",
        "L'Assemblée a adopté en première lecture la loi qui impose aux données de santé un hébergement européen.",
    ),
    (
        "legal-basis-invalidated",
        "La Cour de justice de l'Union européenne a invalidé le Privacy Shield.",
        "Le Tribunal de l'Union européenne a confirmé le Data Privacy Framework.",
    ),
    (
        "legal-basis-adopted",
        "La Commission européenne a adopté la décision d'adéquation du Data Privacy Framework.",
        "La Commission européenne et les États-Unis ont trouvé un accord de principe sur les transferts.",
    ),
    (
        "provider-qualified",
        "L'Anssi a qualifié SecNumCloud l'offre de Bleu.",
        "Bleu, qualifié SecNumCloud, vise les données de santé.",
    ),
    (
        "provider-qualified",
        "NumSpot décroche la certification HDS.",
        "NumSpot a passé le jalon J0 de la qualification SecNumCloud.",
    ),
    (
        "provider-rejected",
        "Ni OVHcloud ni NumSpot ne répondent aux besoins de l'entrepôt EMC2, conclut l'expertise.",
        "Aucun prestataire européen n'a été trouvé pour l'entrepôt EMC2.",
    ),
    (
        "formal-notice-issued",
        "La présidente de la Cnil a mis en demeure le Health Data Hub de sécuriser son entrepôt.",
        "La Cnil pourrait mettre en demeure le Health Data Hub de sécuriser son entrepôt.",
    ),
    (
        "sanction-imposed",
        "La Cnil a infligé une amende de 50 000 euros au Health Data Hub pour un défaut de sécurité.",
        "La Cnil a infligé une amende de 50 millions d'euros à Google pour ses cookies.",
    ),
    (
        "opinion-issued",
        "Dans son avis, la Cnil souhaite que le Health Data Hub soit hébergé par un prestataire européen.",
        "Un rapport de mission recommande que le Health Data Hub change d'hébergeur.",
    ),
]


@pytest.mark.parametrize(
    ("kind", "act", "near"), PAIRS, ids=[f"{at}-{pair[0]}" for at, pair in enumerate(PAIRS)]
)
def test_the_act_is_read_and_its_near_miss_is_not(
    extractor: Extractor, kind: str, act: str, near: str
) -> None:
    assert kind in kinds(extractor, act)
    assert kind not in kinds(extractor, near)


@pytest.mark.parametrize(
    "text",
    [
        "La Cnil va-t-elle autoriser l'entrepôt EMC2 chez Microsoft Azure ?",
        "La Cnil devrait autoriser l'entrepôt EMC2 chez Microsoft Azure.",
        "La Cnil pourrait refuser l'autorisation de l'entrepôt EMC2.",
        "La Cnil n'a pas autorisé l'entrepôt EMC2, contrairement à ce qui a été écrit.",
        "Si la Cnil autorisait l'entrepôt EMC2, Microsoft Azure l'hébergerait.",
        "Selon une rumeur, le Health Data Hub aurait choisi OVHcloud.",
        "Le Health Data Hub a vocation à quitter Microsoft Azure.",
        "La Cnil a autorisé la vidéosurveillance dans les gares.",
        "Le Conseil d'État a rejeté la requête contre le permis de construire de l'hôpital.",
        "Le Health Data Hub confie ses données à Microsoft Azure.",
        "Aux États-Unis, Medicare a choisi AWS pour héberger ses données de santé.",
        "La Cnil publie son rapport annuel.",
    ],
)
def test_nothing_is_told(extractor: Extractor, text: str) -> None:
    assert kinds(extractor, text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "Will the CNIL authorise the EMC2 warehouse on Microsoft Azure?",
        "The CNIL may authorise the EMC2 warehouse on Microsoft Azure.",
        "The CNIL has not authorised the EMC2 warehouse on Microsoft Azure.",
        "The Health Data Hub is hosted on Microsoft Azure.",
        "The Health Data Hub is considering leaving Microsoft Azure.",
    ],
)
def test_nothing_is_told_in_english(extractor: Extractor, text: str) -> None:
    assert kinds(extractor, text, language="en") == set()


def test_an_act_on_one_platform_is_not_about_another_named_beside_it(extractor: Extractor) -> None:
    text = (
        "La Cnil a autorisé l'entrepôt EMC2 pour trois ans. "
        "Le Health Data Hub, qui en est l'opérateur, fait l'objet d'un autre débat."
    )

    claims = extractor.read(a_document(text))

    assert [told(claim)[:2] for claim in claims] == [("emc2", "hosting-authorised")]


def test_a_copy_of_the_national_base_belongs_to_the_hub(extractor: Extractor) -> None:
    text = "La Cnil a autorisé la copie du SNDS au Health Data Hub."

    claims = extractor.read(a_document(text))

    assert [told(claim)[:3] for claim in claims] == [("health-data-hub", "hosting-authorised", "cnil")]


def test_inside_a_text_of_the_cnil_the_commission_is_the_cnil(extractor: Extractor) -> None:
    text = "La Commission a autorisé l'entrepôt EMC2, hébergé par Microsoft Azure."

    by_kind = {kind: extractor.read(a_document(text, kind=kind)) for kind in ("cnil", "press")}

    assert [claim.authority for claim in by_kind["cnil"]] == ["cnil"]
    assert [claim.authority for claim in by_kind["press"]] != ["european-commission"]


def test_another_country_decides_nothing_here(extractor: Extractor) -> None:
    text = (
        "Nine hospitals have chosen Amazon Web Services to host a shared health data archive, Hainaut said."
    )
    document = a_document(text, title="Belgian hospitals pick AWS for shared archive", language="en")

    assert extractor.read(document) == ()


def test_a_verb_joined_to_the_one_that_governs_a_clause_has_its_subject(extractor: Extractor) -> None:
    text = (
        "Le Conseil d'État a estimé que l'urgence n'était pas caractérisée et rejeté la requête contre EMC2."
    )

    assert kinds(extractor, text) == {"challenge-rejected"}
