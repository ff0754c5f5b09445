"""Texts of the regulator and of the courts: their operative part is read, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.tracker.extraction.builders import a_document, told
from tracker.extraction import Extractor

DELIBERATION = """La Commission nationale de l'informatique et des libertés,

Saisie par le GIP Plateforme des données de santé d'une demande d'autorisation concernant un traitement \
automatisé de données à caractère personnel ayant pour finalité la constitution d'un entrepôt de données \
dans le domaine de la santé, dénommé « EMC2 » ;

Vu le règlement (UE) 2016/679 du Parlement européen et du Conseil du 27 avril 2016 ;

Vu la loi n° 78-17 du 6 janvier 1978 relative à l'informatique, aux fichiers et aux libertés ;

Formule les observations suivantes :

Les données seront hébergées par la société Microsoft, au moyen de sa solution Azure, certifiée HDS.

La Commission regrette qu'aucun prestataire européen n'ait été retenu.

{operative}

La Présidente"""

AUTHORISES = (
    "Autorise le GIP Plateforme des données de santé à mettre en œuvre le traitement dénommé « EMC2 » "
    "pour une durée de trois ans."
)
REFUSES = "N'autorise pas le GIP Plateforme des données de santé à mettre en œuvre le traitement « EMC2 »."


def _deliberation(operative: str) -> str:
    return DELIBERATION.format(operative=operative)


def test_a_deliberation_that_authorises(extractor: Extractor) -> None:
    document = a_document(
        _deliberation(AUTHORISES),
        title="Délibération n° 2024-999 du 5 septembre 2024 autorisant le GIP Plateforme des données de santé "
        "à mettre en œuvre un entrepôt de données de santé dénommé « EMC2 »",
        kind="legifrance",
        published="2024-09-20",
    )

    claims = [claim for claim in extractor.read(document) if not claim.background]

    assert [told(claim) for claim in claims] == [("emc2", "hosting-authorised", "cnil", "microsoft-azure")]
    assert (str(claims[0].decided_on), str(claims[0].term)) == ("2024-09-05", "P3Y")
    assert claims[0].reference is not None
    assert "2024-999" in claims[0].reference


def test_a_deliberation_that_refuses(extractor: Extractor) -> None:
    document = a_document(
        _deliberation(REFUSES),
        title="Délibération n° 2024-998 du 5 septembre 2024 relative à une demande d'autorisation",
        kind="legifrance",
        published="2024-09-20",
    )

    claims = [claim for claim in extractor.read(document) if not claim.background]

    assert [told(claim)[:3] for claim in claims] == [("emc2", "hosting-refused", "cnil")]


def test_the_considerations_alone_decide_nothing(extractor: Extractor) -> None:
    document = a_document(
        _deliberation("La Commission poursuivra l'examen de cette demande."),
        title="Délibération n° 2024-997 du 5 septembre 2024",
        kind="legifrance",
        published="2024-09-20",
    )

    assert not [claim for claim in extractor.read(document) if not claim.background]


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("CNILTEXT000051881252", "legifrance"),
        ("CNILTEXT000051881374", "legifrance"),
        ("CNILTEXT000051881469", "legifrance"),
        ("CNILTEXT000051882467", "legifrance"),
        ("CNILTEXT000051882765", "legifrance"),
        ("ECLI-FR-CECHR-2026-492686.20260302", "court"),
    ],
)
def test_real_texts_on_other_matters(extractor: Extractor, shared: Path, name: str, kind: str) -> None:
    """Authorisations of studies, a change of controller, a ruling on something else: no news of hosting."""
    record = json.loads((shared / "fixtures/dila/derived-json" / f"{name}.json").read_text(encoding="utf-8"))
    document = a_document(record["text"], title=record["title"], kind=kind, published=record["date"])

    told_here = extractor.read(document)

    assert not [claim for claim in told_here if not claim.background], told_here


_OTHERS = """La Commission nationale de l'informatique et des libertés,

Saisie par {who} d'une demande d'autorisation ;

Vu la loi n° 78-17 du 6 janvier 1978 relative à l'informatique, aux fichiers et aux libertés ;

{about}

{operative}

La Présidente"""


@pytest.mark.parametrize(
    ("who", "about", "operative"),
    [
        (
            "l'Inserm",
            "Les données sont hébergées au sein du Health Data Hub.",
            "Autorise l'Inserm à mettre en œuvre, pour une durée de trois ans, l'étude au sein de la plateforme "
            "du Health Data Hub hébergée par Microsoft Azure.",
        ),
        (
            "la société IQVIA",
            "L'entrepôt EMC2 est hébergé par Microsoft.",
            "Autorise la société IQVIA à mettre en œuvre un traitement à partir de données issues de "
            "l'entrepôt EMC2.",
        ),
        (
            "le CHU de Nantes",
            "Les données du SNDS sont mises à disposition par le Health Data Hub.",
            "Autorise le CHU de Nantes à mettre en œuvre un traitement de données provenant du SNDS.",
        ),
        (
            "la Caisse nationale de l'assurance maladie",
            "La copie est destinée au Health Data Hub.",
            "Autorise la Caisse nationale de l'assurance maladie à transmettre la base au Health Data Hub.",
        ),
        (
            "l'Inserm",
            "Les données sont hébergées au sein du Health Data Hub.",
            "Refuse d'autoriser l'Inserm à mettre en œuvre l'étude dans le Health Data Hub.",
        ),
    ],
)
def test_what_somebody_else_may_do_is_no_decision_on_the_platform(
    extractor: Extractor, who: str, about: str, operative: str
) -> None:
    """A platform that only lends its data or its room has got no authorisation, and lost none."""
    document = a_document(
        _OTHERS.format(who=who, about=about, operative=operative),
        title="Délibération n° 2025-101 du 5 juin 2025",
        kind="legifrance",
    )

    listed = [one for one in extractor.read(document) if not one.platform.startswith("other:")]

    assert all(one.confidence < 0.8 for one in listed if not one.background), listed


@pytest.mark.parametrize(
    "text",
    [
        "La Cnil a autorisé l'Inserm à mettre en œuvre une étude au sein de la plateforme du Health Data Hub.",
        "La Cnil a autorisé mardi la société IQVIA à conduire une étude à partir de données issues d'EMC2.",
        "La Cnil a refusé à un laboratoire l'accès aux données du SNDS.",
    ],
)
def test_the_press_tells_whose_permission_it_is(extractor: Extractor, text: str) -> None:
    listed = [one for one in extractor.read(a_document(text)) if not one.platform.startswith("other:")]

    assert listed == []


_TAKEN_BACK = "Abroge la délibération n° 2024-061 du 6 juin 2024."
_FINED = """PAR CES MOTIFS

La formation restreinte de la CNIL, après en avoir délibéré, décide de :
- prononcer à l'encontre du CHU de Montbrac une amende administrative de soixante mille (60 000) euros ;
- rendre publique la présente délibération."""


@pytest.mark.parametrize(
    ("title", "operative", "kind"),
    [
        (
            "Délibération n° 2028-118 du 19 octobre 2028 portant abrogation de la délibération n° 2024-061 du "
            "6 juin 2024 autorisant le CHU de Montbrac à mettre en œuvre un entrepôt de données de santé",
            _TAKEN_BACK,
            "authorisation-annulled",
        ),
        (
            "Délibération de la formation restreinte n° SAN-2028-014 du 28 mai 2028 concernant le CHU de Montbrac",
            _FINED,
            "sanction-imposed",
        ),
    ],
)
def test_what_the_regulator_takes_back_or_punishes(
    extractor: Extractor, title: str, operative: str, kind: str
) -> None:
    """A title that cites the authorisation taken back authorises nothing."""
    text = _OTHERS.format(
        who="le CHU de Montbrac", about="L'entrepôt est hébergé par Outscale.", operative=operative
    )
    document = a_document(text, title=title, kind="legifrance", published="2028-11-02")

    claims = [claim for claim in extractor.read(document) if not claim.background]

    assert [(claim.kind.value, claim.authority, claim.provider) for claim in claims] == [
        (kind, "cnil", "outscale")
    ]


_LABEL = """Agence nationale de la sécurité des systèmes d'information
Paris, le 8 avril 2028
DÉCISION DE QUALIFICATION D'UN SERVICE
Le directeur général de l'agence,
Vu le référentiel d'exigences SecNumCloud, version 3.2 ;
Vu la demande présentée par la société Scaleway ;
Décide :
Le service « Conteneurs », fourni par la société Scaleway, est qualifié pour trois ans.
La décision n° 1388 du 11 avril 2025 portant qualification d'un autre service de la même société demeure."""


def test_a_decision_of_the_agency_qualifies_the_provider(extractor: Extractor) -> None:
    document = a_document(
        _LABEL, title="Décision de qualification n° 2410", kind="government", published="2028-04-17"
    )

    claims = [
        (claim.kind.value, claim.platform, claim.provider, str(claim.decided_on), claim.background)
        for claim in extractor.read(document)
    ]

    assert claims == [
        ("provider-qualified", "*", "scaleway", "2028-04-08", False),
        ("provider-qualified", "*", "scaleway", "2025-04-11", True),
    ]


_VISAS = {
    "formal-notice-issued": "Vu la décision n° MED-2027-041 du 3 mai 2027 mettant en demeure le CHU de Montbrac ;",
    "hosting-authorised": "Vu la délibération n° 2024-061 du 6 juin 2024 autorisant le CHU de Montbrac à mettre en "
    "œuvre un entrepôt de données de santé ;",
}


@pytest.mark.parametrize("kind", _VISAS)
def test_what_a_sanction_cites_is_recalled(extractor: Extractor, kind: str) -> None:
    text = _OTHERS.format(who="le CHU de Montbrac", about=_VISAS[kind], operative=_FINED)
    title = (
        "Délibération de la formation restreinte n° SAN-2028-014 du 28 mai 2028 concernant le CHU de Montbrac"
    )
    document = a_document(text, title=title, kind="legifrance", published="2028-11-02")

    assert (kind, True) in [(claim.kind.value, claim.background) for claim in extractor.read(document)]


def test_this_deliberation_is_the_one_suspended(extractor: Extractor) -> None:
    """An operative part may point back at the deliberation that the plea names."""
    document = a_document(
        "Le juge des référés,\n\n1. La requérante demande que soit suspendue l'exécution de la délibération par laquelle "
        "la CNIL a autorisé l'entrepôt EMC2.\n\nORDONNE :\n\nArticle 1er : L'exécution de cette délibération est "
        "suspendue.",
        title="Conseil d'État, ordonnance du 2 mars 2028, n° 515999",
        kind="court",
        published="2028-03-04",
    )

    news = {one.kind.value for one in extractor.read(document) if not one.background}

    assert news == {"hosting-suspended"}


def test_a_first_lot_without_a_number_is_read(extractor: Extractor) -> None:
    """A notice may number only the lots that come after the main one."""
    document = a_document(
        "Objet du marché : hébergement de l'Ouest Data Hub, plateforme de données de santé\n"
        "Date d'attribution : 4 février 2028\nTitulaire : OUTSCALE, 92 - Saint-Cloud\n"
        "Lot 2 (conseil) : ATOS, 95 - Bezons",
        title="Avis d'attribution de marché – plateforme « Ouest Data Hub »",
        kind="government",
        published="2028-02-18",
    )

    claims = extractor.read(document)

    assert [(one.kind.value, one.provider) for one in claims] == [("host-selected", "outscale")]


_AWARD = """SECTION 1 - ACHETEUR
Assistance publique - Hôpitaux de Paris
SECTION 2 - OBJET
Infrastructure et exploitation de l'entrepôt de données de santé (EDS)
LOT 1 - Maintenance des applications
Marché conclu le 6 février 2028
Titulaire : ATOS FRANCE, 95870 Bezons
LOT 2 - Hébergement de l'EDS
{lot}"""


@pytest.mark.parametrize(
    ("lot", "expected"),
    [
        (
            "Marché conclu le 8 février 2028\nTitulaire : OVH SAS, 59100 Roubaix",
            [("ap-hp-eds", "host-selected", "ovhcloud", "2028-02-08")],
        ),
        ("Lot infructueux.", []),
    ],
)
def test_an_award_notice_selects_the_host_of_the_lot_on_hosting(
    extractor: Extractor, lot: str, expected: list[tuple[str, str, str, str]]
) -> None:
    document = a_document(
        _AWARD.format(lot=lot),
        title="Avis d'attribution n° 28-014773",
        kind="government",
        published="2028-02-18",
    )

    claims = extractor.read(document)

    assert [(one.platform, one.kind.value, one.provider, str(one.decided_on)) for one in claims] == expected
