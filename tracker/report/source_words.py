"""What is said of a source that cannot be relied on, in French and in English."""

from __future__ import annotations

from datetime import date, datetime

from tracker.model.health import Cause, State
from tracker.model.time import PARIS
from tracker.report.words import spoken

TITLES: dict[str, dict[str, str]] = {
    "fr": {
        "blind": "Je ne vois plus {name} depuis {since}",
        "late": "{name} se tait depuis {since}",
        "dead": "{name} n'existe plus ({since})",
        "several": "Je ne vois plus {count} sources",
        "machine": "Je ne vois plus rien depuis {since} : aucune source ne répond",
        "restored": "{name} est de nouveau suivie",
        "restored_several": "{count} sources sont de nouveau suivies",
        "machine_restored": "Je vois de nouveau : des sources répondent",
    },
    "en": {
        "blind": "I am blind on {name} since {since}",
        "late": "{name} has been silent since {since}",
        "dead": "{name} is gone ({since})",
        "several": "I am blind on {count} sources",
        "machine": "I am blind since {since}: no source answers",
        "restored": "{name} is watched again",
        "restored_several": "{count} sources are watched again",
        "machine_restored": "I can see again: sources answer",
    },
}

CAUSES: dict[str, dict[Cause, str]] = {
    "fr": {
        Cause.UNREACHABLE: "le site est injoignable",
        Cause.OUR_NETWORK: "aucun site ne répond : c'est le réseau de cette machine",
        Cause.REFUSED: "le site refuse les programmes",
        Cause.NOT_FOUND: "l'adresse n'existe pas sur le site",
        Cause.GONE: "le site dit que la source est supprimée (410)",
        Cause.SERVER_ERROR: "le site est en panne",
        Cause.CERTIFICATE: "le certificat du site n'est pas valable",
        Cause.UNSAFE: "ce que le site envoie a été refusé par prudence",
        Cause.SETTINGS: "la configuration est en cause",
        Cause.NOT_A_FEED: "le site envoie autre chose que le flux, une page de maintenance par exemple",
        Cause.EMPTY: "le flux est vide",
        Cause.SHRUNK: "le flux a perdu plus des trois quarts de ses entrées",
        Cause.SILENT: "la source répond, mais ne publie plus rien",
        Cause.FROZEN: "le site sert toujours la même réponse, sans doute périmée",
        Cause.OTHER: "la lecture échoue",
    },
    "en": {
        Cause.UNREACHABLE: "the site cannot be reached",
        Cause.OUR_NETWORK: "no site answers: it is the network of this machine",
        Cause.REFUSED: "the site refuses programs",
        Cause.NOT_FOUND: "the site has nothing at this address",
        Cause.GONE: "the site says that the source has been removed (410)",
        Cause.SERVER_ERROR: "the site is broken",
        Cause.CERTIFICATE: "the certificate of the site is not valid",
        Cause.UNSAFE: "what the site sends was refused for safety",
        Cause.SETTINGS: "the configuration is at fault",
        Cause.NOT_A_FEED: "the site sends something else than the feed, such as a maintenance page",
        Cause.EMPTY: "the feed is empty",
        Cause.SHRUNK: "the feed has lost more than three quarters of its entries",
        Cause.SILENT: "the source answers, but publishes nothing new",
        Cause.FROZEN: "the site serves the same answer for ever, most likely out of date",
        Cause.OTHER: "it cannot be read",
    },
}

ADVICE: dict[str, dict[Cause, str]] = {
    "fr": {
        Cause.UNREACHABLE: "rien, si le site revient ; sinon, vérifier son adresse",
        Cause.OUR_NETWORK: "vérifier la connexion de cette machine (DNS, pare-feu, mandataire)",
        Cause.REFUSED: "indiquer un contact (fetch.contact), espacer les relevés (every) ou écrire au site",
        Cause.NOT_FOUND: "chercher la nouvelle adresse du flux et changer url",
        Cause.GONE: "remplacer la source ou l'enlever ; elle n'est plus relevée",
        Cause.SERVER_ERROR: "rien, si le site revient ; sinon, lui écrire",
        Cause.CERTIFICATE: "attendre que le site le renouvelle ; vérifier l'horloge de cette machine",
        Cause.UNSAFE: "regarder ce que le site envoie avant de changer quoi que ce soit",
        Cause.SETTINGS: "lancer `tracker check`, qui dit quoi corriger",
        Cause.NOT_A_FEED: "ouvrir l'adresse dans un navigateur ; chercher le flux s'il a déménagé",
        Cause.EMPTY: "comparer avec le site ; chercher le flux s'il a déménagé",
        Cause.SHRUNK: "comparer avec le site ; après sept jours, la nouvelle taille devient la règle",
        Cause.SILENT: "comparer avec le site : s'il publie, le flux est abandonné ou a déménagé",
        Cause.FROZEN: "comparer avec le site ; chercher une autre adresse du flux",
        Cause.OTHER: "lancer `tracker poll` sur cette source et lire la raison",
    },
    "en": {
        Cause.UNREACHABLE: "nothing, if the site comes back; else check its address",
        Cause.OUR_NETWORK: "check the connection of this machine (DNS, firewall, proxy)",
        Cause.REFUSED: "give a contact (fetch.contact), poll less often (every), or write to the site",
        Cause.NOT_FOUND: "find the new address of the feed and change url",
        Cause.GONE: "replace the source or remove it; it is polled no more",
        Cause.SERVER_ERROR: "nothing, if the site comes back; else write to it",
        Cause.CERTIFICATE: "wait until the site renews it; check the clock of this machine",
        Cause.UNSAFE: "look at what the site sends before you change anything",
        Cause.SETTINGS: "run `tracker check`, which says what to mend",
        Cause.NOT_A_FEED: "open the address in a browser; find the feed if it has moved",
        Cause.EMPTY: "compare with the site; find the feed if it has moved",
        Cause.SHRUNK: "compare with the site; after seven days the new size is the usual one",
        Cause.SILENT: "compare with the site: if it publishes, the feed is abandoned or has moved",
        Cause.FROZEN: "compare with the site; look for another address of the feed",
        Cause.OTHER: "run `tracker poll` on this source and read why",
    },
}

LABELS: dict[str, dict[str, str]] = {
    "fr": {
        "why": "Pourquoi",
        "detail": "Détail",
        "do": "À faire",
        "since": "depuis {since}",
        "missed": "Tant que cela dure, une décision publiée là peut m'échapper.",
        "no_decision": "Aucune décision n'a changé.",
        "all": "Toutes les sources : tracker sources",
    },
    "en": {
        "why": "Why",
        "detail": "Detail",
        "do": "What to do",
        "since": "since {since}",
        "missed": "While this lasts I may miss a decision that is published there.",
        "no_decision": "No decision has changed.",
        "all": "All sources: tracker sources",
    },
}

STATES: dict[str, dict[State, str]] = {
    "fr": {
        State.HEALTHY: "saine",
        State.LATE: "en retard",
        State.FAILING: "en échec",
        State.SUSPECT: "suspecte",
        State.DEAD: "morte",
    },
    "en": {state: str(state) for state in State},
}


def spoken_since(since: datetime | date | None, language: str) -> str:
    """Return an instant as people in Paris say it, or a day.

    >>> from datetime import UTC
    >>> spoken_since(datetime(2026, 11, 22, 9, 5, tzinfo=UTC), "fr")
    'le 22 novembre 2026 à 10 h 05'
    """
    if not isinstance(since, datetime):
        day = spoken(since, language)
        return f"le {day}" if language == "fr" else day
    local = since.astimezone(PARIS)
    day = spoken(local.date(), language)
    if language == "fr":
        return f"le {day} à {local.hour} h {local.minute:02}"
    return f"{day}, {local:%H:%M} (Paris)"
