"""Metrics for Prometheus, at `/sante/mesures/`, for whoever holds `METRICS_TOKEN`; nothing of anybody's is said.

Requests are counted in files of each process (the library's multi-process mode, `PROMETHEUS_MULTIPROC_DIR`), which
whichever process answers adds up: those of this machine since all of them were started. Mail,
signals and backups are read in the database and in `var/`, at the time of the request.
"""

import math
import os
import time
from collections.abc import Callable, Iterator
from datetime import datetime

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models import Count, Min
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from atelier.operations import metrics_files
from atelier.operations.backup import record
from atelier.operations.machine import ANSWER
from atelier.outbox.models import Message
from atelier.webhooks.models import Delivery

BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)  # seconds
QUEUES = tuple(f"celery{'' if not rank else chr(6) + chr(22) + str(rank)}" for rank in (0, 3, 6, 9))  # kombu's names
DURATION = Histogram(
    "atelier_request_duration_seconds", "Time to answer, by class of status.", ["status"], buckets=BUCKETS
)


def measured_requests(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware, next to the outermost: nothing is counted while metrics are off."""

    def middleware(request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        response = get_response(request)
        if settings.METRICS_TOKEN and metrics_files.is_counting:
            DURATION.labels(f"{response.status_code // 100}xx").observe(time.perf_counter() - started)
        return response

    return middleware


@login_not_required
@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """404 while there is no token, 401 to whoever does not hold it."""
    if not settings.METRICS_TOKEN:
        raise Http404
    if not constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {settings.METRICS_TOKEN}"):
        return HttpResponse("", status=401, headers={"WWW-Authenticate": "Bearer"})
    registry = CollectorRegistry()
    if folder := os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(registry, path=folder)  # type: ignore[no-untyped-call]  # of the library
    else:
        registry.register(_OfThisProcess())
    registry.register(_State())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


class _OfThisProcess(Collector):
    def collect(self) -> Iterator:
        yield from REGISTRY.restricted_registry(
            [f"atelier_request_duration_seconds_{part}" for part in ("bucket", "count", "sum")]
        ).collect()


class _State(Collector):
    """What waits and how old it is; a figure that is not known is left out."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        now = timezone.now()
        yield _by_state("atelier_messages", "E-mails, by state.", Message)
        yield _by_state("atelier_signals", "Signals to other programs, by state.", Delivery)
        oldest = Message.objects.filter(state=Message.State.QUEUED, not_before__lte=now).aggregate(
            oldest=Min("not_before")
        )["oldest"]
        yield _gauge(
            "atelier_oldest_due_message_seconds", "Age of the oldest e-mail that is due.", _age(oldest, now, 0)
        )
        yield _gauge("atelier_queue_depth", "Tasks that wait for a worker.", _queue_depth())
        known = record.read()
        for name, key, words in (
            ("atelier_backup_age_seconds", "made_at", "Age of the last backup."),
            ("atelier_backup_proof_age_seconds", "proved_at", "Age of the last proof of a backup, passed or not."),
        ):
            yield _gauge(name, words, _age(datetime.fromisoformat(known[key]) if known.get(key) else None, now))
        yield _gauge(
            "atelier_backup_ok", "1 when the last backup is recent and was proved.", float(record.state(now)[0] == "ok")
        )


def _by_state(name: str, words: str, model: type[Message] | type[Delivery]) -> GaugeMetricFamily:
    """Every state, also those of no row, so that an alarm has a line to look at."""
    family = GaugeMetricFamily(name, words, labels=["state"])
    counted = dict(model.objects.order_by().values_list("state").annotate(Count("pk")))
    for state in model.State.values:
        family.add_metric([state], counted.get(state, 0))
    return family


def _gauge(name: str, words: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, words, value=None if math.isnan(value) else value)


def _age(since: datetime | None, now: datetime, otherwise: float = math.nan) -> float:
    return (now - since).total_seconds() if since else otherwise


def _queue_depth() -> float:
    """Of every priority; not known when Redis does not answer."""
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=ANSWER, socket_connect_timeout=ANSWER) as broker:
            return float(sum(int(broker.llen(name)) for name in QUEUES))
    except redis.RedisError:
        return math.nan
