"""The trajectory of a territory: what each type of step asks, and how steps are written."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from atelier.accounts.models import User
from referential.models import Entry, Trajectory
from territories.models import Triptych

Kind = Entry.Kind

LIFE_STAKES = {
    "alimentation": "alimentation",
    "energie": "énergie",
    "mobilite": "mobilité",
    "habitat": "habitat",
    "sante": "santé",
    "culture": "culture",
    "economie": "économie locale",
    "biodiversite": "biodiversité",
    "eau": "eau",
    "education": "éducation",
}


@dataclass(frozen=True)
class TrajectorySection:
    """What an app above adds to the page of a trajectory: a template, and what the user reads there as `rows`.

    With no rows there is no section.
    """

    template: str
    rows: Callable[[User, Triptych], list[Any]]


@dataclass(frozen=True)
class Detail:
    """One field that a type of step has: free text, or one of `choices`."""

    label: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Type:
    """A type of step: what it is for, what to tell, and its own fields by name."""

    label: str
    purpose: str
    text_label: str
    details: dict[str, Detail]


TYPES: dict[str, Type] = {
    Kind.MILESTONE: Type(
        "jalon",
        "Une date qui compte.",
        "Ce qui a changé",
        {"level": Detail("Nature", ("décision", "mise en service", "événement", "élection", "autre"))},
    ),
    Kind.EXPERIMENT: Type(
        "expérimentation",
        "Ce que vous essayez, même si cela s’arrête : abandonner une piste apprend aussi.",
        "Ce que vous faites",
        {
            "hypothesis": Detail("L’hypothèse"),
            "people": Detail("Avec qui"),
            "status": Detail("Où elle en est", ("idée", "préparée", "en cours", "terminée", "abandonnée")),
            "learnt": Detail("Ce que nous en apprenons"),
        },
    ),
    Kind.RESOURCE: Type(
        "ressource",
        "Ce sur quoi vous vous appuyez.",
        "En quoi elle compte",
        {
            "nature": Detail("Nature", ("matérielle", "confiance", "compétence", "santé", "pertinence")),
            "state": Detail("Son état", ("se développe", "stable", "s’épuise")),
        },
    ),
    Kind.DIFFICULTY: Type(
        "difficulté",
        "Ce qui résiste.",
        "Ce qui se passe",
        {
            "where": Detail("Où", ("technique", "juridique", "financier", "relationnel", "politique", "temps")),
            "status": Detail("Où elle en est", ("ouverte", "en partie levée", "levée")),
            "tried": Detail("Ce qui a été essayé"),
        },
    ),
    Kind.TURN: Type("bifurcation", "Un changement de cap.", "Le nouveau cap", {"why": Detail("Pourquoi")}),
    Kind.ACTOR: Type(
        "acteur",
        "Une organisation ou un collectif qui rejoint le chemin.",
        "Ce qu’il apporte",
        {"role": Detail("Son rôle")},
    ),
    Kind.EFFECT: Type(
        "effet",
        "Ce que l’action a produit, voulu ou non.",
        "Ce que l’on constate",
        {
            "expected": Detail("Prévu ou non", ("attendu", "inattendu")),
            "for_whom": Detail("Pour qui"),
            "proof": Detail("Comment on le sait"),
            "term": Detail("À quel terme", ("court", "moyen", "long")),
        },
    ),
    Kind.QUESTION: Type("question", "Ce que vous voudriez demander à des pairs.", "La question, et ce qui l’amène", {}),
}


def of(triptych: Triptych) -> Trajectory:
    """The trajectory of a triptych, unsaved and empty before anybody wrote in it."""
    return Trajectory.objects.filter(triptych=triptych).first() or Trajectory(triptych=triptych)


def details_of(entry: Entry, *, chosen: bool | None = None) -> list[tuple[str, str]]:
    """(label, value) of what the type of the step asks and somebody answered; only what is chosen in a list, or not."""
    return [
        (field.label, entry.details[name])
        for name, field in TYPES[entry.kind].details.items()
        if entry.details.get(name) and chosen in (None, bool(field.choices))
    ]


def life_stakes_of(trajectory: Trajectory) -> list[str]:
    return [LIFE_STAKES[code] for code in trajectory.life_stakes.split() if code in LIFE_STAKES]


@transaction.atomic
def save_entry(*, entry: Entry, by: User, stakes: list, links: list) -> Entry:
    """Write a step, new or changed. What is public of it stays as it was agreed on, until it is asked anew."""
    if not entry.author_id:
        entry.author = by
    entry.save()
    entry.stakes.set(stakes)
    entry.links.set(links)
    return entry
