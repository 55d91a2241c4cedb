"""Applications in the administration: decisions read before they are taken, seats, quotas."""

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from atelier.outbox.models import Message
from territories.models import Participant, QuotaOverride, Triptych
from tests.admin_actions import act
from tests.factories import SeasonFactory, TriptychFactory

pytestmark = pytest.mark.django_db

AT_ONCE, LATER = {"confirm": "1", "mail": "send"}, {"confirm": "1", "mail": "hold"}


def test_admitting_says_who_was_admitted_and_who_found_no_place(desk):
    season = SeasonFactory(places=1)
    first = TriptychFactory(season=season, submitted=True, territory__name="Premier")
    second = TriptychFactory(season=season, submitted=True, territory__name="Second")
    draft = TriptychFactory(season=season, territory__name="Brouillon")

    response = act(desk, "territories_triptych", "admit", first, second, draft, **AT_ONCE)

    assertContains(response, "Territoires retenus\u00a0: Premier. Ils sont prévenus par courriel.")
    assertContains(response, "Second\u00a0: complet\u00a0: plus de place.")
    assertContains(response, "Brouillon\u00a0: rien à décider (brouillon, non déposé).")


@pytest.mark.parametrize(("action", "status"), [("put_on_waiting_list", "waiting"), ("refuse", "refused")])
def test_the_other_decisions_are_actions_too(desk, action, status):
    triptych = TriptychFactory(submitted=True)

    act(desk, "territories_triptych", action, triptych, **AT_ONCE)

    assert Triptych.objects.get().status == status


def test_withdrawing_asks_first(desk):
    triptych = TriptychFactory(admitted=True, territory__name="Val")

    assertContains(act(desk, "territories_triptych", "withdraw", triptych), "redevient libre")
    assert Triptych.objects.get().status == "admitted"
    done = act(desk, "territories_triptych", "withdraw", triptych, **AT_ONCE)
    assertContains(done, "Territoires retirés de la saison\u00a0: Val.")


def test_a_reason_typed_under_what_is_shown_is_no_change_of_it(desk, organiser):
    """The organisers read it in their mail: « une place est libre »."""
    triptych = TriptychFactory(admitted=True, territory__name="Val")

    done = act(desk, "territories_triptych", "withdraw", triptych, reason="Le maire a démissionné.", **AT_ONCE)

    assertContains(done, "Territoires retirés de la saison\u00a0: Val.")
    assert "Motif\u00a0: Le maire a démissionné." in Message.objects.get(to_email=organiser.email).text


def test_the_state_of_a_triptych_is_not_typed_by_hand(desk):
    triptych = TriptychFactory(submitted=True)

    assertNotContains(desk.get(reverse("admin:territories_triptych_change", args=[triptych.pk])), 'name="status"')


def inline(triptych, *people):
    """The form of a triptych with these people in its inline."""
    data = {
        "season": triptych.season_id,
        "territory": triptych.territory_id,
        **{f"contacts-{name}": 0 for name in ("TOTAL_FORMS", "INITIAL_FORMS")},
        **{f"overrides-{name}": 0 for name in ("TOTAL_FORMS", "INITIAL_FORMS")},
        **{f"corrections-{name}": 0 for name in ("TOTAL_FORMS", "INITIAL_FORMS")},
        **{f"status_changes-{name}": 0 for name in ("TOTAL_FORMS", "INITIAL_FORMS")},
        "participants-TOTAL_FORMS": len(people),
        "participants-INITIAL_FORMS": 0,
    }
    category = triptych.season.categories.first()
    for index, (seat, email) in enumerate(people):
        values = {
            "category": category.pk,
            "seat": seat,
            "state": "invited",
            "first_name": "Zoé",
            "last_name": "Maréchal",
            "position": "maire",
            "organisation": "Val",
            "email": email,
        }
        data |= {f"participants-{index}-{name}": value for name, value in values.items()}
    return data


def test_six_seats_are_edited_under_their_triptych(desk):
    triptych = TriptychFactory()
    address = reverse("admin:territories_triptych_change", args=[triptych.pk])

    desk.post(address, inline(triptych, (1, "a@example.org"), (2, "b@example.org")))

    assert sorted(Participant.objects.values_list("seat", "email")) == [(1, "a@example.org"), (2, "b@example.org")]


@pytest.mark.parametrize(
    ("people", "sentence"),
    [
        ([(1, "a@example.org"), (2, "A@example.org")], "Ce courriel figure déjà sur une autre ligne."),
        ([(1, "a@example.org"), (1, "b@example.org")], "Ce siège figure déjà sur une autre ligne."),
        ([(3, "a@example.org")], "La catégorie compte 2 sièges"),
    ],
)
def test_seats_that_contradict_each_other_are_refused_in_a_sentence(desk, people, sentence):
    triptych = TriptychFactory()

    response = desk.post(reverse("admin:territories_triptych_change", args=[triptych.pk]), inline(triptych, *people))

    assertContains(response, sentence)
    assert Participant.objects.count() == 0


def test_a_decision_is_rehearsed_with_its_mails_and_nothing_is_kept(desk, candidate):
    response = act(desk, "territories_triptych", "admit", candidate)

    assertContains(response, "Val : territoire retenu pour la saison")
    assertContains(response, "contact@example.org")
    assert (Triptych.objects.get().status, Message.objects.count()) == ("submitted", 0)


def test_mails_of_a_decision_are_prepared_read_and_let_go(desk, candidate):
    response = act(desk, "territories_triptych", "admit", candidate, **LATER)
    held = list(Message.objects.all())

    assertContains(response, "Courriels préparés, à relire dans « Courriels » : 7.")
    assert {message.state for message in held} == {"held"}
    assert Triptych.objects.get().status == "admitted"
    sent = act(desk, "outbox_message", "let_go_selected", *held, confirm=1)
    assertContains(sent, "Courriels partis\u00a0: 7 sur 7 choisis.")
    assert set(Message.objects.values_list("state", flat=True)) == {"queued"}


def test_a_prepared_mail_may_be_corrected_and_a_sent_one_may_not(desk, candidate):
    act(desk, "territories_triptych", "refuse", candidate, **LATER)
    (message,) = Message.objects.all()
    address = reverse("admin:outbox_message_change", args=[message.pk])
    more = {"attachments-TOTAL_FORMS": 0, "attachments-INITIAL_FORMS": 0}

    desk.post(address, {"to_email": message.to_email, "subject": "Notre réponse", "text": "Mot à mot.", **more})
    Message.objects.update(state="sent", sent_at=timezone.now())
    desk.post(address, {"to_email": message.to_email, "subject": "Trop tard", "text": "x", **more})

    message.refresh_from_db()
    assert (message.subject, message.text) == ("Notre réponse", "Mot à mot.")


def test_the_reason_of_a_refusal_stays_in_the_history(desk, candidate):
    act(desk, "territories_triptych", "refuse", candidate, reason="Trop tôt", **AT_ONCE)

    assert candidate.status_changes.latest("pk").reason == "Trop tôt"
    assert "Trop tôt" not in Message.objects.get().text


def test_an_organiser_grants_a_seat_more_with_a_reason_and_signs_it(desk, organiser):
    triptych = TriptychFactory()
    category = triptych.season.categories.first()
    data = inline(triptych) | {
        "overrides-TOTAL_FORMS": 1,
        "overrides-0-category": category.pk,
        "overrides-0-seats": 3,
        "overrides-0-reason": "Deux communes fusionnent",
    }

    desk.post(reverse("admin:territories_triptych_change", args=[triptych.pk]), data)
    desk.post(
        reverse("admin:territories_triptych_change", args=[triptych.pk]),
        inline(triptych, (3, "a@example.org"))
        | {"overrides-TOTAL_FORMS": 1, "overrides-INITIAL_FORMS": 1}
        | {f"overrides-0-{name}": value for name, value in granted(triptych).items()},
    )

    override = triptych.overrides.get()
    assert (override.seats, override.author) == (3, organiser)
    assert [len(panel.seats) for panel in Triptych.objects.get().panels()] == [3, 2, 2]
    assert Participant.objects.get().seat == 3


def granted(triptych):
    override = triptych.overrides.get()
    return {
        "id": override.pk,
        "triptych": triptych.pk,
        "category": override.category_id,
        "seats": override.seats,
        "reason": override.reason,
    }


def test_a_quota_without_a_reason_is_refused(desk):
    triptych = TriptychFactory()
    data = inline(triptych) | {
        "overrides-TOTAL_FORMS": 1,
        "overrides-0-category": triptych.season.categories.first().pk,
        "overrides-0-seats": 3,
    }

    desk.post(reverse("admin:territories_triptych_change", args=[triptych.pk]), data)

    assert QuotaOverride.objects.count() == 0


def test_the_shortlist_shows_what_it_makes_with_those_admitted(desk):
    season = SeasonFactory(number=90)
    TriptychFactory(season=season, admitted=True)
    kept = TriptychFactory(season=season, submitted=True)
    TriptychFactory(season=season, submitted=True)

    desk.post(reverse("admin:board"), {"triptych": kept.pk, "shortlist": "1"})

    assertContains(desk.get(reverse("admin:board")), "Retenus et présélectionnés\u00a0: 2 pour 6 places")
    desk.post(reverse("admin:board"), {"triptych": kept.pk, "shortlist": "0"})
    assertContains(desk.get(reverse("admin:board")), "Retenus et présélectionnés\u00a0: 1 pour 6 places")
