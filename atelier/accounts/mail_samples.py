"""Each mail of sign-in, with a made-up code and address: for the page that shows them all."""

from collections.abc import Callable

from django.template.loader import render_to_string
from django.utils import timezone

from atelier.accounts.adapter import links
from atelier.core import french_names
from atelier.core.mail import MailSample, Words, letterhead

STEM = "account/email/"


def _writer(name: str) -> Callable[[], Words]:
    def write() -> Words:
        context = {
            "code": "ABCD-EFGH",
            "email": "prenom.nom@example.org",
            "greeting": french_names.greeting("Camille Exemple"),
            "links": links(),
            "timestamp": timezone.now(),
            "workshop": letterhead(),
            "letterhead": letterhead(),
        }
        subject, text = (render_to_string(f"{STEM}{name}_{part}.txt", context) for part in ("subject", "message"))
        return Words(subject.strip(), text.strip() + "\n")

    return write


SAMPLES = tuple(
    MailSample(STEM + name, label, _writer(name))
    for name, label in (
        ("login_code", "À qui se connecte"),
        ("email_confirmation_signup", "À qui crée un compte"),
        ("account_already_exists", "À qui veut créer un compte qui existe"),
        ("unknown_account", "À qui demande un code sans avoir de compte"),
        ("second_factor_taken_away", "À qui perd son second facteur"),
    )
)
