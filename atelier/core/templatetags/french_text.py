"""The typography of `atelier.core.french`, for templates; available everywhere without `load`."""

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe
from markdown_it import MarkdownIt

from atelier.core import french

register = template.Library()

FILTERS = (
    "long_date", "full_date", "short_date", "hour", "moment", "number", "euros", "siret", "phone", "ordinal",
    "file_size", "duration", "month_name", "decimal",
)  # fmt: skip
for name in FILTERS:
    register.filter(name, getattr(french, name))
register.filter("spaced", french.spaced)

MARKDOWN = MarkdownIt("commonmark", {"html": False})


@register.filter
def superscript(text: str) -> str:
    """« 1er » with its letters raised; the text is escaped first."""
    return mark_safe(conditional_escape(text).replace("1er ", "1<sup>er</sup> "))


@register.filter
def markdown(text: str) -> str:
    """Text typed by organisers: paragraphs, titles, lists, links; HTML in it is shown, not obeyed."""
    html: str = MARKDOWN.render(french.spaced(text))
    return mark_safe(html)


@register.filter
def lines(text: str) -> list[str]:
    """The filled lines of a text field that holds one thing a line."""
    return [line.strip() for line in text.splitlines() if line.strip()]


@register.filter
def plural(count: int, forms: str = ",s") -> str:
    """`{{ n }} séance{{ n|plural }}`: French counts 0 and 1 as singular."""
    singular, _, several = forms.partition(",")
    return singular if abs(count) < 2 else several


@register.filter
def split(text: str) -> list[str]:
    """`{{ "lundi,mardi"|split }}`, for a fixed list written in a template."""
    return text.split(",")


@register.filter
def webcal(url: str) -> str:
    """The address that opens the reader's agenda instead of a file."""
    return url.replace("https://", "webcal://").replace("http://", "webcal://")
