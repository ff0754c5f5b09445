from __future__ import annotations

import pickle
import subprocess
import sys

import pytest

from tracker.catalogue import CatalogueError, load_catalogue
from tracker.model.claim import AuthorityId, PlatformId, ProviderId


def test_the_packaged_catalogue_names_what_the_timeline_names() -> None:
    catalogue = load_catalogue()

    assert list(catalogue.platforms) == [
        "health-data-hub",
        "emc2",
        "darwin-eu",
        "snds",
        "ap-hp-eds",
        "doctolib",
        "mon-espace-sante",
        "ouest-data-hub",
    ]
    assert catalogue.platforms[PlatformId("emc2")].name == "EMC2"
    assert catalogue.providers[ProviderId("scaleway")].jurisdiction == "France"
    assert catalogue.authorities[AuthorityId("cnil")].name == "CNIL"
    assert {"cnil", "conseil-etat", "controller", "other"} <= set(catalogue.authorities)


def test_an_entry_of_the_configuration_is_added() -> None:
    catalogue = load_catalogue().extended(
        platforms=[{"id": "my-warehouse", "name": "Entrepôt du CHU", "aliases": ["EDS du CHU"]}],
        providers=[{"id": "nuage", "name": "Nuage SA", "country": "FR"}],
    )

    assert catalogue.platforms[PlatformId("my-warehouse")].aliases == ("EDS du CHU",)
    assert catalogue.providers[ProviderId("nuage")].country == "FR"
    assert PlatformId("emc2") in catalogue.platforms


def test_a_known_id_keeps_its_packaged_aliases() -> None:
    """Somebody who adds one alias must not lose the others."""
    catalogue = load_catalogue().extended(
        platforms=[{"id": "emc2", "name": "EMC-2", "aliases": ["Emcé deux"]}]
    )

    emc2 = catalogue.platforms[PlatformId("emc2")]
    assert emc2.name == "EMC-2"
    assert {"EMC2", "Emcé deux"} <= set(emc2.aliases)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"id": "x", "name": "X", "alias": ["Y"]}, "platforms[0].alias: unknown key"),
        ({"id": "x", "name": "X", "alias": ["Y"]}, "did you mean aliases?"),
        ({"name": "X"}, "platforms[0].id: missing"),
        ({"id": "My Warehouse", "name": "X"}, "'My Warehouse' is not a slug"),
        ({"id": "x"}, "platforms[0].name: missing"),
        ({"id": "x", "name": " "}, "platforms[0].name: missing"),
        ({"id": "x", "name": "X", "aliases": ["emc2"]}, "platforms[0]: 'emc2' names emc2 too"),
        ({"id": "doctolib", "exact": ["HDH"]}, "platforms[0]: 'HDH' names health-data-hub too"),
        ({"id": "health-data-hub", "aliases": ["Doctolib"]}, "platforms[0]: 'Doctolib' names doctolib too"),
        ({"id": ["x"], "name": "X"}, "platforms[0].id: ['x'] is not a text"),
        ({"id": "x", "name": 3}, "platforms[0].name: 3 is not a text"),
        ({"id": "x", "name": "X", "aliases": "Y"}, "platforms[0].aliases: 'Y' is not a list"),
        ({"id": "x", "name": "X", "aliases": [" "]}, "an empty name would be found everywhere"),
    ],
)
def test_a_faulty_entry_is_refused_by_its_full_key(row: dict[str, object], message: str) -> None:
    with pytest.raises(CatalogueError) as refusal:
        load_catalogue().extended(platforms=[row])

    assert message in str(refusal.value)


def test_all_faults_are_told_together() -> None:
    with pytest.raises(CatalogueError) as refusal:
        load_catalogue().extended(platforms=[{"id": "x"}], authorities=[{"name": "Y"}])

    assert "platforms[0].name" in str(refusal.value)
    assert "authorities[0].id" in str(refusal.value)


def test_a_catalogue_can_be_sent_to_a_child_process() -> None:
    catalogue = load_catalogue()

    assert pickle.loads(pickle.dumps(catalogue)) == catalogue  # noqa: S301  # our own bytes


def test_reading_the_catalogue_does_not_load_extraction() -> None:
    """It is on the way of `tracker status`, which must start quickly."""
    code = (
        "import sys, tracker.catalogue as c; c.load_catalogue(); print('tracker.extraction' in sys.modules)"
    )

    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert told.stdout == "False\n"
