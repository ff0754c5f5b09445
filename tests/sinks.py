"""Real servers on loopback that take what is sent to them, for tests."""

from __future__ import annotations

import email
import email.policy
import json
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from aiosmtpd.controller import Controller


@dataclass
class Received:
    """One message as it arrived."""

    title: str
    body: str
    key: str
    path: str = ""


class MailSink:
    """An SMTP server; *refuse* is the answer to every message until it is cleared."""

    def __init__(self) -> None:
        self.received: list[Received] = []
        self.refuse: str | None = None
        self.port = free_port()
        self._controller = Controller(
            self, hostname="127.0.0.1", port=self.port, server_hostname="sink.invalid"
        )

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._controller.stop()

    @property
    def url(self) -> str:
        """Return an Apprise address that leads here."""
        return f"mailto://127.0.0.1:{self.port}/?from=tracker@sink.invalid&to=dpo@sink.invalid&mode=insecure"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: ANN401, N802 - aiosmtpd's own
        """Take or refuse a message."""
        del server, session
        if self.refuse:
            return self.refuse
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        body = message.get_body(preferencelist=("plain", "html"))
        self.received.append(
            Received(
                str(message["Subject"]), body.get_content() if body else "", str(message["X-Dedupe-Key"])
            )
        )
        return "250 taken"


@dataclass
class HookSink:
    """A webhook; *status* is its answer."""

    status: int = 200
    received: list[Received] = field(default_factory=list)

    def __post_init__(self) -> None:
        sink = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                posted = json.loads(self.rfile.read(int(self.headers.get("Content-Length", "0"))))
                if sink.status == 200:
                    key = self.headers.get("X-Dedupe-Key", "")
                    # A JSON hook tells a title and a message; a chat, one text.
                    title, body = posted.get("title", ""), posted.get("message", posted.get("text", ""))
                    sink.received.append(Received(title, body, key, self.path))
                self.send_response(sink.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
                del format, args

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        """Return an Apprise address that leads here."""
        return f"json://127.0.0.1:{self._server.server_port}/hook"

    @property
    def chat_url(self) -> str:
        """Return an Apprise address that leads here and is a chat's (Mattermost)."""
        return f"mmost://127.0.0.1:{self._server.server_port}/3ccdd113474722377935511fc85d3dd4"


class Site:
    """A web site whose pages a test sets: path to (content type, body); *delay* is in seconds.

    A path of *answers* gives that status and those headers, and no page.
    """

    def __init__(self) -> None:
        self.delay = 0.0
        self.pages: dict[str, tuple[str, bytes]] = {}
        self.answers: dict[str, tuple[int, dict[str, str]]] = {}
        self.requests: list[str] = []
        self.moments: dict[str, list[float]] = {}
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.requests.append(self.path)
                site.moments.setdefault(self.path, []).append(time.monotonic())
                time.sleep(site.delay)
                kind, body = site.pages.get(self.path, ("", b""))
                status, headers = site.answers.get(self.path, (200 if kind else 404, {}))
                body = body if status == 200 else b""
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Type", kind or "text/plain")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
                del format, args

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def host(self) -> str:
        """Return ``127.0.0.1:port``."""
        return f"127.0.0.1:{self._server.server_port}"

    def serve(self, path: str, body: str, kind: str = "text/html; charset=utf-8") -> None:
        """Set a page."""
        self.pages[path] = (kind, body.encode())


class SilentSite:
    """A web site that takes requests and never answers; *requests* are their paths."""

    def __init__(self) -> None:
        self.requests: list[str] = []
        self._over = threading.Event()
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.requests.append(self.path)
                site._over.wait()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
                del format, args

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._server.shutdown()
        self._server.server_close()

    @property
    def host(self) -> str:
        """Return ``127.0.0.1:port``."""
        return f"127.0.0.1:{self._server.server_port}"


def free_port() -> int:
    """Return a port that nobody listens on; aiosmtpd cannot choose one by itself."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def wait_for(ready: Callable[[], bool], *, seconds: float = 20.0) -> bool:
    """Wait until *ready*; say whether it came in time."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if ready():
            return True
        time.sleep(0.05)
    return False
