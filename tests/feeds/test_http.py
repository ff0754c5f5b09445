from __future__ import annotations

import gzip
import itertools
import socket
import threading
import zlib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from time import monotonic

import pytest

from feeds.answers import Fault
from feeds.errors import FailureKind, FetchPolicyError
from feeds.http import Fetched, Fetcher, FetchFailed, FetchPolicy, NotModified, parse_retry_after
from tests.feeds.site import AGENT, CERTS, Asked, Reply, Site, policy, serve

FEED = b"<rss version='2.0'><channel><title>Essai</title></channel></rss>"


def failed(answer: object) -> FetchFailed:
    assert isinstance(answer, FetchFailed), answer
    return answer


def fetched(answer: object) -> Fetched:
    assert isinstance(answer, Fetched), answer
    return answer


def test_a_body_comes_with_what_the_next_poll_needs(site: Site, fetcher: Fetcher) -> None:
    headers = {"Content-Type": "application/rss+xml", "ETag": "W/\"a, 'b'\"", "Last-Modified": "hier"}
    site.pages["/fil"] = Reply(FEED, headers=headers)

    answer = fetched(fetcher.fetch(site.url("/fil")))

    assert answer == Fetched(
        url=site.url("/fil"),
        status=200,
        body=FEED,
        content_type="application/rss+xml",
        etag="W/\"a, 'b'\"",
        last_modified="hier",
    )


def test_the_request_is_honest_and_offers_only_what_it_can_undo(site: Site, fetcher: Fetcher) -> None:
    site.pages["/fil"] = Reply(FEED)

    fetcher.fetch(site.url("/fil?page=2#bas"))

    asked = site.asked[0]
    assert asked.path == "/fil?page=2"
    assert asked.headers["user-agent"] == AGENT
    assert asked.headers["accept-encoding"] == "gzip"
    assert asked.headers["host"] == site.netloc
    assert "cookie" not in asked.headers


def test_validators_go_out_as_they_came_and_304_means_not_modified(site: Site, fetcher: Fetcher) -> None:
    def conditional(asked: Asked) -> Reply:
        same = (
            asked.headers.get("if-none-match") == 'W/"x,  y"' and asked.headers["if-modified-since"] == "hier"
        )
        return Reply(status=304, headers={"ETag": '"z"'}) if same else Reply(FEED)

    site.pages["/fil"] = conditional

    answer = fetcher.fetch(site.url("/fil"), etag='W/"x,  y"', last_modified="hier")

    assert answer == NotModified(url=site.url("/fil"), etag='"z"')


def test_a_304_that_nobody_asked_for_is_a_failure(site: Site, fetcher: Fetcher) -> None:
    """There is no stored body that it could stand for."""
    site.pages["/fil"] = Reply(status=304)

    assert failed(fetcher.fetch(site.url("/fil"))).kind is FailureKind.TRANSIENT


@pytest.mark.parametrize("etag", ["x" * 2000, "café", "a\r\nX-Evil: 1", ""])
def test_a_validator_that_no_header_can_carry_is_neither_kept_nor_sent(
    site: Site, fetcher: Fetcher, etag: str
) -> None:
    site.pages["/fil"] = Reply(raw=b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nETag: caf\xc3\xa9\r\n\r\nok")

    answer = fetched(fetcher.fetch(site.url("/fil"), etag=etag))

    assert answer.etag is None
    assert "if-none-match" not in site.asked[0].headers
    assert "x-evil" not in site.asked[0].headers


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, FailureKind.PERMANENT),
        (401, FailureKind.PERMANENT),
        (403, FailureKind.TRANSIENT),
        (404, FailureKind.TRANSIENT),
        (410, FailureKind.PERMANENT),
        (429, FailureKind.TRANSIENT),
        (500, FailureKind.TRANSIENT),
        (503, FailureKind.TRANSIENT),
        (206, FailureKind.TRANSIENT),
        (204, FailureKind.TRANSIENT),
    ],
)
def test_a_status_without_a_usable_body_says_what_to_do_next(
    site: Site, fetcher: Fetcher, status: int, kind: FailureKind
) -> None:
    site.pages["/fil"] = Reply(status=status, headers={"Retry-After": "120"})

    failure = failed(fetcher.fetch(site.url("/fil")))

    assert (failure.kind, failure.status, failure.retry_after) == (kind, status, 120.0)
    assert str(status) in failure.reason


def test_retry_after_may_be_a_date_and_never_means_more_than_a_day() -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)

    assert 60 < (parse_retry_after(soon) or 0) <= 90
    assert parse_retry_after("99999999999") == 86_400
    assert parse_retry_after("Wed, 21 Oct 2015 07:28:00 GMT") == 0
    assert [parse_retry_after(value) for value in ("demain matin", "", None, "-5", "٣")] == [None] * 5


def test_a_permanent_redirect_is_followed_and_told(site: Site, fetcher: Fetcher) -> None:
    site.pages["/vieux"] = Reply(status=301, headers={"Location": "/neuf"})
    site.pages["/neuf"] = Reply(status=302, headers={"Location": "/jour"})
    site.pages["/jour"] = Reply(FEED)

    answer = fetched(fetcher.fetch(site.url("/vieux")))

    assert answer.url == site.url("/jour")
    assert answer.moved_permanently_to == site.url("/neuf")


def test_a_permanent_redirect_behind_a_passing_one_is_not_told(site: Site, fetcher: Fetcher) -> None:
    """Where the first step is for today only, nothing that follows it holds for good."""
    site.pages["/vieux"] = Reply(status=302, headers={"Location": "/neuf"})
    site.pages["/neuf"] = Reply(status=301, headers={"Location": "/jour"})
    site.pages["/jour"] = Reply(FEED)

    assert fetched(fetcher.fetch(site.url("/vieux"))).moved_permanently_to is None


def test_redirects_have_an_end(site: Site, fetcher: Fetcher) -> None:
    site.pages["/a"] = Reply(status=302, headers={"Location": "/a"})

    failure = failed(fetcher.fetch(site.url("/a")))

    assert failure.kind is FailureKind.PERMANENT
    assert len(site.asked) == 6


@pytest.mark.parametrize(
    "location",
    [
        "file:///etc/passwd",
        "http://169.254.169.254/latest/",
        "http://127.0.0.1:1/",
        "http://cnil.fr@127.0.0.1/",
        "http://2130706433/",
        "//[::1]/",
        "http://localhost./",
        "ht\\tp://x/",
        "http://10.0.0.1/",
    ],
)
def test_a_redirect_to_where_we_do_not_fetch_is_refused(site: Site, fetcher: Fetcher, location: str) -> None:
    site.pages["/fil"] = Reply(status=302, headers={"Location": location})

    assert failed(fetcher.fetch(site.url("/fil"))).kind is FailureKind.UNSAFE


def test_a_redirect_without_a_place_to_go_to_is_a_failure(site: Site, fetcher: Fetcher) -> None:
    site.pages["/fil"] = Reply(status=302)

    assert failed(fetcher.fetch(site.url("/fil"))).kind is FailureKind.TRANSIENT


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "[::1]",
        "0.0.0.0",  # noqa: S104  it is refused here, not bound
        "localhost",
        "app.localhost",
        "10.1.2.3",
        "100.64.0.1",
        "169.254.169.254",
        "[::ffff:127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[::ffff:0:127.0.0.1]",
        "[2002:7f00:1::]",
        "192.168.1.1",
        "[fe80::1]",
        "[fc00::1]",
    ],
)
def test_private_addresses_are_refused_however_they_are_written(host: str) -> None:
    with Fetcher(FetchPolicy(user_agent=AGENT, timeout=5)) as fetcher:
        failure = failed(fetcher.fetch(f"http://{host}:9/"))

    assert failure.kind is FailureKind.UNSAFE
    assert "allow_private_hosts" in failure.reason


def test_a_permission_is_for_one_port_of_one_host(site: Site, fetcher: Fetcher) -> None:
    site.pages["/fil"] = Reply(FEED)
    with serve() as other:
        other.pages["/fil"] = Reply(FEED)

        assert isinstance(fetcher.fetch(site.url("/fil")), Fetched)
        assert failed(fetcher.fetch(other.url("/fil"))).kind is FailureKind.UNSAFE
        assert failed(fetcher.fetch(f"http://localhost:{site.port}/fil")).kind is FailureKind.UNSAFE
        assert other.asked == []


@pytest.mark.parametrize(
    "url",
    [
        "ftp://x.example/",
        "file:///etc/passwd",
        "/etc/passwd",
        "",
        "http://",
        "http://a b/",
        "http://x.example/\n",
        "http://user:pw@x.example/",
        "http://x.example:99999/",
        "http://[::1/",
        "https:\\\\x.example\\",
        "javascript:1",
    ],
)
def test_an_address_that_is_not_plain_http_is_never_tried(url: str) -> None:
    with Fetcher(FetchPolicy(user_agent=AGENT)) as fetcher:
        failure = failed(fetcher.fetch(url))

    assert failure.kind is FailureKind.UNSAFE


@pytest.mark.parametrize("what", ["headers", "body", "silence"])
def test_the_time_is_for_the_whole_of_a_fetch(site: Site, what: str) -> None:
    """Each piece comes in time for a limit on reads; only a limit on the whole ends it."""
    head = [b"HTTP/1.1 200 OK\r\n"]
    pieces = {
        "headers": itertools.chain(head, (b"X-%d: 1\r\n" % n for n in itertools.count())),
        "body": itertools.chain(head, [b"Content-Length: 100000\r\n\r\n"], itertools.repeat(b"x")),
        "silence": itertools.repeat(b""),
    }
    site.pages["/fil"] = Reply(drip=pieces[what])
    began = monotonic()

    with Fetcher(policy(site, timeout=0.6)) as fetcher:
        failure = failed(fetcher.fetch(site.url("/fil")))

    assert failure.kind is FailureKind.TRANSIENT
    assert "0.6 s" in failure.reason
    assert 0.5 < monotonic() - began < 2


def test_a_listener_that_never_accepts_the_handshake_costs_the_timeout() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        allowed = FetchPolicy(
            user_agent=AGENT, timeout=0.5, allow_private_hosts=frozenset({f"127.0.0.1:{port}"})
        )
        with Fetcher(allowed) as fetcher:
            failure = failed(fetcher.fetch(f"https://127.0.0.1:{port}/"))

    assert failure.kind is FailureKind.TRANSIENT


def bomb(size: int) -> bytes:
    squeezer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return squeezer.compress(b"\0" * size) + squeezer.flush()


@pytest.mark.parametrize(
    ("body", "encoding", "kind"),
    [
        (bomb(50_000_000), "gzip", FailureKind.UNSAFE),
        (zlib.compress(b"\0" * 50_000_000), "deflate", FailureKind.UNSAFE),
        (b"x" * 1_000_001, "", FailureKind.UNSAFE),
        (gzip.compress(FEED)[:-4], "gzip", FailureKind.TRANSIENT),
        (FEED, "gzip", FailureKind.TRANSIENT),
        (gzip.compress(gzip.compress(FEED)), "gzip, gzip", FailureKind.PERMANENT),
        (b"\x0b\x02\x80abc\x03", "br", FailureKind.PERMANENT),
        (FEED, "rot13", FailureKind.PERMANENT),
    ],
    ids=["gzip-bomb", "deflate-bomb", "too-long", "cut", "lie", "layers", "brotli", "unknown"],
)
def test_a_body_that_cannot_be_undone_within_bounds_is_refused(
    site: Site, fetcher: Fetcher, body: bytes, encoding: str, kind: FailureKind
) -> None:
    site.pages["/fil"] = Reply(body, headers={"Content-Encoding": encoding})

    assert failed(fetcher.fetch(site.url("/fil"))).kind is kind


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (gzip.compress(FEED), "gzip"),
        (gzip.compress(FEED[:10]) + gzip.compress(FEED[10:]), "x-gzip"),
        (gzip.compress(FEED) + b"\0" * 20, "gzip"),
        (zlib.compress(FEED), "deflate"),
        (zlib.compress(FEED)[2:-4], "deflate"),
        (FEED, "identity"),
    ],
    ids=["gzip", "two-members", "padded", "zlib", "raw", "identity"],
)
def test_bodies_are_undone_as_servers_really_send_them(
    site: Site, fetcher: Fetcher, body: bytes, encoding: str
) -> None:
    site.pages["/fil"] = Reply(body, headers={"Content-Encoding": encoding})

    assert fetched(fetcher.fetch(site.url("/fil"))).body == FEED


def test_a_chunked_body_may_not_hide_its_size_in_the_chunks(site: Site, fetcher: Fetcher) -> None:
    """Five bytes of body, 2 MB of chunk extensions."""
    chunk = b"1;" + b"x" * 4000 + b"\r\na\r\n"
    site.pages["/fil"] = Reply(
        raw=b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk * 500 + b"0\r\n\r\n"
    )

    assert failed(fetcher.fetch(site.url("/fil"))).kind is FailureKind.UNSAFE


@pytest.mark.parametrize(
    "raw",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc",
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 300_000,
    ],
    ids=["short", "no-last-chunk", "two-lengths", "not-http", "nothing", "giant-header"],
)
def test_half_an_answer_is_no_answer(site: Site, fetcher: Fetcher, raw: bytes) -> None:
    site.pages["/fil"] = Reply(raw=raw)

    assert failed(fetcher.fetch(site.url("/fil"))).kind is FailureKind.TRANSIENT


def test_what_follows_an_answer_on_the_wire_answers_nothing(site: Site, fetcher: Fetcher) -> None:
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n"
    site.pages["/fil"] = Reply(raw=answer + b"bon" + answer + b"faux")

    assert [fetched(fetcher.fetch(site.url("/fil"))).body for _ in range(3)] == [b"bon"] * 3


def test_a_closed_port_and_an_unknown_name_are_worth_another_try(fetcher: Fetcher) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    allowed = FetchPolicy(user_agent=AGENT, timeout=5, allow_private_hosts=frozenset({"127.0.0.1"}))
    with Fetcher(allowed) as other:
        assert failed(other.fetch(f"http://127.0.0.1:{port}/")).kind is FailureKind.TRANSIENT
    assert failed(fetcher.fetch("http://no-such-host.invalid/")).kind is FailureKind.TRANSIENT


def test_no_reason_repeats_the_secret_part_of_an_address(site: Site, fetcher: Fetcher) -> None:
    site.pages["/jeton-abc"] = Reply(status=500)
    site.pages["/moved"] = Reply(status=302, headers={"Location": "http://10.0.0.1/jeton-abc?key=jeton-abc"})

    reasons = [
        failed(fetcher.fetch(url)).reason
        for url in (
            site.url("/jeton-abc?key=jeton-abc"),
            site.url("/moved"),
            "http://jeton-abc:x@a.example/",
            "http://a.example:jeton-abc/",
        )
    ]

    assert not [reason for reason in reasons if "jeton" in reason or "\n" in reason]


def test_tls_is_verified_and_a_ca_file_adds_trust() -> None:
    with serve(CERTS / "server.pem") as site:
        site.pages["/fil"] = Reply(FEED)
        with (
            Fetcher(policy(site)) as stranger,
            Fetcher(policy(site, ca_file=CERTS / "authority.pem")) as friend,
        ):
            refused = failed(stranger.fetch(site.url("/fil")))
            accepted = fetched(friend.fetch(site.url("/fil")))

    assert refused.kind is FailureKind.PERMANENT
    assert "certificate" in refused.reason
    assert accepted.body == FEED


@pytest.mark.parametrize("certificate", ["elsewhere.pem", "expired.pem"])
def test_a_certificate_of_another_host_or_another_time_is_refused(certificate: str) -> None:
    with (
        serve(CERTS / certificate) as site,
        Fetcher(policy(site, ca_file=CERTS / "authority.pem")) as fetcher,
    ):
        failure = failed(fetcher.fetch(site.url("/fil")))

    assert failure.kind is FailureKind.PERMANENT
    assert site.asked == []


def test_a_certificate_that_is_over_is_told_as_such() -> None:
    """The site's administrator may have forgotten it; or our own clock is wrong."""
    with (
        serve(CERTS / "expired.pem") as site,
        Fetcher(policy(site, ca_file=CERTS / "authority.pem")) as fetcher,
    ):
        failure = failed(fetcher.fetch(site.url("/fil")))

    assert failure.reason == (
        "the certificate of 127.0.0.1 is not trusted: certificate has expired "
        "(if its dates are right, the clock here is wrong)"
    )
    assert failure.fault is Fault.CERTIFICATE


def test_a_secure_source_does_not_go_on_in_clear(site: Site) -> None:
    site.pages["/fil"] = Reply(FEED)
    with serve(CERTS / "server.pem") as secure:
        secure.pages["/fil"] = Reply(status=301, headers={"Location": site.url("/fil")})
        with Fetcher(policy(site, secure, ca_file=CERTS / "authority.pem")) as fetcher:
            failure = failed(fetcher.fetch(secure.url("/fil")))

    assert failure.kind is FailureKind.UNSAFE
    assert site.asked == []


@pytest.mark.parametrize("content", [None, b"no certificate"])
def test_a_ca_file_that_holds_none_is_refused_at_once(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "ca.pem"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(FetchPolicyError, match=r"ca\.pem"):
        Fetcher(FetchPolicy(user_agent=AGENT, ca_file=path))


def test_many_threads_may_share_one_fetcher(site: Site, fetcher: Fetcher) -> None:
    """Every fetch has its own deadline and its own connection: a slow one holds up nobody."""
    site.pages["/fil"] = lambda asked: Reply(asked.path.encode())

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(fetcher.fetch, [site.url(f"/fil?{n}") for n in range(200)]))

    assert [fetched(answer).body for answer in answers] == [b"/fil?%d" % n for n in range(200)]
    assert not [thread for thread in threading.enumerate() if thread.name == "look-up"]
