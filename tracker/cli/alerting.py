"""The alerts on the command line: what was raised, tests, tries; and delivering what is due."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tracker.cli.common import DONE, FAILURES, formats, lists, load_app, print_json, say

if TYPE_CHECKING:
    from store.api import EventStore
    from tracker.app import App


def deliver_due(app: App, store: EventStore, *, quiet: bool) -> bool:
    """Look at the calendar, deliver what is due, and say whether something was not taken."""
    from tracker.alerts.calendar import announce_due
    from tracker.alerts.delivery import deliver
    from tracker.alerts.transport import AppriseTransport
    from tracker.model.time import paris_today
    from tracker.recording import recording
    from tracker.report.lines import delivery_line

    with recording(store, recorded_by="calendar") as recorder:
        announce_due(recorder, app.announcer, today=paris_today(app.clock()))
    tried = deliver(
        store, app.routes, AppriseTransport(), clock=app.clock, language=app.config.alerts.language
    )
    for delivery in tried:
        say(delivery_line(delivery), err=quiet or delivery.state != "delivered")
    return any(delivery.state != "delivered" for delivery in tried)


@click.group(invoke_without_command=True)
@formats("table", "json")
@click.pass_context
def alerts(context: click.Context, form: str) -> None:
    """The alerts: what was raised, and whether it arrived."""
    lists(alerts_list)(context, form)


@alerts.command("list")
@formats("table", "json")
@click.pass_context
def alerts_list(context: click.Context, form: str) -> None:
    """List the alerts: delivered, retrying, or dead with its reason."""
    app = load_app(context)
    with app.reader() as reader:
        kept = sorted((alert for _, alert in reader.states("alert")), key=lambda each: int(each["position"]))
    if form == "json":
        print_json(
            {"alerts": [{**alert, "deliveries": list(alert["deliveries"].values())} for alert in kept]}
        )
        return
    from tracker.report.watched import alerts_table

    alerts_table(kept)


@alerts.command("test")
@click.argument("routes", nargs=-1, metavar="[ROUTE]...")
@formats("table", "json")
@click.pass_context
def alerts_test(context: click.Context, routes: tuple[str, ...], form: str) -> int:
    """Send a test message to every target of the routes (all, or those named)."""
    from tracker.alerts.routes import named_routes
    from tracker.alerts.transport import AppriseTransport
    from tracker.report.labels import LABELS

    app = load_app(context)
    words = LABELS[app.config.alerts.language]
    transport, answers = AppriseTransport(), []
    chosen = named_routes(app.routes, routes)
    if not chosen:
        click.echo(f"{app.path}: no routes; add an [[alerts.routes]] table, then test again", err=True)
    for route in chosen:
        for target in route.targets:
            sent = transport.send(target.spec, title=words["test_title"], body=words["test_body"], key="test")
            answers.append(
                {"route": route.name, "target": target.label, "ok": sent.ok, "why": sent.why or None}
            )
            told = "delivered" if sent.ok else f"FAILED: {sent.why}"
            say(f"{route.name} ({target.label}): {told}", err=form == "json" or not sent.ok)
    if form == "json":
        print_json({"tested": answers})
    return DONE if all(each["ok"] for each in answers) else FAILURES


@alerts.command("retry")
@click.argument("alert")
@click.pass_context
def alerts_retry(context: click.Context, alert: str) -> int:
    """Try again, now, what of an alert is dead or waiting."""
    from tracker.alerts.delivery import retry
    from tracker.errors import UnknownNameError

    app = load_app(context)
    with app.store() as store:
        if store.state("alert", alert) is None:
            raise UnknownNameError(_no_alert(alert, [key for key, _ in store.states("alert")]))
        if not retry(store, alert):
            click.echo(f"alert {alert!r} has nothing to retry; `tracker alerts list` shows them", err=True)
            return FAILURES
        return FAILURES if deliver_due(app, store, quiet=False) else 0


def _no_alert(name: str, known: list[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, known, n=1)
    some = f"{', '.join(known[:3])}{' …' if len(known) > 3 else ''}"
    hint = f"did you mean {near[0]}?" if near else f"known: {some or 'none'}"
    return f"no alert is called {name!r}; {hint} (`tracker alerts list` shows them)"


COMMANDS = (alerts,)
