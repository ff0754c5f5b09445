"""How the tracker refuses: named errors whose message says what, where and what to do."""

from __future__ import annotations

from collections.abc import Sequence


class TrackerError(Exception):
    """The root of what the tracker refuses."""


class ConfigError(TrackerError):
    """The configuration cannot be used; ``faults`` holds a line for each reason."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(faults))


class TargetError(TrackerError):
    """An alert target cannot be used; the message never holds its address."""


class ExportError(TrackerError):
    """A file that cannot be written to, or that is there already."""


class SourceError(TrackerError):
    """A source that cannot be added: it is there already, or a person must choose."""


class UnknownNameError(TrackerError):
    """A platform, decision or source that nobody knows; the message offers the nearest."""


class CorrectionError(TrackerError):
    """A correction that cannot be made; the message says why, and what can be done instead."""
