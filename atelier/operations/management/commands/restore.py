import signal
import sys
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from atelier.operations.backup import archive, encryption
from atelier.operations.backup import restore as restoration


class Command(BaseCommand):
    help = "Remet une archive à la place de la base et des fichiers ; retient les courriels, rejoue les effacements."

    def add_arguments(self, parser):
        parser.add_argument("archive", type=Path, nargs="?")
        parser.add_argument("--identity", type=Path, metavar="CLÉ", help="clé privée, pour une archive chiffrée")
        parser.add_argument("--over", action="store_true", help="remplacer ce qui est là")
        parser.add_argument(
            "--forget",
            action="store_true",
            help="garder ce qui est là, détruire ce qu’une restauration a laissé de côté",
        )
        parser.add_argument(
            "--abandon", action="store_true", help="revenir à ce qui était là avant une restauration interrompue"
        )

    def handle(self, *, abandon, forget, identity, over, **options):
        if [bool(options["archive"]), abandon, forget].count(True) != 1:
            raise CommandError("Donnez une archive, ou --abandon, ou --forget.")
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # what was there comes back
        try:
            if abandon:
                self.abandon(over=over)
            elif forget:
                restoration.forget()
                self.stdout.write("Ce qui était de côté est détruit, et le site est ouvert.")
            else:
                with encryption.clear(options["archive"], identity) as path:
                    self.restore(path, over=over)
        except archive.Refused as error:
            raise CommandError(str(error)) from error

    def abandon(self, *, over):
        if restoration.abandon(over=over):
            self.stdout.write("Ce qui était là est revenu, et le site est ouvert.")
        else:
            self.stdout.write("La sauvegarde était remise : c’est fini, et le site est ouvert.")

    def restore(self, path, *, over):
        done = restoration.restore(path, over=over)
        manifest = done["manifest"]
        self.stdout.write(f"Sauvegarde du {manifest.made_at} remise (version {manifest.product}).")
        self.stdout.write(f"Courriels retenus, à relire puis à laisser partir : {done['held']}.")
        self.stdout.write(f"Effacements rejoués : {done['erased']}.")
        if manifest.mode != settings.MODE:
            self.stderr.write(f"Cette sauvegarde vient du mode {manifest.mode}, et vous êtes en {settings.MODE}.")
