"""`manage.py createsuperuser`: an address and a name; no password is asked, since nobody would use it."""

import pytest
from django.core.management import CommandError, call_command

from atelier.accounts.models import User
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def answering(monkeypatch, *answers):
    left = list(answers)
    monkeypatch.setattr("builtins.input", lambda asked: left.pop(0))
    return left


def test_an_address_and_a_name_are_asked_for_until_the_address_is_one(monkeypatch, capsys):
    left = answering(monkeypatch, "zoe@", "Zoe@Example.org", "Zoé", "")

    call_command("createsuperuser")

    user = User.objects.get()
    assert left == []
    assert (user.email, user.first_name, user.last_name) == ("zoe@example.org", "Zoé", "")
    assert (user.is_organiser, user.has_usable_password()) == (True, False)
    said, refused = capsys.readouterr()
    assert "zoe@example.org\u00a0: organisation." in said
    assert refused.startswith("Courriel\u00a0: ")


def test_an_account_that_is_there_gets_the_role_and_keeps_its_name():
    user = UserFactory(email="zoe@example.org", first_name="Zoé", is_active=False)

    call_command("createsuperuser", interactive=False, email="zoe@example.org", first_name="Autre", verbosity=0)

    user.refresh_from_db()
    assert (user.first_name, user.is_organiser, user.is_active) == ("Zoé", True, True)


def test_nothing_is_made_of_what_is_no_address():
    with pytest.raises(CommandError, match=r"^Courriel\W+: "):
        call_command("createsuperuser", interactive=False, email="zoe")

    assert not User.objects.exists()
