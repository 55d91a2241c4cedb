"""The page of a season shows the names of its team, which are those of their accounts."""

import pytest
from django.utils import timezone

from atelier.accounts.models import User
from atelier.core.models import CacheVersion
from tests.facilitation import joined
from tests.factories import SeasonFactory, UserFactory, add_days

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mode")]


def test_a_name_changed_in_bulk_shows_at_once(client):
    season = SeasonFactory(number=3, status="published")
    add_days(season, timezone.localdate())
    member = joined(season, first_name="Ada", last_name="Perrin")
    assert "Ada Perrin" in client.get("/saisons/3/").text

    User.objects.filter(pk=member.user_id).update(last_name="Rivet")

    assert "Ada Rivet" in client.get("/saisons/3/").text


def test_what_no_page_shows_of_an_account_leaves_public_pages_kept():
    user = UserFactory()
    before = CacheVersion.objects.get().version

    UserFactory(first_name="Mona")
    User.objects.filter(pk=user.pk).update(last_login=timezone.now())
    user.save(update_fields=["email"])

    assert CacheVersion.objects.get().version == before
