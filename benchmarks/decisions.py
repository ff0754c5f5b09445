"""What many decisions cost: `tracker status` in fresh processes, and one event through the projections.

    python benchmarks/decisions.py --platforms 1000 --decisions 100000

Ratios of one run: a status against the same status of an empty store with the same configuration,
an event among the last against one among the first, and a unit of work in a full log against one
in an empty log.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from statistics import median

from feeds.document import Document, Origin
from store import open_store
from store.api import EventStore
from store.records import StreamId
from tracker import codec
from tracker.alerts.raising import Announcer
from tracker.catalogue import load_catalogue
from tracker.ingest import Reading
from tracker.intake import take_in_all
from tracker.model.claim import AuthorityId, Claim, ClaimKind, Evidence, Field, PlatformId, ProviderId
from tracker.model.dates import PartialDate
from tracker.model.decision import Decision, Voice, Witness
from tracker.model.reconcile import reconcile
from tracker.recording import recording

BATCH = 2000
KINDS = (ClaimKind.HOSTING_AUTHORISED, ClaimKind.CHALLENGE_FILED, ClaimKind.CHALLENGE_REJECTED)


def main() -> int:
    """Print the table; exit 1 where a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--platforms", type=int, default=1000)
    parser.add_argument("--decisions", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        homes = {name: Path(folder) / name for name in ("empty", "full")}
        for name, home in homes.items():
            home.mkdir()
            _configure(home, options.platforms)
            _run(home, "init", "--yes", "--no-baseline")
            store = open_store(f"sqlite:///{home}/tracker.db", create=True)
            costs = _fill(store, options.platforms, options.decisions) if name == "full" else []
            _say(f"a unit of work, {name} log", _one_unit(store), "ms")
            store.close()
        first, last = median(costs[1:4]), median(costs[-3:])
        flat = last / first
        _say("an event at first", first, "ms")
        _say("an event at last", last, f"ms: x {flat:.2f}")
        missed = flat > 1.5
        for arguments in (("status", "p7"), ("status",), ("status", "--format", "json")):
            times = {name: _median(home, arguments, options.rounds) for name, home in homes.items()}
            ratio = times["full"] / times["empty"]
            missed = missed or ratio > 2
            _say(
                f"tracker {' '.join(arguments)}",
                times["full"],
                f"ms, empty {times['empty']:.0f}: x {ratio:.2f}",
            )
    return int(missed)


def _say(what: str, value: float, unit: str) -> None:
    sys.stdout.write(f"{what:<40}{value:>10.2f} {unit}\n")


def _configure(home: Path, platforms: int) -> None:
    tables = (
        f'[[platforms]]\nid = "p{number}"\nname = "Plateforme {number}"\n' for number in range(platforms)
    )
    (home / "config.toml").write_text('[store]\nurl = "sqlite:///tracker.db"\n' + "\n".join(tables), "utf-8")


def _run(home: Path, *arguments: str) -> float:
    environment = {**os.environ, "TRACKER_CONFIG": str(home / "config.toml")}
    begun = time.perf_counter()
    command = [sys.executable, "-m", "tracker", *arguments]
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)
    return 1000 * (time.perf_counter() - begun)


def _median(home: Path, arguments: tuple[str, ...], rounds: int) -> float:
    return median(_run(home, *arguments) for _ in range(rounds))


def _fill(store: EventStore, platforms: int, decisions: int) -> list[float]:
    """Record *decisions*, platform by platform in turns; return the CPU time of one (ms), batch by batch."""
    made = _decisions(platforms, decisions)
    costs = []
    for _ in range(0, decisions, BATCH):
        begun = time.process_time()
        with recording(store, recorded_by="benchmark") as recorder:
            for _, decision in zip(range(BATCH), made, strict=False):
                payload = {
                    "key": decision.id,
                    "decision": codec.facts_to_json(decision) | {"id": decision.id},
                    "formerly": [],
                    "witnesses": [],
                }
                stream = StreamId("platform", decision.platform)
                recorder.record(stream, "DecisionRecorded", payload, decision.id)
        costs.append(1000 * (time.process_time() - begun) / BATCH)
    return costs


def _decisions(platforms: int, decisions: int) -> Iterator[Decision]:
    start, each = date(2000, 1, 1), decisions // platforms
    for number in range(platforms):
        for place in range(each):
            yield _decision(f"p{number}", start + timedelta(days=90 * place), KINDS[place % len(KINDS)])


def _decision(platform: str, day: date, kind: ClaimKind) -> Decision:
    witness = Witness(
        claim=_claim(platform, day, kind),
        number=0,
        voice=Voice.OFFICIAL,
        publisher="cnil",
        source="cnil",
        title="",
        url=None,
        published=PartialDate.of(day),
        seen_on=day,
    )
    return reconcile([witness])[0]


def _claim(platform: str, day: date, kind: ClaimKind, document: str = "d") -> Claim:
    return Claim(
        platform=PlatformId(platform),
        kind=kind,
        authority=AuthorityId("cnil"),
        provider=ProviderId("ovhcloud"),
        decided_on=PartialDate.of(day),
        confidence=1.0,
        evidence=Evidence(document, Field.TEXT, 0, 0, ""),
    )


def _one_unit(store: EventStore) -> float:
    """Return the milliseconds of a unit of work on one document, the calendar already looked at."""
    today = date(2026, 11, 22)
    announcer = Announcer(routes=(), catalogue=load_catalogue(), language="fr")
    times = []
    for number in range(6):
        claim = _claim("emc2", today, ClaimKind.HOSTING_AUTHORISED, f"doc-{number}")
        document = Document(
            id=f"doc-{number}", source=Origin(id="s", kind="press", name="s"), title="", text=str(number)
        )
        reading = Reading(
            document=document, claims=(claim,), extractor="benchmark", voice=Voice.PRESS, publisher="s"
        )
        begun = time.perf_counter()
        with recording(store, recorded_by="benchmark") as recorder:
            take_in_all(recorder, announcer, [reading], today=today)
        times.append(1000 * (time.perf_counter() - begun))
    return median(times[1:])


if __name__ == "__main__":
    sys.exit(main())
