from atelier.core.personal_data import NotPersonal

PERSONAL_DATA = (NotPersonal("reminders.ReminderRule", "trigger subject text"),)
