"""What a page announces, what it only looks back on, and which of its stories an act belongs to."""

from __future__ import annotations

import pytest

from tests.tracker.extraction.builders import a_document, kinds
from tracker.extraction import Extractor


@pytest.mark.parametrize(
    "text",
    [
        "La Cnil a, pour sa part, autorisé l'entrepôt EMC2 mardi.",
        "La Cnil a par ailleurs autorisé l'entrepôt EMC2.",
        "La Cnil vient de son côté d'autoriser l'entrepôt EMC2.",
    ],
)
def test_an_aside_parts_no_verb_from_its_auxiliary(extractor: Extractor, text: str) -> None:
    """A group with an aside, "a, pour sa part, autorisé", tells the same as "a autorisé"."""
    assert kinds(extractor, text) == {"hosting-authorised"}


def test_an_aside_makes_no_act_of_what_is_denied(extractor: Extractor) -> None:
    """The negation stays where the aside is left out."""
    assert kinds(extractor, "La Cnil n'a d'ailleurs pas autorisé l'entrepôt EMC2.") == set()


@pytest.mark.parametrize("title", ["EMC2 : les dates clés", "Retour sur EMC2 en quelques dates"])
def test_a_chronology_announces_nothing(extractor: Extractor, title: str) -> None:
    """Its present tense is that of history."""
    document = a_document("Fin 2023. La Cnil autorise l'entrepôt EMC2 chez Microsoft.", title=title)

    assert [claim.background for claim in extractor.read(document)] == [True]


@pytest.mark.parametrize(
    "before", ["Une étude rétrospective l'attendait", "L'hôpital a noté les dates et les noms"]
)
def test_a_word_of_chronology_in_a_sentence_makes_none(extractor: Extractor, before: str) -> None:
    """A page is a chronology by its title or a line of its own, not by a word in passing."""
    document = a_document(f"{before}. La Cnil a autorisé jeudi l'entrepôt EMC2 chez Microsoft.", title="EMC2")

    assert [claim.background for claim in extractor.read(document)] == [False]


def test_what_everybody_knows_is_recalled(extractor: Extractor) -> None:
    """The words "on sait depuis …" give the news away as old."""
    document = a_document(
        "Les équipes s'organisent.\n\nOn sait depuis des mois que le Health Data Hub quittera Microsoft.",
        title="Health Data Hub : les chercheurs attendent",
    )

    assert [claim.background for claim in extractor.read(document)] == [True]


def test_the_month_of_may_is_no_doubt(extractor: Extractor) -> None:
    """A rule that leaves out what "may" happen reads what was done on 3 May."""
    dated = "A patient group filed an appeal against EMC2 with the Council of State on 3 May."

    assert kinds(extractor, dated, language="en") == {"challenge-filed"}
    assert kinds(extractor, dated.replace("filed", "may file"), language="en") == set()


def test_under_the_headings_of_a_column_each_paragraph_is_a_story(extractor: Extractor) -> None:
    """No story of a newsletter lends its platform to the next."""
    document = a_document(
        "DÉPÔT\nLe CHU de Montclar a remis jeudi à la Cnil la demande d'autorisation de son entrepôt Pavot.\n\n"
        "FEU VERT\nLinaria peut démarrer. La Cnil a autorisé cet observatoire de l'asthme pour cinq ans.\n\n"
        "RETRAIT\nLa mutuelle Orvane a retiré mercredi la demande soumise à la Cnil pour son registre Sorbe.",
        title="La lettre du lundi : l'essentiel de la semaine en e-santé",
    )

    told = {claim.kind.value: claim.platform for claim in extractor.read(document)}

    assert told["hosting-authorised"] == "other:linaria"
    assert told["authorisation-requested"] == "other:pavot"


def test_a_request_about_another_platform_is_of_its_own_clause(extractor: Extractor) -> None:
    """The platform of the first clause is not the one whose host is to change."""
    document = a_document(
        "Par la même délibération, la Cnil demande au gouvernement de faire héberger la Plateforme des données de "
        "santé par un autre prestataire que Microsoft.",
        title="DARWIN EU autorisé, la Cnil réclame un autre hébergeur pour la Plateforme",
    )

    asked = {claim.platform for claim in extractor.read(document) if claim.kind.value == "change-requested"}

    assert asked == {"health-data-hub"}


def test_a_decree_that_is_sued_over_is_no_news(extractor: Extractor) -> None:
    """The news is the suit."""
    document = a_document(
        "L'association a saisi lundi le Conseil d'État du décret du 29 juin 2021 relatif à l'hébergement des données "
        "de santé.",
        title="Une association attaque le décret sur l'hébergement des données de santé",
    )

    told = {claim.kind.value: claim.background for claim in extractor.read(document)}

    assert told.get("requirement-enacted") is not False


@pytest.mark.parametrize(
    "text",
    [
        "The CNIL found open accounts on the hospital's servers. Its order, dated 9 June, was posted yesterday.",
        "An interim order handed down on Tuesday by the Lille court halts the hosting of health data.",
    ],
)
def test_the_order_of_a_body_to_somebody_enacts_nothing(extractor: Extractor, text: str) -> None:
    """An order on hosting is a minister's, not what a court or a regulator orders."""
    assert "requirement-enacted" not in kinds(extractor, text, language="en")


def test_an_instrument_of_the_union_binds_france_whoever_sued(extractor: Extractor) -> None:
    """A page that opens abroad tells nothing of French hosting, but for what binds everyone."""
    document = a_document(
        "Les juges de Luxembourg ont donné raison mardi à l'étudiant autrichien.",
        title="Le Safe Harbor a vécu",
    )

    assert {claim.kind.value for claim in extractor.read(document)} == {"legal-basis-invalidated"}


def test_a_notice_to_subscribers_takes_its_own_sentence_away_only(extractor: Extractor) -> None:
    """A lead may end on "Article réservé aux abonnés" and tell the news before."""
    document = a_document(
        title="EMC2 : le Conseil d'État tranche",
        summary="Saisi par deux sociétés et un particulier, le Conseil d'État a rejeté mardi la requête dirigée contre "
        "l'autorisation de l'entrepôt de données de santé EMC2, chez Microsoft. (Cet article est réservé aux abonnés.)",
    )

    assert "challenge-rejected" in {claim.kind.value for claim in extractor.read(document)}


def test_a_participle_reaches_over_a_relative_clause(extractor: Extractor) -> None:
    """What stands after the comma is said of the noun before the clause."""
    document = a_document(
        "La demande que le Health Data Hub avait adressée à la Cnil pour copier la base, retirée en décembre 2021, n'a "
        "pas été présentée de nouveau.",
        title="Health Data Hub : un catalogue au compte-gouttes",
    )

    assert "request-withdrawn" in {claim.kind.value for claim in extractor.read(document)}
