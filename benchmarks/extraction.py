"""Read documents of 3 kB with `tracker.extraction`, one process, one core.

    python benchmarks/extraction.py --documents 600 --rounds 3

The texts are made of the sentences below, in an order that a seed draws: a title, a lead and
twelve paragraphs or so, of which some tell acts and most tell none.  The median of the rounds is
printed in documents a second, then what one document of growing length takes, to show that the
time grows with the length and no faster.
"""

from __future__ import annotations

import argparse
import random
import time
from statistics import median

from feeds.document import Document, Origin
from tracker.catalogue import load_catalogue
from tracker.extraction import VERSION, Extractor

LENGTH = 3000
TOLD = (
    "La Cnil a autorisé pour deux ans l'entrepôt EMC2, hébergé par Microsoft Azure.",
    "Dans une délibération du 21 décembre 2023, la Commission a donné son feu vert à l'entrepôt.",
    "Le Conseil d'État a rejeté le 13 octobre la requête en référé de plusieurs associations.",
    "Le Health Data Hub quittera Microsoft Azure d'ici à la fin de l'année 2026, a annoncé la ministre.",
    "La Cour de justice de l'Union européenne a invalidé en juillet 2020 le Privacy Shield.",
    "L'Anssi a qualifié SecNumCloud l'offre de Cloud Temple le 4 mars.",
    "Ni OVHcloud ni NumSpot ne répondaient aux besoins du projet, selon l'expertise.",
)
UNTOLD = (
    "Les chercheurs attendent depuis des mois d'accéder à ces données, précieuses pour leurs travaux.",
    "« Nous voulons des garanties », répète une responsable associative jointe par téléphone.",
    "Le droit américain permet, sous conditions, l'accès des agences aux données des entreprises.",
    "La base rassemble les remboursements, les séjours à l'hôpital et les causes de décès.",
    "Reste à savoir si les industriels européens sauront proposer une offre équivalente.",
    "Le sujet devrait revenir devant les députés à l'automne, lors de l'examen du budget.",
    "L'établissement emploie quelque deux mille personnes et soigne chaque année cent mille patients.",
    "Un rapport avait déjà décrit, en 2019, les difficultés techniques d'un changement d'hébergeur.",
)


def write_document(number: int, draw: random.Random, length: int) -> Document:
    """Return a document of about *length* characters."""
    title = draw.choice(TOLD)
    paragraphs: list[str] = []
    while sum(map(len, paragraphs)) + len(title) < length:
        lines = [draw.choice(UNTOLD) for _ in range(draw.randint(2, 4))]
        if draw.random() < 0.3:
            lines.insert(draw.randrange(len(lines)), draw.choice(TOLD))
        paragraphs.append(" ".join(lines))
    return Document(
        id=f"bench-{number}",
        source=Origin(id="bench", kind="press", name="Bench"),
        title=title,
        summary=draw.choice(UNTOLD),
        text="\n\n".join(paragraphs),
        published="2025-06-13",
        language="fr",
    )


def seconds_of(extractor: Extractor, documents: list[Document]) -> float:
    """Return the processor seconds that reading *documents* takes."""
    began = time.process_time()
    for document in documents:
        extractor.read(document)
    return time.process_time() - began


def main() -> None:
    """Print the speed, then the time of one document by its length."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--documents", type=int, default=600)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--seed", type=int, default=1)
    asked = options.parse_args()

    draw = random.Random(asked.seed)  # noqa: S311 - draws texts, not secrets
    documents = [write_document(number, draw, LENGTH) for number in range(asked.documents)]
    began = time.process_time()
    extractor = Extractor(load_catalogue())
    extractor.read(documents[0])
    print(f"tracker.extraction {VERSION}: ready in {time.process_time() - began:.2f} s")
    speeds = [len(documents) / seconds_of(extractor, documents) for _ in range(asked.rounds)]
    size = sum(len(one.title) + len(one.summary) + len(one.text) for one in documents) / len(documents)
    print(
        f"{median(speeds):.0f} documents/s of {size:.0f} characters, one core "
        f"(lowest {min(speeds):.0f}, highest {max(speeds):.0f} of {asked.rounds} rounds)"
    )
    for length in (3_000, 30_000, 300_000):
        spent = seconds_of(extractor, [write_document(length, draw, length)])
        print(f"one document of {length:>7} characters: {spent:6.3f} s, {spent / length * 1e6:.1f} µs each")


if __name__ == "__main__":
    main()
