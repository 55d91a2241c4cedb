"""The trajectory of a territory: its story, its steps, its emerging economic model."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from atelier.core import edit_conflicts
from atelier.core.declarations import declared
from referential import access, charts, publication, trajectory
from referential.forms import EconomicModelForm, EntryForm, StoryForm
from referential.models import Entry, Trajectory
from referential.views.territory import context


@dataclass(frozen=True)
class EntryLine:
    """A step of the trajectory: what was chosen in lists, what was written, the steps that it names."""

    entry: Entry
    facts: list[tuple[str, str]]
    details: list[tuple[str, str]]
    links: list[Entry]


@require_safe
def show(request, pk):
    """The list, which says everything, and the line drawn from it."""
    triptych = access.triptych_for(request.user, pk)
    entries = list(access.entries_for(request.user, triptych))
    readable = {entry.pk for entry in entries}
    found = trajectory.of(triptych)
    more = {
        "trajectory": found,
        "story": found.told(Trajectory.STORY),
        "model": found.told(Trajectory.MODEL),
        "life_stakes": trajectory.life_stakes_of(found),
        "entries": [
            EntryLine(
                entry,
                trajectory.details_of(entry, chosen=True),
                trajectory.details_of(entry, chosen=False),
                [one for one in entry.links.all() if one.pk in readable],
            )
            for entry in entries
        ],
        "line": charts.time_line(entries),
        "types": trajectory.TYPES,
        "sections": [
            (section.template, section.rows(request.user, triptych))
            for section in declared(trajectory.TrajectorySection)
        ],
    }
    return render(request, "referential/trajectory/show.html", context(request, triptych, **more))


def _edit(request, pk, form_class, template, done):
    """A page of texts that several people write: nobody overwrites anybody silently."""
    triptych = access.own_triptych_for(request.user, pk)
    form = form_class(request.POST or None, instance=trajectory.of(triptych))
    watch = edit_conflicts.detect(form, request.POST)
    if form.is_valid() and not watch.overtaken:
        form.save()
        messages.success(request, done)
        return redirect("referential:trajectory", pk)
    return render(request, template, context(request, triptych, form=form, watch=watch))


@require_http_methods(["GET", "HEAD", "POST"])
def story(request, pk):
    return _edit(request, pk, StoryForm, "referential/trajectory/story.html", "Le récit est enregistré.")


@require_http_methods(["GET", "HEAD", "POST"])
def economic_model(request, pk):
    return _edit(
        request,
        pk,
        EconomicModelForm,
        "referential/trajectory/model.html",
        "Le modèle économique est enregistré.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def add_entry(request, pk, kind):
    triptych = access.own_triptych_for(request.user, pk)
    if kind not in trajectory.TYPES:
        raise Http404
    return _edit_entry(request, triptych, Entry(triptych=triptych, kind=kind))


@require_http_methods(["GET", "HEAD", "POST"])
def change_entry(request, pk):
    entry = access.own_entry(request.user, pk)
    return _edit_entry(request, entry.triptych, entry)


def _edit_entry(request, triptych, entry):
    others = access.entries_for(request.user, triptych).exclude(pk=entry.pk)
    form = EntryForm(request.POST or None, instance=entry, others=others)
    watch = edit_conflicts.detect(form, request.POST)
    if form.is_valid() and not watch.overtaken:
        trajectory.save_entry(
            entry=form.save(), by=request.user, stakes=form.cleaned_data["stakes"], links=form.chosen_links()
        )
        messages.success(request, "L’étape est enregistrée.")
        return redirect("referential:trajectory", triptych.pk)
    more = {
        "form": form,
        "entry": entry,
        "type": trajectory.TYPES[entry.kind],
        "watch": watch,
        "publication": publication.standing_of(entry) if entry.pk else None,
    }
    return render(request, "referential/trajectory/entry.html", context(request, triptych, **more))


@require_POST
def erase_entry(request, pk):
    entry = access.own_entry(request.user, pk)
    publication.delete_source(entry)
    messages.success(request, f"« {entry.title} » est supprimée.")
    return redirect("referential:trajectory", entry.triptych_id)
