"""What is better established wins: a paper never undoes what an official source says, it makes a dispute."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from store import MemoryStore
from tests.tracker.builders import a_claim, a_decision, a_reading, a_witness
from tests.tracker.test_announce import alerts, announcer, tell
from tests.tracker.test_desk import at_desk
from tracker.alerts.calendar import announce_due
from tracker.catalogue import load_catalogue
from tracker.ingest import Reading
from tracker.model.claim import PlatformId
from tracker.model.decision import Decision
from tracker.model.reconcile import reconcile
from tracker.model.standing import fold, in_order
from tracker.model.status import Standing, Status
from tracker.model.told import Reason
from tracker.projection.query import status_of
from tracker.projection.waiting import everything_waiting
from tracker.recording import recording
from tracker.report.explain import explain_platform, history_answer

EMC2 = PlatformId("emc2")
NOVEMBER = date(2026, 11, 20)


def text(document: str, kind: str = "hosting-authorised", *, voice: str = "press", **given: Any) -> Reading:  # noqa: ANN401 - a builder
    """Return a text of November 2026 about EMC2."""
    published = given.pop("published", "2026-11-19")
    body = given.pop("body", document)
    given = {"decided_on": "2026-11-18", **given}
    claim = a_claim(kind, document=document, **given)
    return a_reading(claim, document=document, text=body, kind=voice, published=published)


def status(store: MemoryStore, day: date = NOVEMBER) -> Status:
    return status_of(store, EMC2, as_of=day)


def last(store: MemoryStore) -> dict[str, Any]:
    return dict(max((alert for _, alert in store.states("alert")), key=lambda alert: int(alert["position"])))


def waiting(store: MemoryStore) -> list[tuple[str, str]]:
    return [(str(each.why), str(each.kind)) for each in everything_waiting(store)]


def test_a_paper_that_says_the_opposite_of_an_official_act_makes_a_dispute_and_no_alert() -> None:
    store = MemoryStore()
    tell(store, text("law", voice="cnil", term="P3Y"), today=NOVEMBER)

    tell(
        store,
        text("paper", "hosting-refused"),
        text("other", provider="ovhcloud", term="P9Y"),
        today=NOVEMBER,
    )

    assert alerts(store) == ["emc2: new-decision"]
    assert (status(store).standing, status(store).host) == (Standing.AUTHORISED, "microsoft-azure")
    assert waiting(store) == [("contradicted", "hosting-authorised"), ("contradicted", "hosting-refused")]
    told = history_answer(store, EMC2, name="EMC2", as_of=NOVEMBER)["decisions"]
    assert sorted((str(each["doubt"]), bool(each["disputed"])) for each in told) == [
        ("None", True),
        ("contradicted", False),
        ("contradicted", False),
    ]


def test_what_one_paper_dates_a_year_ago_waits_though_it_is_told_as_news() -> None:
    store = MemoryStore()
    tell(store, text("slip", "hosting-refused", decided_on="2025-11-12"), today=NOVEMBER)

    assert alerts(store) == []
    assert waiting(store) == [("recalled-by-one", "hosting-refused")]

    tell(store, text("right", "hosting-refused", decided_on="2026-11-12"), today=NOVEMBER)

    assert alerts(store) == ["emc2: new-decision"]
    assert str(status(store).since) == "2026-11-12"


def test_who_heard_the_paper_first_is_told_that_the_official_source_says_otherwise() -> None:
    store = MemoryStore()
    tell(store, text("paper", "hosting-refused"), today=NOVEMBER)

    tell(store, text("law", voice="cnil"), today=NOVEMBER)

    assert alerts(store) == ["emc2: new-decision", "emc2: correction"]
    assert "La presse rapporte le contraire" in last(store)["body"]
    assert "Hébergement refusé" in last(store)["body"]


def test_a_paper_that_gives_no_day_says_the_opposite_of_the_act_of_those_weeks() -> None:
    """Unless it was asked for again meanwhile: then it answers the new request."""
    act = a_decision(decided_on="2026-11-18", voice="official", published="2026-11-19")
    report = a_decision("hosting-refused", document="r", published="2026-11-25", key="r")
    request = a_decision("authorisation-requested", document="q", decided_on="2026-11-20", key="q")

    assert on("2026-11-26", act, report).standing is Standing.AUTHORISED
    assert on("2026-11-26", act, report, request).standing is Standing.REFUSED


def on(day: str, *decisions: Decision) -> Status:
    return fold(EMC2, decisions, as_of=date.fromisoformat(day))


def test_of_two_acts_of_one_day_the_better_told_counts_last() -> None:
    paper = a_decision(decided_on="2026-11-18", key="z", provider="ovhcloud")
    law = a_decision(decided_on="2026-11-18", key="a", voice="official")

    assert in_order([law, paper]) == in_order([paper, law]) == [paper, law]


def suspended(voice: str = "court") -> list[Reading]:
    court: dict[str, Any] = {"authority": "conseil-etat"}
    return [
        text("law", voice="cnil", decided_on="2026-03-19", published="2026-03-20", term="P3Y"),
        text(
            "filed", "challenge-filed", voice=voice, decided_on="2026-04-02", published="2026-04-03", **court
        ),
        text(
            "judge",
            "hosting-suspended",
            voice=voice,
            decided_on="2026-04-19",
            published="2026-04-20",
            **court,
        ),
    ]


def ruling(document: str = "ruling", voice: str = "press", **given: Any) -> Reading:  # noqa: ANN401 - a builder
    given = {"decided_on": "2026-11-17", "authority": "conseil-etat", **given}
    return text(document, "challenge-rejected", voice=voice, **given)


def test_one_paper_never_lifts_what_a_court_suspended() -> None:
    store = MemoryStore()
    tell(store, *suspended(), today=NOVEMBER)

    tell(store, ruling(), today=NOVEMBER)

    assert alerts(store) == ["emc2: new-decision"]
    assert status(store).standing is Standing.SUSPENDED
    assert [str(each.kind) for each in status(store).pending] == ["challenge-filed"]
    assert waiting(store) == [("unconfirmed", "challenge-rejected")]


def test_the_courts_own_ruling_lifts_it_and_explain_names_the_ruling() -> None:
    store = MemoryStore()
    tell(store, *suspended(), ruling(), today=NOVEMBER)

    tell(store, ruling("official", "court"), today=NOVEMBER)

    assert status(store).standing is Standing.AUTHORISED
    assert waiting(store) == []
    because = explain_platform(store, (), EMC2, catalogue=load_catalogue(), as_of=NOVEMBER)["because"]
    assert ("turned", "challenge-rejected") in [(each["role"], each["kind"]) for each in because]


def test_a_ruling_lifts_no_suspension_without_a_challenge_or_by_another_authority() -> None:
    """No ground at all is not « the only ground »."""
    without = MemoryStore()
    law, _, judge = suspended()
    tell(without, law, judge, ruling("official", "court"), today=NOVEMBER)
    assert status(without).standing is Standing.SUSPENDED

    another = MemoryStore()
    law, filed, _ = suspended()
    cnil = text("cnil", "hosting-suspended", voice="cnil", decided_on="2026-04-19", published="2026-04-20")
    tell(another, law, filed, cnil, ruling("official", "court"), today=NOVEMBER)
    assert status(another).standing is Standing.SUSPENDED


def test_one_paper_never_takes_an_official_request_back() -> None:
    store = MemoryStore()
    asked = {"authority": "controller", "decided_on": "2026-11-02", "published": "2026-11-03"}
    back = {"authority": "controller", "decided_on": "2026-11-17"}
    tell(store, text("asked", "authorisation-requested", voice="government", **asked), today=NOVEMBER)

    tell(store, text("paper", "request-withdrawn", **back), today=NOVEMBER)
    assert (status(store).standing, len(status(store).pending)) == (Standing.REQUESTED, 1)
    assert waiting(store) == [("unconfirmed", "request-withdrawn")]

    tell(store, text("own", "request-withdrawn", voice="government", **back), today=NOVEMBER)
    assert (status(store).standing, status(store).pending) == (Standing.UNASSESSED, ())
    because = explain_platform(store, (), EMC2, catalogue=load_catalogue(), as_of=NOVEMBER)["because"]
    assert (because[0]["role"], because[0]["kind"]) == ("turned", "request-withdrawn")


def recalled(document: str, **given: Any) -> Reading:  # noqa: ANN401 - a builder
    return text(document, "hosting-suspended", decided_on="2023", background=True, **given)


def test_what_one_paper_alone_recalls_moves_nothing_and_waits_until_another_recalls_it() -> None:
    store = MemoryStore()

    assert tell(store, recalled("paper"), today=NOVEMBER) == []
    assert waiting(store) == [("recalled-by-one", "hosting-suspended")]
    assert status(store).standing is Standing.UNASSESSED

    tell(store, recalled("another"), today=NOVEMBER)
    assert waiting(store) == []
    assert (status(store).standing, alerts(store)) == (Standing.SUSPENDED, [])


def test_a_person_who_accepts_a_lone_recall_makes_it_count() -> None:
    store = MemoryStore()
    tell(store, recalled("paper"), today=NOVEMBER)
    (waits,) = everything_waiting(store)

    at_desk(store, lambda desk: desk.accept(waits.id))

    assert status(store).standing is Standing.SUSPENDED
    assert waiting(store) == []


def flap(store: MemoryStore, times: int) -> None:
    for number in range(times):
        kind = "hosting-authorised" if number % 2 == 0 else "hosting-refused"
        tell(store, text("paper", kind, body=f"version {number}"), today=NOVEMBER)


def test_what_a_paper_says_and_unsays_never_silences_the_official_act() -> None:
    """Whoever was last told the contrary is told the act, not that it is confirmed."""
    for times in (5, 6):
        store = MemoryStore()
        flap(store, times)
        before = len(alerts(store))
        assert ("flapping", "None") in waiting(store)

        tell(store, text("law", voice="cnil", reference="2026-090", term="P3Y"), today=NOVEMBER)

        assert len(alerts(store)) == before + 1
        assert last(store)["title"].startswith("EMC2 : hébergement autorisé par la CNIL"), times
        assert "flapping" not in {why for why, _ in waiting(store)}


def test_another_paper_that_tells_the_same_unsays_nothing() -> None:
    store = MemoryStore()
    for number in range(3):
        claims: dict[str, Any] = {} if number % 2 == 0 else {"confidence": 0.1}
        tell(store, text("paper", body=f"version {number}", **claims), today=NOVEMBER)

    changed = tell(store, text("filed", "challenge-filed", authority="conseil-etat"), today=NOVEMBER)

    assert Reason.FLAPPING not in {each.reason for each in changed}


def test_another_term_of_the_same_act_is_a_correction_told_once_and_no_renewal() -> None:
    store = MemoryStore()
    tell(store, text("paper", term="P2Y"), today=NOVEMBER)

    tell(store, text("law", voice="cnil", term="P3Y", reference="2026-090"), today=NOVEMBER)
    tell(store, text("again", term="P3Y"), today=NOVEMBER)

    assert alerts(store) == ["emc2: new-decision", "emc2: correction"]
    title = last(store)["title"]
    assert ("corrigée" in title, "confirmation officielle" in title, "renouvelée" in title) == (
        True,
        True,
        False,
    )


def test_a_second_authorisation_of_the_same_host_is_a_renewal() -> None:
    store = MemoryStore()
    tell(
        store,
        text("law", voice="cnil", decided_on="2025-06-02", published="2025-06-03", term="P3Y"),
        today=NOVEMBER,
    )

    tell(store, text("new", voice="cnil", term="P3Y"), today=NOVEMBER)

    assert "renouvelée" in last(store)["title"]


def test_an_act_whose_term_was_over_before_it_came_raises_nothing_even_on_an_empty_store() -> None:
    store = MemoryStore()

    changed = tell(
        store,
        text("old", voice="cnil", decided_on="2020-11-18", published="2020-11-20", term="P3Y"),
        today=NOVEMBER,
    )

    assert status(store).standing is Standing.EXPIRED
    assert (alerts(store), {each.reason for each in changed}) == ([], {Reason.LATE})


def test_a_month_or_a_year_can_be_any_day_in_it_whatever_was_asked_in_between() -> None:
    act = a_witness(document="law", voice="official", decided_on="2026-11-18", reference="2026-090")
    for said in ("2026-11", "2026"):
        recall = a_witness(
            document="paper", decided_on=said, published="2027-02-01", seen_on=date(2027, 2, 1)
        )

        assert len(reconcile([act, recall], requested=[date(2026, 11, 2)])) == 1, said


def test_an_act_dated_by_its_publication_alone_expires() -> None:
    act = a_decision(published_on="2024-01-31", term="P3Y", published="2024-02-01")

    assert on("2027-01-31", act).standing is Standing.AUTHORISED
    assert on("2027-02-01", act).standing is Standing.EXPIRED


def a_press_suspension(store: MemoryStore) -> None:
    tell(store, text("law", voice="cnil", term="P3Y", decided_on="2025-12-21"), silence=Reason.BASELINE)
    paper = text("paper", "hosting-suspended", decided_on="2026-11-20", published="2026-11-20")
    tell(store, paper, today=NOVEMBER)


def test_an_official_act_is_told_though_a_paper_tells_of_a_later_one() -> None:
    store = MemoryStore()
    a_press_suspension(store)
    official = text(
        "court",
        "authorisation-annulled",
        voice="court",
        authority="conseil-d-etat",
        decided_on="2026-11-13",
        published="2026-11-21",
    )

    tell(store, official, today=date(2026, 11, 21))

    assert alerts(store) == ["emc2: new-decision", "emc2: new-decision"]
    assert last(store)["title"].startswith("EMC2 : autorisation annulée")
    assert "Selon la presse, sans confirmation officielle : hébergement suspendu" in last(store)["body"]
    assert status(store).standing is Standing.SUSPENDED

    tell(
        store, text("paper-2", "authorisation-annulled", authority="conseil-d-etat", decided_on="2026-11-13")
    )
    tell(store, replace(official, document=replace(official.document, title="anew")), today=NOVEMBER)

    assert len(alerts(store)) == 2


def test_who_heard_the_paper_of_an_overtaken_act_is_told_that_it_is_official() -> None:
    store = MemoryStore()
    refused = {"kind": "hosting-refused", "decided_on": "2026-11-12", "published": "2026-11-13"}
    tell(store, text("p1", **refused), today=date(2026, 11, 13))
    a_press_suspension(store)

    tell(store, text("cnil", voice="cnil", **refused), today=date(2026, 11, 21))
    tell(store, text("legifrance", voice="legifrance", **refused), today=date(2026, 11, 21))

    assert alerts(store)[-2:] == ["emc2: new-decision", "emc2: established"]
    assert len(alerts(store)) == 3


def test_an_official_act_and_a_later_report_of_one_round_are_told_in_one_alert() -> None:
    store = MemoryStore()

    tell(
        store,
        text("paper", "hosting-suspended", decided_on="2026-11-20", published="2026-11-20"),
        text("cnil", "hosting-refused", voice="cnil", decided_on="2026-11-12"),
        today=NOVEMBER,
    )

    assert alerts(store) == ["emc2: new-decision"]
    assert "Refus" in last(store)["body"] or "refusé" in last(store)["body"]


def test_a_renewal_that_one_paper_tells_silences_no_official_end() -> None:
    store = MemoryStore()
    law = text("law", voice="cnil", term="P3Y", decided_on="2023-12-21", published="2024-01-31")
    tell(store, law, today=date(2026, 9, 1), silence=Reason.BASELINE)
    paper = text("paper", term="P10Y", decided_on="2026-09-20", published="2026-09-21")
    tell(store, paper, today=date(2026, 9, 21))
    assert "Fin de l'autorisation la mieux établie : 21 décembre 2026" in last(store)["body"]

    for day in (date(2026, 11, 21), date(2026, 12, 14), date(2026, 12, 15), date(2026, 12, 22)):
        with recording(store, recorded_by="calendar") as recorder:
            announce_due(recorder, announcer(), today=day)
        if day.day == 15:
            assert (
                "Renouvelée selon des sources de moindre poids, jusqu'au : 20 septembre 2036"
                in last(store)["body"]
            )

    assert alerts(store) == ["emc2: new-decision", "emc2: deadline", "emc2: deadline", "emc2: due"]
    assert status(store, date(2026, 12, 22)).standing is Standing.AUTHORISED


def test_an_official_renewal_ends_the_reminders_of_the_term_before() -> None:
    store = MemoryStore()
    law = text("law", voice="cnil", term="P3Y", decided_on="2023-12-21", published="2024-01-31")
    again = text("again", voice="cnil", term="P10Y", decided_on="2026-09-20", published="2026-09-21")
    tell(store, law, again, today=date(2026, 9, 21), silence=Reason.BASELINE)

    with recording(store, recorded_by="calendar") as recorder:
        announce_due(recorder, announcer(), today=date(2026, 12, 15))

    assert alerts(store) == []
