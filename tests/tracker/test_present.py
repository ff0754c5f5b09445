"""The present status that is kept is the one that folding gives, on every day."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from store import MemoryStore
from tests.tracker.builders import TODAY, a_claim, a_reading
from tests.tracker.test_pipeline_laws import log_of, readings
from tracker.keeping import rebuild_views
from tracker.model.claim import EVERY_PLATFORM, PlatformId
from tracker.projection.memory import MemoryViews
from tracker.projection.present import PRESENT, all_present, present_statuses
from tracker.projection.query import status_of
from tracker.report.answers import status_answer

EMC2 = PlatformId("emc2")


def kept_on(store: MemoryStore, day: date) -> dict[str, object] | None:
    kept = present_statuses(store, [EMC2], as_of=day).get(EMC2)
    return status_answer(kept, name="") if kept else None


def test_a_term_that_ends_after_the_last_event_is_over_on_its_day() -> None:
    """Nothing is recorded on the day of an expiry until somebody polls; the status is right all the same."""
    claim = a_claim(decided_on="2023-12-21", term="P3Y")
    store = log_of([[a_reading(claim, published="2024-01-31")]])

    standings = [
        present_statuses(store, None, as_of=day)[EMC2].standing
        for day in (date(2026, 12, 21), date(2026, 12, 22), date(2023, 12, 20))
    ]

    assert [str(each) for each in standings] == ["authorised", "expired", "unassessed"]


def test_what_binds_every_platform_is_context_of_the_status_kept_before() -> None:
    later = a_claim("requirement-enacted", document="law", platform=EVERY_PLATFORM, decided_on="2024-05-21")
    claim = a_claim(decided_on="2023-12-21")
    store = log_of([[a_reading(claim)], [a_reading(later, document="law", kind="legifrance", text="loi")]])

    [context] = present_statuses(store, None, as_of=TODAY)[EMC2].context

    assert context.kind == "requirement-enacted"


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_the_status_kept_is_the_status_folded(data: st.DataObject) -> None:
    documents = [data.draw(readings(number)) for number in range(data.draw(st.integers(1, 6)))]
    cut = data.draw(st.integers(0, len(documents)))
    store = log_of([documents[:cut], documents[cut:]])
    days = [TODAY + timedelta(days=after) for after in (-2000, -400, 0, 1, 500, 5000)]

    for day in [date.fromisoformat(str(each["on"])) for _, each in store.states("told")] + days:
        kept = kept_on(store, day)
        assert kept is None or kept == status_answer(status_of(store, EMC2, as_of=day), name="")


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_a_rebuild_makes_the_same_bytes(data: st.DataObject) -> None:
    store = log_of([[data.draw(readings(number))] for number in range(data.draw(st.integers(1, 5)))])
    before = list(store.states(PRESENT))
    again = MemoryViews()
    for event in store.read_all():
        again.take(event)

    rebuild_views(store, progress=lambda *_: None)

    assert before == list(store.states(PRESENT)) == list(all_present(again))
