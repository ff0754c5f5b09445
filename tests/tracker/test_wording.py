"""What alerts say: on whose word, until when, by whom; and nothing that was taken back is said again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from store import MemoryStore
from tests.tracker.builders import TODAY, a_claim, a_decision, a_reading
from tests.tracker.test_announce import announcer, tell
from tests.tracker.test_general import FALL, general, hosted
from tracker.alerts.calendar import announce_due
from tracker.alerts.message import citation
from tracker.alerts.naming import Naming
from tracker.alerts.phrases import headline, on_the_word_of
from tracker.catalogue import load_catalogue
from tracker.correcting import Desk, find_decision, read_values
from tracker.intake import take_in_all
from tracker.model.claim import PlatformId
from tracker.model.decision import Decision
from tracker.model.status import Standing, Status
from tracker.model.told import Difference, Reason
from tracker.projection.query import decisions_of
from tracker.recording import recording

NAMES = Naming(load_catalogue())


def last(store: MemoryStore) -> dict[str, Any]:
    return dict(max((alert for _, alert in store.states("alert")), key=lambda alert: int(alert["position"])))


def recorded(store: MemoryStore, *, signature: str = "") -> dict[str, Any]:
    fields = read_values(
        {"platform": "emc2", "kind": "hosting-suspended", "authority": "cnil", "decided_on": "2026-11-19"},
        NAMES.catalogue,
    )
    with recording(store, recorded_by="person:root") as recorder:
        desk = Desk(
            recorder=recorder,
            announcer=announcer(),
            today=TODAY,
            by="root",
            why="appel de la CNIL",
            signature=signature,
        )
        desk.record(fields, url=None, quote=None, official=False)
    return last(store)


def test_what_a_person_records_is_told_as_their_word_and_never_as_press() -> None:
    told = recorded(MemoryStore(), signature="Anne Roy")

    assert told["title"] == "EMC2 : hébergement suspendu par la CNIL, sur la parole d'Anne Roy"
    assert "Sur la parole d'Anne Roy : appel de la CNIL" in told["body"]
    assert "presse" not in told["body"]


def test_a_login_name_is_told_to_nobody() -> None:
    told = recorded(MemoryStore())

    assert "root" not in told["title"] + told["body"]
    assert "une personne de votre équipe" in told["title"]


def test_an_erratum_of_a_general_act_says_what_holds_and_not_again_what_does_not() -> None:
    store = MemoryStore()
    tell(store, hosted("doctolib", "aws"), today=date(2019, 5, 3), silence=Reason.BASELINE)
    adopted = general(
        "legal-basis-adopted", "a", authority="european-commission", decided_on="2016-07-12",
        published="2016-07-13", voice="government",
    )  # fmt: skip
    tell(store, adopted, today=date(2019, 5, 4), silence=Reason.BASELINE)
    tell(store, general("legal-basis-invalidated"), today=FALL)
    [wrong] = [
        each for each in decisions_of(store, PlatformId("*")) if each.kind == "legal-basis-invalidated"
    ]

    with recording(store, recorded_by="person:root") as recorder:
        desk = Desk(recorder=recorder, announcer=announcer(), today=FALL, by="root", why="un canular")
        desk.retract(find_decision(recorder, wrong.id))

    told = last(store)
    assert told["title"].startswith("Rectificatif — l'acte annoncé le")
    assert "invalidée" not in told["title"]
    assert "Pourquoi, selon une personne de votre équipe : un canular" in told["body"]
    assert "Base légale adoptée : Commission européenne" in told["body"].split("Ce qui tient maintenant")[1]


def test_an_expiry_that_depends_on_how_the_term_counts_says_so() -> None:
    """Counted from publication the authorisation still runs: nobody may read that it has ended for sure."""
    store = MemoryStore()
    claim = a_claim("hosting-authorised", decided_on="2025-12-21", published_on="2026-01-31", term="P1Y")
    tell(store, a_reading(claim, published="2026-02-01"), today=date(2026, 2, 1))
    assert "21 décembre 2026, ou 31 janvier 2027 si le terme court de la publication" in last(store)["body"]

    with recording(store, recorded_by="calendar") as recorder:
        announce_due(recorder, announcer(), today=date(2026, 12, 22))

    assert (
        last(store)["title"]
        == "EMC2 : autorisation expirée, sauf si le terme court de la publication, selon la presse"
    )


@pytest.mark.parametrize(
    ("kind", "authority", "told"),
    [
        ("challenge-filed", "conseil-etat", "recours déposé devant le Conseil d'État"),
        ("challenge-rejected", "conseil-etat", "recours rejeté par le Conseil d'État"),
        ("challenge-rejected", "other", "recours rejeté"),
        (
            "authorisation-requested",
            "controller",
            "autorisation demandée par le responsable de la plateforme",
        ),
        ("challenge-filed", "tribunal-x", "recours déposé (tribunal-x)"),
    ],
)
def test_who_acted_is_said_as_the_language_says_it(kind: str, authority: str, told: str) -> None:
    store = MemoryStore()
    tell(store, a_reading(a_claim(kind, authority=authority)), today=TODAY)
    [decision] = decisions_of(store, PlatformId("emc2"))

    said = headline(Difference(kind), decision, _status(decision), NAMES, "fr")

    assert said == told


def _status(decision: Decision) -> Status:
    return Status(platform=decision.platform, as_of=TODAY, standing=Standing.UNASSESSED)


@pytest.mark.parametrize(
    ("language", "title", "line"),
    [
        (
            "fr",
            "EMC2 : hébergeur choisi par le responsable de la plateforme (Scaleway), selon la presse",
            "Hébergeur établi par : une seule source de presse, non confirmée",
        ),
        (
            "en",
            "EMC2: host selected by the platform's controller (Scaleway), according to the press",
            "Host established by: one press source, unconfirmed",
        ),
    ],
)
def test_a_first_host_is_said_once_with_who_chose_it(language: str, title: str, line: str) -> None:
    store = MemoryStore()
    chosen = a_claim("host-selected", provider="scaleway", authority="controller", decided_on="2026-11-10")

    tell(store, a_reading(chosen, published="2026-11-11"), to=replace(announcer(), language=language))

    assert last(store)["title"] == title
    assert line in last(store)["body"].splitlines()


def test_a_name_that_begins_with_a_consonant_is_not_elided() -> None:
    assert on_the_word_of("Paul", "fr") == "sur la parole de Paul"


def test_no_reminder_of_an_end_goes_out_before_the_renewal_that_is_at_hand() -> None:
    store, watch = MemoryStore(), replace(announcer(), remind_before=(30 * 86400,))

    def take(day: date, document: str, **claim: Any) -> None:  # noqa: ANN401 - a builder
        reading = a_reading(a_claim(document=document, **claim), document=document, published=str(day))
        with recording(store, recorded_by="test") as recorder:
            take_in_all(recorder, watch, [reading], today=day)

    take(date(2025, 12, 22), "old", decided_on="2025-12-21", term="P1Y")
    take(date(2026, 12, 12), "new", decided_on="2026-12-11", term="P1Y")

    assert [each["reason"] for _, each in store.states("alert")] == ["new-decision"] * 2


@pytest.mark.parametrize(
    ("authority", "told"),
    [
        ("cjue", "Court of Justice of the European Union"),
        ("controller", "platform's controller"),
        ("cnil", "CNIL"),
        ("tribunal-x", "tribunal-x"),
    ],
)
def test_an_english_alert_cites_authorities_in_english(authority: str, told: str) -> None:
    decision = a_decision(authority=authority, decided_on="2026-11-10")

    assert citation(decision, NAMES, "en") == f"{told}, 10 November 2026"


def test_two_refusals_met_at_once_are_said_once_in_the_title() -> None:
    store = MemoryStore()
    texts = [
        a_reading(
            a_claim("hosting-refused", document=document, decided_on=day),
            document=document,
            text=document,
            published=published,
        )
        for document, day, published in (
            ("one", "2026-07-20", "2026-07-21"),
            ("other", "2026-11-10", "2026-11-12"),
        )
    ]

    tell(store, *texts, today=TODAY)

    [(_, alert)] = store.states("alert")
    assert alert["title"].count("refusé") == 1
    assert alert["body"].count("Hébergement refusé : CNIL") == 2
