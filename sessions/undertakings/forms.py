from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from atelier.core.forms import DateField, FreeTextField
from referential.forms import WITHIN
from referential.models import Visibility
from sessions.programme.models import Day
from sessions.undertakings.access import Table
from sessions.undertakings.models import AT_MOST, BroughtQuestion, Undertaking
from sessions.undertakings.undertakings import Taken


class TableForm(forms.Form):
    """The question of a table and one to three undertakings, on one page of large fields."""

    text = FreeTextField(label="La question", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    visibility = forms.TypedChoiceField(
        label="Qui peut lire",
        choices=WITHIN,
        coerce=int,
        initial=Visibility.TERRITORY,
        help_text="Qui prend un engagement le lit toujours, sauf dans un brouillon.",
    )

    def __init__(self, data: Any, *, table: Table) -> None:
        super().__init__(data)
        self.table = table
        self.kept = {one.rank: one for one in table.question.undertakings.all()} if table.question else {}
        self.people = {str(one.pk): one for one in self._people()}
        self.triptychs = {str(one.triptych_id): one.triptych for one in self.people.values()}
        if table.question:
            self.triptychs[str(table.question.triptych_id)] = table.question.triptych
        bringers = [
            ("", "Choisir"),
            *((f"p{key}", f"{one.full_name}, {one.triptych.territory}") for key, one in self.people.items()),
            *((f"t{key}", f"Le triptyque, {one.territory}") for key, one in self.triptychs.items()),
        ]
        self.fields["bringer"] = forms.ChoiceField(label="Qui l’apporte", choices=bringers)
        owners = [("", "Choisir"), *((key, one.full_name) for key, one in self.people.items())]
        for rank in range(1, AT_MOST + 1):
            self._add_line(rank, owners)
        self.order_fields(["bringer", "text", *(name for rank in range(1, AT_MOST + 1) for name in _names(rank))])
        if table.question:
            self.initial.update(_initial_of(table.question))

    def _people(self) -> list:
        """Who sits there, and whoever is named already and sits there no more."""
        named = [one.owner for one in self.kept.values()]
        if self.table.question and self.table.question.participant:
            named.append(self.table.question.participant)
        return list({one.pk: one for one in [*self.table.people, *named]}.values())

    def _add_line(self, rank: int, owners: list[tuple[str, str]]) -> None:
        said, owner, due = _names(rank)
        self.fields[said] = FreeTextField(
            label=f"Engagement {rank}",
            max_length=300,
            required=False,
            help_text="" if rank > 1 else "Dans les mots de qui s’engage. Un suffit, trois au plus.",
            widget=forms.Textarea(attrs={"rows": 2}),
        )
        self.fields[owner] = forms.ChoiceField(label=f"Qui s’engage ({rank})", choices=owners, required=False)
        self.fields[due] = DateField(label=f"Pour le ({rank})", required=False, initial=_next_date(self.table))
        if rank in self.kept:
            row = self.kept[rank]
            self.initial.update({said: row.text, owner: str(row.owner_id), due: row.due_on})

    @property
    def lines(self) -> list[list]:
        """The three fields of each undertaking."""
        return [[self[name] for name in _names(rank)] for rank in range(1, AT_MOST + 1)]

    def clean(self) -> dict:
        data = super().clean() or {}
        for rank in range(1, AT_MOST + 1):
            said, owner, due = _names(rank)
            if said in data:  # one line, whatever the phone's keyboard put in
                data[said] = " ".join(data[said].split())
            if not data.get(said):
                if data.get(owner) and said in data:
                    self.add_error(said, "Écrivez l’engagement, ou ne choisissez personne.")
                continue
            if not data.get(owner) and owner not in self.errors:
                self.add_error(owner, "Dites qui s’engage.")
            if not data.get(due) and due not in self.errors:
                self.add_error(due, "Dites pour quand.")
        return data

    def taken(self) -> list[Taken]:
        data, found = self.cleaned_data, []
        for rank in range(1, AT_MOST + 1):
            said, owner, due = _names(rank)
            if data[said]:
                found.append(Taken(rank, data[said], self.people[data[owner]], data[due]))
        return found

    def bringer_chosen(self) -> Any:
        """A participant, or a triptych."""
        chosen = self.cleaned_data["bringer"]
        return (self.people if chosen[0] == "p" else self.triptychs)[chosen[1:]]


def _names(rank: int) -> tuple[str, str, str]:
    return f"said{rank}", f"owner{rank}", f"due{rank}"


def _initial_of(question: BroughtQuestion) -> dict:
    key = f"p{question.participant_id}" if question.participant_id else f"t{question.triptych_id}"
    return {"bringer": key, "text": question.text, "visibility": question.visibility}


def _next_date(table: Table) -> Any:
    """The next day of the season, when it is asked what became of it."""
    day = table.item.half_day.day
    days = Day.objects.filter(season=day.season_id, status=Day.Status.PLANNED, date__gt=day.date)
    return days.order_by("date").values_list("date", flat=True).first()


class OutcomeForm(forms.Form):
    """« Qu’est-ce que c’est devenu ? »: one choice and one line."""

    outcome = forms.ChoiceField(
        label="Qu’est-ce que c’est devenu ?",
        choices=Undertaking.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez : fait, changé, abandonné ou plus tard."},
    )
    line = FreeTextField(label="En une ligne", max_length=300, required=False)
    due_on = DateField(label="Nouvelle date", required=False, help_text="Seulement pour « plus tard ».")

    def __init__(self, data: Any, *, undertaking: Undertaking) -> None:
        kept = {"outcome": undertaking.outcome, "line": undertaking.outcome_line}
        super().__init__(data, initial=kept, prefix=f"e{undertaking.pk}")

    def clean_due_on(self) -> Any:
        due_on = self.cleaned_data["due_on"]
        if due_on and self.cleaned_data.get("outcome") != Undertaking.Outcome.LATER:
            raise ValidationError("Une nouvelle date ne se donne que pour « plus tard ».")
        return due_on
