"""A log goes to a file and into another store, and is the same log there."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from store import BrokenLogError, EventStore, Head, MemoryStore, export_log, head_of, import_log, verify
from tests.store.builders import OTHER, STREAM, an_event, some_events
from tests.store.conftest import Place


def a_full_store(store: EventStore) -> EventStore:
    """Put some events of every shape into *store*."""
    store.append(STREAM, some_events(1500))
    store.append(
        OTHER, [an_event("Odd", payload={"text": "« ’\u2028\0 »", "x": 1e-9}, metadata={"by": "é"}, schema=2)]
    )
    return store


def exported(store: EventStore, path: Path) -> Path:
    """Export *store* to *path*."""
    with path.open("w", encoding="utf-8") as out:
        export_log(store, out)
    return path


@pytest.mark.parametrize("origin", ["memory", "sqlite", "postgresql"])
def test_a_log_is_the_same_in_another_store(
    origin: str, place: Place, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Between any two kinds of store, and to the byte: the file is the same on the way back."""
    source_place = request.getfixturevalue("new_place")(origin)
    source = a_full_store(source_place.open())
    file = exported(source, tmp_path / "there.jsonl")

    target = place.open()
    head = import_log(target, file)

    assert list(target.read_all()) == list(source.read_all())
    assert head == head_of(source) == head_of(target) == verify(target).head
    assert exported(target, tmp_path / "back.jsonl").read_bytes() == file.read_bytes()


def test_an_imported_log_goes_on(store: EventStore, tmp_path: Path) -> None:
    file = exported(a_full_store(MemoryStore()), tmp_path / "log.jsonl")
    import_log(store, file)

    [event] = store.append(STREAM, [an_event()], expected=1499)

    assert (event.position, event.version) == (1502, 1500)
    assert verify(store)


def test_an_import_goes_on_where_it_stopped(store: EventStore, tmp_path: Path) -> None:
    source = MemoryStore()
    source.append(STREAM, some_events(10))
    import_log(store, exported(source, tmp_path / "first.jsonl"))
    source.append(STREAM, some_events(10))
    file = exported(source, tmp_path / "second.jsonl")

    assert import_log(store, file) == head_of(source)
    assert import_log(store, file) == head_of(source)
    assert import_log(store, tmp_path / "first.jsonl").position == 10

    assert list(store.read_all()) == list(source.read_all())


def test_an_empty_log_is_exported_and_imported(store: EventStore, tmp_path: Path) -> None:
    file = exported(MemoryStore(), tmp_path / "log.jsonl")

    assert import_log(store, file) == Head(0, "0" * 64)
    assert store.head() == 0


def test_another_log_is_not_mixed_in(store: EventStore, tmp_path: Path) -> None:
    file = exported(a_full_store(MemoryStore()), tmp_path / "log.jsonl")
    store.append(STREAM, some_events(3))

    with pytest.raises(BrokenLogError, match=r"hold different logs: they part at event 1$"):
        import_log(store, file)

    assert store.head() == 3


def test_an_event_with_another_hash_is_not_adopted(store: EventStore) -> None:
    source = MemoryStore()
    [event] = source.append(STREAM, [an_event()])

    with pytest.raises(BrokenLogError), store.transaction() as work:
        work.adopt([replace(event, hash="0" * 64)])

    assert store.head() == 0


def test_a_file_that_turns_into_something_else_is_refused(store: EventStore, tmp_path: Path) -> None:
    """Far behind the first buffer that is read of it."""
    file = exported(a_full_store(MemoryStore()), tmp_path / "log.jsonl")
    with file.open("ab") as more:
        more.write(b"\xff\xfe\n")

    with pytest.raises(BrokenLogError, match="is not an event"):
        import_log(store, file)


def test_an_event_that_does_not_follow_is_not_adopted(store: EventStore) -> None:
    source = MemoryStore()
    events = source.append(STREAM, some_events(3))

    with (
        pytest.raises(BrokenLogError, match=r"event 2 .* does not follow event 0"),
        store.transaction() as work,
    ):
        work.adopt(events[1:])
    with (
        pytest.raises(BrokenLogError, match=r"event 3 .* does not follow event 1"),
        store.transaction() as work,
    ):
        work.adopt([events[0], events[2]])

    assert store.head() == 0


def _edit(line: int, change: Callable[[dict[str, object]], object]) -> Callable[[list[str]], list[str]]:
    def edit(lines: list[str]) -> list[str]:
        event = json.loads(lines[line])
        change(event)
        return [*lines[:line], json.dumps(event), *lines[line + 1 :]]

    return edit


DAMAGED: dict[str, tuple[Callable[[list[str]], list[str]], str]] = {
    "changed payload": (_edit(3, lambda event: event.update(payload={})), "event 3 .* does not say"),
    "changed hash": (_edit(3, lambda event: event.update(hash="0" * 64)), "event 3 .* does not say"),
    "no payload": (_edit(3, lambda event: event.pop("payload")), "line 4, is not an event: 'payload'"),
    "id that is none": (_edit(3, lambda event: event.update(id="x")), "line 4, is not an event"),
    "stream that is none": (_edit(3, lambda event: event.update(stream=None)), "line 4, is not an event"),
    "instant that is none": (
        _edit(3, lambda event: event.update(recorded_at="now")),
        "line 4, is not an event",
    ),
    "line cut": (lambda lines: [*lines[:3], lines[3][:50], *lines[4:]], "line 4, is not an event"),
    "a list": (lambda lines: [*lines[:3], "[1]", *lines[4:]], "line 4, is not an event"),
    "line removed": (lambda lines: lines[:3] + lines[4:], "event 3 is not there"),
    "line doubled": (lambda lines: lines[:4] + lines[3:], "not a log as it was written"),
    "lines exchanged": (lambda lines: [*lines[:3], lines[4], lines[3], *lines[5:]], "event 3 lies at"),
    "end removed": (lambda lines: lines[:-2], "the log ends at 8, but 10 was noted"),
    "head put back": (lambda lines: [lines[0].replace('"10:', '"9:'), *lines[1:]], "was rewritten"),
    "no first line": (lambda lines: lines[1:], "does not begin as an exported log does"),
    "nothing": (lambda _: [], "does not begin as an exported log does"),
    "format of the future": (
        lambda lines: ['{"format":2}', *lines[1:]],
        "has format 2, and this version reads 1",
    ),
}


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_damaged_file_is_refused_whole(damage: str, store: EventStore, tmp_path: Path) -> None:
    source = MemoryStore()
    source.append(STREAM, some_events(10))
    file = exported(source, tmp_path / "log.jsonl")
    edit, told = DAMAGED[damage]
    file.write_text("".join(line + "\n" for line in edit(file.read_text().splitlines())))

    with pytest.raises(BrokenLogError, match=told):
        import_log(store, file)

    assert store.head() == 0


def test_lines_behind_the_head_are_refused(store: EventStore, tmp_path: Path) -> None:
    """They may fit; but whoever wrote the first line did not see them."""
    source = MemoryStore()
    source.append(STREAM, some_events(2))
    first = exported(source, tmp_path / "first.jsonl").read_text().splitlines()[0]
    source.append(STREAM, some_events(1))
    file = exported(source, tmp_path / "log.jsonl")
    file.write_text("\n".join([first, *file.read_text().splitlines()[1:]]) + "\n")

    with pytest.raises(BrokenLogError, match="goes on behind the head"):
        import_log(store, file)

    assert store.head() == 0
