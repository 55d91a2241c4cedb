"""The notes of a day: written by the team, by item and stake, each for the readers that its author chose."""

from django.contrib import admin, messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from atelier.forms import attempt
from referential import access as shared
from referential import publication
from sessions import access, sharing
from sessions.admin import gates
from sessions.forms import NoteForm
from sessions.models import Day, Note

DAYS = Day.objects.select_related("season")


def page(request, pk):
    """What was kept of the day so far, and a new note."""
    day = gates.row(request, DAYS, pk, "add_note")
    form = NoteForm(request.POST or None, instance=Note(day=day, author=request.user))
    if form.is_valid() and keep(request, form):
        return redirect("admin:day_notes", pk)
    context = {
        **admin.site.each_context(request),
        "title": f"Notes, {day} de la saison {day.season.number}",
        "day": day,
        "notes": sharing.notes_of(day, shared.reader_of(request.user)),
        "questions": access.questions_of(day.season).filter(day=day),
        "form": form,
    }
    return render(request, "admin/atelier_sessions/notes.html", context)


def change(request, pk):
    note = access.note_for(request.user, pk)
    form = NoteForm(request.POST or None, instance=note)
    if form.is_valid() and keep(request, form):
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


def keep(request, form) -> bool:
    """Write the note; false when the form has something to correct."""
    note = attempt(form, sharing.save_note, note=form.save(), stakes=form.cleaned_data["stakes"])
    if note:
        messages.success(request, "La note est enregistrée.")
    return bool(note)


@require_POST
def erase(request, pk):
    note = access.note_for(request.user, pk)
    publication.erase(note)
    messages.success(request, f"« {note.title} » est supprimée.")
    return redirect("admin:day_notes", note.day_id)
