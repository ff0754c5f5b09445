"""The forms of the verbs that the rules speak of, and what a form says about time.

French participles in -é and presents in -e differ by an accent only; the form table keeps
both readings, and the verb group (:mod:`tracker.extraction.groups`) chooses.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Form(StrEnum):
    """What a single form can be."""

    PRESENT = "pres"
    PARTICIPLE = "pp"
    PAST = "past"
    IMPERFECT = "imp"
    FUTURE = "fut"
    CONDITIONAL = "cond"
    SUBJUNCTIVE = "sub"
    INFINITIVE = "inf"
    GERUND = "ger"


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of a form: ``rejete`` is a present or a participle of ``rejeter``."""

    lemma: str
    forms: frozenset[Form]


@dataclass(frozen=True, slots=True)
class Verbs:
    """Every form, with the lemma and the readings it has."""

    readings: Mapping[str, Reading]
    etre: frozenset[str]
    asserting: frozenset[str]


_ER_ENDINGS: tuple[tuple[Form, str], ...] = (
    (Form.INFINITIVE, "er"),
    (Form.PRESENT, "e es ent ons ez"),
    (Form.PARTICIPLE, "e ee es ees"),
    (Form.PAST, "a erent"),
    (Form.IMPERFECT, "ait aient"),
    (Form.FUTURE, "era eront erons erez"),
    (Form.CONDITIONAL, "erait eraient"),
    (Form.GERUND, "ant"),
)


def conjugate_er(infinitive: str) -> Iterator[tuple[str, Form]]:
    """Yield the forms of a verb in -er: ``rappeler`` has ``rappelle``, ``infliger`` ``infligea``.

    >>> ("rejette", Form.PRESENT) in set(conjugate_er("rejeter"))
    True
    """
    stem = infinitive[:-2]
    for form, endings in _ER_ENDINGS:
        for ending in endings.split():
            yield stem + ending, form
            if stem.endswith("g") and ending[0] in "ao":
                yield f"{stem}e{ending}", form
            if stem.endswith("y") and ending[0] == "e" and form is not Form.PARTICIPLE and ending != "er":
                yield f"{stem[:-1]}i{ending}", form
            if stem.endswith("nvoy") and form in (Form.FUTURE, Form.CONDITIONAL):
                yield stem[:-2] + ending.replace("er", "err", 1), form
            if (
                stem.endswith(("el", "et"))
                and ending[0] == "e"
                and form is not Form.PARTICIPLE
                and ending != "er"
            ):
                yield stem + stem[-1] + ending, form


_IR_ENDINGS: tuple[tuple[Form, str], ...] = (
    (Form.INFINITIVE, "ir"),
    (Form.PRESENT, "it issent is issons"),
    (Form.PARTICIPLE, "i ie is ies"),
    (Form.PAST, "it irent"),
    (Form.IMPERFECT, "issait issaient"),
    (Form.FUTURE, "ira iront irons"),
    (Form.CONDITIONAL, "irait iraient"),
    (Form.SUBJUNCTIVE, "isse issent"),
    (Form.GERUND, "issant"),
)
_RE_ENDINGS: tuple[tuple[Form, str], ...] = (
    (Form.INFINITIVE, "re"),
    (Form.PRESENT, " ent s ons"),
    (Form.PARTICIPLE, "u ue us ues"),
    (Form.PAST, "it irent"),
    (Form.IMPERFECT, "ait aient"),
    (Form.FUTURE, "ra ront rons"),
    (Form.CONDITIONAL, "rait raient"),
    (Form.SUBJUNCTIVE, "e ent"),
    (Form.GERUND, "ant"),
)


def conjugate_regular(infinitive: str, endings: tuple[tuple[Form, str], ...]) -> Iterator[tuple[str, Form]]:
    """Yield the forms of a verb like ``finir`` or ``suspendre``, whose stem never changes.

    >>> ("suspendait", Form.IMPERFECT) in set(conjugate_regular("suspendre", _RE_ENDINGS))
    True
    """
    stem = infinitive[:-2]
    for form, listed in endings:
        for ending in listed.split(" "):
            yield stem + ending, form


def decline_english(lemma: str) -> Iterator[tuple[str, Form]]:
    """Yield the forms of an English verb with a regular past."""
    yield lemma, Form.INFINITIVE
    yield lemma, Form.PRESENT
    yield lemma[:-1] + "ies" if lemma.endswith("y") and lemma[-2] not in "aeo" else lemma + "s", Form.PRESENT
    if lemma.endswith(("s", "sh", "ch", "x", "z")):
        yield lemma + "es", Form.PRESENT
    past = lemma + "d" if lemma.endswith("e") else lemma + "ed"
    if lemma.endswith("y") and lemma[-2] not in "aeo":
        past = lemma[:-1] + "ied"
    stem = lemma.removesuffix("e")
    for written in (past, f"{lemma}{lemma[-1]}ed") if lemma[-1] in "lnt" else (past,):
        yield written, Form.PAST
        yield written, Form.PARTICIPLE
    yield stem + "ing", Form.GERUND
    if lemma[-1] in "lnt":
        yield f"{lemma}{lemma[-1]}ing", Form.GERUND


def table(value: object) -> Mapping[str, object]:
    """Return *value* as a TOML table; raise TypeError where it is something else."""
    if not isinstance(value, Mapping):
        raise TypeError(f"{value!r} is not a table")
    return value


def french_verbs(data: Mapping[str, object]) -> Verbs:
    """Build the French table from the lexicon's data."""
    forms: dict[str, tuple[str, set[Form]]] = {}
    for lemma in str(data["er"]).split():
        for written, form in conjugate_er(lemma):
            _add(forms, written, lemma, form)
    for name, endings in (("ir", _IR_ENDINGS), ("re", _RE_ENDINGS)):
        for lemma in str(data[name]).split():
            for written, form in conjugate_regular(lemma, endings):
                _add(forms, written, lemma, form)
    _add_irregular(forms, data["irregular"], {"ing": Form.GERUND})
    _add_irregular(forms, dict(_prefixed(data)), {"ing": Form.GERUND})
    for lemma, row in table(data["irregular"]).items():
        for written, form in derive({name: str(value) for name, value in table(row).items()}):
            _add(forms, written, lemma, form)
    return _table(forms, data)


def _prefixed(data: Mapping[str, object]) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Yield the verbs that go like another: ``retenir`` is ``re`` before each form of ``tenir``."""
    irregular = table(data["irregular"])
    for model, lemmas in table(data["like"]).items():
        for lemma in str(lemmas).split():
            before = lemma.removesuffix(model)
            yield (
                lemma,
                {
                    name: " ".join(before + form for form in str(forms).split())
                    for name, forms in table(irregular[model]).items()
                },
            )


def derive(listed: Mapping[str, str]) -> Iterator[tuple[str, Form]]:
    """Yield the forms that follow from those listed: ``repondra`` has ``repondront`` and ``repondrait``.

    >>> ("choisissait", Form.IMPERFECT) in set(derive({"pres": "choisit choisissent"}))
    True
    """
    for future in listed.get("fut", "").split():
        if future.endswith("ra"):
            for ending in ("ont", "ons", "ez"):
                yield future[:-1] + ending, Form.FUTURE
            for ending in ("it", "ient"):
                yield future + ending, Form.CONDITIONAL
    for past in listed.get("past", "").split():
        if past.endswith(("it", "ut")):
            yield past[:-1] + "rent", Form.PAST
    for present in listed.get("pres", "").split():
        if present.endswith("ent") and not present.endswith(_OTHER_STEM):
            for ending, form in (
                ("ait", Form.IMPERFECT),
                ("aient", Form.IMPERFECT),
                ("ant", Form.GERUND),
                ("ons", Form.PRESENT),
            ):
                yield present[:-3] + ending, form


_OTHER_STEM = ("nnent", "oient", "euvent", "eulent", "oivent", "vient", "tient")
"""Ends of a present whose plural has another stem: "prennent", "prenons"."""


def english_verbs(data: Mapping[str, object]) -> Verbs:
    """Build the English table from the lexicon's data."""
    english = table(data["english"])
    irregular = table(english["irregular"])
    forms: dict[str, tuple[str, set[Form]]] = {}
    for lemma in str(english["regular"]).split():
        if lemma not in irregular:
            for written, form in decline_english(lemma):
                _add(forms, written, lemma, form)
    for lemma in irregular:
        _add(forms, lemma, lemma, Form.INFINITIVE)
    _add_irregular(forms, irregular, {"ing": Form.GERUND})
    return _table(forms, data)


def _add_irregular(forms: dict[str, tuple[str, set[Form]]], rows: object, names: Mapping[str, Form]) -> None:
    for lemma, row in table(rows).items():
        for name, written in table(row).items():
            form = names[name] if name in names else Form(name)
            for word in str(written).split():
                _add(forms, word, lemma, form)


def _add(forms: dict[str, tuple[str, set[Form]]], written: str, lemma: str, form: Form) -> None:
    known = forms.setdefault(written, (lemma, set()))
    if known[0] == lemma:
        known[1].add(form)


def _table(forms: Mapping[str, tuple[str, set[Form]]], data: Mapping[str, object]) -> Verbs:
    etre, asserting, ignored = (table(data[name]) for name in ("etre", "asserting", "ignored"))
    left_out = set(str(ignored["forms"]).split())
    return Verbs(
        {
            written: Reading(lemma, frozenset(kinds))
            for written, (lemma, kinds) in forms.items()
            if written not in left_out
        },
        frozenset(str(etre["verbs"]).split()),
        frozenset(str(asserting["verbs"]).split()),
    )
