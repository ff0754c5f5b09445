"""Which platforms an act that binds everyone touches: through the host, to whose law it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from tracker.catalogue import Catalogue, Provider
from tracker.model.claim import EVERY_PLATFORM, ClaimKind, ProviderId
from tracker.model.decision import Decision
from tracker.model.status import Status

_ABOUT_TRANSFERS = frozenset({ClaimKind.LEGAL_BASIS_INVALIDATED, ClaimKind.LEGAL_BASIS_ADOPTED})
_ABOUT_A_PROVIDER = frozenset({ClaimKind.PROVIDER_QUALIFIED, ClaimKind.PROVIDER_REJECTED})
_AGAINST_A_PROVIDER = frozenset({ClaimKind.SANCTION_IMPOSED, ClaimKind.FORMAL_NOTICE_ISSUED})
_IN_THE_UNION = frozenset(
    [
        *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE"),
        *("IS", "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK"),
    ]
)
"""Countries to which the law of the Union applies: no transfer, no basis for one."""


def touches(decision: Decision, status: Status, catalogue: Catalogue) -> bool:
    """Say whether a decision that binds every platform is context of the one whose *status* is given.

    The fall of a legal basis for transfers touches a platform whose host, now or next, answers
    to a law outside the Union; a qualification, a sanction or a formal notice the platforms that the
    provider hosts; a law all.
    An act about a platform itself touches it.
    """
    if decision.platform != EVERY_PLATFORM:
        return True
    hosts = {host for host in (status.host, status.next_host) if host is not None}
    if decision.kind in _ABOUT_A_PROVIDER | _AGAINST_A_PROVIDER:
        return decision.provider in hosts
    if decision.kind in _ABOUT_TRANSFERS:
        return any(_answers_to_another_law(host, catalogue.providers) for host in hosts)
    return True


def with_effects(status: Status, catalogue: Catalogue) -> Status:
    """Return *status* with the context that touches it."""
    context = tuple(decision for decision in status.context if touches(decision, status, catalogue))
    return replace(status, context=context)


def _answers_to_another_law(host: ProviderId, providers: Mapping[ProviderId, Provider]) -> bool:
    provider = providers.get(host)
    return provider is not None and bool(provider.country) and provider.country not in _IN_THE_UNION
