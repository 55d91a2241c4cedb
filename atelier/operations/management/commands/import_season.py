from collections import Counter
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from atelier.operations.season_import import season_file
from atelier.operations.season_import.yaml_reader import FileError


class Command(BaseCommand):
    help = "Charge une saison depuis un fichier YAML. Sans --write, dit seulement ce qui changerait."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="le fichier, par exemple season-3.yaml")
        parser.add_argument("--write", action="store_true", help="écrire pour de bon")

    def handle(self, *, file, write, **options):
        try:
            changes = season_file.import_file(file, write=write)
        except FileError as error:
            raise CommandError(f"{file}, {error} Rien n’a été écrit.") from error
        for change in changes:
            self.stdout.write(str(change))
        counts = Counter(change.verb for change in changes)
        summary = ", ".join(f"{counts[verb]} à {verb}" for verb in ("créer", "modifier"))
        self.stdout.write(f"Total : {summary}, {counts['inchangé']} sans changement.")
        if not write:
            self.stdout.write("Essai à blanc : rien n’a été écrit. Ajoutez --write pour enregistrer.")
