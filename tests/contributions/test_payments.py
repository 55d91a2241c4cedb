"""Money that comes in: by hand, or from a statement that is read, shown, then applied; reminders while it is due."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from atelier.core import spreadsheets
from contributions import budget, chorus, invoicing, payments, reminders
from contributions.models import ChorusStep, Invoice, Issuer, Payment, StatementLine
from tests.factories import TriptychFactory, UserFactory, settled
from tests.hostile_files import FILES

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


@pytest.fixture
def invoice():
    return invoicing.issue_document(instalment=settled().instalments.get(), on=TODAY - timedelta(days=60))


@pytest.fixture
def by():
    return UserFactory()


def pay(invoice, amount, by):
    return payments.record_payment(invoice=invoice, amount=Decimal(amount), received_on=TODAY, by=by)


def balance(invoice):
    return Invoice.objects.with_balance().get(pk=invoice.pk)


@pytest.mark.parametrize(
    ("amounts", "due", "state"),
    [
        ([], 4500, "émise"),
        (["1000"], 3500, "payée en partie"),
        (["1000", "3500"], 0, "payée"),
        (["5000"], -500, "trop-perçu"),
    ],
)
def test_partial_and_over_payments_are_told(invoice, by, amounts, due, state):
    for amount in amounts:
        pay(invoice, amount, by)

    assert (balance(invoice).due, chorus.chorus_state(balance(invoice))) == (due, state)


def test_a_payment_cancelled_with_a_reason_counts_no_more_and_stays(invoice, by):
    payment = pay(invoice, 4500, by)
    with pytest.raises(ValidationError, match="Dites pourquoi"):
        payments.cancel_payment(payment=payment, reason=" ")

    payments.cancel_payment(payment=payment, reason="Mauvaise facture")

    assert balance(invoice).due == 4500
    assert Payment.objects.get().cancel_reason == "Mauvaise facture"


@pytest.mark.parametrize(("amount", "day"), [("0", TODAY), ("-5", TODAY), ("10", TODAY + timedelta(days=1))])
def test_what_is_no_payment_is_refused(invoice, by, amount, day):
    with pytest.raises(ValidationError):
        payments.record_payment(invoice=invoice, amount=Decimal(amount), received_on=day, by=by)


STATEMENT = """Date;Libellé;Débit;Crédit
03/05/2027;VIR DGFIP 059000 VP20270001 MAIRIE;;4 500,00
04/05/2027;PRLV EDF;-120,50;
05/05/2027;VIR CLUB DE PÊCHE;;42,00
05/05/2027;VIR CLUB DE PÊCHE;;42,00
"""


def test_a_statement_is_read_with_what_it_brings_and_nothing_is_applied(invoice):
    lines = payments.read_statement("releve.csv", STATEMENT.encode("cp1252"))

    assert [(line.on, line.label, line.amount) for line in lines] == [
        (date(2027, 5, 3), "VIR DGFIP 059000 VP20270001 MAIRIE", Decimal("4500.00")),
        (date(2027, 5, 5), "VIR CLUB DE PÊCHE", Decimal("42.00")),
        (date(2027, 5, 5), "VIR CLUB DE PÊCHE", Decimal("42.00")),
    ]
    assert payments.keep_lines(lines) == 3
    assert Payment.objects.count() == 0


def test_the_same_statement_twice_is_the_same_lines_once():
    for count in (3, 0):
        assert payments.keep_lines(payments.read_statement("releve.csv", STATEMENT.encode())) == count


def test_the_same_operation_read_from_another_kind_of_file_is_the_same_line():
    """The bank offers both; a date, spaces, capitals and decimals are written otherwise in each."""
    rows = [
        ["Date", "Libellé", "Montant"],
        [date(2026, 5, 4), "VIR  MAIRIE de Val", 4500],
        [date(2026, 5, 4), "VIR  MAIRIE de Val", 4500],
        [date(2026, 5, 5), "VIR É", Decimal("42.10")],
    ]
    text = "date;libelle;montant\n04/05/2026;VIR MAIRIE DE VAL;4 500,00\n04/05/2026;VIR MAIRIE DE VAL;4500\n"
    text += "2026-05-05;vir é;42,1\n05/05/2026;vir é;42,11\n"

    first = payments.keep_lines(payments.read_statement("r.xlsx", spreadsheets.write_xlsx({"A": rows})))
    second = payments.keep_lines(payments.read_statement("r.csv", text.encode()))

    assert (first, second) == (3, 1)


def test_a_line_is_matched_by_number_then_by_an_amount_that_one_document_has(invoice):
    other = invoicing.issue_document(instalment=settled(Decimal(3000)).instalments.get(), on=TODAY)
    number = invoice.number.replace("-", "")
    text = f"date,libelle,montant\n2027-05-03,VIR {number},10\n2027-05-04,VIR X,3000\n2027-05-05,VIR Y,7\n"
    payments.keep_lines(payments.read_statement("releve.csv", text.encode()))

    assert {match.line.label: (match.invoice, match.why) for match in payments.match_proposals()} == {
        f"VIR {number}": (invoice, "le libellé porte son numéro"),
        "VIR X": (other, "la seule à ce montant"),
        "VIR Y": (None, ""),
    }


def test_an_amount_that_two_documents_have_is_not_guessed(invoice):
    invoicing.issue_document(instalment=settled().instalments.get(), on=TODAY)
    payments.keep_lines(payments.read_statement("r.csv", b"date,libelle,montant\n2027-05-04,VIR X,4500\n"))

    assert payments.match_proposals()[0].invoice is None


def test_a_line_is_applied_once_and_free_again_when_its_payment_is_cancelled(invoice, by):
    payments.keep_lines(payments.read_statement("r.csv", b"date,libelle,montant\n2026-05-04,VIR X,4500\n"))
    line = StatementLine.objects.get()
    payment = payments.apply_line(line=line, invoice=invoice, by=by)

    with pytest.raises(ValidationError, match="déjà rapprochée"):
        payments.apply_line(line=line, invoice=invoice, by=by)
    assert payments.match_proposals() == []
    payments.cancel_payment(payment=payment, reason="Mauvaise ligne")
    assert [match.line for match in payments.match_proposals()] == [line]


def test_a_line_that_pays_nothing_here_is_set_aside_without_its_words(invoice, by):
    content = b"date,libelle,montant\n2026-05-04,VIR MME X,20\n"
    payments.keep_lines(payments.read_statement("r.csv", content))
    line = StatementLine.objects.get()

    assert payments.dismiss_line(line)

    assert payments.match_proposals() == []
    assert StatementLine.objects.get().label == ""
    assert payments.keep_lines(payments.read_statement("r.csv", content)) == 0
    with pytest.raises(ValidationError, match="écartée"):
        payments.apply_line(line=line, invoice=invoice, by=by)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"a,b\n1,2\n", "titres des colonnes"),
        (b"", "titres des colonnes"),
        (b"date,libelle,montant\nhier,x,5\n", "Ligne 2"),
        (b"date,libelle,montant\n2027-02-30,x,5\n", "Ligne 2"),
        (b"date,libelle,montant\n2027-02-01,x,cinq\n", "Ligne 2"),
        (b"date,libelle,montant\n2027-02-01,x,NaN\n", "Ligne 2"),
        (b"date,libelle,montant\n2027-02-01,x,Infinity\n", "Ligne 2"),
        (b"date,libelle,montant\n2027-02-01,x,1e15\n", "Ligne 2"),
        (b"date,libelle,montant\n2027-02-01,x,1000000000\n", "Ligne 2"),
    ],
)
def test_a_statement_that_cannot_be_read_says_where(content, words):
    with pytest.raises(ValidationError, match=words):
        payments.read_statement("releve.csv", content)


def test_a_statement_saved_by_libreoffice_shifts_no_amount():
    content = (FILES / "releve.ods").read_bytes()

    lines = payments.read_statement("releve.ods", content)

    assert [(line.on, line.label, line.amount) for line in lines] == [
        (date(2026, 11, 26), "VIR CC DU VAL VP-2026-0003", Decimal("3500.00")),
        (date(2026, 11, 26), "VIR DOUBLE ESPACE", Decimal("2500.00")),
        (date(2026, 11, 26), "VIR DOUBLE ESPACE", Decimal("2500.00")),
    ]


def test_a_document_is_reminded_while_it_is_due(invoice, by):
    season = invoice.payer.agreement.triptych.season
    invoice.payer.agreement.triptych.contacts.create(user=by, is_lead=True)
    (occurrence,) = reminders.unpaid([season])
    assert (occurrence.on, [one.email for one in occurrence.recipients]) == (invoice.due_on, [by.email])
    assert occurrence.recipients[0].values["montant"] == "4\u202f500\u00a0€"

    pay(invoice, 4500, by)

    assert list(reminders.unpaid([season])) == []


def test_a_council_is_asked_about_until_its_decision_is_noted(by):
    payer = settled(council_on=TODAY)
    payer.agreement.triptych.contacts.create(user=by, is_lead=True)
    season = payer.agreement.triptych.season
    assert [one.on for one in reminders.councils([season])] == [TODAY]

    payer.__class__.objects.update(decision_on=TODAY)

    assert list(reminders.councils([season])) == []


def test_the_budget_adds_up_by_territory(invoice, by):
    season = invoice.payer.agreement.triptych.season
    TriptychFactory(season=season, admitted=True, rank=2, territory__name="Zélande")
    pay(invoice, 1000, by)
    invoicing.issue_credit_note(invoice=invoice, amount=Decimal(500), reason="Geste", by=by, on=TODAY)

    first, second = budget.budget_rows(season, TODAY)

    assert (first.agreed, first.asked, first.paid, first.late) == (4500, 4000, 1000, 3000)
    assert (second.agreed, second.asked, second.late) == (0, 0, 0)
    assert budget.budget_totals([first, second])["late"] == 3000


@pytest.mark.parametrize(
    ("label", "named"),
    [
        ("VIR DGFIP {number}", True),
        ("VIR {bare} MERCI", True),
        ("{spaced}", True),
        ("{number}1", False),
        ("{bare}9", False),
        ("X{number}", False),
    ],
)
def test_a_number_in_a_label_is_that_number_and_no_longer_one(invoice, label, named):
    issued(invoice.payer.agreement.triptych.season)  # two at one amount: only the number tells
    number = invoice.number
    words = label.format(number=number, bare=number.replace("-", ""), spaced=number.replace("-", " ").lower())
    StatementLine.objects.create(fingerprint="x", on=TODAY, label=words, amount=invoice.total)

    (match,) = payments.match_proposals()

    assert (match.invoice == invoice) is named


def issued(season):
    payer = settled(triptych=TriptychFactory(season=season, admitted=True, rank=3))
    return invoicing.issue_document(instalment=payer.instalments.get(), on=TODAY)


def test_a_payment_stays_out_of_closed_accounts(invoice, by):
    Issuer.objects.update(closed_through=TODAY)

    with pytest.raises(ValidationError, match="clos jusqu’au"):
        pay(invoice, 100, by)


def test_a_rejection_wants_its_reason_and_asks_for_something_to_be_done(invoice, by):
    step = ChorusStep(invoice=invoice, author=by, state="rejected", on=TODAY)
    with pytest.raises(ValidationError, match="motif"):
        step.full_clean()
    step.reason = "Engagement inconnu"
    step.full_clean()
    step.save()
    season = invoice.payer.agreement.triptych.season
    assert chorus.missing_chorus_fields(season) == [step]

    ChorusStep.objects.create(invoice=invoice, author=by, state="completed", on=TODAY)

    assert chorus.missing_chorus_fields(season) == []


def test_a_statement_of_two_amounts_is_refused():
    content = "Date;Libellé;Montant;Montant \n12/03/2027;VIR VAL;1500,00;900,00\n".encode()

    with pytest.raises(ValidationError, match="Les colonnes C et D ont le même titre"):
        payments.read_statement("releve.csv", content)


def test_titles_on_several_lines_are_known():
    content = 'Date\u00a0d’opération;"Libellé\ncomplet";Crédit\u202f(€)\n12/03/2027;VIR VAL;1500,00\n'.encode()

    (line,) = payments.read_statement("releve.csv", content)
    assert (line.label, line.amount) == ("VIR VAL", Decimal("1500.00"))
