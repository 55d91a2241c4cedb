from atelier.core.declarations import Audited, HelpSection, ScheduledTask, WorkPage, declare
from atelier.outbox.leaving import Recipe
from atelier.reminders import departure
from atelier.reminders.models import ReminderRule
from atelier.reminders.personal_data import PERSONAL_DATA

declare(
    *PERSONAL_DATA,
    Audited(ReminderRule, only=("trigger", "days", "direction", "hour", "is_active")),
    Recipe(ReminderRule.SOURCE, departure.make),
    ScheduledTask("atelier.reminders.tasks.plan", 300.0),
    WorkPage("Écrire", "admin:letter", "reminders.change_reminderrule", "lettre courriel envoyer"),
    WorkPage("Relances de la saison", "admin:line_of_time", "reminders.change_reminderrule", "frise"),
    HelpSection("organisation#courriels", ("admin:line_of_time", "admin:letter", "reminders_reminderrule")),
)
