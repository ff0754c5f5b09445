"""The tables of the configuration: frozen, with their defaults; an unknown key is refused."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from tracker.config.values import Bytes, Contact, FeedAddress, Host, Seconds, Slug, StoreUrl, Target
from tracker.model.decision import Establishment, Voice


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Store(_Table):
    """Where the log is kept."""

    url: StoreUrl = "sqlite:///tracker.db"


class Fetch(_Table):
    """How documents are fetched; durations in seconds, sizes in bytes after decompression."""

    timeout: Seconds = 20
    max_bytes: Bytes = 10_000_000
    allow_private_hosts: tuple[Host, ...] = Field(default=(), strict=False)
    ca_file: str | None = None
    contact: Contact | None = None


class Source(_Table):
    """Something polled.  ``publisher`` makes sources of one house one voice.

    ``url`` is an address, or says where one is that holds a secret: ``env:NAME``, ``file:PATH``.
    """

    id: Slug
    kind: Literal["rss"]
    voice: Annotated[Voice, Field(strict=False)]
    authority: Slug | None = None
    url: FeedAddress = Field(repr=False)
    every: Seconds = 1800
    full_text: bool = False
    name: str | None = None
    publisher: str | None = None
    language: Literal["fr", "en"] = "fr"


class Route(_Table):
    """Whom to tell what.  ``targets`` are Apprise URLs, ``env:NAME`` or ``file:PATH``."""

    name: Slug
    targets: tuple[Target, ...] = Field(min_length=1, strict=False, repr=False)
    platforms: tuple[str, ...] | None = Field(default=None, min_length=1, strict=False)
    min_establishment: Annotated[Establishment, Field(strict=False)] = Establishment.REPORTED
    about: tuple[Literal["status", "deadlines", "sources", "review"], ...] = Field(
        default=("status", "deadlines"), min_length=1, strict=False
    )


class Alerts(_Table):
    """How people are told; ``remind_before`` in seconds."""

    language: Literal["fr", "en"] = "fr"
    remind_before: tuple[Seconds, ...] = Field(default=(90 * 86400, 30 * 86400, 7 * 86400), strict=False)
    routes: tuple[Route, ...] = Field(default=(), strict=False)


class Config(_Table):
    """The whole configuration, checked."""

    store: Store = Store()
    fetch: Fetch = Fetch()
    sources: tuple[Source, ...] = Field(default=(), strict=False)
    platforms: tuple[dict[str, Any], ...] = Field(default=(), strict=False)
    providers: tuple[dict[str, Any], ...] = Field(default=(), strict=False)
    authorities: tuple[dict[str, Any], ...] = Field(default=(), strict=False)
    alerts: Alerts = Alerts()
