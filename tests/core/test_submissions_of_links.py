"""A form behind a personal link is done once, and no row holds the link."""

import pytest

from atelier.core.models import FormSubmission
from territories import invitation
from tests.factories import ParticipantFactory

pytestmark = pytest.mark.django_db


def test_a_confirmation_sent_twice_leads_twice_to_a_link_that_no_row_holds(mode, client):
    person = ParticipantFactory(email="agnes@example.org")
    sent = {"csrfmiddlewaretoken": "x", "confirm": "1"}
    address = f"/invitation/{invitation.token_for(person)}/"

    first, again = (client.post(address, sent) for _ in range(2))

    assert (first.status_code, again.status_code, again.url) == (302, 302, first.url)
    assert first.url.startswith("/invitation/")
    assert [one.location for one in FormSubmission.objects.all() if "invitation" in one.location] == []
