from django.apps import AppConfig


class ChecklistConfig(AppConfig):
    name = "atelier.checklist"
    label = "checklist"
    verbose_name = "Rétroplanning"
