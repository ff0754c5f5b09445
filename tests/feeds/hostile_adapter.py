"""Make one poll of a hostile server with our own code, and print what came of it.

Run by `run_cases.py` of the shared bench, which says what to do in the environment and judges
the line of JSON that is printed.  With ``--full-text`` the pages behind the entries are read too.
"""

from __future__ import annotations

import io
import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from feeds.article import Article
from feeds.dates import horizon
from feeds.dila import read_texts
from feeds.dila_memory import DilaMemory
from feeds.dila_source import DilaSource, poll_dila
from feeds.document import Origin
from feeds.entry import Entry, Feed, NotAFeed
from feeds.errors import FailureKind
from feeds.http import PAGE_ACCEPT, Fetched, Fetcher, FetchFailed, FetchPolicy
from feeds.memory import Memory
from feeds.official import NotOfficial, OfficialText
from feeds.piste import Credentials, Piste
from feeds.poll import Source, poll
from feeds.worker import Parser

RESULTS = {
    FailureKind.TRANSIENT: "transient-error",
    FailureKind.PERMANENT: "permanent-error",
    FailureKind.UNSAFE: "rejected-unsafe",
}
Answer = dict[str, object]


class Recording(Parser):
    """The parser, which also shows the feed in its own order."""

    feed: Feed | None = None

    def parse(self, body: bytes, *, content_type: str | None, base: str) -> Feed | NotAFeed:
        """Parse and keep."""
        answer = super().parse(body, content_type=content_type, base=base)
        self.feed = answer if isinstance(answer, Feed) else None
        return answer


def poll_feed(url: str, fetcher: Fetcher, parser: Recording, *, full_text: bool) -> Answer:
    """Poll the feed once more, with what the last poll remembered."""
    place = Path(os.environ["CASE_STATE"]) / "memory.json"
    memory = Memory.from_json(place.read_text(encoding="utf-8")) if place.exists() else Memory()
    source = Source(origin=Origin(id="case", kind="press", name="Case"), url=url, full_text=full_text)
    outcome = poll(source, memory, fetcher, parser, now=datetime.now(UTC))
    known = {entry.key for entry in memory.entries.values()}
    place.write_text(outcome.memory.to_json(), encoding="utf-8")
    for notice in outcome.notices:
        print(json.dumps({"notice": notice}))  # noqa: T201  read by the bench, which looks for secrets
    if outcome.failure is not None:
        return {
            "result": RESULTS[outcome.failure.kind],
            "reason": outcome.failure.reason,
            "retry_after_s": outcome.retry_after,
        }
    if parser.feed is None:
        return {"result": "unchanged"}
    revised = sum(document.id.partition(":")[2] in known for document in outcome.documents)
    return {
        "result": "items",
        "items": outcome.entries,
        "new": len(outcome.documents) - revised,
        "revised": revised,
        "entries": [shown(entry) for entry in parser.feed.entries[:20]],
    }


def shown(entry: Entry) -> Answer:
    """Show *entry* in the words of the bench."""
    ahead = entry.published is not None and entry.published > horizon(datetime.now(UTC))
    return {
        "title": entry.title,
        "link": entry.url,
        "published": None if ahead else entry.published,
        "summary": f"{entry.summary}\n{entry.text}",
        "flags": [*entry.suspicions, *(["date-ahead"] if ahead else [])],
    }


def read_page(url: str, fetcher: Fetcher, parser: Parser) -> Answer:
    """Read the article behind *url*."""
    page = fetcher.fetch(url, accept=PAGE_ACCEPT)
    answer = (
        parser.read(page.body, url=page.url, content_type=page.content_type)
        if isinstance(page, Fetched)
        else page
    )
    if isinstance(answer, Article):
        return {"result": "items", "text": f"{answer.title}\n{answer.text}"}
    kind = getattr(answer, "kind", FailureKind.TRANSIENT)
    return {"result": RESULTS[kind], "reason": getattr(answer, "reason", "")}


def read_archive(url: str, fetcher: Fetcher) -> Answer:
    """Read the official texts of the archive behind *url*; all of it counts, or none."""
    archive = fetcher.fetch(url)
    if not isinstance(archive, Fetched):
        return {"result": RESULTS[getattr(archive, "kind", FailureKind.TRANSIENT)]}
    found = list(read_texts(io.BytesIO(archive.body), name="archive"))
    faults = [one for one in found if isinstance(one, NotOfficial)]
    for fault in faults:
        if fault.kind is not FailureKind.PERMANENT:
            return {"result": RESULTS[fault.kind], "reason": f"{fault.name}: {fault.reason}"}
    return {"result": "items", "items": sum(isinstance(one, OfficialText) for one in found)}


def read_index(url: str, fetcher: Fetcher) -> Answer:
    """Read the directory page behind *url*, as if to fetch the archives that it names."""
    source = DilaSource(origin=Origin(id="case", kind="cnil", name="Case"), url=url)
    polled = poll_dila(source, DilaMemory(), fetcher, now=datetime.now(UTC))
    if polled.failure is not None:
        return {"result": RESULTS[polled.failure.kind], "reason": polled.failure.reason}
    return {"result": "items", "items": len(polled.archives)}


def ask_api(url: str, fetcher: Fetcher) -> Answer:
    """Ask the interface behind *url* once, with a token of the bench."""
    credentials = Credentials(os.environ["CASE_CLIENT_ID"], os.environ["CASE_CLIENT_SECRET"])
    piste = Piste(fetcher, credentials, token_url=os.environ["CASE_TOKEN_URL"], api_url=url)
    answer = piste.ask("", {"fond": "CNIL"})
    print(credentials, piste)  # noqa: T201  read by the bench, which looks for secrets
    if isinstance(answer, FetchFailed):
        return {"result": RESULTS[answer.kind], "reason": answer.reason}
    results = answer.get("results")
    if not isinstance(results, list):
        return {"result": "permanent-error", "reason": "an answer without results"}
    return {"result": "items", "items": len(results)}


def main() -> None:
    """Do what the environment asks."""
    authority = os.environ.get("CASE_CA")
    policy = FetchPolicy(
        user_agent="hosting-tracker/0 (+mailto:tests@tracker.example)",
        timeout=float(os.environ.get("CASE_TIMEOUT", "20")),
        allow_private_hosts=frozenset(filter(None, os.environ.get("CASE_ALLOW", "").split(","))),
        ca_file=Path(authority) if authority else None,
    )
    with Fetcher(policy) as fetcher, Recording() as parser:
        if os.environ["CASE_KIND"] == "archive":
            answer = read_archive(os.environ["CASE_URL"], fetcher)
        elif os.environ["CASE_KIND"] == "archive-index":
            answer = read_index(os.environ["CASE_URL"], fetcher)
        elif os.environ["CASE_KIND"] == "api":
            answer = ask_api(os.environ["CASE_URL"], fetcher)
        elif os.environ["CASE_KIND"] == "page":
            answer = read_page(os.environ["CASE_URL"], fetcher, parser)
        else:
            full_text = "--full-text" in sys.argv
            answer = poll_feed(os.environ["CASE_URL"], fetcher, parser, full_text=full_text)
    print(json.dumps(answer, ensure_ascii=False))  # noqa: T201  this is the answer


if __name__ == "__main__":
    main()
