"""Tables of the commands that study: what changed, and how alerts would have gone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.text import Text

from tracker.alerts.naming import Naming
from tracker.catalogue import Catalogue
from tracker.report.safe import one_line
from tracker.report.tables import a_cell, a_console, a_table, established, print_table


def diff_text(answer: Mapping[str, Any], catalogue: Catalogue) -> None:
    """Print each platform that changed, field by field, and the decisions between the two days."""
    console, names = a_console(), Naming(catalogue)
    for row in answer["platforms"]:
        console.print(Text(f"\n{one_line(row['name'])}", style="bold"))
        for key in row["changed"]:
            was, now = (_shown(key, row[side][key], names) for side in ("before", "after"))
            console.print(Text(f"  {key:<14}{was} → {now}"))
        for decision in row["decisions"]:
            console.print(Text(f"  {_act(decision)}", style="dim"))
    if answer["general"]:
        console.print(Text("\nfor every platform", style="bold"))
        for decision in answer["general"]:
            console.print(Text(f"  {_act(decision)}", style="dim"))
    if not answer["platforms"] and not answer["general"]:
        console.print(Text("Nothing changed."))
    told = f"from {answer['from']} to {answer['to']}, known at {answer['known_at']}"
    console.print(Text(f"\n{told}, position {answer['position']}", style="dim"))


def _act(decision: Mapping[str, Any]) -> str:
    day = decision["decided_on"] or f"by {decision['known_by']}"
    return f"{day:<14}{decision['kind']:<26}{one_line(decision['citation'])}  ({established(decision)})"


def _shown(key: str, value: Any, names: Naming) -> str:  # noqa: ANN401 - whatever the answer holds
    if value is None or value == []:
        return "none"
    if key in ("host", "next_host"):
        return one_line(names.provider(value) or "none")
    if key == "in_force":
        until = f", until {value['expires_on']}" if value["expires_on"] else ""
        return one_line(f"{value['decision']}{until}")
    if key == "pending":
        return one_line(", ".join(each["decision"] for each in value))
    return one_line(str(value))


def _delay(alert: Mapping[str, Any]) -> str | None:
    """Return how late an alert came, or how early, and before what."""
    days = alert["delay_days"]
    if days is None:
        return None
    unit = "day" if abs(days) == 1 else "days"
    return f"{days} {unit}" if days >= 0 else f"{-days} {unit} before {alert['counted_from']}"


def backtest_text(answer: Mapping[str, Any]) -> None:
    """Print the alerts as they would have gone, then what nobody would have been told."""
    table = a_table("day", "delay", "verdict", "reason", "title", "why")
    colours = {"right": "green", "late": "yellow", "false": "red", "duplicate": "red"}
    for alert in answer["alerts"]:
        table.add_row(
            a_cell(alert["day"]),
            a_cell(_delay(alert)),
            Text(alert["verdict"], style=colours[alert["verdict"]]),
            a_cell(alert["reason"]),
            a_cell(alert["title"]),
            a_cell(alert["why"]),
        )
    count = ", ".join(f"{number} {name}" for name, number in answer["counts"].items())
    undated = f"; {answer['undated']} documents without a date left out" if answer["undated"] else ""
    period = f"{answer['from']} to {answer['to']}" if answer["from"] else "no document of these days"
    print_table(table, f"{period}: {count}; truth: {answer['truth']}{undated}")
    if not answer["missed"]:
        return
    missed = a_table("missed", "decided", "what", "lost", "told by")
    for act in answer["missed"]:
        missed.add_row(
            a_cell(act["decision"]),
            a_cell(act["decided_on"] or f"by {act['told_on']}"),
            a_cell(act["kind"]),
            a_cell(act["lost"]),
            a_cell(", ".join(act["documents"])),
        )
    print_table(missed, "news that would have been told to nobody")
