"""The words of the domain as values; pure, and built on the standard library only."""
