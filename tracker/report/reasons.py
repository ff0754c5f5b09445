"""Why nothing came of a document, and what became of a claim: the closed lists, in French and in English."""

from __future__ import annotations

from enum import StrEnum

from tracker.extraction import Silence


class Outcome(StrEnum):
    """What came of a document, where it is not the reading that says why nothing did."""

    CLAIMS = "claims"
    NOT_READ = "not-read"
    SCREENED = "screened"
    SUSPICIOUS_TEXT = "suspicious-text"
    READ_DIFFERENTLY = "read-differently"


class Fate(StrEnum):
    """What became of one claim."""

    DECISION = "decision"
    CONFIRMATION = "confirmation"
    RECALL = "recall"
    UNLISTED = "unlisted-platform"
    SUSPICIOUS = "suspicious"
    DOUBTFUL = "doubtful"
    AMBIGUOUS = "ambiguous"
    REJECTED = "rejected"
    RETRACTED = "retracted"
    EDITED = "edited"


SILENCES: dict[str, dict[Silence, str]] = {
    "fr": {
        Silence.NO_TEXT: "le document n'a pas de texte",
        Silence.CUT_OFF: "le texte est plus long que ce qui en est lu, et rien n'a été trouvé au début",
        Silence.NOT_ITS_OWN: "le document n'a que des commentaires, des renvois ou du décor de page",
        Silence.SATIRE: "c'est une satire",
        Silence.NO_PLATFORM: "aucune plateforme n'y est nommée",
        Silence.NO_ACT: "aucun acte n'y est rapporté : rien n'est décidé, demandé, déposé, choisi ni déplacé",
        Silence.ACT_WITHOUT_PLATFORM: "l'acte rapporté ne concerne aucune plateforme nommée",
        Silence.QUESTION: "c'est une question",
        Silence.WISH: "c'est un souhait, une attente ou un projet",
        Silence.TO_COME: "l'acte est à venir",
        Silence.CONDITIONAL: "c'est au conditionnel",
        Silence.HYPOTHESIS: "c'est une hypothèse",
        Silence.NEGATION: "l'acte est nié",
        Silence.RUMOUR: "c'est une rumeur",
        Silence.PLEA: "c'est l'argument d'une partie",
        Silence.GENERAL_RULE: "c'est ce que permettent ou imposent les règles en général",
        Silence.NOT_ADOPTED: "le texte n'est pas adopté",
        Silence.OTHER_COUNTRY: "il s'agit d'un autre pays",
        Silence.OTHER_MATTER: "il s'agit d'autre chose que d'hébergement",
        Silence.OTHER_MEANING: "les mots ont ici un autre sens",
        Silence.OTHER_CONTEXT: "le contexte retire l'affirmation",
        Silence.NOT_HOSTING: "rien ne dit qu'il s'agit d'hébergement",
        Silence.NOT_HEALTH: "rien ne dit qu'il s'agit de données de santé",
        Silence.UNIDENTIFIED_RECALL: "c'est un rappel, sans auteur, ni date, ni numéro",
    },
    "en": {
        Silence.NO_TEXT: "the document has no text",
        Silence.CUT_OFF: "the text is longer than what is read of it, and nothing was found before",
        Silence.NOT_ITS_OWN: "the document has only comments, links or page furniture",
        Silence.SATIRE: "it is satire",
        Silence.NO_PLATFORM: "it names no platform",
        Silence.NO_ACT: "it tells no act: nothing decided, asked, filed, chosen or moved",
        Silence.ACT_WITHOUT_PLATFORM: "the act that it tells is about no named platform",
        Silence.QUESTION: "it is a question",
        Silence.WISH: "it is a wish, an expectation or a plan",
        Silence.TO_COME: "the act is still to come",
        Silence.CONDITIONAL: "it is conditional",
        Silence.HYPOTHESIS: "it is a hypothesis",
        Silence.NEGATION: "the act is denied",
        Silence.RUMOUR: "it is a rumour",
        Silence.PLEA: "it is what a party argues",
        Silence.GENERAL_RULE: "it is what the rules allow or demand in general",
        Silence.NOT_ADOPTED: "the text is not adopted",
        Silence.OTHER_COUNTRY: "it is about another country",
        Silence.OTHER_MATTER: "it is about something else than hosting",
        Silence.OTHER_MEANING: "the words mean something else here",
        Silence.OTHER_CONTEXT: "the context takes the assertion away",
        Silence.NOT_HOSTING: "nothing says that it is about hosting",
        Silence.NOT_HEALTH: "nothing says that it is about health data",
        Silence.UNIDENTIFIED_RECALL: "it is a recall without author, date or number",
    },
}

OUTCOMES: dict[str, dict[Outcome, str]] = {
    "fr": {
        Outcome.CLAIMS: "affirmations lues",
        Outcome.NOT_READ: "le texte n'a pas pu être lu",
        Outcome.SCREENED: (
            "gardé sans être lu : aucun mot du sujet dans ce texte de presse ; tracker reextract DOC le lit"
        ),
        Outcome.SUSPICIOUS_TEXT: "le texte cache ou imite des caractères : à relire par une personne",
        Outcome.READ_DIFFERENTLY: "la version présente y lit des affirmations : lancez tracker reextract",
    },
    "en": {
        Outcome.CLAIMS: "claims were read",
        Outcome.NOT_READ: "the text could not be read",
        Outcome.SCREENED: (
            "kept and not read: this press text has no word of the subject; tracker reextract DOC reads it"
        ),
        Outcome.SUSPICIOUS_TEXT: "the text hides or imitates characters: a person must look",
        Outcome.READ_DIFFERENTLY: "the present version reads claims in it: run tracker reextract",
    },
}

FATES: dict[str, dict[Fate, str]] = {
    "fr": {
        Fate.DECISION: "a fait connaître la décision",
        Fate.CONFIRMATION: "confirme la décision",
        Fate.RECALL: "rappelle la décision",
        Fate.UNLISTED: "attend un avis : plateforme absente du catalogue",
        Fate.SUSPICIOUS: "attend un avis : texte suspect",
        Fate.DOUBTFUL: "attend un avis : lecture incertaine",
        Fate.AMBIGUOUS: "attend un avis : sans date, peut désigner un acte déjà connu",
        Fate.REJECTED: "rejetée par une personne",
        Fate.RETRACTED: "décision retirée par une personne",
        Fate.EDITED: "corrigée par une personne",
    },
    "en": {
        Fate.DECISION: "made the decision known",
        Fate.CONFIRMATION: "confirms the decision",
        Fate.RECALL: "recalls the decision",
        Fate.UNLISTED: "waits for review: the catalogue lacks the platform",
        Fate.SUSPICIOUS: "waits for review: suspicious text",
        Fate.DOUBTFUL: "waits for review: not read with certainty",
        Fate.AMBIGUOUS: "waits for review: undated, it may mean an act that is known",
        Fate.REJECTED: "rejected by a person",
        Fate.RETRACTED: "the decision was retracted by a person",
        Fate.EDITED: "corrected by a person",
    },
}
