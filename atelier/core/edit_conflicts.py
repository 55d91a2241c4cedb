"""Optimistic locking of forms: what somebody else saved since the page was opened."""

import hashlib
import secrets
from dataclasses import dataclass
from typing import Any

from django.contrib.admin import ModelAdmin
from django.db.models import Model
from django.forms.models import BaseModelForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.text import capfirst


def _fingerprint(form: BaseModelForm) -> str:
    """What the form's fields hold in the database, in a few letters: it changes when somebody else saves them."""
    model = type(form.instance)
    values = model._default_manager.filter(pk=form.instance.pk).values_list(*(form._meta.fields or ())).first()
    return hashlib.sha256(repr(values).encode()).hexdigest()[:16]


def _saved_values(form: BaseModelForm) -> list[tuple[str, Any]]:
    """What somebody else saved meanwhile, field by field, where it differs from what was typed."""
    saved = type(form.instance)._default_manager.get(pk=form.instance.pk)
    return [
        (str(form.fields[name].label), getattr(saved, f"get_{name}_display", lambda name=name: getattr(saved, name))())
        for name in form.changed_data
        if name in (form._meta.fields or ()) and hasattr(saved, name)
    ]


@dataclass(frozen=True)
class EditConflict:
    """What a page of shared texts carries: `seen` goes with the form and comes back with it."""

    seen: str
    overtaken: list[tuple[str, Any]]


def detect(form: BaseModelForm, posted: QueryDict) -> EditConflict:
    """`overtaken` holds what somebody else saved since the page was opened, where it differs from what was typed."""
    seen = _fingerprint(form)
    changed = form.instance.pk is not None and posted.get("seen", seen) != seen  # a new row was seen by nobody
    return EditConflict(seen, _saved_values(form) if changed else [])


OVERTAKEN = (
    "Quelqu’un a enregistré cette page pendant que vous écriviez. Rien de ce que vous avez tapé n’est perdu\u00a0: "
    "voici ce qui est enregistré. Reprenez-en ce que vous voulez, puis enregistrez de nouveau."
)


class EditConflictsMixin(ModelAdmin):
    """Mixed into every page of the administration: whoever saves second sees what changed since they opened it.

    The page carries a fingerprint of what its form and its tables hold; a POST that carries another one is shown again,
    with what was typed and with what is saved.
    """

    def _parts(self, request: HttpRequest, obj: Model) -> dict[str, list[str]]:
        """By name, the values of the form's fields, then those of each table that may be changed in the page."""
        fields = super().get_form(request, obj, change=True).base_fields
        names = [one.name for one in self.opts.get_fields() if one.name in fields and one.concrete]
        own = self.model._base_manager.filter(pk=obj.pk).values_list(*names, named=False)
        parts = {"": sorted(map(repr, own))}
        for inline in self.get_inline_instances(request, obj):
            if not inline.has_change_permission(request, obj):
                continue
            formset: Any = inline.get_formset(request, obj)
            columns = [one.name for one in inline.opts.concrete_fields if one.name in formset.form.base_fields]
            rows = inline.model._base_manager.filter(**{formset.fk.name: obj.pk}).order_by("pk")
            parts[str(inline.verbose_name_plural)] = [repr(row) for row in rows.values_list("pk", *columns)]
        return parts

    def _seen(self, request: HttpRequest, obj: Model) -> str:
        prints = [hashlib.sha256(repr(part).encode()).hexdigest()[:16] for part in self._parts(request, obj).values()]
        return ".".join(prints)

    def get_form(self, request: HttpRequest, obj: Model | None = None, change: bool = False, **options: Any) -> type:
        form = super().get_form(request, obj, change=change, **options)
        if obj is None or not options.get("fields") or request.method != "POST" or "seen" not in request.POST:
            return form  # with no fields it is asked for their names alone
        self.model._base_manager.select_for_update().filter(pk=obj.pk).first()  # whoever comes second waits here
        seen, posted = self._seen(request, obj), request.POST["seen"]
        if posted == seen:
            return form
        pairs = zip(self._parts(request, obj), seen.split("."), posted.split("."), strict=False)
        tables = [name for name, now, before in pairs if name and now != before]
        return type(form.__name__, (_OvertakenForm, form), {"tables": tables})

    def render_change_form(  # type: ignore[override]  # Django gives the rest by name
        self, request: HttpRequest, context: dict, obj: Model | None = None, **options: Any
    ) -> HttpResponse:
        seen = self._seen(request, obj) if obj is not None else secrets.token_hex(8)
        return super().render_change_form(request, {**context, "seen": seen}, obj=obj, **options)


class _OvertakenForm(BaseModelForm):
    """Refuses what was typed, once, with what is saved where it differs."""

    tables: tuple[str, ...] = ()

    def full_clean(self) -> None:
        super().full_clean()
        if not self.is_bound:
            return
        saved = [f"{label}\u00a0: {value or '(vide)'}" for label, value in _saved_values(self)]
        changed = [
            f"{capfirst(name)}\u00a0: des lignes ont changé, rouvrez la page pour les lire" for name in self.tables
        ]
        self.add_error(None, [OVERTAKEN, *saved, *changed])
