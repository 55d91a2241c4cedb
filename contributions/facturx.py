"""Factur-X: the figures of an invoice as EN 16931 XML inside its PDF/A-3, by choice of the issuer.

What is built here is checked against the XSD of the EN 16931 profile by the `factur-x` library when it is made, and in
the tests against the schematrons of EN 16931 and of the French rules that the library carries. Business terms (BT, BG)
are those of EN 16931; notes PMT, PMD, AAB those of the French rules (BR-FR-05).
"""

from datetime import date

import facturx

from contributions.models import CreditNote, Invoice, Issuer, Payer

LEVEL = "en16931"
INVOICE, CREDIT = "380", "381"
TRANSFER, PIECE, EUROS, FRANCE, SERVICES = "30", "C62", "EUR", "FR", "S1"
SIRET, SIREN, FRENCH_ADDRESS, EMAIL = "0009", "0002", "0225", "EM"
# By regime: VAT category (BT-118) and the code of its exemption (BT-121).
CATEGORIES = {
    Issuer.Regime.OUT_OF_SCOPE: ("O", ""),
    Issuer.Regime.EXEMPT: ("E", "VATEX-FR-CGI261-7"),
    Issuer.Regime.FRANCHISE: ("E", "VATEX-FR-FRANCHISE"),
    Issuer.Regime.TAXABLE: ("S", ""),
}


def is_enabled(document: Invoice | CreditNote) -> bool:
    """Only invoices and their credit notes, where the issuer chose it; a call is no invoice."""
    said = document.snapshot
    is_final = said["kind"] in (Invoice.Kind.INVOICE, "credit")
    return Issuer.load().electronic and is_final and said["paper"] == Invoice.Kind.INVOICE


def embed_xml(document: Invoice | CreditNote, pdf: bytes) -> bytes:
    """The PDF/A-3 with its XML inside. Raises what the library raises when the XML does not follow the XSD."""
    made: bytes = facturx.generate_from_binary(
        pdf,
        invoice_xml(document),
        flavor="factur-x",
        level=LEVEL,
        lang="fr-FR",
        check_xsd=True,
        check_schematron=False,
        afrelationship="alternative",  # the same document in another form, whole
        pdf_metadata={
            "author": document.snapshot["issuer"]["name"],
            "keywords": "Factur-X",
            "title": document.number,
            "subject": document.number,
        },
    )
    return made


def invoice_xml(document: Invoice | CreditNote) -> bytes:
    """The XML of the profile EN 16931, from the snapshot alone, checked against the XSD."""
    xml: bytes = facturx.generate_cii_xml(
        _payment_terms(document),
        level=LEVEL,
        check_xsd=True,
        check_schematron=None,
    )
    return xml


def _payment_terms(document: Invoice | CreditNote) -> dict:
    """The business terms by their identifiers; amounts are text with two decimals, in euros."""
    said = document.snapshot
    amounts, issuer = said["amounts"], said["issuer"]
    is_credit = said["kind"] == "credit"
    on = date.fromisoformat(said["issued_on"])
    found = {
        "BT-1": document.number,
        "BT-2": on,
        "BT-3": CREDIT if is_credit else INVOICE,
        "BT-5": EUROS,
        "BT-10": said["payer"]["service_code"],
        "BT-13": said["payer"]["engagement"] or said["payer"]["order_reference"],
        "BT-23": SERVICES,
        "BT-72": min(on, date.fromisoformat(said["days"][1])) if said["days"] else on,
        "BG-1": [
            {"BT-21": "PMT", "BT-22": said["terms"]},
            {"BT-21": "PMD", "BT-22": said["terms"]},
            {"BT-21": "AAB", "BT-22": issuer["discount"]},
        ],
        "BG-4": _seller(issuer),
        "BG-7": _buyer(said["payer"]),
        "BT-106": amounts["net"],
        "BT-109": amounts["net"],
        "BT-110": amounts["vat"],
        "BT-112": amounts["total"],
        "BT-115": amounts["total"],
        **_taxes(said),
    }
    if is_credit:
        corrects = said["corrects"]
        found["BG-3"] = [{"BT-25": corrects["number"], "BT-26": date.fromisoformat(corrects["issued_on"])}]
    else:
        found |= {"BT-9": date.fromisoformat(said["due_on"]), "BT-81": TRANSFER, "BT-84": issuer["iban"]}
        found |= {"BT-86": issuer["bic"]}
    return {name: value for name, value in found.items() if value not in ("", None)}


def _seller(issuer: dict) -> dict:
    contact = {"name": issuer["name"], "phone": issuer["phone"], "email": issuer["email"]}
    party = _organisation(issuer) | {"contacts": [{name: value for name, value in contact.items() if value}]}
    if issuer["regime"] == Issuer.Regime.OUT_OF_SCOPE:  # BR-O-02: no number of VAT stands beside « not subject »
        return party
    if issuer["vat_number"]:
        return party | {"vat_identifier": issuer["vat_number"]}
    return party | {"tax_identifier": issuer["siret"][:9]}  # BT-32, which BR-E-02 takes where there is no BT-31


def missing_facturx_fields(payer: Payer) -> list[str]:
    """What the French rules want of a buyer beyond the paper: an electronic address (BR-FR-12)."""
    if payer.siret or payer.email:
        return []
    return [f"{payer} : il manque le SIRET, ou le courriel du service comptable, que demande le fichier Factur-X."]


def _buyer(payer: dict) -> dict:
    party = _organisation(payer)
    if not payer["siret"] and payer["email"]:
        party |= {"einvoicing_addr": payer["email"], "einvoicing_addr_schemeid": EMAIL}
    return party


def _organisation(said: dict) -> dict:
    """Name, address and numbers of a party; its electronic address (BT-34, BT-49) is its SIREN."""
    party = {
        "name": said["name"],
        "addr_l1": said["address"],
        "postcode": said["postcode"],
        "city": said["city"],
        "country_code": FRANCE,
    }
    if said["siret"]:
        siren = said["siret"][:9]
        party |= {
            "identifiers": {SIRET: said["siret"]},
            "legal_identifier": siren,
            "legal_identifier_schemeid": SIREN,
            "einvoicing_addr": siren,
            "einvoicing_addr_schemeid": FRENCH_ADDRESS,
        }
    return {name: value for name, value in party.items() if value}


def _taxes(said: dict) -> dict:
    """The VAT breakdown and the single line that it comes from."""
    amounts = said["amounts"]
    category, code = CATEGORIES[said["issuer"]["regime"]]
    rate = amounts["rate"] if category == "S" else "0"
    breakdown = {"BT-116": amounts["net"], "BT-117": amounts["vat"], "BT-118": category}
    line = {
        "BT-126": "1",
        "BT-129": "1",
        "BT-130": PIECE,
        "BT-131": amounts["net"],
        "BT-146": amounts["net"],
        "BT-151": category,
        "BT-153": f"{said['territory']}, participation à la saison {said['season']['number']}",
    }
    if category != "O":
        breakdown["BT-119"] = line["BT-152"] = rate
    if category != "S":
        breakdown["BT-120"] = said["issuer"]["mention"]
    if code:
        breakdown["BT-121"] = code
    return {"BG-23": [breakdown], "BG-25": [line]}
