from referential.models.experience import ExperienceSheet
from referential.models.grid import Dimension, Grid, Stake, Term
from referential.models.perspective import Figure, Perspective
from referential.models.position import (
    Answer,
    AnswerSheet,
    AssessmentRound,
    CommonPosition,
    CommonSheet,
    Position,
)
from referential.models.publication import Consent, Publication, SourceOfPart
from referential.models.shared import Reader, Shared, Visibility
from referential.models.trajectory import Entry, Trajectory

__all__ = [
    "Answer",
    "AnswerSheet",
    "AssessmentRound",
    "CommonPosition",
    "CommonSheet",
    "Consent",
    "Dimension",
    "Entry",
    "ExperienceSheet",
    "Figure",
    "Grid",
    "Perspective",
    "Position",
    "Publication",
    "Reader",
    "Shared",
    "SourceOfPart",
    "Stake",
    "Term",
    "Trajectory",
    "Visibility",
]
