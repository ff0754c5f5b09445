from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from feeds.document import Document, Origin
from feeds.errors import FailureKind, MemoryFormatError
from feeds.http import Fetcher, FetchFailed
from feeds.legifrance import day_of, read_hits, read_text, route
from feeds.legifrance_memory import LegifranceMemory
from feeds.legifrance_search import search_body
from feeds.legifrance_source import LegifrancePoll, LegifranceSource, poll_legifrance
from feeds.piste import Credentials, Piste, UnknownText
from tests.feeds.site import Asked, Reply, Site

NOW = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
ORIGIN = Origin(id="legifrance", kind="legifrance", name="Légifrance")
ID, SECRET = "identifiant-d-essai", "secret & d'essai"
UNHANDLED = {
    "error": 500,
    "status": "Internal Server Error",
    "message": "Une exception non gérée est survenue.",
}
UNKNOWN = {"error": 400, "status": "Bad Request", "message": "L'expression à valider est fausse."}
Row = tuple[str, str, str]


def answered(value: object, status: int = 200, **headers: str) -> Reply:
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return Reply(json.dumps(value).encode(), status, {"Content-Type": "application/json", **named})


@dataclass
class Api:
    """The Légifrance API on loopback: tokens that expire, texts that it finds by their date."""

    site: Site
    fetcher: Fetcher
    texts: list[Row] = field(default_factory=list)
    now: float = 1000.0
    given: int = 0
    accepted: str | None = None
    faults: list[Reply] = field(default_factory=list)
    """What the methods answer first, one after the other."""
    guarded_consult: Callable[[Asked], Reply] = field(init=False)

    def __post_init__(self) -> None:
        self.site.pages["/token"] = self._token
        self.site.pages["/api/search"] = self._guarded(self._search)
        self.guarded_consult = self._guarded(self._consult)
        for path in ("cnil", "jorf", "juri"):
            self.site.pages[f"/api/consult/{path}"] = self.guarded_consult
        self.piste = Piste(
            self.fetcher,
            Credentials(ID, SECRET),
            token_url=self.site.url("/token"),
            api_url=self.site.url("/api/"),
            clock=lambda: self.now,
        )

    def _token(self, asked: Asked) -> Reply:
        form = {name: values[0] for name, values in parse_qs(asked.body.decode()).items()}
        if (form["client_id"], form["client_secret"], form["grant_type"]) != (
            ID,
            SECRET,
            "client_credentials",
        ):
            return answered({"error": "invalid_client"}, 400)
        self.given += 1
        return answered({"access_token": f"jeton-{self.given}", "token_type": "Bearer", "expires_in": 3600})

    def _guarded(self, method: Callable[[dict[str, object]], Reply]) -> Callable[[Asked], Reply]:
        def reply(asked: Asked) -> Reply:
            token = asked.headers["authorization"].removeprefix("Bearer ")
            if self.accepted is not None and token != self.accepted:
                return answered({"error": "invalid_token"}, 401)
            return self.faults.pop(0) if self.faults else method(json.loads(asked.body))

        return reply

    def _search(self, body: dict[str, object]) -> Reply:
        search = body["recherche"]
        assert isinstance(search, dict)
        if "operateur" not in search["champs"][0]:
            return answered(UNHANDLED, 500)
        window = search["filtres"][0]["dates"]
        found = [
            row for row in self.texts if window["start"] <= row[1] <= window["end"] and prefix(body) in row[0]
        ]
        first = (search["pageNumber"] - 1) * search["pageSize"]
        rows = found[first : first + search["pageSize"]]
        results = [{"titles": [{"id": name, "title": title}], "date": day} for name, day, title in rows]
        return answered({"totalResultNumber": len(found), "results": results})

    def _consult(self, body: dict[str, object]) -> Reply:
        name = str(body.get("textId") or body.get("textCid"))
        for identity, _, title in self.texts:
            if identity == name:
                text = {"id": name, "title": title, "titreLong": title, "texte": "Un texte d’essai."}
                return answered(text if name.startswith("JORF") else {"text": text})
        return answered(UNKNOWN, 400)

    def poll(self, memory: LegifranceMemory | None = None, **options: object) -> LegifrancePoll:
        source = LegifranceSource(origin=ORIGIN, phrases=("plateforme des données de santé",), **options)  # type: ignore[arg-type]  # a test's options
        return poll_legifrance(source, memory or LegifranceMemory(), self.piste, now=NOW)


def prefix(body: dict[str, object]) -> str:
    return {"CNIL": "CNILTEXT", "JORF": "JORFTEXT", "CETAT": "CETATEXT"}[str(body["fond"])]


def cnil(number: int, day: str = "2026-03-02", title: str = "Délibération d’essai") -> Row:
    return f"CNILTEXT{number:012}", day, title


@pytest.fixture
def api(site: Site, fetcher: Fetcher) -> Api:
    return Api(site, fetcher)


def everything(polled: LegifrancePoll) -> tuple[Document, ...]:
    return (*polled.past, *polled.documents)


def reason(answer: object) -> str:
    assert isinstance(answer, FetchFailed)
    return answer.reason


def test_a_token_is_kept_until_a_minute_before_it_ends(api: Api) -> None:
    api.piste.ask("/search", search_body("CNIL", "x", NOW.date(), NOW.date(), 1))
    api.now += 3539
    api.piste.ask("/search", search_body("CNIL", "x", NOW.date(), NOW.date(), 1))
    assert api.given == 1

    api.now += 1
    api.piste.ask("/search", search_body("CNIL", "x", NOW.date(), NOW.date(), 1))
    assert api.given == 2


def test_a_token_that_has_expired_is_renewed_once(api: Api) -> None:
    api.accepted = "jeton-2"
    api.texts = [cnil(1)]

    assert len(everything(api.poll())) == 1
    assert api.given == 2


def test_a_token_that_is_never_accepted_is_given_up(api: Api) -> None:
    api.accepted = "aucun"

    failure = api.poll().failure

    assert reason(failure).startswith("the API of Légifrance refuses a token that is new (401)")
    assert (api.given, len(api.site.asked)) == (2, 4)


def test_wrong_credentials_are_named_and_never_shown(api: Api) -> None:
    """PISTE says 400 where others say 401."""
    credentials = Credentials(ID, "un autre secret")
    piste = Piste(api.fetcher, credentials, token_url=api.site.url("/token"), api_url=api.site.url("/api"))

    failure = piste.ask("/search", {})

    assert isinstance(failure, FetchFailed)
    assert (failure.kind, failure.status) == (FailureKind.PERMANENT, 400)
    assert "invalid_client" in failure.reason
    shown = f"{failure!r} {credentials!r} {credentials} {piste!r} {vars(piste)}"
    assert "secret" not in shown.replace("client_secret", "").replace("id and secret", "")
    assert ID not in shown


@pytest.mark.parametrize(
    ("reply", "kind", "told"),
    [
        (answered({}, 403), FailureKind.PERMANENT, "Consentement CGU API"),
        (answered(UNKNOWN, 400), FailureKind.PERMANENT, "refuses the request as malformed"),
        (answered({}, 404), FailureKind.PERMANENT, "no such method"),
        (answered({}, 429), FailureKind.TRANSIENT, "quota"),
        (Reply(b"<html>Bearer jeton-1</html>", 500), FailureKind.TRANSIENT, "answered 500"),
        (Reply(b"", 503), FailureKind.TRANSIENT, "answered 503"),
        (Reply(b"<html>Portail indisponible</html>"), FailureKind.TRANSIENT, "not with JSON"),
        (Reply(b'{"results": [{"id'), FailureKind.TRANSIENT, "not with JSON"),
        (Reply(status=302, headers={"Location": "http://127.0.0.1:1/"}), FailureKind.PERMANENT, "redirects"),
    ],
    ids=["terms", "malformed", "method", "quota", "gateway", "maintenance", "a page", "cut off", "redirect"],
)
def test_what_the_api_answers_is_told_for_what_it_means(
    api: Api, reply: Reply, kind: FailureKind, told: str
) -> None:
    api.faults = [reply]

    failure = api.poll(fonds=("CNIL",)).failure

    assert isinstance(failure, FetchFailed)
    assert failure.kind is kind
    assert told in failure.reason
    assert "jeton" not in failure.reason


def test_an_unhandled_exception_is_tried_twice_and_then_taken_for_a_malformed_request(api: Api) -> None:
    api.faults = [answered(UNHANDLED, 500)]
    assert api.poll(fonds=("CNIL",)).failure is None

    api.faults = [answered(UNHANDLED, 500), answered(UNHANDLED, 500)]
    failure = api.poll(fonds=("CNIL",)).failure
    assert isinstance(failure, FetchFailed)
    assert failure.kind is FailureKind.PERMANENT
    assert api.faults == []


@pytest.mark.parametrize(("headers", "seconds"), [({}, 60.0), ({"Retry_After": "900"}, 900.0)])
def test_a_quota_says_how_long_to_wait(api: Api, headers: dict[str, str], seconds: float) -> None:
    api.faults = [answered({}, 429, **headers)]

    assert api.poll().retry_after == seconds


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (Reply(b"<html>", 503), FailureKind.TRANSIENT),
        (answered({}, 429), FailureKind.TRANSIENT),
        (answered({}, 405), FailureKind.PERMANENT),
        (Reply(b"<html>"), FailureKind.TRANSIENT),
        (answered({"access_token": "a\r\nX-Y: z"}), FailureKind.TRANSIENT),
        (answered({"access_token": 7}), FailureKind.TRANSIENT),
    ],
)
def test_where_no_token_comes_nothing_is_asked(api: Api, reply: Reply, kind: FailureKind) -> None:
    api.site.pages["/token"] = reply

    failure = api.poll().failure

    assert isinstance(failure, FetchFailed)
    assert failure.kind is kind
    assert api.site.paths() == ["/token"]


def test_a_text_is_consulted_once_and_again_when_the_search_says_something_else_of_it(api: Api) -> None:
    api.texts = [cnil(1), cnil(2), ("JORFTEXT000000000003", "2026-05-01", "Décret d’essai")]

    first = api.poll()
    assert [each.id[-1] for each in first.past] == ["1", "2", "3"]
    assert first.past[0].id == "legifrance:CNILTEXT000000000001"
    assert (first.outcome, first.entries) == ("changed", 3)

    memory = LegifranceMemory.from_json(first.memory.to_json())
    assert api.poll(memory).outcome == "unchanged"

    api.texts[1] = cnil(2, title="Délibération d’essai, rectifiée")
    assert [each.title for each in api.poll(memory).documents] == ["Délibération d’essai, rectifiée"]


def test_a_text_that_is_published_long_after_it_was_decided_is_found(api: Api) -> None:
    memory = api.poll().memory
    api.texts = [cnil(1, day="2024-12-20")]

    assert len(api.poll(memory).documents) == 1
    assert len(everything(api.poll(memory, look_back=timedelta(days=100)))) == 0


def test_all_pages_are_read(api: Api) -> None:
    api.texts = [cnil(number) for number in range(250)]

    polled = api.poll(fonds=("CNIL",), texts_a_poll=0)

    assert polled.entries == 250
    assert polled.notices == ("250 texts are left for the next poll",)
    assert len(api.site.asked) == 4


def test_where_more_is_found_than_is_shown_the_window_is_cut(api: Api) -> None:
    """The API shows 10,000 results of a search, and no more."""
    days = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=number % 100) for number in range(10_050)]
    api.texts = [cnil(number, day.date().isoformat()) for number, day in enumerate(days)]

    polled = api.poll(fonds=("CNIL",), texts_a_poll=0)

    assert polled.entries == 10_050
    assert polled.failure is None


def test_a_quota_in_the_middle_loses_nothing(api: Api) -> None:
    api.texts = [cnil(number) for number in range(5)]
    search = json.dumps(
        {"totalResultNumber": 5, "results": [{"titles": [{"id": name}]} for name, _, _ in api.texts]}
    )
    api.faults = [Reply(search.encode()), answered({"text": {"id": api.texts[0][0]}}), answered({}, 429)]

    first = api.poll(fonds=("CNIL",))
    assert (first.outcome, len(first.past), len(first.memory.marks)) == ("failed", 1, 1)

    api.faults = [Reply(search.encode())]
    second = api.poll(first.memory, fonds=("CNIL",))
    assert [each.ids[0] for each in second.past] == [name for name, _, _ in api.texts[1:]]


def test_a_text_that_the_api_finds_and_does_not_know_is_asked_for_again_and_given_up_visibly(
    api: Api,
) -> None:
    """One bad answer must not lose a deliberation for ever; eight are enough."""
    hits = {"totalResultNumber": 2, "results": [{"titles": [{"id": cnil(9)[0]}]}, {"titles": []}]}
    memory = LegifranceMemory()
    told: list[tuple[str, ...]] = []

    for _ in range(9):
        api.faults = [answered(hits)]
        polled = api.poll(LegifranceMemory.from_json(memory.to_json()), fonds=("CNIL",))
        memory, told = polled.memory, [*told, polled.notices[1:]]
        assert polled.failure is None
        assert polled.notices[0] == "CNIL: 1 results had no id, and were passed over"

    why = "CNILTEXT000000000009: the search names it, and the API does not know it"
    assert told[0] == (f"{why}; asked for again at the next poll (1 of 8 tries)",)
    assert told[7] == (
        f"{why}; given up after 8 tries: read https://www.legifrance.gouv.fr/cnil/id/CNILTEXT000000000009",
    )
    assert told[8] == ()


@pytest.mark.parametrize(
    "fault",
    [answered({"text": None}), answered({"error": 503}), Reply(b"", 503), answered(UNKNOWN, 400)],
    ids=["no text", "an error with a 200", "down", "unknown"],
)
def test_a_text_that_cannot_be_had_once_comes_at_the_next_poll(api: Api, fault: Reply) -> None:
    """It is news then, too, and holds up no other."""
    memory = api.poll(fonds=("CNIL",)).memory
    api.texts = [cnil(1), cnil(2)]
    api.site.pages["/api/consult/cnil"] = fault
    failed = api.poll(memory, fonds=("CNIL",))
    api.site.pages["/api/consult/cnil"] = api.guarded_consult

    then = api.poll(failed.memory, fonds=("CNIL",))

    assert everything(failed) == ()
    assert [each.ids[0][-1] for each in then.documents] == ["1", "2"]
    assert then.memory.trials == {}


def test_a_text_that_always_fails_holds_up_no_other(api: Api) -> None:
    api.texts = [cnil(number) for number in range(5)]
    search = json.dumps(
        {"totalResultNumber": 5, "results": [{"titles": [{"id": name}]} for name, _, _ in api.texts]}
    )
    api.faults = [Reply(search.encode()), Reply(b"", 502)]

    polled = api.poll(fonds=("CNIL",))

    assert reason(polled.failure) == "the API of Légifrance answered 502"
    assert [each.ids[0] for each in polled.past] == [name for name, _, _ in api.texts[1:]]
    assert list(polled.memory.windows) == ["CNIL plateforme des données de santé"]


@pytest.mark.parametrize(
    "answer",
    [
        {"error": 503, "message": "Service Unavailable"},
        {"fault": {"faultstring": "x"}},
        {"results": None, "totalResultNumber": 2},
        {"results": [], "totalResultNumber": 2},
        {"results": []},
        {"results": [], "totalResultNumber": True},
        {},
    ],
)
def test_an_answer_that_is_no_search_result_is_never_nothing_found(
    api: Api, answer: dict[str, object]
) -> None:
    """A false empty past would make an old text news at the next poll."""
    api.faults = [answered(answer)]

    polled = api.poll(fonds=("CNIL",))

    assert polled.outcome == "failed"
    assert polled.memory.windows == {}


def test_a_search_that_shows_fewer_than_it_has_is_a_failure_and_what_it_showed_is_kept(api: Api) -> None:
    api.texts = [cnil(1), cnil(2)]
    results = [{"titles": [{"id": cnil(1)[0]}]}]
    api.faults = [
        answered({"totalResultNumber": 2, "results": results}),
        answered({"totalResultNumber": 2, "results": []}),
    ]

    polled = api.poll(fonds=("CNIL",))

    assert "says that it has 2 results, and shows fewer" in reason(polled.failure)
    assert [each.ids[0] for each in polled.past] == [cnil(1)[0]]
    assert polled.memory.windows == {}


def test_a_database_that_fails_stops_no_other_and_is_a_past_of_its_own_later(api: Api) -> None:
    api.texts = [cnil(1), ("JORFTEXT000000000003", "2026-05-01", "Décret d’essai")]
    api.faults = [Reply(b"", 502)]
    first = api.poll()
    api.texts.append(("JORFTEXT000000000004", "2026-05-02", "Décret d’essai"))

    second = api.poll(first.memory)

    assert first.failure is not None
    assert [each.ids[0] for each in first.past] == ["JORFTEXT000000000003"]
    assert [each.ids[0] for each in second.past] == [cnil(1)[0]]
    assert [each.ids[0] for each in second.documents] == ["JORFTEXT000000000004"]


@pytest.mark.parametrize("widened", [{"look_back": timedelta(days=900)}, {"fonds": ("CNIL", "JORF")}])
def test_what_only_a_wider_search_finds_is_the_past(api: Api, widened: dict[str, object]) -> None:
    """Nobody is woken by a text of years ago because the configuration looks further."""
    narrow: dict[str, object] = {"fonds": ("CNIL",), "look_back": timedelta(days=365)}
    memory = api.poll(None, **narrow).memory
    api.texts = [
        cnil(1),
        cnil(2, day="2024-03-01"),
        ("JORFTEXT000000000003", "2026-05-01", "Décret d’essai"),
    ]

    polled = api.poll(memory, **(narrow | widened))

    assert [each.ids[0] for each in polled.documents] == [cnil(1)[0]]
    assert len(polled.past) == 1
    assert everything(api.poll(polled.memory, **(narrow | widened))) == ()


def test_a_past_of_more_texts_than_a_poll_may_ask_for_stays_the_past(api: Api) -> None:
    api.texts = [cnil(number) for number in range(5)]

    first = api.poll(fonds=("CNIL",), texts_a_poll=3)
    second = api.poll(first.memory, fonds=("CNIL",), texts_a_poll=3)

    assert (len(first.past), first.left, first.memory.windows) == (3, 2, {})
    assert (len(second.past), second.left, len(second.memory.windows)) == (2, 0, 1)
    assert second.documents == ()


def test_an_unknown_text_is_no_failure(api: Api) -> None:
    path, body = route("CETATEXT000000000009")

    assert api.piste.consult(path, body, text=body["textId"]) == UnknownText("CETATEXT000000000009")


@pytest.mark.parametrize(
    ("value", "day"),
    [
        (1703116800000, "2023-12-21"),
        (1706655600000, "2024-01-31"),
        ("2024-01-31", "2024-01-31"),
        ("2024-01-30T23:00:00.000+0000", "2024-01-31"),
        ("2021-04-15T16:49:47.707+0000", "2021-04-15"),
        (32472144000000, None),
        ("2999-01-01T00:00:00.000+0000", None),
        (10**30, None),
        ("hier", None),
        (None, None),
        (True, None),
    ],
)
def test_a_date_is_the_day_that_it_is_in_paris(value: object, day: str | None) -> None:
    assert day_of(value) == day


def load(shared: Path, name: str) -> dict[str, object]:
    found: dict[str, object] = json.loads((shared / "fixtures/legifrance" / name).read_bytes())
    return found


@pytest.mark.shared
def test_the_texts_on_record_are_read(shared: Path) -> None:
    cnil_text = read_text("CNILTEXT000049057224", load(shared, "consult-cnil-200.json"))
    court = read_text("CETATEXT000099990001", load(shared, "consult-juri-ceta-200.json"))
    order = read_text("JORFTEXT000054708438", load(shared, "consult-jorf-200.json"))

    assert cnil_text is not None
    assert (cnil_text.number, cnil_text.kind) == ("2023-146", "Autre autorisation")
    assert (cnil_text.decided_on, cnil_text.published_on) == ("2023-12-21", "2024-01-31")
    assert cnil_text.title.startswith("Délibération n° 2023-146")
    assert "Microsoft Ireland" in cnil_text.text
    assert court is not None
    assert (court.ecli, court.published_on) == ("ECLI:FR:CEORD:2024:492369.20240322", None)
    assert court.text == "Article 1er : La requête est rejetée."
    assert court.document(ORIGIN).published == "2024-03-22"
    assert order is not None
    assert (order.nor, order.published_on) == ("ARMM2621619A", "2026-08-19")
    assert order.text.index("Article 1") < order.text.index("Article 2") < order.text.index("Fait le")


@pytest.mark.shared
@pytest.mark.parametrize(("name", "count"), [("cnil", 2), ("cetat", 1), ("jorf", 1), ("empty", 0)])
def test_the_searches_on_record_are_read(shared: Path, name: str, count: int) -> None:
    page = read_hits(load(shared, f"search-{name}-200.json"))

    assert page is not None
    assert (len(page.hits), page.total, page.nameless) == (count, count, 0)


@pytest.mark.shared
@pytest.mark.parametrize("fond", ["cnil", "cetat"])
def test_a_search_has_every_part_that_one_on_record_has(shared: Path, fond: str) -> None:
    def keys(value: object) -> object:
        if isinstance(value, dict):
            return {name: keys(each) for name, each in value.items()}
        return [keys(each) for each in value] if isinstance(value, list) else None

    ours = search_body(fond.upper(), "plateforme des données de santé", NOW.date(), NOW.date(), 1)

    assert keys(ours) == keys(load(shared, f"search-{fond}-request.json"))


def test_sections_are_read_in_their_order_and_to_a_bounded_depth() -> None:
    deep: dict[str, object] = {"title": "fond", "articles": [{"content": "trop bas"}]}
    for _ in range(60):
        deep = {"title": "T", "intOrdre": 2, "sections": [deep]}
    body = {"id": "JORFTEXT000000000001", "sections": [deep, {"title": "Titre Ier", "intOrdre": 1}]}

    text = read_text("JORFTEXT000000000001", body)

    assert text is not None
    assert text.text.startswith("Titre Ier\nT\n")
    assert "trop bas" not in text.text


@pytest.mark.parametrize(
    "answer", [{}, {"text": None}, {"text": {"id": "CNILTEXT000000000002"}}, {"text": []}]
)
def test_an_answer_without_the_text_is_none(answer: dict[str, object]) -> None:
    assert read_text("CNILTEXT000000000001", answer) is None


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 9, "marks": {}}', '{"format": 2, "marks": 3}'])
def test_a_memory_of_another_make_is_refused(text: str) -> None:
    with pytest.raises(MemoryFormatError):
        LegifranceMemory.from_json(text)
