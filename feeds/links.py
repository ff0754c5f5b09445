"""Addresses of articles: which are kept, and when two of them are the same."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit

_TRACKING = re.compile(r"utm_\w+|at_\w+|xtor|fbclid|gclid|mc_cid|mc_eid|wt_mc|cmpid", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\\]")
_PLAIN = re.compile(r"https?://([a-z0-9-]+(?:\.[a-z0-9-]+)*)((?:/[A-Za-z0-9_.~-]*)*)", re.ASCII)
"""An address that nothing is to be done to: most are."""
_LONGEST = 2048
_SAFE = "%/:=&?~#+!$,;'@()*[]-._"


def absolute(link: object, base: str) -> str | None:
    """Return *link* as an absolute http or https address; None if it is no such thing.

    >>> absolute("/a7", "https://gazette.example/fil.xml")
    'https://gazette.example/a7'
    >>> absolute("javascript:alert(1)", "https://gazette.example/") is None
    True
    """
    if not isinstance(link, str) or not link.strip() or _CONTROL.search(link.strip()):
        return None
    if len(link) <= _LONGEST and _PLAIN.fullmatch(link):
        return link
    try:
        url = urljoin(base, link.strip())
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host or "@" in parts.netloc or len(url) > _LONGEST:
        return None
    return quote(url, safe=_SAFE)


@lru_cache(maxsize=4096)
def canonical(url: str) -> str:
    """Return *url* as it is compared: no scheme, fragment, tracking parameter or final slash.

    >>> canonical("http://Gazette.example/a4/?utm_source=rss&p=2#suite")
    'gazette.example/a4?p=2'
    """
    plain = _PLAIN.fullmatch(url)
    if plain is not None:
        return f"{plain[1]}{plain[2].rstrip('/')}"
    parts = urlsplit(url)
    query = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.fullmatch(k)]
    port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    tail = f"?{urlencode(query)}" if query else ""
    return f"{(parts.hostname or '').rstrip('.')}{port}{parts.path.rstrip('/')}{tail}"
