"""The forms of the account library, with what people paste into them read as they see it."""

from allauth.account.forms import (
    ConfirmEmailVerificationCodeForm,
    ConfirmLoginCodeForm,
    LoginForm,
    RequestLoginCodeForm,
    SignupForm,
)
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms

from atelier.accounts.models import User
from atelier.core.plain_text import one_line


class IdentityForm(forms.ModelForm):
    """Who somebody is, in their own words."""

    class Meta:
        model = User
        fields = ["first_name", "last_name", "position", "phone"]
        help_texts = {
            "position": "Par exemple\u00a0: chargée de mission, maire-adjoint, directeur général des services.",
            "phone": "Facultatif\u00a0: pour que l’équipe d’organisation puisse vous appeler.",
        }
        widgets = {
            "first_name": forms.TextInput(attrs={"autocomplete": "given-name"}),
            "last_name": forms.TextInput(attrs={"autocomplete": "family-name"}),
            "position": forms.TextInput(attrs={"autocomplete": "organization-title"}),
            "phone": forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}),
        }

    REQUIRED = {
        "first_name": "Indiquez votre prénom.",
        "last_name": "Indiquez votre nom.",
        "position": "Indiquez votre fonction.",
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, sentence in self.REQUIRED.items():
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = sentence


class FrenchName:
    """The library ships no French for the name of a key."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "Nom de la clé"


class AddKeyForm(FrenchName, AddWebAuthnForm):
    pass


class EditKeyForm(FrenchName, EditWebAuthnForm):
    pass


class AsSeen:
    """An address without what nobody sees in it; a code without spaces nor dashes, of whichever kind."""

    def _clean_fields(self):
        self.data = self.data.copy()
        for name, clean in (("email", one_line), ("login", one_line), ("code", letters_and_digits)):
            if name in self.fields and (key := self.add_prefix(name)) in self.data:
                self.data[key] = clean(self.data[key])
        super()._clean_fields()


def letters_and_digits(text: str) -> str:
    return "".join(filter(str.isalnum, text))


class SignInForm(AsSeen, LoginForm):
    pass


class AskCodeForm(AsSeen, RequestLoginCodeForm):
    pass


class SignInCodeForm(AsSeen, ConfirmLoginCodeForm):
    pass


class AddressCodeForm(AsSeen, ConfirmEmailVerificationCodeForm):
    pass


class NewAccountForm(AsSeen, SignupForm):
    pass


class SecondFactorForm(AsSeen, AuthenticateForm):
    pass


class SecondFactorAgainForm(AsSeen, ReauthenticateForm):
    pass
