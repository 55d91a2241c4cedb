from celery.schedules import crontab

from atelier.core.declarations import ActionItems, ScheduledTask, declare
from atelier.privacy import action_items
from atelier.privacy.personal_data import PERSONAL_DATA

declare(
    *PERSONAL_DATA,
    ScheduledTask("atelier.privacy.tasks.apply_retention", crontab(hour=2, minute=17)),
    ActionItems(80, action_items.texts_to_review),
)
