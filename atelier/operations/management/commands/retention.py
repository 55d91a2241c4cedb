from django.core.management.base import BaseCommand

from atelier.privacy import retention


class Command(BaseCommand):
    help = "Dit ce dont la durée de conservation est passée ; --write l’efface, comme chaque nuit."

    def add_arguments(self, parser):
        parser.add_argument("--write", action="store_true")

    def handle(self, *, write, **options):
        found = retention.due()
        self.stdout.write(f"Besoins d’aménagement : {len(found.needs)}. Courriels : {len(found.messages)}.")
        self.stdout.write(f"Repas : {len(found.meals)}.")
        self.stdout.write(f"Positionnements dont les réponses partent : {len(found.answers)}.")
        self.stdout.write(f"Saisons dont l’évaluation part : {len(found.evaluated)}.")
        self.stdout.write(f"Saisons dont les fichiers partagés partent : {len(found.shared)}.")
        self.stdout.write(f"Brouillons abandonnés : {len(found.drafts)}.")
        self.stdout.write(f"Personnes : {len(found.addresses)}.")
        for address in found.addresses:
            self.stdout.write(f"  {address}")
        if write:
            self.stdout.write(f"Effacé : {retention.apply()}")
