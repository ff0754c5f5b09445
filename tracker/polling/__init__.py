"""Polling: what a source has that is new, taken in part by part, whatever its kind.

Each kind of source is read by a module of its own, which yields parts; what is done with a part
is the same for all.
"""

from tracker.polling.asking import poll_or_note, poll_source
from tracker.polling.ending import EndingError, EndingFetcher
from tracker.polling.parts import Means, Part
from tracker.polling.poll import Polled
from tracker.polling.rounds import poll_round

__all__ = [
    "EndingError",
    "EndingFetcher",
    "Means",
    "Part",
    "Polled",
    "poll_or_note",
    "poll_round",
    "poll_source",
]
