"""People correct: what waits for them, what they did about it, and what followed."""

from tracker.correcting.desk import Desk, Done
from tracker.correcting.finding import find_decision
from tracker.correcting.making import foresee_accepting
from tracker.correcting.sense import says_something
from tracker.correcting.values import read_settings, read_values

__all__ = [
    "Desk",
    "Done",
    "find_decision",
    "foresee_accepting",
    "read_settings",
    "read_values",
    "says_something",
]
