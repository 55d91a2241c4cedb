"""The settings of the product, in a strict and throw-away room."""

import os
import tempfile

os.environ["ATELIER_VAR"] = os.environ.get("ATELIER_TEST_VAR") or tempfile.mkdtemp(prefix="atelier-tests-")
os.environ.setdefault("ATELIER_MODE", "demo")
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright keeps an event loop in the thread of the tests

from atelier.settings import *  # noqa: F403 - after the environment is set
from atelier.settings import BASE_DIR, CACHES, DATABASES, TEMPLATES
from tests.strict import UndefinedVariable

EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = UndefinedVariable(BASE_DIR / "templates")
# A test that is rolled back would leave its pages to the next one.
CACHES["pages"] = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
if (
    DATABASES["default"]["ENGINE"] == "atelier.core.sqlite"
):  # as Django and pytest-django do for the engine that they know
    DATABASES["default"]["TEST"] = {"NAME": ":memory:"}
WHITENOISE_AUTOREFRESH = True  # a file is looked for when it is asked: each client of a test would list them all
EVEN_ANSWERS = 0  # nobody waits in a test
SITE_URL = "http://testserver"  # the name that Django's test client gives
ALLOWED_HOSTS, CSRF_TRUSTED_ORIGINS = ["testserver"], [SITE_URL]
LOCAL_ONLY = False  # tests come under that name, and through proxies
