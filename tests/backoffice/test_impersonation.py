"""Seeing the site in somebody's place: read only, written in the journal, never what is theirs alone."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from atelier.audit.models import Change
from atelier.backoffice.impersonation import allowed_pages
from sessions.attendance.models import Attendance
from tests.access_matrix import MATRIX
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mode")]
BANNER = "Vous voyez le site comme"


@pytest.fixture
def looking(as_user, organiser, participant):
    """An organiser in the participant's place."""
    client = as_user(organiser)
    client.post(reverse("see_as", args=[participant.user.pk]))
    return client


def test_an_organiser_sees_what_the_participant_sees_and_comes_back(as_user, organiser, participant):
    client = as_user(organiser)
    page = reverse("admin:territories_participant_change", args=[participant.pk])
    assertContains(client.get(page), f"Voir le site comme {participant.user}")

    response = client.post(reverse("see_as", args=[participant.user.pk]), follow=True)
    assertRedirects(response, reverse("space"))
    assertContains(response, BANNER)
    assertContains(response, str(participant.triptych.territory))

    response = client.post(reverse("stop_seeing_as"), follow=True)
    assertContains(response, participant.user.email)
    assertNotContains(client.get(reverse("space")), BANNER)


def test_the_journal_says_who_looked_in_whose_place(looking, organiser, participant):
    change = Change.objects.filter(action=Change.Action.ACCESS).get()

    assert (change.actor, change.object_repr) == (organiser, str(participant.user))
    assertContains(looking.get(reverse("admin:audit_change_changelist")), "vu à la place de")


def test_nothing_is_written_in_somebody_s_place(looking, participant):
    share = reverse("sessions:share", args=[participant.pk])
    for address in (share, reverse("sessions:make_feed"), reverse("account_logout")):
        assertContains(looking.post(address, {"agrees": "1"}), "Rien ne s’écrit", status_code=403)
    assert not Attendance.objects.exists()


# What only the person may see, even of themselves, whoever looks in their place.
THEIRS_ALONE = {"referential:round", "referential:regards", "referential:consent", "referential:common", "mfa_index"}


def test_only_the_named_pages_are_shown(as_user, world, participant, organiser):
    _, arguments = world
    client = as_user(organiser)
    client.post(reverse("see_as", args=[participant.user.pk]))
    closed, opened = set(), set()
    for name in MATRIX:
        address = reverse(name, kwargs=arguments.get(name))
        if address.startswith("/admin/") or name in {"demo_mailbox", "stop_seeing_as"}:
            continue
        response = client.get(address)
        refused = response.status_code == 403 and "seen_as.html" in [one.name for one in response.templates]
        (closed if refused else opened).add(name)

    assert opened <= allowed_pages()
    assert not closed & allowed_pages()
    assert closed >= THEIRS_ALONE


def test_the_administration_stays_the_organiser_s_own(looking):
    assertNotContains(looking.get("/admin/"), BANNER)
    assert looking.get("/admin/").status_code == 200


def test_it_ends_after_half_an_hour(looking):
    with time_machine.travel(timezone.now() + timedelta(minutes=29)):
        assertContains(looking.get(reverse("space")), BANNER)
    with time_machine.travel(timezone.now() + timedelta(minutes=31)):
        assertNotContains(looking.get(reverse("space")), BANNER)


def test_nobody_of_the_team_is_seen_as(as_user, organiser, treasurer):
    client = as_user(organiser)
    response = client.post(reverse("see_as", args=[treasurer.pk]), follow=True)

    assertContains(response, "hors de l’équipe")
    assertNotContains(client.get(reverse("space")), BANNER)
    assertNotContains(client.get(reverse("admin:accounts_user_change", args=[treasurer.pk])), "Voir le site comme")


def test_only_organisers_look_in_somebody_s_place(as_user, facilitator, treasurer, participant):
    for user in (facilitator, treasurer):
        assert as_user(user).post(reverse("see_as", args=[participant.user.pk])).status_code == 403
    stranger = UserFactory()
    assert as_user(stranger).post(reverse("see_as", args=[participant.user.pk])).status_code == 302


def test_who_loses_the_right_or_whose_account_closes_ends_it(looking, organiser, participant):
    participant.user.is_active = False
    participant.user.save()
    assertNotContains(looking.get(reverse("space")), BANNER)

    participant.user.is_active = True
    participant.user.save()
    # The model would end the session too: the right is asked anew whoever wrote the row.
    type(organiser).objects.filter(pk=organiser.pk).update(is_organiser=False, is_facilitator=True)
    assertNotContains(looking.get(reverse("space")), BANNER)
