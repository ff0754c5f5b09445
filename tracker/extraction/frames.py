"""Match an act by who does what to whom, in whatever voice the sentence tells it.

A frame names verbs (or nouns), who can act and what is acted on; :mod:`tracker.extraction.syntax`
finds both.  One frame reads "la Cnil a refusé le dossier", "le dossier, refusé par la Cnil",
"le dossier que la Cnil a refusé" and "X s'est vu refuser son dossier par la Cnil".
"""

from __future__ import annotations

from dataclasses import replace

from tracker.extraction.assertion import why_untold
from tracker.extraction.findings import Span, make_found
from tracker.extraction.frame import Found, Frame
from tracker.extraction.groups import Mood
from tracker.extraction.reality import DATED, is_headline, is_real
from tracker.extraction.roles import (
    agent_of,
    can_act,
    first_of,
    is_by_another,
    last_of,
    object_of,
    patient_of,
    subject_of,
)
from tracker.extraction.sections import Zone
from tracker.extraction.syntax import TOLD, Syntax

_PLANNING = frozenset(("decider", "choisir", "preferer", "annoncer", "accepter", "confirmer"))
_PAST = ("a", "erent")


def find_frame(frame: Frame, syntax: Syntax, at: int) -> Found | None:
    """Return the act that the verb at *at* tells, if the frame's arguments are with it."""
    group = syntax.groups[at]
    if group.mood is Mood.PARTICIPLE:
        wanted = "participle" in frame.voices and frame.mood in ("told", "done")
        return _participle(frame, syntax, at) if wanted else None
    if group.mood is Mood.GERUND:
        return (
            _gerund(frame, syntax, at)
            if "active" in frame.voices and frame.mood in ("told", "done")
            else None
        )
    if group.mood is Mood.INFINITIVE:
        return _seen(frame, syntax, at) if frame.mood == "told" else None
    if not _has_mood(frame, syntax, at):
        return None
    found = _passive(frame, syntax, at) if group.passive else _active(frame, syntax, at)
    own = not frame.letters or "F" in frame.letters
    if found is None and own and not group.passive and not frame.free and syntax.is_reflexive(at):
        found = _passive(frame, syntax, at)
    if found is None or frame.mood == "future":
        return found
    return replace(found, context=why_untold(syntax, at))


def _has_mood(frame: Frame, syntax: Syntax, at: int) -> bool:
    group = syntax.groups[at]
    planned = group.governor in _PLANNING
    if (
        frame.perfect
        and group.first == group.last
        and not syntax.sentence.tokens[group.last].plain.endswith(_PAST)
    ):
        return False
    if frame.mood == "future":
        return group.mood is Mood.FUTURE or (planned and group.mood in TOLD)
    if frame.mood == "present":
        simple = group.first == group.last and not syntax.sentence.tokens[group.last].plain.endswith(_PAST)
        return group.mood is Mood.ASSERTED and simple
    if frame.mood == "denied":
        return group.mood is Mood.DENIED
    if frame.mood == "done" and planned:
        return False
    return group.mood in TOLD


def _active(frame: Frame, syntax: Syntax, at: int) -> Found | None:
    if "active" not in frame.voices:
        return None
    subject = subject_of(frame, syntax, at)
    if subject is None and (frame.letters or frame.who):
        return None
    span, voice = object_of(frame, syntax, at)
    if span is None:
        return None
    found = make_found(frame, syntax, at, subject, span, voice)
    just = syntax.groups[at].governor == "venir"
    known = (voice == "relative" and not _is_cleft(syntax, at)) or _restricts(syntax, at)
    return None if found is None else replace(found, presupposed=known and not just)


_NAMED_BY_ACT = frozenset(
    ("arret", "arrets", "decision", "deliberation", "ordonnance", "jugement", "loi", "decret")
)


def _is_cleft(syntax: Syntax, at: int) -> bool:
    """Say whether "c'est X que …" only puts X first: the act is told, not taken as known."""
    that = syntax.relative_object_end(at) or 0
    return any(
        syntax.words[one : one + 2] in (["c'", "est"], ["c'", "etait"])
        for one in range(max(0, that - 9), that)
    )


def _restricts(syntax: Syntax, at: int) -> bool:
    """Say whether the verb only tells which act is meant: "ils citent l'arrêt … qui a invalidé …"."""
    at -= 1
    while at > 0 and syntax.words[at] in ("l'", "le", "la", "les", "en", "y"):
        at -= 1
    if at < 1 or syntax.words[at] != "qui" or syntax.words[at - 1] == ",":
        return False
    near = range(at - 1, max(-1, at - 12), -1)
    named = next((one for one in near if syntax.words[one] in _NAMED_BY_ACT), None)
    return (
        named is not None
        and any(syntax.is_verb(one) for one in range(named))
        and not any(_takes(syntax, one) for one in range(max(0, named - _TAKEN_NEAR), named))
    )


_TAKING = frozenset(("adopter", "rendre", "prendre", "signer", "adopt", "issue", "sign"))
_TAKEN_NEAR = 4


def _takes(syntax: Syntax, at: int) -> bool:
    """Say whether the verb takes the act itself: "a adopté hier la décision qui reconnaît …" tells it."""
    group = syntax.groups.get(at)
    return group is not None and group.lemma in _TAKING and group.mood in TOLD


def _passive(frame: Frame, syntax: Syntax, at: int) -> Found | None:
    span = patient_of(frame, syntax, at) if "passive" in frame.voices else None
    if span is None:
        return None
    agent = agent_of(frame, syntax, at)
    if agent is None and (not frame.agentless or (frame.perfect and not _is_event(syntax, at))):
        return None
    if agent is None and is_by_another(frame, syntax, at):
        return None
    return make_found(frame, syntax, at, agent, span, "passive")


_DONE = frozenset(
    ("desormais", "dorenavant", "officiellement", "ete", "fut", "furent", "vient", "viennent", "been", "was")
) | {"were"}


def _is_event(syntax: Syntax, at: int) -> bool:
    """Say whether a passive tells an act rather than a state: "a été certifié", not "est certifié"."""
    group = syntax.groups[at]
    tokens = {token.plain for token in syntax.sentence.tokens[group.first : group.last + 1]}
    since = syntax.sentence.canonical.startswith(" depuis D ,")
    return (
        since
        or bool(tokens & _DONE)
        or DATED.match(syntax.sentence.canonical, syntax.place(at + 1)) is not None
    )


def _participle(frame: Frame, syntax: Syntax, at: int) -> Found | None:
    """Match "l'autorisation accordée par la Cnil", "Suspendue lundi, l'autorisation …", "recours rejeté"."""
    if at and syntax.words[at - 1] in ("non", "pas", "jamais", "ni"):
        return None
    span = _attributed(frame, syntax, at)
    if span is None or not is_real(syntax, min(at, syntax.sentence.item_at(span[0])), at):
        return None
    agent = agent_of(frame, syntax, at)
    if agent is None and is_by_another(frame, syntax, at):
        return None
    if agent is None:
        headline = is_headline(syntax, at)
        dated = DATED.match(syntax.sentence.canonical, syntax.place(at + 1)) is not None
        fronted = span[0] > syntax.place(at) and syntax.sentence.section.zone in (Zone.TITLE, Zone.LEAD)
        if not frame.agentless or not (headline or dated or fronted):
            return None
    found = make_found(frame, syntax, at, agent, span, "participle")
    before = span[0] > syntax.place(at) and syntax.sentence.section.zone is Zone.BODY
    attributive = before or (span[0] < syntax.place(at) and not is_headline(syntax, at))
    return None if found is None else replace(found, presupposed=attributive)


_ASIDE = 3
"""How far before a participle after a comma the verb may stand that it steps over."""
_ANTECEDENT = 4
"""How far before a relative clause the noun may stand that it and the participle after it speak of."""


def _attributed(frame: Frame, syntax: Syntax, at: int) -> Span | None:
    if frame.what is None:
        return None
    low = at
    aside = at > 0 and syntax.words[at - 1] == ","
    reach = 10
    while low > 0 and at - low < reach and syntax.words[low - 1] not in (";", "?", "!"):
        if syntax.is_verb(low - 1) and (not aside or at - low > _ASIDE):
            opened = syntax.relative_before(low - 1) if aside else None
            if opened is None:
                break
            low, reach = opened, at - opened + _ANTECEDENT
            continue
        low -= 1
    span = last_of(frame.what, syntax, syntax.place(low), syntax.place(at))
    if span is not None:
        return span
    opens = at == 0 or syntax.words[at - 1] in (":", "«", "»", "–")
    comma = next(
        (one for one in range(at + 1, min(len(syntax.words), at + 22)) if syntax.words[one] == ","), None
    )
    if not opens or comma is None:
        return None
    return first_of(frame, syntax, syntax.place(comma), syntax.place(min(len(syntax.words), comma + 9)))


_ACTS_NAMED = frozenset(
    [
        "deliberation",
        "deliberations",
        "decision",
        "decisions",
        "arret",
        "arrets",
        "ordonnance",
        "ordonnances",
        "jugement",
        "arrete",
        "decret",
        "lettre",
        "courrier",
    ]
)


def _gerund(frame: Frame, syntax: Syntax, at: int) -> Found | None:
    """Match "la délibération autorisant …" and "en refusant de suspendre, le juge …"."""
    span, _ = object_of(frame, syntax, at)
    if span is None:
        return None
    near = range(at - 1, max(-1, at - 12), -1)
    named = next((one for one in near if syntax.words[one] in _ACTS_NAMED), None)
    by = at > 0 and syntax.words[at - 1] == "en"
    if named is None and not by:
        return None
    if not is_real(syntax, at if named is None else named, at):
        return None
    agent = next((one for one in near if can_act(frame, syntax, one)), None)
    others = any((mention := syntax.mention(one)) and mention.letter in "AJEGNBSHO" for one in near)
    dated = named is not None and any(syntax.words[one] in ("D", "R") for one in range(named, at))
    if named is not None and agent is None and (others or not dated):
        return None
    if agent is None and by:
        agent = next((one for one in range(at + 1, len(syntax.words)) if can_act(frame, syntax, one)), None)
    if agent is None and (frame.letters or frame.who) and named is None:
        return None
    found = make_found(frame, syntax, at, agent, span, "gerund")
    return None if found is None else replace(found, presupposed=named is not None)


def _seen(frame: Frame, syntax: Syntax, at: int) -> Found | None:
    """Match "s'est vu refuser …" and "a fait annuler …": the subject is whom the act befalls."""
    for left in range(at - 1, max(-1, at - 6), -1):
        group = syntax.groups.get(left)
        if group is None and syntax.words[left] in ("vu", "vue", "vus", "vues") and left > 1:
            told = syntax.words[left - 1] in ("est", "sont", "etait", "fut") and syntax.words[left - 2] in (
                "s'",
                "se",
            )
            span, _ = object_of(frame, syntax, at) if told and frame.what is not None else (None, "")
            return (
                None
                if span is None
                else make_found(frame, syntax, at, agent_of(frame, syntax, at), span, "passive", left=left)
            )
        if group is None:
            continue
        if group.lemma not in ("voir", "faire") or group.mood not in TOLD or why_untold(syntax, left):
            return None
        if frame.what is None:
            return None
        span, _ = object_of(frame, syntax, at)
        if span is None:
            span = patient_of(frame, syntax, left)
        if span is None:
            return None
        return make_found(frame, syntax, at, agent_of(frame, syntax, at), span, "passive", left=left)
    return None
