from atelier.core import retention_periods
from atelier.core.personal_data import NotPersonal, personal_data

PERSONAL_DATA = (
    personal_data(
        "privacy.TextToReview",
        purpose="faire relire un texte qui nomme peut-être une personne effacée",
        kept=retention_periods.REVIEW,
        nameless="settled_by",
    ),
    personal_data(
        "privacy.FormerAddress",
        purpose="retrouver ce qui fut écrit à une ancienne adresse",
        kept=retention_periods.FORMER_ADDRESS,
        whose={"user": "me", "participant__in": "seats"},
        deleted="email user participant by",
        exported=True,
    ),
    NotPersonal("privacy.TextToReview", "object_pk column json_keys"),
)
