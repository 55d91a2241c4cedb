"""Tags and filters of any page; the drawings of a domain are in the app that owns them."""

import re
from dataclasses import dataclass
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from atelier.core import links

register = template.Library()

DELETION = "delete_selected"
CURRENT = mark_safe(' aria-current="page"')
UNSAID = [
    (re.compile(r'(<th(?: class="original")?>)</th>'), r'\1<span class="visually-hidden">Ligne</span></th>'),
    (re.compile(r'<th class="field-'), '<th scope="row" class="field-'),
    (re.compile(r'<th(?=>| class="(?:column-|original))'), '<th scope="col"'),
    (re.compile(r'<fieldset (class="[^"]*")>'), r'<fieldset role="presentation" \1>'),
    (re.compile(r"(?<=\s)Not used\."), "Jamais utilisée."),  # the one sentence that allauth does not translate
]


@register.filter
def pdf_of(address: str) -> str:
    """The file of a document, beside its page."""
    return f"{address.rstrip('/')}.pdf"


@register.filter
def times(number: int, factor: int) -> int:
    return number * factor


@register.filter
def at(values, key):
    """`{{ names|at:row.code }}`: what a mapping holds under this key."""
    return values[key]


@register.simple_tag(takes_context=True)
def nav_link(context, name, label):
    """A link of a menu, which says when it is the page being read."""
    address = reverse(name)
    current = getattr(context.get("request"), "path", "") == address
    return format_html('<li><a href="{}"{}>{}</a></li>', address, CURRENT if current else "", label)


@register.filter
def said_to_readers(html: str) -> str:
    """What Django leaves unsaid in its administration and a screen reader wants (RGAA 5.7 and 11.6).

    A first column without a name, headers that do not say of what, and groups of fields that are no group.
    """
    for old, new in UNSAID:
        html = old.sub(new, html)
    return mark_safe(html)


@register.filter
def list_actions(form: Any) -> list[dict[str, str]]:
    """The acts of a list of the administration, as buttons; what deletes comes last."""
    choices = [(str(value), str(title)) for value, title in form.fields["action"].choices if value]
    choices.sort(key=lambda choice: choice[0] == DELETION)
    styles = {DELETION: "quiet-button quiet-danger"}
    return [{"value": value, "title": title, "style": styles.get(value, "quiet-button")} for value, title in choices]


@dataclass(frozen=True)
class FormError:
    """What is to be corrected: the id of the field and its name, empty where it is of the whole, and the sentence."""

    field: str
    name: str
    sentence: str


@register.filter
def form_errors(form: Any, sets: Any = ()) -> list[FormError]:
    """Everything to be corrected in a form of the administration and in its tables."""
    found = [FormError("", "", error) for error in form.non_field_errors()]
    found += [FormError(field.id_for_label, str(field.label), error) for field in form for error in field.errors]
    for one in sets:
        found += [FormError("", "", error) for error in one.formset.non_form_errors()]
        for row in one.formset:
            named = str(row.instance) if row.instance.pk else str(one.opts.verbose_name)
            found += [FormError("", named, error) for error in row.non_field_errors()]
            for field in row:
                label = f"{named}, {str(field.label)[:1].lower()}{str(field.label)[1:]}"
                found += [FormError(field.id_for_label, label, error) for error in field.errors]
    return found


@register.filter
def first_sentence(text: str) -> str:
    return text.strip().partition("\n")[0].split(". ")[0].rstrip(".") + "."


@register.filter
def absolute(path):
    """The whole address of a path of the site, to be copied elsewhere."""
    return links.absolute_url(path)
