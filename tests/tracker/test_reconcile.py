from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from itertools import combinations, permutations
from typing import Any

import pytest

from tests.tracker.builders import a_claim, a_witness
from tracker.model.decision import Decision, Establishment, Witness
from tracker.model.likeness import same_reference
from tracker.model.reconcile import reconcile
from tracker.model.voices import credited, sketch_of

PRESS = a_witness(document="press", decided_on="2023-12-21", published_on="2024-01-31", term="P3Y")
PRESS_2 = a_witness(document="press-2", decided_on="2023-12", published="2024-02-03")
OFFICIAL = a_witness(
    document="law", voice="official", decided_on="2023-12-21", reference="2023-146", published="2024-01-31"
)
RECALL = a_witness(document="recall", background=True, published="2025-06-01")


def ids(decisions: tuple[Decision, ...]) -> list[str]:
    return [decision.id for decision in decisions]


def test_press_and_official_text_tell_one_decision() -> None:
    [decision] = reconcile([PRESS, OFFICIAL, PRESS_2, RECALL])

    assert decision.id == "emc2/hosting-authorised/2023-146"
    assert decision.establishment is Establishment.OFFICIAL
    assert str(decision.published_on) == "2024-01-31"
    assert str(decision.term) == "P3Y"
    assert len(decision.witnesses) == 4


def test_the_order_of_arrival_is_forgotten() -> None:
    """Every order of the same witnesses gives the same decisions, to the last field."""
    witnesses = [
        PRESS,
        PRESS_2,
        OFFICIAL,
        RECALL,
        a_witness("hosting-authorised", document="other", decided_on="2019-10"),
    ]
    expected = reconcile(witnesses)

    assert len(expected) == 2
    for order in permutations(witnesses):
        assert reconcile(order) == expected


def test_many_random_orders_of_many_witnesses_agree() -> None:
    witnesses = [
        a_witness(
            "challenge-filed",
            document=f"d{number}",
            authority="conseil-etat",
            decided_on=f"2024-{1 + number % 12:02d}-{1 + number % 28:02d}" if number % 3 else None,
            reference=str(490000 + number % 7) if number % 4 == 0 else None,
            background=number % 5 == 0,
            published=f"2024-{1 + number % 12:02d}-28",
        )
        for number in range(40)
    ]
    expected = reconcile(witnesses)
    shuffler = random.Random(7)  # noqa: S311 - an order, not a secret

    for _ in range(200):
        shuffler.shuffle(witnesses)
        assert reconcile(witnesses) == expected


@pytest.mark.parametrize(
    ("witnesses", "level"),
    [
        ([PRESS], Establishment.REPORTED),
        ([PRESS, PRESS_2], Establishment.CORROBORATED),
        (
            [PRESS, a_witness(document="again", publisher="press", decided_on="2023-12-21")],
            Establishment.REPORTED,
        ),
        ([OFFICIAL], Establishment.OFFICIAL),
    ],
)
def test_two_publishers_corroborate_and_only_an_official_voice_makes_it_official(
    witnesses: list[Witness], level: Establishment
) -> None:
    [decision] = reconcile(witnesses)

    assert decision.establishment is level


def test_a_doubtful_claim_tells_no_decision() -> None:
    assert reconcile([a_witness(confidence=0.79, decided_on="2023-12-21")]) == ()


def test_different_numbers_are_different_acts_even_on_one_day() -> None:
    one = a_witness(
        "challenge-filed", document="a", authority="conseil-etat", decided_on="2024-03-05", reference="492368"
    )
    two = a_witness(
        "challenge-filed", document="b", authority="conseil-etat", decided_on="2024-03-05", reference="492369"
    )

    assert len(reconcile([one, two])) == 2


def test_the_day_of_publication_taken_for_the_decision_is_the_same_act() -> None:
    """« La Cnil a autorisé le 31 janvier » means the deliberation of 21 December."""
    slip = a_witness(document="slip", decided_on="2024-01-31", published="2024-02-01")

    [decision] = reconcile([slip, PRESS, OFFICIAL])

    assert str(decision.decided_on) == "2023-12-21"
    assert decision.disputed == ("decided_on",)


def test_two_authorisations_years_apart_are_two() -> None:
    renewal = a_witness(document="renewal", decided_on="2026-12-01", published="2026-12-05")

    assert len(reconcile([PRESS, renewal])) == 2


def test_an_undated_recall_means_the_last_decision_that_it_fits_and_establishes_nothing() -> None:
    renewal = a_witness(document="renewal", decided_on="2024-12-01", published="2024-12-05")

    decisions = {str(each.decided_on): each for each in reconcile([PRESS, renewal, RECALL])}

    assert [len(decisions[day].witnesses) for day in ("2023-12-21", "2024-12-01")] == [1, 2]
    assert decisions["2024-12-01"].establishment is Establishment.REPORTED


def test_an_undated_mention_years_later_is_no_new_decision() -> None:
    """« La Cnil a autorisé EMC2 », in passing, in 2026: neither a renewal nor a corroboration."""
    mention = a_witness(document="mention", published="2026-11-20")

    [decision] = reconcile([OFFICIAL, mention])

    assert [witness.claim.evidence.document for witness in decision.witnesses] == ["law"]


def test_one_undated_act_told_for_months_is_one() -> None:
    told = [
        a_witness(
            "challenge-filed",
            document=f"d{month}",
            authority="conseil-etat",
            published=f"2026-{month:02d}-10",
        )
        for month in (3, 5, 7, 9)
    ]

    assert len(reconcile(told)) == 1


def test_an_undated_announcement_with_another_date_for_the_move_is_another() -> None:
    first = a_witness(
        "migration-announced", document="a", published="2020-11-20", target_date="2022-11", provider=None
    )
    later = a_witness(
        "migration-announced", document="b", published="2026-02-06", target_date="2026-12", provider=None
    )

    assert len(reconcile([first, later])) == 2


def test_an_article_cannot_report_what_was_decided_after_it() -> None:
    """Of two requests a month apart, an undated article of the time between means the first."""
    memo = a_witness("change-requested", document="memo", decided_on="2020-10-08", published="2020-10-09")
    letter = a_witness("change-requested", document="letter", decided_on="2020-11-10", published="2020-11-12")
    article = a_witness("change-requested", document="article", published="2020-10")

    decisions = {str(each.decided_on): each for each in reconcile([letter, article, memo])}

    assert len(decisions["2020-10-08"].witnesses) == 2
    assert len(decisions["2020-11-10"].witnesses) == 1


def test_who_chose_the_host_may_be_told_differently() -> None:
    """The Hub, its ministry, « l'État »: one selection of one provider."""
    one = a_witness(
        "host-selected", document="a", authority="government", decided_on="2019", published="2020-01-05"
    )
    two = a_witness(
        "host-selected", document="b", authority="controller", decided_on="2020-04-15", published="2020-05-05"
    )

    [decision] = reconcile([one, two])
    assert "authority" in decision.disputed


def test_two_decisions_never_bear_one_name() -> None:
    one = a_witness("challenge-filed", document="a", authority="conseil-etat", decided_on="2024-03-05")
    two = a_witness("challenge-filed", document="b", authority="cjue", decided_on="2024-03-05")

    assert ids(reconcile([one, two])) == [
        "emc2/challenge-filed/2024-03-05",
        "emc2/challenge-filed/2024-03-05~2",
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("n° 2023-146", "2023-146"),
        ("2023‑146", "2023-146"),
        ("nº 6282/SG", "6282/sg"),
        ("C-311/18", "c-311/18"),
    ],
)
def test_spellings_of_one_reference_are_one(one: str, other: str) -> None:
    assert same_reference(one, other)
    assert not same_reference(one, other + "1")


def test_two_papers_that_print_one_agency_text_are_one_voice() -> None:
    """A second paper that copies the first corroborates nothing."""
    text = "La Cnil a autorisé jeudi le groupement à confier à Microsoft son entrepôt EMC2 pour trois ans, a-t-elle dit."
    one = replace(PRESS, sketch=sketch_of(text))
    copy = replace(PRESS_2, sketch=sketch_of(f"{text} Lire aussi nos articles."))
    own = replace(
        PRESS_2,
        sketch=sketch_of(
            "Feu vert de la commission : l'entrepôt ira chez l'hébergeur américain, "
            "contre l'avis de ceux qui demandaient un prestataire européen."
        ),
    )

    assert [decision.establishment for decision in reconcile([one, copy])] == [Establishment.REPORTED]
    assert [decision.establishment for decision in reconcile([one, own])] == [Establishment.CORROBORATED]


def test_two_papers_that_credit_one_agency_are_one_voice() -> None:
    one, other = replace(PRESS, agency="afp"), replace(PRESS_2, agency="afp")

    [decision] = reconcile([one, other])

    assert decision.establishment is Establishment.REPORTED


AFP = (
    "La Cnil a refusé vendredi 20 novembre 2026 que l'entrepôt EMC2 soit hébergé par Microsoft. "
    "Le groupement a un mois pour proposer un autre prestataire, a précisé la commission."
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"agency": credited(f"(AFP) - {AFP}")}, {"agency": credited("La Cnil a dit non, rapporte l'AFP.")}),
        ({"publisher": "le-figaro"}, {"agency": credited("La Cnil a dit non, selon Le Figaro.")}),
        ({"publisher": "lefigaro"}, {"agency": credited("La Cnil a dit non, révèle Le Figaro.")}),
        ({"sketch": sketch_of(AFP)}, {"sketch": sketch_of(AFP[: AFP.index("Microsoft") + 9])}),
        ({"url": "https://www.lemonde.fr/a"}, {"url": "https://lemonde.fr/b"}),
    ],
)
def test_who_credits_copies_or_shares_a_host_with_another_is_no_second_voice(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    for each, its in ((PRESS, PRESS_2), (PRESS_2, PRESS)):
        [decision] = reconcile([replace(each, **one), replace(its, **other)])
        assert decision.establishment is Establishment.REPORTED


@pytest.mark.parametrize(
    "other",
    [
        {"agency": credited("« Nous en prenons acte », a-t-il dit à l'AFP, selon la Cnil et Microsoft.")},
        {"agency": credited("La Cnil a dit non, selon Le Monde.")},
        {"url": "http://127.0.0.1:8080/b"},
        {"url": "https://autre.example/b"},
    ],
)
def test_who_quotes_or_credits_a_third_is_a_voice(other: dict[str, Any]) -> None:
    one = replace(PRESS, publisher="le-figaro", agency="afp", url="http://127.0.0.1:8080/a")

    [decision] = reconcile([one, replace(PRESS_2, **other)])

    assert decision.establishment is Establishment.CORROBORATED


def test_a_request_between_two_refusals_makes_them_two() -> None:
    """Seven weeks apart they could be one act and its publication; but it was asked for again."""
    first = a_witness("hosting-refused", document="a", decided_on="2026-03-09", published="2026-03-10")
    second = a_witness("hosting-refused", document="b", decided_on="2026-04-27", published="2026-04-28")
    undated = a_witness("hosting-refused", document="c", published="2026-06-20")

    assert len(reconcile([first, second])) == 1
    assert len(reconcile([first, second], requested=[date(2026, 3, 20)])) == 2
    assert len(reconcile([first, undated])) == 1
    assert len(reconcile([first, undated], requested=[date(2026, 3, 20)])) == 2


def test_a_wrong_year_in_one_article_makes_no_second_act() -> None:
    slip = a_witness(document="slip", decided_on="2024-12-21", published="2025-01-10", background=True)

    [decision] = reconcile([PRESS, OFFICIAL, slip])

    assert str(decision.decided_on) == "2023-12-21"
    assert decision.disputed == ("decided_on",)


WRONG_YEAR = a_witness("hosting-refused", document="p6", decided_on="2025-11-12", published="2026-11-15")
RIGHT_DAY = a_witness("hosting-refused", document="p1", decided_on="2026-11-12", published="2026-11-20")
LAST_WEEK = a_witness("hosting-refused", document="p3", decided_on="2026-11", published="2026-11-19")
RIGHT_DAY_TOO = a_witness("hosting-refused", document="p4", decided_on="2026-11-12", published="2026-11-21")


@pytest.mark.parametrize(
    "told",
    [
        order
        for number in (1, 2, 3)
        for others in combinations([RIGHT_DAY, LAST_WEEK, RIGHT_DAY_TOO], number)
        if others != (LAST_WEEK,)
        for order in permutations([*others, WRONG_YEAR])
    ],
)
def test_a_wrong_year_told_first_neither_wins_nor_parts_what_the_others_tell(told: list[Witness]) -> None:
    [decision] = reconcile(told)

    assert (str(decision.decided_on), decision.disputed) == ("2026-11-12", ("decided_on",))
    assert decision.establishment is Establishment.CORROBORATED


def test_a_wrong_year_parts_nothing_however_many_papers_give_no_day() -> None:
    weeks = [
        replace(
            LAST_WEEK,
            claim=a_claim("hosting-refused", document=f"w{n}", decided_on="2026-11"),
            publisher=f"w{n}",
        )
        for n in range(5)
    ]

    [decision] = reconcile([RIGHT_DAY, WRONG_YEAR, *weeks])

    assert str(decision.decided_on) == "2026-11-12"


def test_of_two_days_the_one_that_more_voices_tell_is_kept() -> None:
    """Papers that print one agency text are one voice; of as many, the day nearest before they told it."""
    first, copied = (replace(each, agency="afp") for each in days("a", "b", day="2023-12-20"))
    later, again = days("c", "d", day="2023-12-22")

    assert str(reconcile([first, copied, later, again])[0].decided_on) == "2023-12-22"
    assert str(reconcile([*days("a", "b", day="2023-12-20"), later])[0].decided_on) == "2023-12-20"
    assert str(reconcile([first, copied, later])[0].decided_on) == "2023-12-22"


@pytest.mark.parametrize("order", list(permutations([0, 1, 2])))
def test_papers_that_give_days_far_apart_prove_nothing_of_each_other(order: tuple[int, ...]) -> None:
    [late] = days("a", day="2023-12-20")
    [early] = days("b", day="2023-12-03")
    month = replace(LAST_WEEK, claim=replace(late.claim, evidence=a_claim(document="c").evidence))
    told = [late, early, replace(month, publisher="c")]

    [two] = reconcile([told[each] for each in order if each < 2])
    [three] = reconcile([told[each] for each in order])

    assert (two.disputed, two.establishment) == (("decided_on",), Establishment.REPORTED)
    assert (str(three.decided_on), three.establishment) == ("2023-12-20", Establishment.CORROBORATED)


def test_a_majority_of_very_many_is_one_too() -> None:
    many = [
        a_witness(document=f"a{n}", decided_on="2023-12-21", published="2025-03-01", background=True)
        for n in range(90)
    ]
    slips = [
        a_witness(document=f"b{n}", decided_on="2024-12-21", published="2025-03-01", background=True)
        for n in range(60)
    ]

    assert [str(each.decided_on) for each in reconcile([*many, *slips])] == ["2023-12-21"]


def test_one_paper_with_another_day_takes_no_proof_from_those_that_are_a_day_apart() -> None:
    told = [*days("a", day="2023-12-03"), *days("b", day="2023-12-04"), *days("c", day="2023-12-20")]

    [decision] = reconcile(told)

    assert (str(decision.decided_on), decision.establishment) == ("2023-12-04", Establishment.CORROBORATED)


def days(*documents: str, day: str) -> list[Witness]:
    return [a_witness(document=each, decided_on=day) for each in documents]


def test_a_ruling_that_joins_cases_bears_all_their_numbers() -> None:
    ruling = replace(
        a_witness(
            "challenge-rejected",
            document="a",
            voice="official",
            authority="conseil-etat",
            decided_on="2024-11-19",
            reference="491644",
        ),
        joined=("491644", "492368"),
    )
    press = a_witness("challenge-rejected", document="b", authority="conseil-etat", reference="492368")

    [decision] = reconcile([ruling, press])

    assert (decision.reference, decision.joined) == ("491644", ("492368",))


def test_a_month_is_no_day_of_the_next() -> None:
    """« En octobre 2020 » is the memorandum of October, never the letter of 10 November."""
    letter = a_witness("change-requested", document="letter", decided_on="2020-11-10", published="2020-11-12")
    month = a_witness("change-requested", document="month", decided_on="2020-10", published="2020-10-13")
    year = a_witness(
        "change-requested", document="year", decided_on="2020", published="2025-01-05", background=True
    )
    again = a_witness("change-requested", document="again", decided_on="2020-10", published="2020-10-20")

    decisions = {str(each.decided_on): each for each in reconcile([letter, year, month, again])}

    assert [len(decisions[day].witnesses) for day in ("2020-10", "2020-11-10")] == [3, 1]


def test_a_recall_without_a_date_names_its_author_or_means_another_act() -> None:
    """A complaint to the prosecutor is no application to the Conseil d'État."""
    complaint = a_witness(
        "challenge-filed", document="a", authority="other", decided_on="2021-03", published="2021-04-14"
    )
    recall = a_witness(
        "challenge-filed", document="b", authority="conseil-etat", published="2024-02-01", background=True
    )

    assert complaint.claim.authority in {each.authority for each in reconcile([complaint, recall])}


@pytest.mark.parametrize("given", list(permutations(["2023-12-21", "2023-12-22", "2023-12"])))
def test_a_disagreement_is_kept_and_does_not_depend_on_who_came_first(given: tuple[str, ...]) -> None:
    told = [
        a_witness(document=f"d{day}", decided_on=day, term="P3Y" if day.endswith("21") else "P2Y")
        for day in given
    ]

    [decision] = reconcile(told)

    assert (str(decision.decided_on), str(decision.term)) == ("2023-12-22", "P3Y")
    assert decision.disputed == ("decided_on", "term")


def test_a_recall_by_number_alone_takes_no_ruling_that_is_known_by_its_day() -> None:
    """Each case has its number: « le recours n° 495606 est rejeté » says nothing of a ruling of 2020."""
    ruling = a_witness(
        "challenge-rejected",
        document="a",
        authority="conseil-etat",
        decided_on="2020-09-21",
        published="2020-09-23",
    )
    recall = a_witness(
        "challenge-rejected",
        document="b",
        authority="conseil-etat",
        reference="495606",
        published="2025-07-10",
        background=True,
    )

    assert len(reconcile([ruling, recall])) == 2
    [authorised] = reconcile([PRESS, a_witness(document="b", reference="2023-146", background=True)])
    assert authorised.reference == "2023-146"


def test_a_recall_that_is_a_week_out_means_the_ruling_of_the_week_before() -> None:
    def ruling(document: str, day: str, *, background: bool) -> Witness:
        return a_witness(
            "challenge-rejected",
            document=document,
            authority="conseil-etat",
            decided_on=day,
            published="2020-10-27",
            background=background,
        )

    first = ruling("a", "2020-10-13", background=False)

    assert len(reconcile([first, ruling("b", "2020-10-21", background=True)])) == 1
    assert len(reconcile([first, ruling("b", "2020-10-21", background=False)])) == 2


def test_of_two_filings_of_one_day_a_report_means_the_one_that_is_told_in_those_weeks() -> None:
    def filing(document: str, number: str | None, published: str) -> Witness:
        return a_witness(
            "challenge-filed",
            document=document,
            authority="conseil-etat",
            decided_on="2024-03-05" if number else None,
            reference=number,
            published=published,
            background=number is not None,
        )

    told = reconcile(
        [
            filing("z", "492369", "2024-03-25"),
            filing("a", "492368", "2024-11-20"),
            filing("m", None, "2024-03-18"),
        ]
    )

    assert {each.reference: len(each.witnesses) for each in told} == {"492368": 1, "492369": 2}


def test_what_is_filed_after_a_case_was_judged_is_another_case() -> None:
    judged = a_witness(
        "challenge-filed",
        document="a",
        authority="conseil-etat",
        decided_on="2020-09-28",
        reference="n° 444937",
        published="2020-10-14",
    )
    new = a_witness("challenge-filed", document="b", authority="other", published="2021-04-14")

    assert len(reconcile([judged, new])) == 1
    assert len(reconcile([judged, new], judged={"444937": date(2020, 10, 13)})) == 2
    assert len(reconcile([judged, new], judged={"444937": date(2021, 5, 1)})) == 1


def test_what_was_published_before_the_act_was_another_act() -> None:
    ruling = a_witness("challenge-rejected", document="a", authority="conseil-etat", decided_on="2024-03-22")
    mixed = a_witness(
        "challenge-rejected",
        document="b",
        authority="conseil-etat",
        decided_on="2024-03-22",
        published_on="2024-01-31",
    )

    [decision] = reconcile([ruling, mixed])

    assert decision.published_on is None


def test_a_recall_with_another_date_for_the_move_is_no_recall_of_this_one() -> None:
    def announcement(document: str, target: str, **given: Any) -> Witness:  # noqa: ANN401 - a builder
        return a_witness(
            "migration-announced", document=document, authority="government", target_date=target, **given
        )

    first = announcement("a", "2022-11", decided_on="2020-11-19", published="2020-11-22")
    other = announcement("b", "2025", published="2024-12-02", background=True)
    same = announcement("c", "2022", published="2024-12-02", background=True)

    assert len(reconcile([first, other])) == 2
    assert len(reconcile([first, same])) == 1
