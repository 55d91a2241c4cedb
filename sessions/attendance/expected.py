"""Who is expected at a day: who holds a seat then, who of them is convened, who has not answered yet."""

from sessions.programme.models import Day
from territories.models import Participant, ParticipantQuerySet


def expected_people(day: Day) -> ParticipantQuerySet:
    """Who may be noted: who holds a seat of an admitted triptych that day, confirmed or not yet."""
    people = Participant.objects.holding(day.date).filter(season=day.season_id)
    return people.select_related("triptych__territory", "category").by_triptych()


def convened_people(day: Day) -> ParticipantQuerySet:
    """Those who are convened to a day: who confirmed a seat of an admitted triptych and holds it that day."""
    people = Participant.objects.holding(day.date).confirmed().filter(season=day.season_id)
    return people.select_related("triptych__territory", "category").by_triptych()


def unconfirmed_people(day: Day) -> ParticipantQuerySet:
    """Those who hold a seat of an admitted triptych and have not answered yet: nothing is sent to them."""
    return Participant.objects.admitted().filter(season=day.season_id, state=Participant.State.INVITED)
