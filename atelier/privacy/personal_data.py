from atelier.core import retention_periods
from atelier.core.personal_data import NotPersonal, personal_data

PERSONAL_DATA = (
    personal_data(
        "privacy.TextToReview",
        purpose="faire relire un texte qui nomme peut-être une personne effacée",
        kept=retention_periods.REVIEW,
        nameless="settled_by",
    ),
    NotPersonal("privacy.TextToReview", "object_pk column json_keys"),
)
