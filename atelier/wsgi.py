import os

from django.core.wsgi import get_wsgi_application

from atelier import config

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "atelier.settings")

config.patience = config.PAGES
application = get_wsgi_application()
