"""One frame reads an act in every voice, and leaves what is only wished, denied or somebody else's."""

from __future__ import annotations

import pytest

from tests.tracker.extraction.builders import a_document, kinds
from tracker.extraction import Extractor
from tracker.extraction.lexicon import LexiconError
from tracker.extraction.rules import read_rules

REFUSED = (
    "La Cnil a refusé le dossier de l'entrepôt Orphéon.",
    "Le dossier de l'entrepôt Orphéon a été refusé mardi par la Cnil.",
    "L'entrepôt Orphéon s'est vu refuser son autorisation par la Cnil.",
    "Le dossier que la Cnil a refusé mardi, celui de l'entrepôt Orphéon, dormait depuis un an.",
    "En refusant l'autorisation de l'entrepôt Orphéon, la Cnil tient parole.",
    "C'est la Cnil qui a refusé mardi le dossier de l'entrepôt Orphéon.",
    "La Cnil vient de refuser le dossier de l'entrepôt Orphéon.",
    "La Cnil, qui avait hésité, a fini par refuser le dossier de l'entrepôt Orphéon.",
)
NOT_REFUSED = (
    "La Cnil n'a pas refusé le dossier de l'entrepôt Orphéon.",
    "La Cnil refuserait le dossier de l'entrepôt Orphéon.",
    "La Cnil refusera le dossier de l'entrepôt Orphéon.",
    "Les patients craignent que la Cnil refuse le dossier de l'entrepôt Orphéon.",
    "Si la Cnil refuse le dossier de l'entrepôt Orphéon, tout s'arrêtera.",
    "Le dossier de l'entrepôt Orphéon a été refusé par sa direction.",
    "La Cnil refuse de commenter le dossier de l'entrepôt Orphéon.",
    "Le CHU, saisi par la Cnil, a refusé le dossier de presse de l'entrepôt Orphéon.",
)


@pytest.mark.parametrize("text", REFUSED)
def test_one_frame_reads_every_voice(extractor: Extractor, text: str) -> None:
    """Voices are grammar: a new verb in a frame must be found in all of them at once."""
    assert "hosting-refused" in kinds(extractor, text)


@pytest.mark.parametrize("text", NOT_REFUSED)
def test_what_is_not_told_as_done_is_none(extractor: Extractor, text: str) -> None:
    """A false alert is worse than a miss."""
    assert "hosting-refused" not in kinds(extractor, text)


def test_a_state_is_no_act(extractor: Extractor) -> None:
    """A provider that is certified obtained it some other day."""
    assert kinds(extractor, "Scaleway est certifié HDS et compte trois hôpitaux parmi ses clients.") == set()
    assert kinds(extractor, "Scaleway vient d'être certifié HDS par l'Afnor.") == {"provider-qualified"}


def test_what_a_sentence_presupposes_is_recalled(extractor: Extractor) -> None:
    """The news is the suspension; the authorisation that it bears on is known."""
    document = a_document(
        "Le Conseil d'État a suspendu jeudi l'autorisation que la Cnil avait donnée à l'entrepôt EMC2.",
        title="EMC2 : le Conseil d'État suspend l'autorisation",
    )

    told = {claim.kind.value: claim.background for claim in extractor.read(document)}

    assert told["hosting-suspended"] is False
    assert told.get("hosting-authorised", True) is True


def test_the_lead_dates_what_the_title_announces(extractor: Extractor) -> None:
    """A headline has no day; the first line that gives one is where a reader finds it."""
    document = a_document(
        "La décision est tombée jeudi, après dix mois d'instruction.",
        title="La Cnil refuse d'autoriser l'entrepôt EMC2",
    )

    (claim,) = extractor.read(document)

    assert str(claim.decided_on) == "2025-06-12"


def test_the_day_of_publication_dates_nothing(extractor: Extractor) -> None:
    """A decision published on Thursday was taken on another day, which nobody tells."""
    document = a_document(
        "La délibération a été publiée jeudi sur Légifrance.",
        title="La Cnil refuse d'autoriser l'entrepôt EMC2",
    )

    (claim,) = extractor.read(document)

    assert claim.decided_on is None


def test_a_rule_that_says_nothing_is_refused() -> None:
    """A typing error in the lexicon must not pass for a rule that never matches."""
    row = {"id": "x", "kind": "hosting-refused", "positive": ["a"], "negative": ["b"]}

    with pytest.raises(LexiconError, match="pattern, verbs or nouns are wanted"):
        list(read_rules("fr-x.toml", {"rule": [row]}, {}))
    with pytest.raises(LexiconError, match="mood 'past' is none of"):
        list(read_rules("fr-x.toml", {"rule": [{**row, "verbs": "refuser", "mood": "past"}]}, {}))
    with pytest.raises(LexiconError, match="unknown keys"):
        list(read_rules("fr-x.toml", {"rule": [{**row, "verb": "refuser"}]}, {}))


LISTED = (
    (
        "La Cnil a autorisé :\n- l'entrepôt EMC2, chez Microsoft ;\n- le registre Orphéon.",
        "hosting-authorised",
    ),
    (
        "La Cnil a refusé :\n• le dossier du registre Orphéon ;\n• celui de l'entrepôt EMC2.",
        "hosting-refused",
    ),
)


@pytest.mark.parametrize(("text", "kind"), LISTED)
def test_a_verb_governs_the_list_after_its_colon(extractor: Extractor, text: str, kind: str) -> None:
    """An item of a list is no sentence without its lead, and the proof is the item alone."""
    claims = extractor.read(a_document(text))

    assert {claim.kind.value for claim in claims} == {kind}
    assert all(claim.evidence.quote in text for claim in claims)


def test_a_list_after_a_heading_is_told_by_its_own_words(extractor: Extractor) -> None:
    assert kinds(extractor, "Ont été évoqués :\n- l'entrepôt EMC2 ;\n- la Cnil.") == set()


RECALLED = (
    "Les requérants invoquent l'arrêt de la Cour de justice de l'Union européenne qui a invalidé le Privacy Shield.",
    "L'arrêt du Conseil d'État laisse intacte l'autorisation de la Cnil pour l'entrepôt EMC2.",
    "L'autorisation de la Cnil pour EMC2, délivrée le 21 décembre 2023, ayant pris fin, l'entrepôt attend.",
)


@pytest.mark.parametrize("text", RECALLED)
def test_what_only_names_another_act_is_no_news(extractor: Extractor, text: str) -> None:
    """A restrictive relative clause, or a definite noun that a verb acts on, takes the act as known."""
    told = [claim for claim in extractor.read(a_document(text)) if not claim.background]

    assert {claim.kind.value for claim in told} <= {"challenge-rejected"}


def test_all_of_something_is_that_thing(extractor: Extractor) -> None:
    text = "La totalité des données de l'entrepôt EMC2 repose désormais sur l'infrastructure d'OVHcloud."

    assert kinds(extractor, text) == {"migration-completed"}


def test_a_relative_clause_speaks_of_the_noun_before_it(extractor: Extractor) -> None:
    """The hospital wishes, though the authority is the nearest name."""
    text = "La demande d'EMC2, transmise à la Cnil, a été retirée lundi par l'hôpital, qui souhaite revoir l'hébergement."

    assert kinds(extractor, text) == {"request-withdrawn"}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("NumSpot n'est pas à la hauteur d'EMC2, conclut le rapport d'experts.", "provider-rejected"),
        ("La Cnil a, mardi, refusé le dossier de l'entrepôt Orphéon.", "hosting-refused"),
    ],
)
def test_an_auxiliary_reaches_over_an_aside_and_not_over_the_end_of_its_clause(
    extractor: Extractor, text: str, kind: str
) -> None:
    """One comma ends the clause, two enclose an aside: "n'est pas à la hauteur, conclut" has two verbs."""
    assert kind in kinds(extractor, text)
