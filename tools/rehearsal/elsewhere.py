"""The settings of a site in another time zone, `ZONE`."""

import os

from tests.settings import *  # noqa: F403

TIME_ZONE = os.environ["ZONE"]
