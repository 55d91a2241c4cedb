"""Factur-X, by choice: the XML follows the XSD of EN 16931 and says the figures of the invoice."""

import io
from datetime import date
from decimal import Decimal

import facturx
import pikepdf
import pytest
from django.core.files.storage import default_storage
from lxml import etree

from contributions import documents, invoicing
from contributions import facturx as electronic
from contributions.models import Issuer
from tests.factories import UserFactory, settled

pytestmark = pytest.mark.django_db

ON = date(2027, 4, 8)


def issue(**details):
    payer = settled(postcode="62000", **details)
    Issuer.objects.update(postcode="75000", bic="AGRIFRPP", email="tresorerie@example.org")
    return invoicing.issue_document(instalment=payer.instalments.get(), on=ON)


def values(content, *names):
    tree = etree.fromstring(content)
    return [tree.xpath(f"string(//*[local-name()='{name}'][1])") for name in names]


@pytest.mark.parametrize("regime", Issuer.Regime.values)
@pytest.mark.parametrize("is_public", [True, False])
def test_the_xml_follows_the_schema_in_every_regime(regime, is_public):
    Issuer.objects.update(regime=regime, vat_number="FR40303265045")
    invoice = issue(is_public=is_public, engagement="BC-7", service_code="DGS")

    content = electronic.invoice_xml(invoice)

    assert facturx.xml_check_xsd(content, flavor="factur-x", level="en16931")
    said = values(content, "GrandTotalAmount", "TaxBasisTotalAmount", "DuePayableAmount", "BuyerReference")
    assert said == [str(invoice.total), str(invoice.net), str(invoice.total), "DGS"]


def test_a_credit_note_names_its_invoice_and_no_means_of_payment():
    invoice = issue()
    note = invoicing.issue_credit_note(invoice=invoice, amount=Decimal(1000), reason="Erreur", by=UserFactory(), on=ON)

    content = electronic.invoice_xml(note)

    assert facturx.xml_check_xsd(content, flavor="factur-x", level="en16931")
    assert invoice.number.encode() in content
    assert b"381" in content
    assert b"IBANID" not in content


# WeasyPrint leaves the colour profile of the archive open; nothing of ours.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_the_file_is_off_by_default_and_carried_when_chosen():
    plain = documents.render_invoice(issue().pk)
    Issuer.objects.update(electronic=True)
    carrying = documents.render_invoice(issue().pk)

    assert [contents(plain), contents(carrying)] == [([], True, False), (["factur-x.xml"], False, True)]


def contents(invoice):
    """The files it carries, whether it is tagged, whether it is an archive."""
    with default_storage.open(invoice.pdf_path) as file:
        pdf = pikepdf.open(io.BytesIO(file.read()))
    metadata = pdf.Root.Metadata.read_bytes()
    return list(pdf.attachments), b"pdfuaid" in metadata, b"pdfaid" in metadata


@pytest.mark.parametrize("nature", ["grant", "dues"])
def test_a_call_is_no_invoice_and_carries_nothing(nature):
    Issuer.objects.update(electronic=True)

    assert not electronic.is_enabled(issue(nature=nature))
