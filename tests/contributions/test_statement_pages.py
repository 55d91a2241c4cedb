"""A bank statement is read, its lines are matched or set aside."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains

from contributions import invoicing
from contributions.models import Payment, StatementLine
from tests.admin_actions import shown_by
from tests.factories import settled
from tests.hostile_files import FEW, hostile

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


def test_a_statement_is_read_seen_then_applied(as_user, treasurer, triptych):
    on = TODAY - timedelta(days=40)
    invoice = invoicing.issue_document(instalment=settled(triptych=triptych).instalments.get(), on=on)
    content = f"date;libelle;montant\n{TODAY:%d/%m/%Y};VIR {invoice.number};4500,00\n".encode()
    client, page = as_user(treasurer), reverse("admin:statement")

    response = client.post(page, {"read": "1", "file": SimpleUploadedFile("r.csv", content)}, follow=True)

    assertContains(response, "le libellé porte son numéro")
    assert Payment.objects.count() == 0
    (match,) = response.context["matches"]
    client.post(page, {"line": match.line.pk, "invoice": invoice.pk, **shown_by(response)})
    assert Payment.objects.get().amount == 4500
    assertContains(client.get(page), "Aucune ligne n’attend.")


def test_a_line_is_set_aside_by_a_button(as_user, treasurer):
    client, page = as_user(treasurer), reverse("admin:statement")
    client.post(page, {"read": "1", "file": SimpleUploadedFile("r.csv", b"date;libelle;montant\n2026-05-04;DON;20\n")})

    response = client.post(page, {"aside": StatementLine.objects.get().pk}, follow=True)

    assertContains(response, "Aucune ligne n’attend.")


def test_a_broken_statement_says_why(as_user, treasurer):
    page = reverse("admin:statement")

    response = as_user(treasurer).post(page, {"read": "1", "file": SimpleUploadedFile("r.csv", b"x;y\n1;2\n")})

    assertContains(response, "titres des colonnes")


@pytest.mark.usefixtures("mode")
@pytest.mark.parametrize("case", FEW)
def test_a_hostile_statement_is_refused_in_words(case, as_user, treasurer):
    name, content, words = hostile(case)

    response = as_user(treasurer).post(
        reverse("admin:statement"), {"read": "1", "file": SimpleUploadedFile(name, content)}
    )

    assert re.search(words, " ".join(response.context["form"].errors["file"]))
    assert StatementLine.objects.count() == 0
