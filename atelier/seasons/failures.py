"""One thing of many that cannot be done stops itself alone: it is logged, and said until it can be done."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from django.apps import apps
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import CharField, Exists, F, Model, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils import timezone

from atelier.seasons.models import Failure
from atelier.seasons.models.failure import GIVEN_UP, REMEMBERED

log = logging.getLogger(__name__)
Done = TypeVar("Done")
MAX_TRIES = 3
LEASE = timedelta(minutes=10)  # above the time limit of a task; also what separates two tries
INTERRUPTED = "le travail s’est interrompu à chaque essai\u00a0: il dépasse le temps ou la mémoire qui lui sont donnés"
DISK = "un fichier n’a pas pu être lu ou écrit"
OURS = "une erreur de notre part, notée au journal du serveur"


@dataclass(frozen=True)
class Item:
    """What is done apart: `label` says it in words, without naming anybody, `address` is where it is put right."""

    ref: str
    label: str
    address: str


def of(model: type[Model], pk: int) -> Item:
    """One row, by its number; where it has no page of its own, the list of failures is where it is tried again."""
    meta = model._meta
    if admin.site.is_registered(model):
        address = reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[pk])
    else:
        address = reverse("admin:seasons_failure_changelist")
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


def due(waiting: QuerySet, kind: str = Failure.Kind.DOCUMENT) -> QuerySet:
    """Those of the rows that wait which a worker may take now: `attempt` has none of them, and gave up none."""
    ref = Concat(Value(f"{waiting.model._meta.label}:"), Cast(OuterRef("pk"), CharField()))
    return waiting.exclude(Exists(Failure.objects.held().filter(kind=kind, ref=ref)))


def attempt(
    model: type[Model],
    pk: int,
    work: Callable[[int], Done],
    *,
    kind: str = Failure.Kind.DOCUMENT,
    give_up: Callable[[int, str], None] | None = None,
) -> Done | None:
    """Do `work(pk)`, one worker at a time and three times at most, ten minutes apart; None when it is not done.

    A try is counted before it begins, so that one that kills its worker counts too. After the third the cause is said,
    to `give_up` when it is given, else on the first page, until somebody has it tried again.
    """
    item = of(model, pk)
    failure = _claim(kind, item)
    if failure is None:
        return None
    if failure.tries > MAX_TRIES:
        _give_up(failure, pk, failure.cause or INTERRUPTED, give_up)
        return None
    try:
        done = work(pk)
    except Exception as error:
        log.exception("%s failed for %s, try %s.", kind, item.ref, failure.tries)
        if failure.tries == MAX_TRIES:
            _give_up(failure, pk, _cause_in_words(error), give_up)
        else:
            Failure.objects.filter(pk=failure.pk).update(cause=_cause_in_words(error), at=timezone.now())
        return None
    Failure.objects.filter(pk=failure.pk).delete()
    return done


def _claim(kind: str, item: Item) -> Failure | None:
    """Compare-and-set: the row of this try for one worker only, None when it is held."""
    now = timezone.now()
    values = {"label": item.label[:250], "address": item.address, "tries": 1, "not_before": now + LEASE}
    failure, first = Failure.objects.get_or_create(kind=kind, ref=item.ref, defaults=values)
    if first:
        return failure
    taken = Failure.objects.filter(pk=failure.pk, not_before__lte=now)
    if not taken.update(tries=F("tries") + 1, not_before=now + LEASE, at=now):
        return None
    return Failure.objects.filter(pk=failure.pk).first()


def _give_up(failure: Failure, pk: int, cause: str, told: Callable[[int, str], None] | None) -> None:
    if told:
        told(pk, cause)
        failure.delete()
    else:
        Failure.objects.filter(pk=failure.pk).update(tries=MAX_TRIES, not_before=None, cause=cause[:250])


def _cause_in_words(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    return DISK if isinstance(error, OSError) else OURS


def try_again(failures: QuerySet[Failure]) -> int:
    """Count the tries of these anew: the next sweep gives them to a worker. Returns how many."""
    return failures.filter(tries__gt=0).update(tries=0, not_before=timezone.now())


def _note(kind: str, item: Item) -> None:
    values = {"label": item.label[:250], "address": item.address}
    Failure.objects.update_or_create(kind=kind, ref=item.ref, defaults=values)


def replace(kind: str, found: list[Item]) -> None:
    """These failed and no other of this kind: they were all tried again."""
    for item in found:
        _note(kind, item)
    Failure.objects.filter(kind=kind).exclude(ref__in=[item.ref for item in found]).delete()


def forget_old() -> None:
    """What was not met again, and what was given up of a row that is gone."""
    Failure.objects.exclude(GIVEN_UP).filter(at__lt=timezone.now() - REMEMBERED).delete()
    for failure in Failure.objects.filter(GIVEN_UP):
        label, _, pk = failure.ref.rpartition(":")
        if not apps.get_model(label)._base_manager.filter(pk=pk).exists():
            failure.delete()
