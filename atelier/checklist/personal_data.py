from atelier.core import retention_periods
from atelier.core.personal_data import NotPersonal, personal_data

PERSONAL_DATA = (
    personal_data(
        "checklist.Task", purpose="confier une tâche", kept=retention_periods.SEASON, nameless="owner", listed="title"
    ),
    personal_data(
        "checklist.Tick", purpose="savoir qui a fait une tâche", kept=retention_periods.SEASON, nameless="author"
    ),
    NotPersonal("checklist.Task", "milestone completion_check"),
    NotPersonal("checklist.Tick", "ref"),
)
