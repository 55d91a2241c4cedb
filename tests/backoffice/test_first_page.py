"""The organisers’ first page, as read by those who may not open everything."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from atelier.seasons.models import Season
from tests.factories import TriptychFactory, add_days

pytestmark = pytest.mark.django_db


def test_the_first_page_leads_the_treasurer_to_no_refusal(as_user, treasurer):
    triptych = TriptychFactory(admitted=True, season__status=Season.Status.PUBLISHED)
    add_days(triptych.season, timezone.localdate() + timedelta(days=30))
    page = as_user(treasurer).get(reverse("admin:index"))
    content = page.text.partition('id="content"')[2]

    assert "Prochaine journée" in content
    links = set(re.findall(r'href="(/admin/[^"#?]*)', content))
    assert links
    assert [link for link in sorted(links) if page.client.get(link).status_code == 403] == []
