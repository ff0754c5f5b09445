from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.tracker.builders import TODAY, a_decision, a_witness
from tracker.model.claim import PlatformId, ProviderId
from tracker.model.dates import PartialDate
from tracker.model.decision import Decision, Establishment
from tracker.model.doubting import Doubt
from tracker.model.reconcile import reconcile
from tracker.model.standing import course_of, fold
from tracker.model.status import HostSeen, Standing, Status

EMC2 = PlatformId("emc2")


def on(day: str, *decisions: Decision, seen: HostSeen | None = None) -> Status:
    return fold(EMC2, decisions, as_of=date.fromisoformat(day), seen=seen)


def authorised(day: str = "2023-12-21", **given: str) -> Decision:
    return a_decision("hosting-authorised", decided_on=day, term="P3Y", **given)


def selected(day: str, provider: str) -> Decision:
    return a_decision("host-selected", decided_on=day, provider=provider, authority="controller")


def asked_to_change(day: str = "2020-10-08") -> Decision:
    return a_decision("change-requested", decided_on=day)


def filed(day: str, reference: str | None = None) -> Decision:
    return a_decision("challenge-filed", decided_on=day, authority="conseil-etat", reference=reference)


def rejected(day: str, reference: str | None = None) -> Decision:
    return a_decision("challenge-rejected", decided_on=day, authority="conseil-etat", reference=reference)


def test_nothing_known_is_unassessed() -> None:
    status = on("2026-01-01")

    assert (status.host, status.standing, status.in_force) == (None, Standing.UNASSESSED, None)


def test_the_first_host_selected_hosts_and_decides_nothing() -> None:
    status = on("2020-01-01", selected("2019", "microsoft-azure"))

    assert (status.host, status.standing) == ("microsoft-azure", Standing.UNASSESSED)


def test_another_host_selected_is_next_until_the_move_is_done() -> None:
    choice = selected("2026-04-23", "scaleway")
    before = on("2026-04-24", selected("2019", "microsoft-azure"), asked_to_change(), choice)
    done = a_decision(
        "migration-completed", decided_on="2027-03-01", provider="scaleway", authority="controller"
    )
    after = on("2027-03-02", selected("2019", "microsoft-azure"), asked_to_change(), choice, done)

    assert (before.standing, before.host, before.next_host) == (
        Standing.MIGRATING,
        "microsoft-azure",
        "scaleway",
    )
    assert [each.kind for each in before.pending] == ["change-requested"]
    assert (after.standing, after.host, after.next_host) == (Standing.MIGRATED, "scaleway", None)
    assert after.pending == ()


def test_the_last_day_of_a_term_is_included() -> None:
    assert on("2026-12-21", authorised()).standing is Standing.AUTHORISED
    status = on("2026-12-22", authorised())
    assert (status.standing, status.since) == (Standing.EXPIRED, date(2026, 12, 22))
    assert status.in_force is not None


def test_a_renewal_before_the_end_moves_the_expiry_and_keeps_the_beginning() -> None:
    status = on("2027-06-01", authorised(), authorised("2026-12-01"))

    assert (status.standing, status.since) == (Standing.AUTHORISED, date(2023, 12, 21))
    assert status.in_force is not None
    assert status.in_force.expires_on == date(2029, 12, 1)


def test_a_renewal_after_the_end_begins_anew() -> None:
    status = on("2027-06-01", authorised(), authorised("2027-02-01"))

    assert (status.standing, status.since) == (Standing.AUTHORISED, date(2027, 2, 1))


def test_a_report_without_a_term_renews_no_official_authorisation() -> None:
    official = authorised(voice="official")
    vague = a_decision("hosting-authorised", decided_on="2025-05")

    status = on("2026-01-01", official, vague)

    assert status.in_force is not None
    assert status.in_force.expires_on == date(2026, 12, 21)


def test_an_authorisation_closes_the_request_and_the_change_request() -> None:
    request = a_decision("authorisation-requested", decided_on="2023-03-01", authority="controller")
    status = on("2024-01-01", asked_to_change(), request, authorised())

    assert (status.standing, status.pending) == (Standing.AUTHORISED, ())


def test_a_change_request_while_authorised_is_pending() -> None:
    status = on("2024-06-01", authorised(), asked_to_change("2024-05-01"))

    assert status.standing is Standing.AUTHORISED
    assert [each.kind for each in status.pending] == ["change-requested"]


def test_a_repeated_change_request_does_not_restart() -> None:
    status = on("2025-03-01", asked_to_change(), asked_to_change("2025-02-13"))

    assert (status.standing, status.since) == (Standing.CHANGE_REQUESTED, date(2020, 10, 8))


@pytest.mark.parametrize("kind", ["hosting-refused", "authorisation-annulled", "hosting-suspended"])
def test_what_ends_an_authorisation_shows_at_once(kind: str) -> None:
    expected = {
        "hosting-refused": "refused",
        "authorisation-annulled": "annulled",
        "hosting-suspended": "suspended",
    }
    blow = a_decision(kind, decided_on="2024-06-01", authority="conseil-etat")

    status = on("2024-06-02", authorised(), blow)

    assert status.standing == expected[kind]
    assert (status.in_force is None) == (kind == "authorisation-annulled")


def test_an_annulled_authorisation_does_not_expire() -> None:
    blow = a_decision("authorisation-annulled", decided_on="2024-06-01", authority="conseil-etat")

    assert on("2027-06-02", authorised(), blow).standing is Standing.ANNULLED


def test_a_rejected_challenge_leaves_the_authorisation_as_it_was() -> None:
    status = on("2024-11-20", authorised(), filed("2024-02-09", "491644"), rejected("2024-11-19", "491644"))

    assert (status.standing, status.since, status.pending) == (Standing.AUTHORISED, date(2023, 12, 21), ())


def test_an_urgent_ruling_leaves_the_other_challenges_pending() -> None:
    status = on(
        "2024-03-23",
        authorised(),
        filed("2024-02-09", "491644"),
        filed("2024-03-05", "492369"),
        rejected("2024-03-22", "492369"),
    )

    assert [each.reference for each in status.pending] == ["491644"]


def test_a_ruling_that_could_mean_two_challenges_closes_none() -> None:
    status = on("2024-06-02", authorised(), filed("2024-02-09"), filed("2024-03-05"), rejected("2024-06-01"))

    assert [each.kind for each in status.pending] == ["challenge-filed", "challenge-filed"]


def test_rejecting_the_only_ground_lifts_a_suspension() -> None:
    suspension = a_decision("hosting-suspended", decided_on="2024-03-01", authority="conseil-etat")
    status = on(
        "2024-11-20",
        authorised(),
        filed("2024-02-09", "491644"),
        suspension,
        rejected("2024-11-19", "491644"),
    )

    assert (status.standing, status.since) == (Standing.AUTHORISED, date(2023, 12, 21))


def test_a_withdrawn_request_leaves_what_was_before() -> None:
    request = a_decision("authorisation-requested", decided_on="2021-03-01", authority="controller")
    withdrawn = a_decision("request-withdrawn", decided_on="2021-12", authority="controller")

    assert on("2021-06-01", request).standing is Standing.REQUESTED
    status = on("2022-01-01", request, withdrawn)
    assert (status.standing, status.pending) == (Standing.UNASSESSED, ())


def test_announcements_move_the_date_and_never_the_standing() -> None:
    first = a_decision("migration-announced", decided_on="2020-11-19", target_date="2022-11", provider=None)
    vague = a_decision("migration-announced", decided_on="2025-04-08", provider=None)
    status = on("2025-05-01", asked_to_change(), first, vague)

    assert status.standing is Standing.CHANGE_REQUESTED
    assert str(status.target_date) == "2022-11"
    assert [each.decided_on for each in status.pending] == [PartialDate(2025, 4, 8)]


def test_what_binds_every_platform_is_context_and_moves_nothing() -> None:
    law = a_decision("requirement-enacted", platform="*", decided_on="2024-05-21", authority="parliament")
    status = on("2024-06-01", authorised(), law)

    assert status.standing is Standing.AUTHORISED
    assert [each.kind for each in status.context] == ["requirement-enacted"]


def test_another_platforms_authorisation_changes_nothing_here() -> None:
    other = authorised(platform="darwin-eu")

    assert on("2025-01-01", asked_to_change(), other).standing is Standing.CHANGE_REQUESTED


def test_a_seen_host_holds_before_it_was_seen_unless_an_act_brought_it_about() -> None:
    seen = HostSeen(platform=EMC2, host=ProviderId("aws"), as_of=PartialDate(2025))

    assert on("2021-01-01", seen=seen).host == "aws"
    assert on("2021-01-01", selected("2022-01-01", "aws"), seen=seen).host is None
    assert on("2021-01-01", selected("2026-01-01", "aws"), seen=seen).host == "aws"
    assert on("2023-01-01", selected("2022-01-01", "ovhcloud"), seen=seen).host == "ovhcloud"


def test_a_level_hears_only_of_what_is_established_to_it() -> None:
    press = authorised()

    assert (
        fold(EMC2, [press], as_of=date(2024, 3, 1), minimum=Establishment.OFFICIAL).standing == "unassessed"
    )
    assert (
        fold(EMC2, [press], as_of=date(2024, 3, 1), minimum=Establishment.REPORTED).standing == "authorised"
    )


def test_what_one_paper_recalls_moves_no_standing_that_is_better_told() -> None:
    """« La CNIL a autorisé le Health Data Hub en 2023 », in passing, is a slip for EMC2."""
    asked = [
        a_witness("change-requested", document=name, decided_on="2020-10-08", published="2020-10-10")
        for name in ("a", "b")
    ]
    slip = a_decision(document="c", decided_on="2023-12-21", published="2025-01-01", background=True)

    status = fold(EMC2, [*reconcile(asked), slip], as_of=TODAY)

    assert status.standing is Standing.CHANGE_REQUESTED


def test_a_challenge_names_the_host_where_no_act_settles_it() -> None:
    filed = a_decision("challenge-filed", authority="conseil-etat", decided_on="2021-02-25", provider="aws")

    status = fold(EMC2, [filed], as_of=date(2020, 1, 1))

    assert (status.host, status.standing) == ("aws", Standing.UNASSESSED)


def test_a_ruling_on_joined_cases_settles_them_all() -> None:
    filed = [
        a_decision(
            "challenge-filed", document=number, authority="conseil-etat", decided_on=day, reference=number
        )
        for number, day in (("491644", "2024-02-09"), ("492368", "2024-03-05"), ("492895", "2024-03-25"))
    ]
    ruling = a_decision(
        "challenge-rejected",
        document="r",
        authority="conseil-etat",
        decided_on="2024-11-19",
        reference="491644",
    )
    joined = replace(ruling, joined=("492368",))

    status = fold(EMC2, [*filed, joined], as_of=TODAY)

    assert [each.reference for each in status.pending] == ["492895"]


def test_a_filing_that_one_paper_recalls_counts_once_its_number_was_judged() -> None:
    """Nobody told of it as news; a well established ruling of that number says that it was filed."""
    recalled = a_decision(
        "challenge-filed",
        document="late",
        authority="conseil-etat",
        decided_on="2024-06-29",
        reference="495606",
        published="2025-07-10",
        background=True,
    )
    ruling = a_decision(
        "challenge-rejected",
        document="court",
        voice="official",
        authority="conseil-etat",
        decided_on="2025-06-25",
        reference="n° 495606",
    )
    hosted = asked_to_change()

    assert on("2025-01-01", hosted, recalled).pending == ()
    assert [each.reference for each in on("2025-01-01", hosted, recalled, ruling).pending] == ["495606"]
    assert on("2025-07-01", hosted, recalled, ruling).pending == ()
    for day in ("2025-01-01", "2025-07-01"):
        course = course_of(EMC2, [hosted, recalled, ruling], as_of=date.fromisoformat(day))
        assert [(len(after.pending), after.doubted) for _, after in course][:2] == [(0, ()), (1, ())]


def test_one_paper_does_not_complete_a_move_before_the_day_that_is_better_told() -> None:
    choice = selected("2026-04-23", "scaleway")
    [announced] = reconcile(
        a_witness(
            "migration-announced",
            document=name,
            decided_on="2026-04-23",
            target_date="2027",
            authority="controller",
            published="2026-04-27",
        )
        for name in ("a", "b")
    )

    def done(day: str, voice: str = "press") -> Decision:
        return a_decision(
            "migration-completed",
            document="done",
            voice=voice,
            decided_on=day,
            provider="scaleway",
            authority="other",
        )

    def after(*decisions: Decision) -> Status:
        return on("2027-06-01", selected("2019", "microsoft-azure"), choice, *decisions)

    early = after(announced, done("2026-04-30"))

    assert (early.standing, early.host) == (Standing.MIGRATING, "microsoft-azure")
    assert [(each.why, each.against) for each in early.doubted] == [(Doubt.UNCONFIRMED, announced)]
    assert after(announced, done("2026-04-30", "official")).standing is Standing.MIGRATED
    assert after(announced, done("2027-02-01")).standing is Standing.MIGRATED
    assert after(done("2026-04-30")).standing is Standing.MIGRATED
