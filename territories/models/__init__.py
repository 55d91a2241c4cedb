from territories.models.alumni import AlumniAgreement
from territories.models.choices import AccessNeed, PersonalChoices
from territories.models.correction import CorrectionRequest
from territories.models.edit import Edit
from territories.models.holder_change import HolderChange
from territories.models.not_a_duplicate import NotADuplicate
from territories.models.organisation import Organisation
from territories.models.participant import Participant, ParticipantQuerySet
from territories.models.review import Criterion, Review, Score
from territories.models.territory import PerimeterPart, Territory
from territories.models.triptych import Contact, QuotaOverride, StatusChange, Triptych, TriptychQuerySet

__all__ = [
    "AccessNeed",
    "AlumniAgreement",
    "Contact",
    "CorrectionRequest",
    "Criterion",
    "Edit",
    "HolderChange",
    "NotADuplicate",
    "Organisation",
    "Participant",
    "ParticipantQuerySet",
    "PerimeterPart",
    "PersonalChoices",
    "QuotaOverride",
    "Review",
    "Score",
    "StatusChange",
    "Territory",
    "Triptych",
    "TriptychQuerySet",
]
