"""Factur-X, by choice: the XML follows the XSD of EN 16931 and says the figures of the invoice."""

import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import facturx
import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from lxml import etree
from saxonche import PySaxonProcessor

from contributions import documents, invoicing
from contributions import facturx as electronic
from contributions.models import Issuer
from tests.factories import TriptychFactory, UserFactory, add_days, settled

pytestmark = pytest.mark.django_db

RULES = Path(facturx.__file__).parent / "xsd_and_schematron"
SCHEMATRONS = ("facturx-en16931/FACTUR-X_EN16931.xslt", "cii-schematron-fr-ctc/BR-FR-Flux2-Schematron-CII.xslt")
ON = date(2025, 4, 8)


def issue(**details):
    payer = settled(**{"postcode": "62000", **details})
    Issuer.objects.update(postcode="75000", bic="AGRIFRPP", email="tresorerie@example.org")
    return invoicing.issue_document(instalment=payer.instalments.get(), on=ON)


def values(content, *names):
    tree = etree.fromstring(content)
    return [tree.xpath(f"string(//*[local-name()='{name}'][1])") for name in names]


@pytest.fixture(scope="module")
def schematrons():
    """The rules of EN 16931 and those of France, as the library carries them: XSLT 2, which lxml does not run."""
    processor = PySaxonProcessor(license=False)
    compiler = processor.new_xslt30_processor()
    return processor, [compiler.compile_stylesheet(stylesheet_file=str(RULES / one)) for one in SCHEMATRONS]


def broken_rules(schematrons, content):
    processor, sheets = schematrons
    found = []
    for sheet in sheets:
        report = sheet.transform_to_string(xdm_node=processor.parse_xml(xml_text=content.decode()))
        failed = etree.fromstring(report.encode()).iter("{http://purl.oclc.org/dsdl/svrl}failed-assert")
        found += [(one.get("id"), " ".join("".join(one.itertext()).split())) for one in failed]
    return found


# Without a number of its own, whoever adds VAT issues nothing: see below.
ISSUERS = [
    *((regime, "FR40303265045") for regime in Issuer.Regime.values),
    *((regime, "") for regime in Issuer.Regime.values if regime != "taxable"),
]


@pytest.mark.parametrize(("regime", "vat_number"), ISSUERS)
def test_no_rule_is_broken_by_any_regime_payer_or_credit_note(schematrons, regime, vat_number):
    Issuer.objects.update(regime=regime, vat_number=vat_number, electronic=True)
    buyers = [
        {"is_public": True, "engagement": "BC-7", "service_code": "DGS"},
        {"is_public": False},
        {"is_public": False, "siret": "", "email": "compta@example.org"},
    ]
    for buyer in buyers:
        invoice = issue(amount=Decimal("4500.57"), **buyer)
        by = {"invoice": invoice, "reason": "Erreur", "by": UserFactory(), "on": ON}
        note = invoicing.issue_credit_note(amount=Decimal("1090.56"), **by)

        assert broken_rules(schematrons, electronic.invoice_xml(invoice)) == []
        assert broken_rules(schematrons, electronic.invoice_xml(note)) == []


def test_what_the_rules_would_refuse_is_named_and_not_issued():
    Issuer.objects.update(regime="taxable", vat_number="")
    with pytest.raises(ValidationError, match="il manque le numéro de TVA"):
        issue()
    Issuer.objects.update(regime="out", electronic=True)
    with pytest.raises(ValidationError, match="le courriel du service comptable"):
        issue(is_public=False, siret="", email="")
    Issuer.objects.update(electronic=False)

    assert issue(is_public=False, siret="", email="").number


@pytest.mark.parametrize("regime", Issuer.Regime.values)
@pytest.mark.parametrize("is_public", [True, False])
def test_the_xml_follows_the_schema_in_every_regime(regime, is_public):
    Issuer.objects.update(regime=regime, vat_number="FR40303265045")
    invoice = issue(is_public=is_public, engagement="BC-7", service_code="DGS")

    content = electronic.invoice_xml(invoice)

    assert facturx.xml_check_xsd(content, flavor="factur-x", level="en16931")
    said = values(content, "GrandTotalAmount", "TaxBasisTotalAmount", "DuePayableAmount", "BuyerReference")
    assert said == [str(invoice.total), str(invoice.net), str(invoice.total), "DGS"]


@pytest.mark.parametrize(
    ("dates", "said"),
    [
        ([date(2025, 1, 14), date(2025, 3, 11)], "20250311"),
        ([date(2025, 1, 14), date(2025, 6, 17)], "20250408"),  # no later than the invoice
        ([], "20250408"),
    ],
)
def test_the_service_was_given_on_the_last_day_that_is_past(dates, said):
    triptych = TriptychFactory(admitted=True)
    add_days(triptych.season, *dates)

    content = electronic.invoice_xml(issue(triptych=triptych))

    assert [value.strip() for value in values(content, "OccurrenceDateTime")] == [said]


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
