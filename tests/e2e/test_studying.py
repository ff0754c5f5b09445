"""`tracker diff` and `tracker backtest`, as they are installed."""

from __future__ import annotations

import json

from tests.home import Home

ARTICLE = {
    "id": "a1",
    "source": {"kind": "press", "name": "Journal A", "url": "https://a.example/"},
    "published": "2024-02-01",
    "language": "fr",
    "title": "EMC2 : feu vert de la CNIL",
    "summary": "",
    "text": "La CNIL a autorisé le 21 décembre 2023, pour trois ans, l'entrepôt EMC2 hébergé par Microsoft Azure.",
}


def test_diff_tells_what_changed_between_two_days(home: Home) -> None:
    home.run("init", "--yes")

    told = home.run("diff", "--from", "2023-12-01", "--to", "2024-02-15", "--format", "json").json

    [emc2] = told["platforms"]
    assert (emc2["platform"], emc2["before"]["standing"], emc2["after"]["standing"]) == (
        "emc2",
        "requested",
        "authorised",
    )
    assert {"standing", "since", "in_force", "pending"} <= set(emc2["changed"])
    assert [row["decision"] for row in emc2["decisions"]] == ["cnil-2023-146", "ce-491644-filed"]
    assert emc2["decisions"][0]["citation"].startswith("CNIL, ")
    assert "requested → authorised" in home.run("diff", "--from", "2023-12-01", "--to", "2024-02-15").out


def test_diff_keeps_to_what_was_known_and_to_the_platforms_asked_for(home: Home) -> None:
    home.run("init", "--yes")

    unknown = home.run(
        "diff", "--from", "2023-12-01", "--to", "2024-02-15", "--known-at", "2024-02-01", "--format", "json"
    ).json
    asked = home.run(
        "diff", "--from", "2023-12-01", "--to", "2024-02-15", "doctolib", "--format", "json"
    ).json

    assert unknown["platforms"] == []
    assert [(row["platform"], row["changed"]) for row in asked["platforms"]] == [("doctolib", [])]


def test_diff_refuses_days_in_the_wrong_order(home: Home) -> None:
    home.run("init", "--yes")

    done = home.run("diff", "--from", "2024-02-15", "--to", "2023-12-01")

    assert done.code == 2
    assert "lies before" in done.err


def test_backtest_reports_alerts_and_writes_nothing(home: Home) -> None:
    home.run("init", "--yes")
    before = home.run("events", "--format", "json").json
    lines = [ARTICLE, {**ARTICLE, "id": "a2", "source": {**ARTICLE["source"], "name": "Journal B"}}]  # type: ignore[dict-item] # a table within
    (home.path / "docs.jsonl").write_text(
        "\n".join(json.dumps(line) for line in lines) + "\nnothing\n", "utf-8"
    )

    done = home.run(
        "backtest", str(home.path / "docs.jsonl"), "--from", "2019", "--to", "2026", "--format", "json"
    )

    assert done.code == 1, "a bad line is told"
    assert "line 3" in done.err
    [alert, *to_the_end] = done.json["alerts"]
    assert {each["reason"] for each in to_the_end} == {"deadline", "due"}
    assert (alert["day"], alert["platform"], alert["verdict"]) == ("2024-02-01", "emc2", "right")
    assert (alert["delay_days"], alert["counted_from"]) == (42, "decision")
    assert done.json["counts"]["missed"] == 0
    assert home.run("events", "--format", "json").json == before
    table = home.run("backtest", str(home.path / "docs.jsonl"), "--from", "2025")
    assert "0 alerts" in table.out


def test_backtest_measures_against_labels_where_there_are_any(home: Home) -> None:
    home.run("init", "--no-baseline")
    claim = {
        "platform": "emc2",
        "kind": "hosting-refused",
        "authority": "cnil",
        "provider": None,
        "decided_on": "2023-12-21",
        "published_on": None,
        "term": None,
        "reference": None,
        "target_date": None,
        "background": False,
    }
    path = home.path / "docs.jsonl"
    path.write_text(json.dumps({**ARTICLE, "expected": [claim]}) + "\n", "utf-8")

    told = home.run("backtest", str(path), "--format", "json").json

    assert told["truth"] == "labels"
    assert told["counts"] == {"alerts": 1, "right": 0, "late": 0, "false": 1, "duplicate": 0, "missed": 1}
