"""Words of bank lines that pay nothing here are somebody else's business: they leave."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from atelier.privacy import retention
from contributions import payments
from contributions.models import StatementLine

pytestmark = pytest.mark.django_db


def test_words_of_strangers_leave_by_retention_and_those_of_payers_stay(invoice, by):
    on = timezone.localdate()
    lines = [
        StatementLine.objects.create(fingerprint=name, on=on, label=f"VIR {name}", amount=10, read_at=read_at)
        for name, read_at in (
            ("ancien", timezone.now() - timedelta(days=184)),
            ("payeur", timezone.now() - timedelta(days=184)),
            ("récent", timezone.now() - timedelta(days=182)),
        )
    ]
    payments.record_payment(invoice=invoice, amount=Decimal(10), received_on=on, by=by, line=lines[1])

    retention.apply()

    labels = StatementLine.objects.order_by("pk").values_list("label", flat=True)
    assert list(labels) == ["", "VIR payeur", "VIR récent"]
