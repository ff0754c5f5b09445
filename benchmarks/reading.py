"""Measure how well `tracker.extraction` reads labelled texts: documents, or sentences of one page each.

    python benchmarks/reading.py documents.jsonl sentences.jsonl
    python benchmarks/reading.py documents.jsonl --format json
    python benchmarks/reading.py documents.jsonl sentences.jsonl --write tracker/extraction/README.md

A line is a document as `tracker extract` takes it, with `expected`, a list of claims; or a sentence:
`text`, `zone` (title, lead, body, operative), `published`, `phenomenon`, `expected`.  Which of the two a
line is, is seen from its `zone`.  A claim is right when it agrees with a labelled one, one to one, on
platform and kind (all `other:<name>` are one platform); `news` sets the claims aside that are marked as
background, on both sides.  `--write` puts the tables between the two markers of a Markdown file.
"""

from __future__ import annotations

import argparse
import json
import shlex
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from feeds.lines import BadLine, read_documents
from tracker.catalogue import load_catalogue
from tracker.extraction import Extractor, load_lexicon
from tracker.extraction.output import claim_to_json
from tracker.model.claim import DOUBTFUL_BELOW, ClaimKind

BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
FIELDS = {"title": "title", "lead": "summary"}
SURE = 0.9

Claim = Mapping[str, Any]
Pair = tuple[Claim, Claim]


@dataclass
class Tally:
    """How many claims were right, made and labelled."""

    right: int = 0
    made: int = 0
    labelled: int = 0
    texts: int = 0

    def add(self, right: int, made: int, labelled: int) -> None:
        """Count one text."""
        self.right += right
        self.made += made
        self.labelled += labelled
        self.texts += 1

    def row(self) -> dict[str, Any]:
        """Return precision, recall and F1; none of what was not asked."""
        precision = self.right / self.made if self.made else None
        recall = self.right / self.labelled if self.labelled else None
        both = (precision or 0) + (recall or 0)
        f1 = 2 * (precision or 0) * (recall or 0) / both if both else None
        counts = {name: getattr(self, name) for name in ("right", "made", "labelled", "texts")}
        return {"precision": precision, "recall": recall, "f1": f1, **counts}


@dataclass
class Measured:
    """What the labelled texts of one sort came to."""

    texts: int = 0
    silent: int = 0
    alarmed: int = 0
    keys: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    kinds: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    phenomena: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    deciles: dict[int, Tally] = field(default_factory=lambda: defaultdict(Tally))
    errors: list[str] = field(default_factory=list)
    sure: Tally = field(default_factory=Tally)
    firm: Tally = field(default_factory=Tally)
    fields: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))

    def count(self, row: Mapping[str, Any], made: Sequence[Claim]) -> None:
        """Count one text: its labels, and the claims that were read in it."""
        expected, phenomenon = row["expected"], row.get("phenomenon")
        self.texts += 1
        if not expected:
            self.silent += 1
            self.alarmed += any(not each["background"] for each in made)
        pairs = list(paired(expected, made))
        right = {id(claim) for _, claim in pairs}
        for each in made:
            for tally in (
                self.deciles[min(9, int(each["confidence"] * 10))],
                *([self.sure] if each["confidence"] >= SURE else []),
                *([self.firm] if each["confidence"] >= DOUBTFUL_BELOW else []),
            ):
                tally.add(id(each) in right, 1, 0)
        for kind in {each["kind"] for each in (*expected, *made)}:
            mine = [[each for each in side if each["kind"] == kind] for side in (expected, made)]
            self.kinds[kind].add(sum(1 for _ in paired(*mine)), len(mine[1]), len(mine[0]))
        if phenomenon:
            self.phenomena[phenomenon].add(len(pairs), len(made), len(expected))
        self._by_key(expected, made)
        told = {id(label) for label, _ in pairs}
        name = f"{row['id']} ({phenomenon or row['title']})"
        self.errors += [f"missed {name}: {_line(each)}" for each in expected if id(each) not in told]
        self.errors += [f"FALSE  {name}: {_line(each)}" for each in made if id(each) not in right]
        for label, claim in pairs:
            for name in ("authority", "provider", "decided_on", "term", "reference", "target_date"):
                same = agrees(name, label.get(name), claim[name])
                given = label.get(name) is not None
                self.fields[name].add(same and given, claim[name] is not None, given)

    def _by_key(self, expected: Sequence[Claim], made: Sequence[Claim]) -> None:
        for scope, sides in (
            ("all", (expected, made)),
            (
                "news",
                tuple([each for each in side if not each.get("background")] for side in (expected, made)),
            ),
        ):
            for more in ((), ("authority",), ("authority", "provider")):
                one, two = (Counter((*key(each), *map(each.get, more)) for each in side) for side in sides)
                name = "+".join(("platform", "kind", *more))
                self.keys[f"{scope}: {name}"].add((one & two).total(), two.total(), one.total())

    def answer(self) -> dict[str, Any]:
        """Return the figures as JSON."""
        tables = {
            "keys": self.keys,
            "kinds": {str(kind): self.kinds[kind] for kind in ClaimKind if kind in self.kinds},
            "phenomena": dict(sorted(self.phenomena.items())),
            "confidence": {f"{at / 10:.1f}": self.deciles[at] for at in sorted(self.deciles)},
            "fields": self.fields,
        }
        return {
            "texts": self.texts,
            "silent": self.silent,
            "alarmed": self.alarmed,
            **{name: {key: each.row() for key, each in table.items()} for name, table in tables.items()},
            "sure": self.sure.row(),
            "firm": self.firm.row(),
        }


def _line(claim: Claim) -> str:
    quote = f" « {claim['evidence']['quote']} »" if "evidence" in claim else ""
    return f"{claim['platform']} {claim['kind']} by {claim['authority']}, host {claim['provider']}{quote}"


def key(claim: Claim) -> tuple[str, str]:
    """Return what a claim is matched by."""
    platform = str(claim["platform"])
    return ("other" if platform.startswith("other:") else platform), claim["kind"]


def agrees(name: str, label: str | None, told: str | None) -> bool:
    """Say whether a value is the labelled one; a date may be told more precisely than it is labelled."""
    if label is None or told is None:
        return label == told
    return told.startswith(label) if name.endswith(("_on", "_date")) else told == label


def paired(expected: Iterable[Claim], made: Sequence[Claim]) -> Iterator[Pair]:
    """Pair labels and claims one to one by their keys; of several, those that agree in more."""
    free = list(made)
    for label in expected:
        fitting = [each for each in free if key(each) == key(label)]
        if fitting:
            names = ("provider", "decided_on", "authority", "background")
            best = max(fitting, key=lambda each: sum(agrees(n, label.get(n), each[n]) for n in names))
            free.remove(best)
            yield label, best


def texts_of(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the rows of a labelled file, each as a document, with its sort."""
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        if "zone" not in row:
            yield "documents", row
            continue
        kind = "legifrance" if row["zone"] == "operative" else "press"
        page = {"id": row["id"], "source": {"kind": kind, "name": "page"}, "title": ""}
        page |= {name: row.get(name) for name in ("published", "language", "expected", "phenomenon")}
        yield "sentences", page | {FIELDS.get(row["zone"], "text"): row["text"]}


def measure(paths: Iterable[Path], extractor: Extractor) -> dict[str, Measured]:
    """Read the texts of *paths* and compare their claims with the labels."""
    measured: dict[str, Measured] = {}
    for path in paths:
        for sort, row in texts_of(path):
            [document] = read_documents([json.dumps(row)])
            if isinstance(document, BadLine):
                sys.exit(f"{path}: {row.get('id')}: {document.reason}")
            made = [claim_to_json(claim) for claim in extractor.read(document)]
            found = measured.setdefault(sort, Measured())
            found.count(row, made)
    return measured


def tables(answer: Mapping[str, Any]) -> Iterator[str]:
    """Yield the figures as Markdown."""
    for sort, found in answer.items():
        yield from ("", f"**{found['texts']} {sort}.**", "")
        sure, firm = found["sure"], found["firm"]
        yield (
            f"Of the claims with confidence {SURE} or more, {share(sure['precision'])} are right "
            f"({sure['right']} of {sure['made']}); of those that may move a status "
            f"({DOUBTFUL_BELOW} or more), {share(firm['precision'])} ({firm['right']} of {firm['made']}). "
            f"False alarms: {found['alarmed']} of {found['silent']} texts without a claim."
        )
        for name, first, columns in _TABLES:
            if found[name]:
                yield from ("", *_table(first, found[name], columns))


_SHARES, _COUNTS = ("precision", "recall", "f1"), ("right", "made", "labelled")
_TABLES = (
    ("keys", "all claims, or news alone", (*_SHARES, *_COUNTS)),
    ("kinds", "kind", (*_SHARES, *_COUNTS, "an example that is read")),
    ("fields", "field of a claim that is right", (*_SHARES, *_COUNTS)),
    ("confidence", "confidence from", ("precision", "right", "made")),
    ("phenomena", "phenomenon", (*_SHARES, *_COUNTS, "texts")),
)


def _table(first: str, rows: Mapping[str, Any], columns: Sequence[str]) -> Iterator[str]:
    examples = _examples()
    yield f"| {first} | {' | '.join(columns)} |"
    yield "| --- " * (len(columns) + 1) + "|"
    for name, row in rows.items():
        cells = [
            share(row[each]) if each in _SHARES else str(row.get(each, examples.get(name, "")))
            for each in columns
        ]
        yield f"| {name} | {' | '.join(cells)} |"


def _examples() -> dict[str, str]:
    """Return the first example of the lexicon for each kind."""
    rules = load_lexicon().rules["fr"]
    return {str(rule.kind): f"« {rule.positive[0]} »" for rule in reversed(rules) if rule.positive}


def share(value: float | None) -> str:
    """Return a share as people read it; what was never asked has none."""
    return "–" if value is None else f"{100 * value:.0f} %"


def write(path: Path, lines: Iterable[str], command: str, version: str) -> None:
    """Put *lines* between the markers of a Markdown file."""
    before, _, rest = path.read_text("utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not end:
        sys.exit(f"{path}: the lines {BEGIN} and {END} are not in it")
    head = f"Measured on {date.today().isoformat()} with `{command}`, extractor {version}."  # noqa: DTZ011 - for people
    path.write_text("\n".join([f"{before}{BEGIN}", head, *lines, "", f"{END}{after}"]), "utf-8")


def main() -> None:
    """Print the figures, or write them into a document."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("files", nargs="+", type=Path)
    options.add_argument("--format", choices=["table", "json"], default="table")
    options.add_argument("--errors", action="store_true", help="list what was missed, and what is false")
    options.add_argument("--write", type=Path, metavar="MARKDOWN")
    asked = options.parse_args()

    extractor = Extractor(load_catalogue())
    measured = measure(asked.files, extractor)
    answer = {sort: each.answer() for sort, each in measured.items()}
    if asked.errors:
        print("\n".join(line for each in measured.values() for line in each.errors))
    elif asked.write is not None:
        names = shlex.join(path.name for path in asked.files)
        write(asked.write, tables(answer), f"python benchmarks/reading.py {names}", extractor.version)
    elif asked.format == "json":
        print(json.dumps({"extractor": extractor.version, **answer}, ensure_ascii=False, indent=2))
    else:
        print("\n".join(tables(answer)))


if __name__ == "__main__":
    main()
