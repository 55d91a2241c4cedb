from django import template

from contributions.models import Issuer

register = template.Library()


@register.simple_tag
def electronic_invoicing() -> str:
    """What the reform of electronic invoices asks of the issuer's regime of today."""
    return Issuer.load().reform
