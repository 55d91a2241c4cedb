"""The three pages that read a file, through the test client: what each answers, as somebody would read it.

People (six seats of an application), workbook (rehearsed, never written) and bank statement. Nothing stays in the
database: each answer is taken back.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse

from atelier.seasons.models import Job
from contributions.models import StatementLine
from tests.factories import ParticipantFactory, TriptychFactory, UserFactory

CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True)
class Answer:
    """`status` is that of the last page; `read` what was read, in plain values; `said` what it says."""

    status: int
    read: list[tuple]
    said: str

    @property
    def fault(self) -> str:
        """What is wrong whatever the file: an error, a control character, or neither something read nor a word."""
        if self.status >= 500:
            return f"status {self.status}"
        found = CONTROLS.search("".join(str(cell) for line in self.read for cell in line))
        if found:
            return f"a control character came in: {found[0]!r}"
        return "" if self.read or self.said else "neither read nor refused in words"


class Pages:
    """One application, one season, one organiser; `pages` are the three by name."""

    def __init__(self) -> None:
        contact = UserFactory(email="depot@example.org")
        staff = UserFactory(email="bureau@example.org", is_organiser=True, is_treasurer=True)
        application = TriptychFactory(complete=True, lead=contact)
        self.people_url = f"/candidatures/{application.pk}/triptyque/tableau/"
        triptych = TriptychFactory(
            season__number=4, admitted=True, territory__name="Ploumargat", territory__code="62041"
        )
        ParticipantFactory(triptych=triptych, last_name="Vial", email="vial@example.org")
        self.workbook_url = f"/admin/classeur/?saison={triptych.season.pk}"
        self.contact, self.staff = self._client(contact), self._client(staff)
        self.pages: dict[str, Callable[..., Answer]] = {
            "people": self.people,
            "workbook": self.workbook,
            "statement": self.statement,
        }

    @staticmethod
    def _client(user) -> Client:
        client = Client(raise_request_exception=False)
        client.force_login(user)
        return client

    def answer(self, page: str, name: str, content: bytes, **more: str) -> Answer:
        """Of one page; what it wrote is taken back."""
        with transaction.atomic():
            found = self.pages[page](name, content, **more)
            transaction.set_rollback(True)
        return found

    def people(self, name: str, content: bytes) -> Answer:
        page = self.contact.post(self.people_url, {"file": SimpleUploadedFile(name, content)})
        context = page.context or {}
        rows = context.get("rows", [])
        read = [(row.number, *row.values.values()) for row in rows]
        errors = [f"{row.number}\u00a0: {error}" for row in rows for error in row.errors]
        said = [*_errors(context), *(context.get("notes") or []), context.get("missing") or "", *errors]
        return Answer(page.status_code, read, " ".join(filter(None, said)))

    def workbook(self, name: str, content: bytes, sheet: str = "") -> Answer:
        """`sheet` is what the file is said to hold: the key of a worksheet, none for a whole workbook."""
        posted = {"file": SimpleUploadedFile(name, content), "sheet": sheet}
        page = self.staff.post(self.workbook_url, posted, follow=True)
        context = page.context or {}
        if "job" not in context:
            return Answer(page.status_code, [], " ".join(_errors(context)))
        job: Job = context["job"]
        read = [(row["sheet"], row["number"], row["state"], *map(str, row["changes"])) for row in job.rows]
        errors = [
            f"{row['sheet']} {row['number']}\u00a0: {' '.join(row['errors'])}" for row in job.rows if row["errors"]
        ]
        return Answer(page.status_code, read or [("lines", job.total)], " ".join([*context["notes"], *errors]))

    def statement(self, name: str, content: bytes) -> Answer:
        last = StatementLine.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        posted = {"read": "1", "file": SimpleUploadedFile(name, content)}
        page = self.staff.post(reverse("admin:statement"), posted, follow=True)
        context = page.context or {}
        lines = StatementLine.objects.filter(pk__gt=last).order_by("pk")
        read = [(f"{line.on:%d/%m/%Y}", line.label, f"{line.amount:.2f}") for line in lines]
        told = [str(message) for message in context.get("messages") or []]
        if "carried" in context:
            told.append("Colonnes à décrire.")
        return Answer(page.status_code, read, " ".join([*_errors(context), *told]))


def _errors(context) -> list[str]:
    form = context.get("form") if context else None
    return [str(error) for errors in form.errors.values() for error in errors] if form is not None else []
