"""A small web site on loopback: feeds that grow as the story goes on, and the pages behind them."""

from __future__ import annotations

import threading
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from types import TracebackType
from typing import Any, Self

FEEDS = ("legifrance", "cnil", "presse", "presse-2")


@dataclass(frozen=True, slots=True)
class Text:
    """One text of the story; ``feed`` says who publishes it."""

    number: int
    feed: str
    date: datetime
    title: str
    text: str
    comments: str


def story() -> list[Text]:
    """Return the packaged texts in the order in which they came out."""
    packaged = files("tracker.demo") / "story" / "story.toml"
    rows: list[Mapping[str, Any]] = tomllib.loads(packaged.read_text("utf-8"))["texts"]
    return [
        Text(
            number,
            row["feed"],
            datetime.fromisoformat(row["date"]),
            row["title"],
            row["text"].strip(),
            row.get("comments", "").strip(),
        )
        for number, row in enumerate(rows)
    ]


class Farm:
    """Serves what has been published so far."""

    def __init__(self) -> None:
        self._published: list[Text] = []
        farm = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                farm.answer(self)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
                del format, args

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def host(self) -> str:
        """Return ``127.0.0.1:port``."""
        return f"127.0.0.1:{self._server.server_port}"

    def publish(self, text: Text) -> None:
        """Put a text into its feed."""
        self._published.append(text)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        """Serve a feed or a page; everything else is not there."""
        name = request.path.strip("/")
        if name.removesuffix(".xml") in FEEDS:
            self._send(request, self._feed(name.removesuffix(".xml")), "application/rss+xml; charset=utf-8")
            return
        number = name.removeprefix("textes/").removesuffix(".html")
        for text in self._published:
            if number == str(text.number):
                self._send(request, _page(text), "text/html; charset=utf-8")
                return
        request.send_error(404)

    def _feed(self, feed: str) -> str:
        items = "".join(
            f"<item><title>{escape(text.title)}</title>"
            f"<link>http://{self.host}/textes/{text.number}.html</link>"
            f'<guid isPermaLink="false">texte-{text.number}</guid>'
            f"<pubDate>{format_datetime(text.date)}</pubDate>"
            f"<description>{escape(text.text.splitlines()[0])}</description></item>"
            for text in reversed(self._published)
            if text.feed == feed
        )
        return (
            '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>'
            f"<title>{feed}</title><link>http://{self.host}/</link><language>fr</language>"
            f"<description>Démonstration</description>{items}</channel></rss>"
        )

    @staticmethod
    def _send(request: BaseHTTPRequestHandler, body: str, kind: str) -> None:
        data = body.encode()
        request.send_response(200)
        request.send_header("Content-Type", kind)
        request.send_header("Content-Length", str(len(data)))
        request.end_headers()
        request.wfile.write(data)


def _page(text: Text) -> str:
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in text.text.splitlines())
    comments = ""
    if text.comments:
        comments = (
            '<section id="comments"><h2>1 commentaire</h2><ol class="comment-list"><li class="comment">'
            f"<p>{escape(text.comments)}</p></li></ol></section>"
        )
    return (
        f'<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>{escape(text.title)}</title>'
        "</head><body><nav>Accueil | Rubriques</nav>"
        f"<article><h1>{escape(text.title)}</h1>{paragraphs}</article>{comments}"
        "<footer>Mentions légales</footer></body></html>"
    )
