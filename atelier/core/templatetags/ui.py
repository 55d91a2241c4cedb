"""Tags and filters of any page; the drawings of a domain are in the app that owns them."""

import re

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from atelier.core import links

register = template.Library()

CURRENT = mark_safe(' aria-current="page"')
UNSAID = [
    (re.compile(r'(<th(?: class="original")?>)</th>'), r'\1<span class="visually-hidden">Ligne</span></th>'),
    (re.compile(r'<th class="field-'), '<th scope="row" class="field-'),
    (re.compile(r'<th(?=>| class="(?:column-|original))'), '<th scope="col"'),
    (re.compile(r'<fieldset (class="[^"]*")>'), r'<fieldset role="presentation" \1>'),
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
def first_sentence(text: str) -> str:
    return text.strip().partition("\n")[0].split(". ")[0].rstrip(".") + "."


@register.filter
def absolute(path):
    """The whole address of a path of the site, to be copied elsewhere."""
    return links.absolute_url(path)
