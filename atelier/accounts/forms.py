from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm


class FrenchName:
    """The library ships no French for the name of a key."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "Nom de la clé"


class AddKeyForm(FrenchName, AddWebAuthnForm):
    pass


class EditKeyForm(FrenchName, EditWebAuthnForm):
    pass
