"""Done once all models are loaded: the triggers of the page cache around a migration, bounded lookups, clean
text columns, rows that stay deleted, what a task knows of erasures."""

from celery.signals import task_postrun, task_prerun
from django.apps import apps
from django.db.models.signals import post_migrate, pre_migrate

from atelier.core import erasures, page_cache
from atelier.core.bounded_lookup import bound_lookups
from atelier.core.gone_rows import stay_gone
from atelier.core.own_apps import own_models
from atelier.core.plain_text import clean_columns

pre_migrate.connect(page_cache.drop_triggers, sender=apps.get_app_config("core"))
post_migrate.connect(page_cache.create_triggers, sender=apps.get_app_config("core"))
bound_lookups()
clean_columns(own_models())
stay_gone(own_models())
task_prerun.connect(erasures.task_begins)
task_postrun.connect(erasures.task_ends)
