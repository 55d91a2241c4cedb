"""How a test uses the administration."""

from allauth.mfa.models import Authenticator
from django.urls import reverse


def act(client, table, action, *rows, **more):
    """Choose an action for some rows; with `confirm`, read the page that it shows, then confirm that one."""
    address = reverse(f"admin:{table}_changelist")
    data = {"action": action, "_selected_action": [row.pk for row in rows]}
    if "confirm" in more:
        more = {**shown_by(client.post(address, data, follow=True)), **more}
    return client.post(address, {**data, **more}, follow=True)


def shown_by(page) -> dict[str, str]:
    """What a confirmation of this page carries: the signature of what it shows, where there is one."""
    return {"shown": page.context["shown"]} if page.context and "shown" in page.context else {}


def second_factor_of(user):
    secret = {"secret": "JBSWY3DPEHPK3PXP"}
    return Authenticator.objects.get_or_create(user=user, type=Authenticator.Type.TOTP, defaults={"data": secret})[0]
