"""How a test uses the administration, and proves who it is there."""

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.test import RequestFactory
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


def prove(client, user):
    """By a mailed code, then by the second factor of whoever has one."""
    request = RequestFactory().get("/")
    request.user, request.session = user, client.session
    record_authentication(request, user, method="code", email=user.email)
    if factor := user.authenticator_set.first():
        record_authentication(request, user, method="mfa", id=factor.pk, type=factor.type)
    request.session.save()
