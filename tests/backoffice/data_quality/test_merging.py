"""Two rows become one: what is chosen, what follows, what cannot and is kept."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains

from atelier.accounts.models import User
from atelier.audit.models import Change
from atelier.backoffice.data_quality import duplicates, merging
from sessions.attendance import roll_call
from sessions.attendance.models import Attendance
from sessions.documents import convocations
from sessions.documents.models import Convocation
from sessions.evaluation import audiences, questionnaires
from sessions.evaluation.models import HasAnswered, Questionnaire
from territories import alumni
from territories.models import AccessNeed, Contact, Organisation, Participant
from tests.admin_actions import shown_by
from tests.alumni import AlumniAgreementFactory
from tests.evaluation import answer
from tests.factories import (
    AssessmentRoundFactory,
    AttendanceFactory,
    OrganisationFactory,
    ParticipantFactory,
    SeasonFactory,
    TerritoryFactory,
    TriptychFactory,
    UserFactory,
    add_days,
    answer_all,
    settled,
)

pytestmark = pytest.mark.django_db
PERSON, ACCOUNT, BODY = (duplicates.KINDS[key] for key in ("personne", "compte", "organisme"))


@pytest.fixture
def two():
    """One person written twice in a triptych, the second with an account."""
    triptych = TriptychFactory(admitted=True)
    kept = ParticipantFactory(triptych=triptych, last_name="Vial", position="maire", state="confirmed")
    user = UserFactory(email="zoe@example.org")
    gone = ParticipantFactory(
        triptych=triptych, seat=2, last_name="Vial", position="adjointe", email=user.email, user=user, state="confirmed"
    )
    return kept, gone


def join(two, *taken, kind=PERSON, author):
    kept, gone = two
    return merging.merge(kind=kind, kept=kept, gone=gone, taken=set(taken), author=author)


def test_each_field_says_what_was_chosen(two, organiser):
    join(two, "position", "email", author=organiser)

    (row,) = Participant.objects.all()
    assert (row.pk, row.position, row.email, row.user.email) == (two[0].pk, "adjointe", "zoe@example.org", row.email)
    assert (row.seat, row.state) == (1, "confirmed")


def test_the_seat_may_be_the_other_s(two, organiser):
    join(two, "seat", author=organiser)

    assert Participant.objects.get().seat == 2


def test_everything_that_hangs_on_the_other_follows(two, organiser):
    kept, gone = two
    (day,) = add_days(kept.season, date(2026, 12, 3))
    AttendanceFactory(participant=gone, half_day=day.half_days.first())
    convocations.issue_convocations(day=day)
    kept.convocations.all().delete()
    answer_all(gone, AssessmentRoundFactory(season=kept.season))
    AccessNeed.objects.create(participant=gone, text="Une rampe")
    numbers = set(gone.convocations.values_list("number", flat=True))

    merged = join(two, author=organiser)

    kept = Participant.objects.get()
    assert merged.is_whole
    assert set(kept.convocations.values_list("number", flat=True)) == numbers
    assert (kept.attendances.count(), kept.answer_sheets.count(), kept.access_need.text) == (1, 1, "Une rampe")


def test_what_both_were_issued_stays_with_the_other_who_has_left(two, organiser):
    (day,) = add_days(two[0].season, date(2026, 12, 3))
    convocations.issue_convocations(day=day)

    merged = join(two, author=organiser)

    kept, gone = Participant.objects.order_by("pk")
    assert merged.stayed == {"convocations": 1}
    assert (gone.state, kept.state) == ("left", "confirmed")
    assert Convocation.objects.filter(participant=gone).count() == 1
    assert duplicates.pairs(PERSON, kept.season) == []  # and it is not proposed again


def test_a_later_version_of_the_other_s_does_not_replace_the_kept_one_s(two, organiser):
    kept, gone = two
    (day,) = add_days(kept.season, date(2026, 12, 3))
    for person, version in ((kept, 1), (gone, 2)):
        number = f"C{person.pk}"
        Convocation.objects.create(participant=person, day=day, version=version, number=number, snapshot={})

    assert join(two, author=organiser).stayed == {"convocations": 1}
    assert Convocation.objects.get(participant=kept).version == 1


def test_of_two_notes_the_one_that_saw_the_person_there_is_true(two, organiser):
    kept, gone = two
    (day,) = add_days(kept.season, timezone.localdate())
    morning, afternoon = day.half_days.all()
    cells = {
        (kept, morning): "excused",
        (gone, morning): "late",
        (kept, afternoon): "present",
        (gone, afternoon): "absent",
    }
    values = {
        cell: {"status": status, "minutes": 5 if status == "late" else None, "reason": ""}
        for cell, status in cells.items()
    }
    roll_call.record_attendance(day=day, cells=values, author=organiser)

    join(two, author=organiser)

    rows = Attendance.objects.order_by("half_day__starts_at").values_list("participant", "status", "minutes")
    assert list(rows) == [(kept.pk, "late", 5), (kept.pk, "present", None)]


def _asked(season, audience):
    """The questionnaire of this audience, after the season, open at once."""
    add_days(season, timezone.localdate())
    questionnaires.prepare(season)
    Questionnaire.objects.update(days_after=0)
    return Questionnaire.objects.with_dates().get(day=None, audience=audience)


@pytest.mark.parametrize("who", [[1], [0, 1]])
def test_whoever_answered_an_evaluation_in_one_row_does_not_answer_again(two, organiser, who):
    found = _asked(two[0].season, "participants")
    for rank in who:
        answer(found, two[rank])

    assert join(two, author=organiser).is_whole

    assert HasAnswered.objects.get().participant == two[0]
    assert not audiences.people_missing(found).exists()
    assert found.sealed.count() == len(who)


def test_a_funder_of_two_accounts_is_asked_once_and_has_answered(organiser):
    accounts = [UserFactory(email=f"{name}@fondation.example.org") for name in ("zoe", "z.vial")]
    found = _asked(SeasonFactory(), "funders")
    questionnaires.ask_guests(questionnaire=found, addresses=[accounts[1].email])
    answer(found, accounts[1])

    join(accounts, kind=ACCOUNT, author=organiser)

    assert list(audiences.people_asked(found)) == [accounts[0]]
    assert not audiences.people_missing(found).exists()


def test_a_choice_that_cannot_stand_changes_nothing(two, organiser):
    kept, gone = two
    ParticipantFactory(triptych=kept.triptych, category=kept.season.categories.last(), email="prise@example.org")
    Participant.objects.filter(pk=gone.pk).update(state="declined", email="prise@example.org", user=None)

    with pytest.raises(ValidationError, match="déjà inscrite"):
        join(two, "email", author=organiser)

    assert Participant.objects.count() == 3
    assert Participant.objects.get(pk=gone.pk).state == "declined"


def test_one_row_or_two_seasons_are_not_joined(two, organiser):
    kept, _ = two
    with pytest.raises(ValidationError, match="différentes"):
        join((kept, kept), author=organiser)
    other = ParticipantFactory(triptych=TriptychFactory(season=SeasonFactory(number=2)))
    with pytest.raises(ValidationError, match="deux saisons"):
        join((kept, other), author=organiser)


def test_two_accounts_become_one_and_the_other_is_closed(organiser):
    kept, gone = UserFactory(email="ancienne@example.org"), UserFactory(email="nouvelle@example.org", is_treasurer=True)
    triptych = TriptychFactory(lead=gone)
    ParticipantFactory(triptych=triptych, user=gone)

    join((kept, gone), "email", kind=ACCOUNT, author=organiser)

    kept, gone = User.objects.get(pk=kept.pk), User.objects.get(pk=gone.pk)
    assert (kept.email, kept.is_treasurer, kept.is_active) == ("nouvelle@example.org", False, True)
    assert (gone.email, gone.is_active) == ("ancienne@example.org", False)
    assert kept.emailaddress_set.get().email == "nouvelle@example.org"
    assert Contact.objects.get().user == kept
    assert Participant.objects.get().user == kept


def test_two_accounts_of_one_team_keep_one_place_in_it(organiser):
    kept, gone = UserFactory(), UserFactory()
    triptych = TriptychFactory(lead=kept)
    triptych.contacts.create(user=gone)

    merged = join((kept, gone), kind=ACCOUNT, author=organiser)

    assert merged.stayed == {"référent et co-éditeurs": 1}


def test_two_organisations_become_one_with_the_siret_of_the_other(organiser):
    kept, gone = OrganisationFactory(name="Syndicat"), OrganisationFactory(name="Syndicat", siret="99990001200017")
    TerritoryFactory(bearer=gone)

    join((kept, gone), "siret", kind=BODY, author=organiser)

    row = Organisation.objects.get()
    assert (row.pk, row.siret, row.territories.count()) == (kept.pk, "99990001200017", 1)


def test_two_payers_of_one_agreement_stay_two(organiser):
    payer = settled(triptych=TriptychFactory(admitted=True))
    gone = OrganisationFactory(name="Autre")
    payer.agreement.payers.create(organisation=gone, amount=1)

    merged = join((payer.organisation, gone), kind=BODY, author=organiser)

    assert merged.stayed == {"payeurs": 1}
    assert Organisation.objects.filter(pk=gone.pk).exists()


def test_the_page_shows_both_joins_them_and_the_journal_remembers(as_user, organiser, two):
    kept, gone = two
    client = as_user(organiser)
    page = reverse("merge", args=["personne", kept.pk, gone.pk])
    shown = client.get(page)
    assertContains(shown, "adjointe")

    response = client.post(page, {"merge": "1", "position": "gone", **shown_by(shown)}, follow=True)

    assertContains(response, "n’en font plus qu’une\u00a0: Zoé Vial.")
    assert Participant.objects.get().position == "adjointe"
    erased = Change.objects.filter(object_pk=gone.pk, action=Change.Action.DELETE).get()
    assert (erased.actor, ("fonction", "adjointe", "rien") in erased.steps) == (organiser, True)


def test_an_unknown_kind_or_row_is_not_found(as_user, organiser, two):
    client = as_user(organiser)
    assert client.get("/admin/reunir/facture/1/2/").status_code == 404
    assert client.get(f"/admin/reunir/personne/{two[0].pk}/0/").status_code == 404
    same = f"/admin/reunir/personne/{two[0].pk}/{two[0].pk}/"
    assertContains(client.post(same, {"merge": "1", **shown_by(client.get(same))}), "Rien n’est changé")


def test_of_two_agreements_of_alumni_the_last_one_given_stands(organiser):
    accounts = UserFactory(email="une@example.org"), UserFactory(email="deux@example.org")
    _, last = (
        AlumniAgreementFactory(
            participant__user=user,
            participant__email=user.email,
            agreed_at=timezone.now() - timedelta(days=days),
            participant__triptych__season__number=number,
        )
        for user, days, number in zip(accounts, (9, 2), (1, 2), strict=True)
    )

    join(accounts, kind=ACCOUNT, author=organiser)

    assert alumni.people().get() == last
