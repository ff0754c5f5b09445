"""A table on a terminal that is too narrow for it: each row as a block of its own, and nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console, RenderableType
from rich.table import Column, Table
from rich.text import Text

_GAP = 3
"""Blanks between two columns."""

_READABLE = 14
"""A column whose words may be broken is still read at this width."""


def fits(table: Table, width: int) -> bool:
    """Say whether *table* can be read on *width* columns: no word that must stay whole is cut."""
    return sum(_least(column) + _GAP for column in table.columns) <= width + _GAP


def _least(column: Column) -> int:
    lines = [line for cell in (column.header, *column.cells) for line in _text(cell).plain.split("\n")]
    if column.no_wrap:
        return max(map(len, lines))
    return min(_READABLE, max(len(word) for line in lines for word in (line.split() or [""])))


def _text(cell: RenderableType) -> Text:
    return cell if isinstance(cell, Text) else Text(str(cell))


def print_blocks(console: Console, table: Table) -> None:
    """Print each row: its first cell as a heading, below it what the other columns hold."""
    rows = zip(*(column.cells for column in table.columns), strict=True)
    for first, *others in rows:
        console.print()
        heading = _text(first).copy()
        heading.stylize("bold")
        console.print(heading)
        block = Table.grid(padding=(0, 2))
        block.add_column(no_wrap=True)
        block.add_column(overflow="fold")
        for label, value in _filled(table.columns[1:], others):
            block.add_row(Text(f"  {label}"), value)
        console.print(block)
    console.print()


def _filled(columns: list[Column], cells: list[RenderableType]) -> Iterator[tuple[str, Text]]:
    for column, cell in zip(columns, cells, strict=True):
        if _text(cell):
            yield str(column.header), _text(cell)
