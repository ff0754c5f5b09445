"""What the words round a host say of it: kept there, chosen, left, gone to; :mod:`ties` reads them."""

from __future__ import annotations

import re

DRESS = re.compile(
    r"(?: (?:le|la|l'|les|un|une|des|du|de|d'|au|aux|son|sa|ses|leur|leurs|ce|cet|cette|celui|celle|ceux|"
    r"celles|meme|seul|seule|fameux|actuel|actuelle|actuels|ancien|ancienne|nouveau|nouvel|nouvelle|"
    r"cloud|clouds|nuage|serveurs?|machines?|infrastructures?|infra|centres?|salles?|datacenters?|"
    r"baies|equipements|capacites|donnees|plateforme|environnement|offre|solution|services?|filiale|"
    r"coentreprise|groupe|geant|geante|societe|operateur|hebergeur|hebergeurs|fournisseur|prestataire|"
    r"editeur|entreprise|firme|industriel|specialiste|leader|champion|acteur|acteurs|sous|traitant|-|"
    r"irlandaise?|neerlandaise?|allemande?s?|luxembourgeoise?|franciliens?|parisiens?|lyonnais|"
    r"lillois|francais|francaise|"
    r"europeen|europeenne|americain|americaine|nordiste|roubaisien|parisien|"
    r"souverain|souveraine|public|publique|prive|privee|commercial|commerciale|mondial|concurrent|rival|"
    r"informatique|numerique|certifie|qualifie|secnumcloud|hds|«|»|\"|"
    r"the|its|their|an|servers?|of|'s|french|american|european|us|provider|supplier|company|firm|"
    r"giant|platform|infrastructure|data|incumbent|current|existing|new))*$"
)
MOVES = (
    r"(?:migrer|basculer|demenager|transferer|passer|deplacer|emmenager|atterrir|rapatrier|reloger|"
    r"relocaliser|rejoindre|partir|porter|copier|verser|redeployer|aller|move|moving|migrate|switch|"
    r"shift|transfer|relocate)/\w+|"
    r"\b(?:move(?:/\w+)?|transfer|relocation|migrations?|bascules?|basculement|transferts?|"
    r"demenagement|passage|depart|portage|"
    r"rapatriement|installation|reprise|moved|moves|migration|switch|ira|iront|partira|partiront|"
    r"demenagera|s'installe|s'installera)\b"
)
MOVE = re.compile(rf" (?:{MOVES})(?= )")
KEPT = re.compile(
    r" (?:(?:heberger|stocker|conserver|abriter|loger|confier|exploiter|operer|installer|deployer|placer|"
    r"reposer|rester|fonctionner|maintenir|tourner|dormir|detenir|externaliser|heriter|entreposer|"
    r"host|store|run|keep|hold)"
    r"/(?P<mood>\w)\w|hebergee?s?|hebergeant|hebergement|stockee?s?|stockage|conservee?s?|conservation|"
    r"installee?s?|logee?s?|deployee?s?|gere(?:e|s|es)?|operee?s?|tourne|tournent|tournait|"
    r"tournaient|tournant|reposent?|restent?|resteront|demeurent?|dorment|sauvegardes?|sous - traitee?s?|"
    r"infogeree?s?|infogerance|confie(?:e|s|es)?|externalisee?s?|hosted|hosting|stored|storage|"
    r"runs?|running|sits?|housed|kept|held|lives?|built|base[ds])(?= )"
)
LEAVING = re.compile(
    r" (?:(?:quitter|abandonner|delaisser|lacher|larguer|remplacer|congedier|debarquer|evincer|resilier|"
    r"denoncer|debrancher|supplanter|deloger|detroner|plaquer|leave|ditch|drop|replace|quit)/\w+|"
    r"quitt\w+|adieu(?: a)?|exit|off|away from|out of|goodbye(?: to)?|fin d'|sans|leaving|leaves?|"
    r"left|dropp\w+|ditch\w*|"
    r"replac\w+)$"
)
OUT_OF = re.compile(
    r" (?:(?:sortir|partir|retirer|separer|affranchir|liberer|desengager|migrer|basculer|divorcer|"
    r"rapatrier|evacuer|transferer|deplacer|demenager|emanciper|passer|changer|move|migrate)/\w+|"
    r"sortie|sort|sortira|sortiront|depart|retrait|separation|divorce|rupture|rapatriement|bascule|"
    r"migration|transfert|demenagement|hors|exit|move|moving|moved|away|out|off|from)"
    r"(?: [^ ;:,./]+){0,4}$"
)
FROM_FIRST = re.compile(r"^ (?:de|du|des|d'|of)(?= |$)")
TOWARDS = re.compile(
    r" (?:vers|rejoindre/\w+|rejoin\w+|au profit|au benefice|en faveur|a destination|bonjour|direction|"
    r"onto|into|towards?|in favou?r)$"
)
GIVEN = re.compile(
    r" (?:(?:confier|attribuer|adjuger|remettre|deleguer|octroyer|externaliser|donner|lier|unir|attacher|"
    r"notifier|recourir|louer|award|entrust|hand|give)/\w+|confie\w*|attribue\w*|recours|appel|"
    r"attribution|octroi|sous - traite\w*|"
    r"dependance|dependant|revient|revenir/\w+|echoit|abonnement|fait confiance|awarded|entrusted)"
    r"(?: [^ ;:/]+){0,7}$"
)
CHOOSING = re.compile(
    r" (?:(?:choisir|retenir|selectionner|designer|preferer|elire|choose|select|pick|appoint)/\w+|choix|"
    r"designation|selection|(?:opter|se prononcer|se decider)/?\w*(?: [^ ;:,/]+){0,2} pour|en choisissant|"
    r"choice|chose|chosen|picked|opted for|pari)(?: (?:pour|comme|du|sur))?$"
)
BOUND = re.compile(
    r" (?:contrat|marche|accord|convention|bail|partenariat|lie|liee?s?|signer/\w+|conclure/\w+|passer/\w+|"
    r"contract|deal|agreement|partnership)(?: [^ ;:]+){0,6}$"
)
BROKEN = re.compile(
    r" (?:couper/\w+ (?:le|les) (?:cordon|ponts|liens)|rompre/\w+|divorcer/\w+|divorce|rupture|"
    r"resilier/\w+|resiliation)(?: [^ ;:]+){0,4}$"
)
OTHER_THAN = re.compile(r" (?:autre|autres|other|another|P)(?: [^ ;:,/]+){0,5}? (?:que|qu'|than)$")
INSTEAD = re.compile(r" (?:a la place|au lieu|plutot que|plutot|instead|rather than|contrairement a|comme)$")
KEEPER_AFTER = re.compile(
    r"^(?: ,(?: [^ ,;:]+){1,8} ,)? (?:(?:se|s'|lui|y|en|les|l'|la|le|qui) )?"
    r"(?:heberger|abriter|stocker|conserver|accueillir|operer|loger|entreposer|host|"
    r"store)/(?P<mood>\w)A|^ (?:qu' ?)?entrepose"
)
HOST_AFTER = re.compile(
    r"^ (?:as|comme)(?: (?:its|the|son))? (?:host|hebergeur|prestataire)|^ , (?:(?:son|l'|leur|le|its|"
    r"the|their|an?) )?(?:actuel |current )?(?:hebergeur|prestataire|"
    r"sous - traitant|fournisseur|host|provider)"
)
HOST_BEFORE = re.compile(
    r" (?:son|leur|l'|actuel|actuelle|its|current)(?: [^ ;:,/]+){0,2}? (?:hebergeur|prestataire|"
    r"fournisseur|host|"
    r"provider)(?: [^ ;:,/]+){0,2}(?: ,)?$| (?:hebergeur|prestataire|host)s? (?:etre/\w+|est|:|,|reste|is)$"
)
NOW_AT = re.compile(r" , (?:D|actuellement|toujours|encore|pour l' heure|pour l' instant) chez$")
"""An aside that tells the present host: "passer la base, aujourd'hui chez X, sur …"."""
TAKES_OVER = re.compile(
    r"^ (?:will |is |est |va )?(?:take/\w+ over(?: [^ ;:]+){1,7}? from|succeder/[pfm]\w a|"
    r"prendre/[pfm]A (?:la suite|le relais|la place|la succession) d)"
)
KEEPER = (
    r"(?:l' ?(?:etablissement|hopital|institution|institut|assureur|organisme|association|agence|"
    r"universite)|"
    r"la (?:caisse|mutuelle|federation|clinique|fondation|region|societe)|"
    r"(?:du|le) (?:groupe|groupement|reseau|chu|gip|gcs|registre)|the (?:hospital|network|group|insurer))"
)
OWN_ROOMS = re.compile(
    r" (?:en interne|dans ses murs|en propre|"
    r"(?:ses|leurs|nos|its|their) (?:\w+ )?(?:salles?|machines|serveurs|centres?|datacenters?|"
    r"data ?cent\w+|"
    r"locaux|murs|servers)(?! (?:de|d'|chez|of))|"
    r"propres? (?:salles?|machines|serveurs|centres?|infrastructures?|datacenters?|data ?cent\w+|locaux|"
    r"moyens|murs|equipements|baies)|propre centre|in - house|in house|on premises?|"
    r"(?:salles?|machines|serveurs|centres?|datacenters?|locaux|servers|data cent\w+)(?: \w+){0,3}? "
    rf"(?:de |d' |of )?{KEEPER}|"
    r"own (?:servers|data ?cent\w+|machines|premises|rooms?))(?= )"
)
ANAPHOR = re.compile(
    r" (?:cloud|nuage|serveurs|infrastructures?|machines|chez|sur) (?:de |du |des |d' )?(?:le |l' |"
    r"la |cet |ce )?"
    r"(?:editeur|geant|americain|fournisseur|hebergeur|prestataire|firme|groupe)(?: americaine?|"
    r" francaise?)?(?= )|"
    r" (?:la|le|les|au|aux|sur|chez) memes? (?:hote|infrastructure|cloud|nuage|serveurs|hebergeur|"
    r"prestataire|"
    r"fournisseur|environnement|machines|endroit|socle|plateforme technique|solution)(?= )|"
    r" (?:the )?same (?:host|provider|cloud|infrastructure|servers)(?= )"
)
ROOMS = re.compile(
    r" (?:cloud|nuage|serveurs?|machines?|infrastructures?|centres?|salles?|datacenters?|"
    r"environnement|data)(?= |$)"
)


NO_LONGER = re.compile(
    r" (?:plus|no longer|no more)(?: [^ ;:]+){0,4} (?:rester|heberger|stocker|tourner|conserver)/\w+|"
    r" \w+/n\w plus | rester/n"
)
KEPT_BY = re.compile(r" (?:par|chez|sur|by|with|aupres)(?= (?:[^ ]+ ){0,5}$)")
COMPANIES = frozenset(
    ("societe", "groupe", "hebergeur", "entreprise", "filiale", "company", "firm", "provider", "prestataire")
)
TO_THE = re.compile(r" aux?(?= |$)")
SITS = re.compile(r" (?:sits?|lives?|resides?|rests?|stays?|remains?)(?: now)?$")
MOVE_OR_LEAVE = re.compile(rf" (?:{MOVES})(?= )| quitter/| leav")
HOSTING_OF = re.compile(
    r" (?:hebergement|stockage|hosting|client|cliente|dependance|contrat|utilisation|usage|emploi|solution|"
    r"use(?:/\w+)?)$"
)
ROOM_WORDS = frozenset(
    (
        *(
            "interne",
            "murs",
            "propre",
            "propres",
            "salle",
            "salles",
            "machines",
            "serveurs",
            "centre",
            "centres",
        ),
        *("datacenter", "datacenters", "locaux", "house", "premise", "premises", "own", "servers", "data"),
    )
)
ANAPHOR_WORDS = frozenset(
    (
        *("editeur", "geant", "americain", "fournisseur", "hebergeur", "prestataire", "firme", "groupe"),
        *("meme", "memes", "same"),
    )
)
