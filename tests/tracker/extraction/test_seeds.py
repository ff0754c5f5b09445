"""The two articles that the product was born from, in every form in which they may arrive."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tracker.extraction.builders import a_document
from tracker.extraction import Extractor
from tracker.model.claim import DOUBTFUL_BELOW, Claim

pytestmark = pytest.mark.shared

Key = tuple[tuple[str, str], str | None]

FIRST = "000_ee9fc926d23107f5.txt"
SECOND = "001_5fb29fd953f727b7.txt"
COMMENTS = {FIRST: "\nUne réaction à partager", SECOND: "\n5 commentaires sur"}


def _text(shared: Path, name: str) -> str:
    return (shared / "fixtures" / "seeds" / name).read_text(encoding="utf-8")


def _read(
    extractor: Extractor, shared: Path, name: str, published: str | None, form: str
) -> dict[Key, Claim]:
    text = _text(shared, name)
    title, summary, body = _parts(name, text)
    if form == "without comments":
        text = text.split(COMMENTS[name], maxsplit=1)[0]
    if form == "body only":
        title = summary = ""
    if form == "title first":
        text = f"{title}\n\n{text}"
    del body
    claims = extractor.read(a_document(text, title=title, summary=summary, published=published))
    return {((claim.platform, claim.kind.value), claim.provider): claim for claim in claims}


def _parts(name: str, text: str) -> tuple[str, str, str]:
    lines = [line for line in text.split("\n") if line.strip()]
    return (lines[0], lines[1], text) if name == FIRST else (lines[2], lines[3], text)


FORMS = ["as it is", "without comments", "title first", "body only"]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("published", ["2020-10", "2020-10-12", "2020-10-12T08:00:00Z", None])
def test_the_first_article(extractor: Extractor, shared: Path, published: str | None, form: str) -> None:
    claims = _read(extractor, shared, FIRST, published, form)

    assert set(claims) == {
        (("health-data-hub", "change-requested"), "microsoft-azure"),
        (("health-data-hub", "host-selected"), "microsoft-azure"),
        (("*", "legal-basis-invalidated"), None),
    }
    asked = claims[(("health-data-hub", "change-requested"), "microsoft-azure")]
    assert (asked.authority, asked.decided_on, asked.background) == ("cnil", None, False)
    assert asked.confidence >= DOUBTFUL_BELOW
    chosen = claims[(("health-data-hub", "host-selected"), "microsoft-azure")]
    assert (chosen.authority, chosen.decided_on, chosen.background) == ("government", None, True)
    fallen = claims[(("*", "legal-basis-invalidated"), None)]
    assert (fallen.authority, fallen.background) == ("cjue", True)
    assert str(fallen.decided_on) == ("2020-07" if published else "None")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("published", ["2024-02", "2024-02-01", "2024-02-01T07:45:00Z", None])
def test_the_second_article(extractor: Extractor, shared: Path, published: str | None, form: str) -> None:
    claims = _read(extractor, shared, SECOND, published, form)

    assert set(claims) == {
        (("emc2", "hosting-authorised"), "microsoft-azure"),
        (("emc2", "provider-rejected"), "ovhcloud"),
        (("emc2", "provider-rejected"), "numspot"),
        (("emc2", "provider-rejected"), "cloud-temple"),
    }
    given = claims[(("emc2", "hosting-authorised"), "microsoft-azure")]
    assert (given.authority, given.background) == ("cnil", False)
    assert (str(given.decided_on), str(given.published_on), str(given.term)) == (
        "2023-12-21",
        "2024-01-31",
        "P3Y",
    )
    assert all(claim.confidence >= DOUBTFUL_BELOW for claim in claims.values())
    assert all(claim.background for (_, provider), claim in claims.items() if provider != "microsoft-azure")


@pytest.mark.parametrize("name", [FIRST, SECOND])
def test_every_quote_stands_in_the_document(extractor: Extractor, shared: Path, name: str) -> None:
    text = _text(shared, name)

    for claim in extractor.read(a_document(text, published=None)):
        assert text[claim.evidence.start : claim.evidence.end] == claim.evidence.quote
        assert COMMENTS[name].strip() not in text[: claim.evidence.start]
