from atelier.core import retention_periods
from atelier.core.personal_data import AddressColumn, NotPersonal, personal_data

PERSONAL_DATA = (
    personal_data(
        "accounts.User",
        purpose="se connecter",
        kept=retention_periods.ACCOUNT,
        whose={"pk": "me"},
        rewritten="email first_name last_name position phone password",
        exported=True,
    ),
    personal_data(
        "account.EmailAddress",
        purpose="se connecter",
        kept=retention_periods.ACCOUNT,
        whose={"user": "me"},
        deleted="user email",
    ),
    personal_data(
        "mfa.Authenticator",
        purpose="second facteur de l’équipe",
        kept=retention_periods.ACCOUNT,
        whose={"user": "me"},
        deleted="user data",
    ),
    AddressColumn("accounts.User", "email", held_by={"pk": "account"}, if_shared={}, is_home=True),
    NotPersonal("account.EmailConfirmation", "key"),
    NotPersonal("sessions.Session", "session_key session_data"),
)
