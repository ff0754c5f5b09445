"""What the tracker promises of alerts and orders, shown on real texts through the whole pipeline."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from feeds.document import Document, Origin
from store import MemoryStore
from tests.tracker import orders, truth
from tests.tracker.test_announce import alerts, announcer
from tracker.alerts.announce import Announced
from tracker.app import voice_of
from tracker.catalogue import load_catalogue
from tracker.extraction import Extractor
from tracker.ingest import Reading
from tracker.intake import take_in_all
from tracker.model.claim import PlatformId
from tracker.model.told import Reason
from tracker.projection.query import decisions_of, known_platforms, status_of
from tracker.reading import read_document
from tracker.recording import recording


@cache
def extractor() -> Extractor:
    return Extractor(load_catalogue())


def read(document: Document) -> Reading:
    voice = voice_of(document.source.kind)
    return read_document(extractor(), document, voice=voice, publisher=document.source.id)


def a_text(name: str, text: str, *, published: str, kind: str = "press", title: str = "EMC2") -> Document:
    origin = Origin(id=name, kind=kind, name=name)
    return Document(id=name, source=origin, title=title, text=text, published=published, language="fr")


def arrive(store: MemoryStore, *documents: Document, today: date) -> tuple[Announced, ...]:
    with recording(store, recorded_by="test") as recorder:
        return take_in_all(recorder, announcer(), [read(each) for each in documents], today=today).announced


@pytest.mark.shared
def test_any_order_any_repetition_and_any_batches_end_in_the_same(shared: Path) -> None:
    """The corpus and the timeline in random orders; `python -m tests.tracker.orders` tries 200."""
    readings = orders.everything(shared)
    expected = orders.outcome([readings])

    for seed in range(1000, 1006):
        assert orders.outcome(orders.batches_of(readings, seed)) == expected, seed


LEGIFRANCE = a_text(
    "legifrance",
    "Délibération n° 2023-146 du 21 décembre 2023 autorisant le groupement d'intérêt public « Plateforme des "
    "données de santé » à mettre en œuvre un traitement automatisé de données à caractère personnel ayant pour "
    "finalité la constitution d'un entrepôt de données dans le domaine de la santé, dénommé « EMC2 ».\n"
    "La Commission nationale de l'informatique et des libertés,\nSaisie d'une demande d'autorisation,\n"
    "Formule les observations suivantes :\nL'entrepôt est hébergé par la société Microsoft.\n"
    "Autorise, pour une durée de trois ans, le groupement d'intérêt public « Plateforme des données de santé » à "
    "mettre en œuvre le traitement susmentionné, dénommé « EMC2 ».",
    published="2024-01-31",
    kind="legifrance",
    title="Délibération n° 2023-146 du 21 décembre 2023 autorisant l'entrepôt EMC2",
)
ARTICLES = (
    a_text(
        "journal-a",
        "La CNIL a autorisé le 21 décembre 2023, pour trois ans, l'entrepôt EMC2 hébergé par Microsoft Azure. "
        "La délibération a été publiée le 31 janvier sur Légifrance.",
        published="2024-02-01",
    ),
    a_text(
        "journal-b",
        "Feu vert pour EMC2 : la Cnil autorise, dans une délibération du 21 décembre 2023, l'hébergement de "
        "l'entrepôt EMC2 par Microsoft Azure pour une durée de trois ans.",
        published="2024-02-02",
    ),
    a_text(
        "journal-c",
        "La CNIL a autorisé le 21 décembre 2023 l'entrepôt EMC2, hébergé chez Microsoft Azure. En octobre 2020, "
        "elle avait pourtant demandé que le Health Data Hub quitte Microsoft Azure.",
        published="2024-02-03",
    ),
)


def test_four_sources_make_one_alert_and_the_rise_to_official() -> None:
    """Three articles, one of which recalls 2020, then the text itself on Légifrance."""
    store = MemoryStore()
    for number, document in enumerate((*ARTICLES, LEGIFRANCE), start=1):
        arrive(store, document, today=date(2024, 2, number))

    assert alerts(store) == ["emc2: new-decision", "emc2: established"]
    status = status_of(store, PlatformId("emc2"), as_of=date(2024, 2, 5))
    assert status.in_force is not None
    assert (status.in_force.reference, str(status.in_force.establishment)) == ("2023-146", "official")
    assert len(status.in_force.witnesses or decisions_of(store, PlatformId("emc2"))[0].witnesses) == 4


CHALLENGE = a_text(
    "journal-e",
    "Le Conseil d'État a été saisi le 5 février 2024 d'un recours contre l'hébergement de l'entrepôt EMC2 par "
    "Microsoft Azure.",
    published="2024-02-06",
)
OPPOSITE = a_text(
    "journal-f",
    "La CNIL a refusé le 21 décembre 2023 d'autoriser l'hébergement de l'entrepôt EMC2 par Microsoft Azure.",
    published="2024-02-05",
)
ASKED = a_text(
    "journal-g",
    "La CNIL a demandé le 4 février 2024 que l'hébergement du Health Data Hub soit retiré à Microsoft Azure.",
    published="2024-02-05",
    title="Health Data Hub : la CNIL demande de changer d'hébergeur",
)


def told(store: MemoryStore) -> list[tuple[str, str, str]]:
    """Return each telling: the level, the reason, and the decision by the name that it bears in the end."""
    names = {
        name: decision.id
        for platform in known_platforms(store)
        for decision in decisions_of(store, platform)
        for name in decision.names
    }
    raised = (event.payload for event in store.read_all(types=["AlertRaised"]))
    return [
        (each["level"], "established" if "confirmation officielle" in each["title"] else each["reason"], name)
        for each in raised
        for name in sorted(names.get(key, key) for key in each["decisions"])
    ]


def test_any_order_tells_the_same_acts_but_for_what_the_order_itself_makes_news() -> None:
    """What stands is told in every order and no act as new twice; all else is a paper that came first.

    A paper that is contradicted later is news where it comes before the official text, and never after.
    """
    documents = [*ARTICLES, LEGIFRANCE, CHALLENGE, OPPOSITE, ASKED]
    by_the_order = {"emc2/hosting-refused/2023-12-21"}
    expected: set[str] | None = None
    for seed in range(40):
        rng = random.Random(seed)  # noqa: S311 - an order that can be tried again, no secret
        order = rng.sample([*documents, *rng.sample(documents, 3)], len(documents) + 3)
        store = MemoryStore()
        while order:
            size = rng.randint(1, 3)
            arrive(store, *order[:size], today=date(2024, 2, 8))
            order = order[size:]

        tellings = told(store)
        acts = {act for _, _, act in tellings} - by_the_order
        expected = expected or acts
        assert acts == expected, seed
        new = [(level, act) for level, reason, act in tellings if reason == Reason.NEW_DECISION]
        assert len(new) == len(set(new)), seed
    assert expected is not None
    assert len(expected) == 3


def test_four_sources_at_once_make_one_alert() -> None:
    store = MemoryStore()

    arrive(store, *ARTICLES, LEGIFRANCE, today=date(2024, 2, 5))

    assert alerts(store) == ["emc2: new-decision"]


def test_a_document_of_2020_that_arrives_in_2026_changes_history_and_raises_nothing() -> None:
    store = MemoryStore()
    arrive(store, LEGIFRANCE, today=date(2024, 2, 1))
    arrive(
        store,
        a_text(
            "journal-d",
            "Le Health Data Hub va quitter Microsoft : Scaleway a été retenu le 23 avril 2026 pour héberger la "
            "plateforme du Health Data Hub.",
            published="2026-04-24",
            title="Health Data Hub : Scaleway retenu",
        ),
        today=date(2026, 4, 24),
    )
    before = len(alerts(store))
    late = a_text(
        "journal-late",
        "La CNIL a demandé le 8 octobre 2020 que l'hébergement du Health Data Hub soit retiré à Microsoft Azure.",
        published="2020-10-09",
        title="Health Data Hub : la CNIL demande de changer d'hébergeur",
    )

    changed = arrive(store, late, today=date(2026, 11, 20))

    history = [str(each.kind) for each in decisions_of(store, PlatformId("health-data-hub"))]
    assert "change-requested" in history
    assert len(alerts(store)) == before
    assert {each.reason for each in changed} == {Reason.LATE}


BOILERPLATE = (
    "\nLire aussi : nos autres articles.",
    "\nAbonnez-vous à notre lettre.",
    "\nMis à jour le 12 février 2024.",
    "\nTags : santé, cloud, données",
    "\n© Journal A. Tous droits réservés.",
    "\nCrédit photo : archives.",
)


def edited(text: str, rng: random.Random) -> str:
    """Return *text* with the kind of change that a desk makes after printing: spaces, quotes, a word's typo."""
    changes: tuple[Callable[[str], str], ...] = (
        lambda it: it + rng.choice(BOILERPLATE),
        lambda it: it.replace(" ", "\u00a0", rng.randint(1, 3)),
        lambda it: it.replace("'", "’"),
        lambda it: it.replace("publiée", rng.choice(["pubilée", "publié", "publiéee"])),
        lambda it: it.replace("Légifrance", rng.choice(["Legifrance", "Légifance", "LégiFrance"])),
        lambda it: it.replace(". ", ".  "),
        lambda it: it.replace("CNIL", "Cnil"),
    )
    for change in rng.sample(changes, rng.randint(1, 3)):
        text = change(text)
    return text


def test_a_hundred_cosmetic_edits_raise_nothing_and_a_contrary_one_a_rectification() -> None:
    store = MemoryStore()
    rng = random.Random(6)  # noqa: S311 - edits that can be made again, no secret
    article = ARTICLES[0]
    arrive(store, article, today=date(2024, 2, 1))

    for _ in range(100):
        arrive(store, replace(article, text=edited(article.text, rng)), today=date(2024, 2, 2))
    assert alerts(store) == ["emc2: new-decision"]

    contrary = article.text.replace("La CNIL a autorisé", "La CNIL a refusé d'autoriser").replace(
        ", pour trois ans,", ""
    )
    for _ in range(3):
        arrive(store, replace(article, text=contrary), today=date(2024, 2, 3))

    assert alerts(store) == ["emc2: new-decision", "emc2: correction"]
    standing = status_of(store, PlatformId("emc2"), as_of=date(2024, 2, 4)).standing
    assert str(standing) == "refused"


def test_the_edits_are_edits() -> None:
    rng = random.Random(6)  # noqa: S311 - edits that can be made again, no secret

    assert len({edited(ARTICLES[0].text, rng) for _ in range(100)}) > 50


@pytest.mark.shared
def test_the_documents_of_the_corpus_are_read(shared: Path) -> None:
    assert len(truth.corpus(shared)) == 178
