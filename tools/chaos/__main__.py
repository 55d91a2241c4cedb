"""`make chaos`: races between real processes on the database of DATABASE_URL, or on SQLite."""

import os
import sys
import tempfile

os.environ["DJANGO_SETTINGS_MODULE"] = "tools.chaos.settings"
os.environ.setdefault("ATELIER_TEST_VAR", tempfile.mkdtemp(prefix="atelier-chaos-"))

import django

django.setup()

from django.core.management import call_command
from django.db import connection

from atelier.accounts.models import User
from tools.chaos import broker, faults, mail, numbers, places, races, restarts


def main() -> int:
    harm = 0
    call_command("migrate", verbosity=0)
    User.objects.for_email("chaos@example.org")
    print(f"Database: {connection.vendor}")
    for name, (prepare, attempt, winners) in places.RACES.items():
        tally = races.run(name, prepare, attempt, winners, protected=True)
        harm += tally.too_many + sum(count for said, count in tally.outcomes.items() if said.startswith("errors"))
        print(f"  protected    {tally}", flush=True)
    harm += numbers.run()
    harm += mail.run()
    harm += faults.run()
    harm += broker.run()
    harm += connection.vendor == "postgresql" and restarts.run()  # a file does not restart
    harm += connection.vendor == "postgresql" and numbers.run(protected=False) == 0  # SQLite has one writer anyway
    places.drop_constraints()
    for name, (prepare, attempt, winners) in places.RACES.items():
        control = races.run(name, prepare, attempt, winners, protected=False)
        harm += control.too_many == 0
        print(f"  unprotected  {control}", flush=True)
    return 1 if harm else 0


if __name__ == "__main__":
    sys.exit(main())
