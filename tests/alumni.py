"""Somebody who agreed to stay within reach once their season is over."""

from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from territories.models import AlumniAgreement
from tests.factories import ParticipantFactory, SeasonFactory, TriptychFactory, UserFactory


class AlumniAgreementFactory(DjangoModelFactory):
    """Of somebody confirmed in an admitted territory, with an account, who shows no address."""

    class Meta:
        model = AlumniAgreement

    participant = factory.SubFactory(
        ParticipantFactory,
        triptych=factory.SubFactory(
            TriptychFactory, admitted=True, season=factory.SubFactory(SeasonFactory, status="archived")
        ),
        state="confirmed",
        user=factory.SubFactory(UserFactory, email=factory.SelfAttribute("..email")),
    )
    ends_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=200))
