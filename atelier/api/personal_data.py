from atelier.core import retention_periods
from atelier.core.personal_data import NotPersonal, personal_data

PERSONAL_DATA = (
    personal_data(
        "api.AccessToken",
        purpose="savoir qui a ouvert un accès à un autre programme",
        kept=retention_periods.SEASON,
        nameless="created_by",
    ),
    NotPersonal("api.AccessToken", "name scopes digest"),
)
