"""An append-only event log with projections beside it: SQL and positions, no domain."""
