"""Two thousand documents issued by four processes at once, one issue in ten undone on the way: no gap, no double."""

import multiprocessing
import os
from collections import Counter
from datetime import date
from decimal import Decimal

import django

from tools.chaos.races import protection

ISSUES = int(os.environ.get("ISSUES", "2000"))
PROCESSES = 4
UNDONE_EVERY = 10
# A year for each run: a series of its own.
ON = {True: date(2025, 4, 8), False: date(2026, 4, 8)}


def run(*, protected=True):
    """How many numbers are missing or doubled, plus the issues that ended in an error."""
    from contributions.models import Instalment, Invoice  # noqa: PLC0415 - once Django is set up
    from tests.factories import settled  # noqa: PLC0415

    payer = settled(Decimal(ISSUES + 1))
    rows = [Instalment(payer=payer, rank=rank, amount=1, on=ON[protected]) for rank in range(2, ISSUES + 2)]
    keys = [row.pk for row in Instalment.objects.bulk_create(rows)]
    django.db.connections.close_all()
    context = multiprocessing.get_context("spawn")
    barrier, results = context.Barrier(PROCESSES), context.Queue()
    processes = [
        context.Process(target=issue_all, args=(keys[side::PROCESSES], protected, barrier, results))
        for side in range(PROCESSES)
    ]
    for process in processes:
        process.start()
    said = sum((results.get(timeout=1200) for _ in processes), Counter())
    for process in processes:
        process.join()
    issued = Invoice.objects.filter(issued_on=ON[protected]).order_by("pk")
    numbers = [int(number[-4:]) for number in issued.values_list("number", flat=True)]
    gaps = len(set(range(1, len(numbers) + 1)) - set(numbers))
    doubles = len(numbers) - len(set(numbers))
    words = ", ".join(f"{count} {outcome}" for outcome, count in sorted(said.items()))
    print(
        f"  {'protected  ' if protected else 'unprotected'}  numbers: {words}; {gaps} gaps, {doubles} doubles",
        flush=True,
    )
    return gaps + doubles + said["errors"]


def issue_all(keys, protected, barrier, results):
    django.setup()
    from django.db import IntegrityError, OperationalError, transaction  # noqa: PLC0415

    from contributions import invoicing  # noqa: PLC0415
    from contributions.models import Instalment  # noqa: PLC0415

    outcomes = Counter()
    barrier.wait(timeout=300)
    with protection(removed=not protected):
        for rank, instalment in enumerate(Instalment.objects.filter(pk__in=keys).order_by("pk")):
            try:
                if rank % UNDONE_EVERY == 0:
                    with transaction.atomic():
                        invoicing.issue_document(instalment=instalment, on=ON[protected])
                        transaction.set_rollback(True)
                    outcomes["undone"] += 1
                invoicing.issue_document(instalment=instalment, on=ON[protected])
                outcomes["issued"] += 1
            except (IntegrityError, OperationalError):
                outcomes["errors"] += 1
    results.put(outcomes)
