"""What a form led to is sealed: behind a personal link it is done once, and no row holds the link."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage import default_storage
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.uploadedfile import SimpleUploadedFile
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from atelier.core.form_submissions import OncePerSubmission
from atelier.core.models import FormSubmission
from sessions.shared_files.models import FileVersion
from territories import invitation
from tests.factories import ParticipantFactory, SeasonFactory, add_days
from tests.shared_files import a_pdf

pytestmark = pytest.mark.django_db


def test_a_confirmation_sent_twice_leads_twice_to_a_link_that_no_row_holds(mode, client):
    person = ParticipantFactory(email="agnes@example.org")
    sent = {"csrfmiddlewaretoken": "x", "confirm": "1"}
    address = f"/invitation/{invitation.token_for(person)}/"

    first, again = (client.post(address, sent) for _ in range(2))

    assert (first.status_code, again.status_code, again.url) == (302, 302, first.url)
    assert first.url.startswith("/invitation/")
    assert [one.location for one in FormSubmission.objects.all() if "invitation" in one.location] == []


def test_a_file_that_was_moved_where_it_belongs_is_not_read_again(as_user, facilitator, settings):
    """A large one lies in a file of its own, which storing it moves away and closes."""
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1
    (day,) = add_days(SeasonFactory(), timezone.localdate())
    address, client = f"{reverse('admin:share_file')}?saison={day.season_id}", as_user(facilitator)
    sent = {"title": "Le support", "visibility": "3", "csrfmiddlewaretoken": "x"}

    first, again = (client.post(address, {**sent, "file": a_pdf()}) for _ in range(2))

    assert (first.status_code, again.status_code, again.url) == (302, 302, first.url)
    assert FileVersion.objects.count() == 1


def test_the_result_is_sealed_with_what_was_read_before_the_view(rf):
    def close(request):
        request.FILES["file"].close()
        request.FILES["file"].file.close()
        return redirect("/fait/")

    once = OncePerSubmission(close)
    answers = []
    for _ in range(2):
        request = rf.post("/", {"csrfmiddlewaretoken": "x", "file": SimpleUploadedFile("a.pdf", b"%PDF")})
        request.user, request.session = AnonymousUser(), SessionStore()
        request._messages = default_storage(request)
        once.get_response = lambda asked: once.process_view(asked, close) or close(asked)
        answers.append(once(request))

    assert [(one.status_code, one.url) for one in answers] == [(302, "/fait/")] * 2
