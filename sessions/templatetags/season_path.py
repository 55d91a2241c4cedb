from django import template

register = template.Library()


@register.inclusion_tag("components/path.html")
def season_path(stations, label="Le chemin de la saison"):
    """The path: stations on one line, done, next and to come."""
    return {"stations": stations, "label": label}
