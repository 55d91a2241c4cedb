import logging

from django.core.management.base import BaseCommand, CommandError

from atelier.operations.demo import build, cast
from atelier.seasons.models import Season


class Command(BaseCommand):
    help = "Efface tout et reconstruit la démonstration autour d’aujourd’hui (mode demo seulement)."

    def add_arguments(self, parser):
        parser.add_argument(
            "--if-empty",
            action="store_true",
            help="ne rien faire si la base contient une saison",
        )

    def handle(self, *, if_empty, **options):
        if if_empty and Season.objects.exists():
            return
        log = logging.getLogger("atelier.core.background")
        before = log.level
        log.setLevel(logging.ERROR)  # no worker is there yet, and none is needed
        try:
            season = build.rebuild()
        except build.NotADemo as error:
            raise CommandError("Cette commande efface la base : elle n’existe qu’avec ATELIER_MODE=demo.") from error
        finally:
            log.setLevel(before)
        self.stdout.write(f"{season} : démonstration prête.")
        for email, first_name, last_name, _ in cast.STAFF:
            self.stdout.write(f"  {email} ({first_name} {last_name}, équipe)")
        self.stdout.write(f"  {cast.CONTACT[0]} (référente) et {cast.PARTICIPANT_EMAIL} (participante)")
