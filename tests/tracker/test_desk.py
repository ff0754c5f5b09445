"""What people correct, on the log in memory: what waits, what a deed changes, who is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from store import MemoryStore
from tests.tracker.builders import TODAY, a_claim, a_reading
from tests.tracker.test_announce import alerts, announcer, authorised, tell
from tests.tracker.test_errata import heard, last, refused
from tracker.alerts.raising import Announcer
from tracker.catalogue import load_catalogue
from tracker.correcting import Desk, Done, find_decision, foresee_accepting, read_values
from tracker.errors import CorrectionError, UnknownNameError
from tracker.ingest import Reading, read_again
from tracker.model.claim import PlatformId
from tracker.model.dates import PartialDate
from tracker.model.decision import Decision
from tracker.model.told import Reason
from tracker.model.waiting import claim_ids
from tracker.projection.corrected import witnesses_of
from tracker.projection.memory import MemoryViews
from tracker.projection.query import decisions_of, status_of
from tracker.projection.views import PROJECTIONS
from tracker.projection.waiting import everything_waiting
from tracker.recording import recording

EMC2 = PlatformId("emc2")


def at_desk(
    store: MemoryStore,
    deed: Callable[[Desk], Done],
    *,
    to: Announcer | None = None,
    silent: bool = False,
    why: str = "lu sur pièce",
) -> Done:
    with recording(store, recorded_by="person:anne") as recorder:
        return deed(
            Desk(
                recorder=recorder,
                announcer=to or announcer(),
                today=TODAY,
                by="anne",
                signature="anne",
                why=why,
                silent=silent,
            )
        )


def doubtful(document: str = "d", **given: Any) -> Reading:  # noqa: ANN401 - a builder
    claim = a_claim(document=document, confidence=0.6, decided_on="2026-11-10", **given)
    return a_reading(claim, document=document, text=document, published="2026-11-12")


def waiting(store: MemoryStore) -> list[str]:
    return [str(each.why) for each in everything_waiting(store)]


def the_one(store: MemoryStore) -> str:
    [only] = everything_waiting(store)
    return only.id


def the_decision(store: MemoryStore, kind: str = "hosting-authorised") -> Decision:
    [decision] = [each for each in decisions_of(store, EMC2) if each.kind == kind]
    return decision


def standing(store: MemoryStore) -> str:
    return str(status_of(store, EMC2, as_of=TODAY).standing)


def events(store: MemoryStore) -> list[str]:
    return [event.type for event in store.read_all() if event.stream.category == "correction"]


def test_a_doubtful_claim_waits_and_tells_what_accepting_it_would_change() -> None:
    store = MemoryStore()
    tell(store, doubtful())

    [item] = everything_waiting(store)
    foreseen = foresee_accepting(store, item, today=TODAY)

    assert waiting(store) == ["doubtful"]
    assert foreseen is not None
    assert (str(foreseen.before.standing), str(foreseen.after.standing)) == ("unassessed", "authorised")
    assert [each.id for each in foreseen.new] == ["emc2/hosting-authorised/2026-11-10"]
    assert standing(store) == "unassessed"


def test_what_is_accepted_counts_and_is_told_as_news() -> None:
    store = MemoryStore()
    tell(store, doubtful())

    at_desk(store, lambda desk: desk.accept(the_one(store)))

    assert (standing(store), waiting(store)) == ("authorised", [])
    assert alerts(store) == ["emc2: new-decision"]
    assert "anne : lu sur pièce" in last(store)["body"]
    assert events(store) == ["ClaimAccepted"]


def test_silence_can_be_asked_for() -> None:
    store = MemoryStore()
    tell(store, doubtful())

    at_desk(store, lambda desk: desk.accept(the_one(store)), silent=True)

    assert (standing(store), alerts(store)) == ("authorised", [])


def test_what_is_rejected_waits_no_more_however_often_it_is_read() -> None:
    store = MemoryStore()
    tell(store, doubtful())
    at_desk(store, lambda desk: desk.reject(the_one(store)))

    with recording(store, recorded_by="test") as recorder:
        read_again(recorder, replace(doubtful(), extractor="newer"), revised_on=TODAY)

    assert (waiting(store), standing(store)) == ([], "unassessed")


def test_what_a_person_vouched_for_outlives_an_extractor_that_misses_it() -> None:
    store = MemoryStore()
    tell(store, doubtful())
    at_desk(store, lambda desk: desk.accept(the_one(store)))

    nothing = a_reading(document="d", text="d", published="2026-11-12")
    with recording(store, recorded_by="test") as recorder:
        read_again(recorder, replace(nothing, extractor="newer"), revised_on=TODAY)
    assert standing(store) == "authorised"

    tell(store, replace(nothing, document=replace(nothing.document, text="rewritten")))
    assert standing(store) == "unassessed"
    assert alerts(store)[1:] == ["emc2: correction"]


def test_an_edited_claim_changes_its_kind_and_its_platform() -> None:
    store = MemoryStore()
    tell(store, doubtful())
    values = read_values({"kind": "hosting-refused", "provider": ""}, load_catalogue())

    at_desk(store, lambda desk: desk.edit(the_one(store), values))

    assert standing(store) == "refused"
    assert the_decision(store, "hosting-refused").provider is None


def test_a_further_edit_adds_to_the_first() -> None:
    store = MemoryStore()
    tell(store, doubtful())
    at_desk(store, lambda desk: desk.edit(the_one(store), {"provider": "ovhcloud"}))
    [claim] = claim_ids(witnesses_of(store, "emc2|hosting-authorised")).values()

    at_desk(store, lambda desk: desk.edit(claim, {"decided_on": PartialDate(2026, 11, 9)}))

    decision = the_decision(store)
    assert (decision.provider, str(decision.decided_on)) == ("ovhcloud", "2026-11-09")


def test_an_undated_report_waits_and_is_an_act_of_its_own_once_accepted() -> None:
    store = MemoryStore()
    tell(store, authorised())
    tell(store, a_reading(a_claim(document="m"), document="m", text="m", published="2026-11-20"))
    assert waiting(store) == ["undated"]

    at_desk(store, lambda desk: desk.accept(the_one(store)))

    assert len(decisions_of(store, EMC2)) == 2
    assert waiting(store) == []


def test_a_report_that_fits_two_acts_is_told_and_the_person_says_that_it_was_counted_right() -> None:
    store = MemoryStore()
    for document, day in (("a", "2024-03-05"), ("b", "2024-03-19")):
        filed = a_claim("challenge-filed", document=document, authority="conseil-etat", decided_on=day)
        tell(store, a_reading(filed, document=document, text=document, published=day))
    undated = a_claim("challenge-filed", document="m", authority="conseil-etat")
    tell(store, a_reading(undated, document="m", text="m", published="2024-03-22"))
    assert waiting(store) == ["ambiguous"]
    before = [[each.key for each in decision.witnesses] for decision in decisions_of(store, EMC2)]

    at_desk(store, lambda desk: desk.accept(the_one(store)))

    assert waiting(store) == []
    assert [[each.key for each in decision.witnesses] for decision in decisions_of(store, EMC2)] == before


def test_a_retracted_decision_is_gone_told_to_who_heard_it_and_waits_when_it_is_repeated() -> None:
    store = MemoryStore()
    tell(store, authorised())

    at_desk(store, lambda desk: desk.retract(the_decision(store)))
    tell(store, authorised("again"))

    assert standing(store) == "unassessed"
    assert alerts(store) == ["emc2: new-decision", "emc2: correction"]
    assert waiting(store) == ["rejected-before"]
    assert "anne : lu sur pièce" in last(store)["body"]


def test_what_nobody_was_told_is_taken_back_in_silence() -> None:
    store = MemoryStore()
    tell(store, authorised(), silence=Reason.BASELINE)

    at_desk(store, lambda desk: desk.retract(the_decision(store)))

    assert alerts(store) == []


def test_a_person_tells_what_no_source_told() -> None:
    store = MemoryStore()
    fields = read_values(
        {
            "platform": "emc2",
            "kind": "hosting-authorised",
            "provider": "ovhcloud",
            "decided_on": "2026-11-20",
        },
        load_catalogue(),
    )

    done = at_desk(
        store,
        lambda desk: desk.record(fields, url="https://exemple.example/d", quote="Autorisé.", official=True),
    )

    assert str(the_decision(store).establishment) == "official"
    assert alerts(store) == ["emc2: new-decision"]
    at_desk(store, lambda desk: desk.withdraw(done.correction), why="une erreur")
    assert standing(store) == "unassessed"
    assert alerts(store)[1:] == ["emc2: correction"]


def test_a_withdrawn_correction_never_was_and_cannot_be_withdrawn_twice() -> None:
    store = MemoryStore()
    tell(store, authorised())
    done = at_desk(store, lambda desk: desk.retract(the_decision(store)))

    at_desk(store, lambda desk: desk.withdraw(done.correction))

    assert standing(store) == "authorised"
    with pytest.raises(CorrectionError, match="withdrawn already, by anne"):
        at_desk(store, lambda desk: desk.withdraw(done.correction))


def test_two_decisions_that_are_one_act_are_joined_and_taken_apart() -> None:
    store = MemoryStore()
    tell(store, authorised())
    tell(
        store, a_reading(a_claim(document="x", decided_on="2024-06-01"), document="x", published="2024-06-02")
    )
    two = decisions_of(store, EMC2)
    assert len(two) == 2

    at_desk(store, lambda desk: desk.merge(two), silent=True)
    merged = the_decision(store)
    assert len(merged.witnesses) == 2

    [claim] = [
        short
        for key, short in claim_ids(witnesses_of(store, "emc2|hosting-authorised")).items()
        if key[0] == "x"
    ]
    at_desk(store, lambda desk: desk.split(the_decision(store), [claim]), silent=True)
    assert len(decisions_of(store, EMC2)) == 2


def test_a_dispute_is_settled_to_a_value() -> None:
    store = MemoryStore()
    tell(store, authorised(published_on="2024-01-31"))
    slip = a_claim(document="slip", decided_on="2024-01-31", term="P3Y")
    tell(store, a_reading(slip, document="slip", text="slip"))
    assert waiting(store) == ["disputed"]

    at_desk(store, lambda desk: desk.accept(the_one(store)), silent=True)

    assert waiting(store) == []
    assert the_decision(store).disputed == ()


def flap(store: MemoryStore, times: int) -> None:
    said = a_claim(document="b", decided_on="2023-12-21")
    for number in range(times):
        claims = (said,) if number % 2 == 0 else ()
        tell(store, a_reading(*claims, document="b", text=f"version {number}"))


def test_a_status_that_flaps_waits_until_a_person_settles_it_with_one_alert() -> None:
    store = MemoryStore()
    flap(store, 6)
    told = len(alerts(store))
    assert waiting(store) == ["flapping"]

    at_desk(store, lambda desk: desk.accept(the_one(store)))

    assert waiting(store) == []
    assert alerts(store)[told:] == ["emc2: settled"]


def test_to_settle_on_what_was_heard_last_tells_nobody() -> None:
    store = MemoryStore()
    flap(store, 7)
    told = len(alerts(store))

    at_desk(store, lambda desk: desk.accept(the_one(store)))

    assert (standing(store), waiting(store), alerts(store)[told:]) == ("authorised", [], [])


def test_to_reject_a_status_that_flaps_takes_its_decision_back() -> None:
    store = MemoryStore()
    flap(store, 7)
    assert standing(store) == "authorised"

    at_desk(store, lambda desk: desk.reject(the_one(store)))

    assert (standing(store), waiting(store)) == ("unassessed", [])


def test_to_reject_a_status_that_flaps_leaves_what_was_told_once() -> None:
    store = MemoryStore()
    filed = a_claim("challenge-filed", document="a", authority="conseil-etat", decided_on="2023-11-02")
    tell(store, a_reading(filed, document="a", text="a", published="2023-11-03"))
    flap(store, 7)

    at_desk(store, lambda desk: desk.reject(the_one(store)))

    assert [str(each.kind) for each in decisions_of(store, EMC2)] == ["challenge-filed"]


def test_who_was_told_before_a_correction_is_rectified_and_others_hear_the_news() -> None:
    store = MemoryStore()
    tell(store, authorised())
    [claim] = claim_ids(witnesses_of(store, "emc2|hosting-authorised")).values()

    at_desk(store, lambda desk: desk.edit(claim, {"provider": "ovhcloud"}))

    assert heard(store) == [("dpo", "new-decision"), ("dpo", "correction")]


def test_unknown_ids_are_told_with_the_nearest() -> None:
    store = MemoryStore()
    tell(store, authorised(), doubtful())
    near = the_one(store)[:-1] + "x"

    with pytest.raises(UnknownNameError, match=f"did you mean {the_one(store)}"):
        at_desk(store, lambda desk: desk.accept(near))
    with pytest.raises(UnknownNameError, match="did you mean emc2/hosting-authorised/2023-12-21"):
        find_decision(store, "emc2/hosting-authorised/2023-12-12")


@pytest.mark.parametrize(
    ("field", "value", "fault"),
    [
        ("kind", "hosting-authorized", "did you mean hosting-authorised"),
        ("platform", "", "cannot be taken away"),
        ("decided_on", "31 décembre", "is not a date"),
        ("term", "3 ans", "is not a duration"),
        ("decided_on", "2024-13", "'2024-13' is not a date"),
        ("term", "P0D", "lasts no day"),
        ("reference", "2023-146" * 20, "is no number"),
        ("reference", "2023\n146", "is no number"),
        ("provider", "ovh", "did you mean ovhcloud"),
        ("provider", "Azure", "did you mean microsoft-azure"),
        ("confidence", "1", "no field is called"),
    ],
)
def test_a_field_is_checked_before_it_is_recorded(field: str, value: str, fault: str) -> None:
    with pytest.raises(CorrectionError, match=fault):
        read_values({field: value}, load_catalogue())


def test_the_views_of_corrections_can_be_built_again_from_the_log() -> None:
    store = MemoryStore()
    tell(store, doubtful(), authorised())
    at_desk(store, lambda desk: desk.accept(everything_waiting(store)[0].id))
    done = at_desk(store, lambda desk: desk.retract(decisions_of(store, EMC2)[0]))
    at_desk(store, lambda desk: desk.withdraw(done.correction))
    tell(store, refused())
    flap(store, 5)

    again = MemoryViews()
    for event in store.read_all():
        again.take(event)

    for view in (rules.name for rules in PROJECTIONS):
        assert list(again.states(view)) == list(store.states(view)), view


def taken_back(store: MemoryStore) -> None:
    """One paper takes an official request back: nothing moves until somebody stands for it."""
    asked = {"authority": "controller", "document": "asked"}
    request = a_claim("authorisation-requested", decided_on="2026-11-02", **asked)
    tell(
        store, a_reading(request, document="asked", text="asked", kind="government"), silence=Reason.BASELINE
    )
    back = a_claim("request-withdrawn", document="paper", authority="controller", decided_on="2026-11-10")
    tell(store, a_reading(back, document="paper", text="paper", published="2026-11-12"))
    assert waiting(store) == ["unconfirmed"]


def test_who_was_told_of_an_accepted_report_is_told_that_nobody_stands_for_it_any_more() -> None:
    store = MemoryStore()
    taken_back(store)
    done = at_desk(store, lambda desk: desk.accept(the_one(store)))
    assert (standing(store), alerts(store)) == ("unassessed", ["emc2: new-decision"])

    at_desk(store, lambda desk: desk.withdraw(done.correction), why="oups")

    assert standing(store) == "requested"
    assert alerts(store) == ["emc2: new-decision", "emc2: correction"]
    assert last(store)["title"].startswith("Rectificatif — EMC2")
    assert waiting(store) == ["unconfirmed"]


def test_what_holds_again_is_no_news_to_who_was_not_told_otherwise() -> None:
    store = MemoryStore()
    taken_back(store)
    done = at_desk(store, lambda desk: desk.accept(the_one(store)), silent=True)

    at_desk(store, lambda desk: desk.withdraw(done.correction))

    assert standing(store) == "requested"
    assert alerts(store) == []


def test_an_alert_follows_the_decision_that_says_what_was_told_when_another_is_split_off() -> None:
    store = MemoryStore()
    for document, day in (("p1", "2026-11-03"), ("p2", "2026-11-20")):
        claim = a_claim("hosting-suspended", document=document, decided_on=day)
        tell(store, a_reading(claim, document=document, text=document, published="2026-11-20"))
    decision = the_decision(store, "hosting-suspended")
    assert str(decision.decided_on) == "2026-11-20"
    first = last(store)["alert"]
    names = {key[0]: name for key, name in claim_ids(witnesses_of(store, "emc2|hosting-suspended")).items()}

    at_desk(store, lambda desk: desk.split(decision, [names["p2"]]))
    assert alerts(store) == ["emc2: new-decision", "emc2: new-decision"]
    second = last(store)["alert"]
    assert "20 novembre 2026" in last(store)["body"]

    at_desk(store, lambda desk: desk.reject(names["p2"]))
    assert str(the_decision(store, "hosting-suspended").decided_on) == "2026-11-03"
    assert alerts(store)[2:] == ["emc2: correction"]
    assert second in last(store)["body"]
    assert first not in last(store)["body"]
