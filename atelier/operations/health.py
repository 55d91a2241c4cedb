"""For whoever watches the machine: is a process alive, can it serve. Nothing of anybody's is said."""

from datetime import datetime, timedelta

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from atelier.operations import machine
from atelier.operations.backup import record
from atelier.outbox.models import Message

LATE = timedelta(minutes=15)


@login_not_required
@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")


@login_not_required
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """503 when no page could be served; `faults` says the rest, and is 503 too when `?tout` is asked."""
    faults = [word for word, _ in machine.faults()]
    try:
        behind = bool(pending_migrations())
        late = Message.objects.filter(state=Message.State.QUEUED).due(timezone.now() - LATE).count()
    except DatabaseError:
        return JsonResponse({"database": "unreachable", "faults": faults}, status=503)
    faults += [] if machine.redis_answers() else ["redis"]
    said = {"database": "ok", "migrations": "behind" if behind else "ok", "late_messages": late, "faults": faults}
    refused = behind or "statics" in faults or ("tout" in request.GET and (faults or late))
    return JsonResponse({**said, **_last_backup()}, status=503 if refused else 200)


def _last_backup() -> dict[str, object]:
    """`backup` is ok, none, late, failed or unproved; the age of the last one, in hours."""
    now = timezone.now()
    state, _ = record.state(now)
    made_at = record.read().get("made_at")
    hours = int((now - datetime.fromisoformat(made_at)).total_seconds() // 3600) if made_at else None
    return {"backup": state, "backup_age_hours": hours}


def pending_migrations() -> list:
    executor = MigrationExecutor(connection)
    return executor.migration_plan(executor.loader.graph.leaf_nodes())
