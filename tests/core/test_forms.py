"""What a verb refuses, said in the form or on the next page, with nothing typed lost."""

import pytest
from django import forms
from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core.exceptions import ValidationError

from atelier.core.forms import call_or_form_error, refusals_as_messages


class Typed(forms.Form):
    email = forms.EmailField()
    form = forms.CharField(required=False)


@pytest.fixture
def form():
    return Typed({"email": "zoe@example.org"})


@pytest.fixture
def request_(rf):
    request = rf.post("/")
    request.session = {}
    request._messages = FallbackStorage(request)
    return request


def refusing(error):
    def verb(**arguments):
        raise ValidationError(error)

    return verb


@pytest.mark.parametrize(
    ("error", "beside", "said"),
    [
        ("Trop tard.", None, {"__all__": ["Trop tard."]}),
        ("Trop tard.", "email", {"email": ["Trop tard."]}),
        ({"email": "Déjà là."}, None, {"email": ["Déjà là."]}),
        ({"leaving": "Déjà là."}, None, {"__all__": ["Déjà là."]}),
        ({"leaving": "Déjà là."}, "email", {"email": ["Déjà là."]}),
        (["Un.", "Deux."], None, {"__all__": ["Un.", "Deux."]}),
    ],
)
def test_what_a_verb_refuses_is_said_where_it_was_typed(form, error, beside, said):
    assert call_or_form_error(form, refusing(error), beside=beside) is None
    assert form.errors == said


def test_what_it_returns_comes_back_whatever_its_arguments_are_called(form):
    assert call_or_form_error(form, lambda form, verb: (form, verb), form=1, verb=2) == (1, 2)
    assert form.errors == {}


@pytest.mark.parametrize(("about", "said"), [("", ["Un.", "Deux."]), ("Val\u00a0: ", ["Val\u00a0: Un. Deux."])])
def test_every_sentence_of_a_refusal_is_told_and_what_follows_is_skipped(request_, about, said):
    done = False
    with refusals_as_messages(request_, about=about):
        refusing(["Un.", "Deux."])()
        done = True

    assert ([str(one) for one in get_messages(request_)], done) == (said, False)
