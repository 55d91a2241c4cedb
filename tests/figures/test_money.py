"""What pages, papers and exports say of money, beside plain sums of whole cents."""

import io
from decimal import ROUND_HALF_UP, Decimal

import openpyxl
import pytest
from django.urls import reverse

from contributions import documents
from tests.factories import UserFactory
from tests.fec_reader import read_fec
from tests.figures import shown

pytestmark = pytest.mark.django_db

NAMES = ("wished", "agreed", "asked", "paid", "late")


def cents(value):
    return int((Decimal(str(value or 0)) * 100).quantize(Decimal(1)))


def test_the_ledger_of_the_test_is_messy(ledger, messy):
    """An over-payment, a refusal, a refund, a carried sum, a cancelled payment, a quote, a withdrawal that owes."""
    asking = ledger.asking(messy.season.pk)
    assert min(map(ledger.due, asking)) == -20001
    assert {one["kind"] for one in ledger.payments} == {"received", "refund", "carried"}
    assert ledger.budget(messy.season.pk)[messy.gone.pk][2:] > [0, 0, 0]


@pytest.mark.parametrize("name", ["season", "other", "former"])
def test_the_budget_and_its_workbook(read, ledger, messy, name):
    season = getattr(messy, name).pk
    page = read("admin:budget", saison=season)
    found, totals = ledger.budget(season), ledger.totals(season)
    table = shown.tables(page)["Budget par territoire"]
    true = [
        [ledger.name(key), *map(shown.euros, row[:4]), shown.euros(row[4]) if row[4] else "–"]
        for key, row in found.items()
    ]
    assert sorted(row[:6] for row in table[1:-1]) == sorted(true)
    assert table[-1][1:6] == list(map(shown.euros, totals))

    book = openpyxl.load_workbook(io.BytesIO(read("admin:budget_xlsx", saison=season)))
    sheets = {sheet.title: list(sheet.iter_rows(values_only=True))[1:] for sheet in book}
    assert sorted((row[0], *map(cents, row[1:])) for row in sheets["Territoires"]) == sorted(
        (ledger.name(key), *row) for key, row in found.items()
    )
    asking = {one["number"]: one for one in ledger.asking(season)}
    assert {row[0]: [cents(cell) for cell in row[5:]] for row in sheets["Documents"]} == {
        number: [one["total"], ledger.credited(one), ledger.paid(one), ledger.due(one)]
        for number, one in asking.items()
    }
    kept = [one for one in ledger.payments if one["cancelled_at"] is None]
    assert sorted((row[2], cents(row[3]), cents(row[4])) for row in sheets["Versements"]) == sorted(
        (ledger.invoices[one["invoice_id"]]["number"], one["amount"], one["fees"])
        for one in kept
        if ledger.invoices[one["invoice_id"]]["number"] in asking
    )
    assert sum(cents(row[2]) for row in sheets["Autres financements"]) == ledger.received(season)
    assert sum(cents(row[3]) for row in sheets["Versements"]) == totals[3]


def test_the_first_pages_of_the_organisers_and_of_the_treasurer(read, as_user, treasurer, ledger, messy):
    _, agreed, asked, paid, late = map(shown.euros, ledger.totals(messy.season.pk))
    said = shown.words(read("admin:index"))
    assert f"{agreed} convenus {asked} demandés, {paid} versés {late} en retard" in said

    said = shown.words(as_user(treasurer).get(reverse("admin:index")).content.decode())
    assert f"Convenu {agreed} Demandé {asked} Versé {paid} En retard {late}" in said
    for one in ledger.asking(messy.season.pk):
        payer = ledger.organisations[ledger.payers[one["payer_id"]]["organisation_id"]]["name"]
        line = f"{one['number']}, {payer} : {shown.euros(ledger.due(one))} depuis le"
        assert (line in said) == bool(ledger.late(one))
    standing = {one["instalment_id"] for one in ledger.asking(messy.season.pk) if not one["credited_in_full"]}
    waiting = [one for one in ledger.instalments if one["id"] not in standing]
    own = [one for one in waiting if ledger.agreements[ledger.payers[one["payer_id"]]["agreement_id"]]["triptych_id"]
           == messy.four.pk]  # fmt: skip
    assert len(own) == 1
    assert f": {shown.euros(own[0]['amount'])}, à demander le" in said


def test_the_page_of_each_document(read, ledger, messy):
    for one in ledger.asking(messy.season.pk):
        said = shown.words(read("admin:contributions_invoice_read", one["id"]))
        due = ledger.due(one)
        if due:
            left = f"reste {shown.euros(due)}" if due > 0 else f"trop-perçu de {shown.euros(-due)}"
            assert f"À payer {left}" in said
            assert ("en retard depuis" in said) == bool(ledger.late(one))
        else:
            assert "À payer rien à payer" in said
        assert f"Montant TTC {shown.euros(one['total'])}" in said
        assert f"Versé {shown.euros(ledger.paid(one))}" in said
        assert f"Avoirs {shown.euros(ledger.credited(one))}" in said or not ledger.credited(one)


def test_the_page_of_a_territory_and_of_its_seasons(read, rows, ledger, messy):
    for triptych in (messy.val, messy.twin, messy.gone, messy.four):
        page = read("admin:territories_triptych_read", triptych.pk)
        table = next(one for one in shown.tables(page).values() if one[0] == ["Quoi", "Montant", "État"])
        agreement = next(one for one in ledger.agreements.values() if one["triptych_id"] == triptych.pk)
        own = [one for one in ledger.invoices.values() if ledger.triptych_of(one) == triptych.pk]
        assert sorted(row[1] for row in table[1:]) == sorted(
            map(shown.euros, [agreement["agreed_amount"], *(one["total"] for one in own)])
        )
        states = {row[0].partition(",")[0]: row[2] for row in table[1:]}
        for one in own:
            due = 0 if one["kind"] == "quote" else ledger.due(one)
            words = {-1: f"trop-perçu de {shown.euros(-due)}", 0: "rien à payer", 1: f"reste {shown.euros(due)}"}
            assert states[one["number"]].startswith(words[(due > 0) - (due < 0)])

    page = read("admin:territories_territory_read", messy.val.territory_id)
    table = next(one for one in shown.tables(page).values() if one[0] == ["Saison", "Convenu", "Demandé", "Versé"])
    same = {messy.season.pk: messy.val.pk}
    for season in (messy.other, messy.former):
        kept = [one["id"] for one in rows.admitted(season.pk) if rows.territory_of(one["id"]).startswith("Val")]
        same[season.pk] = kept[0]
    assert table[1:] == [
        [f"Saison {season.number}", *map(shown.euros, ledger.budget(season.pk)[same[season.pk]][1:4])]
        for season in reversed(messy.seasons)
    ]


def test_what_a_referent_reads_of_their_own_money(as_user, ledger, messy):
    lead = UserFactory()
    messy.val.contacts.create(user=lead, is_lead=True)
    page = as_user(lead).get(reverse("contributions:contribution", args=[messy.val.pk])).content.decode()
    table = shown.tables(page)["Documents"]
    own = [one for one in ledger.asking(messy.season.pk) if ledger.triptych_of(one) == messy.val.pk]
    rows = [[*row[2:4], row[4].partition(" à payer")[0]] for row in table[1:]]
    assert sorted(rows) == sorted(
        [shown.euros(one["total"]), shown.euros(ledger.paid(one)), shown.euros(ledger.due(one))] for one in own
    )
    agreement = next(one for one in ledger.agreements.values() if one["triptych_id"] == messy.val.pk)
    assert f"Convenue {shown.euros(agreement['agreed_amount'])}" in shown.words(page)


def test_invoices_and_credit_notes_say_the_tax_of_their_sum_half_up(ledger, messy):
    taxed = [one for one in ledger.invoices.values() if one["kind"] in {"invoice", "quote"}]
    for one in taxed:
        share = next(row["amount"] for row in ledger.instalments if row["id"] == one["instalment_id"])
        if one["total"] == share:
            net = (Decimal(share) / Decimal("1.2")).quantize(Decimal(1), ROUND_HALF_UP)
            assert (one["net"], one["vat"]) == (net, share - net)
        else:
            vat = (Decimal(share) / 5).quantize(Decimal(1), ROUND_HALF_UP)
            assert (one["net"], one["vat"], one["total"]) == (share, vat, share + vat)
    for one in ledger.invoices.values():
        if one["kind"] not in {"invoice", "quote"}:
            assert (one["vat"], one["total"]) == (0, one["net"])
        notes = [note for note in ledger.notes if note["invoice_id"] == one["id"]]
        if one["credited_in_full"]:
            assert [sum(note[name] for note in notes) for name in ("net", "vat", "total")] == [
                one["net"], one["vat"], one["total"]
            ]  # fmt: skip


def test_the_papers_say_the_sums_of_their_rows(as_user, ledger, messy):
    invoice = next(one for one in ledger.invoices.values() if one["credited_in_full"])
    (note,) = (one for one in ledger.notes if one["invoice_id"] == invoice["id"])
    documents.render_invoice(invoice["id"])
    documents.render_credit_note(note["id"])
    desk = as_user(messy.organiser)
    for name, row in (("invoice", invoice), ("credit_note", note)):
        for form, view in ((shown.pdf, f"contributions:{name}_pdf"), (shown.words, f"contributions:{name}")):
            answer = desk.get(reverse(view, args=[row["number"]]))
            content = answer.getvalue() if answer.streaming else answer.content
            said = form(content if form is shown.pdf else content.decode())
            assert f"Total HT {shown.euros(row['net'])}" in said
            assert f"TVA à 20 % {shown.euros(row['vat'])}" in said
            assert shown.euros(row["total"]) in said


def test_the_entries_of_the_year_hold_what_all_seasons_asked_and_received(read, ledger, messy):
    entries = read_fec(read("admin:fec", 2027))
    asking = [one for season in messy.seasons for one in ledger.asking(season.pk)]
    asked, credited = sum(one["total"] for one in asking), sum(one["total"] for one in ledger.notes)
    kept = [one for one in ledger.payments if one["cancelled_at"] is None]
    paid, fees = sum(one["amount"] for one in kept), sum(one["fees"] for one in kept)
    vat = sum(one["vat"] for one in asking) - sum(one["vat"] for one in ledger.notes)

    def balance(account):
        return sum(
            cents(row["Debit"]) - cents(row["Credit"]) for row in entries if row["CompteNum"].startswith(account)
        )

    assert cents(sum(row["Debit"] for row in entries)) == cents(sum(row["Credit"] for row in entries))
    assert balance("411") == asked - credited - paid
    assert balance("512") == paid - fees
    assert balance("627") == fees
    assert balance("4457") == -vat
    assert balance("7") == -(asked - credited - vat)
