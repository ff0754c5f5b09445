"""The migrations arrive at the tables that the SQLModel classes describe."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool
from sqlmodel import Session, select

import store.migrations
from store import SchemaTooOldError, inspect, open_store
from store.database import SCHEMA_REVISIONS
from store.engines import database_at
from store.schema import METADATA, Checkpoint, Event, State
from tests.store.builders import STREAM, some_events
from tests.store.conftest import Place


def test_the_migrations_arrive_at_the_tables_of_the_classes(lasting_place: Place) -> None:
    lasting_place.open()
    database = database_at(lasting_place.url)
    engine = create_engine(f"{database.dialect}://", creator=database.connect, poolclass=NullPool)

    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "target_metadata": METADATA}
        )
        differences = compare_metadata(context, METADATA)

    assert differences == []
    assert inspect(lasting_place.url).faults == []


def test_every_revision_is_named_in_its_order() -> None:
    """The names are compared as text to tell an older schema from a newer one."""
    scripts = ScriptDirectory(store.migrations.__path__[0])

    revisions = [script.revision for script in scripts.walk_revisions()]

    assert tuple(reversed(revisions)) == SCHEMA_REVISIONS
    assert tuple(sorted(SCHEMA_REVISIONS)) == SCHEMA_REVISIONS


def test_the_classes_read_what_the_store_wrote(lasting_place: Place) -> None:
    opened = lasting_place.open()
    [first, _] = opened.append(STREAM, some_events(2))
    with opened.transaction() as work:
        work.put_state("v", "k", {"n": 1})
        work.set_checkpoint("v", 2)
    database = database_at(lasting_place.url)
    engine = create_engine(f"{database.dialect}://", creator=database.connect, poolclass=NullPool)

    with Session(engine) as session:
        event = session.exec(select(Event).where(Event.position == 1)).one()
        state = session.exec(select(State)).one()
        checkpoint = session.exec(select(Checkpoint)).one()

    assert (event.stream, event.id, event.hash) == ("platform/emc2", str(first.id), first.hash)
    assert (event.payload, event.event_metadata, event.payload_schema) == ('{"n":0}', "{}", 1)
    assert (state.view, state.key, state.value) == ("v", "k", '{"n":1}')
    assert (checkpoint.consumer, checkpoint.position) == ("v", 2)


def test_opening_again_changes_nothing(lasting_place: Place) -> None:
    lasting_place.open().append(STREAM, some_events(1))

    assert lasting_place.open(create=True).head() == 1


def test_a_store_of_an_earlier_version_says_how_to_go_on(lasting_place: Place) -> None:
    lasting_place.open().close()
    lasting_place.execute("UPDATE alembic_version SET version_num = '0000'")

    with pytest.raises(SchemaTooOldError, match=r"earlier version \(schema 0000"):
        open_store(lasting_place.url)
