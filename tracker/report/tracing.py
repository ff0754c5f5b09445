"""What each step of a reading made of a document, as lines for people."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from tracker.report.safe import one_line, plain_text

Row: TypeAlias = Mapping[str, Any]


def trace_lines(steps: Row) -> Iterator[str]:
    """Yield the steps in their order: a heading each, then one line a finding."""
    for step, rows in steps.items():
        tell = _TOLD.get(step)
        if tell is None:
            continue
        yield f"{step} ({len(rows)})" if rows else f"{step}: nothing"
        for row in rows:
            yield from (f"  {_safe(line)}" for line in tell(row))
    if steps["silence"]:
        yield f"silence: {steps['silence']['reason']}{_quote(steps['silence']['evidence'])}"


def claim_lines(claims: Iterable[Row]) -> Iterator[str]:
    """Yield each claim in a line, and its sentence in another."""
    for claim in claims:
        yield from map(_safe, _claim(claim))


def _safe(line: str) -> str:
    """Return a line whose columns stay where they are, and that stays one line."""
    return " ".join(plain_text(line).splitlines())


def _place(row: Row) -> str:
    return f"{row['field']}[{row['start']}:{row['end']}]"


def _quote(evidence: Row | None) -> str:
    return f": « {one_line(evidence['quote'])} »  {_place(evidence)}" if evidence else ""


def _told(row: Row, *names: str) -> str:
    return ", ".join(f"{name} {row[name]}" for name in names if row[name])


def _clean(row: Row) -> list[str]:
    spelling = "in one spelling now" if row["respelled"] else "as it was"
    return [f"{row['field']}: {row['characters']} characters, {row['kept']} kept, {spelling}"]


def _section(row: Row) -> list[str]:
    return [f"{_place(row):<22}{row['zone']}"]


def _sentence(row: Row) -> list[str]:
    verbs = ", ".join(
        f"{one_line(each['quote'], 40)} = {each['verb']} "
        f"({'passive ' if each['passive'] else ''}{each['mood']})"
        for each in row["clauses"]
    )
    return [
        f"{row['sentence']:>3}  {_place(row):<22}{row['zone']:<9}« {one_line(row['quote'])} »",
        f"     read as  {row['read_as']}",
        *([f"     verbs    {verbs}"] if verbs else []),
    ]


def _mention(row: Row) -> list[str]:
    told = f"{row['class']:<14}{row['id']:<24}« {one_line(row['quote'])} »"
    return [f"{row['sentence']:>3}  {_place(row):<22}{told}"]


def _trigger(row: Row) -> list[str]:
    told = f"{row['rule']:<24}{row['kind']:<24}{row['weight']}  « {one_line(row['quote'])} »"
    return [f"{row['sentence']:>3}  {_place(row):<22}{told}"]


def _context(row: Row) -> list[str]:
    return [f"{row['sentence']:>3}  {row['rule']:<24}vetoed by {row['vetoed_by']} ({row['reason']})"]


def _arguments(row: Row) -> list[str]:
    def value(name: str) -> str:
        inferred = row[name] is not None and not row[f"{name}_told"]
        return f"{row[name]}{' (inferred)' if inferred else ''}"

    dates = _told(row, "decided_on", "published_on", "term", "reference", "target_date")
    state = "recalled" if row["recalled"] else "announced" if row["fresh"] else "told"
    who = f"platform {value('platform')}, by {value('authority')}, host {value('provider')}"
    return [
        f"{row['sentence']:>3}  {row['rule']:<24}{row['kind']}: {who}{'; ' + dates if dates else ''}; {state}"
    ]


def _date(row: Row) -> list[str]:
    means = row.get("number") or f"{row['as_past']} if done, {row['as_future']} if to come"
    return [f"{row['sentence']:>3}  {_place(row):<22}{row['role']:<24}« {one_line(row['quote'])} » = {means}"]


def _cluster(row: Row) -> list[str]:
    sentences = ", ".join(map(str, row["sentences"]))
    return [f"{_act(row)}: sentences {sentences}; rules {', '.join(row['rules'])}"]


def _claim(row: Row) -> list[str]:
    dates = _told(row, "decided_on", "published_on", "term", "reference", "target_date")
    who = f"by {row['authority']}, host {row['provider']}"
    evidence = row["evidence"]
    return [
        f"{_act(row)} {who}{'; ' + dates if dates else ''}; confidence {row['confidence']}",
        f"    « {one_line(evidence['quote'])} »  {_place(evidence)}",
    ]


def _act(row: Row) -> str:
    return f"{row['platform']} {row['kind']}{' (background)' if row['background'] else ''}"


_TOLD: dict[str, Callable[[Row], list[str]]] = {
    "clean": _clean,
    "sections": _section,
    "sentences": _sentence,
    "mentions": _mention,
    "coreference": _mention,
    "triggers": _trigger,
    "context": _context,
    "arguments": _arguments,
    "dates": _date,
    "aggregation": _cluster,
    "claims": _claim,
}
