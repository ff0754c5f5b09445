"""The words for people, in French and in English; the only place where they stand."""

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
_MONTHS = {"fr": _FRENCH.split(), "en": _ENGLISH.split()}

STANDINGS: dict[str, dict[Standing, str]] = {
    "fr": {
        Standing.UNASSESSED: "non évalué",
        Standing.REQUESTED: "autorisation demandée",
        Standing.AUTHORISED: "autorisé",
        Standing.CHANGE_REQUESTED: "changement d'hébergeur demandé",
        Standing.REFUSED: "refusé",
        Standing.SUSPENDED: "suspendu",
        Standing.ANNULLED: "autorisation annulée",
        Standing.EXPIRED: "autorisation expirée",
        Standing.MIGRATING: "migration en cours",
        Standing.MIGRATED: "migré",
    },
    "en": {
        Standing.UNASSESSED: "unassessed",
        Standing.REQUESTED: "authorisation requested",
        Standing.AUTHORISED: "authorised",
        Standing.CHANGE_REQUESTED: "change of host requested",
        Standing.REFUSED: "refused",
        Standing.SUSPENDED: "suspended",
        Standing.ANNULLED: "authorisation annulled",
        Standing.EXPIRED: "authorisation expired",
        Standing.MIGRATING: "migrating",
        Standing.MIGRATED: "migrated",
    },
}

KINDS: dict[str, dict[ClaimKind, str]] = {
    "fr": {
        ClaimKind.HOST_SELECTED: "hébergeur choisi",
        ClaimKind.AUTHORISATION_REQUESTED: "autorisation demandée",
        ClaimKind.REQUEST_WITHDRAWN: "demande retirée",
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
        ClaimKind.FORMAL_NOTICE_ISSUED: "mise en demeure",
        ClaimKind.SANCTION_IMPOSED: "sanction",
        ClaimKind.OPINION_ISSUED: "avis rendu",
    },
    "en": {kind: str(kind).replace("-", " ") for kind in ClaimKind},
}

LEVELS: dict[str, dict[Establishment, str]] = {
    "fr": {
        Establishment.OFFICIAL: "source officielle",
        Establishment.CORROBORATED: "plusieurs sources de presse indépendantes",
        Establishment.REPORTED: "une seule source de presse, non confirmée",
        Establishment.DOUBTFUL: "douteux",
    },
    "en": {
        Establishment.OFFICIAL: "official source",
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
        Difference.NEXT_HOST: "prochain hébergeur désigné",
        Difference.TARGET_DATE: "nouvelle échéance de migration",
        Difference.CHALLENGE_FILED: "recours déposé",
        Difference.CHALLENGE_REJECTED: "recours rejeté",
        Difference.AUTHORISATION_REQUESTED: "autorisation demandée",
        Difference.REQUEST_WITHDRAWN: "demande d'autorisation retirée",
        Difference.CHANGE_REQUESTED: "changement d'hébergeur demandé",
        Difference.MIGRATION_ANNOUNCED: "migration annoncée",
        Difference.ESTABLISHED: "confirmé par une source officielle",
        Difference.CONTEXT: "acte qui vaut pour tous",
    },
    "en": {
        Difference.STANDING: "new standing",
        Difference.HOST: "host",
        Difference.NEW_TERM: "authorisation renewed",
        Difference.NEXT_HOST: "next host designated",
        Difference.TARGET_DATE: "new migration date",
        Difference.CHALLENGE_FILED: "challenge filed",
        Difference.CHALLENGE_REJECTED: "challenge rejected",
        Difference.AUTHORISATION_REQUESTED: "authorisation requested",
        Difference.REQUEST_WITHDRAWN: "request for authorisation withdrawn",
        Difference.CHANGE_REQUESTED: "change of host requested",
        Difference.MIGRATION_ANNOUNCED: "migration announced",
        Difference.ESTABLISHED: "confirmed by an official source",
        Difference.CONTEXT: "act that binds everyone",
    },
}

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
    },
}

LABELS: dict[str, dict[str, str]] = {
    "fr": {
        "standing": "Situation",
        "before": "avant",
        "host": "Hébergeur",
        "next_host": "Prochain hébergeur",
        "target": "Échéance de migration",
        "expires": "Fin de l'autorisation",
        "decision": "Décision",
        "established": "Établi par",
        "published": "publiée le",
        "press_says": "Selon la presse, sans confirmation officielle",
        "corrects": "Rectification : un document sur lequel reposait un état antérieur a changé.",
        "erratum": "Rectificatif",
        "waits": "À relire",
        "its_status": "sa situation",
        "review": "Accepter, refuser ou corriger : tracker review",
        "person": "Sur la parole d'une personne",
        "was_told": "Ce qui vous a été annoncé ne tient plus :",
        "because": "Pourquoi",
        "holds_now": "Ce qui tient maintenant :",
        "due": "Aucun texte ne l'annonce : c'est l'échéance qui est passée.",
        "touches": "Plateformes concernées, par leur hébergeur ou parce que l'acte vaut pour toutes",
        "moves_none": "La situation d'aucune d'elles ne change pour autant.",
        "unknown": "inconnu",
        "why": "Le détail, phrase par phrase",
        "reference": "Référence de l'alerte",
        "by": "par",
        "no": "n°",
        "in_days": "dans {days} jours",
        "today": "aujourd'hui",
        "deadline_authorisation": "l'autorisation prend fin le {day}",
        "deadline_migration": "la migration est attendue pour le {day}",
        "test_title": "Essai : cette voie d'alerte fonctionne",
        "test_body": "Message d'essai de tracker. Aucune décision n'a changé.",
    },
    "en": {
        "standing": "Standing",
        "before": "before",
        "host": "Host",
        "next_host": "Next host",
        "target": "Migration due",
        "expires": "Authorisation ends",
        "decision": "Decision",
        "established": "Established by",
        "published": "published on",
        "press_says": "According to the press, without official confirmation",
        "corrects": "Correction: a document on which an earlier status rested has changed.",
        "erratum": "Erratum",
        "waits": "To review",
        "its_status": "its status",
        "review": "Accept, reject or edit: tracker review",
        "person": "On a person's word",
        "was_told": "What you were told no longer holds:",
        "because": "Why",
        "holds_now": "What holds now:",
        "due": "No text announces this: the last day has passed.",
        "touches": "Platforms concerned, through their host or because the act binds all",
        "moves_none": "It changes the standing of none of them.",
        "unknown": "unknown",
        "why": "Why, sentence by sentence",
        "reference": "Alert reference",
        "by": "by",
        "no": "no.",
        "in_days": "in {days} days",
        "today": "today",
        "deadline_authorisation": "the authorisation ends on {day}",
        "deadline_migration": "the migration is due by {day}",
        "test_title": "Test: this alert route works",
        "test_body": "A test message from tracker. No decision has changed.",
    },
}


def spoken(day: date | PartialDate | None, language: str) -> str:
    """Return a date as people write it.

    >>> spoken(date(2023, 12, 21), "fr"), spoken(PartialDate(2020, 10), "en")
    ('21 décembre 2023', 'October 2020')
    """
    if day is None:
        return LABELS[language]["unknown"]
    partial = PartialDate.of(day) if isinstance(day, date) else day
    parts = [str(partial.year)]
    if partial.month is not None:
        parts.insert(0, _MONTHS[language][partial.month - 1])
    if partial.day is not None:
        first = "1er" if partial.day == 1 and language == "fr" else str(partial.day)
        parts.insert(0, first)
    return " ".join(parts)
