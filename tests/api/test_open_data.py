"""The open data of a season that is over: what they hold, that they are as described, and that they name nobody."""

import csv
import hashlib
import io
import json
import zipfile

import pytest
from pytest_django.asserts import assertContains

from atelier.api import open_data
from atelier.seasons.models import Season
from tests.factories import triptych_of_six

pytestmark = pytest.mark.django_db


def files_of(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rows_of(files, name):
    return list(csv.DictReader(io.StringIO(files[name].decode("utf-8-sig")), delimiter=";"))


def test_the_package_holds_the_season_and_names_nobody(lived, triptych):
    triptych.participants.update(last_name="Unetelle", first_name="Zélie", organisation="Chez elle")
    other = triptych_of_six(season__number=77, season__theme="CANARI", territory__name="CANARI")
    files = files_of(open_data.package(lived))

    assert [one["number"] for one in rows_of(files, "journees.csv")] == ["1"]
    assert [one["title"] for one in rows_of(files, "sequences.csv")] == ["Entre pairs"]
    assert {one["name"] for one in rows_of(files, "territoires.csv")} == {str(triptych.territory)}
    rates = {(one["by"], one["of"]): one["attended"] for one in rows_of(files, "presences.csv")}
    assert rates["territoire", str(triptych.territory)] == "11"
    assert rates["categorie", "elus"] == ""  # of two people
    whole = b"".join(files.values()).decode()
    for word in ("Unetelle", "Zélie", "Chez elle", "CANARI", "4500", "1000.5", "@"):
        assert word not in whole
    assert other.season.pk != lived.pk


def test_each_file_is_as_the_description_says(lived):
    files = files_of(open_data.package(lived))
    described = json.loads(files.pop("datapackage.json"))

    assert {one["path"] for one in described["resources"]} == set(files)
    for one in described["resources"]:
        assert one["hash"] == f"sha256:{hashlib.sha256(files[one['path']]).hexdigest()}"
        assert one["bytes"] == len(files[one["path"]])
        if one["format"] == "csv":
            head = files[one["path"]].decode("utf-8-sig").splitlines()[0]
            assert head.split(one["dialect"]["delimiter"]) == [field["name"] for field in one["schema"]["fields"]]


def test_the_same_season_makes_the_same_bytes(lived):
    assert open_data.package(lived) == open_data.package(lived)


def test_they_are_taken_once_the_season_is_over(desk, lived):
    address = f"/admin/donnees-ouvertes/?saison={lived.pk}"
    assert desk.get(address).status_code == 404
    assertContains(desk.get(f"/admin/autres-programmes/?saison={lived.pk}"), "Une fois la saison archivée")

    Season.objects.filter(pk=lived.pk).update(status="archived")
    answer = desk.get(address)
    assert answer["Content-Type"] == "application/zip"
    assert "datapackage.json" in files_of(answer.content)
    assertContains(desk.get(f"/admin/autres-programmes/?saison={lived.pk}"), "données ouvertes (zip)")
