from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from html import escape

import pytest

from feeds.document import Document, Origin
from feeds.errors import FailureKind, MemoryFormatError
from feeds.http import Fetcher, FetchFailed
from feeds.memory import EntryMemory, Memory
from feeds.poll import Poll, Source, poll
from feeds.worker import Parser
from tests.feeds.site import Asked, Reply, Site

NOW = datetime(2026, 3, 5, 8, 0, tzinfo=UTC)
SENTENCE = (
    "La plateforme d’essai publie son appel d’offres, et la suite du texte est assez longue pour compter."
)


@dataclass(frozen=True)
class Item:
    title: str
    guid: str | None = None
    link: str | None = None
    date: str | None = None
    text: str = SENTENCE


def rss(*items: Item, built: str = "", more: str = "") -> bytes:
    rows = []
    for item in items:
        parts = [f"<title>{escape(item.title)}</title>", f"<description>{escape(item.text)}</description>"]
        parts += [f'<guid isPermaLink="false">{escape(item.guid)}</guid>'] if item.guid else []
        parts += [f"<link>{escape(item.link)}</link>"] if item.link else []
        parts += [f"<pubDate>{item.date}</pubDate>"] if item.date else []
        rows.append(f"<item>{''.join(parts)}</item>")
    head = f"<title>Essai</title><lastBuildDate>{built}</lastBuildDate>{more}"
    return f"<rss version='2.0'><channel>{head}{''.join(rows)}</channel></rss>".encode()


THREE = tuple(
    Item(
        f"La CNIL autorise l’essai {n}",
        f"essai:{n}",
        f"https://source.test/{n}",
        f"0{n} Mar 2026 08:00 +0100",
    )
    for n in (1, 2, 3)
)


@dataclass
class History:
    """Polls one source again and again, keeping what it remembers as the tracker does."""

    site: Site
    fetcher: Fetcher
    parser: Parser
    full_text: bool = False
    now: datetime = NOW
    memory: Memory = field(default_factory=Memory)
    seen: set[str] = field(default_factory=set)

    def show(self, body: bytes, **headers: str) -> Poll:
        self.site.pages["/fil"] = Reply(body, headers=headers)
        return self.again()

    def again(self) -> Poll:
        source = Source(
            origin=Origin(id="presse", kind="press", name="Presse"),
            url=self.site.url("/fil"),
            full_text=self.full_text,
        )
        outcome = poll(source, self.memory, self.fetcher, self.parser, now=self.now)
        self.memory = Memory.from_json(outcome.memory.to_json())
        assert self.memory == outcome.memory
        return outcome

    def news(self, outcome: Poll) -> tuple[int, int]:
        """Count the documents that are new and those that are revisions."""
        ids = [document.id for document in outcome.documents]
        new = [one for one in ids if one not in self.seen]
        self.seen.update(ids)
        return len(new), len(ids) - len(new)


@pytest.fixture
def history(site: Site, fetcher: Fetcher, parser: Parser) -> History:
    return History(site, fetcher, parser)


def test_a_feed_becomes_documents_oldest_first(history: History) -> None:
    outcome = history.show(rss(*reversed(THREE)))

    assert outcome.outcome == "changed"
    assert [document.title for document in outcome.documents] == [item.title for item in THREE]
    assert outcome.documents[0] == Document(
        id=outcome.documents[0].id,
        source=Origin(id="presse", kind="press", name="Presse"),
        title="La CNIL autorise l’essai 1",
        summary=SENTENCE,
        url="https://source.test/1",
        published="2026-03-01T07:00:00Z",
    )
    assert outcome.documents[0].id.startswith("presse:")
    assert outcome.entries == 3


def test_s1_a_rewritten_entry_is_one_revision(history: History) -> None:
    history.news(history.show(rss(*THREE)))
    rewritten = replace(THREE[1], title="La CNIL refuse l’essai 2")

    assert history.news(history.show(rss(THREE[0], rewritten, THREE[2]))) == (0, 1)
    assert history.news(history.show(rss(THREE[0], rewritten, THREE[2], built="later"))) == (0, 0)


def test_s2_a_new_guid_alone_is_no_news(history: History) -> None:
    history.news(history.show(rss(*THREE)))

    for turn in range(3):
        churned = [replace(item, guid=f"{item.guid}:{turn}") for item in THREE]
        assert history.news(history.show(rss(*churned))) == (0, 0)
    assert len(history.memory.entries) == 3


def test_a_new_guid_and_a_new_link_on_the_same_text_are_no_news(history: History) -> None:
    history.news(history.show(rss(*THREE)))
    moved = [replace(item, guid=f"{item.guid}x", link=f"{item.link}-neuf") for item in THREE]

    assert history.news(history.show(rss(*moved))) == (0, 0)


def test_a_rewritten_entry_under_a_new_guid_is_a_revision_of_the_old_document(history: History) -> None:
    first = history.show(rss(*THREE)).documents[0]
    rewritten = replace(THREE[0], guid="neuf", title="La CNIL refuse l’essai 1")

    changed = history.show(rss(rewritten, *THREE[1:])).documents

    assert [document.id for document in changed] == [first.id]


def test_s3_another_order_is_no_news(history: History) -> None:
    history.news(history.show(rss(*THREE)))

    assert history.news(history.show(rss(*reversed(THREE)))) == (0, 0)


def test_s4_an_entry_that_leaves_and_comes_back_is_no_news(history: History) -> None:
    history.news(history.show(rss(*THREE)))
    history.news(history.show(rss(*THREE[:2])))

    assert history.news(history.show(rss(*THREE))) == (0, 0)


@pytest.mark.parametrize(
    "interlude",
    [b"<!doctype html><html><body><h1>Maintenance</h1></body></html>", b"", b"   ", rss(*THREE)[:-40]],
    ids=["page", "empty", "blank", "cut"],
)
def test_s5_s6_what_is_no_feed_concerns_the_health_of_the_source_only(
    history: History, interlude: bytes
) -> None:
    history.news(history.show(rss(*THREE), ETag='"1"'))
    before = history.memory

    failure = history.show(interlude, ETag='"2"')

    assert failure.outcome == "failed"
    assert failure.failure is not None
    assert failure.failure.kind is FailureKind.TRANSIENT
    assert history.memory == before
    assert history.news(history.show(rss(*THREE, built="later"))) == (0, 0)


def test_s7_a_new_build_date_is_no_news(history: History) -> None:
    history.news(history.show(rss(*THREE)))

    outcome = history.show(rss(*THREE, built="Thu, 05 Mar 2026 08:00:00 GMT", more="<ttl>5</ttl>"))

    assert outcome.outcome == "unchanged"
    assert outcome.entries == 3


def test_s8_a_really_new_entry_is_one_document(history: History) -> None:
    history.news(history.show(rss(*THREE)))
    fourth = Item("Un quatrième fait", "essai:4", "https://source.test/4")

    assert history.news(history.show(rss(fourth, *THREE))) == (1, 0)


def test_redated_entries_are_no_news(history: History) -> None:
    bare = [replace(item, guid=None, link=None) for item in THREE]
    history.news(history.show(rss(*THREE)))
    assert history.news(history.show(rss(*THREE, *bare))) == (0, 0)
    redated = [replace(item, date="Thu, 05 Mar 2026 08:00:00 GMT") for item in (*THREE, *bare)]

    assert history.news(history.show(rss(*redated))) == (0, 0)


def test_short_texts_that_are_the_same_stay_apart(history: History) -> None:
    """Two items called "Communiqué" without any text are two items."""
    history.news(history.show(rss(Item("Communiqué", "a", "https://source.test/a", text=""))))

    assert history.news(history.show(rss(Item("Communiqué", "b", "https://source.test/b", text="")))) == (
        1,
        0,
    )


def test_the_same_words_on_another_day_at_another_place_are_another_item(history: History) -> None:
    """A journal that announces each of its issues with one sentence."""
    daily = [replace(item, title="Le Journal officiel de ce jour") for item in THREE]

    assert history.news(history.show(rss(daily[0]))) == (1, 0)
    assert history.news(history.show(rss(daily[1], daily[0]))) == (1, 0)


def test_items_that_share_one_link_stay_apart(history: History) -> None:
    items = [replace(item, link="https://source.test/actualites") for item in THREE]
    assert history.news(history.show(rss(*items[:2]))) == (2, 0)

    assert history.news(history.show(rss(*items))) == (1, 0)


def test_items_that_share_the_link_of_one_that_left_are_new(history: History) -> None:
    items = [replace(item, link="https://source.test/actualites") for item in THREE]
    history.news(history.show(rss(items[0])))

    assert history.news(history.show(rss(*items[1:]))) == (2, 0)


REFUSAL = Item(
    "La CNIL refuse à Microsoft l’hébergement de l’entrepôt EMC2",
    "une",
    "https://source.test/une",
    "Mon, 02 Mar 2026 08:00 GMT",
    "La CNIL a refusé le 26 février d’autoriser Microsoft à héberger l’entrepôt EMC2 du Health Data Hub.",
)
WEATHER = Item(
    "La météo du jour",
    "une",
    "https://source.test/une",
    "Tue, 03 Mar 2026 08:00 GMT",
    "Il fera beau demain sur toute la France, avec quelques nuages le soir sur les côtes.",
)


@pytest.mark.parametrize(
    "weather",
    [
        pytest.param(WEATHER, id="the same guid and link"),
        pytest.param(replace(WEATHER, link="https://source.test/meteo"), id="the same guid"),
        pytest.param(replace(WEATHER, guid="deux"), id="the same link"),
        pytest.param(replace(WEATHER, guid="deux", date=REFUSAL.date), id="the same link and day"),
        pytest.param(replace(WEATHER, guid=None), id="the link for a name"),
    ],
)
def test_another_article_in_the_place_of_one_is_another_document(history: History, weather: Item) -> None:
    """Some sites have one slot for their headline: the weather takes back no decision."""
    assert history.news(history.show(rss(REFUSAL))) == (1, 0)

    assert history.news(history.show(rss(weather))) == (1, 0)
    assert history.news(history.show(rss(replace(weather, text=f"{weather.text} Vent faible.")))) == (0, 1)
    later = replace(REFUSAL, title="Le Conseil d’État se tait", text="Rien à signaler.", guid=weather.guid)
    assert history.news(history.show(rss(replace(later, date="Wed, 04 Mar 2026 08:00 GMT")))) == (1, 0)


@pytest.mark.parametrize(
    "rewritten",
    [
        pytest.param(
            replace(REFUSAL, title=REFUSAL.title.replace("refuse", "autorise"), date=WEATHER.date),
            id="a word",
        ),
        pytest.param(
            replace(
                REFUSAL,
                title="Rectificatif : EMC2",
                text="Contrairement à ce que nous écrivions, la CNIL a autorisé Microsoft à héberger l’entrepôt EMC2.",
                date=WEATHER.date,
            ),
            id="all of it",
        ),
        pytest.param(replace(WEATHER, title=REFUSAL.title), id="the text alone"),
        pytest.param(replace(WEATHER, text=REFUSAL.text), id="the title alone"),
        pytest.param(replace(WEATHER, date=REFUSAL.date), id="everything, on the same day"),
        pytest.param(replace(WEATHER, date=None), id="everything, undated"),
        pytest.param(
            replace(REFUSAL, text=f"{REFUSAL.text} {SENTENCE * 40}", date=WEATHER.date), id="longer"
        ),
        pytest.param(replace(REFUSAL, title="Brève", text="", date=WEATHER.date), id="shorter"),
    ],
)
def test_what_may_be_a_correction_stays_a_revision(history: History, rewritten: Item) -> None:
    """In doubt it is the same article: what it no longer says is taken back."""
    assert history.news(history.show(rss(REFUSAL))) == (1, 0)

    assert history.news(history.show(rss(rewritten))) == (0, 1)


def test_the_same_bytes_are_not_read_twice(history: History) -> None:
    """Many servers send no validators: what would be told of the feed is told once."""
    body = rss(*THREE).replace(b"</channel>", b"<item/></channel>")
    assert history.show(body).notices

    again = history.show(body)

    assert (again.outcome, again.entries, again.notices) == ("unchanged", 3, ())


def test_two_items_under_one_guid_do_not_overwrite_each_other(history: History) -> None:
    twins = [THREE[0], replace(THREE[1], guid=THREE[0].guid), THREE[2]]

    assert history.news(history.show(rss(*twins))) == (3, 0)
    assert history.news(history.show(rss(*twins, built="later"))) == (0, 0)
    assert history.news(history.show(rss(*twins[:1], built="latest"))) == (0, 0)


def test_validators_are_sent_only_after_a_body_that_was_read(history: History) -> None:
    def asked() -> str | None:
        return history.site.asked[-1].headers.get("if-none-match")

    history.show(b"<html><body>maintenance</body></html>", ETag='"page"')
    history.show(rss(*THREE), ETag='"fil"')
    assert asked() is None

    history.site.pages["/fil"] = Reply(status=304)
    outcome = history.again()

    assert asked() == '"fil"'
    assert (outcome.outcome, outcome.entries, outcome.documents) == ("unchanged", 3, ())


def test_once_a_day_the_whole_feed_is_asked_for(history: History) -> None:
    """A validator that a server gave by mistake would make it say "unchanged" for ever."""
    whole = Reply(rss(*THREE), headers={"ETag": '"fil"'})
    history.site.pages["/fil"] = lambda asked: (
        Reply(status=304) if "if-none-match" in asked.headers else whole
    )
    history.again()
    asked = []
    for hours in (1, 23, 24, 25, 47, 48):
        history.now = NOW + timedelta(hours=hours)
        history.again()
        asked.append(history.site.asked[-1].headers.get("if-none-match"))

    assert asked == ['"fil"', '"fil"', None, '"fil"', '"fil"', None]


def test_validators_do_not_outlive_the_address_they_came_from(history: History) -> None:
    history.show(rss(*THREE), ETag='"fil"')
    history.memory = replace(history.memory, made_for="1 ailleurs.example/fil")

    history.again()

    assert "if-none-match" not in history.site.asked[-1].headers


def test_a_failed_fetch_passes_on_what_the_server_asks(history: History) -> None:
    history.site.pages["/fil"] = Reply(status=503, headers={"Retry-After": "300"})

    outcome = history.again()

    assert isinstance(outcome.failure, FetchFailed)
    assert (outcome.outcome, outcome.retry_after, outcome.memory) == ("failed", 300.0, Memory())


def test_a_permanent_move_is_handed_over_and_told_to_nobody(history: History) -> None:
    """What of it may be told is for those to say who know what is secret."""
    history.site.pages["/fil"] = Reply(status=301, headers={"Location": "/neuf?jeton=secret"})
    history.site.pages["/neuf"] = Reply(rss(*THREE))

    outcome = history.again()

    assert len(outcome.documents) == 3
    assert outcome.moved_to == history.site.url("/neuf?jeton=secret")
    assert "secret" not in "".join((*outcome.notices, outcome.memory.to_json()))


def test_a_date_far_ahead_is_told_and_left_out(history: History) -> None:
    outcome = history.show(rss(replace(THREE[0], date="Fri, 01 May 2099 00:00:00 +0000"), THREE[1]))

    assert [document.published for document in outcome.documents] == ["2026-03-02T07:00:00Z", None]
    assert [notice for notice in outcome.notices if "2099" in notice]


def test_odd_characters_are_told(history: History) -> None:
    outcome = history.show(rss(Item("La СNIL autorise", "a"), Item("Health\u200bData", "b")))

    assert {document.title for document in outcome.documents} == {"La СNIL autorise", "HealthData"}
    assert sorted(notice.rpartition(" ")[2] for notice in outcome.notices) == [
        "hidden-characters",
        "mixed-script",
    ]


def test_a_poll_that_knows_no_entry_tells_of_a_gap(history: History) -> None:
    history.show(rss(THREE[0]))

    outcome = history.show(rss(*THREE[1:]))

    assert [notice for notice in outcome.notices if "none of the entries was known" in notice]


def test_an_entry_without_any_key_costs_only_itself(history: History) -> None:
    body = rss(*THREE).replace(b"</channel>", b"<item/></channel>")

    outcome = history.show(body)

    assert len(outcome.documents) == 3
    assert [notice for notice in outcome.notices if notice.startswith("1 entries")]


def test_what_left_the_feed_is_remembered_for_long() -> None:
    """5000 entries that have left are kept, the last seen of them."""
    entries = {
        f"guid:{n}": EntryMemory(key=str(n), digest=str(n), seen=f"2026-01-{1 + n // 1000:02}")
        for n in range(6000)
    }
    memory = Memory(entries=entries)

    kept = memory.remember({}, [])

    assert len(kept) == 5000
    assert "guid:0" not in kept
    assert "guid:5999" in kept


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 99}', '{"format":1,"entries":{"a":1}}', "null"])
def test_a_memory_of_another_make_is_refused(text: str) -> None:
    with pytest.raises(MemoryFormatError):
        Memory.from_json(text)


KNOWN = {
    "guid:a": EntryMemory(key="k", digest="d", seen="2026-03-05"),
    "guid:b": EntryMemory(key="l", digest="e"),
}


def test_the_entries_of_a_memory_are_read_when_they_are_asked_for() -> None:
    """Most polls find nothing new, and write back what they read, letter by letter."""
    kept = Memory(made_for="1", etag='"x"', count=2, entries=KNOWN).to_json()
    broken = kept.partition("\n")[0] + '\n{"guid:a": 1}'

    assert Memory.from_json(kept).entries == KNOWN
    assert Memory.from_json(broken).to_json() == broken
    assert dict(Memory.from_json(broken).entries) == {}


def test_when_a_page_is_due_is_known_without_looking_at_the_entries() -> None:
    due = {
        name: EntryMemory(key=name, digest="d", page="missing", retry_at=f"2026-03-0{day}T00:00:00+00:00")
        for name, day in (("a", 7), ("b", 6))
    }
    memory = Memory(entries={**KNOWN, **due})

    assert memory.retry_at == "2026-03-06T00:00:00+00:00"
    assert Memory.from_json(memory.to_json()).retry_at == memory.retry_at
    assert Memory(entries=KNOWN).retry_at is None


def test_the_memory_that_earlier_versions_wrote_is_read() -> None:
    text = '{"format":1,"made_for":"1","whole_at":"","etag":null,"last_modified":null,"body":"","count":1,'
    text += '"entries":{"guid:a":["k","d","","2026-03-05"]}}'

    assert Memory.from_json(text) == Memory(made_for="1", count=1, entries={"guid:a": KNOWN["guid:a"]})


PAGE = "<html lang='fr'><body><article><h1>T</h1>{}</article></body></html>"
LONG = tuple(
    f"Le paragraphe {n} de l’article raconte la suite de l’affaire avec assez de mots pour compter."
    for n in range(6)
)


def page(*paragraphs: str) -> Reply:
    body = PAGE.format("".join(f"<p>{escape(one)}</p>" for one in paragraphs)).encode()
    return Reply(body, headers={"Content-Type": "text/html; charset=utf-8"})


@pytest.fixture
def reading(history: History) -> History:
    history.full_text = True
    return history


def linked(history: History, item: Item) -> Item:
    return replace(item, link=history.site.url("/article"))


def test_the_page_behind_an_entry_is_read_once(reading: History) -> None:
    reading.site.pages["/article"] = page(*LONG)
    item = linked(reading, THREE[0])

    outcome = reading.show(rss(item))

    assert outcome.documents[0].text == "\n".join(LONG)
    assert outcome.documents[0].summary == SENTENCE
    reading.show(rss(item, built="later"))
    assert reading.site.paths().count("/article") == 1


def test_an_entry_whose_page_fails_is_handed_over_and_completed_later(reading: History) -> None:
    """Nothing new waits for a page; the full text comes as a revision as soon as it can be read."""
    item = linked(reading, THREE[0])
    reading.site.pages["/article"] = Reply(status=503)
    first = reading.show(rss(item), ETag='"1"')
    assert reading.news(first) == (1, 0)
    assert first.documents[0].text == ""
    assert [notice for notice in first.notices if "503" in notice]

    reading.site.pages["/article"] = page(*LONG)
    second = reading.again()

    assert reading.news(second) == (0, 1)
    assert second.documents[0].text == "\n".join(LONG)
    assert "if-none-match" not in reading.site.asked[-2].headers
    assert reading.again().documents == ()


def test_a_page_that_goes_on_failing_is_asked_for_less_and_less(reading: History) -> None:
    item = linked(reading, THREE[0])
    reading.site.pages["/article"] = Reply(status=503)
    reading.show(rss(item))

    for _ in range(300):
        reading.now += timedelta(minutes=30)
        assert reading.again().documents == ()

    assert 4 <= reading.site.paths().count("/article") <= 10


@pytest.mark.parametrize("link", ["http://127.0.0.1:1/interne", "/perdue"])
def test_a_page_that_may_not_be_fetched_or_is_gone_is_not_asked_for_again(
    reading: History, link: str
) -> None:
    reading.site.pages["/perdue"] = Reply(status=410)

    assert len(reading.show(rss(replace(THREE[0], link=link))).documents) == 1

    count = len(reading.site.asked)
    assert reading.again().documents == ()
    assert len(reading.site.asked) == count + 1


def test_a_text_read_in_full_is_never_replaced_by_the_few_lines_of_the_feed(reading: History) -> None:
    reading.site.pages["/article"] = page(*LONG)
    item = linked(reading, THREE[0])
    reading.news(reading.show(rss(item)))

    reading.site.pages["/article"] = Reply(status=503)
    rewritten = replace(item, title="La CNIL refuse l’essai 1")
    waiting = reading.show(rss(rewritten))
    assert waiting.documents == ()
    assert [notice for notice in waiting.notices if "waits for its page" in notice]

    reading.site.pages["/article"] = page(
        *LONG, "Et voici ce qui a changé dans cet article depuis la première version."
    )
    revised = reading.again()

    assert reading.news(revised) == (0, 1)
    assert revised.documents[0].title == "La CNIL refuse l’essai 1"
    assert len(revised.documents[0].text) > len("\n".join(LONG))


def test_one_bad_page_costs_only_itself(reading: History) -> None:
    def answer(asked: Asked) -> Reply:
        return (
            page(*LONG)
            if asked.path.endswith("1")
            else Reply(raw=b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n?")
        )

    reading.site.pages["/article"] = answer
    items = [replace(item, link=reading.site.url(f"/article?{n}")) for n, item in enumerate(THREE)]

    outcome = reading.show(rss(*items))

    assert sorted(bool(document.text) for document in outcome.documents) == [False, False, True]


def test_the_longer_text_counts_where_a_page_shows_less_than_the_feed(reading: History) -> None:
    """A paywall gives one paragraph; the feed had them all."""
    reading.site.pages["/article"] = page(
        "Cet article est réservé à ceux qui le lisent, dit le site en une phrase."
    )
    whole = "".join(f"&lt;p&gt;{one}&lt;/p&gt;" for one in LONG)
    body = (
        rss(linked(reading, THREE[0]))
        .replace(
            b"<rss version='2.0'>", b"<rss version='2.0' xmlns:c='http://purl.org/rss/1.0/modules/content/'>"
        )
        .replace(b"</item>", f"<c:encoded>{whole}</c:encoded></item>".encode())
    )

    assert reading.show(body).documents[0].text == "\n".join(LONG)


def test_what_a_feed_or_a_page_hides_is_told_with_the_document(
    site: Site, fetcher: Fetcher, parser: Parser
) -> None:
    """The text is tidied: without the mark nobody could tell that a word had been written in two."""
    hidden = f"<html><body><article><p>La CNIL autorise Micro\u200bsoft à héberger. {SENTENCE}</p></article></body>"
    site.pages["/a"] = Reply(
        f"{hidden}</html>".encode(), headers={"Content-Type": "text/html; charset=utf-8"}
    )
    history = History(site, fetcher, parser, full_text=True)

    first = history.show(
        rss(
            Item("Par la page", "p", site.url("/a")),
            Item("Par le fil", "f", text=f"La CN\u2060IL. {SENTENCE}"),
            Item("Rien à cacher", "r"),
        )
    )

    found = {document.title: document.suspicions for document in first.documents}
    assert found == {
        "Par la page": ("hidden-characters",),
        "Par le fil": ("hidden-characters",),
        "Rien à cacher": (),
    }
    assert sum("needs a look: hidden-characters" in notice for notice in first.notices) == 2
