"""The few components of the interface, shown all together on /admin/composants/."""

import re

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from atelier.core import links

register = template.Library()

CURRENT = mark_safe(' aria-current="page"')
# Three regards, then what was agreed before and now; the same as `--series-…` in tokens.css.
SERIES = ("#1d5450", "#a8471f", "#2a5d8f", "#5b6164", "#22282a")
UNSAID = [
    (re.compile(r'(<th(?: class="original")?>)</th>'), r'\1<span class="visually-hidden">Ligne</span></th>'),
    (re.compile(r'<th class="field-'), '<th scope="row" class="field-'),
    (re.compile(r'<th(?=>| class="(?:column-|original))'), '<th scope="col"'),
    (re.compile(r'<fieldset (class="[^"]*")>'), r'<fieldset role="presentation" \1>'),
]
SEAT_STATES = {
    "empty": "à pourvoir",
    "invited": "invité",
    "confirmed": "confirmé",
    "declined": "a décliné",
    "left": "a quitté la saison",
}


@register.inclusion_tag("components/path.html")
def season_path(stations, label="Le chemin de la saison"):
    """The path: stations on one line, done, next and to come."""
    return {"stations": stations, "label": label}


@register.inclusion_tag("components/triptych.html")
def triptych(panels, triptych=None, editable=False):
    """The triptych: three panels of seats, each with its state in words."""
    return {"panels": panels, "triptych": triptych, "editable": editable}


@register.inclusion_tag("components/triptych_small.html")
def triptych_small(panels):
    """The same drawing on one line, for lists."""
    return {"panels": panels}


@register.inclusion_tag("components/stakes.html")
def stakes(stakes, full=False):
    """The four stakes, always in the same order and with their names."""
    return {"stakes": stakes, "full": full}


@register.inclusion_tag("components/stake_mark.html")
def stake_mark(position=0, size=40):
    """One of the four directions filled; all four for position 0."""
    return {"position": position, "size": size}


@register.inclusion_tag("components/shape.html")
def shape(shape, size=18, title=""):
    """The shape of a category, beside its name; in a PDF it needs a title, on screen the name is enough."""
    return {"shape": shape, "size": size, "title": title}


@register.inclusion_tag("components/radar.html")
def radar(radar, name="radar", in_pdf=False):
    """The radar by stake and its table; `name` starts the identifiers of this drawing on the page."""
    return {"radar": radar, "id": name, "in_pdf": in_pdf}


@register.inclusion_tag("components/strip.html")
def strip(marks, in_pdf=False):
    """The regards on one dimension, on a scale from 1 to 5; the numbers stand beside it."""
    return {"marks": marks, "in_pdf": in_pdf}


@register.filter
def series_colour(rank):
    """The colour of a series where no style sheet reaches the drawing: documents, and pictures saved from a page."""
    return SERIES[rank - 1]


@register.filter
def pdf_of(address: str) -> str:
    """The file of a document, beside its page."""
    return f"{address.rstrip('/')}.pdf"


@register.filter
def times(number: int, factor: int) -> int:
    return number * factor


@register.filter
def level_name(level, names):
    """« ancré », from the names of the levels of a grid."""
    return names[int(level)].lower()


@register.filter
def at(values, key):
    """`{{ marks|at:dimension.code }}`: what a mapping holds under this key."""
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
def seat_state(state: str) -> str:
    return SEAT_STATES[state]


@register.filter
def first_sentence(text: str) -> str:
    return text.strip().partition("\n")[0].split(". ")[0].rstrip(".") + "."


@register.filter
def absolute(path):
    """The whole address of a path of the site, to be copied elsewhere."""
    return links.absolute_url(path)
