"""The page where applications are read side by side."""

from dataclasses import dataclass

from django import forms
from django.contrib import admin, messages
from django.shortcuts import redirect, render
from django.urls import path, reverse

from atelier.core.declarations import declared
from atelier.core.forms import FreeTextField, get_row_or_404, refusals_as_messages
from atelier.core.permissions import require_permissions
from atelier.core.reading_pages import Link, ReadingAct
from atelier.seasons.admin import CurrentSeasonFilter
from atelier.seasons.chosen import chosen_season
from territories import board, recusal, selection
from territories.admin import seats
from territories.forms import SeatsForm
from territories.models import Criterion, Score, Triptych

ON_THE_BOARD = ("admit", "put_on_waiting_list", "refuse")


@admin.register(Criterion)
class CriterionAdmin(admin.ModelAdmin):
    list_display = ["label", "season", "weight", "position"]
    list_filter = [CurrentSeasonFilter]
    list_select_related = ["season"]
    search_fields = ["label"]

    def get_urls(self):
        return [path("etude/", self.admin_site.admin_view(_view), name="board"), *super().get_urls()]


class ReviewForm(forms.Form):
    """One reader's scores and note on one application."""

    note = FreeTextField(
        label="Mes remarques", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, data, *, triptych, criteria, column=None):
        super().__init__(data, prefix=f"t{triptych.pk}")
        self.triptych, self.criteria = triptych, criteria
        for criterion in criteria:
            self.fields[f"c{criterion.pk}"] = forms.TypedChoiceField(
                label=criterion.label,
                choices=[("", "non lu"), *Score.LEVELS],
                coerce=int,
                empty_value=None,
                required=False,
                initial=column.my_scores.get(criterion.pk) if column else None,
            )
        if column and column.mine:
            self.fields["note"].initial = column.mine.note
        self.order_fields([f"c{criterion.pk}" for criterion in criteria])

    def answers(self) -> dict:
        """The arguments of `board.save_review`."""
        scores = {criterion: self.cleaned_data[f"c{criterion.pk}"] for criterion in self.criteria}
        return {"note": self.cleaned_data["note"], "scores": scores}


def _view(request):
    """Read, score, note; and see what the chosen territories make together."""
    require_permissions(request, "territories.change_triptych")
    season = chosen_season(request)
    criteria = list(season.criteria.all()) if season else []
    if request.method == "POST":
        triptych = get_row_or_404(Triptych.objects.filter(season=season), request.POST.get("triptych", ""))
        if answer := _conflict_page(request, triptych):
            return answer
        if "shortlist" in request.POST:
            selection.shortlist(triptych=triptych, kept=request.POST["shortlist"] == "1")
            return redirect(f"{reverse('admin:board')}#candidature-{triptych.pk}")
        if "seats" in request.POST:
            return seats.page_unless_set(request, triptych) or redirect(
                f"{reverse('admin:board')}#candidature-{triptych.pk}"
            )
        form = ReviewForm(request.POST, triptych=triptych, criteria=criteria)
        if form.is_valid():
            board.save_review(triptych=triptych, reader=request.user, **form.answers())
            messages.success(request, f"Lecture enregistrée\u00a0: {triptych.territory}.")
            return redirect("admin:board")
    columns = board.read_board(season, request.user) if season else []
    context = {
        **admin.site.each_context(request),
        "title": "Étude des candidatures",
        "trail": [Link("Territoires", reverse("admin:territories_triptych_changelist"))],
        "season": season,
        "criteria": criteria,
        "columns": [
            {
                "column": one,
                "acts": _decisions(one.triptych),
                "form": ReviewForm(None, triptych=one.triptych, criteria=criteria, column=one),
                "seats_form": SeatsForm(None, triptych=one.triptych, auto_id=f"id_seats_{one.triptych.pk}_%s"),
            }
            for one in columns
        ],
        "admitted": board.balance([one.triptych for one in columns if one.triptych.rank]),
        "kept": board.balance([one.triptych for one in columns if one.triptych.rank or one.triptych.shortlisted]),
        "whole": board.balance([one.triptych for one in columns if one.triptych.status not in board.NOT_READ]),
    }
    return render(request, "admin/territories/board.html", context)


def _conflict_page(request, triptych: Triptych):
    """The answer to a declared link, to one taken back, and to whoever acts in spite of theirs; None otherwise."""
    column = redirect(f"{reverse('admin:board')}#candidature-{triptych.pk}")
    with refusals_as_messages(request):
        if "withdraw_conflict" in request.POST:
            board.withdraw_conflict(triptych=triptych, reader=request.user)
            return column
        if "conflict" in request.POST:
            reason = request.POST["conflict"].replace("\x00", "")[:200]
            board.declare_conflict(triptych=triptych, reader=request.user, reason=reason)
            messages.success(
                request, f"Votre lien est noté\u00a0: la candidature vous est fermée, {triptych.territory}."
            )
            return column
        recusal.require_no_conflict(request.user, [triptych])
        return None
    return column


@dataclass(frozen=True)
class _DecisionAct:
    """A button of a column: the action of the list, which shows its mails before anything is decided."""

    title: str
    action: str
    address: str


def _decisions(triptych: Triptych) -> list[_DecisionAct]:
    address = f"{reverse('admin:territories_triptych_changelist')}?saison=toutes&fiche={triptych.pk}"
    acts = [one for one in declared(ReadingAct) if one.model is Triptych and one.action in ON_THE_BOARD]
    return [_DecisionAct(one.title, one.action, address) for one in acts if one.possible(triptych)]
