"""Rows that no verb wrote: a page or an erasing that meets them goes on."""

import pytest
from allauth.account.models import EmailAddress
from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from pytest_django.asserts import assertContains

from atelier.privacy import erasure
from sessions.documents import booklets
from sessions.documents.models import Booklet
from territories.models import Participant
from tests.factories import TriptychFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mode")]
MALFORMED = [
    "texte",
    ["liste"],
    7,
    None,
    {"email": "zelie@example.org"},
    {"email": ["zelie@example.org"]},
    {"email": ["zelie@example.org", "b", "c"]},
    {"email": {"0": "zelie@example.org"}},
    {"email": [["zelie@example.org"], {}], "mandate_ends_on": ["2027-02-31", "demain"], "seat": [{}, "x"]},
    {"mandate_ends_on": [7, 1.5], "state": [["liste"], {}], "inconnu": [1, 2]},
]


@pytest.mark.parametrize("changes", MALFORMED, ids=str)
def test_a_malformed_line_of_the_journal_stops_nothing(changes, as_user, organiser, known):
    """The row that it is about held their address once, and is somebody else's."""
    other = Participant.objects.exclude(pk=known.pk).first()
    kind = ContentType.objects.get_for_model(Participant)
    line = LogEntry.objects.create(
        content_type=kind, object_pk=str(other.pk), object_repr="Luc", action=LogEntry.Action.UPDATE, changes=changes
    )
    client = as_user(organiser)

    assertContains(client.get("/admin/audit/change/"), "Luc")
    assert client.get(f"/admin/audit/change/{line.pk}/change/").status_code == 200
    erasure.erase(email=known.email)

    assert client.get("/admin/audit/change/").status_code == 200
    assert client.get("/admin/privacy/texttoreview/").status_code == 200


def test_an_address_that_another_account_claimed_without_proof_is_forgotten(known):
    claiming = UserFactory(email="autre@example.org")
    EmailAddress.objects.create(user=claiming, email="Zelie@Example.org", verified=False)
    EmailAddress.objects.get_or_create(user=claiming, email=claiming.email, defaults={"verified": True})

    erasure.erase(email=known.email)

    kept = EmailAddress.objects.filter(user=claiming).values_list("email", flat=True)
    assert list(kept) == ["autre@example.org"]


def test_erasing_reads_the_booklets_of_the_seasons_of_a_person_only(known, monkeypatch):
    elsewhere = TriptychFactory(admitted=True)
    booklets.issue_booklet(elsewhere)
    own = Booklet.objects.exclude(triptych=elsewhere).get()
    read = []
    entries = booklets._entries
    monkeypatch.setattr(booklets, "_entries", lambda value, name: (read.append(name), entries(value, name))[1])

    changed = booklets.forget(
        seats=[known.pk], account=known.user_id, triptychs=[known.triptych_id], name="Personne effacée"
    )

    assert changed == [own]
    assert read.count("people") == 1
    assert elsewhere.season.pk != known.season_id
