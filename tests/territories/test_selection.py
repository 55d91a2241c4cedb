import pytest
from django.db import IntegrityError, transaction

from atelier.outbox.models import Message
from territories import selection
from territories.models import Triptych
from tests.factories import SeasonFactory, TriptychFactory

pytestmark = pytest.mark.django_db


def test_admitting_gives_a_place_and_tells_the_contact_and_the_six(candidate, organiser):
    admitted = selection.admit(triptych=candidate, author=organiser)

    people = candidate.participants.all()
    assert (admitted.status, admitted.rank) == ("admitted", 1)
    assert sorted(Message.objects.values_list("to_email", flat=True)) == sorted(
        ["contact@example.org", *(person.email for person in people)]
    )


def test_the_seventh_territory_meets_a_full_season(organiser):
    season = SeasonFactory(open=True)
    for _ in range(6):
        selection.admit(triptych=TriptychFactory(submitted=True, season=season), author=organiser)
    seventh = TriptychFactory(submitted=True, season=season)

    with pytest.raises(selection.SeasonFull):
        selection.admit(triptych=seventh, author=organiser)

    assert list(Triptych.objects.admitted().order_by("rank").values_list("rank", flat=True)) == [1, 2, 3, 4, 5, 6]


def test_the_database_itself_refuses_a_place_taken_twice(organiser):
    first = TriptychFactory(admitted=True)

    with pytest.raises(IntegrityError), transaction.atomic():
        TriptychFactory(admitted=True, season=first.season)


def test_the_database_itself_refuses_an_admission_without_a_place():
    candidate = TriptychFactory(submitted=True)

    with pytest.raises(IntegrityError), transaction.atomic():
        Triptych.objects.filter(pk=candidate.pk).update(status="admitted")


@pytest.mark.parametrize("status", ["draft", "admitted"])
def test_there_is_nothing_to_decide_about_a_draft_or_twice(status, organiser):
    triptych = TriptychFactory(admitted=True) if status == "admitted" else TriptychFactory()

    with pytest.raises(selection.NotDecidable):
        selection.admit(triptych=triptych, author=organiser)


def test_the_waiting_list_is_a_state_from_which_one_may_be_admitted(candidate, organiser):
    selection.put_on_waiting_list(triptych=candidate, author=organiser)

    assert selection.admit(triptych=candidate, author=organiser).rank == 1


def test_a_refusal_is_told_to_the_contact_and_not_to_the_six(candidate, organiser):
    selection.refuse(triptych=candidate, author=organiser, reason="Trop loin du sujet")

    (message,) = Message.objects.all()
    assert message.to_email == "contact@example.org"
    assert "Trop loin du sujet" not in message.text
    assert candidate.status_changes.latest("pk").reason == "Trop loin du sujet"


@pytest.fixture
def waiting(organiser):
    """Three territories on the waiting list of a season of one place, which a fourth holds."""
    season = SeasonFactory(places=1, open=True)
    holder = selection.admit(triptych=TriptychFactory(submitted=True, season=season), author=organiser)
    triptychs = [TriptychFactory(submitted=True, season=season) for _ in range(3)]
    for triptych in triptychs:
        selection.put_on_waiting_list(triptych=triptych, author=organiser)
    return holder, triptychs


def order():
    return list(Triptych.objects.waiting())


def test_the_waiting_list_keeps_the_order_of_arrival_and_can_be_changed(waiting, organiser):
    _, (first, second, third) = waiting

    selection.move_up(triptych=third, author=organiser)

    assert order() == [first, third, second]
    with pytest.raises(selection.NotDecidable):
        selection.move_up(triptych=first, author=organiser)


def test_a_territory_that_withdraws_frees_its_place_for_the_first_who_waits(waiting, organiser):
    holder, (first, second, third) = waiting
    Message.objects.all().delete()

    selection.withdraw(triptych=holder, author=organiser, reason="Élections")

    (message,) = Message.objects.all()
    assert (
        message.to_email,
        f"Le premier territoire de la liste d’attente est {first.territory.with_article}" in message.text,
    ) == (
        organiser.email,
        True,
    )
    assert selection.admit(triptych=first, author=organiser).rank == 1
    assert order() == [second, third]


def test_nothing_is_withdrawn_twice(waiting, organiser):
    holder, _ = waiting
    selection.withdraw(triptych=holder, author=organiser)

    with pytest.raises(selection.NotDecidable):
        selection.withdraw(triptych=holder, author=organiser)


def test_someone_already_waiting_is_not_put_at_the_end_again(waiting, organiser):
    with pytest.raises(selection.NotDecidable):
        selection.put_on_waiting_list(triptych=waiting[1][0], author=organiser)


def test_the_mail_of_the_waiting_list_never_says_that_the_places_are_taken(candidate, organiser):
    selection.put_on_waiting_list(triptych=candidate, author=organiser)

    assert not Triptych.objects.admitted().exists()
    said = Message.objects.get(key__startswith="application-decided:").text
    assert "liste d’attente" in said
    assert "attribuées" not in said
