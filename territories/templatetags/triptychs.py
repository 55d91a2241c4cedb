from django import template

register = template.Library()

SEAT_STATES = {
    "empty": "à pourvoir",
    "invited": "invité",
    "confirmed": "confirmé",
    "declined": "a décliné",
    "left": "a quitté la saison",
}


@register.inclusion_tag("components/triptych.html")
def triptych(panels, triptych=None, editable=False):
    """The triptych: a panel a category, its seats, each with its state in words."""
    return {"panels": panels, "triptych": triptych, "editable": editable}


@register.inclusion_tag("components/triptych_small.html")
def triptych_small(panels):
    """The same drawing on one line, for lists."""
    return {"panels": panels}


@register.filter
def seat_state(state: str) -> str:
    return SEAT_STATES[state]
