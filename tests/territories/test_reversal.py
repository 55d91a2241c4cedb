"""A withdrawal is told to every person, and each decision has its way back."""

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from atelier.outbox.models import Message
from territories import invitation, reversal, selection
from territories.models import Triptych
from tests.admin_actions import act
from tests.factories import SeasonFactory, TriptychFactory

pytestmark = pytest.mark.django_db
AT_ONCE = {"confirm": "1", "mail": "send"}


@pytest.fixture
def admitted(candidate, organiser):
    selection.admit(triptych=candidate, author=organiser)
    Message.objects.all().delete()
    return Triptych.objects.get(pk=candidate.pk)


def told():
    return sorted(Message.objects.values_list("to_email", flat=True))


def everybody(triptych):
    return sorted(["contact@example.org", *triptych.participants.values_list("email", flat=True)])


def state_of(triptych):
    triptych.refresh_from_db()
    return triptych.status


@pytest.mark.usefixtures("mode")
def test_each_person_of_a_territory_that_withdraws_is_told(admitted, organiser):
    admitted.participants.filter(seat=2).update(state="declined")
    selection.withdraw(triptych=admitted, author=organiser)

    seated = [*admitted.participants.seated().values_list("email", flat=True)]
    assert set(told()) - {organiser.email} == {"contact@example.org", *seated}
    text = Message.objects.get(to_email=seated[0]).text
    assert "ne participe plus à la saison" in text


@pytest.mark.parametrize("by", ["account", "address and name"])
def test_whoever_follows_the_application_and_holds_a_seat_receives_one_mail_of_it(by, admitted, organiser):
    lead = admitted.lead_user
    person = admitted.participants.order_by("pk").first()
    own = {"user": lead} if by == "account" else {"email": lead.email, "user": None}
    admitted.participants.filter(pk=person.pk).update(
        first_name=lead.first_name, last_name=lead.last_name, state="confirmed", answered_at=timezone.now(), **own
    )
    namesake = admitted.participants.exclude(pk=person.pk).order_by("pk").first()
    admitted.participants.filter(pk=namesake.pk).update(first_name="Ali", last_name="Roy")
    mine = {lead.email, admitted.participants.get(pk=person.pk).email}

    for decide, words in (
        (reversal.take_back, "Rien n’est donc encore certain pour vous non plus"),
        (selection.admit, "Vous y représentez le territoire dans la catégorie"),
        (selection.withdraw, "ni vous ni les autres personnes du triptyque"),
    ):
        Message.objects.all().delete()
        decide(triptych=admitted, author=organiser)
        (only,) = Message.objects.filter(to_email__in=mine)
        assert words in only.text
        assert only.topics.filter(ref=f"participant:{person.pk}").exists()
        assert Message.objects.filter(to_email=namesake.email).count() == 1


def test_two_people_of_one_mailbox_are_told_apart(admitted, organiser):
    lead, person = admitted.lead_user, admitted.participants.order_by("pk").first()
    admitted.participants.filter(pk=person.pk).update(email=lead.email, user=None, first_name="Ali", last_name="Roy")

    selection.withdraw(triptych=admitted, author=organiser)

    assert Message.objects.filter(to_email=lead.email).count() == 2


def test_the_link_of_somebody_invited_sleeps_while_their_territory_is_withdrawn(admitted, organiser):
    token = invitation.token_for(admitted.participants.first())
    selection.withdraw(triptych=admitted, author=organiser)
    with pytest.raises(invitation.InvalidLink):
        invitation.participant_of(token)

    reversal.take_back(triptych=admitted, author=organiser)
    assert invitation.participant_of(token)


def test_a_withdrawal_by_mistake_is_taken_back_with_its_place_and_told(admitted, organiser):
    selection.withdraw(triptych=admitted, author=organiser)
    Message.objects.all().delete()

    reversal.take_back(triptych=admitted, author=organiser, reason="Erreur de ligne")

    assert (state_of(admitted), admitted.rank) == ("admitted", 1)
    assert not admitted.participants.exclude(left_on=None).exists()
    assert told() == everybody(admitted)
    assert "participe à la saison" in Message.objects.get(to_email=admitted.participants.first().email).subject
    assert admitted.status_changes.latest("pk").reason == "Erreur de ligne"


def test_a_place_given_meanwhile_is_not_taken_back(admitted, organiser):
    selection.withdraw(triptych=admitted, author=organiser)
    for _ in range(admitted.season.places):
        selection.admit(triptych=TriptychFactory(submitted=True, season=admitted.season), author=organiser)

    with pytest.raises(selection.SeasonFull):
        reversal.take_back(triptych=admitted, author=organiser)
    assert state_of(admitted) == "withdrawn"


def test_an_admission_is_taken_back_and_its_people_are_told(admitted, organiser):
    reversal.take_back(triptych=admitted, author=organiser)

    assert (state_of(admitted), admitted.rank) == ("submitted", None)
    assert told() == everybody(admitted)
    assert "de nouveau ouverte" in Message.objects.get(to_email=admitted.participants.first().email).text


@pytest.mark.parametrize("verb", [selection.refuse, selection.put_on_waiting_list])
def test_a_decision_told_to_contacts_alone_is_taken_back_with_them_alone(candidate, organiser, verb):
    verb(triptych=candidate, author=organiser)
    Message.objects.all().delete()

    reversal.take_back(triptych=candidate, author=organiser)

    assert (state_of(candidate), candidate.waiting_rank) == ("submitted", None)
    assert told() == ["contact@example.org"]


def test_a_correction_asked_by_mistake_is_taken_back(candidate, organiser):
    correction = selection.ask_for_correction(triptych=candidate, author=organiser, step="dynamique", why="Trop court")

    reversal.take_back(triptych=candidate, author=organiser)

    correction.refresh_from_db()
    assert (state_of(candidate), correction.resolved_at is not None) == ("submitted", True)


def test_another_application_of_the_same_commune_keeps_its_place(candidate, organiser):
    candidate.territory.code = "59350"
    candidate.territory.save()
    selection.withdraw(triptych=candidate, author=organiser)
    TriptychFactory(season=candidate.season, submitted=True, territory__code="59350")

    response = selection.preview_decision(reversal.take_back, [candidate], author=organiser)
    assert [one.refusal for one in response] == ["une autre candidature est déposée pour ce territoire"]


@pytest.mark.usefixtures("mode")
def test_what_cannot_be_decided_has_no_button_and_says_why(desk):
    draft = TriptychFactory(season=SeasonFactory(open=True), territory__name="Val")
    for action in ("admit", "refuse", "take_back"):
        page = act(desk, "territories_triptych", action, draft)
        assertContains(page, "brouillon, non déposé")
        assertNotContains(page, 'type="submit" value="')


def test_the_page_says_what_each_application_becomes(desk, admitted):
    page = act(desk, "territories_triptych", "take_back", admitted)
    assertContains(page, "devient «\u00a0candidature déposée\u00a0»")

    done = act(desk, "territories_triptych", "take_back", admitted, **AT_ONCE)
    assertContains(done, "Territoires revenus à l’état d’avant")
    assert state_of(admitted) == "submitted"
    change = desk.get(reverse("admin:territories_triptych_change", args=[admitted.pk]))
    assertContains(change, "candidature déposée")
