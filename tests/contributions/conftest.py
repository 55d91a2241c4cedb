"""Who enters money, and an invoice of 4 500 € that has been due for a month."""

from datetime import timedelta

import pytest
from django.utils import timezone

from contributions import invoicing
from tests.factories import UserFactory, settled


@pytest.fixture
def by():
    return UserFactory()


@pytest.fixture
def invoice():
    on = timezone.localdate() - timedelta(days=60)
    return invoicing.issue_document(instalment=settled().instalments.get(), on=on)
