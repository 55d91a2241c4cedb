from django import template

register = template.Library()


@register.inclusion_tag("components/path.html")
def season_path(stations, label="Le chemin de la saison", page=""):
    """The path: stations on one line, done, next and to come; each leads to the `page` of its day, if one is named."""
    return {"stations": stations, "label": label, "page": page}
