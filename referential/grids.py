"""Versions of the grid: one is frozen by its first answer, and changes by making the next."""

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from referential.models import Dimension, Grid, Term


@transaction.atomic
def new_version(grid: Grid) -> Grid:
    """A copy that may be edited, with the next number."""
    Grid.objects.select_for_update().order_by("pk").first()
    last = Grid.objects.aggregate(last=Max("version"))["last"]
    copy = Grid.objects.create(version=last + 1, name=grid.name, level_names=grid.level_names)
    for part in (Dimension, Term):
        rows: list[Any] = list(part.objects.filter(grid=grid).order_by("pk"))
        for row in rows:
            row.pk, row.grid = None, copy
        part.objects.bulk_create(rows)
    return copy


def freeze(grid: Grid) -> None:
    """Called with the first answer; later calls change nothing."""
    Grid.objects.filter(pk=grid.pk, frozen_at=None).update(frozen_at=timezone.now())
