from celery import shared_task
from django.urls import reverse

from atelier.reminders import planner
from atelier.seasons import failures
from atelier.seasons.models import Failure


@shared_task
def plan() -> None:
    every = failures.Item("plan", "aucune, pour aucune saison", reverse("admin:line_of_time"))
    with failures.apart(Failure.Kind.REMINDER, every):
        planner.plan_messages()
