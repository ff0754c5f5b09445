"""A real web site on loopback whose pages a test writes, and which remembers what it was asked."""

from __future__ import annotations

import contextlib
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from feeds.http import FetchPolicy

CERTS = Path(__file__).parent / "certs"
AGENT = "tracker-tests/1 (+mailto:tests@tracker.example)"


@dataclass(frozen=True)
class Reply:
    """An answer; ``raw`` is sent as it is, without a status line of ours."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    drip: Iterator[bytes] | None = None


@dataclass(frozen=True)
class Asked:
    """One request, its headers by lower-case name."""

    path: str
    headers: dict[str, str]
    body: bytes = b""


@dataclass
class Site:
    """Pages by path; a page may be a function of the request."""

    port: int
    scheme: str
    pages: dict[str, Reply | Callable[[Asked], Reply]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)

    @property
    def netloc(self) -> str:
        """Return host and port."""
        return f"127.0.0.1:{self.port}"

    def url(self, path: str) -> str:
        """Return the address of *path* here."""
        return f"{self.scheme}://{self.netloc}{path}"

    def paths(self) -> list[str]:
        """Return what was asked for, in order."""
        return [asked.path for asked in self.asked]


class _Handler(BaseHTTPRequestHandler):
    site: Site
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(self.path, headers, self.rfile.read(int(headers.get("content-length", "0"))))
        self.site.asked.append(asked)
        page = self.site.pages.get(self.path.partition("?")[0], Reply(status=404))
        reply = page(asked) if callable(page) else page
        with contextlib.suppress(OSError):
            self._send(reply)
        self.close_connection = True

    do_POST = do_GET  # noqa: N815  the library's name

    def _send(self, reply: Reply) -> None:
        if reply.raw is not None:
            self.wfile.write(reply.raw)
        elif reply.drip is not None:
            for piece in reply.drip:
                self.wfile.write(piece)
                self.wfile.flush()
                if self.site.closing.wait(0.05):
                    return
        else:
            self.send_response(reply.status)
            for name, value in {"Content-Length": str(len(reply.body)), **reply.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(reply.body if reply.status != 304 else b"")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the library's signature
        """Stay quiet: a test asks the site what it was asked."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Stay quiet when a client hangs up; that is what some tests are about."""


@contextlib.contextmanager
def serve(certificate: Path | None = None) -> Iterator[Site]:
    """Serve a new site until the block ends."""
    server = _Server(("127.0.0.1", 0), _Handler)
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    site = Site(port=server.server_address[1], scheme="http" if certificate is None else "https")
    server.RequestHandlerClass = type("Handler", (_Handler,), {"site": site})
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        site.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()


def policy(
    *sites: Site, timeout: float = 10.0, max_bytes: int = 1_000_000, ca_file: Path | None = None
) -> FetchPolicy:
    """Return a policy that may fetch from *sites* and from nowhere else that is private."""
    return FetchPolicy(
        user_agent=AGENT,
        timeout=timeout,
        max_bytes=max_bytes,
        allow_private_hosts=frozenset(site.netloc for site in sites),
        ca_file=ca_file,
    )
