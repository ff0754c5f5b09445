"""DILA's archives as the product reads them: `tracker poll` against a folder on loopback."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from store import open_reader
from tests.feeds.site import Reply, Site, serve
from tests.feeds.test_dila_source import cnil, deletions, page, tar
from tests.home import COMMAND, Home
from tests.sinks import HookSink, wait_for

FULL = "Freemium_cnil_global_20230713-140000.tar.gz"
AUTHORISES = "CNIL_20240130-211500.tar.gz"
LATER = "CNIL_20260507-213433.tar.gz"
EMC2 = "CNILTEXT000049057224"


@pytest.fixture
def dila() -> Iterator[Site]:
    with serve() as site:
        yield site


@pytest.fixture
def real(shared: Path) -> dict[str, bytes]:
    """Return the archives of the samples: a full one, and an increment that authorises EMC2."""
    folder = shared / "fixtures" / "dila" / "synthetic"
    return {name: (folder / name).read_bytes() for name in (FULL, AUTHORISES)}


def put(site: Site, archives: dict[str, bytes]) -> None:
    site.pages["/CNIL/"] = page(*archives)
    for name, body in archives.items():
        site.pages[f"/CNIL/{name}"] = Reply(body)


def watch(home: Home, site: Site, *, hook: HookSink | None = None, more: str = "") -> None:
    home.config = f'[fetch]\nallow_private_hosts = ["{site.netloc}"]\n'
    if hook is not None:
        home.config += f'[[alerts.routes]]\nname = "dpo"\ntargets = ["{hook.url}"]\n'
    home.sources = [
        f'[[sources]]\nid = "deliberations"\nkind = "dila"\nurl = "{site.url("/CNIL/")}"\nevery = "1s"\n{more}\n'
    ]


def hospital(number: int) -> tuple[str, bytes]:
    return cnil(number, f"Un entrepôt de données de santé, le numéro {number}, est tenu par un hôpital.")


def recorded(home: Home, kind: str) -> list[dict[str, object]]:
    with closing(open_reader(f"sqlite:///{home.path / 'tracker.db'}")) as store:
        return [dict(event.payload) for event in store.read_all(types=[kind])]


def test_the_past_is_silent_and_a_new_deliberation_is_told_once(
    home: Home, dila: Site, hook: HookSink, real: dict[str, bytes]
) -> None:
    """The full archive is the baseline; the increment that authorises EMC2 is news."""
    watch(home, dila, hook=hook)
    put(dila, {FULL: real[FULL], LATER: tar(hospital(7))})

    first = home.run("poll")
    put(dila, {**real, LATER: tar(hospital(7))})
    second, third = home.run("poll"), home.run("poll")

    assert (first.code, second.code, third.code) == (0, 0, 0), first.err + second.err
    assert "deliberations: first poll, 1 documents recorded in silence" in first.out
    assert "deliberations: changed, 1 new or revised documents" in second.out
    assert "deliberations: unchanged, 0 new or revised documents" in third.out
    [alert] = hook.received
    assert "EMC2" in alert.title
    emc2 = home.status()["emc2"]
    assert (emc2["standing"], emc2["establishment"]) == ("authorised", "official")
    assert emc2["in_force"]["reference"] == "2023-146"


def test_what_names_nothing_of_the_subject_is_passed_over_and_counted(home: Home, dila: Site) -> None:
    watch(home, dila)
    put(dila, {FULL: tar(cnil(1), cnil(2), hospital(3)), LATER: tar(cnil(4))})

    polled = home.run("poll")

    assert "deliberations: 3 texts passed over" in polled.out
    assert len(recorded(home, "DocumentObserved")) == 1
    [row] = home.run("sources", "--format", "json").json["sources"]
    assert (row["kind"], row["voice"], row["passed_over"]) == ("dila", "official", 3)


ORPHEON = '[[platforms]]\nid = "orpheon"\nname = "Registre Orphéon"\naliases = ["Orphéon"]\n'


def test_what_was_passed_over_under_other_words_is_told_and_can_be_read(
    home: Home, dila: Site, hook: HookSink
) -> None:
    """A platform that is added later was in texts that nobody kept: silence about that would be blindness."""
    watch(home, dila, hook=hook)
    told = "Par délibération, la commission autorise le registre Orphéon."
    put(dila, {FULL: tar(cnil(1), hospital(3), cnil(5, told))})
    before = home.run("poll")
    home.config += ORPHEON

    changed = home.run("poll")
    listed, checked = home.run("sources"), home.run("check", "--offline")
    again = home.run("poll", "deliberations", "--again")
    after = home.run("poll")

    advice = "tracker poll deliberations --again"
    assert advice not in before.err
    assert advice in changed.err
    assert advice in " ".join(listed.out.split()) + " ".join(listed.err.split())
    assert (checked.code, advice in checked.out) == (1, True)
    assert (again.code, advice in again.err, advice in after.err) == (0, False, False)
    assert len(recorded(home, "DocumentObserved")) == 2
    assert hook.received == []
    [row] = home.run("sources", "--format", "json").json["sources"]
    assert row["passed_over"] == 1
    assert home.run("poll", "--again").code == 2


def test_a_poll_that_is_killed_goes_on_where_it_was(home: Home, dila: Site) -> None:
    """Nothing is lost, nothing is doubled, and the whole first poll is one silent baseline."""
    watch(home, dila)
    put(dila, {FULL: tar(*map(hospital, range(700))), LATER: tar(*map(hospital, range(700, 900)))})
    home.run("init", "--no-baseline")

    polling = subprocess.Popen([str(COMMAND), "poll"], env=home.environment(), cwd=home.path)
    begun = wait_for(lambda: len(recorded(home, "DocumentObserved")) >= 100, seconds=60)
    polling.send_signal(signal.SIGKILL)
    polling.wait(10)
    before = len(recorded(home, "DocumentObserved"))
    again = home.run("poll")

    assert begun
    assert 100 <= before < 900, "it was to be killed half-way"
    assert before % 100 == 0, "a part is taken in whole or not at all"
    assert again.code == 0, again.err
    assert "first poll, 900 documents recorded in silence; what comes after is news" in again.out
    seen = [document["id"] for each in recorded(home, "DocumentObserved") if (document := each["document"])]  # type: ignore[index]  # JSON
    assert len(seen) == len(set(seen)) == 900
    assert recorded(home, "DocumentRevised") == []
    [baseline] = recorded(home, "SourceBaselined")
    assert baseline["documents"] == 900
    assert home.run("verify").code == 0


def test_an_archive_that_is_missing_is_told_and_what_came_before_it_stays(home: Home, dila: Site) -> None:
    watch(home, dila)
    put(dila, {FULL: tar(hospital(1)), AUTHORISES: tar(hospital(2)), LATER: tar(hospital(3))})
    dila.pages[f"/CNIL/{AUTHORISES}"] = Reply(status=404)

    failed = home.run("poll")
    put(dila, {FULL: tar(hospital(1)), AUTHORISES: tar(hospital(2)), LATER: tar(hospital(3))})
    mended = home.run("poll")

    assert failed.code == 1
    assert f"deliberations: FAILED: {AUTHORISES}: " in failed.err
    assert "1 documents came before that, and are kept" in failed.err
    assert "first poll, 3 documents recorded in silence" in mended.out


def test_a_page_without_archives_is_a_failure(home: Home, dila: Site) -> None:
    """A page of maintenance must not pass for "nothing new"."""
    watch(home, dila)
    dila.pages["/CNIL/"] = Reply(b"<h1>Maintenance</h1>")

    polled = home.run("poll")

    assert polled.code == 1
    assert "the directory page names no archive" in polled.err
    [row] = home.run("sources", "--format", "json").json["sources"]
    assert row["failures"] == 1


def test_a_text_that_its_base_takes_back_is_told_and_kept(
    home: Home, dila: Site, real: dict[str, bytes]
) -> None:
    """A withdrawal is an event of the text; what it told was true all the same."""
    watch(home, dila)
    put(dila, real)
    home.run("poll")
    put(dila, {**real, LATER: tar(deletions(EMC2, "CNILTEXT000012345678"))})

    polled = home.run("poll")

    assert f"deliberations: deliberations:{EMC2} was withdrawn from its base" in polled.out
    [gone] = recorded(home, "DocumentWithdrawn")
    assert gone["text"] == EMC2
    assert home.status()["emc2"]["standing"] == "authorised"
    explained = home.run("explain", "emc2", "--format", "json").json
    [witness] = [each for each in explained["because"][0]["witnesses"] if EMC2 in each["document"]]
    assert witness["withdrawn"] == gone["withdrawn_on"]
    assert "withdrawn from its base" in home.run("explain", "emc2").out
    assert home.run("verify").code == 0


def test_a_text_that_comes_again_is_withdrawn_no_more(home: Home, dila: Site, real: dict[str, bytes]) -> None:
    watch(home, dila)
    put(dila, real)
    home.run("poll")
    put(dila, {**real, LATER: tar(deletions(EMC2))})
    home.run("poll")
    put(dila, {**real, LATER: tar(deletions(EMC2)), LATER.replace("0507", "0508"): real[AUTHORISES]})

    polled = home.run("poll")

    assert "changed, 1 new or revised documents" in polled.out
    explained = home.run("explain", "emc2", "--format", "json").json
    assert {each["withdrawn"] for each in explained["because"][0]["witnesses"]} == {None}


def test_an_older_archive_that_comes_late_changes_nothing(
    home: Home, dila: Site, hook: HookSink, real: dict[str, bytes]
) -> None:
    """Its text of the same deliberation, and its list of withdrawals, are older than what is known."""
    late = "CNIL_20240115-210000.tar.gz"
    watch(home, dila, hook=hook)
    put(dila, {FULL: real[FULL]})
    home.run("poll")
    put(dila, real)
    home.run("poll")
    older = (f"a/{EMC2}.xml", hospital(7)[1].replace(b"CNILTEXT000000000007", EMC2.encode()))
    put(dila, {**real, late: tar(older, deletions("CNILTEXT000000000009"))})

    read = home.run("poll")
    put(dila, {**real, late: tar(older), "CNIL_20240116-210000.tar.gz": tar(deletions(EMC2))})
    taken_back = home.run("poll")

    told = "1 texts are passed over: a newer archive, read before it, says otherwise"
    assert told in read.out, read.err
    assert told in taken_back.out, taken_back.err
    assert recorded(home, "DocumentRevised") == recorded(home, "DocumentWithdrawn") == []
    assert len(hook.received) == 1
    assert home.status()["emc2"]["standing"] == "authorised"


@pytest.mark.parametrize("wider", ["", "since = 2024-01-01"], ids=["removed", "earlier"])
def test_a_first_day_that_is_moved_back_brings_the_past_in_silence(
    home: Home, dila: Site, hook: HookSink, real: dict[str, bytes], wider: str
) -> None:
    watch(home, dila, hook=hook, more="since = 2025-01-01")
    put(dila, {**real, LATER: tar(hospital(7))})
    home.run("poll")
    watch(home, dila, hook=hook, more=wider)

    polled = home.run("poll")

    assert "texts that only the wider source shows are recorded in silence" in polled.out, polled.err
    assert hook.received == []
    assert home.status()["emc2"]["standing"] == "authorised"


def test_check_lists_the_folder_and_fetches_no_archive(home: Home, dila: Site) -> None:
    watch(home, dila)
    put(dila, {FULL: tar(hospital(1)), LATER: tar(hospital(2))})
    home.run("init", "--no-baseline")

    checked = home.run("check")

    assert (
        "source deliberations: a folder with 2 archives to read, the newest of 20260507-213433" in checked.out
    )
    assert dila.paths() == ["/CNIL/"]


def test_with_a_first_day_only_what_came_since_is_read(home: Home, dila: Site) -> None:
    watch(home, dila, more="since = 2026-01-01")
    put(dila, {FULL: tar(hospital(1)), AUTHORISES: tar(hospital(2)), LATER: tar(hospital(3))})

    polled = home.run("poll")

    assert "first poll, 1 documents recorded in silence" in polled.out
    assert dila.paths() == ["/CNIL/", f"/CNIL/{LATER}"]


def test_a_daemon_that_is_told_to_end_breaks_off_an_archive_and_goes_on_later(home: Home, dila: Site) -> None:
    """A download of minutes does not hold up the end; it counts for nothing, and is made again."""
    watch(home, dila)
    archives = {FULL: tar(hospital(1)), LATER: tar(hospital(2))}
    put(dila, archives)
    start = b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n"
    dila.pages[f"/CNIL/{LATER}"] = Reply(drip=iter([start, *[b"x" * 100] * 10_000]))
    home.run("init", "--no-baseline")

    daemon = subprocess.Popen(
        [str(COMMAND), "run"], env=home.environment(), cwd=home.path, stderr=subprocess.PIPE, text=True
    )
    begun = wait_for(lambda: f"/CNIL/{LATER}" in dila.paths(), seconds=60)
    daemon.send_signal(signal.SIGTERM)
    _, log = daemon.communicate(timeout=30)
    put(dila, archives)
    polled = home.run("poll")

    assert begun, log
    assert daemon.returncode == 0, log
    assert "deliberations: given up half-way" in log
    assert "first poll, 2 documents recorded in silence" in polled.out
    assert dila.paths().count(f"/CNIL/{FULL}") == 1, "what is done is not read again"


def test_with_the_backlog_asked_for_the_past_is_told(
    home: Home, dila: Site, hook: HookSink, real: dict[str, bytes]
) -> None:
    """Whoever starts late may want to hear what a new source has: once, and only when it was asked for."""
    watch(home, dila, hook=hook)
    put(dila, real)

    told, again = home.run("poll", "--alert-backlog"), home.run("poll", "--alert-backlog")

    assert "first poll, 1 documents recorded, and told where they are news" in told.out, told.err
    assert "unchanged, 0 new" in again.out
    assert ["EMC2" in alert.title for alert in hook.received] == [True]
