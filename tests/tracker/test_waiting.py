"""Those who review hear that something new waits: once for a unit of work, never of a silent one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from store import MemoryStore
from tests.tracker.builders import TODAY, a_claim, a_reading
from tests.tracker.test_announce import announcer
from tests.tracker.test_desk import doubtful
from tests.tracker.test_pipeline_laws import log_of
from tracker.alerts.raising import Announcer
from tracker.alerts.routes import Route, Target
from tracker.ingest import Reading
from tracker.intake import take_in_all
from tracker.model.told import Reason
from tracker.model.waiting import Why
from tracker.projection.waiting import everything_waiting
from tracker.recording import recording


def reviewers(*names: str, **given: Any) -> Announcer:  # noqa: ANN401 - a builder
    routes = tuple(
        Route(name=name, targets=(Target("sink", "json://sink"),), about=frozenset({"review"}), **given)
        for name in names
    )
    return replace(announcer(), routes=routes)


def poll(
    store: MemoryStore, *readings: Reading, to: Announcer | None = None, silence: Reason | None = None
) -> None:
    with recording(store, recorded_by="test") as recorder:
        take_in_all(recorder, to or reviewers("desk"), readings, today=TODAY, silence=silence)


def notes(store: MemoryStore) -> list[tuple[str, list[str]]]:
    raised = sorted((alert for _, alert in store.states("alert")), key=lambda each: int(each["position"]))
    return [(each["title"], [to["route"] for to in each["deliveries"].values()]) for each in raised]


def test_one_note_tells_all_that_a_poll_left_to_a_person() -> None:
    store = MemoryStore()

    poll(store, doubtful("a"), doubtful("b"), to=reviewers("desk", "lawyer"))

    assert notes(store) == [("À relire (2) : EMC2", ["desk", "lawyer"])]
    [(_, alert)] = store.states("alert")
    assert "« La Cnil a autorisé l'entrepôt EMC2. »" in alert["body"]
    assert "la phrase laisse un doute" in alert["body"]


def test_what_waits_already_is_not_told_again() -> None:
    store = MemoryStore()
    poll(store, doubtful("a"))

    poll(store, doubtful("a"))
    mended = doubtful("a")
    poll(store, replace(mended, document=replace(mended.document, text="a word mended")))

    assert len(notes(store)) == 1


def test_a_first_poll_leaves_its_doubts_in_silence() -> None:
    store = MemoryStore()

    poll(store, doubtful("a"), silence=Reason.FIRST_POLL)
    poll(store, doubtful("b"))

    assert notes(store) == [("À relire (1) : EMC2", ["desk"])]


def test_a_page_that_completes_a_first_poll_is_as_silent() -> None:
    store = MemoryStore()
    poll(
        store,
        replace(a_reading(document="a", text="", title="EMC2"), waiting=True),
        silence=Reason.FIRST_POLL,
    )

    poll(store, doubtful("a"))

    assert notes(store) == []


def test_a_reviewer_hears_only_of_the_platforms_that_the_route_names() -> None:
    store = MemoryStore()
    other = a_claim(document="x", platform="health-data-hub", confidence=0.6)

    poll(
        store,
        doubtful("a"),
        a_reading(other, document="x"),
        to=reviewers("desk", platforms=frozenset({"emc2"})),
    )

    assert notes(store) == [("À relire (1) : EMC2", ["desk"])]


def test_a_dispute_and_a_status_that_flaps_are_told_too() -> None:
    store = MemoryStore()
    said = a_claim(document="b", decided_on="2023-12-21", published_on="2024-01-31")
    for number in range(6):
        poll(store, a_reading(*([] if number % 2 else [said]), document="b", text=str(number)))
    flapping = len(notes(store))

    poll(store, a_reading(said, document="b", text="said"))
    poll(store, a_reading(a_claim(document="c", decided_on="2024-01-31"), document="c"))

    assert flapping == 1
    assert notes(store)[1:] == [("À relire (1) : EMC2", ["desk"])]


def test_nothing_is_counted_where_nobody_asks_to_be_told() -> None:
    store = MemoryStore()

    poll(store, doubtful("a"), to=announcer())

    assert notes(store) == []


def test_what_one_paper_recalls_against_a_better_told_standing_waits() -> None:
    """It moves nothing, so somebody must see that it was said."""
    official = a_claim(document="law", decided_on="2023-12-21")
    recall = a_claim("hosting-suspended", document="press", decided_on="2024-05-03", background=True)
    store = log_of(
        [[a_reading(official, document="law", kind="cnil")], [a_reading(recall, document="press", text="x")]]
    )

    [waiting] = everything_waiting(store)

    assert (waiting.why, waiting.documents) == (Why.RECALLED_ONCE, frozenset({"press"}))


def test_what_binds_every_platform_waits_under_words_and_not_under_a_star() -> None:
    store = MemoryStore()

    poll(store, doubtful("a", platform="*", kind="legal-basis-invalidated", authority="cjue", provider=None))

    assert notes(store) == [("À relire (1) : toutes les plateformes", ["desk"])]
    [(_, alert)] = store.states("alert")
    assert "*" not in alert["body"]
