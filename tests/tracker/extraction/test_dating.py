"""Whose date it is: of the several acts of a sentence or a page, each has its own."""

from __future__ import annotations

import pytest

from tests.tracker.extraction.builders import a_document, spelt, the_act
from tracker.extraction import Extractor
from tracker.model.claim import ClaimKind

K = ClaimKind


def dates(extractor: Extractor, text: str) -> dict[ClaimKind, str | None]:
    """Return the day of each act of *text*, published on Friday 13 June 2025."""
    return {one.kind: spelt(one.decided_on) for one in extractor.read(a_document(text))}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Par une délibération du 5 juin, la Cnil a retiré l'autorisation qu'elle avait accordée en 2022 à l'entrepôt EMC2.",
            {K.AUTHORISATION_ANNULLED: "2025-06-05", K.HOSTING_AUTHORISED: "2022"},
        ),
        (
            "La délibération par laquelle la Cnil avait autorisé EMC2 a été annulée jeudi par le Conseil d'État.",
            {K.AUTHORISATION_ANNULLED: "2025-06-12", K.HOSTING_AUTHORISED: None},
        ),
        (
            "Le Conseil d'État a annulé mardi l'autorisation que la Cnil avait délivrée au groupement HUGO pour le Ouest Data Hub.",
            {K.AUTHORISATION_ANNULLED: "2025-06-10", K.HOSTING_AUTHORISED: None},
        ),
        (
            "L'arrêt de la Cour de justice de l'Union européenne du 16 juillet 2020, qui a annulé le Privacy Shield, fait date.",
            {K.LEGAL_BASIS_INVALIDATED: "2020-07-16"},
        ),
        (
            "La Cour de justice a rendu hier son arrêt. Elle y déclare invalide le Privacy Shield, soit la décision (UE) 2016/1250 du 12 juillet 2016.",
            {K.LEGAL_BASIS_INVALIDATED: "2025-06-12"},
        ),
        (
            "La lettre est arrivée le 10 juin. La Cnil a mis en demeure le jour même le CHU de Montclar de chiffrer son entrepôt de données de santé.",
            {K.FORMAL_NOTICE_ISSUED: "2025-06-10"},
        ),
        (
            "La cour administrative d'appel de Nantes a confirmé jeudi l'hébergement du Ouest Data Hub chez Azure.",
            {K.CHALLENGE_REJECTED: "2025-06-12"},
        ),
        (
            "Déposé en février, le dossier d'autorisation du Ouest Data Hub a été retiré par le groupement.",
            {K.REQUEST_WITHDRAWN: None, K.AUTHORISATION_REQUESTED: "2025-02"},
        ),
        (
            "Réuni mardi, le conseil du CHU de Montclar a retenu Bleu pour héberger son entrepôt de santé.",
            {K.HOST_SELECTED: "2025-06-10"},
        ),
        (
            "Par une délibération prise le 3 avril, dont le réseau a eu connaissance hier, la Cnil a refusé d'autoriser le registre Orphéon.",
            {K.HOSTING_REFUSED: "2025-04-03"},
        ),
        (
            "Mercredi, l'État a ouvert l'appel d'offres par lequel le Health Data Hub doit quitter Microsoft.",
            {K.MIGRATION_ANNOUNCED: "2025-06-11"},
        ),
        (
            "L'Anssi a qualifié SecNumCloud l'offre de Scaleway, vingt mois après l'ouverture du dossier.",
            {K.PROVIDER_QUALIFIED: None},
        ),
        (
            "L'entrepôt EMC2 quittera Azure : la bascule sera bouclée en janvier.",
            {K.MIGRATION_ANNOUNCED: None},
        ),
        (
            "C'est signé depuis hier. Le CHU de Montclar a retenu Bleu pour héberger son entrepôt de santé.",
            {K.HOST_SELECTED: "2025-06-12"},
        ),
        (
            "2023. Tout commence le 21 décembre : la Cnil autorise l'entrepôt EMC2, pour trois ans.",
            {K.HOSTING_AUTHORISED: "2023-12-21"},
        ),
    ],
)  # fmt: skip
def test_each_act_of_a_text_has_its_own_date(
    extractor: Extractor, text: str, expected: dict[ClaimKind, str | None]
) -> None:
    assert dates(extractor, text) == expected


def test_the_number_of_an_act_of_the_union_is_no_case(extractor: Extractor) -> None:
    text = "La Cour (affaire C-311/18) a invalidé jeudi le Privacy Shield, soit la décision (UE) 2016/1250."

    assert [one.reference for one in extractor.read(a_document(text))] == ["C-311/18"]


def test_a_move_due_before_the_first_of_a_month_is_due_the_month_before(extractor: Extractor) -> None:
    text = (
        "Le registre Orphéon quittera AWS pour Bleu avant le 1er juillet 2027, a promis mardi sa directrice."
    )

    assert [str(one.target_date) for one in extractor.read(a_document(text))] == ["2027-06"]


def test_the_day_of_one_act_is_not_lent_to_another(extractor: Extractor) -> None:
    text = (
        "Trois syndicats ont saisi lundi le Conseil d'État contre le registre Sudpharma.\n\n"
        "En cause : le choix de Google Cloud, qui garde les données des patients depuis l'origine."
    )

    found = {
        one.kind: one.decided_on
        for one in extractor.read(a_document(text, title="Le registre Sudpharma attaqué"))
    }

    assert str(found.pop(K.CHALLENGE_FILED)) == "2025-06-09"
    assert set(found.values()) <= {None}


def test_a_report_that_a_body_published_has_that_day_as_its_publication(extractor: Extractor) -> None:
    text = (
        "Le Health Data Hub est hébergé par Microsoft. En octobre 2024, la Cour des comptes publiait un "
        "rapport qui recommandait de changer d'hébergeur."
    )

    [claim] = extractor.read(a_document(text))

    assert (claim.platform, claim.decided_on, str(claim.published_on)) == ("health-data-hub", None, "2024-10")


@pytest.mark.parametrize(
    ("title", "text", "kind", "expected"),
    [
        (
            "La Cnil met en demeure le CHU de Montclar de chiffrer son entrepôt de données de santé",
            "Trois contrôles ont eu lieu.\n\nRien n'avait changé.\n\nPar une décision n° MED-2025-041 du 5 juin 2025, la présidente enjoint au CHU de chiffrer ses copies.",
            K.FORMAL_NOTICE_ISSUED,
            "2025-06-05",
        ),
        (
            "EMC2 : le ministère publie l'étude qui a écarté Outscale",
            "Le ministère a publié mercredi le rapport des experts sur EMC2. Il avait été remis au cabinet le 2 mai.",
            K.PROVIDER_REJECTED,
            "2025-05-02",
        ),
        (
            "Doctolib va quitter AWS",
            "Doctolib a retenu mardi Outscale pour héberger ses données de santé. Le départ d'AWS prendra du temps.",
            K.MIGRATION_ANNOUNCED,
            "2025-06-10",
        ),
        (
            "EMC2 : une association attaque",
            "L'association a déposé mardi un recours contre la délibération de la Cnil, qui autorise pour trois ans EMC2.",
            K.HOSTING_AUTHORISED,
            None,
        ),
    ],
)  # fmt: skip
def test_an_act_of_the_title_takes_the_day_that_the_body_gives_it(
    extractor: Extractor, title: str, text: str, kind: ClaimKind, expected: str | None
) -> None:
    assert spelt(the_act(extractor, kind, a_document(text, title=title)).decided_on) == expected


@pytest.mark.parametrize(
    ("title", "summary", "text", "kind", "expected"),
    [
        (
            "Annulée par le Conseil d'État, l'autorisation de la CNIL à EMC2",
            "L'entrepôt n'a plus de base légale depuis jeudi.",
            "",
            K.AUTHORISATION_ANNULLED,
            "2025-06-12",
        ),
        (
            "Le CHU de Montclar retire sa demande d'autorisation pour l'entrepôt EMC2",
            "",
            "Coup de tonnerre, mardi soir. Personne ne s'y attendait.",
            K.REQUEST_WITHDRAWN,
            "2025-06-10",
        ),
        (
            "",
            "",
            "Jeudi, nouvelle alerte sur les données du Health Data Hub que l'État a confiées en 2019 à Microsoft.",
            K.HOST_SELECTED,
            "2019",
        ),
    ],
)  # fmt: skip
def test_what_ended_or_is_exclaimed_dates_the_title_and_no_relative_clause(  # noqa: PLR0917 - a page and its day
    extractor: Extractor, title: str, summary: str, text: str, kind: ClaimKind, expected: str
) -> None:
    page = a_document(text, title=title, summary=summary)
    assert spelt(the_act(extractor, kind, page).decided_on) == expected


def test_a_move_told_beside_the_choice_of_its_host_is_of_the_same_day(extractor: Extractor) -> None:
    title = "Scaleway to take over France's Health Data Hub from Microsoft"
    text = "The agency selected the company on Thursday. The Health Data Hub will leave Azure by early 2027."
    found = {one.kind: one for one in extractor.read(a_document(text, title=title, language="en"))}
    move = found[K.MIGRATION_ANNOUNCED]
    assert (move.provider, str(move.decided_on), str(move.target_date)) == ("scaleway", "2025-06-12", "2027")


def test_a_date_alone_before_a_sentence_is_that_of_its_act(extractor: Extractor) -> None:
    text = "5 mars 2024. Une association saisit le Conseil d'État contre EMC2.\n\n2021. Le CHU de Montclar choisit Outscale pour son entrepôt de données de santé."
    assert dates(extractor, text) == {K.CHALLENGE_FILED: "2024-03-05", K.HOST_SELECTED: "2021"}


def test_the_day_on_which_a_move_begins_is_not_when_it_must_be_done(extractor: Extractor) -> None:
    title, begins, ends = (
        "Doctolib quittera AWS",
        "Le transfert commencera au printemps.",
        "Il sera terminé « fin 2027 au plus tard ».",
    )
    for text, expected in ((begins, None), (f"{begins} {ends}", "2027-12")):
        [found] = extractor.read(a_document(text, title=title))
        assert spelt(found.target_date) == expected


def test_a_day_at_the_head_of_a_sentence_is_no_name(extractor: Extractor) -> None:
    title = "EU court strikes down the Data Privacy Framework"
    text = "Yesterday's ruling leaves hospitals and their health data without a basis."
    [found] = extractor.read(a_document(text, title=title, language="en"))
    assert (found.kind, str(found.decided_on)) == (K.LEGAL_BASIS_INVALIDATED, "2025-06-12")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Scaleway a reçu lundi 2 son certificat HDS.", "2025-06-02"),
        ("Scaleway a reçu mercredi 11 son certificat HDS.", "2025-06-11"),
        ("Scaleway a reçu lundi 12 offres et son certificat HDS.", "2025-06-09"),
    ],
)
def test_a_day_of_the_week_with_its_number_is_the_nearest_day_that_is_both(
    extractor: Extractor, text: str, expected: str
) -> None:
    assert dates(extractor, text) == {K.PROVIDER_QUALIFIED: expected}


def test_the_decisions_of_a_title_are_of_the_day_on_which_they_were_adopted(extractor: Extractor) -> None:
    title = "CNIL clears EMC2 on Microsoft servers"
    text = "The two decisions were {} on 3 June and released on Wednesday."
    for verb, expected in (("adopted", "2025-06-03"), ("discussed", None)):
        [found] = extractor.read(a_document(text.format(verb), title=title, language="en"))
        assert spelt(found.decided_on) == expected


def test_offers_are_judged_on_the_day_on_which_the_study_was_handed_over(extractor: Extractor) -> None:
    title = "EMC2 : l'État juge l'offre de NumSpot insuffisante"
    for text, expected in (
        ("L'étude remise en mars dernier à la Cnil par l'Inria vient d'être mise en ligne.", "2025-03"),
        ("L'étude citée en mars dernier par l'Inria vient d'être mise en ligne.", None),
    ):
        found = the_act(extractor, K.PROVIDER_REJECTED, a_document(text, title=title))
        assert spelt(found.decided_on) == expected


def test_whoever_adopts_the_decision_that_does_something_does_it_then(extractor: Extractor) -> None:
    text = "La Commission européenne a adopté hier la décision qui reconnaît aux États-Unis un niveau de protection adéquat pour les données de santé."
    [found] = extractor.read(a_document(text))
    assert (str(found.decided_on), found.background) == ("2025-06-12", False)
    text = "Deux députés citent la décision qui reconnaît aux États-Unis un niveau de protection adéquat pour les données de santé."
    assert [one for one in extractor.read(a_document(text)) if not one.background] == []


def test_an_english_noun_after_its_article_takes_no_date(extractor: Extractor) -> None:
    text = (
        "In December 2023 the CNIL authorised EMC2; the Conseil d'État dismissed the appeals last November."
    )
    found = {one.kind: str(one.decided_on) for one in extractor.read(a_document(text, language="en"))}
    assert found == {K.HOSTING_AUTHORISED: "2023-12", K.CHALLENGE_REJECTED: "2024-11"}


def test_what_a_relative_clause_describes_in_the_imperfect_recalls_nothing(extractor: Extractor) -> None:
    title = "Le dossier n'est plus chez le régulateur"
    request = "La demande d'autorisation qui devait permettre au Health Data Hub d'installer une copie chez Microsoft {}."
    for verb, recalled in (("a été retirée mardi", False), ("avait été retirée en mars", True)):
        found = extractor.read(a_document(request.format(verb), title=title, published="2025-06-30"))
        assert [one.kind for one in found] == [K.REQUEST_WITHDRAWN]
        assert found[0].background is recalled


def test_each_item_of_a_digest_dates_its_own_act(extractor: Extractor) -> None:
    item = "ORPHÉON – Le registre Orphéon écope de 80 000 euros d'amende. La formation restreinte de la Cnil, qui s'est {} mardi, lui reproche de garder ses données de santé sans les chiffrer."
    others = "BRUXELLES – La Commission européenne a adopté lundi la décision d'adéquation en faveur de la Corée.\n\nMONTCLAR – Le CHU de Montclar a remis mercredi à la Cnil la demande d'autorisation de son entrepôt."
    for verb, expected in (("prononcée", "2025-06-10"), ("réunie depuis", None)):
        page = a_document(f"{others}\n\n{item.format(verb)}", title="Santé en bref")
        found = {one.kind: one.decided_on for one in extractor.read(page)}
        assert str(found[K.LEGAL_BASIS_ADOPTED]) == "2025-06-09"
        assert str(found[K.AUTHORISATION_REQUESTED]) == "2025-06-11"
        assert spelt(found[K.SANCTION_IMPOSED]) == expected


def test_an_act_takes_no_day_from_the_adoption_of_what_it_bears_on(extractor: Extractor) -> None:
    text = "La Cour de justice de l'Union européenne a invalidé le Privacy Shield, adopté par la Commission le 12 juillet 2016 pour les données de santé."
    found = {one.kind: one.decided_on for one in extractor.read(a_document(text))}
    assert found[K.LEGAL_BASIS_INVALIDATED] is None
