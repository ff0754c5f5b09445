"""How the store refuses."""

from __future__ import annotations


class StoreError(Exception):
    """The store cannot do what was asked; the message says what to do."""


class ConcurrencyConflictError(StoreError):
    """Another writer was first: read again, decide again, then append."""

    def __init__(self, stream: str, expected: int, actual: int) -> None:
        self.stream, self.expected, self.actual = stream, expected, actual
        super().__init__(
            f"stream {stream} is at version {actual}, not {expected}; "
            "read it again, decide again, then append"
        )


class IdempotencyConflictError(StoreError):
    """An event id came a second time with other content."""

    def __init__(self, event_id: object, position: int) -> None:
        self.event_id, self.position = event_id, position
        super().__init__(
            f"event {event_id} is already at position {position} with other content; "
            "an id names one fact: derive it from what the event says"
        )


class SchemaTooNewError(StoreError):
    """The database was written by a later version of the program."""


class StoreUnavailableError(StoreError):
    """The database cannot be opened, read or written."""
