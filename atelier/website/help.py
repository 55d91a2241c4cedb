"""The guide of each role, and which of its sections explains which page."""

from dataclasses import dataclass
from functools import cache

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from atelier.accounts.models import User
from atelier.accounts.roles import GUIDES
from atelier.core.declarations import HelpSection, declared

TITLES = {
    "organisation": "Organiser une saison",
    "tresorerie": "Tenir les contributions",
    "animation": "Animer les journées",
    "referent": "Porter la candidature d’un territoire",
    "participation": "Participer à l’atelier",
}


@cache
def _explained() -> dict[str, str]:
    """The section of a guide that explains each page, by view name or table of the administration."""
    return {page: section.anchor for section in declared(HelpSection) for page in section.pages}


@dataclass(frozen=True)
class HelpLink:
    """Where help on a page is read; `is_precise` when a section explains this very page."""

    address: str
    is_precise: bool


def help_for_page(view_name: str, user: User | AnonymousUser | None) -> HelpLink:
    """The section that explains the page, else the guide of the reader's role."""
    table = view_name.removeprefix("admin:").rpartition("_")[0] if view_name.startswith("admin:") else ""
    section = _explained().get(view_name) or _explained().get(table)
    role, _, anchor = (section or role_of(user)).partition("#")
    return HelpLink(reverse("guide", args=[role]) + (f"#{anchor}" if anchor else ""), bool(section))


def role_of(user: User | AnonymousUser | None) -> str:
    """The guide that somebody reads first."""
    return next((guide for role, guide in GUIDES.items() if getattr(user, role, False)), "participation")
