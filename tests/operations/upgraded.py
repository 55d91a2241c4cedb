"""The settings of the product after an upgrade that adds a table and a constraint."""

from atelier.settings import *  # noqa: F403
from atelier.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.operations.later"]
