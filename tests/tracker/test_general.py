"""Acts that bind everyone: context of the platforms that they touch, told once for all of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from store import MemoryStore
from tests.tracker.builders import a_claim, a_reading
from tests.tracker.test_announce import alerts, announcer, tell
from tracker.catalogue import load_catalogue
from tracker.effects import with_effects
from tracker.ingest import Reading
from tracker.model.claim import PlatformId
from tracker.model.decision import Establishment
from tracker.model.told import Reason
from tracker.projection.query import status_of

FALL = date(2020, 7, 20)


def hosted(platform: str, provider: str) -> Reading:
    claim = a_claim(
        "host-selected", platform=platform, document=platform, provider=provider, decided_on="2019-05-01"
    )
    return a_reading(claim, document=platform, text=platform, published="2019-05-02")


def general(kind: str, document: str = "g", **given: Any) -> Reading:  # noqa: ANN401 - a builder
    given = {"authority": "cjue", "provider": None, "decided_on": "2020-07-16", **given}
    voice = given.pop("voice", "press")
    published = given.pop("published", "2020-07-17")
    claim = a_claim(kind, platform="*", document=document, **given)
    return a_reading(claim, document=document, text=document, kind=voice, published=published)


@pytest.fixture
def store() -> MemoryStore:
    kept = MemoryStore()
    three = [
        hosted("health-data-hub", "microsoft-azure"),
        hosted("doctolib", "aws"),
        hosted("snds", "ovhcloud"),
    ]
    tell(kept, *three, today=date(2019, 5, 3), silence=Reason.BASELINE)
    return kept


def last(store: MemoryStore) -> dict[str, Any]:
    return dict(max((alert for _, alert in store.states("alert")), key=lambda alert: int(alert["position"])))


def test_the_fall_of_a_legal_basis_is_told_once_with_the_platforms_it_touches(store: MemoryStore) -> None:
    """Those whose host answers to a law outside the Union, and one alert for them all."""
    tell(store, general("legal-basis-invalidated"), today=FALL)
    tell(store, general("legal-basis-invalidated", "again", published="2020-07-18"), today=FALL)

    assert alerts(store) == ["*: new-decision"]
    assert last(store)["title"] == (
        "base légale invalidée par la Cour de justice de l'Union européenne, selon la presse : Doctolib, Health Data Hub"
    )
    assert "aucune autorisation connue, Amazon Web Services" in last(store)["body"]


def test_a_rise_to_official_is_told_once_more(store: MemoryStore) -> None:
    tell(store, general("legal-basis-invalidated"), today=FALL)
    for document in ("law", "law-2"):
        tell(store, general("legal-basis-invalidated", document, voice="court"), today=FALL)

    assert alerts(store) == ["*: new-decision", "*: established"]


def test_a_qualification_touches_those_whom_the_provider_hosts(store: MemoryStore) -> None:
    given = {"authority": "anssi", "decided_on": "2020-07-15"}

    tell(store, general("provider-qualified", "a", provider="ovhcloud", **given), today=FALL)
    silent = tell(store, general("provider-qualified", "b", provider="scaleway", **given), today=FALL)

    assert last(store)["title"].startswith(
        "prestataire qualifié par l'Anssi (OVHcloud), selon la presse : SNDS"
    )
    assert len(alerts(store)) == 1
    assert {each.reason for each in silent} == {Reason.TOUCHES_NONE}


@pytest.mark.parametrize(
    ("kind", "language", "title"),
    [
        ("sanction-imposed", "fr", "sanction prononcée contre Amazon Web Services par la CNIL : Doctolib"),
        ("sanction-imposed", "en", "sanction imposed on Amazon Web Services by the CNIL: Doctolib"),
        (
            "formal-notice-issued",
            "fr",
            "mise en demeure prononcée contre Amazon Web Services par la CNIL : Doctolib",
        ),
        ("formal-notice-issued", "en", "formal notice issued to Amazon Web Services by the CNIL: Doctolib"),
    ],
)
def test_what_is_imposed_on_a_provider_names_both_and_touches_those_whom_it_hosts(
    store: MemoryStore, kind: str, language: str, title: str
) -> None:
    imposed = general(kind, provider="aws", authority="cnil", voice="cnil")

    tell(store, imposed, to=replace(announcer(), language=language), today=FALL)

    assert last(store)["title"] == title


def test_an_opinion_about_everyone_is_context_and_told_to_nobody(store: MemoryStore) -> None:
    told = tell(store, general("opinion-issued", authority="cnil"), today=FALL)
    tell(store, general("opinion-issued", "law", authority="cnil", voice="cnil"), today=FALL)

    assert {each.reason for each in told} == {Reason.OPINION}
    assert alerts(store) == []
    status = status_of(store, PlatformId("doctolib"), as_of=FALL)
    assert [each.kind for each in status.context] == ["opinion-issued"]


def test_a_general_act_of_long_ago_is_told_to_nobody(store: MemoryStore) -> None:
    tell(store, general("legal-basis-invalidated", background=True, published="2026-01-05"))

    assert alerts(store) == []


def test_a_route_hears_of_it_where_one_of_its_platforms_is_touched(store: MemoryStore) -> None:
    snds = announcer(platforms=frozenset({"snds"}))
    doctolib = announcer(platforms=frozenset({"doctolib"}))

    tell(store, general("legal-basis-invalidated"), to=snds, today=FALL)
    assert alerts(store) == []
    tell(store, general("legal-basis-adopted", "adopted", decided_on="2020-07-18"), to=doctolib, today=FALL)

    assert alerts(store) == ["*: new-decision"]


def test_a_careful_route_waits_until_it_is_official(store: MemoryStore) -> None:
    """Nor does it hear, along with an official act, what only the press says of a platform's host."""
    careful = announcer(min_establishment=Establishment.OFFICIAL)
    claim = a_claim(
        "host-selected", platform="doctolib", document="act", provider="aws", decided_on="2019-05-01"
    )
    official = a_reading(claim, document="act", text="act", published="2019-05-02", kind="government")
    tell(store, official, today=FALL, silence=Reason.BASELINE)

    tell(store, general("legal-basis-invalidated"), to=careful, today=FALL)
    assert "*: new-decision" not in alerts(store)
    tell(store, general("legal-basis-invalidated", "law", voice="court"), to=careful, today=FALL)

    told = [event.payload for event in store.read_all(types=["AlertRaised"])]
    assert [each["platform"] for each in told if each["platform"] == "*"] == ["*"]
    assert "Doctolib" in told[-1]["title"]
    assert "Health Data Hub" not in told[-1]["title"]


def test_the_context_of_a_status_is_what_touches_it(store: MemoryStore) -> None:
    law = general("requirement-enacted", "law", authority="parliament", decided_on="2020-07-01")
    tell(store, general("legal-basis-invalidated"), law, today=FALL)

    def context(platform: str) -> list[str]:
        status = status_of(store, PlatformId(platform), as_of=FALL)
        return [str(each.kind) for each in with_effects(status, load_catalogue()).context]

    assert context("health-data-hub") == ["requirement-enacted", "legal-basis-invalidated"]
    assert context("snds") == ["requirement-enacted"]
