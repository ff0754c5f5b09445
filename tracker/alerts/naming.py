"""The names of the catalogue, for people."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.catalogue import Catalogue
from tracker.model.claim import AuthorityId, PlatformId, ProviderId
from tracker.model.likeness import OTHER


@dataclass(frozen=True, slots=True)
class Naming:
    """The names of the catalogue, with the slug where there is none."""

    catalogue: Catalogue

    def platform(self, slug: PlatformId) -> str:
        """Return the platform's name."""
        entry = self.catalogue.platforms.get(slug)
        return entry.name if entry else slug

    def provider(self, slug: ProviderId | str | None) -> str | None:
        """Return the provider's name, None for none."""
        entry = self.catalogue.providers.get(ProviderId(slug)) if slug else None
        return entry.name if entry else slug

    def authority(self, slug: AuthorityId | str | None) -> str | None:
        """Return the authority's name, None for none."""
        entry = self.catalogue.authorities.get(AuthorityId(slug)) if slug else None
        return entry.name if entry else slug

    def author(self, slug: AuthorityId | str | None) -> str | None:
        """Return the authority's name, None for none and for one that nobody names."""
        return None if slug == OTHER else self.authority(slug)
