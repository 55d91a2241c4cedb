from django.apps import AppConfig


class RemindersConfig(AppConfig):
    name = "atelier.reminders"
    label = "reminders"
    verbose_name = "Relances"
