from django import forms

from referential.forms import WITHIN, StakesField
from referential.models import Visibility
from sessions.exchanges.models import Note, PeerAnswer
from sessions.programme.models import AgendaItem, Day
from territories.models import Triptych


class AddressForm(forms.Form):
    """On which day a question is put to the peers."""

    day = forms.ModelChoiceField(label="Journée", queryset=Day.objects.none(), empty_label=None)

    def __init__(self, data, *, season):
        super().__init__(data)
        self.fields["day"].queryset = Day.objects.filter(season=season, status=Day.Status.PLANNED)


class PeerAnswerForm(forms.ModelForm):
    class Meta:
        model = PeerAnswer
        fields = ["text"]
        labels = {"text": "Votre réponse"}
        help_texts = {"text": "Le groupe de la saison la lit, avec votre nom et celui de votre territoire."}
        widgets = {"text": forms.Textarea(attrs={"rows": 4})}


class NoteForm(forms.ModelForm):
    """A note of a day, by item and stake."""

    stakes = StakesField()
    visibility = forms.TypedChoiceField(
        label="Qui peut la lire",
        choices=WITHIN,
        coerce=int,
        initial=Visibility.TEAM,
    )
    url = forms.URLField(label="Lien", max_length=300, required=False, assume_scheme="https")

    class Meta:
        model = Note
        fields = ["title", "text", "item", "triptych"]
        widgets = {"text": forms.Textarea(attrs={"rows": 6})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        day = self.instance.day
        self.fields["item"].queryset = AgendaItem.objects.filter(half_day__day=day).select_related("half_day")
        admitted = Triptych.objects.admitted().filter(season=day.season_id).select_related("territory", "season")
        self.fields["triptych"].queryset = admitted
        self.fields["triptych"].label_from_instance = lambda triptych: str(triptych.territory)
        if self.instance.is_public:
            del self.fields["visibility"]
        if self.instance.pk:
            kept = {name: getattr(self.instance, name) for name in ("url", "visibility")}
            self.initial |= {"stakes": self.instance.stakes.all(), **kept}
        self.order_fields(["title", "text", "url", "item", "triptych", "stakes", "visibility"])

    def save(self, commit=True):
        data = self.cleaned_data
        self.instance.url = data["url"]
        self.instance.visibility = data.get("visibility", self.instance.visibility)
        return self.instance
