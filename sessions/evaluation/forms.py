"""The forms of the evaluation: a questionnaire as it is answered, and as it is written; what is decided."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from atelier.core.forms import FreeTextField
from sessions.evaluation.models import Improvement, Question, Questionnaire
from sessions.evaluation.questionnaires import Wording

_SCALE = [("1", "1, pas du tout"), ("2", "2"), ("3", "3"), ("4", "4"), ("5", "5, tout à fait")]
_REQUIRED = {"required": "Choisissez une réponse."}
_WITH_CHOICES = (Question.Kind.CHOICE, Question.Kind.SEVERAL)
AT_MOST, TEXTS_AT_MOST = 12, 4  # questions, and those of them that are texts: what `sealing.SIZE` holds
CHOICES_AT_MOST, CHOICE_LENGTH = 8, 60


class AnswerForm(forms.Form):
    """Read with `values`: the texts answered, by key of question. Fields are named by rank: words outlive a new key."""

    def __init__(self, data: Any, *, questionnaire: Questionnaire) -> None:
        super().__init__(data)
        self.questions = list(questionnaire.questions.order_by("position"))
        for question in self.questions:
            self.fields[_name(question)] = _field(question)

    def values(self) -> dict[str, list[str]]:
        given = {question.pk: self.cleaned_data[_name(question)] for question in self.questions}
        return {str(pk): value if isinstance(value, list) else [value] for pk, value in given.items() if value}


def _name(question: Question) -> str:
    return f"question-{question.position}"


def _field(question: Question) -> forms.Field:
    if question.kind == Question.Kind.TEXT:
        area = forms.Textarea(attrs={"rows": 3})
        return FreeTextField(label=question.text, max_length=600, required=False, widget=area)
    choices = _SCALE if question.kind == Question.Kind.SCALE else [(one, one) for one in question.choices]
    if question.kind == Question.Kind.SEVERAL:
        boxes = forms.CheckboxSelectMultiple
        return forms.MultipleChoiceField(label=question.text, choices=choices, required=False, widget=boxes)
    return forms.ChoiceField(label=question.text, choices=choices, widget=forms.RadioSelect, error_messages=_REQUIRED)


class QuestionnaireForm(forms.ModelForm):
    class Meta:
        model = Questionnaire
        fields = ["title", "days_after"]


class WordingForm(forms.ModelForm):
    """One question; without words, it is not asked."""

    choices = FreeTextField(
        label="Choix, un par ligne", required=False, max_length=600, widget=forms.Textarea(attrs={"rows": 4})
    )

    class Meta:
        model = Question
        fields = ["text", "kind", "choices"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].required = self.fields["kind"].required = False

    def clean_choices(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["choices"].splitlines() if line.strip()]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        choices, has_choices = said.get("choices", []), said.get("kind") in _WITH_CHOICES
        if not said.get("text"):
            if choices:
                self.add_error("text", "Écrivez la question, ou effacez ses choix.")
        elif not said.get("kind"):
            self.add_error("kind", "Choisissez la forme de la réponse.")
        elif choices and not has_choices:
            self.add_error("choices", "Les choix vont avec « un choix » ou « plusieurs choix ».")
        elif has_choices and not 2 <= len(set(choices)) == len(choices) <= CHOICES_AT_MOST:
            self.add_error("choices", f"Écrivez de deux à {CHOICES_AT_MOST} choix différents.")
        if max(map(len, choices), default=0) > CHOICE_LENGTH:
            self.add_error("choices", f"Un choix compte {CHOICE_LENGTH} caractères au plus.")
        return said

    def _post_clean(self) -> None:
        """The rows are written anew by the verb, at the rank where they stand."""


class _Wordings(forms.BaseFormSet):
    def clean(self) -> None:
        if any(self.errors):
            return
        asked = wordings_in(self)
        if not asked:
            raise ValidationError("Gardez au moins une question.")
        if sum(one.kind == Question.Kind.TEXT for one in asked) > TEXTS_AT_MOST:
            raise ValidationError(f"Un questionnaire compte {TEXTS_AT_MOST} textes au plus : une minute doit suffire.")


def wordings_in(lines: forms.BaseFormSet) -> list[Wording]:
    """The questions of a page that has nothing to correct."""
    said = [form.cleaned_data for form in lines.forms if form.cleaned_data.get("text")]
    return [Wording(one["kind"], one["text"], tuple(one["choices"])) for one in said]


WordingFormSet = forms.formset_factory(
    WordingForm, formset=_Wordings, extra=AT_MOST, max_num=AT_MOST, absolute_max=AT_MOST, validate_max=True
)


def wordings_of(questionnaire: Questionnaire) -> list[dict[str, str]]:
    """The questions that are asked, as the form shows them."""
    return [
        {"text": one.text, "kind": one.kind, "choices": "\n".join(one.choices)}
        for one in questionnaire.questions.order_by("position")
    ]


class GuestsForm(forms.Form):
    """Addresses of people from outside, one a line."""

    addresses = forms.CharField(
        label="Courriels, un par ligne", max_length=3000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def clean_addresses(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["addresses"].splitlines() if line.strip()]
        wrong = [line for line in lines if not _is_address(line)]
        if wrong:
            raise ValidationError(f"Ce n’est pas une adresse de courriel : « {wrong[0]} ».")
        return lines


def _is_address(text: str) -> bool:
    try:
        forms.EmailField().clean(text)
    except ValidationError:
        return False
    return True


class ImprovementForm(forms.ModelForm):
    class Meta:
        model = Improvement
        fields = ["finding", "decision", "owner"]
