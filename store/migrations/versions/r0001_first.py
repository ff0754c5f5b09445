"""The first schema: the log, what projections keep, and the guards of the log."""

from alembic import op
from sqlalchemy import BigInteger, CheckConstraint, Column, Integer, Text, UniqueConstraint

revision = "0001"
down_revision = None

_BIG = BigInteger().with_variant(Integer(), "sqlite")
_NAME = Text(collation="C").with_variant(Text(), "sqlite")

_SQLITE_GUARDS = (
    """CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event
    BEGIN SELECT RAISE(ABORT, 'events are never changed: append a correction'); END""",
    """CREATE TRIGGER event_is_never_deleted BEFORE DELETE ON event
    BEGIN SELECT RAISE(ABORT, 'events are never deleted: append a correction'); END""",
    # INSERT OR REPLACE removes a row without a word to the trigger above, unless the connection
    # asked for that. What shares the id or the version of another row could still push that out
    # from the next position: the hole is found by verify, and looking here would cost 1 us a row.
    """CREATE TRIGGER event_is_never_replaced BEFORE INSERT ON event
    WHEN NEW.position IS NOT (SELECT coalesce(max(position), 0) + 1 FROM event)
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
        -- Heard at the commit by whoever waits for events.
        NOTIFY event_log;
        outcome := 'appended';
    END $$""",
)


def upgrade() -> None:
    """Make the tables and their guards."""
    sqlite = op.get_context().dialect.name == "sqlite"
    op.create_table(
        "event",
        Column("position", _BIG, primary_key=True, autoincrement=False),
        Column("stream", _NAME, nullable=False),
        Column("version", _BIG, nullable=False),
        Column("id", _NAME, nullable=False),
        Column("type", _NAME, nullable=False),
        Column("schema", Integer, nullable=False),
        Column("recorded_at", _NAME, nullable=False),
        Column("payload", Text, nullable=False),
        Column("metadata", Text, nullable=False),
        Column("hash", Text, nullable=False),
        UniqueConstraint("stream", "version", name="event_stream_version"),
        UniqueConstraint("id", name="event_id"),
        CheckConstraint("position > 0", name="event_position"),
        sqlite_strict=True,
    )
    op.create_table(
        "checkpoint",
        Column("consumer", _NAME, primary_key=True),
        Column("position", _BIG, nullable=False),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "state",
        Column("view", _NAME, primary_key=True),
        Column("key", _NAME, primary_key=True),
        Column("value", Text, nullable=False),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    for statement in _SQLITE_GUARDS if sqlite else _POSTGRESQL_GUARDS + _POSTGRESQL_FUNCTIONS:
        op.get_bind().exec_driver_sql(statement)
