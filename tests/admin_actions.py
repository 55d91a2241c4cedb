"""How a test uses the administration."""

from allauth.mfa.models import Authenticator
from django.urls import reverse


def act(client, table, action, *rows, **more):
    data = {"action": action, "_selected_action": [row.pk for row in rows], **more}
    return client.post(reverse(f"admin:{table}_changelist"), data, follow=True)


def second_factor_of(user):
    secret = {"secret": "JBSWY3DPEHPK3PXP"}
    return Authenticator.objects.get_or_create(user=user, type=Authenticator.Type.TOTP, defaults={"data": secret})[0]
