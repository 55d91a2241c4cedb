"""The name of an organisation by its SIRET, from a local server of the shape of the public search."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured

from atelier import config_optional
from atelier.core import company_search
from territories.territory_forms import TerritoryForm
from tests.factories import TerritoryFactory
from tests.slow_server import DRIPS, LONGEST, dripping

pytestmark = pytest.mark.django_db
SIRET = "99990003800012"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append(parse_qs(urlsplit(self.path).query)["q"])
        time.sleep(self.server.wait)
        body = json.dumps(self.server.answer).encode()
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words):
        pass


def company(**changed):
    """As the public search answers."""
    return {
        "siren": SIRET[:9],
        "nom_complet": "COMMUNE D'ARRAS",
        "nom_raison_sociale": "COMMUNE D'ARRAS",
        "nature_juridique": "7210",
        "siege": {"siret": SIRET},
        "matching_etablissements": [{"siret": SIRET}],
        **changed,
    }


@pytest.fixture
def search(settings):
    cache.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.asked, server.wait, server.status = [], 0, 200
    server.answer = {"results": [company()], "total_results": 1}
    server.handle_error = lambda *about: None
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    settings.COMPANY_SEARCH_URL = f"http://127.0.0.1:{server.server_port}/search"
    yield server
    server.shutdown()
    server.server_close()


def test_nothing_is_asked_while_it_is_off(search, settings):
    settings.COMPANY_SEARCH_URL = ""

    assert (company_search.name_of(SIRET), search.asked) == ("", [])


def test_a_number_is_asked_once_a_day(search):
    assert [company_search.name_of(SIRET) for _ in range(2)] == ["COMMUNE D'ARRAS"] * 2
    assert search.asked == [[SIRET]]


@pytest.mark.parametrize(
    "answer",
    [
        {"results": []},
        {"results": [company(siege={"siret": "1"}, matching_etablissements=[])]},
        {"results": [company(nature_juridique="1000", nom_complet="ZELIE UNETELLE")]},
        {},
        [],
    ],
)
def test_what_is_not_this_organisation_gives_no_name(search, answer):
    search.answer = answer

    assert company_search.name_of(SIRET) == ""


def test_a_slow_or_broken_search_is_left_alone_for_a_minute(search, monkeypatch):
    monkeypatch.setattr(company_search, "IN_ALL", 0.2)
    search.wait = 0.5

    assert [company_search.name_of(SIRET) for _ in range(2)] == ["", ""]
    assert len(search.asked) <= 1


@pytest.mark.parametrize("part", DRIPS)
def test_a_search_that_never_ends_its_answer_holds_no_page(part, settings, monkeypatch):
    monkeypatch.setattr(company_search, "IN_ALL", 0.4)
    with dripping(*DRIPS[part]) as port:
        settings.COMPANY_SEARCH_URL = f"http://127.0.0.1:{port}/search"
        cache.clear()
        started = time.monotonic()
        assert company_search.name_of(SIRET) == ""

    assert time.monotonic() - started < LONGEST / 2


@pytest.mark.parametrize("broken", [{"status": 500}, {"status": 302}, {"answer": {"results": "x" * 300_000}}])
def test_whatever_it_answers_one_does_without(search, broken):
    for name, value in broken.items():
        setattr(search, name, value)

    assert company_search.name_of(SIRET) == ""


def typed(**given):
    form = TerritoryForm({"name": "Val", "kind": "COM", **given}, instance=TerritoryFactory())
    form.is_valid()
    return form


def test_a_bearer_whose_number_alone_is_typed_gets_its_name(search):
    assert typed(bearer_siret=SIRET).cleaned_data["bearer_name"] == "COMMUNE D'ARRAS"
    assert typed(bearer_siret=SIRET, bearer_name="Ville").cleaned_data["bearer_name"] == "Ville"


def test_without_a_name_found_it_is_asked_for_as_before(search):
    search.answer = {"results": []}

    assert typed(bearer_siret=SIRET).errors["bearer_name"] == ["Nommez la structure qui porte ce SIRET."]


@pytest.mark.parametrize(
    ("address", "demo"), [("http://exemple.fr/search", True), ("http://127.0.0.1/x", False), ("x", False)]
)
def test_an_address_in_clear_stops_the_program(monkeypatch, address, demo):
    monkeypatch.setenv("COMPANY_SEARCH_URL", address)

    with pytest.raises(ImproperlyConfigured, match="COMPANY_SEARCH_URL"):
        config_optional.company_search_url(demo=demo)
