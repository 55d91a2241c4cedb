"""The second factor of the team: what a role gives opens to a session that passed one, and to no other.

A lost one is taken away by another organiser, and its holder is told.
"""

import time
from datetime import timedelta
from urllib.parse import urlsplit

from allauth.account.adapter import get_adapter
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY, get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa import signals
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from auditlog.models import LogEntry
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from atelier.accounts.models import User
from atelier.accounts.session_revocation import revoke_all, revoke_others

# How long roles stay open to one proof; a form opened before may still be sent a while after.
DAY_OF_WORK, LAST_FORM = timedelta(hours=12), timedelta(hours=2)
METHOD = "mfa"  # the library's word in the records of a session
READING = frozenset({"GET", "HEAD", "OPTIONS"})


def with_roles(request: HttpRequest, user: AbstractBaseUser | AnonymousUser) -> AbstractBaseUser | AnonymousUser:
    """The account of this request; its roles are closed unless this session passed a second factor today."""
    if settings.STAFF_SECOND_FACTOR and isinstance(user, User) and user.holds_role:
        within = DAY_OF_WORK if request.method in READING else DAY_OF_WORK + LAST_FORM
        user.roles_are_closed = not _was_passed(request, user, within)
    return user


def _was_passed(request: HttpRequest, user: User, within: timedelta) -> bool:
    proofs = [proof for proof in get_authentication_records(request, user) if proof["method"] == METHOD]
    return any(0 <= time.time() - proof["at"] < within.total_seconds() for proof in proofs)


def note_passed_elsewhere(request: HttpRequest, user: User) -> None:
    """The identity provider vouches for a second factor: the library need not ask for ours."""
    record_authentication(request, user, METHOD, type="openid_connect")
    request.second_factor_passed = True  # type: ignore[attr-defined]


def way_in(request: HttpRequest) -> str:
    """Where roles are opened: by setting a second factor up, or by proving it, then back to where one went."""
    if not is_mfa_enabled(request.user):
        return reverse("mfa_index")
    back = request.get_full_path() if request.method in READING else _page_of(request)
    return f"{reverse('account_reauthenticate')}?{urlencode({'next': back})}"


def _page_of(request: HttpRequest) -> str:
    """The page of the administration that a form was sent from: what was typed there is put back by its script."""
    page, root = request.headers.get("Referer", ""), reverse("admin:index")
    ours = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    return urlsplit(page).path if ours and urlsplit(page).path.startswith(root) else root


@receiver([signals.authenticator_added, signals.authenticator_removed, signals.authenticator_reset])
def end_other_sessions(request: HttpRequest, user: User, **kwargs: object) -> None:
    """Whoever was in by other means is out: they prove the new factor, or nothing any more."""
    revoke_others(request)


@receiver(signals.authenticator_added)
def record_enrolment(request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: object) -> None:
    """Setting a factor up proves it: its code, or its key, was just given."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        record_authentication(request, user, METHOD, type=authenticator.type, id=authenticator.pk)


@receiver(signals.authenticator_removed)
def forget_proofs(request: HttpRequest, user: User, **kwargs: object) -> None:
    """What proved a factor that is no more proves nothing."""
    if not is_mfa_enabled(user):
        proofs = get_authentication_records(request, user)
        request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [one for one in proofs if one["method"] != METHOD]


def reset(request: HttpRequest, user: User) -> None:
    """Take every second factor of this account away and end its sessions; it signs in with a code, then sets another.

    Raises ValidationError for one's own account, or where there is none to take.
    """
    if user == request.user:
        raise ValidationError(
            f"{user} : votre propre second facteur se change dans « Second facteur », en bas du site."
        )
    with transaction.atomic():
        taken, _ = user.authenticator_set.all().delete()
        if not taken:
            raise ValidationError(f"{user} n’a pas de second facteur.")
        revoke_all(user)
        changes = {"second facteur": ["posé", "retiré"]}
        LogEntry.objects.log_create(user, force_log=True, action=LogEntry.Action.UPDATE, changes=changes)
    get_adapter(request).send_notification_mail("account/email/second_factor_taken_away", user)
