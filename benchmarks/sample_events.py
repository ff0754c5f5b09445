"""The events that every store is measured with: some 600 bytes of JSON each, always the same ones.

Only the standard library: the peers run it in environments of their own.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

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


def fold(state: dict[int, dict[str, object]], key: int, kind: str, payload: object) -> None:
    """Change a state as small as a useful one gets: what is known of each stream."""
    view = state.get(key)
    if view is None:
        view = state[key] = {"found": 0, "revised": 0, "due": 0, "alerts": 0, "title": "", "last": ""}
    if kind == "ItemDiscovered":
        view["found"] += 1  # type: ignore[operator] # a number
        view["title"] = payload["title"]  # type: ignore[index] # a map
        view["last"] = max(view["last"], payload["published"])  # type: ignore[index,call-overload] # text
    elif kind == "ItemRevised":
        view["revised"] += 1  # type: ignore[operator] # a number
        view["title"] = payload["title"]  # type: ignore[index] # a map
    elif kind == "ObligationFound":
        view["due"] += 1  # type: ignore[operator] # a number
    elif kind == "AlertRaised":
        view["alerts"] += 1  # type: ignore[operator] # a number
