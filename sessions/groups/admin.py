"""The groups of an item: composed, moved by hand with the effect shown, printed; who has met whom."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from atelier.core import pdf, permissions, rounding
from atelier.core.forms import is_key, refusals_as_messages
from atelier.seasons.chosen import requested_season
from sessions.groups import composition as groups
from sessions.groups import mixing, table_sheets
from sessions.groups.models import Composition
from sessions.programme.models import AgendaItem

ITEMS = AgendaItem.objects.select_related("half_day__day__season")


class ComposeForm(forms.Form):
    tables = forms.IntegerField(
        label="Nombre de tables",
        required=False,
        min_value=1,
        max_value=60,
        help_text="Vide : autant que de personnes par territoire.",
    )


def compose_tables(request, pk):
    item = permissions.get_or_404(request, ITEMS, pk, "atelier_sessions.change_agendaitem")
    form = ComposeForm(request.POST if "compose" in request.POST else None)
    if request.method == "POST" and _act(request, item, form):
        return redirect("admin:groups", pk)
    composition = Composition.objects.filter(item=item).select_related("author").first()
    context = {
        **admin.site.each_context(request),
        "title": f"Groupes : {item.title}",
        "item": item,
        "day": item.half_day.day,
        "is_mixed": item.format in groups.MIXED,
        "form": form,
        "composition": composition,
        "tables": _tables(composition) if composition else [],
        "waiting": _people_outside(item, composition) if composition else [],
    }
    return render(request, "admin/atelier_sessions/groups.html", context)


def _act(request, item: AgendaItem, form: ComposeForm) -> bool:
    """Compose, or move somebody; false when the form has something to correct."""
    with refusals_as_messages(request):
        if "compose" in request.POST:
            if not form.is_valid():
                return False
            made = groups.compose_groups(item=item, author=request.user, tables=form.cleaned_data["tables"])
            messages.success(request, f"Groupes composés : {made.groups.count()}.")
        else:
            _move(request, item)
    return True


def _move(request, item: AgendaItem) -> None:
    composition = get_object_or_404(Composition, item=item)
    person_key, _, group_key = request.POST.get("move", "").partition(":")
    if not (is_key(person_key) and is_key(group_key)):
        raise ValidationError("Choisissez une table.")
    person = next((one for one in groups.people_for(item) if one.pk == int(person_key)), None)
    to = get_object_or_404(composition.groups, pk=group_key)
    if person is None:
        raise ValidationError("Cette personne n’est pas attendue.")
    faces = groups.new_faces(person, to.people.all(), groups.pairs(item.half_day.day.season, apart_from=item))
    groups.move_person(composition=composition, person=person, to=to)
    messages.success(request, f"{person.full_name} passe à « {to.label} » : rencontres nouvelles, {faces}.")


def _tables(composition: Composition) -> list[dict]:
    """Each table with its people and, for each, what every other table would bring."""
    item = composition.item
    met = groups.pairs(item.half_day.day.season, apart_from=item)
    rows = composition.groups.prefetch_related("people__triptych__territory", "people__category")
    sets = [(group, sorted(group.people.all(), key=lambda person: person.sort_name)) for group in rows]
    return [
        {
            "group": group,
            "people": [
                {
                    "person": person,
                    "faces": groups.new_faces(person, people, met),
                    "choices": [
                        (other, groups.new_faces(person, others, met)) for other, others in sets if other != group
                    ],
                }
                for person in people
            ],
        }
        for group, people in sets
    ]


def _people_outside(item: AgendaItem, composition: Composition) -> list:
    """Who is expected and at no table: they confirmed, or came back, after the groups were composed."""
    seated = {pk for group in composition.groups.all() for pk in group.people.values_list("pk", flat=True)}
    return [person for person in groups.people_for(item) if person.pk not in seated]


def acquaintances(request):
    """Over the season, who has met whom."""
    permissions.require_permissions(request, "atelier_sessions.view_agendaitem")
    season = requested_season(request)
    rows = groups.acquaintances(season)
    met = groups.met_pairs(season)
    items = ITEMS.filter(half_day__day__season=season).exclude(format=AgendaItem.Format.PLENARY)
    context = {
        **admin.site.each_context(request),
        "title": f"Rencontres, saison {season.number}",
        "season": season,
        "rows": rows,
        "matrices": [mixing.by_territory(rows, met), mixing.by_category(rows, met)] if rows else [],
        "met": rounding.mean([row.met for row in rows], rounding.TENTH),
        "planned": rounding.mean([row.planned for row in rows], rounding.TENTH),
        "items": items.order_by("half_day__day__number", "half_day__starts_at", "starts_at", "pk"),
    }
    return render(request, "admin/atelier_sessions/acquaintances.html", context)


def printed(request, pk) -> HttpResponse:
    """One page a table."""
    item = permissions.get_or_404(request, ITEMS, pk, "atelier_sessions.view_agendaitem")
    composition = get_object_or_404(Composition.objects.select_related("item__half_day__day__season"), item=item)
    return pdf.content_response(
        table_sheets.table_sheets(composition), name=f"tables-journee-{item.half_day.day.number}.pdf"
    )
