from celery.schedules import crontab
from django.utils import timezone

from atelier.core.declarations import Audited, HelpSection, ScheduledTask, Sweep, WorkPage, declare
from atelier.webhooks.models import Delivery, Webhook
from atelier.webhooks.personal_data import PERSONAL_DATA

declare(
    *PERSONAL_DATA,
    Audited(Webhook, only=("season", "url", "events", "rotated_at", "disabled_at")),
    Sweep("atelier.webhooks.tasks.deliver", lambda: Delivery.objects.due(timezone.now())),
    ScheduledTask("atelier.webhooks.tasks.delete_old", crontab(hour=2, minute=53)),
    WorkPage("Signaux à d’autres programmes", "webhooks", "webhooks.change_webhook", "webhook API avertir https"),
    HelpSection("organisation#programmes", ("webhooks",)),
)
