"""The application, step by step, by those who fill it in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from atelier.accounts.forms import IdentityForm
from atelier.accounts.models import User
from atelier.core import edit_conflicts, pdf
from atelier.core.forms import call_or_form_error, refusals_as_messages
from territories import access, application_team, places
from territories import application as applications
from territories.forms import CommitmentsForm, ContributionForm, DynamicsForm
from territories.models import HolderChange, Triptych
from territories.territory_forms import TerritoryForm
from territories.views.common import context

FORMS = {
    "territoire": TerritoryForm,
    "dynamique": DynamicsForm,
    "engagements": CommitmentsForm,
    "contribution": ContributionForm,
}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required(login_url="account_signup")  # whoever presents a territory has no account yet, as a rule
def start(request):
    season = access.open_season_or_404()
    form, identity = TerritoryForm(request.POST or None, initial=_chosen(request)), _identity_form(request)
    if form.is_valid() and (identity is None or identity.is_valid()):
        if identity:
            identity.save()
        given = {"user": request.user, "season": season, "form": form}
        if triptych := call_or_form_error(form, applications.open_draft, **given):
            messages.success(request, "Brouillon créé. Vous pouvez vous arrêter et reprendre à tout moment.")
            return redirect("territories:step", triptych.pk, "dynamique")
    drafts = Triptych.objects.of_user(request.user).filter(season=season).select_related("territory", "season")
    more = {
        "form": form,
        "identity": identity,
        "season": season,
        "drafts": drafts,
        "places_are_taken": Triptych.objects.fills(season),
        **_searched(request),
    }
    return render(request, "territories/start.html", more)


def _identity_form(request) -> IdentityForm | None:
    """Who fills the application in, asked once: None for whoever has a name."""
    user = User.objects.get(pk=request.user.pk)
    return None if user.get_full_name() else IdentityForm(request.POST or None, instance=user)


def _searched(request) -> dict:
    """What was typed to find a commune or an EPCI, and what was found."""
    typed = request.GET.get("q", "")
    return {"typed": typed, "found": places.search_places(typed), "source_year": places.SOURCE_YEAR}


def _chosen(request) -> dict:
    """The values of the place that was chosen in the list, before anything is sent."""
    return {} if request.method == "POST" else TerritoryForm.of_place(places.get_place(request.GET.get("lieu", "")))


@require_safe
def application(request, pk):
    triptych = access.application_for(request.user, pk)
    changes = HolderChange.objects.filter(leaving__triptych=triptych).select_related("leaving")
    return render(request, "territories/application.html", context(triptych, holder_changes=changes))


@require_http_methods(["GET", "HEAD", "POST"])
def step(request, pk, step):
    if step not in applications.STEPS:
        raise Http404
    triptych = access.editable_application_for(request.user, pk)
    if step == "recapitulatif":
        return _summary(request, triptych)
    more = {}
    if step in FORMS:
        target = triptych.territory if step == "territoire" else triptych
        initial = _chosen(request) if step == "territoire" else {}
        form = FORMS[step](request.POST or None, instance=target, initial=initial)
        watch = edit_conflicts.detect(form, request.POST)
        if form.is_valid() and not watch.overtaken and _save(request, triptych, form):
            return redirect("territories:step", pk, _following(step))
        more = {"form": form, "watch": watch, **_searched(request)}
    return render(request, f"territories/steps/{step}.html", context(triptych, step=step, **more))


def _save(request, triptych, form) -> bool:
    """Call the verb; what it refuses is said in the form, where nothing typed is lost."""
    saved = call_or_form_error(form, application_team.save_step, triptych=triptych, form=form, by=request.user)
    if saved is None:
        return False
    messages.success(request, "Enregistré.")
    return True


@require_safe
def summary_pdf(request, pk):
    triptych = access.summary_for(request.user, pk)
    return pdf.file_response(triptych.summary_path, name=f"candidature-saison-{triptych.season.number}.pdf")


def _summary(request, triptych):
    """The last step: read everything again, then submit."""
    if request.method == "POST":
        with refusals_as_messages(request):
            applications.submit_application(triptych=triptych, user=request.user)
            messages.success(request, "Votre candidature est déposée. Un courriel vous le confirme.")
            return redirect(triptych)
    return render(request, "territories/steps/recapitulatif.html", context(triptych, step="recapitulatif"))


def _following(step: str) -> str:
    steps = list(applications.STEPS)
    return steps[min(steps.index(step) + 1, len(steps) - 1)]
