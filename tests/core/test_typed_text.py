"""What people paste holds signs that nobody sees: addresses, names and codes are what is seen."""

import unicodedata

import pytest
from django.core.exceptions import ValidationError

from atelier.accounts.forms import SignInCodeForm, letters_and_digits
from atelier.accounts.models import User
from atelier.core.codes import random_code, typed_code
from atelier.core.company_numbers import clean_siren, clean_siret
from atelier.core.email_addresses import EmailFormField, normalize_email
from atelier.core.plain_text import one_line, paragraphs
from sessions.documents import attestations
from sessions.documents.models import Attestation
from territories.models import Participant
from tests.factories import ParticipantFactory

UNSEEN = ["\u200b", "\u00ad", "\u2060", "\u200e", "\u202a", "\ufeff"]
BETWEEN = [" ", "\u00a0", "\u202f", "-", "\u2010", "\u2011", "\u2013", "\u2014", "\u2212", "\u200b", "."]


@pytest.mark.parametrize("sign", UNSEEN)
def test_an_address_loses_what_nobody_sees(sign):
    assert normalize_email(f"Zoe{sign}@example.org{sign}") == "zoe@example.org"
    assert EmailFormField().clean(f" zoe{sign}@example.org") == "zoe@example.org"


@pytest.mark.django_db
def test_one_person_takes_one_seat_and_one_account_whatever_was_pasted():
    person = ParticipantFactory(email="zoe@example.org\u200b", last_name="Vi\u00adal")
    person.refresh_from_db()

    assert (person.email, person.last_name) == ("zoe@example.org", "Vial")
    account = User.objects.for_email("zo\u2060e@example.org")
    assert account == User.objects.for_email("zoe@example.org")
    assert Participant.objects.filter(email="zoe\u200b@example.org").get() == person


def test_accents_are_composed():
    apart = unicodedata.normalize("NFD", "Zoé Haÿ")

    assert one_line(apart) == paragraphs(apart) == "Zoé Haÿ"


@pytest.mark.parametrize("mark", BETWEEN)
def test_a_code_takes_every_space_and_dash(mark):
    code = random_code(6)

    assert typed_code(f" {code[:3].lower()}{mark}{code[3:]}\n") == code
    assert letters_and_digits(f"ab{mark}12") == "ab12"


@pytest.mark.parametrize("mark", BETWEEN)
def test_a_code_of_sign_in_takes_them_too(mark):
    form = SignInCodeForm(data={"code": f"ABCD{mark}EFGH"}, code="ABCD-EFGH")

    assert form.is_valid(), form.errors


@pytest.mark.django_db
@pytest.mark.parametrize("mark", ["", "\u2011", "\u00a0", " – "])
def test_a_code_of_verification_takes_them_too(mark):
    person = ParticipantFactory()
    code = Attestation.objects.create(participant=person, kind="participation", number="A1", snapshot={}).code

    assert attestations.verify_code(code.replace("-", mark).lower()).valid


@pytest.mark.parametrize(("clean", "number"), [(clean_siret, "0" * 14), (clean_siren, "000 000 000")])
def test_zeros_are_nobody_s_number(clean, number):
    with pytest.raises(ValidationError, match="n’est pas valide"):
        clean(number)
