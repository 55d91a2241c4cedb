"""The journal of changes: who, when, from what to what; read by organisers, written by nobody's hand."""

from datetime import timedelta

import pytest
from auditlog.context import set_actor
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from atelier.audit.models import Change, value_in_words
from atelier.seasons.models import Season
from contributions.models import Agreement, Issuer
from referential.models import Position
from sessions.attendance import roll_call
from sessions.attendance.models import Attendance
from territories.models import AccessNeed, Participant, Triptych
from tests.admin_actions import act
from tests.factories import (
    AssessmentRoundFactory,
    ParticipantFactory,
    TriptychFactory,
    UserFactory,
    add_days,
    answer_all,
)

pytestmark = pytest.mark.django_db


def journal(model):
    """The changes of one kind of row, the newest first: who, what was done, each column in words."""
    rows = Change.objects.filter(content_type__model=model._meta.model_name).select_related("actor", "content_type")
    return [(change.author, change.get_action_in_words(), change.steps) for change in rows]


def test_an_amount_agreed_is_signed_with_what_it_was(as_user, treasurer):
    triptych = TriptychFactory(admitted=True)
    address = reverse("admin:contribution", args=[triptych.pk])
    as_user(treasurer).post(address, {"step": "1", "kind": "agreed", "amount": "5000"})
    Change.objects.all().delete()

    as_user(treasurer).post(address, {"step": "1", "kind": "agreed", "amount": "6000,50"})

    step = ("montant convenu", "5\u202f000\u00a0€", "6\u202f000,50\u00a0€")
    assert journal(Agreement) == [(str(treasurer), "modification", [step])]


def test_a_decision_and_a_name_are_signed(as_user, organiser):
    triptych = TriptychFactory(submitted=True)
    person = ParticipantFactory(triptych=triptych, last_name="Marechal")
    Change.objects.all().delete()
    client = as_user(organiser)
    act(client, "territories_triptych", "admit", triptych, confirm="1", mail="hold")
    page = reverse("admin:territories_participant_change", args=[person.pk])
    values = {name: getattr(person, name) for name in ("seat", "state", "first_name", "position", "organisation")}
    rows = {"triptych": triptych.pk, "category": person.category_id, "email": person.email, "user": ""}
    client.post(page, {**values, **rows, "last_name": "Maréchal", "salutation": "", "phone": ""})

    decided = [("place", "rien", "1"), ("état", "candidature déposée", "territoire retenu")]
    assert journal(Triptych) == [(str(organiser), "modification", decided)]
    assert journal(Participant) == [(str(organiser), "modification", [("nom", "Marechal", "Maréchal")])]


def test_closing_a_day_writes_each_absence(organiser, participant):
    (day,) = add_days(participant.season, timezone.localdate())
    Change.objects.all().delete()

    roll_call.close_day(day=day, author=organiser)

    absent = ("sans compte\u00a0: lien personnel, ou l’Atelier lui-même", "ajout", [("présence", "rien", "absent")])
    assert journal(Attendance) == [absent, absent]


def test_what_is_taken_away_says_what_it_was(as_user, organiser, participant):
    (day,) = add_days(participant.season, timezone.localdate())
    part = day.half_days.first()
    roll_call.check_in(participant=participant, half_day=part, author=organiser, at=part.start)
    Change.objects.all().delete()

    as_user(organiser).post(
        reverse("admin:day_presence", args=[day.pk]),
        {f"p{participant.pk}-{half.pk}-status": "" for half in day.half_days.all()},
    )

    assert journal(Attendance) == [(str(organiser), "suppression", [("présence", "présent", "rien")])]


def test_what_people_answer_about_themselves_is_never_written_there(participant):
    assessment_round = AssessmentRoundFactory(season=participant.season)
    Change.objects.all().delete()

    answer_all(participant, assessment_round)
    AccessNeed.objects.create(participant=participant, text="Une rampe")

    assert Position.objects.exists()
    assert Change.objects.count() == 0


def test_secrets_are_never_written_there(participant):
    participant.user.set_password("secret")
    participant.user.save()

    kept = " ".join(str(change.changes) for change in Change.objects.all())
    assert str(participant.invitation) not in kept
    assert participant.user.password not in kept


@pytest.mark.parametrize(
    ("model", "column", "value", "words"),
    [
        (Season, "call_opens_on", "2026-09-01", "1er septembre 2026"),
        (Season, "theme", "", "rien"),
        (Season, "status", "published", "en ligne"),
        (Season, "contribution_min", "3000.00", "3\u202f000\u00a0€"),
        (Issuer, "vat_rate", "20.00", "20.00"),
        (Participant, "invited_at", "2026-07-01 07:30:00", "1er juillet 2026 à 9\u00a0h\u00a030"),
        (Triptych, "commitments_accepted", True, "oui"),
        (Season, "call_opens_on", "jamais", "jamais"),
    ],
)
def test_a_value_is_said_as_readers_say_it(model, column, value, words):
    assert value_in_words(model._meta.get_field(column), value) == words


def test_the_journal_is_read_by_organisers_and_edited_by_nobody(client, organiser, facilitator, treasurer):
    TriptychFactory()
    change = Change.objects.first()
    pages = [reverse("admin:audit_change_changelist"), reverse("admin:audit_change_change", args=[change.pk])]
    for user in (facilitator, treasurer):
        client.force_login(user)
        assert {client.get(page).status_code for page in pages} == {403}

    client.force_login(organiser)
    assert {client.get(page).status_code for page in pages} == {200}
    writes = [pages[1], reverse("admin:audit_change_add"), reverse("admin:audit_change_delete", args=[change.pk])]
    assert {client.post(page, {"post": "yes"}).status_code for page in writes} == {403}
    client.post(pages[0], {"action": "delete_selected", "_selected_action": [change.pk], "post": "yes"})
    assert Change.objects.filter(pk=change.pk).exists()


def test_the_page_of_a_row_leads_to_its_changes(as_user, organiser):
    one, other = TriptychFactory(), TriptychFactory()
    client = as_user(organiser)
    page = client.get(reverse("admin:territories_triptych_change", args=[one.pk])).content.decode()
    address = page.split('class="historylink"')[0].rpartition('href="')[2].split('"')[0].replace("&amp;", "&")

    response = client.get(address)

    assertContains(response, str(one))
    assertNotContains(response, str(other))


def test_somebody_whose_account_is_gone_is_still_named(as_user, organiser):
    former = UserFactory(email="ancienne@example.org")
    with set_actor(former):
        TriptychFactory()
    former.emailaddress_set.all().delete()
    former.delete()

    assertContains(as_user(organiser).get(reverse("admin:audit_change_changelist")), "ancienne@example.org")


def test_the_list_asks_the_database_as_often_for_many_changes(as_user, organiser, django_assert_max_num_queries):
    client = as_user(organiser)
    TriptychFactory(people=6, season__call_closes_on=timezone.localdate() + timedelta(days=3))
    with django_assert_max_num_queries(14):
        client.get(reverse("admin:audit_change_changelist"))
