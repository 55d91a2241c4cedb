"""Territories, people and days are read on a page of their own, within what each role may see."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from atelier.outbox.models import Message
from sessions.models import Day
from territories.models import Participant
from tests.factories import MessageFactory, ParticipantFactory, SeasonFactory, TriptychFactory, add_days

pytestmark = pytest.mark.django_db


def page_of(row):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_read", args=[row.pk])


def test_a_list_leads_to_the_page_to_read_and_the_page_to_the_form(desk):
    person = ParticipantFactory(first_name="Odile", last_name="Ferrandier")

    assertContains(desk.get(reverse("admin:territories_participant_changelist")), f'href="{page_of(person)}')
    page = desk.get(page_of(person))
    assertContains(page, "Odile Ferrandier")
    assertContains(page, reverse("admin:territories_participant_change", args=[person.pk]))


def test_a_territory_shows_its_own_people_and_messages_alone(desk):
    triptych, other = TriptychFactory(people=1), TriptychFactory(people=1)
    mine, theirs = triptych.participants.get(), other.participants.get()
    message = MessageFactory(subject="Bonne nouvelle")
    message.topics.create(ref=f"territory:{triptych.territory_id}")
    MessageFactory(subject="Pour un autre").topics.create(ref=f"territory:{other.territory_id}")

    page = desk.get(page_of(triptych))

    assertContains(page, page_of(mine))
    assertNotContains(page, page_of(theirs))
    assertContains(page, "Bonne nouvelle")
    assertNotContains(page, "Pour un autre")


def test_each_role_meets_only_the_sections_and_acts_that_are_its_own(as_user, organiser, treasurer, facilitator):
    triptych = TriptychFactory(people=1, submitted=True)
    organisers, money, room = (as_user(user).get(page_of(triptych)) for user in (organiser, treasurer, facilitator))

    titles = [[one.section.title for one, _ in page.context["sections"]] for page in (organisers, money, room)]
    assert titles == [
        ["Dossier", "Personnes", "Présences", "Positions", "Contribution", "Décisions", "Courriels", "Journal"],
        ["Dossier", "Contribution", "Décisions", "Courriels"],
        ["Dossier", "Personnes", "Présences", "Positions", "Décisions"],
    ]
    assert [act.title for act in organisers.context["acts"]] == [
        "Retenir",
        "Mettre en liste d’attente",
        "Demander une correction",
        "Ne pas retenir",
        "Inviter de nouveau",
        "Écrire",
    ]
    assert money.context["acts"] == room.context["acts"] == []


def test_the_page_of_a_person_is_closed_to_the_treasurer(as_user, treasurer):
    assert as_user(treasurer).get(page_of(ParticipantFactory())).status_code == 403


def test_an_unknown_row_has_no_page(desk):
    assert desk.get("/admin/territories/participant/999999/fiche/").status_code == 404


def test_inviting_again_is_one_button_and_never_twice_in_a_row(desk):
    person = ParticipantFactory(state=Participant.State.INVITED, invited_at=None)
    assert "Inviter de nouveau" in [act.title for act in desk.get(page_of(person)).context["acts"]]
    list_of_all = f"{reverse('admin:territories_participant_changelist')}?saison=toutes"
    asked = {"action": "invite_again", "_selected_action": person.pk}

    assertContains(desk.post(list_of_all, asked, follow=True), "Une nouvelle invitation part")
    assertContains(desk.post(list_of_all, asked, follow=True), "rien ne part")
    assert Message.objects.filter(to_email=person.email).count() == 1
    assert "Inviter de nouveau" not in [act.title for act in desk.get(page_of(person)).context["acts"]]


def test_the_bar_leads_each_role_where_it_may_go(as_user, organiser, treasurer, facilitator):
    TriptychFactory()
    for user in (organiser, treasurer, facilitator):
        client = as_user(user)
        bar = client.get(reverse("admin:index")).content.decode().partition('class="workbar"')[2].partition("</nav>")[0]
        addresses = [part.partition('"')[0] for part in bar.split('href="')[1:]]
        assert len(addresses) >= 5
        assert {client.get(address).status_code for address in addresses} == {200}


def test_a_day_online_has_a_link_and_no_place_and_a_past_one_is_not_to_come(desk):
    season = SeasonFactory()
    online, past = add_days(season, timezone.localdate() + timedelta(days=9), timezone.localdate() - timedelta(days=9))
    Day.objects.filter(pk=online.pk).update(mode=Day.Mode.ONLINE)

    def facts(day):
        return {
            name: cell.text for name, cell in desk.get(f"/admin/atelier_sessions/day/{day.pk}/fiche/").context["facts"]
        }

    assert (facts(online).get("Lieu"), facts(online)["Lien de connexion"], facts(online)["État"]) == (
        None, "à préciser", "prévue",
    )  # fmt: skip
    assert (facts(past)["Lieu"], facts(past).get("Lien de connexion"), facts(past)["État"]) == (
        "à préciser",
        None,
        "passée",
    )
