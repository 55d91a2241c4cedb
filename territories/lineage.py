"""Which territories of two seasons are one: by their own code, never by their name nor by who carries them.

The code is the geographic one (INSEE of a commune, SIREN of an EPCI), else the SIREN. A bearer may carry two
territories, so its number says nothing here. An organiser joins by hand those that no code joins (`same_as`), and keeps
apart one that shares a code (`kept_apart`).
"""

from django.db.models import Q, QuerySet

from territories.models import Territory, Triptych
from territories.models.triptych import TriptychQuerySet


def same_territory(territory: Territory) -> QuerySet[Territory]:
    """The rows that are one territory with this one, itself included."""
    root = territory.same_as or territory
    code = "" if root.kept_apart else root.code or root.siren
    roots = Q(pk=root.pk)
    if code:
        known = Q(code=code) | Q(code="", siren=code)
        roots |= Q(known, same_as=None, kept_apart=False)
    found = Territory.objects.filter(roots).order_by().values("pk")
    return Territory.objects.filter(Q(pk__in=found) | Q(same_as__in=found))


def seasons_of_territory(territory: Territory) -> TriptychQuerySet:
    """Its applications over the seasons, the last first."""
    rows = same_territory(territory).order_by().values("pk")
    return Triptych.objects.filter(territory__in=rows).select_related("territory", "season").order_by(
        "-season__number", "pk"
    )  # fmt: skip
