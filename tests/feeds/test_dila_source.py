from __future__ import annotations

import io
import os
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feeds.dila_memory import DilaMemory
from feeds.dila_source import Batch, DilaPoll, DilaSource, poll_dila
from feeds.document import Origin
from feeds.errors import FailureKind, MemoryFormatError
from feeds.http import FetchedFile, Fetcher, FetchFailed
from feeds.listing import Listing, NoListing, parse_listing
from tests.feeds.site import Reply, Site, policy

NOW = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
ORIGIN = Origin(id="deliberations", kind="cnil", name="CNIL (DILA)")
FULL = "Freemium_cnil_global_20250713-140000.tar.gz"
FIRST, SECOND = "CNIL_20260113-211022.tar.gz", "CNIL_20260507-213433.tar.gz"


def cnil(number: int, text: str = "Un texte d’essai.") -> tuple[str, bytes]:
    """Return the path and the XML of an invented deliberation."""
    identity = f"CNILTEXT{number:012}"
    xml = (
        f"<TEXTE_CNIL><META><META_COMMUN><ID>{identity}</ID></META_COMMUN><META_SPEC><META_CNIL>"
        f"<TITREFULL>Délibération d’essai {number}</TITREFULL><DATE_PUBLI>2026-01-14</DATE_PUBLI></META_CNIL>"
        f"</META_SPEC></META><BLOC_TEXTUEL><CONTENU><p>{text}</p></CONTENU></BLOC_TEXTUEL></TEXTE_CNIL>"
    )
    return f"20260113-211022/cnil/global/CNIL/TEXT/{identity}.xml", xml.encode()


def deletions(*ids: str) -> tuple[str, bytes]:
    lines = "".join(f"cnil/global/CNIL/TEXT/00/{identity}\n" for identity in ids)
    return "20260113-211022/liste_suppression_cnil.dat", lines.encode()


def tar(*members: tuple[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for name, body in members:
            header = tarfile.TarInfo(name)
            header.size = len(body)
            archive.addfile(header, io.BytesIO(body))
    return packed.getvalue()


def page(*names: str) -> Reply:
    rows = "\n".join(f'<a href="{name}">{name[:20]}..&gt;</a> 2026-05-07 21:34 7.4K' for name in names)
    return Reply(f'<pre><a href="?C=N;O=D">Name</a> <a href="/OPENDATA/">Parent</a>\n{rows}</pre>'.encode())


@dataclass
class Folder:
    """A folder of DILA on loopback, and a tracker that polls it and keeps what each batch brings."""

    site: Site
    fetcher: Fetcher
    memory: DilaMemory = field(default_factory=DilaMemory)
    options: dict[str, object] = field(default_factory=dict)
    stored: list[Batch] = field(default_factory=list)

    def put(self, archives: dict[str, bytes]) -> None:
        self.site.pages["/CNIL/"] = page(*archives)
        for name, body in archives.items():
            self.site.pages[f"/CNIL/{name}"] = Reply(body)

    def poll(self, *, batches: int = 1000) -> DilaPoll:
        """Poll, and store up to *batches* batches before something breaks off."""
        source = replace(DilaSource(origin=ORIGIN, url=self.site.url("/CNIL/")), **self.options)  # type: ignore[arg-type]  # a test's options
        polled = poll_dila(source, self.memory, self.fetcher, now=NOW)
        self.stored = []
        for batch, _ in zip(polled.batches, range(batches), strict=False):
            self.stored.append(batch)
            self.memory = DilaMemory.from_json(batch.memory.to_json())
            assert self.memory == batch.memory
        return polled

    def texts(self) -> list[int]:
        return [int(text.id[8:]) for batch in self.stored for text in batch.texts]

    def failures(self) -> list[str]:
        return [batch.failure.reason for batch in self.stored if batch.failure is not None]


@pytest.fixture
def folder(site: Site, fetcher: Fetcher) -> Folder:
    return Folder(site, fetcher)


def test_the_full_archive_comes_first_then_the_increments_in_order(folder: Folder) -> None:
    old = "CNIL_20250711-212007.tar.gz"
    folder.put({SECOND: tar(cnil(3)), FULL: tar(cnil(1)), old: tar(cnil(9)), FIRST: tar(cnil(2))})

    polled = folder.poll()

    assert (polled.outcome, polled.archives, polled.newest) == (
        "listed",
        (FULL, FIRST, SECOND),
        "20260507-213433",
    )
    assert folder.texts() == [1, 2, 3]
    document = folder.stored[0].documents[0]
    assert (document.id, document.source) == ("deliberations:CNILTEXT000000000001", ORIGIN)
    assert document.published == "2026-01-14"


def test_what_is_done_is_not_read_again(folder: Folder) -> None:
    folder.put({FULL: tar(cnil(1)), FIRST: tar(cnil(2))})
    folder.poll()
    asked = len(folder.site.asked)

    polled = folder.poll()

    assert (polled.outcome, folder.stored, len(folder.site.asked) - asked) == ("unchanged", [], 1)


def test_an_increment_that_is_listed_late_is_read_all_the_same(folder: Folder) -> None:
    folder.put({FULL: tar(cnil(1)), SECOND: tar(cnil(3))})
    folder.poll()
    folder.put({FULL: tar(cnil(1)), FIRST: tar(cnil(2)), SECOND: tar(cnil(3))})

    folder.poll()

    assert folder.texts() == [2]


def test_a_new_full_archive_is_read_if_it_is_newer_than_all_that_was_read(folder: Folder) -> None:
    folder.put({FULL: tar(cnil(1)), SECOND: tar(cnil(3))})
    folder.poll()
    between, newer = (
        "Freemium_cnil_global_20260201-140000.tar.gz",
        "Freemium_cnil_global_20260520-140000.tar.gz",
    )

    folder.put({between: tar(cnil(4)), SECOND: tar(cnil(3))})
    folder.poll()
    assert folder.texts() == []

    folder.put({newer: tar(cnil(5)), SECOND: tar(cnil(3))})
    folder.poll()
    assert folder.texts() == [5]
    assert folder.memory.done == (newer,)


def test_since_a_day_leaves_the_full_archive_out(folder: Folder) -> None:
    folder.put({FULL: tar(cnil(1)), FIRST: tar(cnil(2)), SECOND: tar(cnil(3))})
    folder.options = {"since": "2026-02-01"}

    folder.poll()
    assert folder.texts() == [3]

    folder.options = {}
    folder.poll()
    assert folder.texts() == [1, 2]
    assert {batch.archive for batch in folder.stored if batch.past} == {FULL, FIRST}


@pytest.mark.parametrize("day", ["2026-01-01", ""], ids=["earlier", "none"])
def test_an_earlier_first_day_brings_the_past_and_what_comes_after_is_news(folder: Folder, day: str) -> None:
    third = "CNIL_20260508-210000.tar.gz"
    folder.put({FIRST: tar(cnil(2)), SECOND: tar(cnil(3))})
    folder.options = {"since": "2026-02-01"}
    folder.poll()
    folder.put({FIRST: tar(cnil(2)), SECOND: tar(cnil(3)), third: tar(cnil(4))})
    folder.options = {"since": day}

    folder.poll()

    assert [(batch.archive, batch.past) for batch in folder.stored] == [(FIRST, True), (third, False)]


def test_a_first_day_that_is_set_later_brings_nothing_again(folder: Folder) -> None:
    """What the full archive holds need not be read from the increments before it."""
    folder.put({FULL: tar(cnil(1)), "CNIL_20250601-210000.tar.gz": tar(cnil(2)), FIRST: tar(cnil(3))})
    folder.poll()
    folder.options = {"since": "2025-01-01"}

    assert folder.poll().archives == ()


def test_an_archive_that_is_read_late_never_overrules_a_newer_one(folder: Folder) -> None:
    """Listed late, or cut off and repaired: what it says of a text is older than what is known."""
    gone, kept = "CNILTEXT000000000005", "CNILTEXT000000000002"
    folder.put({FULL: tar(cnil(1)), SECOND: tar(cnil(2, "Neuf."), cnil(3, "Neuf."), deletions(gone))})
    folder.options = {"batch": 1}
    folder.poll()
    late = tar(cnil(3, "Vieux."), cnil(4), cnil(5), deletions(kept, "CNILTEXT000000000001"))
    folder.put({FULL: tar(cnil(1)), FIRST: late, SECOND: b""})

    folder.poll()

    assert folder.texts() == [4]
    assert [batch.withdrawn for batch in folder.stored if batch.withdrawn] == [("CNILTEXT000000000001",)]
    told = [notice for batch in folder.stored for notice in batch.notices]
    why = "texts are passed over: a newer archive, read before it, says otherwise"
    assert {notice.partition(": ")[2].partition(" ")[2] for notice in told} == {why}


def test_little_is_remembered_of_what_archives_brought(folder: Folder) -> None:
    """Of a full archive nothing, and of increments what came after it."""
    folder.put({FULL: tar(*map(cnil, range(500))), FIRST: tar(cnil(1), deletions("LEGIARTI000000000001"))})
    folder.poll()
    assert list(folder.memory.moves) == [("20260113-211022", "CNILTEXT000000000001")]

    folder.put({"Freemium_cnil_global_20260520-140000.tar.gz": tar(cnil(1))})
    folder.poll()
    assert list(folder.memory.moves) == []


def test_a_folder_that_moves_to_https_is_the_same() -> None:
    memory = DilaMemory(made_for="http://h/CNIL/", done=(FULL,))

    assert memory.made_into("https://h/CNIL/", "").done == (FULL,)
    assert memory.made_into("https://h/JADE/", "").done == ()


def test_what_is_taken_back_comes_before_what_is_brought(folder: Folder) -> None:
    """A text that is in both lists is replaced, and was never gone."""
    gone, replaced = "CNILTEXT000000000007", "CNILTEXT000000000002"
    folder.options = {"batch": 1, "since": "2026-01-01"}
    folder.put({FIRST: tar(cnil(2), cnil(3), deletions(gone, replaced))})

    folder.poll()

    assert [batch.withdrawn for batch in folder.stored] == [(gone,), (), ()]
    assert folder.texts() == [2, 3]


@pytest.mark.parametrize("stored", range(7))
def test_a_poll_that_breaks_off_goes_on_where_it_was(folder: Folder, stored: int) -> None:
    """Each batch is stored with its memory; whatever came after it is read again, and nothing else."""
    folder.options = {"batch": 2}
    folder.put(
        {FULL: tar(*map(cnil, range(1, 8))), FIRST: tar(cnil(8), cnil(9), deletions("CNILTEXT000000000001"))}
    )

    folder.poll(batches=stored)
    before = folder.texts()
    folder.poll()

    assert before + folder.texts() == list(range(1, 10))


def test_an_archive_that_was_replaced_is_read_from_its_start(folder: Folder) -> None:
    folder.options = {"batch": 1, "since": "2026-01-01"}
    folder.put({FIRST: tar(cnil(1), cnil(2))})
    folder.poll(batches=1)

    folder.put({FIRST: tar(cnil(1, "Autrement."), cnil(2), cnil(3))})
    folder.poll()

    assert folder.texts() == [1, 2, 3]


def test_what_nobody_wants_is_counted_and_not_parsed(folder: Folder) -> None:
    folder.options = {"wanted": lambda raw: b"plateforme" in raw, "batch": 1}
    folder.put(
        {
            FULL: tar(
                cnil(1), cnil(2, "La plateforme."), ("20260101/x.xml", b"<broken"), *map(cnil, range(3, 70))
            )
        }
    )

    folder.poll()

    assert folder.texts() == [2]
    assert sum(batch.unwanted for batch in folder.stored) == 69
    assert [batch.unwanted for batch in folder.stored] == [1, 50, 18]


def test_a_file_that_is_refused_costs_itself_and_is_told(folder: Folder) -> None:
    folder.put(
        {FULL: tar(("a/CNILTEXT000000000005.xml", b"<TEXTE_CNIL>"), cnil(1), ("a/lisezmoi.txt", b"x"))}
    )

    folder.poll()

    assert folder.texts() == [1]
    assert folder.stored[0].notices == ("a/CNILTEXT000000000005.xml: broken XML in line 1",)
    assert folder.stored[0].others == 2


def test_of_many_refusals_the_first_are_told(folder: Folder) -> None:
    folder.put({FULL: tar(*((f"a/{n}.xml", b"<x") for n in range(30)), cnil(1))})

    folder.poll()

    assert len(folder.stored[0].notices) == 21
    assert folder.stored[0].others == 30


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        (Reply(status=404), f"{FIRST}: 127.0.0.1 answered 404 Not Found"),
        (
            Reply(tar(cnil(2), cnil(4, "x" * 9000))[:-30]),
            f"{FIRST}: the archive is cut off or damaged; nothing of it counts",
        ),
        (
            Reply(b"<html>maintenance</html>"),
            f"{FIRST}: the archive is cut off or damaged; nothing of it counts",
        ),
        (
            Reply(b"x" * 900, headers={"Content-Length": "1000"}),
            f"{FIRST}: 127.0.0.1 broke off its answer, or it is not HTTP",
        ),
    ],
    ids=["gone", "cut off", "a page", "broken off"],
)
def test_an_archive_that_fails_is_told_and_nothing_behind_it_overtakes_it(
    folder: Folder, broken: Reply, told: str
) -> None:
    folder.put({FULL: tar(cnil(1)), FIRST: b"", SECOND: tar(cnil(3))})
    folder.site.pages[f"/CNIL/{FIRST}"] = broken

    folder.poll()
    assert (folder.texts(), folder.failures()) == ([1], [told])

    folder.put({FULL: tar(cnil(1)), FIRST: tar(cnil(2)), SECOND: tar(cnil(3))})
    folder.poll()
    assert (folder.texts(), folder.failures(), folder.memory.failed) == ([2, 3], [], ())


def test_an_archive_that_fails_for_ever_does_not_hold_up_the_others(folder: Folder) -> None:
    folder.put({FULL: tar(cnil(1)), FIRST: b"", SECOND: tar(cnil(3))})
    seen = []

    for _ in range(4):
        folder.poll()
        seen.append((folder.texts(), len(folder.failures())))

    assert seen == [([1], 1), ([], 1), ([3], 1), ([], 1)]
    folder.put({FULL: tar(cnil(1)), SECOND: tar(cnil(3))})
    assert folder.poll().notices == (f"{FIRST} is no longer listed, and could never be read",)


def test_an_archive_that_is_too_large_is_refused(folder: Folder) -> None:
    folder.options = {"max_archive": 1000}
    folder.put({FULL: os.urandom(3000)})

    folder.poll()

    failure = folder.stored[0].failure
    assert isinstance(failure, FetchFailed)
    assert failure.kind is FailureKind.UNSAFE
    assert failure.reason == f"{FULL}: 127.0.0.1 sends a file of more than 1000 bytes"


@pytest.mark.parametrize(
    "reply",
    [page(), Reply(b"<html>En maintenance</html>"), Reply(b"")],
    ids=["empty", "maintenance", "nothing"],
)
def test_a_folder_without_archives_is_a_failure_and_not_no_news(folder: Folder, reply: Reply) -> None:
    folder.site.pages["/CNIL/"] = reply

    polled = folder.poll()

    assert polled.outcome == "failed"
    assert isinstance(polled.failure, NoListing)
    assert polled.failure.kind is FailureKind.TRANSIENT


def test_a_folder_that_does_not_answer_is_a_failure(folder: Folder) -> None:
    polled = folder.poll()

    assert (polled.outcome, polled.memory) == ("failed", DilaMemory())
    assert isinstance(polled.failure, FetchFailed)


def test_what_could_be_missing_is_told(folder: Folder) -> None:
    folder.options = {"batch": 1}
    folder.put({FIRST: tar(cnil(1), cnil(2))})
    assert folder.poll(batches=1).notices == (
        "no full archive is listed: only what the increments bring is known",
    )

    folder.put({SECOND: tar(cnil(3))})
    assert folder.poll().notices[-1] == f"{FIRST} is no longer listed, and was not read to its end"

    folder.put({"CNIL_20260520-213433.tar.gz": tar(cnil(4))})
    assert folder.poll().notices == (
        "no archive that was read is still listed: some may be missing since 20260507-213433",
    )


def test_names_that_are_no_archives_of_this_folder_are_told_or_passed_over() -> None:
    base = "https://dila.example/OPENDATA/CNIL/"
    names = ["../JORF/JORF_20260303-010203.tar.gz", "https://x.example/CNIL_20260303-010203.tar.gz",
             "CNIL_20260230-010203.tar.gz", "CNIL_20991231-010203.tar.gz", "CNIL-2026-03-04.tar.gz", "avis.pdf",
             "/OPENDATA/CNIL/" + FIRST, FIRST, "http://[", "javascript:alert(1)"]  # fmt: skip
    listing = parse_listing("".join(f"<a href='{name}'>x</a>" for name in names), base=base, now=NOW)

    assert isinstance(listing, Listing)
    assert [archive.name for archive in listing.archives] == [FIRST]
    assert listing.notices == (
        "an archive of an impossible date is not read: CNIL_20260230-010203.tar.gz",
        "an archive of an impossible date is not read: CNIL_20991231-010203.tar.gz",
        "an archive of an unknown name is not read: CNIL-2026-03-04.tar.gz",
    )


def test_the_table_form_of_the_page_is_read_too() -> None:
    """Apache cuts long names in the text of a link, never in its address."""
    row = f'<tr><td><img src="/icons/c.gif"></td><td><a href="{FIRST}">CNIL_2026..&gt;</a></td><td>24K</td></tr>'
    listing = parse_listing(f"<table>{row}</table>", base="https://dila.example/CNIL/", now=NOW)

    assert isinstance(listing, Listing)
    assert [archive.name for archive in listing.archives] == [FIRST]


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "count"), [("CNIL-index-pre-synthetic.html", 4), ("JORFSIMPLE-index-pre.html", 5)]
)
def test_the_pages_on_record_are_read(shared: Path, name: str, count: int) -> None:
    text = (shared / "fixtures/dila/listings" / name).read_text(encoding="latin-1")
    listing = parse_listing(text, base="https://dila.example/X/", now=datetime(2026, 9, 1, tzinfo=UTC))

    assert isinstance(listing, Listing)
    assert (len(listing.archives), listing.archives[0].is_full, listing.notices) == (count, count == 5, ())


@pytest.mark.shared
def test_the_archives_on_record_are_read(shared: Path, folder: Folder) -> None:
    place = shared / "fixtures/dila/synthetic"
    names = ("Freemium_cnil_global_20230713-140000.tar.gz", "CNIL_20240130-211500.tar.gz")
    folder.put({name: (place / name).read_bytes() for name in names})

    folder.poll()

    assert "CNILTEXT000049057224" in [text.id for batch in folder.stored for text in batch.texts]
    assert any(batch.withdrawn for batch in folder.stored)
    assert folder.failures() == []


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 2}', '{"format": 1, "done": 1, "failed": []}'])
def test_a_memory_of_another_make_is_refused(text: str) -> None:
    with pytest.raises(MemoryFormatError):
        DilaMemory.from_json(text)


def fetch_file(site: Site, reply: Reply, *, max_bytes: int = 1000) -> tuple[FetchedFile | FetchFailed, bytes]:
    site.pages["/a.tar.gz"] = reply
    file = io.BytesIO()
    with Fetcher(policy(site)) as fetcher:
        answer = fetcher.fetch_file(site.url("/a.tar.gz"), file, timeout=2.0, max_bytes=max_bytes)
    return answer, file.getvalue()


@pytest.mark.parametrize("encoding", ["", "x-gzip"])
def test_a_file_comes_as_it_is_stored(site: Site, encoding: str) -> None:
    """Some servers call an archive encoded because it is a .gz; nothing is undone."""
    headers = {"Content-Encoding": encoding} if encoding else {}
    answer, body = fetch_file(site, Reply(b"\x1f\x8b octets", headers=headers))

    assert (answer, body) == (FetchedFile(url=site.url("/a.tar.gz"), size=9), b"\x1f\x8b octets")
    assert site.asked[-1].headers["accept-encoding"] == "identity"


def drip() -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\n\r\n"
    while True:
        yield b"x"


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (Reply(b"x" * 1001), FailureKind.UNSAFE),
        (Reply(drip=drip()), FailureKind.TRANSIENT),
        (Reply(b"x", headers={"Content-Encoding": "br"}), FailureKind.PERMANENT),
        (Reply(status=302, headers={"Location": "http://127.0.0.2/secret"}), FailureKind.UNSAFE),
        (Reply(status=304), FailureKind.TRANSIENT),
    ],
    ids=["large", "slow", "encoded", "our own network", "not modified"],
)
def test_a_file_is_fetched_under_the_same_guards(site: Site, reply: Reply, kind: FailureKind) -> None:
    answer, _ = fetch_file(site, reply)

    assert isinstance(answer, FetchFailed)
    assert answer.kind is kind


def test_a_full_disk_is_told(site: Site, fetcher: Fetcher) -> None:
    site.pages["/a.tar.gz"] = Reply(b"x" * 1000)
    with Path("/dev/full").open("wb", buffering=0) as full:
        answer = fetcher.fetch_file(site.url("/a.tar.gz"), full, timeout=2.0, max_bytes=10_000)

    assert isinstance(answer, FetchFailed)
    assert answer.reason == "what 127.0.0.1 sends cannot be kept: No space left on device"
