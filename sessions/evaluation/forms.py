"""The form of a questionnaire: one field a question, scales and choices required."""

from typing import Any

from django import forms

from sessions.evaluation.models import Improvement, Question, Questionnaire

_SCALE = [("1", "1, pas du tout"), ("2", "2"), ("3", "3"), ("4", "4"), ("5", "5, tout à fait")]
_REQUIRED = {"required": "Choisissez une réponse."}


class AnswerForm(forms.Form):
    """Read with `values`: the texts answered, by key of question."""

    def __init__(self, data: Any, *, questionnaire: Questionnaire) -> None:
        super().__init__(data)
        self.questions = list(questionnaire.questions.order_by("position"))
        for question in self.questions:
            self.fields[_name(question)] = _field(question)

    def values(self) -> dict[str, list[str]]:
        given = {question.pk: self.cleaned_data[_name(question)] for question in self.questions}
        return {str(pk): value if isinstance(value, list) else [value] for pk, value in given.items() if value}


def _name(question: Question) -> str:
    return f"question-{question.pk}"


def _field(question: Question) -> forms.Field:
    if question.kind == Question.Kind.TEXT:
        area = forms.Textarea(attrs={"rows": 3})
        return forms.CharField(label=question.text, max_length=600, required=False, widget=area)
    choices = _SCALE if question.kind == Question.Kind.SCALE else [(one, one) for one in question.choices]
    if question.kind == Question.Kind.SEVERAL:
        boxes = forms.CheckboxSelectMultiple
        return forms.MultipleChoiceField(label=question.text, choices=choices, required=False, widget=boxes)
    return forms.ChoiceField(label=question.text, choices=choices, widget=forms.RadioSelect, error_messages=_REQUIRED)


class ImprovementForm(forms.ModelForm):
    class Meta:
        model = Improvement
        fields = ["finding", "decision", "owner"]
