"""Make a correction: of a claim as its document was read, or a claim of one's own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from tracker.correcting.finding import FoundClaim, as_read
from tracker.correcting.foreseeing import Foreseen, foresee
from tracker.errors import CorrectionError
from tracker.model.claim import Claim, Evidence, Field
from tracker.model.correction import Correction, Deed, is_same
from tracker.model.decision import OWN, Establishment, Voice, Witness
from tracker.model.waiting import Waiting, Why
from tracker.projection.corrected import corrections_of, group_of
from tracker.projection.views import ViewReader


def on_claim(views: ViewReader, deed: Deed, found: FoundClaim, correction_id: str = "") -> Correction:
    """Return a correction of one claim; raise CorrectionError for a person's own, which is withdrawn."""
    if found.read is None and found.now.is_own:
        own = found.now.key[0].removeprefix(f"{OWN}:")
        raise CorrectionError(f"a person recorded it; `tracker review withdraw {own}` takes it back")
    read = found.read or found.now
    held = views.state("document", read.key[0])
    return Correction(
        id=correction_id,
        deed=deed,
        order=0,
        claims=(read.claim,),
        witness=read if deed is not Deed.REJECTED else None,
        digest=held["digest"] if held is not None else None,
    )


def foresee_accepting(views: ViewReader, waiting: Waiting, *, today: date) -> Foreseen | None:
    """Return what accepting would change; None where it changes nothing in what is decided."""
    if waiting.witness is None or waiting.why is Why.UNLISTED:
        return None
    accepted = on_claim(views, Deed.ACCEPTED, as_read(views, waiting.witness))
    return foresee(views, accepted, waiting.platform, today=today)


def edited_before(views: ViewReader, claim: Claim) -> Mapping[str, Any]:
    """Return the fields of *claim* that people set already: a further edit adds to them."""
    mine = [
        each
        for each in corrections_of(views, group_of(claim))
        if each.deed is Deed.EDITED and is_same(each.claims[0], claim)
    ]
    return max(mine, key=lambda each: each.order).values if mine else {}


def own_claim(  # noqa: PLR0913 - each is one thing that a person tells
    correction_id: str,
    fields: Mapping[str, Any],
    *,
    title: str,
    quote: str,
    url: str | None,
    official: bool,
    today: date,
) -> Correction:
    """Return a claim of one's own, with the sentence and the page that it rests on.

    *title* is the name of the person, as far as others are to read it.
    """
    document = f"{OWN}:{correction_id}"
    evidence = Evidence(document, Field.TEXT, 0, len(quote), quote)
    given = {"authority": None, "provider": None, **fields}
    witness = Witness(
        claim=Claim(confidence=1.0, evidence=evidence, **given),
        number=0,
        voice=Voice.OFFICIAL if official else Voice.PRESS,
        publisher=OWN,
        source=OWN,
        title=title,
        url=url,
        published=None,
        seen_on=today,
        establishment=Establishment.OFFICIAL if official else Establishment.REPORTED,
    )
    return Correction(id=correction_id, deed=Deed.RECORDED, order=0, witness=witness)
