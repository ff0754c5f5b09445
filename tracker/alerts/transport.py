"""Apprise behind one function: send one message to one target and say how it went.

Apprise 2 returns an object that is neither True nor False; it is truthy exactly when the
message was taken.  It is loaded at the first message, since it brings 180 services.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import quote

from tracker.addresses import resolve_reference
from tracker.errors import TargetError
from tracker.report.logs import keep_libraries_quiet

if TYPE_CHECKING:
    from apprise import Apprise

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
        _carrier(resolve(spec))
    except TargetError as error:
        return str(error)
    return ""


def _carrier(address: str, key: str = "") -> Apprise:
    """Return what carries a message to *address*, with *key* as a header where the service has any.

    Raise TargetError where that is nobody, or several: Apprise answers once for all of them,
    so that one dead recipient would make the others hear the same message at every try.
    """
    keep_libraries_quiet()
    from apprise import Apprise  # noqa: PLC0415 - 1.2 s that only an alert needs

    carrier = Apprise()
    if not carrier.add(_keyed(address, key) if key else address):
        raise TargetError("not an address that Apprise knows, such as mailto://, slack:// or json://")
    recipients = sum(map(_recipients, carrier.services))
    if recipients > 1:
        raise TargetError(
            f"names {recipients} recipients, of which one could fail and the other not; "
            "write one recipient a target, each in a string of its own"
        )
    return carrier


def _recipients(service: Any) -> int:  # noqa: ANN401 - Apprise has no types
    """Count who hears a message through one service, the copies of a mail included."""
    copies = (*(getattr(service, "cc", None) or ()), *(getattr(service, "bcc", None) or ()))
    return max(1, len(service)) + len(copies)


def _notify(address: str, title: str, body: str, key: str) -> Sent:
    try:
        carrier = _carrier(address, key)
        from apprise import NotifyFormat  # noqa: PLC0415 - loaded with the carrier

        result = carrier.notify(title=title, body=body, body_format=NotifyFormat.TEXT)
    except TargetError as error:
        return Sent(ok=False, why=str(error))
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
