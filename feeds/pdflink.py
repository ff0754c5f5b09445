"""Which PDF a page stands for: some sites publish a decision as a file, and a page of few lines beside it."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from feeds.links import absolute
from feeds.pagetree import Tree

_TELLING = re.compile(r"d[ée]lib[ée]ration|d[ée]cision|ordonnance|arr[êe]t[ée]?\b|\bavis\b", re.IGNORECASE)


def find_linked_pdf(tree: Tree, url: str) -> str | None:
    """Return the one PDF of its own site that the page links, or the one that is called a decision.

    None where several could be meant: a wrong text is worse than none.
    """
    found: dict[str, str] = {}
    for element in tree.xpath("//a[@href]"):
        address = absolute(element.get("href"), url)
        if address and _is_pdf(address) and _site(address) == _site(url):
            found.setdefault(address, "")
            found[address] += f" {element.text_content()} {address.rpartition('/')[2]}"
    telling = [address for address, told in found.items() if _TELLING.search(told)]
    meant = list(found) if len(found) == 1 else telling
    return meant[0] if len(meant) == 1 else None


def _is_pdf(address: str) -> bool:
    return urlsplit(address).path.lower().endswith(".pdf")


def _site(address: str) -> str:
    return (urlsplit(address).hostname or "").removeprefix("www.")
