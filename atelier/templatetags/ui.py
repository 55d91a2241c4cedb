"""The few components of the interface, shown all together on /admin/composants/."""

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from atelier import links

register = template.Library()

CURRENT = mark_safe(' aria-current="page"')
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


@register.simple_tag(takes_context=True)
def nav_link(context, name, label):
    """A link of a menu, which says when it is the page being read."""
    address = reverse(name)
    current = getattr(context.get("request"), "path", "") == address
    return format_html('<li><a href="{}"{}>{}</a></li>', address, CURRENT if current else "", label)


@register.filter
def named_columns(table: str) -> str:
    """Django leaves the first column of its inline tables without a name; a screen reader wants one."""
    for head in ('<th class="original">', "<th>"):
        table = table.replace(f"{head}</th>", f'{head}<span class="visually-hidden">Ligne</span></th>')
    return mark_safe(table)


@register.filter
def seat_state(state: str) -> str:
    return SEAT_STATES[state]


@register.filter
def first_sentence(text: str) -> str:
    return text.strip().partition("\n")[0].split(". ")[0].rstrip(".") + "."


@register.filter
def absolute(path):
    """The whole address of a path of the site, to be copied elsewhere."""
    return links.absolute(path)
