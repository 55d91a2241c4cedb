from atelier.core.declarations import Audited, HelpSection, ScheduledTask, declare
from atelier.outbox.leaving import Recipe
from atelier.reminders import departure
from atelier.reminders.models import ReminderRule
from atelier.reminders.personal_data import PERSONAL_DATA

declare(
    *PERSONAL_DATA,
    Audited(ReminderRule, only=("trigger", "days", "direction", "hour", "is_active")),
    Recipe(ReminderRule.SOURCE, departure.make),
    ScheduledTask("atelier.reminders.tasks.plan", 300.0),
    HelpSection("organisation#courriels", ("admin:line_of_time", "admin:letter", "reminders_reminderrule")),
)
