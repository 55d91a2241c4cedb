"""A personal link pasted into a text that others read is refused, wherever it is typed."""

import pytest
from django.core.exceptions import ValidationError
from django.test import override_settings
from django.urls import reverse
from pytest_django.asserts import assertContains

from atelier.core.forms import FreeTextField
from atelier.core.own_apps import own_models
from atelier.core.plain_text import CLEANED
from atelier.core.secret_links import MASK, REFUSED, refuse_personal_links
from atelier.outbox.models import Message
from referential.models import Entry
from sessions.evaluation.models import Question
from sessions.exchanges.models import Note
from sessions.programme.models import AgendaItem
from territories import invitation
from tests.factories import ParticipantFactory, SeasonFactory

SITE = "https://atelier.example.org"
SIGNED = "WzEsImUwZTcwNTQw:1vMxAB:WA_9-secretsecretsecretsecret"


@pytest.fixture(autouse=True)
def site():
    with override_settings(SITE_URL=SITE):
        yield


@pytest.mark.parametrize(
    "text",
    [
        f"Voici : {SITE}/invitation/{SIGNED}/, à bientôt.",
        f"{SITE}/avis/{SIGNED}/",
        f"({SITE}/agenda/abcdef012345.ics)",
        "ATELIER.example.org/Invitation/abc",
        f"{SITE}/compte/connexion/?next=/invitation/{SIGNED}/",
        f"{SITE}/compte/connexion/?next=%2Finvitation%2F{SIGNED.replace(':', '%3A')}%2F",
        f"https://autre.example/invitation/{SIGNED}/",
    ],
)
def test_a_personal_link_is_known_however_it_is_written(text):
    with pytest.raises(ValidationError, match="lien personnel"):
        refuse_personal_links(text)


@pytest.mark.parametrize(
    "text",
    [
        "L’invitation/réponse est à rendre",
        "https://ville.example/agenda/fete-de-la-musique",
        f"{SITE}/saisons/3/",
        f"{SITE}/invitation/{MASK}/",
        f"{SITE}/espace/evaluations/3/",
        "",
        None,
        12,
    ],
)
def test_other_addresses_are_let_through(text):
    refuse_personal_links(text)


def test_every_text_column_refuses_one():
    texts = tuple(base for base, _ in CLEANED[:2])
    columns = [one for model in own_models() for one in model._meta.concrete_fields if isinstance(one, texts)]

    assert [one for one in columns if refuse_personal_links not in one.validators] == []


@pytest.mark.parametrize(
    "row",
    [Note(title="Note"), Question(kind="text"), AgendaItem(), Entry(), Message(subject="x")],
    ids=lambda row: row._meta.model_name,
)
def test_what_others_read_refuses_it_with_its_sentence(row):
    name = next(one for one in ("text", "intent", "description", "title") if hasattr(row, one))
    setattr(row, name, f"Lisez {SITE}/avis/{SIGNED}/")

    with pytest.raises(ValidationError) as refused:
        row.clean_fields()

    assert REFUSED in refused.value.message_dict[name]


@pytest.mark.django_db
def test_a_letter_that_quotes_one_does_not_leave_and_keeps_its_words(desk):
    season = SeasonFactory()
    person = ParticipantFactory(state="confirmed", triptych__season=season)
    link = f"{SITE}/invitation/{invitation.token_for(person)}/"
    letter = {"audience": "participants", "subject": "Lien", "text": f"Répondez : {link}", "token": "abc"}

    page = desk.post(f"{reverse('admin:letter')}?saison={season.pk}", letter)

    assertContains(page, REFUSED)
    assertContains(page, link)
    assert "shown" not in page.context or not page.context["shown"]


def test_a_text_of_a_form_that_is_no_column_refuses_it_too():
    with pytest.raises(ValidationError, match="lien personnel"):
        FreeTextField().clean(f"{SITE}/avis/{SIGNED}/")
