"""Who acts in the tests, by the name of their fixture."""

from territories.models import Participant
from tests.factories import ParticipantFactory, TriptychFactory, UserFactory


def organiser():
    return UserFactory(email="organisation@example.org", is_organiser=True)


def treasurer():
    return UserFactory(email="tresorerie@example.org", is_treasurer=True)


def facilitator():
    return UserFactory(email="animation@example.org", is_facilitator=True)


def contact():
    return UserFactory(email="contact@example.org")


def stranger():
    return UserFactory(email="passante@example.org")


def participant() -> Participant:
    """Someone seated in an admitted triptych, with an account."""
    triptych = TriptychFactory(admitted=True)
    user = UserFactory(email="participante@example.org")
    return ParticipantFactory(triptych=triptych, email=user.email, user=user, state="confirmed")


EVERYBODY = {one.__name__: one for one in (contact, participant, stranger, organiser, treasurer, facilitator)}
