"""The retro-planning: what is late, urgent, soon and later, ticked in place; its tasks, edited in their table."""

from dataclasses import dataclass

from django import forms
from django.contrib import admin, messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from atelier.accounts.models import User
from atelier.checklist import checklist, default_tasks
from atelier.checklist.milestones import CompletionCheck, Milestone
from atelier.checklist.models import Task
from atelier.core.declarations import declared, declared_by_key
from atelier.core.forms import get_row_or_404
from atelier.core.permissions import require_permissions
from atelier.seasons import parts
from atelier.seasons.admin import CurrentSeasonFilter
from atelier.seasons.chosen import all_seasons, chosen_season, requested_season
from atelier.seasons.models import Season

SECTIONS = [
    (checklist.LATE, "En retard"),
    (checklist.URGENT, "Urgent : d’ici trois jours"),
    (checklist.SOON, "Bientôt : d’ici huit jours"),
    (checklist.LATER, "Plus tard"),
]


class TaskForm(forms.ModelForm):
    milestone = forms.ChoiceField(label="Repère")
    completion_check = forms.ChoiceField(
        label="Faite d’elle-même quand",
        required=False,
        help_text=Task._meta.get_field("completion_check").help_text,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        seasons = [self.instance.season] if self.instance.season_id else all_seasons()
        offered = [one for one in declared(Milestone) if parts.is_used_by_any(seasons, one.part)]
        self.fields["milestone"].choices = [(one.key, one.label) for one in offered]
        self.fields["completion_check"].choices = [
            ("", "quelqu’un la coche"),
            *((one.key, one.label) for one in declared(CompletionCheck)),
        ]


@admin.register(Task)
class TaskAdmin(admin.ModelAdmin):
    form = TaskForm
    list_display = ["title", "when_in_words", "owner", "seen"]
    list_filter = [CurrentSeasonFilter]
    list_select_related = ["owner"]
    search_fields = ["title", "owner__last_name", "owner__email"]
    fields = ["season", "title", "milestone", "days", "direction", "owner", "completion_check"]

    def get_urls(self):
        view = self.admin_site.admin_view
        pages = [
            path("retroplanning/", view(_checklist_page), name="retroplanning"),
            path("<int:pk>/cocher/", view(_mark_step), name="tick"),
        ]
        return [*pages, *super().get_urls()]

    def get_queryset(self, request):
        return parts.in_use(super().get_queryset(request), "milestone", Milestone)

    def get_changeform_initial_data(self, request):
        season = chosen_season(request)
        return {"season": season.pk if season else None, **super().get_changeform_initial_data(request)}

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "owner":
            kwargs["queryset"] = User.objects.with_role().order_by("last_name", "first_name", "pk")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description="quand")
    def when_in_words(self, task):
        return task.when

    @admin.display(description="faite d’elle-même quand")
    def seen(self, task):
        check = declared_by_key(CompletionCheck).get(task.completion_check)
        return check.label if check else "–"


@dataclass(frozen=True)
class ChecklistSection:
    title: str
    steps: list[checklist.ChecklistStep]
    state: str


def _checklist_page(request):
    """Everything to do for a season, or what is mine in it."""
    require_permissions(request, "checklist.view_task")
    season = requested_season(request)
    if request.method == "POST":
        require_permissions(request, "checklist.add_task")
        messages.success(request, f"Tâches ajoutées : {default_tasks.create_default_tasks(season)}.")
        return redirect(_checklist_url(season))
    every = checklist.checklist_steps(season, reader=request.user)
    mine = request.GET.get("a") == "moi"
    shown = [step for step in every if not mine or step.task.owner_id == request.user.pk]
    by_state = {state: [step for step in shown if step.state == state] for state, _ in SECTIONS}
    undated = [step for step in shown if step.state == checklist.UNDATED]
    context = {
        **admin.site.each_context(request),
        "title": f"Rétroplanning, saison {season.number}",
        "season": season,
        "mine": mine,
        "any": bool(every),
        "has_tasks": bool(every) or season.tasks.exists(),
        "sections": [ChecklistSection(name, by_state[state], state) for state, name in SECTIONS],
        "undated": undated,
        "has_open_steps": bool(undated) or any(by_state.values()),
        "done": [step for step in shown if step.state == checklist.DONE],
    }
    return render(request, "admin/checklist/retroplanning.html", context)


@require_POST
def _mark_step(request, pk):
    """« C’est fait », or « à refaire », for one milestone."""
    require_permissions(request, "checklist.add_tick")
    task = get_row_or_404(Task.objects.select_related("season"), str(pk))
    ref = request.POST.get("ref", "")[:40]
    try:
        if "undo" in request.POST:
            checklist.mark_undone(task=task, ref=ref)
            messages.success(request, f"À refaire : {task}.")
        else:
            checklist.mark_done(task=task, ref=ref, author=request.user)
            messages.success(request, f"C’est fait : {task}.")
    except LookupError as error:
        raise Http404 from error
    return redirect(_checklist_url(task.season, mine="mine" in request.POST))


def _checklist_url(season: Season, *, mine: bool = False) -> str:
    return f"{reverse('admin:retroplanning')}?saison={season.pk}" + ("&a=moi" if mine else "")
