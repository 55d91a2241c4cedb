from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField

from atelier.core.forms import FreeTextField
from referential import partial_dates, trajectory
from referential.models import Answer, CommonPosition, Dimension, Entry, ExperienceSheet, Stake, Trajectory, Visibility

# « Tout le monde » is not chosen here: it is asked, and agreed on.
WITHIN = [choice for choice in Visibility.choices if choice[0] != Visibility.PUBLIC]
SPEAKS = "Ce qui se dit dans l’atelier appartient à ceux qui le disent."


@dataclass(frozen=True)
class DimensionFields:
    """A dimension with the field of its answer and that of its note."""

    dimension: Dimension
    answer: BoundField
    note: BoundField


class PositionsForm(forms.Form):
    """One person's answers to some dimensions; each may be left for later."""

    def __init__(self, data, *, dimensions: list[Dimension], sheet):
        known = {row.dimension_id: row for row in sheet.positions.all()} if sheet else {}
        super().__init__(data)
        self.dimensions = dimensions
        for dimension in dimensions:
            row = known.get(dimension.pk)
            self.fields[dimension.code] = forms.ChoiceField(
                label=dimension.name, choices=Answer, required=False, initial=row.answer if row else ""
            )
            self.fields[f"{dimension.code}-note"] = FreeTextField(
                label="Une note pour moi",
                max_length=500,
                required=False,
                initial=row.note if row else "",
                widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
                help_text="Vous seul la lisez.",
            )

    def rows(self) -> list[DimensionFields]:
        return [
            DimensionFields(dimension, self[dimension.code], self[f"{dimension.code}-note"])
            for dimension in self.dimensions
        ]

    def answers(self) -> dict[Dimension, dict]:
        """What was answered or noted, for `self_assessment.save_answer`. A note may come before its answer."""
        data = self.cleaned_data
        return {
            dimension: {"answer": data[dimension.code], "note": data[f"{dimension.code}-note"]}
            for dimension in self.dimensions
            if data[dimension.code] or data[f"{dimension.code}-note"]
        }


class CommonPositionForm(forms.ModelForm):
    """What the triptych says of one dimension."""

    class Meta:
        model = CommonPosition
        fields = ["answer", "why", "example"]
        labels = {"why": "Qu’est-ce qui vous fait dire cela\u202f?", "example": "Un exemple récent"}
        help_texts = {"why": "Demandé pour arrêter la position commune.", "example": "Facultatif."}
        widgets = {
            "why": forms.Textarea(attrs={"rows": 4}),
            "example": forms.Textarea(attrs={"rows": 3}),
        }


class StakesField(forms.ModelMultipleChoiceField):
    def __init__(self, **kwargs):
        super().__init__(
            queryset=Stake.objects.all(),
            label="Enjeux",
            required=False,
            widget=forms.CheckboxSelectMultiple,
            **kwargs,
        )


class ImpreciseDateField(forms.CharField):
    """« 2014 », « printemps 2019 », « 12 mars 2024 »: cleaned to (first day, precision), or None."""

    def clean(self, value):
        typed = super().clean(value)
        return partial_dates.parse_date(typed) if typed else None


class EntryForm(forms.ModelForm):
    """A step of the trajectory; each type adds its own fields."""

    when = ImpreciseDateField(
        label="Quand",
        required=False,
        max_length=40,
        help_text="Aussi précis que vous le savez\u00a0: 2014, printemps 2019, mars 2020, 12/03/2024.",
    )
    stakes = StakesField()
    visibility = forms.TypedChoiceField(
        label="Qui peut le lire", choices=WITHIN, coerce=int, initial=Visibility.TERRITORY, help_text=SPEAKS
    )
    links = forms.ModelMultipleChoiceField(
        queryset=Entry.objects.none(),
        label="Étapes liées",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Entry
        fields = ["title", "text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, *args, others, **kwargs):
        super().__init__(*args, **kwargs)
        entry, kind = self.instance, trajectory.TYPES[self.instance.kind]
        self.fields["text"].label = kind.text_label
        self.fields["links"].queryset = others
        if not others.exists():
            del self.fields["links"]
        if entry.is_public:
            del self.fields["visibility"]
        for name, detail in kind.details.items():
            self.fields[f"detail_{name}"] = self.detail_field(detail, entry.details.get(name, ""))
        if entry.pk:
            self.initial |= {
                "when": entry.when,
                "stakes": entry.stakes.all(),
                "links": entry.links.all(),
                "visibility": entry.visibility,
            }
        self.order_fields(
            ["title", "when", "text", *(f"detail_{name}" for name in kind.details), "stakes", "links", "visibility"]
        )

    @staticmethod
    def detail_field(detail: trajectory.Detail, initial: str) -> forms.Field:
        if detail.choices:
            choices = [("", "à préciser"), *((value, value) for value in detail.choices)]
            return forms.ChoiceField(label=detail.label, choices=choices, required=False, initial=initial)
        widget = forms.Textarea(attrs={"rows": 3})
        return FreeTextField(
            label=detail.label,
            max_length=1500,
            required=False,
            initial=initial,
            widget=widget,
        )

    def save(self, commit=True):
        entry, data = self.instance, self.cleaned_data
        entry.date, entry.precision = data["when"] or (None, "")
        entry.details = {
            name: data[f"detail_{name}"] for name in trajectory.TYPES[entry.kind].details if data[f"detail_{name}"]
        }
        entry.visibility = data.get("visibility", entry.visibility)
        return entry

    def chosen_links(self) -> list[Entry]:
        """What was ticked, and the steps already linked that this reader does not see."""
        if "links" not in self.fields:
            return list(self.instance.links.order_by("pk")) if self.instance.pk else []
        field: Any = self.fields["links"]
        seen = field.queryset
        hidden = self.instance.links.exclude(pk__in=seen) if self.instance.pk else Entry.objects.none()
        return [*self.cleaned_data["links"], *hidden]


class StoryForm(forms.ModelForm):
    """The story of the territory in a few texts."""

    life_stakes = forms.MultipleChoiceField(
        label="Enjeux de vie",
        choices=list(trajectory.LIFE_STAKES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Trajectory
        fields = ["life_stakes", *Trajectory.STORY]
        labels = {name: title for name, (title, _) in Trajectory.STORY.items()}
        help_texts = {name: question for name, (_, question) in Trajectory.STORY.items()}
        widgets = dict.fromkeys(Trajectory.STORY, forms.Textarea(attrs={"rows": 5}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["life_stakes"] = self.instance.life_stakes.split()

    def clean_life_stakes(self):
        return " ".join(self.cleaned_data["life_stakes"])


class EconomicModelForm(forms.ModelForm):
    """« Modèle économique émergent »: six questions, no level."""

    class Meta:
        model = Trajectory
        fields = list(Trajectory.MODEL)
        labels = {name: title for name, (title, _) in Trajectory.MODEL.items()}
        help_texts = {name: question for name, (_, question) in Trajectory.MODEL.items()}
        widgets = dict.fromkeys(Trajectory.MODEL, forms.Textarea(attrs={"rows": 4}))


class ExperienceForm(forms.ModelForm):
    stakes = StakesField()
    visibility = forms.TypedChoiceField(
        label="Qui peut la lire", choices=WITHIN, coerce=int, initial=Visibility.TERRITORY, help_text=SPEAKS
    )

    class Meta:
        model = ExperienceSheet
        fields = ["title", *ExperienceSheet.SECTIONS]
        labels = {name: title for name, (title, _) in ExperienceSheet.SECTIONS.items()}
        help_texts = {name: question for name, (_, question) in ExperienceSheet.SECTIONS.items()}
        widgets = dict.fromkeys(ExperienceSheet.SECTIONS, forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.is_public:
            del self.fields["visibility"]
        if self.instance.pk:
            self.initial |= {"stakes": self.instance.stakes.all(), "visibility": self.instance.visibility}

    def save(self, commit=True):
        self.instance.visibility = self.cleaned_data.get("visibility", self.instance.visibility)
        return self.instance


class PublicationForm(forms.Form):
    """Who is quoted in a text that is to become public; those whose name stands in it are asked anyway."""

    quoted = forms.MultipleChoiceField(
        label="Qui est cité, ou peut se reconnaître, dans ce texte\u202f?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Chaque personne cochée reçoit une demande d’accord, et le référent de son territoire aussi.",
    )

    def __init__(self, data, *, people, named):
        super().__init__(data)
        self.people = {str(person.pk): person for person in people}
        self.fields["quoted"].choices = [
            (key, f"{person.full_name}, {person.triptych.territory}") for key, person in self.people.items()
        ]
        self.initial["quoted"] = [str(person.pk) for person in named]

    def clean_quoted(self):
        try:
            return [self.people[key] for key in self.cleaned_data["quoted"]]
        except KeyError as error:
            raise ValidationError("Choisissez parmi les personnes proposées.") from error
