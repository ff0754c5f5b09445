"""Those, and only those, who were told what does not hold any more are told so, once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from store import MemoryStore
from store.records import StreamId
from tests.tracker.builders import a_claim, a_reading
from tests.tracker.test_announce import alerts, announcer, authorised, tell
from tracker.alerts.raising import Announcer
from tracker.alerts.routes import Route, Target
from tracker.catalogue import load_catalogue
from tracker.model.decision import Establishment
from tracker.model.told import Reason
from tracker.recording import recording


def routes(*names: str, level: Establishment = Establishment.REPORTED) -> Announcer:
    made = tuple(
        Route(name=name, targets=(Target("sink", "json://sink"),), min_establishment=level) for name in names
    )
    return replace(announcer(), routes=made)


def heard(store: MemoryStore) -> list[tuple[str, str]]:
    """Return each delivery as its route and the alert's reason, in order."""
    raised = sorted((alert for _, alert in store.states("alert")), key=lambda each: int(each["position"]))
    return [(each["route"], alert["reason"]) for alert in raised for each in alert["deliveries"].values()]


def refused(document: str = "b", **given: Any) -> Any:  # noqa: ANN401 - a builder
    claim = a_claim("hosting-refused", document=document, decided_on="2023-12-21", **given)
    return a_reading(claim, document=document, text="now refused")


def last(store: MemoryStore) -> dict[str, Any]:
    return dict(max((alert for _, alert in store.states("alert")), key=lambda each: int(each["position"])))


def test_a_text_that_takes_back_what_it_said_is_rectified_to_who_heard_it_and_news_to_others() -> None:
    store = MemoryStore()
    tell(store, authorised(), to=routes("dpo"))

    tell(store, refused(), to=routes("dpo", "late"))

    assert heard(store) == [("dpo", "new-decision"), ("dpo", "correction"), ("late", "new-decision")]


def test_a_rectification_says_what_was_told_and_when_and_what_holds_now() -> None:
    store = MemoryStore()
    tell(store, authorised())
    [(first, _)] = store.states("alert")

    tell(store, refused(quote="La Cnil a refusé."))

    told = last(store)
    assert told["title"].startswith("Rectificatif — EMC2 : hébergement refusé")
    assert first in told["body"]
    assert (
        "« EMC2 : hébergement autorisé par la CNIL, hébergeur Microsoft Azure, selon la presse »"
        in told["body"]
    )
    assert "« La Cnil a refusé. »" in told["body"]


def test_nobody_is_rectified_who_was_told_nothing() -> None:
    store = MemoryStore()
    tell(store, authorised(), silence=Reason.BASELINE)

    tell(store, a_reading(document="b", text="nothing of it any more"))

    assert alerts(store) == []


def test_who_never_got_the_wrong_message_gets_no_rectification() -> None:
    store = MemoryStore()
    tell(store, authorised(), to=routes("dpo", "broken"))
    [(alert, _)] = store.states("alert")
    payload = {"alert": alert, "route": "broken", "target": "sink", "attempts": 8, "why": "gone"}
    with recording(store, recorded_by="delivery") as recorder:
        recorder.record(StreamId("alert", alert), "AlertDeadLettered", payload, alert)

    tell(store, a_reading(document="b", text="nothing of it any more"), to=routes("dpo", "broken"))

    assert heard(store)[2:] == [("dpo", "correction")]


def test_a_rectified_decision_is_rectified_once() -> None:
    store = MemoryStore()
    tell(store, authorised())

    for number in range(3):
        tell(store, a_reading(document="b", text=f"nothing of it any more {number}"))

    assert alerts(store) == ["emc2: new-decision", "emc2: correction"]


def test_another_host_in_a_rewritten_text_is_rectified() -> None:
    store = MemoryStore()
    tell(store, authorised())

    claim = a_claim(document="b", decided_on="2023-12-21", term="P3Y", provider="ovhcloud")
    tell(store, a_reading(claim, document="b", text="OVHcloud, not Microsoft"))

    assert alerts(store) == ["emc2: new-decision", "emc2: correction"]


def test_a_past_decision_that_was_told_is_rectified_though_the_status_stands() -> None:
    """Who was told of a challenge in March must hear in May that there was none."""
    store = MemoryStore()
    tell(store, authorised("law"))
    filed = a_claim("challenge-filed", document="c", authority="conseil-etat", decided_on="2024-01-20")
    tell(store, a_reading(filed, document="c"))

    tell(store, a_reading(document="c", text="no challenge at all"))

    assert alerts(store)[2:] == ["emc2: correction"]


def test_what_a_better_source_tells_more_exactly_was_not_told_wrong() -> None:
    store = MemoryStore()
    tell(store, authorised(decided_on="2023-12"))

    tell(store, authorised("law", kind="legifrance", reference="2023-146"))

    assert alerts(store) == ["emc2: new-decision", "emc2: established"]


def test_who_hears_only_what_is_official_is_rectified_when_no_official_voice_is_left() -> None:
    store = MemoryStore()
    careful = routes("lawyer", level=Establishment.OFFICIAL)
    tell(store, authorised(), authorised("law", kind="legifrance"), to=careful)

    tell(store, a_reading(document="law", kind="legifrance", text="another matter"), to=careful)

    assert heard(store) == [("lawyer", "new-decision"), ("lawyer", "correction")]


ITEM = (
    "EMC2 : la Cnil autorise Microsoft. Le 21 décembre 2023, la CNIL a autorisé Microsoft à héberger l'entrepôt "
    "EMC2 pour une durée de trois ans. La délibération a été publiée au Journal officiel le 31 janvier 2024. "
    "Les données de santé seront conservées dans les centres de l'hébergeur."
)
BOILERPLATE = (
    "Lire aussi notre dossier complet.",
    "Mis à jour à 18 h 30.",
    "Cet article est réservé aux abonnés.",
    "Abonnez-vous à notre lettre d'information.",
    "Photo : DR.",
)


def an_edit(number: int) -> str:
    """Return the item with a cosmetic edit: boilerplate, typography, a typo far from what decides."""
    edits = (
        lambda text: f"{text} {BOILERPLATE[number % 5]}",
        lambda text: text.replace("'", "’"),
        lambda text: text.replace("conservées", "conservees" if number % 2 else "conservées "),
        lambda text: text.replace(" : ", "\u00a0: "),
        lambda text: f"{BOILERPLATE[number % 5]}\n\n{text}",
        lambda text: text.replace("centres", "centre" if number % 2 else "Centres"),
        lambda text: text.replace(". ", ".\n"),
    )
    return edits[number % 7](edits[(number // 7) % 7](ITEM)) + f" Version {number}."


def test_a_hundred_cosmetic_edits_raise_nothing_and_a_contrary_one_is_rectified_once() -> None:
    """The real extractor reads every version anew; only what the item decides is worth a word."""
    from tracker.extraction import Extractor  # noqa: PLC0415 - its patterns take a second to compile

    store, extractor = MemoryStore(), Extractor(load_catalogue())

    def publish(text: str) -> None:
        blank = a_reading(document="item", text=text, title="EMC2", published="2024-02-01")
        tell(store, replace(blank, claims=extractor.read(blank.document)))

    publish(ITEM)
    for number in range(100):
        publish(an_edit(number))
    assert alerts(store) == ["emc2: new-decision"]

    publish(
        ITEM.replace("autorise Microsoft", "dit non").replace(
            "a autorisé Microsoft à héberger", "a refusé que Microsoft héberge"
        )
    )

    assert alerts(store) == ["emc2: new-decision", "emc2: correction"]
    assert last(store)["title"].startswith("Rectificatif — EMC2 : hébergement refusé")
