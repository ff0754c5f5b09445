"""An append-only event log with projections beside it: SQL and positions, no domain.

Importing this package imports no database: a driver comes with :func:`open_store` or
:func:`open_reader`, SQLAlchemy only when tables must be made.
"""

from store.api import ANY, ClosableReader, EventStore, Reader, Transaction
from store.engines import open_reader, open_store
from store.errors import (
    ConcurrencyConflictError,
    IdempotencyConflictError,
    InvalidEventError,
    PartlyRecordedError,
    SchemaTooNewError,
    SchemaTooOldError,
    StoreError,
    StoreUnavailableError,
)
from store.memory import MemoryStore
from store.records import NO_STREAM, NewEvent, RecordedEvent, StreamId

__all__ = [
    "ANY",
    "NO_STREAM",
    "ClosableReader",
    "ConcurrencyConflictError",
    "EventStore",
    "IdempotencyConflictError",
    "InvalidEventError",
    "MemoryStore",
    "NewEvent",
    "PartlyRecordedError",
    "Reader",
    "RecordedEvent",
    "SchemaTooNewError",
    "SchemaTooOldError",
    "StoreError",
    "StoreUnavailableError",
    "StreamId",
    "Transaction",
    "open_reader",
    "open_store",
]
