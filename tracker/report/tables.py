"""Tables for people, drawn from the same answers that programs get.

Foreign text is made plain before it is drawn: it never becomes markup or an escape code.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from tracker.alerts.naming import Naming
from tracker.catalogue import Catalogue
from tracker.model.claim import EVERY_PLATFORM
from tracker.model.decision import Establishment
from tracker.report.corrections import correction_line
from tracker.report.narrow import fits, print_blocks
from tracker.report.safe import one_line

_WHOLE = frozenset(
    ("standing", "since", "until", "pending", "established", "decided", "what", "then", "decision", "alert")
)
"""Columns whose cells are read as one word: they are never broken."""

_COLOURS = {
    "authorised": "green",
    "migrated": "green",
    "change-requested": "yellow",
    "migrating": "yellow",
    "requested": "yellow",
    "refused": "red",
    "suspended": "red",
    "annulled": "red",
    "expired": "red",
}


def status_table(answer: Mapping[str, Any], catalogue: Catalogue) -> None:
    """Print who hosts each platform and where it stands."""
    names = Naming(catalogue)
    table = a_table(
        "platform", "host", "standing", "since", "until", "next host, by", "pending", "established"
    )
    for row in answer["platforms"]:
        in_force = row["in_force"] or {}
        coming = [names.provider(row["next_host"]), row["target_date"]]
        table.add_row(
            a_cell(row["name"]),
            a_cell(names.provider(row["host"]) or "–"),
            Text(row["standing"], style=_COLOURS.get(row["standing"], "")),
            a_cell(row["since"]),
            Text(_either_end(in_force)),
            a_cell(", ".join(part for part in coming if part)),
            Text(_pending(row["pending"])),
            a_cell(established(row)),
        )
    print_table(
        table, f"as of {answer['as_of']}, known at {answer['known_at']}, position {answer['position']}"
    )


def history_table(answer: Mapping[str, Any], catalogue: Catalogue) -> None:
    """Print the decisions about a platform in the order in which they were taken."""
    names = Naming(catalogue)
    rows: list[tuple[str, list[Text | str]]] = []
    table = a_table("decided", "what", "by", "host", "reference", "then", "established", "decision")
    for row in answer["decisions"]:
        what = row["kind"]
        if row["target_date"]:
            what += f"\nby {row['target_date']}"
        if _until(row):
            what += f"\nuntil {row['expires_on'] or '?'}"
        if row["expires_on_if_published"] not in (None, row["expires_on"]):
            what += f"\n(or {row['expires_on_if_published']})"
        rows.append(
            (
                _first_day(row["decided_on"] or row["known_by"]),
                [
                    a_cell(row["decided_on"] or f"by {row['known_by']}"),
                    Text(what),
                    a_cell(names.authority(row["authority"])),
                    a_cell(names.provider(row["provider"])),
                    a_cell(row["reference"]),
                    Text(_then(row), style=_COLOURS.get(row["standing_after"], "")),
                    a_cell(established(row)),
                    a_cell(row["decision"]),
                ],
            )
        )
        if row["expired_on"]:
            ended = [
                "",
                Text("last day passed"),
                "",
                "",
                "",
                Text("expired", style="red"),
                "",
                row["decision"],
            ]
            rows.append((row["expired_on"], [a_cell(row["expired_on"]), *ended[1:]]))
    for _, cells in sorted(rows, key=itemgetter(0)):
        table.add_row(*cells)
    print_table(table, f"{answer['name']}, as of {answer['as_of']}, known at {answer['known_at']}")
    for correction in answer["corrections"]:
        a_console().print(Text(f"corrected: {correction_line(correction)}"))


def _first_day(told: str) -> str:
    """Return the day from which a date counts, which may be told by its month or its year alone."""
    return f"{told}-01-01"[:10]


def _then(row: Mapping[str, Any]) -> str:
    return "" if row["platform"] == EVERY_PLATFORM else str(row["standing_after"])


def explain_text(answer: Mapping[str, Any], catalogue: Catalogue) -> None:
    """Print why: each decision with its sentences, their place and their source."""
    console = a_console()
    if "because" in answer:
        names = Naming(catalogue)
        console.print(_stands(answer, names))
        console.print(Text(f"as of {answer['as_of']}, known at {answer['known_at']}", style="dim"))
        if answer.get("host_seen"):
            seen = answer["host_seen"]
            console.print(Text(f"\nhost: seen {seen['as_of']}, without any act", style="bold"))
            console.print(Text(f"  {one_line(seen['note'], 300)}"))
            for page in seen["sources"]:
                console.print(Text(f"    {one_line(page, 500)}", style="dim"))
        elif not answer["because"]:
            console.print(Text("No decision about it is known."))
        for decision in answer["because"]:
            _explain_one(console, decision, decision["role"], catalogue)
        told = {each["correction"] for row in answer["because"] for each in row["corrections"]}
        for correction in answer["corrections"]:
            if correction["correction"] not in told:
                console.print(Text(f"\ncorrected: {correction_line(correction)}"))
    else:
        _explain_one(console, answer, "decision", catalogue)


def _stands(answer: Mapping[str, Any], names: Naming) -> Text:
    """Return the first line: where a platform stands; of what binds all there is but the name."""
    line = Text(answer["name"])
    if "standing" not in answer:
        return line
    line.append(": ").append(answer["standing"], style=_COLOURS.get(answer["standing"], ""))
    line.append(f", hosted by {names.provider(answer['host']) or 'nobody we know of'}")
    return line.append(f", since {answer['since']}") if answer["since"] else line


def _explain_one(console: Console, row: Mapping[str, Any], role: str, catalogue: Catalogue) -> None:
    names = Naming(catalogue)
    head = Text(f"\n{role}: ", style="bold")
    head.append(one_line(row["kind"]))
    console.print(head)
    facts = {
        "cited": row["citation"],
        "text": row["official_url"],
        "decision": row["decision"],
        "by": names.authority(row["authority"]),
        "host": names.provider(row["provider"]),
        "reference": row["reference"],
        "decided": row["decided_on"] or f"not told; no later than {row['known_by']}",
        "published": row["published_on"],
        "term": row["term"],
        "until": _until(row),
        "expired": _ran_out(row.get("expired_on")),
        "due": row["target_date"],
        "established": established(row),
    }
    for name, value in facts.items():
        if value:
            console.print(Text(f"  {name:<12}{one_line(str(value))}"))
    for name, told in row["disagreement"].items():
        values = "; ".join(f"{each['value']} ({', '.join(each['documents'])})" for each in told)
        console.print(Text(f"  disputed    {name}: {one_line(values, 400)}", style="yellow"))
    for witness in row["witnesses"]:
        evidence = witness["evidence"]
        place = f"{evidence['field']}, characters {evidence['start']} to {evidence['end']}"
        told = _whose(witness)
        if witness["withdrawn"]:
            told += f"; withdrawn from its base by {witness['withdrawn']}"
        if witness["same_text_as"]:
            console.print(
                Text(
                    f"    the same text by another way: {one_line(told)}; claim {witness['claim']}",
                    style="dim",
                )
            )
            continue
        console.print(Text(f"  « {one_line(evidence['quote'], 600)} »", style="italic"))
        title = "" if witness["on_own_word"] else one_line(witness["title"]) + "  "
        named = f"{title}[{told}; {place}; claim {witness['claim']}]"
        console.print(Text(f"    {named}", style="dim"))
        if witness["url"]:
            console.print(Text(f"    {one_line(witness['url'], 500)}", style="dim"))
    for correction in row["corrections"]:
        console.print(Text(f"    corrected: {correction_line(correction)}"))
    for event in row["events"]:
        changes = "; ".join(
            f"{name}: {_shown(was)} → {_shown(now)}" for name, (was, now) in sorted(event["changes"].items())
        )
        told = (
            f"    {event['position']:>6}  {event['recorded_at']}  {event['type']} by {event['recorded_by']}"
        )
        console.print(Text(f"{told}{'  ' + one_line(changes, 300) if changes else ''}", style="dim"))


def _pending(pending: Sequence[Mapping[str, Any]]) -> str:
    count: dict[str, int] = {}
    for each in pending:
        count[each["kind"]] = count.get(each["kind"], 0) + 1
    return "\n".join(kind if number == 1 else f"{number} × {kind}" for kind, number in count.items())


def _whose(witness: Mapping[str, Any]) -> str:
    """Return who tells a sentence: a source, or the person who gave their word."""
    if not witness["on_own_word"]:
        return f"{witness['voice']} {witness['source']}, {witness['published'] or 'undated'}"
    who = one_line(witness["title"], 80) or "a person"
    page = ", who saw an official page" if witness["voice"] == "official" else ""
    return f"on the word of {who}{page}, {witness['seen_on']}"


def _ran_out(day: str | None) -> str | None:
    return f"{day}: no text tells it, the last day had passed" if day else None


def _either_end(in_force: Mapping[str, Any]) -> str:
    """Return the last day in force, and below it the other one, where the term may count from publication."""
    until, other = in_force.get("expires_on"), in_force.get("expires_on_if_published")
    return "\n".join(each for each in (until, f"(or {other})" if other else None) if each)


def _until(row: Mapping[str, Any]) -> str | None:
    """Return the last day of a term, and which it would be if the term counts from publication."""
    until, other = row["expires_on"], row["expires_on_if_published"]
    if other is None:
        return str(until) if until else None
    return (
        f"{other} at the latest, counted from publication"
        if until == other
        else (f"{until} (or {other} if counted from publication)")
    )


def _shown(value: object) -> str:
    return "nothing" if value in (None, [], "") else str(value)


def established(row: Mapping[str, Any]) -> str:
    """Return how well a row is established: what a person stands for is no press report."""
    alone = row["vouched"] and row["establishment"] == Establishment.REPORTED
    return "by a person" if alone else str(row["establishment"] or "")


def a_cell(text: object) -> Text:
    """Return foreign text as one line."""
    return Text(one_line(str(text)) if text is not None else "")


def a_table(*columns: str) -> Table:
    """Return a table with these columns."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold", no_wrap=column in _WHOLE)
    return table


def a_console() -> Console:
    """Return where tables are printed, as wide as its reader is."""
    # A pipe has no width of its own, unless COLUMNS gives it one.
    console = Console(highlight=False, emoji=False, markup=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = 160
    return console


def print_table(table: Table, caption: str) -> None:
    """Print a table, or its rows as blocks where it is too wide, and the line below it."""
    console = a_console()
    if fits(table, console.width):
        console.print(table)
    else:
        print_blocks(console, table)
    console.print(Text(caption, style="dim"))
