"""The tables, as SQLModel classes: what the migrations must arrive at.

Nothing here is imported to read or append.  The classes serve whoever wants to query a store
by SQLModel, and a test that compares them with what the migrations made, on both databases.
SQLModel checks no value of a ``table=True`` class; what goes in was checked in
:mod:`store.drafts`.
"""

from sqlalchemy import BigInteger, Column, Integer, MetaData, String, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

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
