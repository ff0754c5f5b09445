"""How the tables came to be as they are: one revision after another, from the first on.

Each revision is frozen once it is released.  Written by hand: Alembic's autogenerate sees no
trigger, and its batch mode, which copies a table to alter it, drops those of SQLite.
"""

from __future__ import annotations

from pathlib import Path

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from store.database import Database

_SCRIPTS = ScriptDirectory(str(Path(__file__).parent))


def upgrade(database: Database) -> None:
    """Bring the tables of *database* to the newest revision, in one transaction.

    Another process may do the same at the same moment: the second finds nothing to do.  Raise
    StoreUnavailableError where the database refuses, having kept nothing.
    """
    try:
        _upgrade(database)
    except DBAPIError as error:
        raise database.explain(error.orig if isinstance(error.orig, Exception) else error) from error
    except database.errors as error:
        raise database.explain(error) from error


def _upgrade(database: Database) -> None:
    engine = create_engine(f"{database.dialect}://", creator=database.connect, poolclass=NullPool)
    with engine.connect() as connection:
        database.begin(connection.connection.driver_connection)
        context = MigrationContext.configure(connection)
        present = context.get_current_revision() or "base"
        missing = list(_SCRIPTS.iterate_revisions("head", present))
        with Operations.context(context):
            for revision in reversed(missing):
                revision.module.upgrade()
        context.stamp(_SCRIPTS, "head")
        connection.exec_driver_sql("COMMIT")
