from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from atelier.operations.backup import archive, create, encryption


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

        parser.add_argument("--identity", type=Path, metavar="CLÉ", help="clé privée, pour relire une archive chiffrée")
        parser.add_argument(
            "--keep", type=int, metavar="JOURS", help="supprimer ensuite les archives plus anciennes du dossier"
        )
        parser.add_argument("--prove", action="store_true", help="remettre l’archive à part, pour essai")

    def handle(self, *, folder, verify, identity, keep, prove, **options):
        if bool(folder) == bool(verify):
            raise CommandError("Donnez un dossier où écrire, ou --verify ARCHIVE.")
        if keep is not None and keep < 1:
            raise CommandError("--keep\u00a0: un nombre de jours, 1 au moins.")
        try:
            if verify:
                with encryption.clear(verify, identity) as readable:
                    path, manifest = verify, archive.read(readable)
            else:
                path, manifest = create.write(folder, keep=keep, proved=prove)
        except (archive.Refused, create.NotProved) as error:
            raise CommandError(str(error)) from error
        size = path.stat().st_size // 1000
        self.stdout.write(f"{path} ({size} ko) : entière, {len(manifest.members) - 1} fichiers, du {manifest.made_at}")
        for name in manifest.skipped:
            self.stderr.write(f"Disparu ou changeant pendant la copie : {name}")
        for name in manifest.absent:
            self.stderr.write(f"Nommé par la base, mais absent : {name}")
