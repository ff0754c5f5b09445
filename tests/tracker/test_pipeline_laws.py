"""Laws of the whole pipeline, on the log in memory: order, repetition and batches do not matter."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from store import MemoryStore
from tests.tracker.builders import TODAY, a_claim, a_reading
from tests.tracker.test_announce import announcer
from tracker.alerts.announce import announce
from tracker.ingest import Reading, take_in
from tracker.model.claim import PlatformId
from tracker.model.dates import PartialDate, Term
from tracker.projection.memory import MemoryViews
from tracker.projection.query import decisions_of, status_of
from tracker.projection.views import PROJECTIONS
from tracker.recording import recording
from tracker.report.answers import decision_answer, status_answer

PLATFORM = PlatformId("emc2")
KINDS = (
    "host-selected",
    "authorisation-requested",
    "hosting-authorised",
    "hosting-refused",
    "change-requested",
    "challenge-filed",
    "challenge-rejected",
    "migration-announced",
    "request-withdrawn",
)

days = st.dates(date(2019, 1, 1), date(2026, 6, 1))


@st.composite
def readings(draw: st.DrawFn, number: int) -> Reading:
    """Draw a document with up to two claims about EMC2, dated or not, official or not."""
    document = f"d{number}"
    told = draw(days)
    claims = []
    for _ in range(draw(st.integers(0, 2))):
        day = told - timedelta(days=draw(st.integers(0, 40)))
        precise = draw(st.sampled_from(["day", "month", "none"]))
        decided = {"day": day.isoformat(), "month": f"{day:%Y-%m}", "none": None}[precise]
        claims.append(
            a_claim(
                draw(st.sampled_from(KINDS)),
                document=document,
                decided_on=decided,
                reference=draw(st.sampled_from([None, None, "2023-146", "491644"])),
                provider=draw(st.sampled_from(["microsoft-azure", "scaleway", None])),
                background=draw(st.booleans()),
                confidence=draw(st.sampled_from([0.95, 0.95, 0.6])),
            )
        )
    kind = draw(st.sampled_from(["press", "press", "cnil"]))
    publisher = draw(st.sampled_from(["a", "b", "c"]))
    return a_reading(
        *claims, document=document, text=document, kind=kind, publisher=publisher, published=told.isoformat()
    )


def log_of(batches: list[list[Reading]]) -> MemoryStore:
    store = MemoryStore()
    for batch in batches:
        with recording(store, recorded_by="test") as recorder:
            taken = [take_in(recorder, reading, today=TODAY) for reading in batch]
            announce(recorder, announcer(), taken, today=TODAY)
    return store


def truth(store: MemoryStore) -> list[object]:
    """Return all that people can ask: the decisions, and the status on some days."""
    asked = [date(2020, 1, 1), date(2023, 1, 1), date(2025, 1, 1), TODAY]
    return [
        [decision_answer(each) | {"formerly": []} for each in decisions_of(store, PLATFORM)],
        *(status_answer(status_of(store, PLATFORM, as_of=day), name="") for day in asked),
    ]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_order_repetition_and_batches_are_forgotten(data: st.DataObject) -> None:
    documents = [data.draw(readings(number)) for number in range(data.draw(st.integers(1, 7)))]
    shuffled = data.draw(st.permutations(documents))
    cut = data.draw(st.integers(0, len(shuffled)))

    one_by_one = log_of([[document] for document in documents])
    otherwise = log_of([shuffled[:cut], shuffled[cut:], shuffled])

    assert truth(one_by_one) == truth(otherwise)


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_the_views_equal_those_built_again(data: st.DataObject) -> None:
    documents = [data.draw(readings(number)) for number in range(4)]
    revised = [data.draw(readings(number)) for number in range(4)]
    store = log_of(
        [documents, [a_reading(*each.claims, document=each.document.id, text="new") for each in revised]]
    )

    again = MemoryViews()
    for event in store.read_all():
        again.take(event)

    for view in (rules.name for rules in PROJECTIONS):
        assert list(again.states(view)) == list(store.states(view)), view


@given(days, st.sampled_from(["day", "month", "year"]))
def test_a_date_printed_is_the_date_parsed(day: date, precision: str) -> None:
    text = {"day": day.isoformat(), "month": f"{day:%Y-%m}", "year": f"{day:%Y}"}[precision]

    parsed = PartialDate.parse(text)

    assert str(parsed) == text
    assert parsed.first_day() <= day <= parsed.last_day()


@given(days, st.integers(1, 20), st.integers(0, 11))
def test_a_term_ends_on_the_same_day_of_the_month_or_the_last(start: date, years: int, months: int) -> None:
    end = Term.parse(f"P{years}Y{months}M").end(start)

    assert (end.year - start.year) * 12 + end.month - start.month == 12 * years + months
    assert end.day == start.day or (end + timedelta(days=1)).day == 1
    assert end.day <= start.day
