"""The workbook of a season: taken out, or read in, rehearsed, shown, and written once somebody agrees."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.views.decorators.http import require_POST, require_safe

from atelier.backoffice.workbook import import_export
from atelier.backoffice.workbook.columns import CHANGED, NEW, WRONG, Worksheet
from atelier.core import pdf, spreadsheets
from atelier.core.forms import call_or_form_error, refusals_as_messages
from atelier.core.headings import heading_key
from atelier.core.reading_pages import Link
from atelier.seasons import jobs
from atelier.seasons.chosen import requested_season
from atelier.seasons.figures import FigureSheet
from atelier.seasons.models import Job, Season

KINDS = (Job.Kind.EXPORT, Job.Kind.IMPORT)
SHOWN = 300  # lines of each kind on the page; the file has them all


class ImportForm(forms.Form):
    file = forms.FileField(label="Fichier (xlsx, ods ou csv, 1 Mo au plus)")
    sheet = forms.ChoiceField(
        label="Ce qu’il contient",
        required=False,
        help_text="Pour un fichier csv, ou une feuille qui porte un autre nom.",
    )
    invite = forms.BooleanField(
        label="Envoyer leur lien personnel aux nouvelles personnes",
        required=False,
        help_text="Sinon elles sont inscrites, et vous les invitez plus tard.",
    )

    def __init__(self, data, files, *, sheets: list[Worksheet]):
        super().__init__(data, files)
        self.sheets = {heading_key(sheet.title): sheet for sheet in sheets}
        names = [(key, sheet.title) for key, sheet in self.sheets.items()]
        field: Any = self.fields["sheet"]
        field.choices = [("", "le classeur, feuille par feuille"), *names]

    def arguments(self) -> dict:
        file = self.cleaned_data["file"]
        sheet = self.sheets.get(self.cleaned_data["sheet"])
        content = file.read(spreadsheets.MAX_BYTES + 1)
        return {"name": file.name, "content": content, "sheet": sheet, "invite": self.cleaned_data["invite"]}


def _sheets_of(request) -> list[Worksheet]:
    """What this role takes out and reads in; PermissionDenied for those who have none."""
    found = [sheet for sheet in import_export.worksheets().values() if request.user.has_perm(sheet.permission)]
    if not found:
        raise PermissionDenied
    return found


@dataclass(frozen=True)
class ExportedLine:
    """A sheet as the page names it."""

    key: str
    title: str
    columns: list[str]


def _exported_line(sheet: Worksheet | FigureSheet) -> ExportedLine:
    titles = [one[1] if isinstance(one, tuple) else one.title for one in sheet.columns]
    return ExportedLine(heading_key(sheet.title), sheet.title, titles)


def _exported_of(request) -> list[Worksheet | FigureSheet]:
    """What this role takes out: the same, and the rows of the figures that it reads."""
    _sheets_of(request)
    return [one for one in import_export.exported_sheets().values() if request.user.has_perm(one.permission)]


def _exported_from(request, season: Season) -> list[Worksheet | FigureSheet]:
    """Those of what the season does not do without."""
    return [one for one in _exported_of(request) if not isinstance(one, FigureSheet) or one.used(season)]


def workbook_page(request):
    """Take the season out, or give a file to read."""
    sheets = _sheets_of(request)
    season = requested_season(request)
    reading = request.method == "POST"
    form = ImportForm(request.POST if reading else None, request.FILES if reading else None, sheets=sheets)
    given = {"season": season, "author": request.user, "allowed": sheets}
    if form.is_valid() and (job := call_or_form_error(form, import_export.start_import, **given, **form.arguments())):
        return redirect(job)
    context = {
        **admin.site.each_context(request),
        "title": f"Classeur de la saison {season.number}",
        "season": season,
        "form": form,
        "lines": [_exported_line(one) for one in _exported_from(request, season)],
        "read_back": [sheet.title for sheet in sheets],
        "recent": Job.objects.filter(season=season, author=request.user, kind__in=KINDS).select_related("season")[:6],
    }
    return render(request, "admin/workbook.html", context)


@require_POST
def export(request):
    """One sheet, or all of them."""
    season = requested_season(request)
    sheets = _exported_from(request, season)
    key, extension = request.POST.get("sheet", ""), request.POST.get("format", "xlsx")
    chosen = [sheet for sheet in sheets if key in {"", heading_key(sheet.title)}]
    if not chosen or extension not in {"xlsx", "csv"} or (extension == "csv" and len(chosen) > 1):
        raise Http404
    job = import_export.export(season=season, author=request.user, sheets=chosen, extension=extension)
    return redirect("workbook_file", job.pk) if job.state == Job.State.DONE else redirect(job)


def _job_for(request, pk: int) -> Job:
    """For whoever may read every sheet that it holds."""
    found = get_object_or_404(Job.objects.filter(kind__in=KINDS).select_related("season", "author"), pk=pk)
    allowed = {heading_key(sheet.title) for sheet in _exported_of(request)}
    if not set(found.sheets) <= allowed:
        raise Http404
    return found


@dataclass(frozen=True)
class CellChange:
    column: str
    before: str
    after: str


@dataclass(frozen=True)
class LineGroup:
    """The lines of a file in one state: the first of them, and how many there are."""

    title: str
    lines: list[dict]
    count: int

    @property
    def rows(self) -> list[dict]:
        """The lines, with what would change in each as (column, before, after) by name."""
        return [{**line, "changes": [CellChange(*change) for change in line["changes"]]} for line in self.lines]


@require_safe
def job_page(request, pk):
    """How far it is; then what each line would do."""
    job = _job_for(request, pk)
    by_state = {state: [row for row in job.rows if row["state"] == state] for state in (NEW, CHANGED, WRONG)}
    context = {
        **admin.site.each_context(request),
        "title": capfirst(str(job)),
        "trail": [Link("Classeur", reverse("workbook"))],
        "job": job,
        "season": job.season,
        "notes": job.options.get("notes", []),
        "groups": [
            LineGroup("Nouvelles", by_state[NEW][:SHOWN], len(by_state[NEW])),
            LineGroup("Modifiées", by_state[CHANGED][:SHOWN], len(by_state[CHANGED])),
        ],
        "wrong": by_state[WRONG][:SHOWN],
        "wrong_count": len(by_state[WRONG]),
        "to_write": len(by_state[NEW]) + len(by_state[CHANGED]),
        "same": job.total - len(job.rows),
    }
    return render(request, "admin/workbook_job.html", context)


@require_POST
def apply(request, pk):
    """« Écrire ces lignes »."""
    job = _job_for(request, pk)
    with refusals_as_messages(request):
        import_export.apply(job)
        if job.total <= import_export.AT_ONCE:
            jobs.run(job.pk)
        messages.success(request, "Les lignes relues sont confiées à l’Atelier.")
    return redirect(job)


@require_safe
def job_file(request, pk):
    job = _job_for(request, pk)
    if not job.has_file:
        raise Http404
    return pdf.file_response(job.path, name=job.name)
