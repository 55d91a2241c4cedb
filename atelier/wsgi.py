import os
from pathlib import Path

from django.core.wsgi import get_wsgi_application

from atelier import config
from atelier.operations.metrics_files import take_room

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "atelier.settings")

config.patience = config.PAGES
application = get_wsgi_application()
if folder := os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
    take_room(Path(folder))
