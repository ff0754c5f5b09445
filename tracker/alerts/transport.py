"""Apprise behind one function: send one message to one target and say how it went.

Apprise 2 returns an object that is neither True nor False; it is truthy exactly when the
message was taken.  It is loaded at the first message, since it brings 180 services.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import quote

from tracker.addresses import resolve_reference
from tracker.errors import TargetError

_HEADERS_TAKEN_BY = frozenset({"json", "jsons", "xml", "xmls", "form", "forms", "mailto", "mailtos"})
_LIMIT = 60.0

resolve = resolve_reference
"""An Apprise address, from itself, ``env:NAME`` or ``file:PATH``."""


@dataclass(frozen=True, slots=True)
class Sent:
    """How one delivery went; ``why`` is empty when it was taken."""

    ok: bool
    why: str = ""


class Transport(Protocol):
    """What delivers a message."""

    def send(self, spec: str, *, title: str, body: str, key: str) -> Sent:
        """Send to the target that *spec* names; *key* is the same at every try."""
        ...


class AppriseTransport:
    """Deliver through Apprise."""

    def send(self, spec: str, *, title: str, body: str, key: str) -> Sent:
        """Send as plain text, in a thread that is given up after a minute."""
        try:
            address = resolve(spec)
        except TargetError as error:
            return Sent(ok=False, why=str(error))
        outcome: list[Sent] = []
        worker = threading.Thread(
            target=lambda: outcome.append(_notify(address, title, body, key)), name="delivery", daemon=True
        )
        worker.start()
        worker.join(_LIMIT)
        return outcome[0] if outcome else Sent(ok=False, why=f"no answer within {_LIMIT:.0f} seconds")


def check(spec: str) -> str:
    """Return why *spec* cannot be used as a target, or an empty text; nothing is sent."""
    try:
        address = resolve(spec)
    except TargetError as error:
        return str(error)
    silence_apprise()
    from apprise import Apprise  # noqa: PLC0415 - 1.2 s that only an alert needs

    return "" if Apprise().add(address) else _NOT_AN_ADDRESS


_NOT_AN_ADDRESS = "not an address that Apprise knows, such as mailto://, slack:// or json://"


def _notify(address: str, title: str, body: str, key: str) -> Sent:
    silence_apprise()
    from apprise import Apprise, NotifyFormat  # noqa: PLC0415 - 1.2 s that only an alert needs

    carrier = Apprise()
    if not carrier.add(_keyed(address, key)):
        return Sent(ok=False, why=_NOT_AN_ADDRESS)
    try:
        result = carrier.notify(title=title, body=body, body_format=NotifyFormat.TEXT)
    except Exception as error:  # noqa: BLE001 - a third party's plugin may raise anything
        return Sent(ok=False, why=f"the {_scheme(address)} service failed ({type(error).__name__})")
    if result:
        return Sent(ok=True)
    return Sent(ok=False, why=f"the {_scheme(address)} service did not take the message")


def _keyed(address: str, key: str) -> str:
    """Add the key as a header where the service carries headers."""
    if _scheme(address) not in _HEADERS_TAKEN_BY:
        return address
    joint = "&" if "?" in address else "?"
    return f"{address}{joint}%2BX-Dedupe-Key={quote(key)}"


def _scheme(address: str) -> str:
    return address.partition("://")[0].lower()


def silence_apprise() -> None:
    """Keep Apprise's own log quiet: its lines hold addresses with their secrets."""
    logging.getLogger("apprise").setLevel(logging.CRITICAL)
