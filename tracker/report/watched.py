"""Tables of what the tracker does: its sources, its alerts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.text import Text

from tracker.report.tables import a_cell, a_console, a_table, print_table

_STATE_COLOURS = {"healthy": "green", "late": "yellow", "suspect": "yellow"}


def sources_table(rows: Sequence[Mapping[str, Any]], told: Iterable[str]) -> None:
    """Print each source with its state, its last and next poll, and why; then what is *told* beside."""
    table = a_table("source", "state", "last poll", "next poll", "newest", "entries", "failures", "why")
    for row in rows:
        ended = row["cause"] == "gone" and row["next_poll"] is None
        table.add_row(
            a_cell(row["source"]),
            Text(row["state"] or "", style=_STATE_COLOURS.get(row["state"], "red")),
            a_cell(row["last_poll"] or "never"),
            a_cell("never" if ended else row["next_poll"] or "at once"),
            a_cell(row["newest"]),
            a_cell(str(row["entries"])),
            Text(str(row["failures"]), style="red" if row["failures"] else ""),
            a_cell(row["why"] or "; ".join([*_passed_over(row), *row["notices"]])),
        )
    print_table(table, "times are UTC")
    for line in told:
        a_console().print(Text(line))


def _passed_over(row: Mapping[str, Any]) -> list[str]:
    return [f"{row['passed_over']} texts passed over"] if row["passed_over"] else []


def alerts_table(alerts: Sequence[Mapping[str, Any]]) -> None:
    """Print each alert with its deliveries."""
    table = a_table("alert", "raised", "title", "route", "target", "state", "tries", "why")
    for alert in alerts:
        for delivery in alert["deliveries"].values():
            state = delivery["state"]
            colour = {"delivered": "green", "dead": "red"}.get(state, "yellow")
            table.add_row(
                a_cell(alert["alert"]),
                a_cell(alert["raised_at"][:19]),
                a_cell(alert["title"]),
                a_cell(delivery["route"]),
                a_cell(delivery["target"]),
                Text(state, style=colour),
                a_cell(str(delivery["attempts"])),
                a_cell(delivery["why"]),
            )
    print_table(table, "times are UTC")
