"""Shared files for the team: those of a season, a new one, and the page where one is replaced or withdrawn."""

from django.contrib import admin, messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from atelier.core import retention_periods
from atelier.core.forms import call_or_form_error, is_key, refusals_as_messages
from atelier.core.reading_pages import Link
from referential import access as shared_access
from referential import publication
from sessions.shared_files import access, sharing
from sessions.shared_files.forms import DetailsForm, ShareForm, VersionForm
from sessions.shared_files.models import FileVersion, SharedFile
from sessions.shared_files.views import download

WAITS = (
    "L’antivirus ne répond pas\u00a0: personne ne lit encore ce fichier. Il lui est soumis de nouveau toutes les "
    "trente secondes, sans rien à faire de votre part."
)
_BUTTONS = {
    "withdraw": (sharing.withdraw, "«\u00a0{}\u00a0» n’est plus proposé à personne."),
    "put_back": (sharing.put_back, "«\u00a0{}\u00a0» est de nouveau proposé. Qui peut le lire\u00a0: {}."),
    "erase": (sharing.erase, "«\u00a0{}\u00a0» est effacé, avec toutes ses versions."),
}


@require_safe
def season_files(request):
    """Every file and link of the season that this reader of the team reads, withdrawn ones too."""
    season = access.season_of_team(request, access.VIEW)
    rows = SharedFile.objects.readable_by(shared_access.reader_of(request.user)).filter(season=season).with_versions()
    context = {
        **admin.site.each_context(request),
        "title": f"Fichiers et liens, saison {season.number}",
        "season": season,
        "files": rows,
        "may_share": request.user.has_perm(access.ADD),
        "may_change": request.user.has_perm(access.CHANGE),
        "kept": retention_periods.SEASON,
    }
    return render(request, "admin/atelier_sessions/shared_files/season.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def share_file(request):
    """A new file or link; `?journee=` and `?territoire=` say of what."""
    season = access.season_of_team(request, access.ADD)
    asked = {"day": request.GET.get("journee", ""), "triptych": request.GET.get("territoire", "")}
    initial = {name: int(key) for name, key in asked.items() if is_key(key)}
    shared = SharedFile(season=season, author=request.user)
    form = ShareForm(request.POST or None, request.FILES or None, instance=shared, initial=initial)
    if form.is_valid():
        given = {"stakes": form.cleaned_data["stakes"], "by": request.user, **form.given()}
        version = call_or_form_error(form, sharing.publish, shared=form.save(), **given)
        if version:
            _tell(request, version, f"«\u00a0{shared.title}\u00a0» est publié.")
            return redirect("admin:change_shared_file", shared.pk)
    context = {
        **admin.site.each_context(request),
        "title": f"Publier un fichier ou un lien, saison {season.number}",
        "trail": _trail_of(season),
        "season": season,
        "form": form,
        "kept": retention_periods.SEASON,
    }
    return render(request, "admin/atelier_sessions/shared_files/share.html", context)


def _trail_of(season) -> list[Link]:
    page = f"{reverse('admin:shared_files')}?saison={season.pk}"
    return [Link(f"Fichiers et liens, saison {season.number}", page)]


def _tell(request, version, done):
    messages.success(request, done)
    if version.scan == FileVersion.Scan.WAITING:
        messages.warning(request, WAITS)


@require_http_methods(["GET", "HEAD", "POST"])
def change_shared_file(request, pk):
    """One file: its versions, a new one, its place and its readers; the buttons that withdraw it."""
    shared = access.file_of_team(request, pk)
    act = next((name for name in ("change", "replace", *_BUTTONS) if name in request.POST), "")
    title = shared.title
    if act in _BUTTONS:
        verb, done = _BUTTONS[act]
        with refusals_as_messages(request):
            verb(shared=shared)
            left = SharedFile.objects.filter(pk=pk).first()  # a publication taken back has closed its circle
            messages.success(request, done.format(title, left.get_visibility_display() if left else ""))
        if not SharedFile.objects.filter(pk=pk).exists():
            return redirect("admin:shared_files")
        return redirect("admin:change_shared_file", pk)
    details = DetailsForm(request.POST if act == "change" else None, instance=shared)
    posted = (request.POST, request.FILES) if act == "replace" else (None, None)
    new_version = VersionForm(*posted)
    if _act(request, shared, details, new_version):
        return redirect("admin:change_shared_file", pk)
    context = {
        **admin.site.each_context(request),
        "title": title,
        "trail": _trail_of(shared.season),
        "shared": shared,
        "season": shared.season,
        "versions": shared.versions.all(),
        "details": details,
        "new_version": new_version,
        "publication": publication.standing_of(shared),
        "kept": retention_periods.SEASON,
    }
    return render(request, "admin/atelier_sessions/shared_files/file.html", context)


def _act(request, shared, details, new_version) -> bool:
    """Do what was asked; false when a form has something to correct."""
    if details.is_bound and details.is_valid():
        given = {"shared": details.save(), "stakes": details.cleaned_data["stakes"]}
        if call_or_form_error(details, sharing.change, **given):
            messages.success(request, "C’est enregistré.")
            return True
    if new_version.is_bound and new_version.is_valid():
        version = call_or_form_error(
            new_version, sharing.replace, shared=shared, by=request.user, **new_version.given()
        )
        if version:
            _tell(request, version, f"La version {version.number} est publiée.")
            return True
    return False


@require_safe
def team_version(request, pk, number):
    """The bytes of any version that was scanned, for the team."""
    shared = access.file_of_team(request, pk)
    version = next((one for one in shared.versions.all() if one.number == number), None)
    if version is None or version.is_link or not version.is_readable:
        raise Http404
    return download(version)
