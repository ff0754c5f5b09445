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


class PartlyRecordedError(StoreError):
    """Some events of a batch are in the log already, and some are not."""

    def __init__(self, event_id: object, position: int, known: int, count: int) -> None:
        self.event_id, self.position, self.known, self.count = event_id, position, known, count
        super().__init__(
            f"{known} of {count} events are in the log already, the first of them {event_id} at "
            f"position {position}; append the same batch as before, or only the new events"
        )


class InvalidEventError(StoreError):
    """What was to be kept is not an event, a name or JSON that every database can hold."""


class BrokenLogError(StoreError):
    """Events that were recorded elsewhere do not follow what is here, or not each other."""


class SchemaTooNewError(StoreError):
    """The database was written by a later version of the program."""


class SchemaTooOldError(StoreError):
    """The database was written by an earlier version and must be migrated first."""


class StoreUnavailableError(StoreError):
    """The database cannot be opened, read or written."""


class StoreMissingError(StoreUnavailableError):
    """There is no store at that place yet."""
