from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from atelier.keeping import backup


class Command(BaseCommand):
    help = "Écrit une archive de la base et des fichiers privés, pendant que le produit travaille."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, help="dossier où écrire l’archive")

    def handle(self, *, folder, **options):
        try:
            path = backup.write(folder)
        except backup.Refused as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{path} ({path.stat().st_size // 1000} ko)")
