from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.addresses import resolve_reference, shown_url
from tracker.errors import TargetError


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://a.example/feed.xml", "https://a.example/feed.xml"),
        ("https://a.example:8443/feed.xml?token=S3CRET&n=1#S3CRET", "https://a.example:8443/feed.xml"),
        ("https://user:S3CRET@a.example/@news", "https://a.example/@news"),
        ("https://a.example?token=S3CRET", "https://a.example"),
        ("https://a@b:S3CRET@[::1/x", "https://[::1/x"),
        ("mailto:user:S3CRET@a.example", "mailto:a.example"),
        ("user:S3CRET@a.example/x", "user:a.example/x"),
        ("//u:S3CRET@a.example/x", "//a.example/x"),
        ("env:FEED", "env:FEED"),
        ("file:/run/secrets/feed", "file:/run/secrets/feed"),
        ("", ""),
    ],
)
def test_what_is_shown_of_an_address_holds_no_secret(url: str, shown: str) -> None:
    assert shown_url(url) == shown


@given(st.text(), st.text())
def test_any_text_is_taken_and_loses_its_query(text: str, secret: str) -> None:
    assert shown_url(f"https://a.example/{text}?token={secret}") == shown_url(f"https://a.example/{text}")


def test_a_reference_is_resolved_and_a_missing_one_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FEED", " https://a.example/x \n")
    (tmp_path / "feed").write_text("https://b.example/x\n", "utf-8")
    (tmp_path / "empty").write_text("\n", "utf-8")

    assert resolve_reference("env:FEED") == "https://a.example/x"
    assert resolve_reference(f"file:{tmp_path}/feed") == "https://b.example/x"
    assert resolve_reference("https://c.example") == "https://c.example"
    for spec, told in (
        ("env:NOT_SET_ANYWHERE", "NOT_SET_ANYWHERE is not set"),
        (f"file:{tmp_path}/none", "cannot be read"),
        (f"file:{tmp_path}/empty", "is empty"),
    ):
        with pytest.raises(TargetError, match=told):
            resolve_reference(spec)
