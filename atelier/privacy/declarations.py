from celery.schedules import crontab

from atelier.core.declarations import ActionItems, ScheduledTask, declare
from atelier.outbox.personal_links import PersonalLink
from atelier.privacy import action_items, emails, mail_samples, own_address
from atelier.privacy.personal_data import PERSONAL_DATA

declare(
    *PERSONAL_DATA,
    *mail_samples.SAMPLES,
    PersonalLink(emails.OWN_ADDRESS_PROOF, "prove_own_address", own_address.token_of_reader),
    ScheduledTask("atelier.privacy.tasks.apply_retention", crontab(hour=2, minute=17)),
    ActionItems(80, action_items.texts_to_review, action_items.waiting_texts),
)
