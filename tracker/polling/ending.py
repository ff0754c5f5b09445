"""End a poll half-way: what was taken in stays, and the rest is for the next poll."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, BinaryIO, cast

from feeds.answers import Answer, FetchedFile
from feeds.http import FEED_ACCEPT, Fetched, Fetcher, FetchFailed, FetchPolicy, NotModified


class EndingError(BaseException):
    """The process ends: no failure of a source, and not for those who handle these."""


class EndingFetcher(Fetcher):
    """A fetcher that begins no request once *is_ending*, and breaks off what it writes to a file.

    A poll may have a hundred pages before it, and an archive takes minutes.
    """

    def __init__(self, policy: FetchPolicy, is_ending: Callable[[], bool]) -> None:
        super().__init__(policy)
        self._is_ending = is_ending

    def fetch(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        accept: str = FEED_ACCEPT,
    ) -> Fetched | NotModified | FetchFailed:
        """Do what every fetcher does, or raise EndingError."""
        self._go_on()
        return super().fetch(url, etag=etag, last_modified=last_modified, accept=accept)

    def fetch_page(self, url: str, *, named_by: str | None = None) -> Fetched | NotModified | FetchFailed:
        """Do what every fetcher does, or raise EndingError."""
        self._go_on()
        return super().fetch_page(url, named_by=named_by)

    def fetch_file(
        self, url: str, file: BinaryIO, *, timeout: float, max_bytes: int
    ) -> FetchedFile | FetchFailed:
        """Do what every fetcher does, or raise EndingError, also half-way."""
        kept = cast("BinaryIO", _EndingFile(file, self._go_on))
        return super().fetch_file(url, kept, timeout=timeout, max_bytes=max_bytes)

    def post(self, url: str, body: bytes, *, headers: Mapping[str, str]) -> Answer | FetchFailed:
        """Do what every fetcher does, or raise EndingError."""
        self._go_on()
        return super().post(url, body, headers=headers)

    def _go_on(self) -> None:
        if self._is_ending():
            raise EndingError


class _EndingFile:
    """A file that asks before each piece that is written to it."""

    def __init__(self, file: BinaryIO, go_on: Callable[[], None]) -> None:
        self._file, self._go_on = file, go_on

    def write(self, piece: bytes) -> int:
        self._go_on()
        return self._file.write(piece)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a file has
        return getattr(self._file, name)
