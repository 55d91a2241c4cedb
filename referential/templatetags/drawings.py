from django import template

register = template.Library()

# By rank of a series: six categories, then what was agreed before and now; the light `--series-…` of tokens.css.
SERIES_COLOURS = ("#1d5450", "#a8471f", "#2a5d8f", "#7a3a94", "#6d6300", "#b3235f", "#5b6164", "#22282a")


@register.inclusion_tag("components/stakes.html")
def stakes(stakes, full=False):
    """The four stakes, always in the same order and with their names."""
    return {"stakes": stakes, "full": full}


@register.inclusion_tag("components/stake_mark.html")
def stake_mark(position=0, size=40):
    """One of the four directions filled; all four for position 0."""
    return {"position": position, "size": size}


@register.inclusion_tag("components/radar.html")
def radar(radar, name="radar", in_pdf=False, rule=""):
    """The radar by stake and its table; `name` starts the identifiers of this drawing on the page.

    `rule` is that of the figures, in a document that says where they come from.
    """
    return {"radar": radar, "id": name, "in_pdf": in_pdf, "rule": rule}


@register.inclusion_tag("components/strip.html")
def strip(marks, in_pdf=False):
    """The regards on one dimension, on a scale from 1 to 5; the numbers stand beside it."""
    return {"marks": marks, "in_pdf": in_pdf}


@register.filter
def series_colour(rank):
    """The colour of a series where no style sheet reaches the drawing: documents, and pictures saved from a page."""
    return SERIES_COLOURS[rank - 1]


@register.filter
def level_name(level, names):
    """« ancré », from the names of the levels of a grid."""
    return names[int(level)].lower()
