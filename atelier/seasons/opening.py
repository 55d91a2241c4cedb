"""What a season needs before its call opens: said by each app that knows of something, with where it is written."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from atelier.core.declarations import declared
from atelier.seasons.models import Category, Season


@dataclass(frozen=True)
class OpeningCheck:
    """`is_done(season)`, and where it is put right; with `refusal`, the season does not go online without it."""

    rank: int
    label: str
    is_done: Callable[[Season], bool]
    address: Callable[[Season], str]
    refusal: str = ""


@dataclass(frozen=True)
class OpeningStep:
    """A check as the first page shows it of one season."""

    label: str
    is_done: bool
    address: str
    is_required: bool


def opening_steps(season: Season) -> list[OpeningStep]:
    return [
        OpeningStep(check.label, check.is_done(season), check.address(season), bool(check.refusal))
        for check in sorted(declared(OpeningCheck), key=lambda one: one.rank)
    ]


def refusals(season: Season) -> list[str]:
    """Why the season may not go online; nothing when it may."""
    checks = sorted(declared(OpeningCheck), key=lambda one: one.rank)
    return [check.refusal for check in checks if check.refusal and not check.is_done(season)]


def _form(season: Season) -> str:
    return reverse("admin:seasons_season_change", args=[season.pk])


CHECKS = (
    OpeningCheck(
        10,
        "Des catégories, avec leurs sièges",
        lambda season: season.categories.exists(),
        _form,
        "Il n’y a aucune catégorie : personne ne pourrait être nommé dans un triptyque.",
    ),
    OpeningCheck(20, "Les dates de l’appel", lambda season: bool(season.call_opens_on), _form),
    OpeningCheck(30, "La présentation de la saison", lambda season: bool(season.summary.strip()), _form),
    OpeningCheck(40, "À qui elle s’adresse", lambda season: bool(season.audience.strip()), _form),
    OpeningCheck(50, "Les engagements demandés", lambda season: bool(season.commitments.strip()), _form),
    OpeningCheck(70, "Le lieu habituel", lambda season: season.venue_id is not None, _form),
)

_USUAL_CATEGORIES = (
    ("elus", "Élus", "Maire ou adjoint\nConseiller communautaire"),
    ("directions", "Directions et chargés de mission", "Direction générale\nChargé de mission transition"),
    ("entrepreneurs", "Entrepreneurs et opérateurs", "Dirigeant d’entreprise\nResponsable d’association"),
)


def give_usual_categories(season: Season) -> None:
    """A season that comes without any has the three panels of a triptych, of two seats each, to be changed."""
    if season.categories.exists():
        return
    Category.objects.bulk_create(
        Category(season=season, position=rank, code=code, label=label, examples=examples)
        for rank, (code, label, examples) in enumerate(_USUAL_CATEGORIES, start=1)
    )
