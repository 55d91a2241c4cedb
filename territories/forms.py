from django import forms

from atelier.core import spreadsheets
from atelier.core.email_addresses import EmailFormField, normalize_email
from atelier.core.fields import EurosField
from atelier.core.forms import DateInput, FreeTextField
from territories import people_file
from territories.access_needs import NEEDS_CONSENT
from territories.models import AccessNeed, CorrectionRequest, HolderChange, Participant, Triptych


class DynamicsForm(forms.ModelForm):
    class Meta:
        model = Triptych
        fields = ["dynamics", "resistance", "expectations"]
        widgets = dict.fromkeys(fields, forms.Textarea(attrs={"rows": 6}))


class CommitmentsForm(forms.ModelForm):
    class Meta:
        model = Triptych
        fields = ["commitments_accepted"]
        labels = {"commitments_accepted": "Les personnes du triptyque et notre structure acceptent ces engagements"}


class ContributionForm(forms.ModelForm):
    wished_amount = EurosField(label="Contribution envisagée (€)", required=False, min_value=0)

    class Meta:
        model = Triptych
        fields = ["wished_amount"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.season = self.instance.season
        self.fields["wished_amount"].help_text = "En euros, par exemple 4 500. Rien n’est définitif à ce stade."

    def clean_wished_amount(self):
        amount = self.cleaned_data["wished_amount"]
        if amount is not None and amount > self.season.contribution_max:
            raise forms.ValidationError("Ce montant dépasse la contribution maximale de la saison : vérifiez-le.")
        return amount


class ColleagueForm(forms.Form):
    """Whom to invite to fill the application in together."""

    email = EmailFormField(
        label="Courriel du collègue", widget=forms.EmailInput(attrs={"autocomplete": "off"}), max_length=254
    )


class CorrectionForm(forms.ModelForm):
    class Meta:
        model = CorrectionRequest
        fields = ["step", "why"]
        widgets = {"why": forms.Textarea(attrs={"rows": 5})}


class AccessNeedFields(forms.Form):
    """The arrangements that somebody asks for: what is to be provided, with their consent to its being read."""

    need_kinds = forms.MultipleChoiceField(
        label="Un aménagement vous aiderait-il à participer pleinement\u202f?",
        choices=list(AccessNeed.labels().items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Cochez ce qu’il faut prévoir\u202f; il est inutile d’en donner la raison.",
    )
    need = forms.CharField(
        label="Autre chose à prévoir, en quelques mots",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    need_consent = forms.BooleanField(
        label="J’accepte que la personne chargée de la logistique lise cette réponse, effacée après la saison",
        required=False,
    )

    def clean(self):
        data = super().clean()
        if (data.get("need") or data.get("need_kinds")) and not data.get("need_consent"):
            self.add_error("need_consent", NEEDS_CONSENT)
        return data


class ConfirmationForm(AccessNeedFields, forms.ModelForm):
    """What someone corrects about themselves, and what nobody else may answer for them."""

    CHOICES = ("shares_contact", "image_reports", "image_site", "image_social", "image_film")

    shares_contact = forms.BooleanField(
        label="Je partage mes coordonnées professionnelles avec les participants de la saison", required=False
    )
    image_reports = forms.BooleanField(label="Mon image peut figurer dans les comptes rendus internes", required=False)
    image_site = forms.BooleanField(label="Mon image peut figurer sur le site de l’atelier", required=False)
    image_social = forms.BooleanField(label="Mon image peut figurer sur les réseaux sociaux", required=False)
    image_film = forms.BooleanField(label="Mon image peut figurer dans un film", required=False)

    class Meta:
        model = Participant
        fields = ["first_name", "last_name", "salutation", "position", "organisation", "phone"]
        help_texts = {
            "phone": "Facultatif\u00a0: il ne sert que le jour même.",
            "salutation": "Facultatif. Par exemple\u00a0: Madame la Maire.",
        }
        widgets = {
            "first_name": forms.TextInput(attrs={"autocomplete": "given-name"}),
            "last_name": forms.TextInput(attrs={"autocomplete": "family-name"}),
            "position": forms.TextInput(attrs={"autocomplete": "organization-title"}),
            "organisation": forms.TextInput(attrs={"autocomplete": "organization"}),
            "phone": forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["first_name"].required = True  # whoever named them may not have known it
        self.order_fields([*self.Meta.fields, *self.CHOICES])

    def answers(self) -> dict:
        """The arguments of `invitation.confirm`."""
        data = self.cleaned_data
        return {
            "identity": {name: data[name] for name in self.Meta.fields},
            "choices": {name: data[name] for name in self.CHOICES},
            "need": data["need"],
            "need_kinds": data["need_kinds"],
        }


class PeopleForm(forms.Form):
    """Several people at once, pasted or in a file; `table` holds what was read."""

    pasted = forms.CharField(
        label="Lignes copiées d’un tableur",
        required=False,
        max_length=20000,
        strip=False,  # the first cell of the first line may be empty
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Dans l’ordre\u00a0: catégorie, prénom, nom, fonction, organisme, courriel\u202f; "
        "ou avec une ligne de titres.",
    )
    file = forms.FileField(label="Ou un fichier xlsx, ods ou csv", required=False)

    def clean(self):
        data = super().clean()
        if upload := data.get("file"):
            self.table = people_file.read_file(upload.name, upload.read(spreadsheets.MAX_BYTES + 1))
        else:
            self.table = people_file.read_pasted(data.get("pasted") or "")
        if not self.table.rows and upload:
            raise forms.ValidationError("Ce fichier ne contient aucune ligne de personne\u00a0: vérifiez-le.")
        if not self.table.rows and not self.errors:
            raise forms.ValidationError("Collez au moins une ligne, ou choisissez un fichier.")
        if len(self.as_pasted()) > self.fields["pasted"].max_length:
            raise forms.ValidationError("Ce tableau contient trop de texte\u00a0: gardez les six colonnes demandées.")
        return data

    def as_pasted(self) -> str:
        """What was read, as text that can be sent again: a file is chosen once only."""
        return spreadsheets.as_pasted(self.table.lines)


class SeatsForm(forms.Form):
    """How many seats a category has in one application, or should have, and why."""

    category = forms.TypedChoiceField(label="Catégorie")
    seats = forms.IntegerField(label="Nombre de sièges", min_value=0, max_value=12)
    reason = FreeTextField(label="Motif", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, data, *, triptych, **options):
        super().__init__(data, **options)
        of_season = {str(category.pk): category for category in triptych.season.categories.all()}  # read already
        self.fields["category"].choices = [(key, category.label) for key, category in of_season.items()]
        self.fields["category"].coerce = of_season.get
        asked = next((row for row in triptych.overrides.all() if row.wanted is not None), None)
        if asked:
            self.initial = {"category": asked.category_id, "seats": asked.wanted, "reason": asked.reason}


class HolderChangeForm(forms.ModelForm):
    class Meta:
        model = HolderChange
        fields = ["reason", "effective_on", "first_name", "last_name", "position", "organisation", "email"]
        widgets = {
            "reason": forms.Textarea(attrs={"rows": 3}),
            "effective_on": DateInput(),
        }


class SeatForm(forms.ModelForm):
    """One person of the triptych: only what the référent may say about somebody else."""

    class Meta:
        model = Participant
        fields = ["first_name", "last_name", "position", "organisation", "email", "shares_mailbox"]
        labels = {"shares_mailbox": "Oui, ces personnes partagent cette boîte"}
        widgets = {
            # The référent types somebody else's name: the browser must not offer their own.
            name: widget(attrs={"autocomplete": "off"})
            for name, widget in {
                "first_name": forms.TextInput,
                "last_name": forms.TextInput,
                "position": forms.TextInput,
                "organisation": forms.TextInput,
                "email": forms.EmailInput,
            }.items()
        }
        widgets["organisation"].attrs["list"] = "organismes"  # those typed already, in a datalist of the page
        help_texts = {
            "first_name": "S’il est connu\u00a0: la personne le complète en confirmant.",
            "email": "Il sert à se connecter et à recevoir les convocations.",
            "shares_mailbox": "Chacune y reçoit son lien et ses convocations\u202f; "
            "rien de personnel ne s’y ouvre en ligne.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not (self.instance.shares_mailbox or self._is_read_by_others()):
            del self.fields["shares_mailbox"]  # asked where there is something to say

    def _is_read_by_others(self) -> bool:
        """Somebody else of the triptych is written to at the address that was typed."""
        email = normalize_email(self.data.get(self.add_prefix("email"), "")) if self.is_bound else ""
        beside = self.instance.triptych.participants.seated().filter(email=email).exclude(pk=self.instance.pk)
        return bool(email) and beside.exists()
