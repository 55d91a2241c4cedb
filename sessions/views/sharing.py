"""The group of a season: questions to peers, what territories share with it, notes of days; the booklet."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from atelier import documents
from atelier.forms import telling_refusals
from referential import access as shared
from referential.models import Entry, ExperienceSheet, Publication, Visibility
from sessions import access, booklets, sharing
from sessions.forms import AddressForm, PeerAnswerForm
from sessions.models import Note


@require_safe
def season(request, number):
    """Everything that the group shares, and where one's own questions are put to it."""
    found = shared.season_for(request.user, number)
    reader = shared.reader_of(request.user)
    given = {"season": found, "visibility": Visibility.SEASON}
    context = {
        "season": found,
        "questions": access.questions_of(found),
        "waiting": [
            (entry, AddressForm(None, season=found)) for entry in access.open_questions_of(request.user, found)
        ],
        "entries": Entry.objects.readable_by(reader)
        .filter(**given)
        .exclude(kind=Entry.Kind.QUESTION)
        .select_related("triptych__territory"),
        "experiences": ExperienceSheet.objects.readable_by(reader)
        .filter(**given)
        .select_related("triptych__territory"),
        "notes": Note.objects.readable_by(reader)
        .filter(season=found, visibility__gte=Visibility.TERRITORY)
        .select_related("day", "item", "triptych__territory")
        .prefetch_related("stakes"),
        "publications": Publication.objects.standing().filter(season=found).select_related("triptych__territory"),
        "triptychs": shared.triptychs_of(request.user).filter(season=found),
        "booklets": access.booklets_for(request.user).filter(triptych__season=found),
    }
    return render(request, "sessions/group.html", context)


@require_POST
def address(request, pk):
    """Put a question of one's trajectory to the peers, on a day."""
    entry = shared.own_entry(request.user, pk)
    form = AddressForm(request.POST, season=entry.season)
    if not form.is_valid():
        messages.error(request, "Choisissez une journée de la saison.")
        return redirect("sessions:group", entry.season.number)
    with telling_refusals(request):
        question = sharing.address(entry=entry, day=form.cleaned_data["day"])
        messages.success(request, "Votre question est adressée au groupe de la saison.")
        return redirect(question)
    return redirect("sessions:group", entry.season.number)


@require_http_methods(["GET", "HEAD", "POST"])
def question(request, pk):
    found = access.question_for(request.user, pk)
    form = PeerAnswerForm(request.POST or None)
    if form.is_valid():
        own = shared.triptychs_of(request.user).filter(season=found.entry.season).order_by("pk").first()
        sharing.answer(question=found, author=request.user, triptych=own, text=form.cleaned_data["text"])
        messages.success(request, "Merci : votre réponse est enregistrée.")
        return redirect(found)
    return render(request, "sessions/question.html", {"question": found, "season": found.entry.season, "form": form})


@require_POST
def issue_booklet(request, pk):
    """The booklet as things stand; a worker draws it in the minute."""
    triptych = get_object_or_404(shared.triptychs_of(request.user), pk=pk)
    _, made = booklets.issue(triptych)
    done = "Le livret se prépare : il sera ici dans une minute." if made else "Le livret est déjà à jour."
    messages.success(request, done)
    return redirect("sessions:group", triptych.season.number)


@require_safe
def booklet(request, number):
    found = access.booklet_for(request.user, number)
    return documents.response(found.pdf_path, name=f"{found.number}.pdf")
