"""Who takes an act, however the text says it; and which platform it is about where one page tells many."""

from __future__ import annotations

import pytest

from tests.tracker.extraction.builders import a_document, the_act
from tracker.extraction import Extractor
from tracker.model.claim import ClaimKind

K = ClaimKind


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("Le Health Data Hub quittera Microsoft, a annoncé mardi le gouvernement.", K.MIGRATION_ANNOUNCED, "government"),
        ("Le Health Data Hub va sortir d'Azure. Deux ministres l'ont confirmé mardi.", K.MIGRATION_ANNOUNCED, "government"),
        ("Le Health Data Hub va sortir d'Azure.", K.MIGRATION_ANNOUNCED, "controller"),
        ("La bascule de l'entrepôt de l'AP-HP vers Bleu est reportée à 2029, a indiqué l'établissement.", K.MIGRATION_ANNOUNCED, "controller"),
        ("Le registre Orphéon a achevé sa migration vers NumSpot.", K.MIGRATION_COMPLETED, "controller"),
        ("Depuis lundi, le registre Orphéon tourne chez NumSpot.", K.MIGRATION_COMPLETED, "other"),
        ("Bleu conservera les sauvegardes du registre Orphéon : la société a signé lundi.", K.HOST_SELECTED, "controller"),
        ("Une étude faite pour le ministère a jugé l'offre de Bleu insuffisante pour EMC2.", K.PROVIDER_REJECTED, "government"),
        ("Trop chère et insuffisante, selon la grille du CHU de Montclar, l'offre de Bleu pour ses données.", K.PROVIDER_REJECTED, "controller"),
        ("« La décision de la Cnil, nous l'attaquons », dit une avocate, qui a déposé mardi sa requête contre l'entrepôt EMC2.", K.CHALLENGE_FILED, "other"),
        ("Une association a porté plainte mardi à la Cnil contre Doctolib.", K.CHALLENGE_FILED, "cnil"),
        ("La présidente de la Cnil indique que les griefs ne sont pas établis et que la plainte contre Doctolib est rejetée.", K.CHALLENGE_REJECTED, "cnil"),
        ("Le gardien de la vie privée a autorisé mardi l'entrepôt EMC2.", K.HOSTING_AUTHORISED, "cnil"),
        ("Les juges du Palais-Royal ont annulé mardi l'autorisation donnée à EMC2.", K.AUTHORISATION_ANNULLED, "conseil-etat"),
        ("Une ordonnance, présentée hier en conseil des ministres, étend aux entrepôts de santé l'obligation de qualification SecNumCloud.", K.REQUIREMENT_ENACTED, "government"),
    ],
)  # fmt: skip
def test_the_author_is_who_the_text_says_or_shows(
    extractor: Extractor, text: str, kind: ClaimKind, expected: str
) -> None:
    assert the_act(extractor, kind, a_document(text)).authority == expected


def test_a_court_of_the_union_rules_on_no_platform(extractor: Extractor) -> None:
    text = (
        "Le Conseil d'État examine l'entrepôt EMC2. Le Tribunal de l'Union européenne a rejeté le "
        "3 septembre 2024 un recours contre la décision d'adéquation."
    )

    assert {one.platform for one in extractor.read(a_document(text))} == {"*"}


def test_a_choice_put_first_is_told_and_not_taken_as_known(extractor: Extractor) -> None:
    [claim] = extractor.read(
        a_document(title="C'est à Bleu que le CHU de Montclar confie son entrepôt de santé.")
    )

    assert (claim.kind, claim.provider, claim.background) == (K.HOST_SELECTED, "bleu", False)


DIGEST = """■ Retrait. La Cnil a autorisé mardi l'entrepôt EMC2, hébergé chez Bleu.

■ Justice. Un syndicat a saisi mercredi le tribunal administratif de Lyon. Il attaque le contrat de la ville.

■ Registre. La Cnil a refusé lundi d'autoriser le registre Orphéon.

■ Agenda. Rien lundi."""


def test_the_items_of_a_digest_lend_each_other_neither_platform_nor_host(extractor: Extractor) -> None:
    found = {(one.platform, one.kind, one.provider) for one in extractor.read(a_document(DIGEST))}

    assert found == {
        ("emc2", K.HOSTING_AUTHORISED, "bleu"),
        ("other:orpheon", K.HOSTING_REFUSED, None),
    }


@pytest.mark.parametrize(
    "answer", ["Faux. Rien n'est décidé.", "C'est faux, répond l'hôpital.", "Non. Il ne s'est rien passé."]
)
def test_a_line_quoted_to_be_denied_tells_nothing(extractor: Extractor, answer: str) -> None:
    text = f"L'entrepôt du CHU de Montclar fait parler.\n\n« Le CHU de Montclar a retenu Bleu pour héberger son entrepôt. »\n\n{answer}"

    assert extractor.read(a_document(text)) == ()
