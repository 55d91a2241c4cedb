import signal
import sys

from django.core.management.base import BaseCommand, CommandError
from environs import EnvError

from atelier.operations import database_copy


class Command(BaseCommand):
    help = "Recopie une autre base (SQLite ou PostgreSQL) dans celle de DATABASE_URL, qui doit être neuve."

    def add_arguments(self, parser):
        parser.add_argument("address", metavar="ADRESSE", help="par exemple sqlite:////srv/atelier/var/atelier.sqlite3")

    def handle(self, *, address, **options):
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # the site opens again
        try:
            rows = database_copy.copy_from(address)
        except EnvError as error:
            raise CommandError(f"L’adresse ne se lit pas\u00a0: {error}") from error
        except database_copy.Refused as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{sum(rows.values())} lignes de {len(rows)} tables, les mêmes des deux côtés.")
