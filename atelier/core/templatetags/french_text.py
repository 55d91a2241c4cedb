"""The typography of `atelier.core.french`, for templates; available everywhere without `load`."""

import re
from urllib.parse import urlsplit

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import mark_safe
from markdown_it import MarkdownIt

from atelier.core import french, french_names, retention_periods
from atelier.core.links import absolute_url

register = template.Library()

FILTERS = (
    "long_date", "full_date", "short_date", "hour", "moment", "number", "euros", "siret", "phone", "ordinal",
    "file_size", "duration", "month_name", "decimal", "until", "in_words", "period_length",
)  # fmt: skip
for name in FILTERS:
    register.filter(name, getattr(french, name))
register.filter("spaced", french.spaced)
register.filter("with_article", french_names.with_article)
register.filter("with_de", french_names.with_de)
register.filter("of_person", french_names.of_person)

ADDRESS = re.compile(r"(https?://[^\s<>\"»)]*[^\s<>\"».,;:!?)])")
MARKDOWN = MarkdownIt("commonmark", {"html": False})


@register.simple_tag
def kept_for(period: str) -> str:
    """How long, by the name of its constant in `retention_periods`: « 5 ans »."""
    return french.period_length(getattr(retention_periods, period))


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
def mail_links(line: str) -> str:
    """A line of a mail whose addresses are links: those of this site under its name, any other one written out."""
    parts = ADDRESS.split(line)
    for index, address in enumerate(parts):
        ours = address.startswith(absolute_url("/"))
        shown = urlsplit(address).netloc if ours else address
        linked = format_html('<a href="{}">{}</a>', address, shown) if index % 2 else conditional_escape(address)
        parts[index] = linked
    return mark_safe("".join(parts))


@register.filter
def webcal(url: str) -> str:
    """The address that opens the reader's agenda instead of a file."""
    return url.replace("https://", "webcal://").replace("http://", "webcal://")
