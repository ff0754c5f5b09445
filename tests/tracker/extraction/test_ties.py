"""Which host a platform has, by the word that governs its name, wherever in the document it stands."""

from __future__ import annotations

import pytest

from feeds.document import Document
from tests.tracker.extraction.builders import a_document, the_act
from tracker.catalogue import load_catalogue
from tracker.extraction import Extractor
from tracker.extraction.pipeline import Reader, make_reader
from tracker.extraction.ties import Tie, ties_in
from tracker.model.claim import ClaimKind

K = ClaimKind


def ties_of(document: Document) -> list[tuple[str, Tie]]:
    reader = Reader(*make_reader(load_catalogue()))
    reader.read(document)
    return [(one.host, one.tie) for sentence in reader.trace.sentences for one in ties_in(sentence)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L'entrepôt EMC2, hébergé par Outscale, grandit.", [("outscale", Tie.KEEPS)]),
        ("Les dossiers tournent sur l'infrastructure d'Outscale.", [("outscale", Tie.KEEPS)]),
        ("Le contrat qui lie l'hôpital à Google Cloud court jusqu'en 2028.", [("google-cloud", Tie.KEEPS)]),
        ("Le registre Orphéon, conservé par la société Nuagia, grandit.", [("other", Tie.KEEPS)]),
        ("L'hôpital conserve ses données dans ses propres salles.", [("other", Tie.KEEPS)]),
        ("Il promet de faire passer la base, aujourd'hui chez AWS, sur les serveurs d'Outscale.", [("aws", Tie.KEEPS), ("outscale", Tie.GONE_TO)]),
        ("Le CHU a coupé le cordon avec AWS.", [("aws", Tie.LEFT)]),
        ("Scaleway succédera à Microsoft.", [("scaleway", Tie.GONE_TO), ("microsoft-azure", Tie.NONE)]),
        ("L'hébergement est confié à Cegedim.", [("cegedim", Tie.CHOSEN)]),
        ("C'est Bleu qui hébergera le registre.", [("bleu", Tie.CHOSEN)]),
        ("Le registre abandonnera Google Cloud au profit de NumSpot.", [("google-cloud", Tie.LEFT), ("numspot", Tie.GONE_TO)]),
        ("L'entrepôt bascule des serveurs d'Atos à ceux de Docaposte.", [("atos-eviden", Tie.LEFT), ("docaposte", Tie.GONE_TO)]),
        ("Les copies partiront de chez AWS vers le nuage du français Scaleway.", [("aws", Tie.LEFT), ("scaleway", Tie.GONE_TO)]),
        ("L'entrepôt n'est pas hébergé par AWS.", [("aws", Tie.NONE)]),
        ("Cegedim, arrivé deuxième, a saisi le tribunal.", [("cegedim", Tie.NONE)]),
        ("Le recours déposé par OVHcloud a été rejeté.", [("ovhcloud", Tie.NONE)]),
    ],
)  # fmt: skip
def test_the_word_that_governs_the_name_says_how_a_host_is_tied(
    text: str, expected: list[tuple[str, Tie]]
) -> None:
    assert ties_of(a_document(text)) == expected


@pytest.mark.parametrize(
    ("text", "kind", "host"),
    [
        ("La Cnil a autorisé mardi l'entrepôt EMC2. Les données reposent chez Outscale.", K.HOSTING_AUTHORISED, "outscale"),
        ("La Cnil a autorisé mardi l'entrepôt EMC2. Microsoft a salué la décision. Les données sont conservées par Bleu.", K.HOSTING_AUTHORISED, "bleu"),
        ("L'entrepôt EMC2 est hébergé par Bleu. Cegedim, évincé, a saisi mardi le Conseil d'État d'un recours contre EMC2.", K.CHALLENGE_FILED, "bleu"),
        ("L'entrepôt EMC2 est hébergé par Bleu. La Cnil a autorisé mardi DARWIN EU, sur la même infrastructure.", K.HOSTING_AUTHORISED, "bleu"),
        ("Le registre Orphéon quittera Google Cloud d'ici à 2027. Il rejoindra les serveurs de NumSpot.", K.MIGRATION_ANNOUNCED, "numspot"),
        ("Hébergé par Microsoft, le Health Data Hub a retiré mardi sa demande d'autorisation.", K.REQUEST_WITHDRAWN, None),
    ],
)  # fmt: skip
def test_an_act_has_the_host_that_the_document_ties_to_its_platform(
    extractor: Extractor, text: str, kind: ClaimKind, host: str | None
) -> None:
    assert the_act(extractor, kind, a_document(text)).provider == host
