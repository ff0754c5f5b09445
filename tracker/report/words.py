"""The words for people, in French and in English; with those of ``labels`` all that there are."""

from __future__ import annotations

from datetime import date

from tracker.model.claim import ClaimKind
from tracker.model.dates import PartialDate
from tracker.model.decision import Establishment
from tracker.model.status import Standing
from tracker.model.told import Difference
from tracker.model.waiting import Why

_FRENCH = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
_ENGLISH = "January February March April May June July August September October November December"
_UNKNOWN = {"fr": "inconnu", "en": "unknown"}
_MONTHS = {"fr": _FRENCH.split(), "en": _ENGLISH.split()}

STANDINGS: dict[str, dict[Standing, str]] = {
    "fr": {
        Standing.UNASSESSED: "aucune autorisation connue",
        Standing.REQUESTED: "autorisation demandée",
        Standing.AUTHORISED: "hébergement autorisé",
        Standing.CHANGE_REQUESTED: "changement d'hébergeur demandé",
        Standing.REFUSED: "hébergement refusé",
        Standing.SUSPENDED: "hébergement suspendu",
        Standing.ANNULLED: "autorisation annulée",
        Standing.EXPIRED: "autorisation expirée",
        Standing.MIGRATING: "migration en cours",
        Standing.MIGRATED: "migration achevée",
    },
    "en": {
        Standing.UNASSESSED: "no authorisation known",
        Standing.REQUESTED: "authorisation requested",
        Standing.AUTHORISED: "hosting authorised",
        Standing.CHANGE_REQUESTED: "change of host requested",
        Standing.REFUSED: "hosting refused",
        Standing.SUSPENDED: "hosting suspended",
        Standing.ANNULLED: "authorisation annulled",
        Standing.EXPIRED: "authorisation expired",
        Standing.MIGRATING: "migration under way",
        Standing.MIGRATED: "migration completed",
    },
}

KINDS: dict[str, dict[ClaimKind, str]] = {
    "fr": {
        ClaimKind.HOST_SELECTED: "hébergeur choisi",
        ClaimKind.AUTHORISATION_REQUESTED: "autorisation demandée",
        ClaimKind.REQUEST_WITHDRAWN: "demande d'autorisation retirée",
        ClaimKind.HOSTING_AUTHORISED: "hébergement autorisé",
        ClaimKind.HOSTING_REFUSED: "hébergement refusé",
        ClaimKind.CHANGE_REQUESTED: "changement d'hébergeur demandé",
        ClaimKind.HOSTING_SUSPENDED: "hébergement suspendu",
        ClaimKind.AUTHORISATION_ANNULLED: "autorisation annulée",
        ClaimKind.CHALLENGE_FILED: "recours déposé",
        ClaimKind.CHALLENGE_REJECTED: "recours rejeté",
        ClaimKind.MIGRATION_ANNOUNCED: "migration annoncée",
        ClaimKind.MIGRATION_COMPLETED: "migration achevée",
        ClaimKind.REQUIREMENT_ENACTED: "exigence adoptée",
        ClaimKind.LEGAL_BASIS_INVALIDATED: "base légale invalidée",
        ClaimKind.LEGAL_BASIS_ADOPTED: "base légale adoptée",
        ClaimKind.PROVIDER_QUALIFIED: "prestataire qualifié",
        ClaimKind.PROVIDER_REJECTED: "prestataire écarté",
        ClaimKind.FORMAL_NOTICE_ISSUED: "mise en demeure prononcée",
        ClaimKind.SANCTION_IMPOSED: "sanction prononcée",
        ClaimKind.OPINION_ISSUED: "avis rendu",
    },
    "en": {
        **{kind: str(kind).replace("-", " ") for kind in ClaimKind},
        ClaimKind.REQUEST_WITHDRAWN: "request for authorisation withdrawn",
        ClaimKind.CHANGE_REQUESTED: "change of host requested",
    },
}

AGAINST: dict[str, dict[ClaimKind, str]] = {
    "fr": {ClaimKind.FORMAL_NOTICE_ISSUED: "contre", ClaimKind.SANCTION_IMPOSED: "contre"},
    "en": {ClaimKind.FORMAL_NOTICE_ISSUED: "to", ClaimKind.SANCTION_IMPOSED: "on"},
}
"""What stands before the provider whom an act is against."""

LEVELS: dict[str, dict[Establishment, str]] = {
    "fr": {
        Establishment.OFFICIAL: "une source officielle",
        Establishment.CORROBORATED: "plusieurs sources de presse indépendantes",
        Establishment.REPORTED: "une seule source de presse, non confirmée",
        Establishment.DOUBTFUL: "douteux",
    },
    "en": {
        Establishment.OFFICIAL: "an official source",
        Establishment.CORROBORATED: "several independent press sources",
        Establishment.REPORTED: "one press source, unconfirmed",
        Establishment.DOUBTFUL: "doubtful",
    },
}

DIFFERENCES: dict[str, dict[Difference, str]] = {
    "fr": {
        Difference.STANDING: "nouvelle situation",
        Difference.HOST: "hébergeur",
        Difference.NEW_TERM: "autorisation renouvelée",
        Difference.CORRECTED: "annonce corrigée",
        Difference.NEXT_HOST: "prochain hébergeur désigné",
        Difference.TARGET_DATE: "nouvelle échéance de migration",
        Difference.CHALLENGE_FILED: "recours déposé",
        Difference.CHALLENGE_REJECTED: "recours rejeté",
        Difference.AUTHORISATION_REQUESTED: "autorisation demandée",
        Difference.REQUEST_WITHDRAWN: "demande d'autorisation retirée",
        Difference.CHANGE_REQUESTED: "changement d'hébergeur demandé",
        Difference.MIGRATION_ANNOUNCED: "migration annoncée",
        Difference.ESTABLISHED: "confirmation officielle",
        Difference.CONTEXT: "acte qui vaut pour tous",
    },
    "en": {
        Difference.STANDING: "new standing",
        Difference.HOST: "host",
        Difference.NEW_TERM: "authorisation renewed",
        Difference.CORRECTED: "what was told is corrected",
        Difference.NEXT_HOST: "next host designated",
        Difference.TARGET_DATE: "new migration date",
        Difference.CHALLENGE_FILED: "challenge filed",
        Difference.CHALLENGE_REJECTED: "challenge rejected",
        Difference.AUTHORISATION_REQUESTED: "authorisation requested",
        Difference.REQUEST_WITHDRAWN: "request for authorisation withdrawn",
        Difference.CHANGE_REQUESTED: "change of host requested",
        Difference.MIGRATION_ANNOUNCED: "migration announced",
        Difference.ESTABLISHED: "official confirmation",
        Difference.CONTEXT: "act that binds everyone",
    },
}

AUTHORS: dict[str, dict[str, str]] = {
    "fr": {
        "cnil": "la CNIL",
        "conseil-etat": "le Conseil d'État",
        "cjue": "la Cour de justice de l'Union européenne",
        "government": "le Gouvernement",
        "parliament": "le Parlement",
        "european-commission": "la Commission européenne",
        "anssi": "l'Anssi",
        "ans": "l'Agence du numérique en santé",
        "controller": "le responsable de la plateforme",
    },
    "en": {
        "cnil": "the CNIL",
        "conseil-etat": "the Conseil d'État",
        "cjue": "the Court of Justice of the European Union",
        "government": "the French Government",
        "parliament": "the French Parliament",
        "european-commission": "the European Commission",
        "anssi": "Anssi",
        "ans": "the Agence du numérique en santé",
        "controller": "the platform's controller",
    },
}
"""The authorities of the packaged catalogue with their articles."""

WHYS: dict[str, dict[Why, str]] = {
    "fr": {
        Why.DOUBTFUL: "la phrase laisse un doute",
        Why.SUSPICIOUS: "quelque chose d'anormal dans le texte",
        Why.UNLISTED: "le catalogue n'a pas cette plateforme",
        Why.UNDATED: "sans date : un acte nouveau, ou un acte déjà connu",
        Why.AMBIGUOUS: "sans date : compté pour un acte, peut en viser un autre",
        Why.REJECTED: "une personne a écarté cet acte, et il est rapporté de nouveau",
        Why.DISPUTED: "les sources se contredisent",
        Why.FLAPPING: "un texte le dit et le dédit ; son alerte est retenue",
        Why.RECALLED_ONCE: "un seul journal rappelle cet acte, que personne n'a annoncé",
        Why.CONTRADICTED: "une meilleure source dit le contraire",
        Why.UNCONFIRMED: "va contre un acte mieux établi, sans confirmation",
    },
    "en": {
        Why.DOUBTFUL: "the sentence leaves doubt",
        Why.SUSPICIOUS: "something is odd in the text",
        Why.UNLISTED: "the catalogue has no such platform",
        Why.UNDATED: "no date: a new act, or one known already",
        Why.AMBIGUOUS: "no date: counted for one act, and could mean another",
        Why.REJECTED: "a person took this act back, and it is told again",
        Why.DISPUTED: "the sources contradict each other",
        Why.FLAPPING: "a text says and unsays it; its alert is held back",
        Why.RECALLED_ONCE: "one paper alone recalls this act, and nobody told it as news",
        Why.CONTRADICTED: "a better source says the opposite",
        Why.UNCONFIRMED: "it goes against an act that is better established, and nobody confirms it",
    },
}


def spoken(day: date | PartialDate | None, language: str) -> str:
    """Return a date as people write it.

    >>> spoken(date(2023, 12, 21), "fr"), spoken(PartialDate(2020, 10), "en")
    ('21 décembre 2023', 'October 2020')
    """
    if day is None:
        return _UNKNOWN[language]
    partial = PartialDate.of(day) if isinstance(day, date) else day
    parts = [str(partial.year)]
    if partial.month is not None:
        parts.insert(0, _MONTHS[language][partial.month - 1])
    if partial.day is not None:
        first = "1er" if partial.day == 1 and language == "fr" else str(partial.day)
        parts.insert(0, first)
    return " ".join(parts)
