from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.dates import parse_date

# Naive on purpose: Hypothesis wants its bounds so.
EARLY, LATE = datetime(1990, 1, 2), datetime(2100, 1, 1)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Thu, 01 Feb 2024 08:15:00 +0100", "2024-02-01T07:15:00Z"),
        ("Thu, 01 Feb 2024 08:15:00 GMT", "2024-02-01T08:15:00Z"),
        ("Thu, 01 Feb 2024 08:15:00 -0500", "2024-02-01T13:15:00Z"),
        ("Thu, 01 Aug 2024 08:15:00 CEST", "2024-08-01T06:15:00Z"),
        ("Thu, 01 Feb 2024 10:00:00 CET", "2024-02-01T09:00:00Z"),
        ("Thu, 01 Feb 2024 00:30:00 Europe/Paris", "2024-01-31T23:30:00Z"),
        ("Thu, 01 Feb 2024 08:15:00", "2024-02-01T07:15:00Z"),
        ("Thu, 01 Aug 2024 08:15:00", "2024-08-01T06:15:00Z"),
        ("2024-02-01T08:15:00", "2024-02-01T07:15:00Z"),
        ("2024-02-01 08:15:00.123", "2024-02-01T07:15:00Z"),
        ("2024-02-01T08:15:00+01:00", "2024-02-01T07:15:00Z"),
        ("2021-04-15T16:49:47.707+0000", "2021-04-15T16:49:47Z"),
        ("Jeu, 01 Fév 2024 08:15:00 +0100", "2024-02-01T07:15:00Z"),
        ("jeu., 01 févr. 2024 08:15:00 +0100", "2024-02-01T07:15:00Z"),
        ("jeudi 1 février 2024 à 08h15", "2024-02-01T07:15:00Z"),
        ("lundi 2 mars 2026 à 9 h 30", "2026-03-02T08:30:00Z"),
        ("Vendredi, 9 octobre 2020 - 10:00", "2020-10-09T08:00:00Z"),
        ("1er février 2026", "2026-02-01"),
        ("1 août 2024", "2024-08-01"),
        ("8 oct. 2020", "2020-10-08"),
        ("03/02/2024", "2024-02-03"),
        ("31.01.2024", "2024-01-31"),
        ("01/02/2024 08:15", "2024-02-01T07:15:00Z"),
        ("2024/02/03 10:00:00", "2024-02-03T09:00:00Z"),
        ("Sat, 03 Feb 24 08:00:00 CET", "2024-02-03T07:00:00Z"),
        ("Thu Feb  1 08:15:00 2024", "2024-02-01T07:15:00Z"),
        ("Sat, 31 Dec 2016 23:59:60 GMT", "2016-12-31T23:59:59Z"),
        ("Thu, 01 Feb 2024 08:15:00 XYZ", "2024-02-01"),
        ("2020", "2020"),
        ("2020-10", "2020-10"),
        ("Fri, 01 May 2099 00:00:00 +0000", "2099-05-01T00:00:00Z"),
    ],
)
def test_dates_are_read_at_the_precision_that_they_give(text: str, read: str) -> None:
    assert parse_date(text) == read


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hier",
        "0000-00-00 00:00:00",
        "1706771700",
        "Mon, 30 Feb 2026 10:00:00 +0100",
        "Mon, 02 Mar 2026 27:61:00",
        "Mon, 02 Mar 2026 10:00:00 +9999",
        "Thu, 01 Jan 1970 00:00:00 +0000",
        "Mon, 01 Jan 0001 00:00:00 +2359",
        "Fri, 31 Dec 9999 23:59:59 -2359",
        "Mon, 01 Jan 2999 00:00:00 GMT",
        "9" * 400,
        "2024-13",
        "3 brumaire 2024",
    ],
)
def test_what_is_no_date_is_none_and_never_today(text: str) -> None:
    assert parse_date(text) is None


@given(st.text(alphabet="0123456789 -/:.,+TZabcdefjmnosuvéû", max_size=40))
def test_no_text_makes_it_raise(text: str) -> None:
    parse_date(text)


@given(st.datetimes(min_value=EARLY, max_value=LATE))
def test_an_instant_that_was_written_is_the_instant_that_is_read(moment: datetime) -> None:
    written = f"{moment:%Y-%m-%dT%H:%M:%SZ}"

    assert parse_date(written) == written
