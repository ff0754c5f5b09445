"""Dates, terms and numbers as French and English pages write them, read on Friday 13 June 2025."""

from __future__ import annotations

import pytest

from tracker.extraction.clean import clean
from tracker.extraction.dates import find_dates, read_published
from tracker.extraction.references import find_references, find_term

PUBLISHED = read_published("2025-06-13")


@pytest.mark.parametrize(
    ("text", "past"),
    [
        ("le 21 décembre 2023", ["2023-12-21"]),
        ("le 1er mars", ["2025-03-01"]),
        ("le 19 novembre", ["2024-11-19"]),
        ("en juillet 2020", ["2020-07"]),
        ("en 2019", ["2019"]),
        ("le 03/02/2025", ["2025-02-03"]),
        ("2025-02-03", ["2025-02-03"]),
        ("jeudi", ["2025-06-12"]),
        ("vendredi dernier", ["2025-06-06"]),
        ("hier", ["2025-06-12"]),
        ("avant-hier", ["2025-06-11"]),
        ("le mois dernier", ["2025-05"]),
        ("l’an dernier", ["2024"]),
        ("le 13 octobre 2020 et le 25 juin 2025", ["2020-10-13", "2025-06-25"]),
        ("on 5 March 2024", ["2024-03-05"]),
        ("on March 5, 2024", ["2024-03-05"]),
        ("fin mai", ["2025-05"]),
        ("mi-mars", ["2025-03"]),
        ("au début du mois", ["2025-06"]),
        ("avant Noël 2024", ["2024-12"]),
        ("yesterday", ["2025-06-12"]),
        ("last month", ["2025-05"]),
        ("le 31 février 2024", ["2024-02"]),  # no such day: the month stands
        ("le 31 décembre 9999", []),  # no year of ours, and not last December either
        ("le 1er janvier 0001", []),
        ("en décembre 9999", []),
        ("la Commission a adopté aujourd’hui", ["2025-06-13"]),
        ("Aujourd’hui, tout va vite", []),
        ("2 500 patients et 30 hôpitaux", []),
        ("la loi 78-17", []),
    ],
)
def test_dates_of_what_is_done(text: str, past: list[str]) -> None:
    found = find_dates(clean(text).plain, PUBLISHED)

    assert [str(one.past) for one in found if one.past is not None] == past


@pytest.mark.parametrize(
    ("published", "text", "past"),
    [
        ("2024-01-01T23:30:00Z", "hier", "2024-01-01"),  # the 2nd of January in Paris
        ("2024-01-01T10:00:00Z", "hier", "2023-12-31"),
        ("2024-03", "en février", "2024-02"),
    ],
)
def test_a_date_counts_from_the_publication(published: str, text: str, past: str) -> None:
    found = find_dates(clean(text).plain, read_published(published))

    assert [str(one.past) for one in found] == [past]


@pytest.mark.parametrize("published", [None, "", "no date", "2024-13-45", "2024-02"])
def test_a_weekday_needs_a_day_to_count_from(published: str | None) -> None:
    found = find_dates("lundi, hier et la semaine derniere", read_published(published))

    assert all(one.past is None or not one.past.is_day for one in found)


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("autorise pour une durée de trois ans", "P3Y"),
        ("une autorisation limitée à 18 mois", "P18M"),
        ("a three-year authorisation", "P3Y"),
        ("les données sont conservées pendant dix ans", None),
        ("dans un délai de deux mois", None),
        ("il y a trois ans", None),
    ],
)
def test_the_term_of_an_authorisation(text: str, term: str | None) -> None:
    plain = clean(text).plain

    found = find_term(plain, 0, len(plain))

    assert (str(found) if found is not None else None) == term


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("la délibération n° 2023-146 du 21 décembre 2023", ["2023-146"]),
        ("les requêtes n° 475297 et l'affaire (C-311/18)", ["475297", "C-311/18"]),
        ("la sanction SAN-2024-013", ["SAN-2024-013"]),
        ("pages 2023-146", []),
        ("le 06 12 34 56 78", []),
    ],
)
def test_numbers_that_the_text_announces(text: str, numbers: list[str]) -> None:
    assert [found.number for found in find_references(text)] == numbers
