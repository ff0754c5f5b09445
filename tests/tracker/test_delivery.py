"""From the outbox to real targets: a real SMTP server, a real webhook, Apprise between."""

from __future__ import annotations

import logging
import re
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

import pytest

from store import EventStore, open_store
from tests.sinks import HookSink, MailSink
from tests.tracker.builders import TODAY, a_claim, a_reading
from tracker.alerts.announce import announce
from tracker.alerts.delivery import BACK_OFF, UNKNOWN_FOR, Delivery, deliver, retry
from tracker.alerts.raising import Announcer
from tracker.alerts.routes import Route, Target, targets
from tracker.alerts.transport import AppriseTransport, Sent, check, resolve
from tracker.catalogue import load_catalogue
from tracker.errors import TargetError
from tracker.ingest import take_in
from tracker.recording import recording


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 22, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Iterator[EventStore]:
    opened = open_store(f"sqlite:///{tmp_path / 'log.db'}", create=True, clock=clock)
    yield opened
    opened.close()


def a_route(*specs: str, name: str = "dpo") -> Route:
    return Route(name=name, targets=targets(specs))


def raise_alert(store: EventStore, *routes: Route, document: str = "d1") -> None:
    announcer = Announcer(routes=routes, catalogue=load_catalogue(), language="fr")
    claim = a_claim(document=document, decided_on="2023-12-21", term="P3Y")
    with recording(store, recorded_by="test") as recorder:
        taken = [take_in(recorder, a_reading(claim, document=document), today=TODAY)]
        assert [each for each in announce(recorder, announcer, taken, today=TODAY) if each.alert]


def send(store: EventStore, *routes: Route, clock: Clock) -> list[Delivery]:
    return deliver(store, routes, AppriseTransport(), clock=clock, language="fr")


def test_an_alert_arrives_by_mail_and_webhook_with_one_key(store: EventStore, clock: Clock) -> None:
    with MailSink() as mail, HookSink() as hook:
        route = a_route(mail.url, hook.url)
        raise_alert(store, route)

        tried = send(store, route, clock=clock)
        again = send(store, route, clock=clock)

    assert [delivery.state for delivery in tried] == ["delivered", "delivered"]
    assert again == []
    [letter], [post] = mail.received, hook.received
    assert (
        letter.title == "EMC2 : hébergement autorisé par la CNIL, hébergeur Microsoft Azure, selon la presse"
    )
    assert letter.key == post.key == tried[0].alert
    for message in (letter, post):
        assert "« La Cnil a autorisé l'entrepôt EMC2. »" in message.body
        assert tried[0].alert in message.body


def test_one_bad_target_never_costs_the_others(store: EventStore, clock: Clock) -> None:
    with HookSink(status=500) as bad, HookSink() as good:
        route = a_route(bad.url, good.url, "json://127.0.0.1:9/closed", "env:NOT_SET_ANYWHERE")
        raise_alert(store, route)

        tried = send(store, route, clock=clock)

    states = {delivery.target: delivery.state for delivery in tried}
    labels = [target.label for target in route.targets]
    assert [states[label] for label in labels] == ["retrying", "delivered", "retrying", "retrying"]
    assert len(good.received) == 1
    [unset] = [delivery.why for delivery in tried if delivery.target == "env:NOT_SET_ANYWHERE"]
    assert unset == "the environment variable NOT_SET_ANYWHERE is not set"


def test_a_failed_delivery_is_tried_again_when_it_is_due_with_the_same_key(
    store: EventStore, clock: Clock
) -> None:
    with MailSink() as mail:
        route = a_route(mail.url)
        raise_alert(store, route)
        mail.refuse = "451 not now"
        [first] = send(store, route, clock=clock)
        mail.refuse = None

        assert send(store, route, clock=clock) == []
        clock.now += BACK_OFF[0] + timedelta(seconds=1)
        [second] = send(store, route, clock=clock)

    assert (first.state, second.state, second.attempts) == ("retrying", "delivered", 2)
    assert [message.key for message in mail.received] == [first.alert]


def test_what_never_arrives_is_dead_with_its_reason_and_can_be_retried(
    store: EventStore, clock: Clock
) -> None:
    with HookSink(status=503) as hook:
        route = a_route(hook.url)
        raise_alert(store, route)
        states = []
        for _ in range(len(BACK_OFF) + 2):
            states += [delivery.state for delivery in send(store, route, clock=clock)]
            clock.now += max(BACK_OFF) + timedelta(seconds=1)
        [(name, alert)] = store.states("alert")
        [dead] = alert["deliveries"].values()
        hook.status = 200
        count = retry(store, name)
        [delivery] = send(store, route, clock=clock)

    assert states == ["retrying"] * 7 + ["dead"]
    assert timedelta(hours=46) < sum(BACK_OFF, timedelta()) < timedelta(hours=48)
    assert dead["state"] == "dead"
    assert "did not take the message" in dead["why"]
    assert (count, delivery.state) == (1, "delivered")


class DyingTransport:
    """Sends nothing: the process ends between taking the delivery and telling how it went."""

    def send(self, spec: str, *, title: str, body: str, key: str) -> Sent:
        raise KeyboardInterrupt


def test_a_crash_while_sending_sends_again_after_the_lease(store: EventStore, clock: Clock) -> None:
    with HookSink() as hook:
        route = a_route(hook.url)
        raise_alert(store, route)
        with pytest.raises(KeyboardInterrupt):
            deliver(store, [route], DyingTransport(), clock=clock, language="fr")

        assert send(store, route, clock=clock) == []
        clock.now += timedelta(minutes=4)
        [delivery] = send(store, route, clock=clock)

    assert delivery.state == "delivered"
    assert len(hook.received) == 1


def test_a_process_that_does_not_know_the_target_leaves_it_to_one_that_does(
    store: EventStore, clock: Clock
) -> None:
    with HookSink() as hook:
        ours = a_route(hook.url)
        raise_alert(store, ours)

        others = send(store, a_route("json://127.0.0.1:9/other"), clock=clock)
        clock.now += timedelta(hours=47)
        later = send(store, a_route(hook.url, name="other"), clock=clock)
        [delivery] = send(store, ours, clock=clock)

    assert others == later == []
    assert delivery.state == "delivered"
    assert len(hook.received) == 1


def test_a_target_that_nobody_knows_for_two_days_is_dead_with_its_reason(
    store: EventStore, clock: Clock
) -> None:
    with HookSink() as hook:
        ours, others = a_route(hook.url), a_route("json://127.0.0.1:9/other")
        raise_alert(store, ours)
        clock.now += UNKNOWN_FOR + timedelta(seconds=1)

        [dead] = send(store, others, clock=clock)
        assert retry(store, dead.alert) == 1
        again = send(store, others, clock=clock)
        [delivery] = send(store, ours, clock=clock)

    assert (dead.state, dead.attempts) == ("dead", 0)
    assert dead.why == "no configuration had such a target for 2 days; add it, then retry"
    assert again == [], "what a person retried waits for its target anew"
    assert delivery.state == "delivered"


def test_a_delivery_put_off_by_a_wrong_clock_is_due_when_the_clock_is_right(
    store: EventStore, clock: Clock
) -> None:
    with HookSink(status=500) as hook:
        route = a_route(hook.url)
        raise_alert(store, route)
        right = clock.now
        clock.now += timedelta(days=400)
        [failed] = send(store, route, clock=clock)
        clock.now += BACK_OFF[0] + timedelta(seconds=1)
        with pytest.raises(KeyboardInterrupt):
            deliver(store, [route], DyingTransport(), clock=clock, language="fr")
        hook.status = 200
        clock.now = right

        [delivery] = send(store, route, clock=clock)

    assert (failed.state, delivery.state) == ("retrying", "delivered")


def test_no_delivery_is_begun_at_the_end(store: EventStore, clock: Clock) -> None:
    """What is under way is finished; the outbox keeps the rest for the next start."""
    with HookSink() as first, HookSink() as second:
        route = a_route(first.url, second.url)
        raise_alert(store, route)

        tried = deliver(
            store,
            [route],
            AppriseTransport(),
            clock=clock,
            language="fr",
            is_ending=lambda: bool(first.received or second.received),
        )

    assert [delivery.state for delivery in tried] == ["delivered"]
    assert len(list(store.states("outbox"))) == 1
    assert list(store.states("lease")) == []


PINGS = re.compile(r"@\w|<[!@#/:a-z]|\]\(|`|\|\||\*\*|~~|__|[<>]", re.IGNORECASE)
HOSTILE = (
    "La Cnil <!channel> a autorisé <script>alert(1)</script> EMC2, dit @everyone à contact@cnil.fr "
    "et <@U123>, !here> : [cnil.fr](http://evil.example) ![x][1] `code` ||caché|| **gras** ~~non~~ "
    "@channel|x>\r\n# Titre\r\nBcc: all@example.org"
)


def test_foreign_text_stays_text(store: EventStore, clock: Clock, mail: MailSink, hook: HookSink) -> None:
    """Markup, mentions and header lines in a quote reach people as words, in a mail and in a chat."""
    route = a_route(mail.url, hook.url, hook.chat_url)
    announcer = Announcer(routes=(route,), catalogue=load_catalogue(), language="fr")
    claim = a_claim(decided_on="2023-12-21", quote=HOSTILE)
    reading = a_reading(
        claim, title=HOSTILE, publisher="Le blog de @everyone", url=f"http://x.example/{HOSTILE}"
    )
    with recording(store, recorded_by="test") as recorder:
        announce(recorder, announcer, [take_in(recorder, reading, today=TODAY)], today=TODAY)
    tried = send(store, route, clock=clock)

    assert [delivery.state for delivery in tried] == ["delivered"] * 3
    [letter], [posted, said] = mail.received, hook.received
    assert letter.body.split() == posted.body.split()
    assert posted.body in said.body
    for message in (letter, posted, said):
        ours = message.body.replace(f"**{posted.title}**", "")
        assert not PINGS.findall(ours), ours
        assert (
            "« La Cnil ‹!channel› a autorisé ‹script›alert(1)‹/script› EMC2, dit @ everyone à contact@ cnil.fr "
            "et ‹@ U123›, !here› : [cnil.fr] (http://evil.example) ![x] [1] 'code' | |caché| | * *gras* * ~ ~non~ ~ "
            "@ channel|x› # Titre Bcc: all@ example.org »"
        ) in " ".join(message.body.split())
        assert "Le blog de @ everyone — La Cnil" in message.body


def test_labels_show_no_secret_and_stay_apart() -> None:
    found = targets(
        (
            "env:MAIL",
            "mailtos://user:hunter2@mail.example.org?to=a@b.c",
            "slack://TokenA/TokenB/TokenC",
            "json://127.0.0.1:9000/a",
            "json://127.0.0.1:9000/b",
        )
    )

    assert [target.label for target in found] == [
        "env:MAIL",
        "mailtos://mail.example.org",
        "slack://…",
        "json://127.0.0.1:9000",
        "json://127.0.0.1:9000#2",
    ]
    assert "hunter2" not in repr(found)


def test_a_target_is_found_in_the_environment_or_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOOK", "json://127.0.0.1:9/x")
    secret = tmp_path / "secret"
    secret.write_text("json://127.0.0.1:9/y\n", "utf-8")

    assert resolve("env:HOOK") == "json://127.0.0.1:9/x"
    assert resolve(f"file:{secret}") == "json://127.0.0.1:9/y"
    with pytest.raises(TargetError, match="cannot be read"):
        resolve(f"file:{tmp_path / 'none'}")


SEVERAL = {
    "two addresses": "{good}, json://127.0.0.1:9/dead",
    "two lines": "{good}\njson://127.0.0.1:9/dead",
    "two recipients": "mailto://127.0.0.1:9/?from=t@sink.invalid&to=a@sink.invalid,b@sink.invalid",
    "a copy": "mailto://127.0.0.1:9/?from=t@sink.invalid&to=a@sink.invalid&cc=b@sink.invalid",
    "a blind copy": "mailto://127.0.0.1:9/?from=t@sink.invalid&to=a@sink.invalid&bcc=b@sink.invalid",
    "two channels": "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#law/#hosting",
}


@pytest.mark.parametrize("address", SEVERAL.values(), ids=SEVERAL)
def test_several_recipients_in_one_target_are_refused(
    store: EventStore, clock: Clock, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    """One answer cannot tell the good one from the dead one: the good one would hear it at every try."""
    with HookSink() as good:
        monkeypatch.setenv("HOOKS", address.format(good=good.url))
        route = a_route("env:HOOKS")
        raise_alert(store, route)

        [delivery] = send(store, route, clock=clock)
        told = check("env:HOOKS")

    assert delivery.state == "retrying"
    assert delivery.why == told
    assert told.startswith("names 2 recipients, of which one could fail and the other not")
    assert "one recipient a target" in told
    assert good.received == []


def test_one_recipient_is_one_target(mail: MailSink, hook: HookSink) -> None:
    assert [check(url) for url in (mail.url, hook.url, f"{hook.url}?a=b,c")] == ["", "", ""]


class Garbler:
    """A web server whose answer has a broken header: urllib3 warns of it with the whole address."""

    def __enter__(self) -> Self:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._answer, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._socket.close()

    def _answer(self) -> None:
        connection, _ = self._socket.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(b"HTTP/1.1 500 No\r\nnot a header\r\nContent-Length: 0\r\n\r\n")


def test_the_libraries_beneath_tell_no_address(caplog: pytest.LogCaptureFixture) -> None:
    with Garbler() as garbler, caplog.at_level(logging.DEBUG):
        sent = AppriseTransport().send(
            f"json://127.0.0.1:{garbler.port}/hunter2", title="Un titre", body="Un texte", key="k"
        )

    assert sent == Sent(ok=False, why="the json service did not take the message")
    assert "hunter2" not in caplog.text


def test_an_address_that_apprise_does_not_know_is_told_without_the_address(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.DEBUG):
        why = check("nosuch://hunter2@host")

    assert "not an address that Apprise knows" in why
    assert "hunter2" not in why + caplog.text
    assert Target("a", "json://secret").__repr__() == "Target(label='a')"
