from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from atelier.keeping import backup


class Command(BaseCommand):
    help = "Remet une archive à la place de la base et des fichiers ; retient les courriels, rejoue les effacements."

    def add_arguments(self, parser):
        parser.add_argument("archive", type=Path)
        parser.add_argument("--over", action="store_true", help="remplacer ce qui est là")

    def handle(self, *, archive, over, **options):
        try:
            done = backup.restore(archive, over=over)
        except backup.Refused as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Sauvegarde du {done['made_at']} remise.")
        self.stdout.write(f"Courriels retenus, à relire puis à laisser partir : {done['held']}.")
        self.stdout.write(f"Effacements rejoués : {done['erased']}.")
