"""The six seats: named one by one or from a table, invited again, passed on."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from atelier.accounts.models import User
from atelier.core import confirmations
from atelier.core.forms import call_or_form_error
from territories import access, application_team, invitation, people_file, seat_quotas, seat_transfer, seats
from territories import application as applications
from territories.forms import HolderChangeForm, PeopleForm, SeatForm, SeatsForm
from territories.models import HolderChange
from territories.views.common import context


@require_http_methods(["GET", "HEAD", "POST"])
def seat(request, pk, code, number):
    triptych = access.editable_application_for(request.user, pk)
    category, participant = access.seat_for(triptych, code, number)
    held = participant.pk is not None
    # What someone confirmed is theirs.
    known = {} if held else seats.proposed_person(triptych, category, _myself(request))
    form = None if participant.has_confirmed else SeatForm(request.POST or None, instance=participant, initial=known)
    following = seats.empty_seat_after(triptych, category, number)
    if form is not None and form.is_valid() and _name_person(request, triptych, form):
        if following and "next" in request.POST:
            return redirect("territories:seat", pk, following[0].code, following[1])
        return redirect("territories:step", pk, "triptyque")
    more = {
        "form": form,
        "category": category,
        "number": number,
        "held": held,
        "participant": participant,
        "following": following,
        "may_be_me": not held and not triptych.participants.seated().filter(email=request.user.email).exists(),
        "organisations": seats.known_organisations(triptych),
        "may_invite_again": held and invitation.may_invite_again(participant),
    }
    return render(request, "territories/seat.html", context(triptych, step="triptyque", **more))


def _myself(request) -> User | None:
    """Whoever fills the application in asked for their own name in the seat."""
    return request.user if "moi" in request.GET else None


@require_http_methods(["GET", "HEAD", "POST"])
def people(request, pk):
    """The six at once: read, shown row by row, written only when confirmed and right."""
    triptych = access.editable_application_for(request.user, pk)
    form, rows, shown, missing, notes = PeopleForm(request.POST or None, request.FILES or None), [], "", "", []
    if form.is_valid():
        rows, notes = people_file.check_rows(triptych, form.table), form.table.notes
        missing = people_file.absent_in_words(form.table)
        wrong = bool(missing) or any(row.errors for row in rows)
        content = [(row.values, row.category and row.category.pk, row.seat, row.shares_mailbox) for row in rows]
        confirmed = confirmations.is_what_was_shown(request, content)
        asked = "confirm" in request.POST and not wrong and confirmed
        if asked and _name_people(request, triptych, rows, form):
            return redirect("territories:step", pk, "triptyque")
        if "confirm" in request.POST and not confirmed:
            messages.warning(request, confirmations.CHANGED)
        form.initial["pasted"], shown = form.as_pasted(), confirmations.sign_shown(request, content)
    more = {"form": form, "rows": rows, "missing": missing, "notes": notes, "shown": shown}
    more["wrong"] = bool(missing) or any(row.errors for row in rows)
    return render(request, "territories/people.html", context(triptych, step="triptyque", **more))


def _name_people(request, triptych, rows, form) -> bool:
    """The same for everyone of a table."""
    given = {"triptych": triptych, "rows": rows, "by": request.user}
    if (named := call_or_form_error(form, applications.name_people, **given)) is None:
        return False
    application_team.log_edit(triptych, by=request.user, what=f"{len(named)} personnes inscrites depuis un tableau")
    messages.success(request, f"Personnes inscrites : {len(named)}. Chacune reçoit son invitation.")
    return True


def _name_person(request, triptych, form) -> bool:
    """Call the verb; what it refuses is said in the form, where nothing typed is lost."""
    given = {"participant": form.save(commit=False), "by": request.user}
    if (person := call_or_form_error(form, applications.name_person, **given)) is None:
        return False
    place = f"{person.category.label}, siège {person.seat}"
    application_team.log_edit(
        triptych,
        by=request.user,
        what=f"{place} : {person.full_name}",
        about=person.email,
    )
    messages.success(request, f"Personne inscrite\u00a0: {person.full_name} ({place}).")
    return True


@require_POST
def empty_seat(request, pk, code, number):
    triptych = access.editable_application_for(request.user, pk)
    _, participant = access.seat_for(triptych, code, number)
    if participant.pk:
        applications.empty_seat(participant)
        words = f"retrait de {participant.full_name}"
        application_team.log_edit(triptych, by=request.user, what=words, about=participant.email)
        messages.success(request, f"Le siège de {participant.full_name} est de nouveau libre.")
    return redirect("territories:step", pk, "triptyque")


@require_POST
def invite_again(request, pk, code, number):
    triptych = access.application_for(request.user, pk)
    _, participant = access.seat_for(triptych, code, number)
    if participant.pk and invitation.may_invite_again(participant):
        invitation.send_invitation(participant, by=request.user)
        messages.success(request, f"Une nouvelle invitation part à {participant.email}.")
    else:
        messages.warning(request, "Cette personne a répondu, ou vient de recevoir une invitation : patientez un peu.")
    return redirect(triptych)


@require_http_methods(["GET", "HEAD", "POST"])
def ask_seats(request, pk):
    """A shape that does not fit is asked for, whatever the state of the application."""
    triptych = access.application_for(request.user, pk)
    form = SeatsForm(request.POST or None, triptych=triptych)
    if form.is_valid():
        asked = call_or_form_error(form, seat_quotas.ask_seats, triptych=triptych, by=request.user, **form.cleaned_data)
        if asked:
            messages.success(request, "Votre demande est transmise aux organisateurs, qui vous répondent par courriel.")
            return redirect(triptych)
    return render(request, "territories/ask_seats.html", context(triptych, form=form))


@require_http_methods(["GET", "HEAD", "POST"])
def change_holder(request, pk, code, number):
    participant = access.holder_of(request.user, pk, code, number)
    if participant.pk is None:
        return _fill_new_seat(request, participant)
    form = HolderChangeForm(request.POST or None, instance=HolderChange(leaving=participant))
    if form.is_valid():
        change = form.save(commit=False)
        if call_or_form_error(form, seat_transfer.request_transfer, change=change, by=request.user):
            messages.success(request, "Votre demande est transmise aux organisateurs, qui vous répondent par courriel.")
            return redirect(participant.triptych)
    return render(request, "territories/change_holder.html", {"form": form, "participant": participant})


def _fill_new_seat(request, participant):
    """A seat that was granted and that nobody held yet: there is nobody to replace, and nothing to decide again."""
    form = SeatForm(request.POST or None, instance=participant)
    if form.is_valid():
        given = {"participant": form.save(commit=False), "by": request.user}
        if person := call_or_form_error(form, seat_transfer.fill_new_seat, **given):
            messages.success(request, f"Personne inscrite\u00a0: {person.full_name}, qui reçoit son invitation.")
            return redirect(participant.triptych)
    return render(request, "territories/change_holder.html", {"form": form, "participant": participant})
