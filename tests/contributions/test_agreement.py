"""What is discussed, what is agreed, who pays it: every step kept, every split to the cent."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from contributions import convention, documents, invoicing, negotiation, payers
from contributions.models import Agreement, Article, Instalment, Payer
from tests import pdfua
from tests.factories import AgreementFactory, OrganisationFactory, add_days, settled

pytestmark = pytest.mark.django_db


def test_each_step_is_kept_with_its_author_and_its_date(triptych, organiser, contact):
    for kind, amount, by in (("wished", 4000, contact), ("proposed", 6000, organiser), ("agreed", 5000, organiser)):
        agreement = negotiation.record_amount(triptych=triptych, kind=kind, amount=Decimal(amount), by=by)

    assert list(agreement.steps.values_list("kind", "amount", "author__email")) == [
        ("wished", 4000, contact.email),
        ("proposed", 6000, organiser.email),
        ("agreed", 5000, organiser.email),
    ]
    triptych.refresh_from_db()
    assert (triptych.wished_amount, agreement.state) == (4000, "convenue, à répartir entre payeurs")


@pytest.mark.parametrize("amount", [2999, 10001])
def test_leaving_the_range_of_the_season_wants_a_reason(triptych, organiser, amount):
    step = {"triptych": triptych, "kind": "agreed", "amount": Decimal(amount), "by": organiser}
    with pytest.raises(ValidationError, match="dites pourquoi"):
        negotiation.record_amount(**step)
    assert Agreement.objects.count() == 0

    assert negotiation.record_amount(**step, reason="Très petite commune.").override_reason == "Très petite commune."


def test_shares_make_the_agreed_amount_to_the_cent(triptych):
    agreement = AgreementFactory(triptych=triptych, agreed_amount=Decimal("4500.01"))
    one, other = OrganisationFactory(), OrganisationFactory()
    with pytest.raises(ValidationError, match="convenu"):
        payers.set_shares(agreement=agreement, shares={one: Decimal(4500)})

    payers.set_shares(agreement=agreement, shares={one: Decimal(4500), other: Decimal("0.01")})

    agreement.refresh_from_db()
    assert (agreement.shared_total, agreement.settled_at is not None) == (Decimal("4500.01"), True)


def test_the_database_refuses_a_settled_agreement_whose_shares_are_not_the_whole(triptych):
    payer = settled(triptych=triptych)

    with pytest.raises(IntegrityError), transaction.atomic():
        Agreement.objects.filter(pk=payer.agreement_id).update(agreed_amount=5000)


def test_another_agreed_amount_opens_the_shares_again(triptych, organiser):
    payer = settled(triptych=triptych)

    agreement = negotiation.record_amount(triptych=triptych, kind="agreed", amount=Decimal(5000), by=organiser)

    assert (agreement.settled_at, Payer.objects.get().pk) == (None, payer.pk)


def test_after_a_document_neither_the_amount_nor_the_shares_change(triptych, organiser):
    payer = settled(triptych=triptych)
    invoicing.issue_document(instalment=payer.instalments.get(), on=date(2026, 4, 8))

    with pytest.raises(ValidationError, match="annulez-les par un avoir"):
        negotiation.record_amount(triptych=triptych, kind="agreed", amount=Decimal(5000), by=organiser)
    with pytest.raises(ValidationError, match="annulez-les par un avoir"):
        payers.set_shares(agreement=payer.agreement, shares={OrganisationFactory(): Decimal(4500)})
    with pytest.raises(ValidationError, match="déjà demandée"):
        payers.plan_instalments(payer=payer, dates=[date(2027, 5, 1)])


@given(
    st.integers(1, 10_000_000),
    st.lists(st.integers(1, 1000), min_size=1, max_size=6),
    st.integers(1, 12),
)
def test_any_split_over_any_payers_and_instalments_adds_up(cents, weights, count):
    amount = Decimal(cents) / 100
    shares = [amount * weight / sum(weights) for weight in weights]
    shares = [share.quantize(Decimal("0.01")) for share in shares[:-1]]
    shares.append(amount - sum(shares, Decimal(0)))

    parts = [payers.split_amount(share, count) for share in shares if share >= 0]

    assert [sum(part) for part in parts] == [share for share in shares if share >= 0]
    assert {max(part) - min(part) for part in parts} <= {Decimal(0), Decimal("0.01")}


def test_an_instalment_waits_for_the_last_day(triptych):
    add_days(triptych.season, date(2027, 3, 3), date(2027, 4, 8))

    assert settled(triptych=triptych).instalments.get().on == date(2027, 4, 8)


@pytest.mark.parametrize(
    ("day", "moved"),
    [
        (date(2026, 12, 9), date(2026, 12, 9)),
        (date(2026, 12, 10), date(2027, 2, 1)),
        (date(2027, 1, 31), date(2027, 2, 1)),
        (date(2027, 2, 1), date(2027, 2, 1)),
    ],
)
def test_nothing_is_asked_while_public_accounts_close(day, moved):
    assert payers.avoid_year_end_closing(day) == moved


def test_instalments_divide_a_share_equally(triptych):
    payer = settled(Decimal(5000), triptych=triptych)

    payers.plan_instalments(payer=payer, dates=[date(2027, 6, 1), date(2027, 4, 1), date(2027, 5, 1)])

    assert list(Instalment.objects.values_list("on", "amount")) == [
        (date(2027, 4, 1), Decimal("1666.67")),
        (date(2027, 5, 1), Decimal("1666.67")),
        (date(2027, 6, 1), Decimal("1666.66")),
    ]


@pytest.mark.parametrize(
    ("details", "gaps"),
    [
        ({"nature": ""}, ["la nature juridique"]),
        ({"siret": ""}, ["le SIRET"]),
        ({"siret": "", "is_public": False, "requirement": ""}, []),
        ({"requirement": ""}, ["l’exigence de Chorus Pro"]),
        ({"requirement": "service"}, ["le code service"]),
        ({"requirement": "engagement"}, ["le numéro d’engagement"]),
        ({"requirement": "both"}, ["le code service", "le numéro d’engagement"]),
        ({"requirement": "either"}, ["le code service, ou le numéro d’engagement"]),
        ({"requirement": "either", "engagement": "BC-1"}, []),
    ],
)
def test_what_is_missing_names_its_field(triptych, details, gaps):
    payer = settled(triptych=triptych, **details)

    assert [gap.partition("il manque ")[2].rstrip(".") for gap in payer.missing()] == gaps


@pytest.mark.parametrize("code", ["FACTURES_PUBLIQUES", "code service", "é", "x" * 101])
def test_a_service_code_that_the_portal_refuses_is_refused_here(triptych, code):
    payer = settled(triptych=triptych)
    payer.service_code = code

    with pytest.raises(ValidationError):
        payer.full_clean()


def test_the_convention_says_what_was_agreed_and_is_accessible(triptych):
    payer = settled(triptych=triptych)
    articles = {one.title: one.text for one in convention.convention_context(payer.agreement)["articles"]}

    assert len(articles) == Article.objects.count() == 12
    assert "4\u202f500\u00a0€" in articles["Participation financière"]
    assert str(payer) in articles["Facturation et paiement"]
    assert pdfua.faults(documents.convention_pdf(payer.agreement)) == []


def test_an_article_with_an_unknown_word_is_refused():
    with pytest.raises(ValidationError, match="ne veut rien dire"):
        convention.check_article("Voir {__class__} et {territoire}")
