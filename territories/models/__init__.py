from territories.models.participant import Participant, ParticipantQuerySet
from territories.models.territory import Organisation, Territory
from territories.models.triptych import Contact, StatusChange, Triptych, TriptychQuerySet

__all__ = [
    "Contact",
    "Organisation",
    "Participant",
    "ParticipantQuerySet",
    "StatusChange",
    "Territory",
    "Triptych",
    "TriptychQuerySet",
]
