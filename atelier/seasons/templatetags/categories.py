from django import template

register = template.Library()


@register.inclusion_tag("components/shape.html")
def shape(shape, size=18, title=""):
    """The shape of a category, beside its name; in a PDF it needs a title, on screen the name is enough."""
    return {"shape": shape, "size": size, "title": title}
