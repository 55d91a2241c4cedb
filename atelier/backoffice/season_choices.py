"""Choices of the forms of the administration: the rows of one season, that of the object or the chosen one."""

from typing import Any

from django.contrib.admin import ModelAdmin
from django.db.models import Model
from django.http import HttpRequest

from atelier.core.forms import is_key
from atelier.seasons.chosen import chosen_season
from atelier.seasons.models import Season


def _has_season(model: type[Model]) -> bool:
    return any(one.related_model is Season and one.name == "season" for one in model._meta.fields)


def _season_of(row: Model) -> int | None:
    """Its own, else that of what it belongs to."""
    if _has_season(type(row)):
        return int(row.season_id)  # type: ignore[attr-defined]  # it has one
    belongs = [one.name for one in row._meta.fields if one.related_model and _has_season(one.related_model)]
    owners = (getattr(row, name) for name in belongs)
    return next((owner.season_id for owner in owners if owner), None)


class SeasonChoicesMixin(ModelAdmin):
    """Mixed into every page of the administration: no field mixes two seasons, a new row is of the chosen one."""

    def _season_asked(self, request: HttpRequest) -> int | None:
        """Read once a request: each field asks for it."""
        kept = vars(request)
        if "season_of_form" not in kept:
            kept["season_of_form"] = self._find_season(request)
        found: int | None = kept["season_of_form"]
        return found

    def _find_season(self, request: HttpRequest) -> int | None:
        key = request.resolver_match.kwargs.get("object_id", "") if request.resolver_match else ""
        row = self.model._default_manager.filter(pk=key).first() if is_key(str(key)) else None
        if row:
            return _season_of(row)
        chosen = chosen_season(request)
        return chosen.pk if chosen else None

    def _of_one_season(self, model: type[Model], request: HttpRequest, options: dict) -> dict:
        if not _has_season(model) or (season := self._season_asked(request)) is None:
            return options
        rows = options.get("queryset", model._default_manager.all())
        return {**options, "queryset": rows.filter(season=season)}

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        options = self._of_one_season(db_field.related_model, request, options)
        return super().formfield_for_foreignkey(db_field, request, **options)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        options = self._of_one_season(db_field.related_model, request, options)
        return super().formfield_for_manytomany(db_field, request, **options)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict:
        chosen = chosen_season(request) if _has_season(self.model) else None
        return {**({"season": chosen.pk} if chosen else {}), **super().get_changeform_initial_data(request)}
