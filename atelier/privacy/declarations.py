from celery.schedules import crontab

from atelier.core.declarations import ActionItems, ScheduledTask, declare
from atelier.privacy import action_items, mail_samples
from atelier.privacy.personal_data import PERSONAL_DATA

declare(
    *PERSONAL_DATA,
    *mail_samples.SAMPLES,
    ScheduledTask("atelier.privacy.tasks.apply_retention", crontab(hour=2, minute=17)),
    ActionItems(80, action_items.texts_to_review, action_items.waiting_texts),
)
