"""Who hears of what: routes and their targets, from the configuration."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias
from urllib.parse import urlsplit

from tracker.errors import UnknownNameError
from tracker.model.claim import PlatformId
from tracker.model.decision import Establishment

Delivery: TypeAlias = tuple[str, str]
"""Who hears an alert: a route's name, and the label of one of its targets."""


@dataclass(frozen=True, slots=True)
class Target:
    """One address of a route.

    ``label`` names it in the log and on the screen and holds no secret: the ``env:`` or
    ``file:`` reference as written, or the scheme and host of an address.  ``spec`` is what
    the configuration says and is never shown.
    """

    label: str
    spec: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """What one group of people wants to hear."""

    name: str
    targets: tuple[Target, ...]
    platforms: frozenset[str] | None = None
    min_establishment: Establishment = Establishment.REPORTED
    about: frozenset[str] = frozenset({"status", "deadlines"})

    @property
    def hears_of_sources(self) -> bool:
        """Say whether the route wants to know how the sources are: of no platform, and of no level."""
        return "sources" in self.about

    def hears(self, about: str, platform: PlatformId, level: Establishment | None) -> bool:
        """Say whether the route wants this; *level* None asks whatever its own level."""
        return (
            about in self.about
            and (self.platforms is None or platform in self.platforms)
            and (level is None or level is self.min_establishment)
        )


def targets(specs: tuple[str, ...]) -> tuple[Target, ...]:
    """Return the targets that *specs* name, each with a label of its own.

    >>> [target.label for target in targets(("env:MAIL", "json://key@127.0.0.1:9000/hook"))]
    ['env:MAIL', 'json://127.0.0.1:9000']
    """
    found: list[Target] = []
    for spec in specs:
        label = spec if spec.startswith(("env:", "file:")) else _masked(spec)
        same = sum(1 for target in found if target.label.split("#")[0] == label)
        found.append(Target(f"{label}#{same + 1}" if same else label, spec))
    return tuple(found)


def _masked(address: str) -> str:
    """Return the scheme and, where it can hold no secret, the host of an Apprise address.

    In ``slack://token-a/token-b`` the place of the host is a secret too: a name without a
    dot or a port is not shown.
    """
    scheme, _, _ = address.partition("://")
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return f"{scheme}://…"
    shown = f"{host}:{port}" if port else host
    return f"{scheme}://{shown}" if port or "." in host else f"{scheme}://…"


def named_routes(routes: tuple[Route, ...], names: tuple[str, ...]) -> list[Route]:
    """Return the routes called *names*, all of them where none is named.

    Raise UnknownNameError for one that the configuration lacks.
    """
    known = {route.name: route for route in routes}
    for name in names:
        if name not in known:
            raise UnknownNameError(f"no route is called {name!r}; known: {', '.join(known) or 'none'}")
    return [known[name] for name in names] if names else list(routes)
