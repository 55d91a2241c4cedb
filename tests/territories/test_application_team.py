import pytest
from pytest_django.asserts import assertContains

from atelier.outbox.models import Message
from territories.models import Contact, Edit, Triptych
from tests.factories import TriptychFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague(draft):
    user = UserFactory(email="collegue@example.org", first_name="Jean", last_name="Oury")
    draft.contacts.create(user=user)
    return user


def test_the_referent_invites_a_colleague_who_can_then_edit(as_user, draft, contact):
    as_user(contact).post(f"/candidatures/{draft.pk}/equipe/", {"email": "Neuf@Example.org"})

    (message,) = Message.objects.all()
    new = Contact.objects.get(is_lead=False)
    assert (new.user.email, message.to_email) == ("neuf@example.org", "neuf@example.org")
    response = as_user(new.user).post(f"/candidatures/{draft.pk}/dynamique/", {"dynamics": "À deux."})
    assert response.status_code == 302
    assert Triptych.objects.get().dynamics == "À deux."


def test_whoever_joined_once_joins_no_second_time_by_what_they_do(as_user, draft, colleague):
    """« A rejoint le » is the day of the first step that they saved."""
    joined = draft.contacts.filter(user=colleague)
    page = f"/candidatures/{draft.pk}/dynamique/"
    assert joined.get().joined_at is None

    as_user(colleague).post(page, {"dynamics": "À deux."})
    first = joined.get().joined_at
    as_user(colleague).post(page, {"dynamics": "À trois."})

    assert Triptych.objects.get().dynamics == "À trois."
    assert joined.get().joined_at == first is not None


def test_inviting_someone_twice_is_refused_in_a_sentence(as_user, draft, contact, colleague):
    response = as_user(contact).post(f"/candidatures/{draft.pk}/equipe/", {"email": colleague.email})

    assertContains(response, "Cette personne suit déjà la candidature.")


def test_a_co_editor_does_not_submit(as_user, draft, colleague):
    client = as_user(colleague)

    assertContains(client.get(f"/candidatures/{draft.pk}/recapitulatif/"), "Le dépôt revient au référent")
    assertContains(client.post(f"/candidatures/{draft.pk}/recapitulatif/"), "Seul le référent, Camille")
    assert Triptych.objects.get().is_draft


@pytest.mark.parametrize("action", ["retirer", "confier"])
def test_a_co_editor_does_not_manage_the_team(action, as_user, draft, contact, colleague):
    client = as_user(colleague)
    lead = draft.contacts.get(is_lead=True)

    assert client.post(f"/candidatures/{draft.pk}/equipe/", {"email": "x@example.org"}).status_code == 404
    assert client.post(f"/candidatures/{draft.pk}/equipe/{lead.pk}/{action}/").status_code == 404


def test_handing_over_moves_the_right_to_submit_and_tells_both(as_user, draft, contact, colleague):
    as_user(contact).post(f"/candidatures/{draft.pk}/equipe/{colleague.contacts.get().pk}/confier/")

    told = Message.objects.filter(topics__ref=f"user:{colleague.pk}")
    assert sorted(told.values_list("to_email", flat=True)) == ["collegue@example.org", "contact@example.org"]
    assert Message.objects.count() == 2
    as_user(colleague).post(f"/candidatures/{draft.pk}/recapitulatif/")
    assert Triptych.objects.get().status == "submitted"


def test_someone_removed_no_longer_reads(as_user, draft, contact, colleague):
    as_user(contact).post(f"/candidatures/{draft.pk}/equipe/{colleague.contacts.get().pk}/retirer/")

    assert as_user(colleague).get(f"/candidatures/{draft.pk}/").status_code == 404


def test_the_referent_cannot_be_removed(as_user, draft, contact):
    lead = draft.contacts.get()

    response = as_user(contact).post(f"/candidatures/{draft.pk}/equipe/{lead.pk}/retirer/", follow=True)

    assertContains(response, "Confiez d’abord le rôle de référent")


def test_a_contact_of_another_application_is_not_managed_from_here(as_user, draft, contact):
    other = TriptychFactory(lead=UserFactory()).contacts.get()

    assert as_user(contact).post(f"/candidatures/{draft.pk}/equipe/{other.pk}/retirer/").status_code == 404


def test_who_changed_what_is_visible(as_user, draft, colleague):
    client = as_user(colleague)
    client.post(f"/candidatures/{draft.pk}/dynamique/", {"dynamics": "Autre", "expectations": draft.expectations})

    (edit,) = Edit.objects.all()
    assert (edit.author, edit.what) == (colleague, "Votre dynamique")
    assertContains(client.get(f"/candidatures/{draft.pk}/equipe/"), "Jean Oury\u00a0: Votre dynamique")


def test_writing_over_somebody_else_asks_first_and_loses_nothing(as_user, draft, contact, colleague):
    address = f"/candidatures/{draft.pk}/dynamique/"
    seen = as_user(contact).get(address).context["watch"].seen
    as_user(colleague).post(address, {"dynamics": "De Jean", "expectations": draft.expectations, "seen": seen})

    client = as_user(contact)
    mine = {"dynamics": "De Camille", "expectations": draft.expectations, "seen": seen}
    response = client.post(address, mine)

    assertContains(response, "Quelqu’un a enregistré cette page")
    assertContains(response, "De Jean")
    assertContains(response, "De Camille")
    assert Triptych.objects.get().dynamics == "De Jean"
    client.post(address, {**mine, "seen": response.context["watch"].seen})
    assert Triptych.objects.get().dynamics == "De Camille"


def test_two_people_on_two_steps_do_not_disturb_each_other(as_user, draft, contact, colleague):
    seen = as_user(contact).get(f"/candidatures/{draft.pk}/dynamique/").context["watch"].seen
    as_user(colleague).post(f"/candidatures/{draft.pk}/contribution/", {"wished_amount": "5000"})

    response = as_user(contact).post(
        f"/candidatures/{draft.pk}/dynamique/", {"dynamics": "Ok", "expectations": "Ok", "seen": seen}
    )

    assert response.status_code == 302
