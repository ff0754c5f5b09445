"""When an act was made public: by a verb or a noun of publication whose object is that act."""

from __future__ import annotations

import pytest

from tests.tracker.extraction.builders import a_document, spelt, the_act
from tracker.extraction import Extractor
from tracker.model.claim import ClaimKind

K = ClaimKind
_REFUSED = "La Cnil refuse l'entrepôt EMC2"


def published(
    extractor: Extractor, text: str, kind: ClaimKind, *, title: str, language: str = "fr"
) -> str | None:
    """Return the day of publication of the act of *kind*; the page is of Friday 13 June 2025."""
    page = a_document(text, title=title, language=language)
    return spelt(the_act(extractor, kind, page).published_on)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("La délibération du 5 juin, parue hier, compte huit pages.", "2025-06-12"),
        ("La délibération du 5 juin publiée mardi sur son site compte huit pages.", "2025-06-10"),
        ("La décision a été mise en ligne mercredi.", "2025-06-11"),
        ("Mardi, le régulateur a publié sa délibération.", "2025-06-10"),
        ("La Cnil a rendu publique jeudi sa délibération.", "2025-06-12"),
        ("La Cnil rend publique ce jour sa délibération.", "2025-06-13"),
        ("Tout s'est joué mardi. Ce jour-là a été publiée la délibération.", "2025-06-10"),
        ("La décision est prise depuis mai et, ce 10 juin, elle vient d'être connue par sa publication sur Légifrance.", "2025-06-10"),
        ("La Cnil a publié mardi son rapport d'activité.", None),
        ("Le rapport de la Cour des comptes a paru mardi.", None),
        ("Une copie de la délibération, que le groupement a lui-même publiée hier, circule.", None),
        ("Elle sera publiée le 20 juin.", None),
    ],
)  # fmt: skip
def test_what_was_made_public_is_the_act_of_the_title(
    extractor: Extractor, text: str, expected: str | None
) -> None:
    assert published(extractor, text, K.HOSTING_REFUSED, title=_REFUSED) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The CNIL made it public on Tuesday.", "2025-06-10"),
        ("Its decision, dated 2 June, was posted on the CNIL website yesterday.", "2025-06-12"),
    ],
)
def test_in_english_too(extractor: Extractor, text: str, expected: str) -> None:
    title = "CNIL refuses to authorise the EMC2 warehouse"
    assert published(extractor, text, K.HOSTING_REFUSED, title=title, language="en") == expected


def test_a_suit_has_no_publication_that_of_what_it_attacks_is_not_its_own(extractor: Extractor) -> None:
    text = "L'association a déposé mardi un recours contre la délibération de la Cnil, publiée le 31 mai, relative à EMC2."
    title = "EMC2 : une association saisit le Conseil d'État"
    assert published(extractor, text, K.CHALLENGE_FILED, title=title) is None


def test_a_ruling_is_not_published_before_it_was_given(extractor: Extractor) -> None:
    text = "Le juge a rejeté la requête le 10 juin. La décision contestée, rendue publique le 31 mai, avait surpris."
    title = "EMC2 : le Conseil d'État rejette la requête"
    assert published(extractor, text, K.CHALLENGE_REJECTED, title=title) is None
