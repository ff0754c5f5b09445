"""The tables, as SQLModel classes, and the guards that keep the log as it was written.

Nothing here is imported to read or append: these classes make a new database, they are what
the migrations are compared with, and they serve whoever wants to query a store by SQLModel.
SQLModel checks no value of a ``table=True`` class; what goes in was checked in
:mod:`store.drafts`.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    Integer,
    MetaData,
    String,
    Text,
    UniqueConstraint,
    create_engine,
    insert,
    inspect,
)
from sqlalchemy.pool import NullPool
from sqlmodel import Field, SQLModel

from store.database import SCHEMA_REVISIONS, Database

METADATA = MetaData()

_Big = BigInteger().with_variant(Integer(), "sqlite")
_Name = Text(collation="C").with_variant(Text(), "sqlite")
"""Compared by code point on both databases, whatever the locale of the server."""


class Event(SQLModel, table=True):
    """One fact of the log, as it is kept; ``id`` and ``stream`` as text, JSON in canonical form."""

    __tablename__ = "event"
    metadata = METADATA
    __table_args__ = (
        UniqueConstraint("stream", "version", name="event_stream_version"),
        UniqueConstraint("id", name="event_id"),
        {"sqlite_strict": True},
    )

    position: int = Field(sa_column=Column(_Big, primary_key=True, autoincrement=False))
    stream: str = Field(sa_column=Column(_Name, nullable=False))
    version: int = Field(sa_column=Column(_Big, nullable=False))
    id: str = Field(sa_column=Column(_Name, nullable=False))
    type: str = Field(sa_column=Column(_Name, nullable=False))
    payload_schema: int = Field(sa_column=Column("schema", Integer, nullable=False))
    recorded_at: str = Field(sa_column=Column(_Name, nullable=False))
    payload: str = Field(sa_column=Column(Text, nullable=False))
    event_metadata: str = Field(sa_column=Column("metadata", Text, nullable=False))
    hash: str = Field(sa_column=Column(Text, nullable=False))


class Checkpoint(SQLModel, table=True):
    """How far a consumer of the log has come."""

    __tablename__ = "checkpoint"
    metadata = METADATA
    __table_args__ = ({"sqlite_strict": True, "sqlite_with_rowid": False},)

    consumer: str = Field(sa_column=Column(_Name, primary_key=True))
    position: int = Field(sa_column=Column(_Big, nullable=False))


class State(SQLModel, table=True):
    """What a projection keeps under a key: a JSON object in canonical form."""

    __tablename__ = "state"
    metadata = METADATA
    __table_args__ = ({"sqlite_strict": True, "sqlite_with_rowid": False},)

    view: str = Field(sa_column=Column(_Name, primary_key=True))
    key: str = Field(sa_column=Column(_Name, primary_key=True))
    value: str = Field(sa_column=Column(Text, nullable=False))


class Revision(SQLModel, table=True):
    """Which schema the tables have: Alembic's own table, of one row."""

    __tablename__ = "alembic_version"
    metadata = METADATA

    version_num: str = Field(sa_column=Column(String(32), primary_key=True))


_SQLITE_GUARDS = (
    """CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event
    BEGIN SELECT RAISE(ABORT, 'events are never changed: append a correction'); END""",
    """CREATE TRIGGER event_is_never_deleted BEFORE DELETE ON event
    BEGIN SELECT RAISE(ABORT, 'events are never deleted: append a correction'); END""",
    # INSERT OR REPLACE deletes without a word to the trigger above unless the connection
    # asked for recursive triggers, and a foreign one did not.
    """CREATE TRIGGER event_is_never_replaced BEFORE INSERT ON event
    WHEN NEW.position IS NOT (SELECT coalesce(max(position), 0) + 1 FROM event)
        OR EXISTS (SELECT 1 FROM event WHERE id = NEW.id)
        OR EXISTS (SELECT 1 FROM event WHERE stream = NEW.stream AND version = NEW.version)
    BEGIN SELECT RAISE(ABORT, 'events are only appended, each at the next position'); END""",
)
_POSTGRESQL_GUARDS = (
    """CREATE FUNCTION event_is_never_changed() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'events are never changed or deleted: append a correction'
        USING ERRCODE = 'integrity_constraint_violation'; END $$""",
    """CREATE TRIGGER event_is_never_changed BEFORE UPDATE OR DELETE ON event
    FOR EACH ROW EXECUTE FUNCTION event_is_never_changed()""",
    """CREATE TRIGGER event_is_never_truncated BEFORE TRUNCATE ON event
    FOR EACH STATEMENT EXECUTE FUNCTION event_is_never_changed()""",
)
_POSTGRESQL_FUNCTIONS = (
    # One call locks, looks, chains and inserts: a round trip costs more than all of it.
    # A session that began when the table was empty would go on with plans for an empty table
    # until the next ANALYZE; no statement here should ever scan it.
    """CREATE FUNCTION event_append(
        of_stream text, expected bigint, at_least text,
        ids text[], types text[], schemas integer[], payloads text[], metadatas text[],
        OUT outcome text, OUT first_position bigint, OUT first_version bigint, OUT at text, OUT hashes text[]
    ) LANGUAGE plpgsql SET enable_seqscan TO off AS $$
    DECLARE
        previous text;
        head text := ',"stream":' || to_json(of_stream) || ',"type":';
    BEGIN
        -- One lock for each log: writers of other logs in the same database do not wait.
        PERFORM pg_advisory_xact_lock(hashtextextended('event log ' || current_schema(), 0));
        IF EXISTS (SELECT FROM event WHERE id = ANY (ids)) THEN
            outcome := 'known';
            RETURN;
        END IF;
        SELECT coalesce(max(version), -1) + 1 INTO first_version FROM event WHERE stream = of_stream;
        IF expected <> first_version - 1 THEN
            outcome := 'conflict';
            RETURN;
        END IF;
        SELECT position + 1, hash, greatest(at_least COLLATE "C", recorded_at)
            INTO first_position, previous, at FROM event ORDER BY position DESC LIMIT 1;
        IF NOT FOUND THEN
            first_position := 1;
            previous := repeat('0', 64);
            at := at_least;
        END IF;
        hashes := '{}';
        FOR i IN 1 .. cardinality(ids) LOOP
            previous := encode(sha256(convert_to(
                previous || '{"id":"' || ids[i] || '","metadata":' || metadatas[i]
                || ',"payload":' || payloads[i] || ',"position":' || (first_position + i - 1)
                || ',"recorded_at":"' || at || '","schema":' || schemas[i]
                || head || to_json(types[i]) || ',"version":' || (first_version + i - 1) || '}',
                'UTF8')), 'hex');
            hashes[i] := previous;
        END LOOP;
        INSERT INTO event (position, stream, version, id, type, schema, recorded_at, payload, metadata, hash)
        SELECT first_position + n - 1, of_stream, first_version + n - 1, id, type, schema, at, payload,
            metadata, hash
        FROM unnest(ids, types, schemas, payloads, metadatas, hashes)
            WITH ORDINALITY AS new (id, type, schema, payload, metadata, hash, n);
        outcome := 'appended';
    END $$""",
)
_GUARDS = {"sqlite": _SQLITE_GUARDS, "postgresql": _POSTGRESQL_GUARDS + _POSTGRESQL_FUNCTIONS}


def create(database: Database, dialect: str) -> None:
    """Make the tables and their guards in an empty database, in one transaction.

    Another process may do the same at the same moment: the second finds them made.
    """
    engine = create_engine(f"{dialect}://", creator=database.connect, poolclass=NullPool)
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        database.begin(driver)
        if inspect(connection).has_table("alembic_version"):
            connection.exec_driver_sql("ROLLBACK")
            return
        METADATA.create_all(connection, checkfirst=False)
        for guard in _GUARDS[connection.dialect.name]:
            connection.exec_driver_sql(guard)
        connection.execute(insert(Revision).values(version_num=SCHEMA_REVISIONS[-1]))
        connection.exec_driver_sql("COMMIT")
