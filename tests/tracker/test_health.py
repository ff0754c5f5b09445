"""When a source can be relied on, as tables: its polls, day after day, and what they amount to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.model.blindness import blind_since
from tracker.model.health import Cause, Record, State, Verdict, Visit, after_visit, judge
from tracker.model.holidays import days_off
from tracker.model.rhythm import patience, with_days, working_days

MONDAY = datetime(2026, 11, 2, 8, tzinfo=UTC)
HALF_HOUR = timedelta(minutes=30)
DAILY = tuple(day for day in (date(2026, 10, 5) + timedelta(n) for n in range(29)) if day.weekday() < 5)
"""Every working day up to Monday 2 November."""

VISITS: dict[str, dict[str, object]] = {
    "+": {"entries": 40},
    "=": {"entries": 40, "same": True},
    "x": {"cause": Cause.UNREACHABLE, "why": "cannot be reached"},
    "5": {"cause": Cause.SERVER_ERROR, "why": "answered 503"},
    "h": {"cause": Cause.NOT_A_FEED, "why": "an HTML page, not a feed"},
    "g": {"cause": Cause.GONE, "why": "answered 410"},
    "0": {"entries": 0},
    "s": {"entries": 9},
}


@dataclass
class Story:
    """A source that is polled again and again."""

    every: timedelta = HALF_HOUR
    now: datetime = MONDAY
    record: Record = field(default_factory=lambda: Record(days=DAILY))
    states: list[State] = field(default_factory=list)

    def polls(self, outcomes: str, *, apart: timedelta | None = None) -> Story:
        """Poll once for each letter."""
        for letter in outcomes:
            visit = Visit(at=self.now, **VISITS[letter])  # type: ignore[arg-type] # the table's values
            self.record = after_visit(self.record, visit, every=self.every)
            self.states.append(self.verdict.state)
            self.now += apart or self.every
        return self

    @property
    def verdict(self) -> Verdict:
        return judge(self.record, every=self.every, now=self.now)


H, F, S, D, L = State.HEALTHY, State.FAILING, State.SUSPECT, State.DEAD, State.LATE


@pytest.mark.parametrize(
    ("outcomes", "states"),
    [
        pytest.param("++", [H, H], id="all is well"),
        pytest.param("+x+", [H, H, H], id="one failure is no news"),
        pytest.param("+xx+", [H, H, H, H], id="nor are two"),
        pytest.param("+xxx", [H, H, H, F], id="three in a row are"),
        pytest.param("+xxx+x+", [H, H, H, F, F, F, F], id="one good poll does not make it well"),
        pytest.param("+xxx++", [H, H, H, F, F, H], id="two do"),
        pytest.param("+xxx+x++", [H, H, H, F, F, F, F, H], id="in a row"),
        pytest.param("+x+x+x+x", [H] * 8, id="a source that limps is no failing one"),
        pytest.param("+x5h", [H, H, H, S], id="whatever went wrong, the last tells how"),
        pytest.param("+hhh", [H, H, H, S], id="what is no feed is suspect"),
        pytest.param("+h+", [H, H, H], id="S5: a maintenance page, then back"),
        pytest.param("+0+", [H, H, H], id="S6: an empty feed, then back"),
        pytest.param("+000", [H, H, H, S], id="an empty feed that stays so"),
        pytest.param("+sss", [H, H, H, S], id="a feed that lost most of its entries"),
        pytest.param("+g", [H, D], id="one that says it is gone"),
        pytest.param("+g+", [H, D, D], id="and takes it back once"),
        pytest.param("+g++", [H, D, D, H], id="and twice"),
        pytest.param("000", [H, H, H], id="a feed that never had an entry"),
    ],
)
def test_polls_make_a_state(outcomes: str, states: list[State]) -> None:
    assert Story().polls(outcomes).states == states


def test_three_polls_by_hand_in_a_minute_are_no_three_failures() -> None:
    """Somebody who tries again and again learns nothing that the first try did not tell."""
    assert Story().polls("+").polls("xxx", apart=timedelta(seconds=20)).states[-1] is H


def test_two_failures_a_day_apart_are_enough_also_between_polls() -> None:
    """A server that asks for a day's patience must not hide behind it."""
    story = Story().polls("+x5")
    before = story.verdict.state
    story.now += timedelta(days=1)

    assert (before, story.verdict.state) == (H, F)


def test_a_trouble_says_since_when_and_why() -> None:
    story = Story().polls("+x55")

    assert story.verdict == Verdict(F, Cause.SERVER_ERROR, MONDAY + HALF_HOUR, "answered 503")


def test_a_month_of_trouble_is_the_end() -> None:
    story = Story(every=timedelta(days=1)).polls("+" + "x" * 29)
    before = story.verdict.state
    story.polls("x")

    assert (before, story.verdict.state) == (F, D)


def test_a_smaller_feed_is_the_usual_one_after_a_week() -> None:
    story = Story(every=timedelta(days=1)).polls("+" + "s" * 7)
    before = story.verdict.state
    story.record = with_news(story)
    story.polls("ss")

    assert (before, story.verdict.state) == (S, H)


def with_news(story: Story) -> Record:
    """Let the source have had something new today: it is not its silence that is judged."""
    return replace(story.record, days=(*story.record.days, story.now.date()))


def test_a_weekend_is_no_silence_and_a_week_is() -> None:
    """The last news is of Monday 2 November; it had some every working day."""
    day = {n: judge(Record(days=DAILY), every=HALF_HOUR, now=MONDAY + timedelta(days=n)) for n in range(8)}

    assert [verdict.state for verdict in day.values()] == [H, H, H, H, H, H, H, L]
    assert day[7].since == date(2026, 11, 2)
    assert day[7].why == "nothing new for 5 working days; up to 4 are usual"


@pytest.mark.parametrize(
    ("pauses", "days"),
    [
        pytest.param([1, 1, 1, 1, 1], 4, id="every day"),
        pytest.param([1, 1, 1, 1, 60], 4, id="a breakdown is no rhythm"),
        pytest.param([1, 2, 5, 4, 3], 9, id="now and then"),
        pytest.param([7, 7, 7, 7, 7], 15, id="every week"),
        pytest.param([1, 1, 1, 1], 65, id="too little is known"),
    ],
)
def test_patience_follows_the_rhythm(pauses: list[int], days: int) -> None:
    """A pause is counted in calendar days from a Monday here, and in working days there."""
    found = [date(2026, 1, 5)]
    for pause in pauses:
        found.append(found[-1] + timedelta(days=pause))

    assert patience(found, every=HALF_HOUR) == days


def test_a_source_that_is_rarely_polled_is_waited_for() -> None:
    assert patience(DAILY, every=timedelta(days=7)) == 21


def test_the_same_answer_for_ever_is_suspect() -> None:
    """A cache in front of the site that is never filled again answers 304 to the end of time."""
    story = Story(every=timedelta(days=1)).polls("=" * 15)  # the 11th is a holiday

    assert story.states[6:8] == [H, L]
    assert story.states[-1] is S
    assert story.verdict.cause is Cause.FROZEN


def test_a_new_item_ends_a_silence_at_once() -> None:
    story = Story(every=timedelta(days=1)).polls("=" * 14)
    visit = Visit(at=story.now, entries=40, days=(story.now.date(),))

    story.record = after_visit(story.record, visit, every=story.every)

    assert story.verdict == Verdict(H)


def test_a_source_without_dates_counts_from_the_day_it_was_first_seen() -> None:
    story = Story(record=Record()).polls("+")

    assert story.record.newest == date(2026, 11, 2)
    assert judge(story.record, every=HALF_HOUR, now=MONDAY + timedelta(days=80)).state is H
    assert judge(story.record, every=HALF_HOUR, now=MONDAY + timedelta(days=120)).state is L


def test_what_is_old_at_the_first_poll_is_no_silence_where_no_rhythm_is_known() -> None:
    """A page of four notices of 2020 may have its fifth tomorrow."""
    old = replace(Record(), days=(date(2020, 3, 2), date(2020, 6, 8)))
    story = Story(record=old).polls("+")

    assert story.verdict.state is H
    assert judge(story.record, every=HALF_HOUR, now=MONDAY + timedelta(days=120)).since == date(2020, 6, 8)


def test_dates_that_lie_ahead_are_no_news() -> None:
    today = date(2026, 11, 2)

    assert with_days([], [date(2099, 1, 1), today], today=today) == (today,)


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 40))
def test_working_days_are_counted_one_by_one(start: date, length: int) -> None:
    days = [start + timedelta(days=n + 1) for n in range(length)]

    counted = working_days(start, start + timedelta(days=length))

    assert counted == sum(day.weekday() < 5 and day not in days_off(day.year) for day in days)


def test_public_holidays_are_known_to_the_movable_ones() -> None:
    holidays = [(4, 6), (5, 1), (5, 8), (5, 14), (5, 25), (7, 14), (11, 11), (12, 25)]
    others = [(4, 3), (5, 7), (5, 15), (7, 13), (7, 31), (9, 1), (12, 23)]

    assert [date(2026, month, day) in days_off(2026) for month, day in holidays] == [True] * len(holidays)
    assert not any(date(2026, month, day) in days_off(2026) for month, day in others)


def through(days: Iterable[date], first: date, last: date) -> set[State]:
    """Return the states of a source that answers well and has news on *days*, looked at day after day."""
    news, states = sorted(days), set()
    for day in (first + timedelta(days=n) for n in range((last - first).days + 1)):
        record = Record(days=tuple(each for each in news if each <= day)[-20:])
        at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        states.add(judge(record, every=HALF_HOUR, now=at).state)
    return states


def weekdays(
    first: date, last: date, pause: tuple[date, date], only: tuple[int, ...] = (0, 1, 2, 3, 4)
) -> list[date]:
    every = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [day for day in every if day.weekday() in only and not pause[0] <= day <= pause[1]]


@pytest.mark.parametrize("year", range(2024, 2030))
def test_nobody_is_late_who_pauses_with_all_of_france(year: int) -> None:
    """A daily paper over the turn of the year, a regulator of two texts a week in August."""
    winter = (date(year, 12, 24), date(year + 1, 1, 3))
    daily = weekdays(date(year, 10, 1), date(year + 1, 2, 1), winter)
    summer = (date(year, 8, 1), date(year, 8, 31))
    twice = weekdays(date(year, 4, 1), date(year, 12, 1), summer, only=(1, 3))

    assert through(daily, date(year, 11, 15), date(year + 1, 2, 1)) == {H}
    assert through(twice, date(year, 6, 1), date(year, 10, 1)) == {H}


def test_who_stays_silent_after_the_pause_is_late() -> None:
    daily = weekdays(date(2026, 6, 1), date(2026, 7, 31), (date(2026, 8, 1), date(2026, 8, 31)))

    assert L not in through(daily, date(2026, 7, 1), date(2026, 9, 4))
    assert L in through(daily, date(2026, 9, 7), date(2026, 9, 8))


def test_a_feed_that_is_rightly_empty_is_the_usual_one_after_a_week() -> None:
    """A feed of warnings holds none for weeks: it answers, and shows that there are none."""
    story = Story(every=timedelta(days=1)).polls("+" + "0" * 7)
    before = story.verdict.state
    story.record = with_news(story)
    story.polls("00")

    assert (before, story.verdict.state) == (S, H)


@given(st.text("+=x5h0s", max_size=30))
def test_no_state_comes_from_less_than_three_bad_polls_nor_goes_with_less_than_two_good(
    outcomes: str,
) -> None:
    story = Story(every=timedelta(minutes=1), record=Record(days=DAILY, usual=40)).polls(outcomes)

    bad = [state.rank >= F.rank for state in story.states]
    for place, (before, after) in enumerate(pairwise([False, *bad])):
        if after and not before:
            assert set(outcomes[max(0, place - 2) : place + 1]) <= set("x5h0s")
        if before and not after:
            assert set(outcomes[place - 1 : place + 1]) <= set("+=")


def dark(host: int, polls: str, *, start: datetime = MONDAY) -> tuple[str, Record]:
    story = Story(now=start).polls(polls)
    return (f"h{host}.example", story.record)


@pytest.mark.parametrize(
    ("records", "blind"),
    [
        pytest.param([dark(n, "+xx") for n in range(3)], True, id="three hosts, half an hour"),
        pytest.param([dark(n, "+x") for n in range(9)], False, id="a minute is no outage"),
        pytest.param([dark(n, "+xx") for n in range(2)], False, id="two hosts may be down"),
        pytest.param([dark(1, "+xx") for _ in range(9)], False, id="one host may be"),
        pytest.param(
            [*(dark(n, "+xx") for n in range(9)), dark(10, "+++")],
            False,
            id="one that answers shows the way is open",
        ),
        pytest.param(
            [*(dark(n, "+xx") for n in range(9)), dark(10, "+5h")], False, id="an error is an answer"
        ),
        pytest.param(
            [*(dark(n, "+xx") for n in range(9)), dark(10, "+")], True, id="one that answered before"
        ),
        pytest.param([dark(n, "xx") for n in range(3)], True, id="from the first poll on"),
        pytest.param(
            [*(dark(n, "+xxx") for n in range(9)), dark(10, "+++++")],
            False,
            id="what failed before that does not count",
        ),
    ],
)
def test_it_is_our_own_network_when_nothing_answers_anywhere(
    records: list[tuple[str, Record]], *, blind: bool
) -> None:
    assert (blind_since(records) is not None) is blind


def test_our_blindness_is_as_old_as_the_first_poll_that_failed() -> None:
    assert blind_since([dark(n, "+xx") for n in range(3)]) == MONDAY + HALF_HOUR
