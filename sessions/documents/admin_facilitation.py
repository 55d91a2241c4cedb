"""The team of a season for its organisers: people × days, accounts, letters and attestations, a table to take away."""

from django.contrib import admin, messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from atelier.core import confirmations, pdf, permissions
from atelier.core.forms import call_or_form_error, refusals_as_messages
from atelier.core.spreadsheets import write_csv, write_xlsx
from atelier.seasons.models import Season
from sessions.documents import facilitation_documents, rendering
from sessions.documents.facilitation_documents import Due, Kind
from sessions.documents.models import FacilitationDocument
from sessions.facilitation import access, availability, hours, team
from sessions.facilitation.forms import MemberForm

ISSUES = "atelier_sessions.add_facilitationdocument"


@require_http_methods(["GET", "HEAD", "POST"])
def facilitators(request):
    """One page: what each said, leads and did; who joins and leaves; what is asked and issued."""
    season = access.season_of_team(request)
    form = MemberForm(request.POST if "add" in request.POST else None, season=season)
    if request.method == "POST" and _act(request, season, form):
        return redirect(f"{reverse('admin:facilitators')}?saison={season.pk}")
    due = {kind: facilitation_documents.documents_due(season, kind) for kind in Kind}
    to_ask = availability.people_to_ask(season)
    in_force = FacilitationDocument.objects.latest().filter(member__season=season).order_by()
    context = {
        **admin.site.each_context(request),
        "title": f"Équipe d’animation, saison {season.number}",
        "season": season,
        "table": hours.team_table(season),
        "form": form,
        "days_to_ask": availability.days_to_ask(season).exists(),
        "to_ask": to_ask,
        "shown_ask": confirmations.sign_shown(request, _asked(season, to_ask)),
        "kinds": [
            {
                "kind": kind,
                "due": due[kind],
                "stale": sum(one.is_stale for one in due[kind]),
                "withdrawn": facilitation_documents.no_longer_due(season, kind, due[kind]),
                "shown": confirmations.sign_shown(request, _issued(season, kind, due[kind])),
            }
            for kind in Kind
        ],
        "issued": _documents_of(season),
        "in_force": set(in_force.values_list("pk", flat=True)),
    }
    return render(request, "admin/atelier_sessions/facilitation/team.html", context)


def _documents_of(season: Season) -> list[FacilitationDocument]:
    rows = FacilitationDocument.objects.filter(member__season=season).select_related("member__user")
    return list(rows.order_by("-issued_at", "-pk"))


def _asked(season: Season, people: list) -> list:
    """What the question to the team is signed with: who would be written to."""
    return ["availability", season.pk, [(one.pk, str(one)) for one in people]]


def _issued(season: Season, kind: str, due: list[Due]) -> list:
    """What issuing is signed with: what each would hold, and who would lose theirs."""
    gone = facilitation_documents.no_longer_due(season, kind, due)
    return [kind, season.pk, [(one.member.pk, one.snapshot, one.is_stale) for one in due], [one.pk for one in gone]]


def _act(request, season: Season, form: MemberForm) -> bool:
    """Do what was asked; false when the form has something to correct."""
    if form.is_bound:
        return _add(request, season, form)
    if "invite" in request.POST:
        member = access.member_of(season, request.POST["invite"])
        sent = team.invite(member=member)
        said = (
            f"L’invitation de {member} part."
            if sent
            else f"{member} a déjà été invitée aujourd’hui, ou a accepté, ou a quitté l’équipe."
        )
        messages.add_message(request, messages.SUCCESS if sent else messages.WARNING, said)
    elif "leave" in request.POST:
        member = access.member_of(season, request.POST["leave"])
        freed = team.leave(member=member)
        messages.success(request, f"{member} a quitté l’équipe. Séquences à venir sans cette personne : {freed}.")
    elif "ask" in request.POST:
        _ask(request, season)
    elif "withdraw" in request.POST:
        _withdraw(request, season, request.POST["withdraw"])
    elif request.POST.get("issue") in Kind.values:
        _issue(request, season, request.POST["issue"])
    else:
        raise Http404
    return True


def _add(request, season: Season, form: MemberForm) -> bool:
    if not form.is_valid():
        return False
    added = call_or_form_error(form, team.add_and_invite, season=season, **form.cleaned_data)
    if added:
        place, sent = added
        said = "l’invitation part" if sent else "cette personne a déjà reçu une invitation aujourd’hui, qui vaut encore"
        messages.success(request, f"{place} : {said}. Le rôle s’ouvre quand elle accepte.")
    return bool(added)


def _ask(request, season: Season) -> None:
    if not confirmations.is_what_was_shown(request, _asked(season, availability.people_to_ask(season))):
        messages.warning(request, confirmations.CHANGED)
        return
    with refusals_as_messages(request):
        sent = availability.ask(season)
        messages.success(request, f"Personnes interrogées : {len(sent)}. On n’écrit qu’une fois par jour à chacune.")


def _issue(request, season: Season, kind: str) -> None:
    permissions.require_permissions(request, ISSUES)
    due = facilitation_documents.documents_due(season, kind)
    if not confirmations.is_what_was_shown(request, _issued(season, kind, due)):
        messages.warning(request, confirmations.CHANGED)
        return
    with refusals_as_messages(request):
        made = facilitation_documents.issue_documents(season=season, kind=kind)
        messages.success(request, f"Documents émis : {len(made)}. Chacun part par courriel dès qu’il est dessiné.")


def _withdraw(request, season: Season, number: str) -> None:
    permissions.require_permissions(request, ISSUES)
    document = get_object_or_404(FacilitationDocument, member__season=season, number=number)
    with refusals_as_messages(request):
        gone = facilitation_documents.withdraw_document(document=document)
        messages.success(request, f"{gone.number} est retirée : un courriel prévient {gone.member.full_name}.")


@require_safe
def preview(request, pk, kind):
    """The PDF that issuing would draw now."""
    season = access.season_of_team(request)
    permissions.require_permissions(request, ISSUES)
    due = facilitation_documents.documents_due(season, kind) if kind in Kind.values else []
    found = next((one for one in due if one.member.pk == pk), None)
    if found is None:
        raise Http404
    return pdf.content_response(rendering.facilitation_preview(found), name=f"apercu-{kind}-{pk}.pdf")


@require_safe
def facilitators_xlsx(request):
    season = access.season_of_team(request)
    rows = hours.worksheet(hours.team_table(season))
    return pdf.content_response(write_xlsx({"Animation": rows}), name=f"animation-saison-{season.number}.xlsx")


@require_safe
def facilitators_csv(request):
    season = access.season_of_team(request)
    return pdf.content_response(
        write_csv(hours.worksheet(hours.team_table(season))), name=f"animation-saison-{season.number}.csv"
    )
