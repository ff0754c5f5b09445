"""From documents to alerts, on the log in memory: what is told, what is not, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from store import MemoryStore
from tests.tracker.builders import TODAY, a_claim, a_reading
from tracker.alerts.announce import Announced, announce
from tracker.alerts.calendar import announce_due
from tracker.alerts.raising import Announcer
from tracker.alerts.routes import Route, Target
from tracker.catalogue import load_catalogue
from tracker.ingest import Reading, take_in
from tracker.intake import take_in_all
from tracker.model.claim import PlatformId
from tracker.model.decision import Establishment
from tracker.model.told import Reason
from tracker.projection.memory import MemoryViews
from tracker.projection.query import decisions_of, status_of
from tracker.projection.views import PROJECTIONS
from tracker.recording import recording

DAY = 86400


def announcer(**given: Any) -> Announcer:  # noqa: ANN401 - a builder
    route = Route(name="dpo", targets=(Target("sink", "json://sink"),), **given)
    return Announcer(
        routes=(route,), catalogue=load_catalogue(), language="fr", remind_before=(30 * DAY, 7 * DAY)
    )


def tell(
    store: MemoryStore,
    *readings: Reading,
    to: Announcer | None = None,
    today: date = TODAY,
    silence: Reason | None = None,
) -> list[Announced]:
    with recording(store, recorded_by="test") as recorder:
        taken = [take_in(recorder, reading, today=today) for reading in readings]
        return announce(recorder, to or announcer(), taken, today=today, silence=silence)


def alerts(store: MemoryStore) -> list[str]:
    ordered = sorted((alert for _, alert in store.states("alert")), key=lambda alert: alert["position"])
    return [f"{alert['platform']}: {alert['reason']}" for alert in ordered]


def asked(document: str = "a", published: str = "2020-10-10", **given: Any) -> Reading:  # noqa: ANN401 - a builder
    claim = a_claim(
        "change-requested", platform="health-data-hub", document=document, decided_on="2020-10-08", **given
    )
    return a_reading(claim, document=document, text=document, published=published)


def authorised(document: str = "b", kind: str = "press", **given: Any) -> Reading:  # noqa: ANN401 - a builder
    given = {"decided_on": "2023-12-21", "term": "P3Y", **given}
    claim = a_claim(document=document, **given)
    return a_reading(claim, document=document, text=document, kind=kind)


def test_a_decision_is_told_once_however_many_tell_it() -> None:
    store = MemoryStore()

    tell(store, asked())
    tell(store, asked())
    tell(store, asked(document="c"))

    assert alerts(store) == ["health-data-hub: new-decision"]


def test_a_rise_to_official_is_told_once_more_and_a_further_press_source_is_not() -> None:
    store = MemoryStore()

    tell(store, authorised())
    tell(store, authorised("c"))
    tell(store, authorised("law", kind="legifrance", reference="2023-146"))
    tell(store, authorised("d"))
    tell(store, authorised("law-2", kind="cnil"))

    assert alerts(store) == ["emc2: new-decision", "emc2: established"]


def test_an_authorisation_of_one_platform_says_nothing_of_another() -> None:
    store = MemoryStore()

    tell(store, asked())
    changed = tell(store, authorised())

    assert {each.platform for each in changed} == {"emc2"}
    assert alerts(store)[1:] == ["emc2: new-decision"]


def test_a_first_poll_and_a_baseline_tell_nobody() -> None:
    store = MemoryStore()

    changed = tell(store, asked(), silence=Reason.FIRST_POLL)

    assert alerts(store) == []
    assert [str(each.after.standing) for each in changed] == ["change-requested"]


def test_what_came_in_silence_is_not_told_later() -> None:
    store = MemoryStore()

    tell(store, asked(), silence=Reason.BASELINE)
    tell(store, asked(document="c"))

    assert alerts(store) == []


def test_a_recalled_decision_is_no_news_even_when_nobody_knew_it() -> None:
    store = MemoryStore()

    assert tell(store, asked(background=True, published="2025-01-01")) == []
    changed = tell(store, asked(document="c", background=True, published="2025-02-01"))

    assert alerts(store) == []
    assert {each.reason for each in changed} == {Reason.RECALLED}


def test_a_late_document_changes_history_and_raises_nothing() -> None:
    store = MemoryStore()
    tell(store, authorised())
    old = a_claim("challenge-filed", document="old", authority="conseil-etat", decided_on="2020-01-05")

    changed = tell(store, a_reading(old, document="old", published="2020-01-08"))

    assert alerts(store) == ["emc2: new-decision"]
    assert {each.reason for each in changed} == {Reason.LATE}


def test_a_rewritten_text_that_says_the_contrary_is_told_as_a_correction() -> None:
    store = MemoryStore()
    tell(store, authorised())
    refused = a_claim("hosting-refused", document="b", decided_on="2023-12-21")

    tell(store, a_reading(refused, document="b", text="now refused"))
    tell(store, a_reading(refused, document="b", text="now  refused "))

    assert alerts(store) == ["emc2: new-decision", "emc2: correction"]
    assert [event.type for event in store.read_all(types=["DecisionRetracted"])] == ["DecisionRetracted"]


def test_a_route_waits_until_its_level_is_reached() -> None:
    store = MemoryStore()
    careful = announcer(min_establishment=Establishment.CORROBORATED)

    tell(store, authorised(), to=careful)
    assert alerts(store) == []
    tell(store, authorised("c"), to=careful)

    assert alerts(store) == ["emc2: new-decision"]


def test_a_route_hears_only_of_its_platforms() -> None:
    store = MemoryStore()

    tell(store, asked(), authorised(), to=announcer(platforms=frozenset({"emc2"})))

    assert alerts(store) == ["emc2: new-decision"]


def test_several_documents_at_once_make_one_alert() -> None:
    store = MemoryStore()

    tell(store, authorised(), authorised("law", kind="legifrance"), authorised("c"))

    assert alerts(store) == ["emc2: new-decision"]


def test_expiry_is_told_by_the_calendar_once() -> None:
    store = MemoryStore()
    tell(store, authorised(), today=date(2026, 1, 5))

    for day in (date(2026, 12, 21), date(2026, 12, 22), date(2026, 12, 23)):
        with recording(store, recorded_by="calendar") as recorder:
            announce_due(recorder, announcer(about=frozenset({"status"})), today=day)

    assert alerts(store) == ["emc2: new-decision", "emc2: due"]


def test_a_deadline_is_recalled_once_a_threshold_and_only_one_passed_since_it_was_known() -> None:
    """Learning on 1 December that the end is on the 21st needs no reminder of thirty days."""
    store = MemoryStore()
    tell(store, authorised(), today=date(2026, 12, 1))

    for number in range(1, 22):
        with recording(store, recorded_by="calendar") as recorder:
            announce_due(recorder, announcer(), today=date(2026, 12, number))

    assert alerts(store) == ["emc2: new-decision", "emc2: deadline"]


def test_an_alert_quotes_the_sentence_and_names_its_source() -> None:
    store = MemoryStore()

    tell(store, authorised(quote="La Cnil a autorisé l'entrepôt EMC2 chez Microsoft."))

    [(_, alert)] = store.states("alert")
    assert (
        alert["title"]
        == "EMC2 : hébergement autorisé par la CNIL, hébergeur Microsoft Azure, selon la presse"
    )
    assert "« La Cnil a autorisé l'entrepôt EMC2 chez Microsoft. »" in alert["body"]
    assert "21 décembre 2026" in alert["body"]
    assert "une seule source de presse" in alert["body"]


def test_the_views_can_be_built_again_from_the_log() -> None:
    store = MemoryStore()
    tell(store, asked(), authorised())
    tell(store, authorised("law", kind="legifrance", reference="2023-146"))
    tell(store, a_reading(document="b", text="nothing left of it"))

    again = MemoryViews()
    for event in store.read_all():
        again.take(event)

    for view in (rules.name for rules in PROJECTIONS):
        assert list(again.states(view)) == list(store.states(view)), view


def intake(
    store: MemoryStore, *readings: Reading, today: date = TODAY, silence: Reason | None = None
) -> list[Announced]:
    """Run the whole unit of work, the calendar first."""
    with recording(store, recorded_by="test") as recorder:
        return list(take_in_all(recorder, announcer(), readings, today=today, silence=silence).announced)


def test_a_decision_told_some_days_after_it_was_taken_is_news() -> None:
    """The CNIL publishes weeks after it decides: such a text recalls nothing, it tells."""
    store = MemoryStore()
    refused = a_claim("hosting-refused", document="a", decided_on="2026-11-10", background=True)

    tell(store, a_reading(refused, document="a", published="2026-11-20"))

    assert alerts(store) == ["emc2: new-decision"]


def test_news_that_follows_a_recall_is_told_after_all() -> None:
    store = MemoryStore()
    tell(store, authorised("recall", decided_on=None, term=None, background=True))
    assert alerts(store) == []

    claim = a_claim(document="news", decided_on="2024-01-20")
    tell(store, a_reading(claim, document="news", published="2024-02-03"))
    tell(store, a_reading(a_claim(document="news-2", decided_on="2024-01-20"), document="news-2"))

    assert alerts(store) == ["emc2: new-decision"]


def test_a_decision_first_seen_in_a_silent_poll_is_told_when_another_source_tells_it() -> None:
    store = MemoryStore()
    recent = {"decided_on": "2026-11-18", "document": "a"}
    tell(store, a_reading(a_claim(**recent), document="a", published="2026-11-19"), silence=Reason.FIRST_POLL)

    second = a_reading(a_claim(decided_on="2026-11-18", document="b"), document="b", published="2026-11-20")
    tell(store, second)

    assert alerts(store) == ["emc2: new-decision"]


def test_a_rejected_mention_of_an_authorisation_leaves_it_and_its_end_alone() -> None:
    store = MemoryStore()
    tell(store, authorised("law", kind="legifrance", reference="2023-146"))

    mention = a_claim(document="mention")
    tell(store, a_reading(mention, document="mention", published="2026-11-20"))

    assert alerts(store) == ["emc2: new-decision"]
    with recording(store, recorded_by="test") as recorder:
        status = status_of(recorder, PlatformId("emc2"), as_of=TODAY)
    assert status.in_force is not None
    assert status.in_force.expires_on == date(2026, 12, 21)


def test_the_expiry_is_told_even_when_a_silent_poll_comes_first_that_day() -> None:
    store = MemoryStore()
    intake(store, authorised(), today=date(2026, 1, 5))
    filed = a_claim("challenge-filed", document="x", authority="conseil-etat", decided_on="2026-12-20")

    intake(
        store,
        a_reading(filed, document="x", published="2026-12-21"),
        today=date(2026, 12, 22),
        silence=Reason.FIRST_POLL,
    )

    assert alerts(store) == ["emc2: new-decision", "emc2: due"]


def test_a_withdrawn_request_is_told_with_its_sentence() -> None:
    store = MemoryStore()
    tell(store, asked())
    request = a_claim(
        "authorisation-requested",
        platform="health-data-hub",
        document="r",
        authority="controller",
        decided_on="2021-06-01",
    )
    tell(store, a_reading(request, document="r", published="2021-06-05"))
    withdrawn = a_claim(
        "request-withdrawn",
        platform="health-data-hub",
        document="w",
        authority="controller",
        decided_on="2021-12-28",
        quote="Le Hub a retiré sa demande.",
    )

    tell(store, a_reading(withdrawn, document="w", published="2022-01-02"))

    assert alerts(store)[2:] == ["health-data-hub: new-decision"]
    last = max((alert for _, alert in store.states("alert")), key=lambda alert: int(alert["position"]))
    assert "demande d'autorisation retirée" in last["title"]
    assert "Le Hub a retiré sa demande." in last["body"]


def test_a_text_that_says_and_unsays_is_not_told_for_ever() -> None:
    store = MemoryStore()
    said = a_claim(document="b", decided_on="2023-12-21")

    for number in range(8):
        claims = (said,) if number % 2 == 0 else ()
        tell(store, a_reading(*claims, document="b", text=f"version {number}"))

    assert len(alerts(store)) <= 3
    assert "flapping" in {event.payload["reason"] for event in store.read_all(types=["StatusChanged"])}


def test_a_rise_to_official_is_told_once_even_when_the_official_text_comes_and_goes() -> None:
    store = MemoryStore()
    tell(store, authorised())
    law = a_claim(document="law", decided_on="2023-12-21", reference="2023-146")

    for number in range(6):
        claims = (law,) if number % 2 == 0 else ()
        tell(store, a_reading(*claims, document="law", text=f"version {number}", kind="legifrance"))

    assert alerts(store) == ["emc2: new-decision", "emc2: established"]


def test_an_authorisation_that_stands_now_is_told_however_late_its_text() -> None:
    store = MemoryStore()
    filed = a_claim("challenge-filed", document="x", authority="conseil-etat", decided_on="2026-11-10")
    tell(store, a_reading(filed, document="x", published="2026-11-11"))

    tell(
        store,
        a_reading(a_claim(document="law", decided_on="2026-10-01"), document="law", published="2026-10-02"),
    )

    assert alerts(store) == ["emc2: new-decision", "emc2: new-decision"]


def test_a_page_that_completes_a_silent_first_poll_is_as_silent() -> None:
    store = MemoryStore()
    waiting = replace(a_reading(document="b", text="", title="EMC2"), waiting=True)
    intake(store, waiting, silence=Reason.FIRST_POLL)

    intake(store, authorised())
    assert alerts(store) == []

    refused = a_claim("hosting-refused", document="b", decided_on="2023-12-21")
    intake(store, a_reading(refused, document="b", text="now refused"))
    assert alerts(store) == ["emc2: new-decision"]


def test_a_typo_mended_years_later_moves_no_day() -> None:
    """An undated act counts from the day by which it was first told, whatever is mended since."""
    store = MemoryStore()
    undated = a_claim("change-requested", document="a")
    tell(store, a_reading(undated, document="a", text="one", published=None), today=date(2024, 2, 1))

    tell(store, a_reading(undated, document="a", text="two", published=None), today=date(2026, 2, 1))

    [decision] = decisions_of(store, PlatformId("emc2"))
    assert decision.known_by == date(2024, 2, 1)


def test_a_press_report_reminds_only_those_who_hear_the_press() -> None:
    store = MemoryStore()
    tell(store, authorised(), today=date(2026, 11, 1))
    careful = announcer(min_establishment=Establishment.OFFICIAL)

    with recording(store, recorded_by="calendar") as recorder:
        announce_due(recorder, careful, today=date(2026, 12, 1))

    assert alerts(store) == ["emc2: new-decision"]


def test_a_challenge_told_some_days_after_its_filing_is_news() -> None:
    store = MemoryStore()
    tell(store, authorised())
    filed = a_claim(
        "challenge-filed", document="x", authority="conseil-etat", decided_on="2026-02-19", background=True
    )

    tell(store, a_reading(filed, document="x", published="2026-03-01"))

    assert alerts(store) == ["emc2: new-decision", "emc2: new-decision"]


def test_a_recall_years_after_a_silent_poll_tells_nothing() -> None:
    store = MemoryStore()
    tell(store, authorised(), silence=Reason.FIRST_POLL, today=date(2024, 2, 2))
    recall = a_claim(document="recall", decided_on="2023-12-21", background=True)

    tell(store, a_reading(recall, document="recall", published="2026-03-01"))

    assert alerts(store) == []


def test_an_old_recall_takes_no_fresh_report_back() -> None:
    store = MemoryStore()
    fresh = a_claim(document="a", provider="ovhcloud")
    tell(store, a_reading(fresh, document="a", published="2026-01-05"))
    recall = a_claim(document="b", decided_on="2023-12-21", provider=None, background=True)

    tell(store, a_reading(recall, document="b", published="2026-02-05"))

    assert alerts(store) == ["emc2: new-decision"]
    assert status_of(store, PlatformId("emc2"), as_of=TODAY).host == "ovhcloud"


def test_an_official_mention_without_a_date_is_no_renewal_either() -> None:
    store = MemoryStore()
    tell(store, authorised())

    mention = a_claim(document="mention")
    tell(store, a_reading(mention, document="mention", kind="cnil", published="2025-06-10"))

    assert alerts(store) == ["emc2: new-decision"]
    status = status_of(store, PlatformId("emc2"), as_of=TODAY)
    assert status.in_force is not None
    assert status.in_force.expires_on == date(2026, 12, 21)


def test_what_is_reported_after_the_end_of_a_term_is_a_new_authorisation() -> None:
    store = MemoryStore()
    later = date(2027, 2, 3)
    intake(store, authorised(), today=date(2026, 1, 5))

    renewal = a_claim(document="renewal", term="P3Y")
    intake(store, a_reading(renewal, document="renewal", published="2027-02-01"), today=later)

    assert alerts(store) == ["emc2: new-decision", "emc2: due", "emc2: new-decision"]


def test_a_completed_page_without_a_claim_is_no_deed_of_the_calendar() -> None:
    store = MemoryStore()
    summary = replace(authorised("b"), waiting=True)
    intake(store, summary, silence=Reason.FIRST_POLL)

    intake(store, a_reading(document="b", text="the page says nothing of it"))

    assert alerts(store) == []


def test_what_a_page_says_since_it_was_rewritten_is_told_since_then() -> None:
    store = MemoryStore()
    tell(store, authorised("page"), today=date(2024, 2, 1))
    suspended = a_claim("hosting-suspended", document="page", authority="conseil-etat")

    both = a_reading(
        a_claim(document="page", decided_on="2023-12-21", term="P3Y"), suspended, document="page", text="2"
    )
    tell(store, both, today=date(2026, 6, 21))

    assert alerts(store) == ["emc2: new-decision", "emc2: new-decision"]
    assert status_of(store, PlatformId("emc2"), as_of=date(2026, 6, 22)).standing == "suspended"


def test_a_dated_report_of_another_host_is_heard_though_it_gives_no_term() -> None:
    store = MemoryStore()
    tell(store, authorised("law", kind="legifrance", reference="2023-146"))

    moved = a_claim(document="press", decided_on="2026-11-19", provider="ovhcloud")
    tell(store, a_reading(moved, document="press", published="2026-11-20"))

    assert status_of(store, PlatformId("emc2"), as_of=TODAY).host == "ovhcloud"
    assert len(alerts(store)) == 2


def test_taking_back_what_nobody_was_told_is_no_correction() -> None:
    store = MemoryStore()
    tell(store, authorised("a", background=True, decided_on=None, term=None))

    tell(store, a_reading(document="a", text="nothing of it any more"))

    assert alerts(store) == []


def test_a_request_and_its_refusal_met_at_once_are_both_told() -> None:
    """Whoever hears of the refusal alone would ask what was refused."""
    store = MemoryStore()
    request = a_claim(
        "authorisation-requested", document="r", authority="controller", decided_on="2026-09-01"
    )
    refusal = a_claim("hosting-refused", document="s", decided_on="2026-11-10")

    tell(
        store,
        a_reading(request, document="r", text="r", published="2026-09-02"),
        a_reading(refusal, document="s", text="s", published="2026-11-12"),
    )

    [(_, alert)] = store.states("alert")
    assert (
        alert["title"]
        == "EMC2 : hébergement refusé par la CNIL, hébergeur Microsoft Azure, autorisation demandée, selon la presse"
    )
    assert "Autorisation demandée" in alert["body"]


def test_a_second_refusal_after_a_new_request_is_told() -> None:
    store = MemoryStore()
    for document, kind, day in (
        ("a", "hosting-refused", "2026-03-09"),
        ("b", "authorisation-requested", "2026-03-20"),
        ("c", "hosting-refused", "2026-04-27"),
    ):
        claim = a_claim(kind, document=document, decided_on=day)
        tell(store, a_reading(claim, document=document, text=document, published=day))

    assert len(alerts(store)) == 3
    assert (
        len([each for each in decisions_of(store, PlatformId("emc2")) if each.kind == "hosting-refused"]) == 2
    )


def test_a_recall_that_makes_a_second_voice_is_no_news_to_those_who_wait_for_two() -> None:
    store = MemoryStore()
    careful = announcer(min_establishment=Establishment.CORROBORATED)
    tell(store, authorised(), to=careful, today=date(2024, 2, 2))
    recall = a_claim(document="c", decided_on="2023-12-21", background=True)

    changed = tell(store, a_reading(recall, document="c", text="c", published="2026-11-20"), to=careful)

    assert alerts(store) == []
    assert {str(each.reason) for each in changed if each.level is Establishment.CORROBORATED} == {"recalled"}


def test_a_day_is_looked_at_once_for_the_same_routes() -> None:
    """With a thousand platforms, every unit of work would else compare them all again."""
    store = MemoryStore()
    tell(store, authorised(), today=date(2026, 1, 5))

    for _ in range(2):
        with recording(store, recorded_by="calendar") as recorder:
            announce_due(
                recorder, announcer(min_establishment=Establishment.OFFICIAL), today=date(2026, 12, 1)
            )
    assert alerts(store) == ["emc2: new-decision"]
    with recording(store, recorded_by="calendar") as recorder:
        announce_due(recorder, announcer(), today=date(2026, 12, 1))

    assert alerts(store) == ["emc2: new-decision", "emc2: deadline"]
