"""The revisions, by their number."""
