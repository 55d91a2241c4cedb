"""One thing of many that cannot be done stops itself alone: it is logged, and said until it can be done."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.contrib import admin
from django.db.models import Model
from django.urls import reverse

from atelier.seasons.models import Failure

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Item:
    """What is done apart: `label` says it in words, without naming anybody, `address` is where it is put right."""

    ref: str
    label: str
    address: str


def of(model: type[Model], pk: int) -> Item:
    """One row, by its number."""
    meta = model._meta
    page = f"admin:{meta.app_label}_{meta.model_name}_change" if admin.site.is_registered(model) else "admin:index"
    address = reverse(page, args=[pk] if admin.site.is_registered(model) else [])
    return Item(f"{meta.label}:{pk}", f"{meta.verbose_name} n°\u00a0{pk}", address)


@contextmanager
def apart(kind: str, item: Item) -> Iterator[None]:
    """Whatever goes wrong in this block stays in it. What it writes is in a transaction of its own, or in several."""
    try:
        yield
    except Exception:
        log.exception("%s failed for %s.", kind, item.ref)
        _note(kind, item)
    else:
        Failure.objects.filter(kind=kind, ref=item.ref).delete()


def _note(kind: str, item: Item) -> None:
    values = {"label": item.label[:250], "address": item.address}
    Failure.objects.update_or_create(kind=kind, ref=item.ref, defaults=values)


def replace(kind: str, found: list[Item]) -> None:
    """These failed and no other of this kind: they were all tried again."""
    for item in found:
        _note(kind, item)
    Failure.objects.filter(kind=kind).exclude(ref__in=[item.ref for item in found]).delete()


def forget_old() -> None:
    recent = Failure.objects.recent().order_by().values("pk")
    Failure.objects.exclude(pk__in=recent).delete()
