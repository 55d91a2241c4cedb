"""What the privacy page says of this installation: who works for it, and what it leaves in a browser."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings

from atelier.core.french import period_length


@dataclass(frozen=True)
class Kept:
    """A cookie, or an entry of the browser's own storage: its name (or how it begins), why it is there, until when."""

    what: str
    name: str
    why: str
    until: str


# Scripts name their entries; a test finds each of them here.
IN_STORAGE = (
    Kept(
        "Mémoire locale",
        "atelier-typed:",
        "ce que vous tapez dans un long formulaire, pour qu’une coupure n’en perde rien",
        "jusqu’à son enregistrement, sept jours au plus",
    ),
    Kept(
        "Mémoire locale",
        "atelier-accueil-",
        "les présences notées sans réseau par l’équipe d’accueil",
        "jusqu’à leur envoi",
    ),
    Kept(
        "Cache",
        "atelier-accueil-",
        "la page d’accueil d’une journée, pour l’équipe, quand il n’y a pas de réseau",
        "jusqu’à la déconnexion",
    ),
)


def kept_by_browser() -> list[Kept]:
    """Cookies by their names here, then the entries of scripts."""
    session = period_length(timedelta(seconds=settings.SESSION_COOKIE_AGE))
    csrf = period_length(timedelta(seconds=settings.CSRF_COOKIE_AGE))
    return [
        Kept("Cookie", settings.SESSION_COOKIE_NAME, "votre connexion", f"{session} ou jusqu’à la déconnexion"),
        Kept("Cookie", settings.CSRF_COOKIE_NAME, "la sécurité des formulaires", csrf),
        Kept("Cookie", settings.MESSAGES_COOKIE_NAME, "un message à vous montrer", "jusqu’à ce qu’il soit montré"),
        *IN_STORAGE,
    ]


def processors() -> list[str]:
    """Those that the configuration sends something to, beside the host."""
    found = []
    if settings.MAIL_PROVIDER:
        found.append(f"Envoi des courriels\u00a0: {settings.MAIL_PROVIDER}")
    if settings.ERROR_TRACKER:
        found.append("Suivi des erreurs du logiciel\u00a0: un service qui n’en reçoit aucun nom ni aucune adresse")
    return found
