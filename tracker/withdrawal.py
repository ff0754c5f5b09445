"""Record that a base has taken texts back; nothing that they told is deleted.

A sanction that the CNIL takes off its list after a time was imposed all the same: the document
stays, marked, and so does what follows from it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from store.records import StreamId
from tracker.recording import Recorder


def withdraw(recorder: Recorder, source: str, texts: Iterable[str], *, today: date) -> tuple[str, ...]:
    """Mark what *source* has told of *texts*, named as in their base; return these documents.

    Most of what a list of withdrawals names is unknown to the log, and passed over.
    """
    gone = []
    for text in texts:
        document = f"{source}:{text}"
        held = recorder.state("document", document)
        if held is None or held.get("withdrawn"):
            continue
        payload = {"document": document, "text": text, "withdrawn_on": today.isoformat()}
        stream = StreamId("document", document)
        recorder.record(stream, "DocumentWithdrawn", payload, document, held["position"])
        gone.append(document)
    return tuple(gone)
