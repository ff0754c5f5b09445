"""The PostgreSQL that the store's own tests use."""

from tests.store.conftest import postgresql_server

__all__ = ["postgresql_server"]
