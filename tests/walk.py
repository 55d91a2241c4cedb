"""What each role is answered at each address, asked for once by each process: tests of several subjects read it.

The season has six categories, the most that there may be, and its territories envisage to pay `AMOUNT`. The team has
passed its second factor, as production wants it, but where it makes one.
"""

import zlib
from dataclasses import dataclass
from decimal import Decimal

from django.contrib import admin
from django.test import override_settings
from django.urls import reverse

from atelier.backoffice.workbook import import_export
from territories import documents
from territories.models import Triptych
from tests import access_world, several_rows
from tests.access_matrix import MATRIX, OWN_FACTOR, ROLES, TEAM
from tests.admin_actions import prove, second_factor_of

AMOUNT = Decimal("7654.32")
MORE = (("artisans", "Artisanes et artisans"), ("habitants", "Habitantes"), ("jeunes", "Jeunesse"))  # categories

Answers = dict[str, dict[str, "Answer"]]  # by role, by name of the address


@dataclass(frozen=True)
class Answer:
    path: str
    status_code: int
    headers: dict[str, str]
    packed: bytes

    @classmethod
    def of(cls, response) -> "Answer":
        content = b"".join(response.streaming_content) if response.streaming else response.content
        return cls(
            response.request["PATH_INFO"], response.status_code, dict(response.headers), zlib.compress(content, 1)
        )

    @property
    def content(self) -> bytes:
        return zlib.decompress(self.packed)

    @property
    def type(self) -> str:
        return self.headers.get("Content-Type", "")

    @property
    def is_page(self) -> bool:
        return self.type.startswith("text/html") and bool(self.content)


def build(one):
    """The world of the access tests where each territory envisages to pay `AMOUNT`."""
    made = access_world.build(one)
    people, arguments = made["world"]
    return {**made, "walked_world": (people, arguments | {"workbook_file": {"pk": envisage(people).pk}})}


def through(client, world, roles=ROLES) -> Answers:
    people, arguments = world
    addresses = {name: reverse(name, kwargs=arguments.get(name)) for name in MATRIX} | tables()

    def ask(names):
        with several_rows.counted():
            return {name: Answer.of(client.get(addresses[name])) for name in names}

    found = {}
    for role in roles:
        user = people[role]
        client.logout()
        if user:
            client.force_login(user)
        found[role] = ask(sorted(OWN_FACTOR))
        if role in TEAM:
            second_factor_of(user)
            prove(client, user)
        with override_settings(STAFF_SECOND_FACTOR=role in TEAM):
            found[role] |= ask([name for name in addresses if name not in OWN_FACTOR])
    return found


def envisage(people):
    """Every territory envisages this amount; documents and the workbook are made anew."""
    Triptych.objects.update(wished_amount=AMOUNT)
    for triptych in Triptych.objects.exclude(summary_sha256=""):
        Triptych.objects.filter(pk=triptych.pk).update(summary_sha256="")
        documents.acknowledge(triptych.pk)
    whole = {"sheets": list(import_export.worksheets().values()), "extension": "xlsx"}
    season = people["participant"].participants.order_by("pk")[0].season
    return import_export.export(season=season, author=people["organiser"], **whole)


def tables() -> dict[str, str]:
    """Of each table of the administration: its list, its form, and three rows with their history."""
    found = {}
    for model in admin.site._registry:
        label = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        found |= {f"{label}_{page}": reverse(f"{label}_{page}") for page in ("changelist", "add")}
        for row in model._base_manager.order_by("pk")[:3]:
            found |= {
                f"{label} {row.pk} {page}": reverse(f"{label}_{page}", args=[row.pk]) for page in ("change", "history")
            }
    return found
