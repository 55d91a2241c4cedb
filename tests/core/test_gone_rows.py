"""What somebody deleted while others held it in memory does not come back by being saved."""

import pytest
from django.db import transaction
from django.urls import reverse
from pytest_django.asserts import assertContains

from atelier.accounts.forms import IdentityForm
from atelier.accounts.models import User
from atelier.core import erasures
from atelier.core.gone_rows import GoneMeanwhile
from atelier.core.own_apps import own_models
from atelier.privacy import erasure
from tests.factories import EntryFactory, MessageFactory, ParticipantFactory, SeasonFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("factory", [EntryFactory, MessageFactory, ParticipantFactory])
@pytest.mark.parametrize("is_whole", [True, False])
def test_a_row_deleted_meanwhile_is_not_saved_again(factory, is_whole):
    model = type(factory())
    held = model._base_manager.latest("pk")
    model._base_manager.filter(pk=held.pk)._raw_delete("default")

    with pytest.raises(GoneMeanwhile), transaction.atomic():
        held.save(update_fields=None if is_whole else [model._meta.concrete_fields[-1].attname])

    assert not model._base_manager.filter(pk=held.pk).exists()


def test_every_model_stays_gone():
    assert len({model._do_update for model in own_models()}) == 1


def test_a_new_row_with_a_key_of_its_own_and_a_copy_are_saved():
    one = SeasonFactory(number=71)
    User(pk=4242, email="seule@example.org").save()
    one.pk, one.number = None, 72
    one.save()

    assert User.objects.filter(pk=4242).exists()
    assert type(one).objects.filter(number__in=[71, 72]).count() == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("mode")
def test_a_page_of_somebody_erased_meanwhile_says_that_nothing_was_saved(as_user, contact, monkeypatch):
    client, check = as_user(contact), IdentityForm.is_valid
    client.raise_request_exception = False

    def meanwhile(form):
        erasure.erase(email=contact.email)
        erasures._seen.set(0)  # another process did it
        return check(form)

    monkeypatch.setattr(IdentityForm, "is_valid", meanwhile)
    typed = {"first_name": "Zélie", "last_name": "Quernec", "position": "maire"}

    answer = client.post(reverse("account_identity"), typed)

    assertContains(answer, "rien n’a été enregistré", status_code=503)
    assert not User.objects.filter(email=contact.email).exists()
    assert not User.objects.filter(last_name="Quernec").exists()
