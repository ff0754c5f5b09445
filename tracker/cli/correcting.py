"""The commands by which people correct: review, record, retract, merge, split."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tracker.cli.common import formats, lists, load_app, print_json
from tracker.cli.signing import Signature, do, signed

if TYPE_CHECKING:
    from tracker.correcting import Desk, Done


@click.group(invoke_without_command=True)
@formats("table", "json")
@click.pass_context
def review(context: click.Context, form: str) -> None:
    """What waits for a person: accept it, reject it, edit it."""
    lists(review_list)(context, form)


@review.command("list")
@formats("table", "json")
@click.pass_context
def review_list(context: click.Context, form: str) -> None:
    """List what waits: the sentence, its source, why it waits, what accepting would change."""
    from tracker.known import known
    from tracker.model.time import paris_today
    from tracker.report.reviewing import review_answer, review_lines

    app = load_app(context)
    with app.reader() as reader:
        views = known(reader, None).views
        items = review_answer(views, today=paris_today(app.clock()))
    if form == "json":
        print_json({"waiting": items})
        return
    for line in review_lines(items, app.catalogue):
        click.echo(line)


@review.command("accept")
@click.argument("name", metavar="ID")
@signed(reason=False)
@click.pass_context
def review_accept(context: click.Context, *, name: str, signature: Signature) -> int:
    """Vouch for what waits: it counts from now on, and is told as news is."""
    return do(load_app(context), lambda desk: desk.accept(name), signature)


@review.command("reject")
@click.argument("name", metavar="ID")
@signed()
@click.pass_context
def review_reject(context: click.Context, *, name: str, signature: Signature) -> int:
    """Say that a sentence does not say what was read from it; any claim can be named."""
    return do(load_app(context), lambda desk: desk.reject(name), signature)


@review.command("edit")
@click.argument("name", metavar="ID")
@click.option(
    "--set", "settings", multiple=True, required=True, metavar="FIELD=VALUE", help="May be repeated."
)
@signed()
@click.pass_context
def review_edit(context: click.Context, *, name: str, settings: tuple[str, ...], signature: Signature) -> int:
    """Correct fields of a claim, or settle a dispute; any claim can be named.

    Fields: kind, platform, authority, provider, decided_on, published_on, term, reference, target_date.
    """
    from tracker.correcting import read_settings

    app = load_app(context)
    values = read_settings(settings, app.catalogue)
    return do(app, lambda desk: desk.edit(name, values), signature)


@review.command("withdraw")
@click.argument("name", metavar="ID")
@signed()
@click.pass_context
def review_withdraw(context: click.Context, *, name: str, signature: Signature) -> int:
    """Take a correction back; `tracker history PLATFORM` lists them."""
    return do(load_app(context), lambda desk: desk.withdraw(name), signature)


@click.command()
@click.argument("platform")
@click.argument("kind")
@click.option("--authority", help="Who decided.")
@click.option("--provider", help="The host it is about.")
@click.option("--decided-on", metavar="DATE", help="2023-12-21, 2023-12 or 2023.")
@click.option("--published-on", metavar="DATE", help="When it was published.")
@click.option("--term", help="How long it holds, such as P3Y.")
@click.option("--reference", help="Its number, such as 2023-146.")
@click.option("--target-date", metavar="DATE", help="By when a migration is due.")
@click.option("--url", help="The page that shows it.")
@click.option("--quote", help="The sentence that says it. Default: the reason.")
@click.option("--official", is_flag=True, help="The page is an official text; needs --url.")
@signed()
@click.pass_context
def record(  # noqa: PLR0913 - click hands over one argument an option
    context: click.Context,
    /,
    *,
    platform: str,
    kind: str,
    url: str | None,
    quote: str | None,
    official: bool,
    signature: Signature,
    **fields: str | None,
) -> int:
    """Tell a fact that no source told, with the page and the sentence that show it."""
    from tracker.correcting import read_values
    from tracker.report.explain import find_platform

    if official and not url:
        raise click.UsageError("--official needs --url: the official text that shows it")
    app = load_app(context)
    with app.reader() as reader:
        found = find_platform(platform, reader, app.catalogue) if platform != "*" else platform
    given = {name: value for name, value in fields.items() if value is not None}
    values = read_values({"platform": found, "kind": kind, **given}, app.catalogue)
    return do(
        app,
        lambda desk: desk.record(values, url=url, quote=quote, official=official),
        signature,
    )


@click.command()
@click.argument("decision")
@signed()
@click.pass_context
def retract(context: click.Context, *, decision: str, signature: Signature) -> int:
    """Take back a decision that never was; the press that repeats it waits for you."""
    from tracker.correcting import find_decision

    def deed(desk: Desk) -> Done:
        return desk.retract(find_decision(desk.recorder, decision))

    return do(load_app(context), deed, signature)


@click.command()
@click.argument("decisions", nargs=-1, required=True, metavar="DECISION DECISION...")
@signed()
@click.pass_context
def merge(context: click.Context, *, decisions: tuple[str, ...], signature: Signature) -> int:
    """Say that decisions are one act."""
    from tracker.correcting import find_decision

    def deed(desk: Desk) -> Done:
        return desk.merge([find_decision(desk.recorder, name) for name in decisions])

    return do(load_app(context), deed, signature)


@click.command()
@click.argument("decision")
@click.argument("claims", nargs=-1, required=True, metavar="CLAIM...")
@signed()
@click.pass_context
def split(
    context: click.Context,
    *,
    decision: str,
    claims: tuple[str, ...],
    signature: Signature,
) -> int:
    """Say that these claims tell another act than the rest of a decision; `tracker explain` lists them."""
    from tracker.correcting import find_decision

    def deed(desk: Desk) -> Done:
        return desk.split(find_decision(desk.recorder, decision), claims)

    return do(load_app(context), deed, signature)


COMMANDS = (review, record, retract, merge, split)
