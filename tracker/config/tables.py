"""The tables of the configuration: frozen, with their defaults; an unknown key is refused."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from tracker.config.values import (
    Bytes,
    Contact,
    Day,
    FeedAddress,
    Host,
    LongSeconds,
    Phrase,
    Reference,
    Seconds,
    Slug,
    StoreUrl,
    Target,
    official,
)
from tracker.model.decision import Voice

OPEN_DATA = "https://echanges.dila.gouv.fr/OPENDATA/"
"""Where DILA keeps a folder for each fund."""


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
    proxy: FeedAddress | None = Field(default=None, repr=False)
    contact: Contact | None = None


class _Source(_Table):
    """What every source has.  ``publisher`` makes sources of one house one voice.

    ``url`` is an address, or says where one is that holds a secret: ``env:NAME``, ``file:PATH``.
    """

    id: Slug
    every: Seconds = 1800
    name: str | None = None
    publisher: str | None = None


class FeedSource(_Source):
    """An RSS, Atom or JSON feed."""

    kind: Literal["rss"]
    voice: Annotated[Voice, Field(strict=False)]
    authority: Slug | None = None
    url: FeedAddress = Field(repr=False)
    full_text: bool = False
    language: Literal["fr", "en"] = "fr"


class _OfficialSource(_Source):
    """The law's own databases: each text says whose act it is, whatever ``authority`` is given."""

    voice: Annotated[Voice, Field(strict=False), AfterValidator(official)] = Voice.OFFICIAL
    authority: Slug | None = None
    every: Seconds = 6 * 3600


class DilaSource(_OfficialSource):
    """A folder of DILA's open archives; ``since`` leaves the full archive and older ones out."""

    kind: Literal["dila"]
    fund: Literal["CNIL", "JORFSIMPLE", "JADE", "CONSTIT"] = "CNIL"
    url: FeedAddress = Field(default_factory=lambda known: f"{OPEN_DATA}{known['fund']}/", repr=False)
    since: Day | None = None


class LegifranceSource(_OfficialSource):
    """The Légifrance API at PISTE; ``url`` is the API's, and no secret stands in the file."""

    kind: Literal["legifrance"]
    client_id: Reference = Field(repr=False)
    client_secret: Reference = Field(repr=False)
    fonds: tuple[Literal["CNIL", "JORF", "CETAT"], ...] = Field(
        default=("CNIL", "JORF", "CETAT"), min_length=1, strict=False
    )
    phrases: tuple[Phrase, ...] | None = Field(default=None, min_length=1, strict=False)
    look_back: LongSeconds = 730 * 86400
    url: FeedAddress = Field(default="https://api.piste.gouv.fr/dila/legifrance/lf-engine-app", repr=False)
    token_url: FeedAddress = Field(default="https://oauth.piste.gouv.fr/api/oauth/token", repr=False)


Source: TypeAlias = FeedSource | DilaSource | LegifranceSource
"""Something polled; its ``kind`` says which keys it has."""

KEPT_ELSEWHERE = ("url", "token_url", "client_id", "client_secret")
"""The keys of a source that may say where a value is kept."""


def references(source: Source) -> tuple[str, ...]:
    """Return the values of *source* that may say where one is kept."""
    return tuple(getattr(source, key) for key in KEPT_ELSEWHERE if hasattr(source, key))


class Route(_Table):
    """Whom to tell what.  ``targets`` are Apprise URLs, ``env:NAME`` or ``file:PATH``."""

    name: Slug
    targets: tuple[Target, ...] = Field(min_length=1, strict=False, repr=False)
    platforms: tuple[str, ...] | None = Field(default=None, min_length=1, strict=False)
    min_establishment: Literal["reported", "corroborated", "official"] = "reported"
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
    sources: tuple[Annotated[Source, Field(discriminator="kind")], ...] = Field(default=(), strict=False)
    platforms: tuple[dict[str, Any], ...] = Field(default=(), strict=False)
    providers: tuple[dict[str, Any], ...] = Field(default=(), strict=False)
    authorities: tuple[dict[str, Any], ...] = Field(default=(), strict=False)
    alerts: Alerts = Alerts()
