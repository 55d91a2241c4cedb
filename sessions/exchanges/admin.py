"""The notes of a day: written by the team, by item and stake, each for the readers that its author chose."""

from django.contrib import admin, messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from atelier.core import permissions
from atelier.core.forms import call_or_form_error
from referential import access as shared
from referential import publication
from sessions.exchanges import access as exchanges_access
from sessions.exchanges import peer_questions
from sessions.exchanges.forms import NoteForm
from sessions.exchanges.models import Note
from sessions.programme.models import Day

DAYS = Day.objects.select_related("season")


def day_notes(request, pk):
    """What was kept of the day so far, and a new note."""
    day = permissions.get_or_404(request, DAYS, pk, "atelier_sessions.add_note")
    form = NoteForm(request.POST or None, instance=Note(day=day, author=request.user))
    if form.is_valid() and _keep(request, form):
        return redirect("admin:day_notes", pk)
    context = {
        **admin.site.each_context(request),
        "title": f"Notes, {day} de la saison {day.season.number}",
        "day": day,
        "notes": peer_questions.notes_of(day, shared.reader_of(request.user)),
        "questions": exchanges_access.questions_of(day.season).filter(day=day),
        "form": form,
    }
    return render(request, "admin/atelier_sessions/notes.html", context)


def change(request, pk):
    note = exchanges_access.note_for(request.user, pk)
    form = NoteForm(request.POST or None, instance=note)
    if form.is_valid() and _keep(request, form):
        return redirect("admin:day_notes", note.day_id)
    context = {
        **admin.site.each_context(request),
        "title": f"Note : {note.title}",
        "day": note.day,
        "note": note,
        "form": form,
        "publication": publication.standing_of(note),
    }
    return render(request, "admin/atelier_sessions/note.html", context)


def _keep(request, form) -> bool:
    """Write the note; false when the form has something to correct."""
    note = call_or_form_error(
        form,
        peer_questions.save_note,
        note=form.save(),
        stakes=form.cleaned_data["stakes"],
    )
    if note:
        messages.success(request, "La note est enregistrée.")
    return bool(note)


@require_POST
def erase(request, pk):
    note = exchanges_access.note_for(request.user, pk)
    publication.delete_source(note)
    messages.success(request, f"« {note.title} » est supprimée.")
    return redirect("admin:day_notes", note.day_id)
