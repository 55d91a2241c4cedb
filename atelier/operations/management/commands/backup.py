from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from atelier.operations.backup import archive, create


class Command(BaseCommand):
    help = "Écrit une archive de la base et des fichiers privés, pendant que le produit travaille, et la relit."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, nargs="?", help="dossier où écrire l’archive")
        parser.add_argument(
            "--verify",
            type=Path,
            metavar="ARCHIVE",
            help="relire une archive, sans rien écrire",
        )

    def handle(self, *, folder, verify, **options):
        if bool(folder) == bool(verify):
            raise CommandError("Donnez un dossier où écrire, ou --verify ARCHIVE.")
        try:
            path, manifest = (verify, archive.read(verify)) if verify else create.write(folder)
        except archive.Refused as error:
            raise CommandError(str(error)) from error
        size = path.stat().st_size // 1000
        self.stdout.write(f"{path} ({size} ko) : entière, {len(manifest.members) - 1} fichiers, du {manifest.made_at}")
        for name in manifest.skipped:
            self.stderr.write(f"Disparu ou changeant pendant la copie : {name}")
        for name in manifest.absent:
            self.stderr.write(f"Nommé par la base, mais absent : {name}")
