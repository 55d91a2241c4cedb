"""`make attack`: strangers try seventeen kinds of harm against a server in production settings, behind nginx.

Real web processes, a worker, PostgreSQL, Redis, an SMTP server; each kind prints what it tried and what did not hold.
KIND=4 or KIND=4,10 tries these alone; ERASURE_WORLDS=25 tries fewer worlds in kind 1 than the thousand.
"""

import logging
import os
import sys
from contextlib import ExitStack

import django

from tests import services
from tools.attack import servers


def main() -> int:
    chosen = {int(number) for number in os.environ.get("KIND", "").replace(",", " ").split()}
    with ExitStack() as exits:
        try:
            stand = exits.enter_context(servers.prepared())
        except services.Missing as missing:
            print(f"Not attacked, {missing} is not installed.")
            return 1 if services.required() else 0
        django.setup()
        logging.disable()  # what this process does is not what is attacked
        from tools.attack import campaign  # noqa: PLC0415 - once the settings of the stand are known

        exits.enter_context(servers.served(stand))
        return 1 if campaign.run(stand, chosen) else 0


if __name__ == "__main__":
    sys.exit(main())
