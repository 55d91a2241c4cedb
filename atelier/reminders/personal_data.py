from atelier.core import retention_periods
from atelier.core.personal_data import NotPersonal, personal_data

PERSONAL_DATA = (
    personal_data(
        "reminders.LetterFile",
        purpose="joindre un fichier à une lettre",
        kept=retention_periods.MAIL,
        whose={"author": "me"},
        nameless="author",
        listed="name file",
        exported=True,
    ),
    NotPersonal("reminders.ReminderRule", "trigger subject text"),
    NotPersonal("reminders.LetterFile", "token content_type digest"),
)
