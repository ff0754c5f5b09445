"""A proxy by configuration: it alone is connected to, and what can be judged here still is."""

from __future__ import annotations

import base64
import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest

from feeds.answers import Fault, Fetched, FetchFailed
from feeds.errors import FailureKind, FetchPolicyError
from feeds.http import Fetcher
from feeds.proxy import Proxy, parse_proxy
from tests.feeds.site import CERTS, Reply, Site, policy
from tests.sinks import free_port

FEED = b"<rss version='2.0'/>"


class Relay:
    """A proxy that answers every request itself; a tunnel leads to a server called elsewhere.example."""

    def __init__(self) -> None:
        self.heads: list[str] = []
        self.status = b"200 OK"
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._server.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._server.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection:
            head = self._head(connection)
            if head.startswith("CONNECT ") and self.status.startswith(b"200"):
                connection.sendall(b"HTTP/1.1 200 Connected\r\n\r\n")
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.load_cert_chain(CERTS / "elsewhere.pem")
                with context.wrap_socket(connection, server_side=True) as tunnel:
                    self._head(tunnel)
                    self._answer(tunnel)
            else:
                self._answer(connection)

    def _head(self, connection: socket.socket) -> str:
        read = b""
        while not read.endswith(b"\r\n\r\n"):
            read += connection.recv(1)
        self.heads.append(read.decode())
        return read.decode()

    def _answer(self, connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 %b\r\nContent-Length: %d\r\n\r\n%b" % (self.status, len(FEED), FEED))


@pytest.fixture
def relay() -> Iterator[Relay]:
    opened = Relay()
    yield opened
    opened.close()


def through(proxy: Proxy, *sites: Site) -> Fetcher:
    return Fetcher(replace(policy(*sites, ca_file=CERTS / "authority.pem"), proxy=proxy))


def at(relay: Relay) -> Proxy:
    return Proxy(f"http://127.0.0.1:{relay.port}", ("reader", "hunter2"))


def failed(answer: object) -> FetchFailed:
    assert isinstance(answer, FetchFailed), answer
    return answer


def test_a_host_is_asked_through_the_proxy_which_looks_its_name_up(relay: Relay) -> None:
    with through(at(relay)) as fetcher:
        answer = fetcher.fetch("http://presse.invalid/fil.xml?page=1")

    assert isinstance(answer, Fetched)
    [head] = relay.heads
    assert head.startswith("GET http://presse.invalid:80/fil.xml?page=1 HTTP/1.1\r\n")
    secret = base64.b64encode(b"reader:hunter2").decode()
    assert f"Proxy-Authorization: Basic {secret}" in head


def test_a_secure_host_is_asked_through_a_tunnel_that_the_proxy_cannot_look_into(relay: Relay) -> None:
    with through(at(relay)) as fetcher:
        answer = fetcher.fetch("https://elsewhere.example/fil.xml?jeton=abc")
        other = failed(fetcher.fetch("https://another.example/fil.xml"))

    assert isinstance(answer, Fetched)
    connect, inner = relay.heads[:2]
    assert connect.startswith("CONNECT elsewhere.example:443 HTTP/1.1\r\n")
    assert "jeton" not in connect
    assert inner.startswith("GET /fil.xml?jeton=abc HTTP/1.1\r\n")
    assert "Proxy-Authorization" not in inner
    assert other.fault is Fault.CERTIFICATE


def test_hosts_of_our_own_are_asked_without_it(relay: Relay, site: Site) -> None:
    site.pages["/fil"] = Reply(FEED)
    with through(at(relay), site) as fetcher:
        assert isinstance(fetcher.fetch(site.url("/fil")), Fetched)

    assert relay.heads == []


@pytest.mark.parametrize("host", ["169.254.169.254", "10.0.0.1", "[::1]", "localhost", "a.localhost"])
def test_what_is_private_by_its_name_is_refused_before_the_proxy_hears_of_it(relay: Relay, host: str) -> None:
    with through(at(relay)) as fetcher:
        answer = failed(fetcher.fetch(f"http://{host}/"))

    assert answer.kind is FailureKind.UNSAFE
    assert relay.heads == []


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_is_not_there_is_told_as_such(scheme: str) -> None:
    with through(Proxy(f"http://127.0.0.1:{free_port()}", ("reader", "hunter2"))) as fetcher:
        answer = failed(fetcher.fetch(f"{scheme}://presse.invalid/fil.xml"))

    assert answer.reason == "the proxy cannot be reached"
    assert answer.fault is Fault.UNREACHABLE


def test_a_proxy_that_refuses_is_told_with_its_status(relay: Relay) -> None:
    relay.status = b"403 hunter2"
    with through(at(relay)) as fetcher:
        answer = failed(fetcher.fetch("https://elsewhere.example/fil.xml"))

    assert answer.reason == "the proxy does not lead to elsewhere.example: it answered 403"


@pytest.mark.parametrize(
    "address", ["", "proxy.example:3128", "socks5://reader:hunter2@p.example", "http://p:hunter2"]
)
def test_what_is_no_proxy_is_refused_without_being_repeated(address: str) -> None:
    with pytest.raises(FetchPolicyError) as error:
        parse_proxy(address)

    assert "hunter2" not in str(error.value)


def test_the_environment_names_no_proxy(relay: Relay, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{relay.port}")
    site.pages["/fil"] = Reply(FEED)
    with Fetcher(policy(site)) as fetcher:
        assert isinstance(fetcher.fetch(site.url("/fil")), Fetched)

    assert relay.heads == []


def test_a_proxys_password_is_shown_nowhere() -> None:
    proxy = parse_proxy("http://reader:hunter2@proxy.example:3128")

    assert proxy.auth == ("reader", "hunter2")
    assert "hunter2" not in repr(replace(policy(), proxy=proxy))
