from celery import shared_task

from atelier.seasons import planner


@shared_task
def plan() -> None:
    planner.plan()
