"""Every address, every method: never an error of ours, nothing written by reading, the same headers everywhere."""

import re
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse

from tests import strict
from tests.access_matrix import MATRIX

pytestmark = pytest.mark.django_db
# GET by every role is the matrix itself; our code tells apart what reads, what writes, and POST.
ALIKE = [["head", "options"], ["put", "patch", "delete"]]
OURS = ["atelier", "territories", "sessions", "referential", "contributions"]
TRIED = ["nobody", "participant", "organiser"]  # who gets the furthest in each part of the site
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
}
# A text says its alphabet; a file bears a name that we made, without a path.
TYPE = re.compile(
    r"""text/(html|calendar|plain|csv|javascript); ?charset="?utf-8"?.*|(application|image)/[a-z.+-]+""", re.IGNORECASE
)
NAME_OF_FILE = re.compile(r"""inline|(inline|attachment); filename(="[\w. -]+"|\*=utf-8''[\w.%-]+)""")
# What a signed-in person's own act may end or begin; the rest of the matrix goes on with the same session.
LEAVES = {"account_logout", "prove"}
KEYS = {
    "own_address",
    "prove_own_address",
    "sessions:feed",
    "sessions:personal_availability",
    "sessions:personal_evaluation",
    "territories:invitation",
    "territories:personal_alumni",
}  # their address is a key, told to nobody
FOR_AGENDAS = {"sessions:feed", "sessions:season_feed"}  # agendas ask often: they are told what has not changed
OF_NOBODY = {"api:openapi-json"}  # the same for everybody, asked again with its ETag


def a_way_out(page):
    """Does this page let its reader sign out, or is it none?"""
    doors = [f'action="{reverse(name)}"' for name in ("account_logout", "admin:logout")]
    return page.status_code != 200 or any(door in page.content.decode() for door in doors)


def methods(rank, answered):
    """POST, and each way of the others in turn: where a view does not refuse one (405), those alike run the same lines.

    `answered` is the list of what has been answered so far.
    """
    yield "post"
    for ways in ALIKE:
        for turn in range(len(ways)):
            yield ways[(rank + turn) % len(ways)]
            if answered[-1] != 405:
                break


def test_no_address_answers_any_method_with_an_error_of_ours(client, world, settings):
    settings.DEMO_MAILBOX = settings.MEDIA_ROOT / "mail"
    client.raise_request_exception = False
    people, arguments = world
    wrong = []
    for role in TRIED:
        if people[role]:
            client.force_login(people[role])
        for rank, name in enumerate(sorted(set(MATRIX) - LEAVES)):
            address, answered = reverse(name, kwargs=arguments.get(name)), []
            for method in methods(rank, answered):
                answered.append(getattr(client, method)(address).status_code)
                if answered[-1] >= 500:
                    wrong.append((role, name, method, answered[-1]))
        for name in sorted(LEAVES):
            statuses = [getattr(client, method)(reverse(name)).status_code for method in ALIKE[0]]
            wrong += [(role, name, statuses)] if max(statuses) >= 500 else []

    assert wrong == []


def test_our_code_tells_no_method_apart_from_those_that_are_tried_as_it():
    """But where all that read are told from all that write."""
    named = re.compile(
        r"""["'](PUT|PATCH)["']|method\b.*["'](OPTIONS|DELETE|PUT|PATCH)["']|def (options|put|patch)\("""
    )
    found = [path for folder in OURS for path in sorted(Path(django_settings.BASE_DIR, folder).rglob("*.py"))]

    assert [str(path) for path in found if named.search(path.read_text())] == []


def test_what_a_role_may_not_open_it_may_not_write_either(client, world, settings):
    """A refused GET is a refused POST, with anything in it; nothing is written."""
    settings.DEMO_MAILBOX = settings.MEDIA_ROOT / "mail"
    people, arguments = world
    wrong = []
    for role, user in people.items():
        if user:
            client.force_login(user)
        else:
            client.logout()
        for name, answers in MATRIX.items():
            if answers[role] not in {403, 404} and not (answers[role] == 302 and role == "nobody"):
                continue
            if name.startswith(("account_", "mfa_")):
                continue  # the library's own doors: they are tried by tests of their own
            typed = {"amount": "1", "text": "x", "ref": "season"}
            with strict.writes() as written:
                response = client.post(reverse(name, kwargs=arguments.get(name)), typed)
            if response.status_code not in {302, 403, 404, 405} or written:
                wrong.append((role, name, response.status_code, written))

    assert wrong == []


MAIL = {"mail_sample"}  # a mail as its reader gets it: its styles are inlined, and its links are its own


def obeys_nothing(policy):
    """No script and no image, whatever the words of a mail hold."""
    return {"script-src 'none'", "img-src 'none'"} <= {part.strip() for part in policy.split(";")}


def test_every_answer_carries_the_headers_that_close_doors(answers):
    missing = {}
    for name, response in answers["organiser"].items():
        if name in LEAVES:
            continue
        wanted = HEADERS | ({"Referrer-Policy": "strict-origin"} if name in KEYS else {})
        lacks = [header for header, value in wanted.items() if response.headers.get(header) != value]
        policy = response.headers.get("Content-Security-Policy", "")
        parts = {part.strip() for part in policy.split(";")}  # in any order
        allowed = " ".join(parts - ({"style-src 'unsafe-inline'"} if name in MAIL else set()))
        if "default-src 'none'" not in parts or "unsafe" in allowed or (name in MAIL and not obeys_nothing(policy)):
            lacks.append("Content-Security-Policy")
        if "Access-Control-Allow-Origin" in response.headers:
            lacks.append("Access-Control-Allow-Origin")
        if response.content and not TYPE.fullmatch(response.type):
            lacks.append("Content-Type")
        if response.type.startswith("text/html") and name not in MAIL and not a_way_out(response):
            lacks.append("a way out")
        if not NAME_OF_FILE.fullmatch(response.headers.get("Content-Disposition", "inline")):
            lacks.append("Content-Disposition")
        is_kept = "no-store" not in response.headers.get("Cache-Control", "")
        if response.status_code == 200 and is_kept and name not in FOR_AGENDAS | OF_NOBODY:
            lacks.append("Cache-Control")
        if lacks:
            missing[name] = lacks

    assert missing == {}


def test_no_address_takes_a_form_that_none_of_our_pages_sent(world, settings):
    settings.DEMO_MAILBOX = settings.MEDIA_ROOT / "mail"
    people, arguments = world
    client = Client(enforce_csrf_checks=True)
    client.force_login(people["organiser"])
    taken = {
        name: status
        for name in sorted(MATRIX)
        if (status := client.post(reverse(name, kwargs=arguments.get(name))).status_code) not in {403, 405}
    }

    assert taken == {}
