from referential.models.experience import ExperienceSheet
from referential.models.grid import Dimension, Grid, Stake, Term
from referential.models.position import (
    Answer,
    AnswerSheet,
    AssessmentRound,
    CommonPosition,
    CommonSheet,
    Figure,
    Position,
)
from referential.models.publication import Consent, Publication
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
    "Position",
    "Publication",
    "Reader",
    "Shared",
    "Stake",
    "Term",
    "Trajectory",
    "Visibility",
]
