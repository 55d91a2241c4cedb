"""For whoever watches the machine: is a process alive, can it serve. Nothing of anybody's is said."""

from datetime import timedelta

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from atelier.outbox.models import Message

LATE = timedelta(minutes=15)


@login_not_required
@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")


@login_not_required
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """503 when the database does not answer or is behind the code; mail that is late is said, and stops nothing."""
    try:
        behind = bool(pending_migrations())
        late = Message.objects.filter(state=Message.State.QUEUED).due(timezone.now() - LATE).count()
    except DatabaseError:
        return JsonResponse({"database": "unreachable"}, status=503)
    said = {"database": "ok", "migrations": "behind" if behind else "ok", "late_messages": late}
    return JsonResponse(said, status=503 if behind else 200)


def pending_migrations() -> list:
    executor = MigrationExecutor(connection)
    return executor.migration_plan(executor.loader.graph.leaf_nodes())
