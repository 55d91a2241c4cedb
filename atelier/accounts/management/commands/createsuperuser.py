"""Django's command asks twice for a password that nobody would use: here one signs in with a mailed code."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from atelier.accounts.models import User
from atelier.core.email_addresses import normalize_email


class Command(BaseCommand):
    help = "Donne le rôle d’organisation à une adresse ; son compte est créé s’il n’y en a pas."

    def add_arguments(self, parser):
        parser.add_argument("--email", default="", help="adresse de courriel, où arriveront les codes")
        parser.add_argument("--first-name", default="", help="prénom")
        parser.add_argument("--last-name", default="", help="nom")
        parser.add_argument(
            "--noinput", "--no-input", action="store_false", dest="interactive", help="ne rien demander"
        )

    @transaction.atomic
    def handle(self, *, email, first_name, last_name, interactive, **options):
        values = {
            name: self._value(name, asked, typed, interactive=interactive)
            for name, asked, typed in (
                ("email", "Courriel", email), ("first_name", "Prénom", first_name), ("last_name", "Nom", last_name),
            )
        }  # fmt: skip
        user = User.objects.create_superuser(**values)
        if options["verbosity"]:
            self.stdout.write(
                f"{user.email}\u00a0: organisation. La connexion se fait par un code envoyé à cette adresse."
            )

    def _value(self, name: str, asked: str, typed: str, *, interactive: bool) -> Any:
        """What the column takes; asked for again as long as it is refused. A name may be left out."""
        field: Any = User._meta.get_field(name)
        must_ask = interactive and not typed
        while True:
            given = input(f"{asked}\u00a0: ") if must_ask else typed
            try:
                return field.clean(normalize_email(given) if name == "email" else given, None)
            except ValidationError as error:
                sentence = f"{asked}\u00a0: {error.messages[0]}"
                if not must_ask:
                    raise CommandError(sentence) from error
                self.stderr.write(sentence)
