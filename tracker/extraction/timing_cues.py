"""What the words round a date say of it: made public, told, the date of a letter or of a ruling."""

from __future__ import annotations

import re

from tracker.model.claim import ClaimKind

K = ClaimKind
MADE_PUBLIC = re.compile(
    r"(?:publiee?s?|publie\w* (?:au|sur)(?: le| la)? \w+|publier/\w+|parue?s?|rendue?s? publi(?:c|cs|"
    r"que|ques)|"
    r"mise?s? en ligne|journal officiel(?: du| de)?|publication|made public|released|published|"
    r"publient|publie)"
    r"(?: (?:seulement|officiellement|sur|au|a|le|la|site|legifrance|journal|officiel|par|ce|d[ue]|"
    r"en|des|on|dans|jo|bulletin|marches|annonces|publics|hier|wednesday)){0,8} ?$"
)
PUBLIC_AFTER = re.compile(
    r"(?:a|ont) ete (?:publiee?s?|mise?s? en ligne|rendue?s? publi)|"
    r",? (?:[a-z']+ ){1,8}?(?:publiait|publiaient|publie|a publie|ont publie|rendait public) (?:un|"
    r"une|son|sa|le|la) "
    r"(?:rapport|avis|note|etude|bilan)|"
    r",? (?:elle|il) (?:vient|a ete|est)[^.;]{0,90}(?:publication|publiee?)[^.;]{0,20}(?:legifrance|"
    r"journal officiel)"
)
TOLD_BEFORE = re.compile(
    r"(?:annonc\w*|confirm\w*|revel\w*|declar\w*|indiqu\w*|precis\w*|rappel\w*|repond\w*|repondu|"
    r"comment\w*|expliqu\w*|assur\w*|affirm\w*|savoir|signal\w*|ecri\w*|released|said|told|announced|"
    r"felicit\w*|assure|lance|promet|entendue?|interpellee?|"
    r"interrog\w*)(?: (?:a|l'|le|la|les|ce|ont|devant|au|aux|officiellement|lors|par|soir|cette|"
    r"derniere|on|to|that))*(?: \w+){0,2} ?,? ?$"
)
ATTACHED = re.compile(
    r"(?P<act>deliberations?|decisions?|autorisation|loi|decret|arrete|circulaire|ordonnance|arret|"
    r"jugement|requete|lettre|courrier|avis|rapport|memoire|note|referentiel|contrat|communique|"
    r"reglement|convention|article \d+ de la loi|doctrine|"
    r"creee?|lancee?|nee?|fondee?|ouverte?|decree|law|order|ruling|decision|letter|d'adequation|"
    r"execution(?: \(ue\))?|proces-verbal|appel d'offres|mission|recours|demande|complement|"
    r"expertise|etude|contrat)"
    r"(?: (?:relative?|dite|« \w+ »|d'execution|d'adequation|ministeriell?e?|lecornu|\(ue\)|\(eu\)|"
    r"sren|officielle?|(?:de la |de l'|de |du |des |d')(?:cour|conseil|tribunal|commission|cnil|cjue|juge|"
    r"formation|president\w*|ministre|premier ministre|gouvernement|autorite|institution|haute juridiction|"
    r"anssi|chambre)(?: (?:de justice|d'etat|administrati\w+|europeenne|nationale|restreinte|des referes|"
    r"de l'union|d'appel|de paris|des comptes|de la sante|de l'informatique et des libertes|"
    r"de luxembourg))*))*"
    r"(?: \d{4}/\d{3,4})?(?: de la commission(?: europeenne)?)?(?: ?(?:\(? ?n[o°]s?|"
    r"no\.?) ?[\w/.-]+\)?)?,? ?(?:en date |date |(?:signee?|"
    r"prise?|rendue?|adoptee?|prononcee?) ?)?(?:d[ue]s?|of|le|en|a|l'|on|au|,)? ?(?:le|l'|la)? ?$"
)
OF = re.compile(
    r"(?: du| de| of| en date| datee?(?: du)?| date| prise?| rendue?| adoptee?| prononcee?)$|"
    r"\b(?:creee?|lancee?|nee?|fondee?)$"
)
OF_LEADS = ("du ", "of ", "de ", "d'")
DATELINE = re.compile(r"^[a-z-]+ ,$")
ACTS: dict[ClaimKind, str] = {
    K.HOSTING_AUTHORISED: "deliberation decision autorisation",
    K.HOSTING_REFUSED: "deliberation decision",
    K.CHANGE_REQUESTED: "deliberation lettre courrier memoire demande letter note decision",
    K.HOSTING_SUSPENDED: "ordonnance decision ruling order deliberation jugement",
    K.AUTHORISATION_ANNULLED: "arret decision jugement ruling deliberation",
    K.CHALLENGE_REJECTED: "ordonnance decision arret jugement ruling order",
    K.CHALLENGE_FILED: "requete recours",
    K.MIGRATION_ANNOUNCED: "lettre courrier communique letter appel annonce circulaire note lance lancee",
    K.MIGRATION_COMPLETED: "proces-verbal",
    K.REQUIREMENT_ENACTED: (
        "loi decret arrete circulaire ordonnance deliberation referentiel decree law order decision"
    ),
    K.LEGAL_BASIS_INVALIDATED: "arret ruling jugement",
    K.LEGAL_BASIS_ADOPTED: "decision d'adequation execution",
    K.FORMAL_NOTICE_ISSUED: "decision deliberation lettre",
    K.SANCTION_IMPOSED: "decision deliberation",
    K.OPINION_ISSUED: "avis deliberation rapport note decision",
    K.REQUEST_WITHDRAWN: "lettre courrier letter retrait",
    K.AUTHORISATION_REQUESTED: "courrier lettre demande letter",
    K.HOST_SELECTED: "contrat convention decision deliberation arrete",
    K.PROVIDER_REJECTED: "rapport etude expertise decision note deliberation",
    K.PROVIDER_QUALIFIED: "decision",
}
TELLING_COUNTS = frozenset((K.MIGRATION_ANNOUNCED,))
SINCE_COUNTS = frozenset(
    (
        K.MIGRATION_COMPLETED,
        K.PROVIDER_QUALIFIED,
        K.FORMAL_NOTICE_ISSUED,
        K.CHALLENGE_FILED,
        K.AUTHORISATION_ANNULLED,
        K.LEGAL_BASIS_ADOPTED,
        K.HOSTING_AUTHORISED,
        K.HOSTING_SUSPENDED,
    )
)
OWN_DATE = 200
"""How much nearer the date of the deliberation, letter or ruling itself counts than any other."""
BEGINNINGS = frozenset(
    ("creee", "cree", "lancee", "lance", "nee", "ne", "fondee", "fonde", "ouverte", "loi", "mission")
)
JUST_BEFORE = 16
