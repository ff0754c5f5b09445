"""An append-only event log with projections beside it: SQL and positions, no domain.

Importing this package imports no database: a driver comes with :func:`open_store` or
:func:`open_reader`, SQLAlchemy only when tables must be made.
"""

from store.api import ANY, ClosableReader, EventStore, Reader, Transaction
from store.engines import open_reader, open_store
from store.errors import (
    BrokenLogError,
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
from store.projection import Advance, Projection, View, advance, catch_up, rebuild
from store.records import NO_STREAM, NewEvent, RecordedEvent, StreamId
from store.transfer import export_log, import_log
from store.upcast import UpcastReader, Upcasts
from store.upkeep import Inspection, backup, backup_command, inspect
from store.verify import Fault, Harm, Head, VerifyReport, head_of, verify

__all__ = [
    "ANY",
    "NO_STREAM",
    "Advance",
    "BrokenLogError",
    "ClosableReader",
    "ConcurrencyConflictError",
    "EventStore",
    "Fault",
    "Harm",
    "Head",
    "IdempotencyConflictError",
    "Inspection",
    "InvalidEventError",
    "MemoryStore",
    "NewEvent",
    "PartlyRecordedError",
    "Projection",
    "Reader",
    "RecordedEvent",
    "SchemaTooNewError",
    "SchemaTooOldError",
    "StoreError",
    "StoreUnavailableError",
    "StreamId",
    "Transaction",
    "UpcastReader",
    "Upcasts",
    "VerifyReport",
    "View",
    "advance",
    "backup",
    "backup_command",
    "catch_up",
    "export_log",
    "head_of",
    "import_log",
    "inspect",
    "open_reader",
    "open_store",
    "rebuild",
    "verify",
]
