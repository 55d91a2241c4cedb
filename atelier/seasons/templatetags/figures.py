"""The figures of a document: each number leads to its rule, written once at the end."""

from django import template
from django.utils.html import format_html

from atelier.core.declarations import declared_by_key
from atelier.seasons.figures import FigureRule

register = template.Library()


@register.filter
def figure(value: object, key: str) -> object:
    """The number as a link to the rule of this key; a number without a rule, and a dash, lead nowhere."""
    if not key or value in ("", "–", None):
        return value
    return format_html('<a href="#regle-{}">{}</a>', declared_by_key(FigureRule)[key].key, value)


@register.inclusion_tag("documents/_figure_rules.html")
def figure_rules(*keys: str) -> dict[str, list[FigureRule]]:
    """« D’où viennent ces chiffres » of a document."""
    return {"rules": [declared_by_key(FigureRule)[key] for key in keys]}
