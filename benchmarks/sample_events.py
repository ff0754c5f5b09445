"""The events that every store is measured with: some 600 bytes of JSON each, always the same ones.

Only the standard library: the peers run it in environments of their own.
"""

from __future__ import annotations

import gc
import json
import random
import resource
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

TYPES = ["ItemDiscovered", "ItemRevised", "ObligationFound", "AlertRaised", "ItemArchived"]
WEIGHTS = [50, 25, 15, 8, 2]
WORDS = (  # noqa: SIM905 - the quotation marks would hide the words
    "le la les des une décision hébergement données santé autorité société règlement délai mise demeure "
    "conseil état plateforme entrepôt qualification sécurité prestataire nuage européenne arrêté publié "
    "journal officiel l’hébergeur d’après jusqu’à été où déjà œuvre"
).split()
STREAMS = 500


def payloads(count: int = 512) -> list[tuple[str, dict[str, object]]]:
    """Return a stock of types and payloads, from which events take turns."""
    dice = random.Random("events")  # noqa: S311 - the same for everyone

    def prose(words: int) -> str:
        return " ".join(dice.choices(WORDS, k=words)).capitalize() + "."

    return [
        (
            dice.choices(TYPES, WEIGHTS)[0],
            {
                "source": dice.choice(["cnil", "legifrance", "conseil-etat", "anssi"]),
                "item": f"{dice.getrandbits(160):040x}",
                "title": prose(14),
                "url": f"https://autorite.example/fr/actualites/{dice.getrandbits(40):x}",
                "published": f"2026-0{dice.randint(1, 9)}-1{dice.randint(0, 9)}T08:30:00+00:00",
                "digest": f"{dice.getrandbits(256):064x}",
                "lang": "fr",
                "score": round(dice.random(), 3),
                "topics": dice.sample(["rgpd", "nis2", "dora", "ia", "hds"], 2),
                "extract": prose(24),
            },
        )
        for _ in range(count)
    ]


def batches(count: int, size: int) -> Iterator[tuple[int, list[tuple[str, dict[str, object]]]]]:
    """Yield *count* events in batches: the number of the stream, then types and payloads."""
    stock = payloads()
    for number, start in enumerate(range(0, count, size)):
        yield number % STREAMS, [stock[n * 7919 % len(stock)] for n in range(start, min(start + size, count))]


def fold(known: dict[str, Any] | None, kind: str, payload: Mapping[str, Any]) -> dict[str, Any]:
    """Change a state as small as a useful one gets, what is known of a stream; None: nothing yet."""
    if known is None:
        known = {"found": 0, "revised": 0, "due": 0, "alerts": 0, "title": "", "last": ""}
    if kind == "ItemDiscovered":
        known["found"] += 1
        known["title"] = payload["title"]
        known["last"] = max(known["last"], payload["published"])
    elif kind == "ItemRevised":
        known["revised"] += 1
        known["title"] = payload["title"]
    elif kind == "ObligationFound":
        known["due"] += 1
    elif kind == "AlertRaised":
        known["alerts"] += 1
    return known


READ_BY_FOLD = frozenset({"ItemDiscovered", "ItemRevised"})
"""The types whose payload a fold looks at."""


@contextmanager
def measured() -> Iterator[dict[str, float]]:
    """Measure what happens inside, by the clock and by the CPU of this process, in seconds.

    What was made beforehand to be appended is kept out of garbage collections: no user's heap has it.
    """
    spent: dict[str, float] = {}
    gc.collect()
    gc.freeze()
    cpu, began = time.process_time(), time.perf_counter()
    yield spent
    spent["elapsed"] = time.perf_counter() - began
    spent["cpu"] = time.process_time() - cpu


def answer(cases: Mapping[str, Callable[[dict[str, Any]], dict[str, float]]], asked: str) -> None:
    """Run the case that is asked for, and print what it took, with the most memory that was held (MiB)."""
    spec = json.loads(asked)
    spent = cases[spec["case"]](spec)
    print(json.dumps(spent | {"peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
