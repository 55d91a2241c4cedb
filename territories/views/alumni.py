"""Alumni: the page where they are found, and the one where somebody agrees to be there, or takes it back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from atelier.core.forms import call_or_form_error
from atelier.seasons.parts import PartIsOff
from territories import access, alumni, alumni_links
from territories.alumni_forms import AlumniForm, AlumniLetterForm


@require_safe
def alumni_page(request):
    """Everybody within reach, for whoever takes part now and for whoever agreed to the same."""
    access.alumni_for(request.user)
    return render(request, "territories/alumni.html", {"agreements": alumni.people(), "me": request.user})


@require_http_methods(["GET", "HEAD", "POST"])
def write_to_alumnus(request, pk):
    """A message that is passed on; the reader gets the address of whoever writes, not the reverse."""
    agreement = access.alumnus_for(request.user, pk)
    form = AlumniLetterForm(request.POST or None)
    given = {"to": agreement, "by": request.user}
    if form.is_valid() and call_or_form_error(form, alumni.write, text=form.cleaned_data["text"], **given):
        messages.success(request, f"Votre message part à {agreement.participant.full_name}.")
        return redirect("territories:alumni")
    return render(request, "territories/write_to_alumnus.html", {"agreement": agreement, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def own_agreement(request, pk):
    """One's own agreement, signed in."""
    return _answer(request, access.seat_of_alumnus(request.user, pk), "space")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def personal_agreement(request, token):
    """Opening the link answers nothing: mail scanners open links too."""
    try:
        response = _answer(request, alumni_links.seat_by_link(token), "territories:personal_alumni", token)
    except (alumni_links.InvalidLink, PartIsOff) as gone:
        response = render(request, "territories/alumni_dead.html", {"sentence": str(gone)}, status=410)
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def _answer(request, seat, *after):
    last, today = alumni.last_day(seat.season), timezone.localdate()
    may_agree = alumni.may_agree(seat, last, today)
    if "withdraw" in request.POST:
        alumni.withdraw(participant=seat)
        back = " Vous pouvez y revenir quand vous voulez." if may_agree else ""
        messages.success(request, f"Vous ne figurez plus parmi les anciens.{back}")
        return redirect(*after) if may_agree or len(after) == 1 else redirect("home")  # the link is dead by now
    agreement = alumni.agreement_of(seat)
    form = AlumniForm(request.POST or None, instance=agreement)
    if form.is_valid():
        made = call_or_form_error(form, alumni.agree, participant=seat, reached_by=form.cleaned_data["reached_by"])
        if made:
            messages.success(request, "Merci : c’est noté, jusqu’à la date que dit cette page.")
            return redirect(*after)
    until = alumni.end_from(today, last) if may_agree else None
    context = {"seat": seat, "agreement": agreement, "form": form, "until": until, "by_link": len(after) > 1}
    context["waiting"] = None if agreement else alumni.given_by(seat, today)
    return render(request, "territories/alumni_agreement.html", context)
