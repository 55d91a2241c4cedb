from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from atelier import documents
from territories import access, coediting, invitation, people_file, succession
from territories import application as applications
from territories.forms import (
    ColleagueForm,
    CommitmentsForm,
    ConfirmationForm,
    ContributionForm,
    DynamicsForm,
    HolderChangeForm,
    PeopleForm,
    SeatForm,
    TerritoryForm,
)
from territories.models import HolderChange, Triptych

FORMS = {
    "territoire": TerritoryForm,
    "dynamique": DynamicsForm,
    "engagements": CommitmentsForm,
    "contribution": ContributionForm,
}


@require_http_methods(["GET", "HEAD", "POST"])
def start(request):
    season = access.open_season_or_404()
    form = TerritoryForm(request.POST or None)
    if form.is_valid():
        triptych = applications.start(user=request.user, season=season, territory=form.save(commit=False))
        messages.success(request, "Brouillon créé. Vous pouvez vous arrêter et reprendre à tout moment.")
        return redirect("territories:step", triptych.pk, "dynamique")
    drafts = Triptych.objects.of_user(request.user).filter(season=season).select_related("territory", "season")
    return render(request, "territories/start.html", {"form": form, "season": season, "drafts": drafts})


@require_safe
def application(request, pk):
    triptych = access.application_for(request.user, pk)
    return render(request, "territories/application.html", context(triptych))


@require_http_methods(["GET", "HEAD", "POST"])
def step(request, pk, step):
    if step not in applications.STEPS:
        raise Http404
    triptych = access.editable_application_for(request.user, pk)
    if step == "recapitulatif":
        return summary(request, triptych)
    more = {}
    if step in FORMS:
        target = triptych.territory if step == "territoire" else triptych
        form = FORMS[step](request.POST or None, instance=target)
        seen = coediting.fingerprint(form)
        overtaken = request.method == "POST" and request.POST.get("seen", seen) != seen
        if request.method == "POST" and form.is_valid() and not overtaken:
            coediting.save_step(triptych=triptych, form=form, by=request.user)
            messages.success(request, "Enregistré.")
            return redirect("territories:step", pk, following(step))
        more = {"form": form, "seen": seen, "overtaken": saved_values(form) if overtaken else None}
    return render(request, f"territories/steps/{step}.html", context(triptych, step=step, **more))


def saved_values(form) -> list[tuple[str, str]]:
    """What somebody else saved meanwhile, field by field, where it differs from what was typed."""
    saved = type(form.instance).objects.get(pk=form.instance.pk)
    return [
        (form.fields[name].label, getattr(saved, f"get_{name}_display", lambda name=name: getattr(saved, name))())
        for name in form.changed_data
    ]


@require_safe
def summary_pdf(request, pk):
    triptych = access.summary_for(request.user, pk)
    return documents.response(triptych.summary_path, name=f"candidature-saison-{triptych.season.number}.pdf")


def summary(request, triptych):
    """The last step: read everything again, then submit."""
    if request.method == "POST":
        try:
            applications.submit(triptych=triptych, user=request.user)
        except ValidationError as error:
            for sentence in error.messages:
                messages.error(request, sentence)
        else:
            messages.success(request, "Votre candidature est déposée. Un courriel vous le confirme.")
            return redirect(triptych)
    return render(request, "territories/steps/recapitulatif.html", context(triptych, step="recapitulatif"))


@require_http_methods(["GET", "HEAD", "POST"])
def seat(request, pk, code, number):
    triptych = access.editable_application_for(request.user, pk)
    category, participant = access.seat_for(triptych, code, number)
    held = participant.pk is not None
    form = SeatForm(request.POST or None, instance=participant)
    if participant.has_confirmed:
        form = None  # what someone confirmed is theirs
    elif form.is_valid() and name_person(request, triptych, form):
        return redirect("territories:step", pk, "triptyque")
    more = {
        "form": form,
        "category": category,
        "number": number,
        "held": held,
        "participant": participant,
        "may_invite_again": held and invitation.may_invite_again(participant),
    }
    return render(request, "territories/seat.html", context(triptych, step="triptyque", **more))


@require_http_methods(["GET", "HEAD", "POST"])
def people(request, pk):
    """The six at once: read, shown row by row, written only when confirmed and right."""
    triptych = access.editable_application_for(request.user, pk)
    form, rows = PeopleForm(request.POST or None, request.FILES or None), []
    if form.is_valid():
        rows = people_file.check(triptych, form.lines)
        wrong = any(row.errors for row in rows)
        if "confirm" in request.POST and rows and not wrong:
            named = applications.name_people(triptych=triptych, rows=rows, by=request.user)
            coediting.note(triptych, by=request.user, what=f"{len(named)} personnes inscrites depuis un tableau")
            messages.success(request, f"Personnes inscrites : {len(named)}. Chacune reçoit son invitation.")
            return redirect("territories:step", pk, "triptyque")
        form.initial["pasted"] = form.as_pasted()
    more = {"form": form, "rows": rows, "wrong": any(row.errors for row in rows)}
    return render(request, "territories/people.html", context(triptych, step="triptyque", **more))


def name_person(request, triptych, form) -> bool:
    """Call the verb; what it refuses is said in the form, where nothing typed is lost."""
    try:
        person = applications.name_person(participant=form.save(commit=False), by=request.user)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    place = f"{person.category.label}, siège {person.seat}"
    coediting.note(triptych, by=request.user, what=f"{place} : {person.full_name}")
    messages.success(request, f"{person.full_name} est inscrit : {place}.")
    return True


@require_POST
def empty_seat(request, pk, code, number):
    triptych = access.editable_application_for(request.user, pk)
    _, participant = access.seat_for(triptych, code, number)
    if participant.pk:
        applications.empty_seat(participant)
        coediting.note(triptych, by=request.user, what=f"{participant.full_name} retiré du triptyque")
        messages.success(request, f"Le siège de {participant.full_name} est de nouveau libre.")
    return redirect("territories:step", pk, "triptyque")


@require_POST
def invite_again(request, pk, code, number):
    triptych = access.application_for(request.user, pk)
    _, participant = access.seat_for(triptych, code, number)
    if participant.pk and invitation.may_invite_again(participant):
        invitation.invite(participant, by=request.user)
        messages.success(request, f"Une nouvelle invitation part à {participant.email}.")
    else:
        messages.warning(request, "Cette personne a répondu, ou vient de recevoir une invitation : patientez un peu.")
    return redirect(triptych)


@require_http_methods(["GET", "HEAD", "POST"])
def change_holder(request, pk, code, number):
    participant = access.seated_participant(request.user, pk, code, number)
    form = HolderChangeForm(request.POST or None, instance=HolderChange(leaving=participant))
    if form.is_valid():
        try:
            succession.ask(change=form.save(commit=False), by=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "Votre demande est transmise aux organisateurs, qui vous répondent par courriel.")
            return redirect(participant.triptych)
    return render(request, "territories/change_holder.html", {"form": form, "participant": participant})


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer_invitation(request, token):
    """Opening the link answers nothing: mail scanners open links too. Only a button does."""
    try:
        participant = access.invited_participant(token)
        form = ConfirmationForm(request.POST or None, instance=participant)
        if "decline" in request.POST:
            invitation.decline(participant=participant)
            return personal(render(request, "territories/invitation_declined.html", {"participant": participant}))
        if form.is_valid():
            invitation.confirm(participant=participant, **form.answers())
            return personal(render(request, "territories/invitation_confirmed.html", {"participant": participant}))
    except invitation.DeadLink:
        return personal(render(request, "territories/invitation_dead.html", status=410))
    return personal(render(request, "territories/invitation.html", {"participant": participant, "form": form}))


def personal(response):
    """The address of the page is a key: no cache keeps it, and the site's referrer policy tells no other site."""
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def team(request, pk):
    """Those who fill the application in together; the référent invites, removes, hands over."""
    triptych = access.application_for(request.user, pk)
    form = ColleagueForm(request.POST or None)
    if request.method == "POST":
        access.application_led_by(request.user, pk)
        if form.is_valid():
            try:
                contact = coediting.invite_colleague(
                    triptych=triptych, email=form.cleaned_data["email"], by=request.user
                )
            except ValidationError as error:
                form.add_error("email", error)
            else:
                messages.success(request, f"Une invitation part à {contact.user.email}.")
                return redirect("territories:team", pk)
    more = {"form": form, "leads": triptych.lead and triptych.lead.user == request.user}
    return render(request, "territories/team.html", context(triptych, **more))


@require_POST
def remove_colleague(request, pk, contact):
    found = access.contact_for(request.user, pk, contact)
    return change_team(request, pk, coediting.remove_colleague, found, f"{found.user} ne suit plus le dossier.")


@require_POST
def hand_over(request, pk, contact):
    found = access.contact_for(request.user, pk, contact)
    return change_team(request, pk, coediting.hand_over, found, f"{found.user} est maintenant référent.")


def change_team(request, pk, verb, contact, done):
    try:
        verb(contact=contact, by=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, done)
    return redirect("territories:team", pk)


def following(step: str) -> str:
    steps = list(applications.STEPS)
    return steps[min(steps.index(step) + 1, len(steps) - 1)]


def context(triptych: Triptych, **more) -> dict:
    """What every page of an application shows: its state, its steps, what remains to be done."""
    step = more.get("step")
    return {
        "triptych": triptych,
        "season": triptych.season,
        "territory": triptych.territory,
        "steps": [(slug, title, slug == step) for slug, title in applications.STEPS.items()],
        "step_title": applications.STEPS.get(step, ""),
        "remaining": applications.remaining(triptych),
        "panels": triptych.panels(),
        "corrections": triptych.corrections.filter(resolved_at=None),
        "edits": triptych.edits.select_related("author")[:8],
        **more,
    }
