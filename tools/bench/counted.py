"""What the load needs to know of the demo: sessions, addresses, queries of each page. Run inside the product."""

import json
import logging

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sessions.programme.models import Day
from territories.models import Contact, Triptych
from tests.browser.keys import keys
from tests.factories import SeasonFactory, TriptychFactory, UserFactory
from tools.bench.load import PAGES

SAVERS = 50


def cookie_of(key):
    """What a signed-in browser sends with each request; nothing for a stranger."""
    return key and f"{settings.SESSION_COOKIE_NAME}={key}"


def tell():
    logging.disable()
    drafts = Triptych.objects.filter(territory__name__startswith="Charge ")
    if not drafts.exists():
        season = SeasonFactory(number=99, status="preparation")  # pages go on showing the demo's own
        for number in range(SAVERS):
            lead = UserFactory(email=f"charge{number}@example.org")
            TriptychFactory(season=season, complete=True, lead=lead, territory__name=f"Charge {number}")
    sessions = json.loads(keys())
    day = Day.objects.filter(season__number=4).order_by("date").first()
    told = {}
    for name, (email, address) in PAGES.items():
        client = Client(SERVER_NAME="127.0.0.1")
        if email:
            client.cookies[settings.SESSION_COOKIE_NAME] = sessions[email]
        found = address.format(day=day.pk)
        client.get(found)
        with CaptureQueriesContext(connection) as queries:
            status = client.get(found).status_code
            told[name] = {
                "address": found,
                "session": cookie_of(sessions.get(email)),
                "queries": len(queries),
                "status": status,
            }
        assert status == 200, (name, found, status)
    leads = Contact.objects.filter(triptych__in=drafts, is_lead=True).select_related("user").order_by("pk")
    told["contacts"] = [(cookie_of(sessions[lead.user.email]), lead.triptych_id) for lead in leads]
    print(json.dumps(told))
