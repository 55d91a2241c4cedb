from django import template

from atelier.seasons.chosen import chosen_season, seasons_of

register = template.Library()


@register.simple_tag(takes_context=True)
def chosen_seasons(context: template.Context) -> dict:
    """The season that the team’s pages show, and those that may be chosen instead."""
    chosen = chosen_season(context["request"])
    return {"chosen": chosen, "others": [one for one in seasons_of(context["request"]) if one != chosen]}
