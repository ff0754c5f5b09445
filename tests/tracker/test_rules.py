"""What other versions of the rules and of the views left behind is told, and made anew."""

from __future__ import annotations

from store import MemoryStore
from store.records import StreamId
from tests.tracker.builders import a_claim, a_reading
from tests.tracker.test_pipeline_laws import log_of
from tracker.keeping import first_undecided
from tracker.model.claim import PlatformId
from tracker.projection.query import decisions_of
from tracker.recording import bring_up_to_date, recording
from tracker.rules import are_settled_by_these, groups_to_settle, mark_settled, mark_unknown, settle_anew

EMC2 = PlatformId("emc2")


def a_log_of_other_rules() -> MemoryStore:
    """Return a log in which a decision is not what its claims lead to now."""
    store = log_of([[a_reading(a_claim(decided_on="2023-12-21"))]])
    [decision] = decisions_of(store, EMC2)
    with recording(store, recorded_by="test") as recorder:
        payload = {
            "platform": EMC2,
            "key": decision.key,
            "decision": decision.id,
            "changes": {"id": [decision.id, "emc2/hosting-authorised/2019"]},
            "formerly": [],
            "told_by": {"more": [], "no_more": []},
        }
        recorder.record(StreamId("platform", EMC2), "DecisionAmended", payload, "other rules")
        mark_unknown(recorder.tx)
    return store


def test_what_other_rules_settled_is_settled_anew_and_then_is_as_its_claims_lead_to() -> None:
    store = a_log_of_other_rules()
    assert first_undecided(store) is not None
    assert not are_settled_by_these(store)

    with recording(store, recorded_by="test") as recorder:
        taken = list(settle_anew(recorder, groups_to_settle(recorder)))
        mark_settled(recorder.tx)

    assert [len(each.happenings) for each in taken] == [1]
    assert first_undecided(store) is None
    assert groups_to_settle(store) == []


def test_what_these_rules_settled_is_left_as_it_is() -> None:
    store = log_of([[a_reading(a_claim(decided_on="2023-12-21"))]])

    with recording(store, recorded_by="test") as recorder:
        assert list(settle_anew(recorder, groups_to_settle(recorder))) == []


def test_a_view_of_another_shape_is_built_again_by_itself() -> None:
    """An earlier version left the view complete, and otherwise: its checkpoint says nothing."""
    store = log_of([[a_reading(a_claim(decided_on="2023-12-21"))]])
    with store.transaction() as tx:
        tx.put_state("told", "emc2", {"since": "an earlier shape"})
        tx.put_state("shapes", "told", {"version": 0})

    bring_up_to_date(store)

    assert "on" in (store.state("told", "emc2") or {})
