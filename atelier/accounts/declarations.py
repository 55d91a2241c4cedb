from atelier.accounts import mail_samples
from atelier.accounts.models import User
from atelier.accounts.personal_data import PERSONAL_DATA
from atelier.core.declarations import Audited, HelpSection, Searchable, declare


def _account_label(user: User) -> str:
    return f"{user} ({user.email})" if user.get_full_name() else user.email


declare(
    *PERSONAL_DATA,
    *mail_samples.SAMPLES,
    Audited(User, exclude=("password", "last_login", "date_joined")),
    Searchable(User, 2, label=_account_label),
    HelpSection("organisation#personnes", ("accounts_user",)),
)
