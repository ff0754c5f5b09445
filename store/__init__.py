"""An append-only event log with projections beside it: SQL and positions, no domain.

Importing this package imports little more than the values: most functions bring their module
when they are asked for, a driver comes with :func:`open_store` or :func:`open_reader`, and SQLAlchemy only
when tables must be made.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from store.api import ANY, ClosableReader, EventStore, Reader, Transaction
from store.errors import (
    BrokenLogError,
    ConcurrencyConflictError,
    IdempotencyConflictError,
    InvalidEventError,
    PartlyRecordedError,
    SchemaTooNewError,
    SchemaTooOldError,
    StoreError,
    StoreMissingError,
    StoreUnavailableError,
)
from store.records import NO_STREAM, NewEvent, RecordedEvent, StreamId
from store.verify import (  # at once: a module has the same name
    Fault,
    Harm,
    Head,
    VerifyReport,
    head_of,
    verify,
)

if TYPE_CHECKING:
    from store.engines import open_reader, open_store
    from store.memory import MemoryStore
    from store.projection import Advance, Projection, View, advance, catch_up, rebuild
    from store.rehearsal import Rehearsal
    from store.transfer import export_log, import_log
    from store.upcast import UpcastReader, Upcasts
    from store.upkeep import Inspection, backup, backup_command, inspect

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
    "Rehearsal",
    "SchemaTooNewError",
    "SchemaTooOldError",
    "StoreError",
    "StoreMissingError",
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

_HOMES = {
    "Advance": "store.projection",
    "Inspection": "store.upkeep",
    "MemoryStore": "store.memory",
    "Projection": "store.projection",
    "Rehearsal": "store.rehearsal",
    "UpcastReader": "store.upcast",
    "Upcasts": "store.upcast",
    "View": "store.projection",
    "advance": "store.projection",
    "backup": "store.upkeep",
    "backup_command": "store.upkeep",
    "catch_up": "store.projection",
    "export_log": "store.transfer",
    "import_log": "store.transfer",
    "inspect": "store.upkeep",
    "open_reader": "store.engines",
    "open_store": "store.engines",
    "rebuild": "store.projection",
}


def __getattr__(name: str) -> object:
    """Import what was asked for, at its first use."""
    home = _HOMES.get(name)
    if home is None:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    found: object = getattr(import_module(home), name)
    globals()[name] = found
    return found
