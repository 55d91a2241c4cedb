"""The reference of a request: in its answer, its log lines and the page of an error."""

import json
import logging

import pytest

from atelier.core.logs import JsonFormatter
from atelier.core.request_ids import request_ids
from atelier.website import errors

pytestmark = pytest.mark.django_db
OURS = 32  # characters of one that we draw


def test_a_reference_of_the_proxy_is_kept(client):
    assert client.get("/sante/", headers={"X-Request-ID": "a1b2-c3d4_e5"})["X-Request-ID"] == "a1b2-c3d4_e5"


@pytest.mark.parametrize("given", ["", "court", "x" * 65, "avec espace", "a<script>b", 'a"b"cdefgh', "é" * 10])
def test_what_is_no_plain_identifier_is_replaced(client, given):
    answer = client.get("/sante/", headers={"X-Request-ID": given})["X-Request-ID"]

    assert (len(answer), answer.isalnum(), answer == given) == (OURS, True, False)


def test_each_request_has_its_own(client):
    assert client.get("/sante/")["X-Request-ID"] != client.get("/sante/")["X-Request-ID"]


@pytest.mark.parametrize(("path", "status"), [("/nulle-part/", 404), ("/sante/", 405), ("/admin/", 302)])
def test_what_is_logged_once_the_answer_is_made_has_it_too(client, caplog, path, status):
    """Django logs a refusal when every middleware is done."""
    answer = client.put(path, headers={"X-Request-ID": "reference-13"})

    lines = [json.loads(JsonFormatter().format(record)) for record in caplog.records]
    assert answer.status_code == status
    assert [one["request"] for one in lines] == ["reference-13"] * (status > 400)


def line():
    return json.loads(JsonFormatter().format(logging.LogRecord("x", 20, "x", 1, "mot", None, None)))


def test_log_lines_and_the_page_of_an_error_have_it_and_nothing_outside_a_request_does(rf):
    said = []

    def view(request):
        said.append(line())
        return errors.server_error(request)

    answer = request_ids(view)(rf.get("/", headers={"X-Request-ID": "reference-12"}))
    assert said[0]["request"] == "reference-12"
    assert "<code>reference-12</code>" in answer.text
    assert "request" not in line()
