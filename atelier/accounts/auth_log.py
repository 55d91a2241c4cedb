"""Authentication log: who signed in or out, what was refused; one line each, by account number, never by name."""

import logging

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from django.dispatch import receiver
from django.http import HttpRequest

from atelier.accounts.code_limits import remember_machine
from atelier.accounts.models import User

logger = logging.getLogger(__name__)


@receiver(account.user_logged_in)
def log_sign_in(user: User, request: HttpRequest, **kwargs: object) -> None:
    logger.info("Account %s signed in.", user.pk)
    remember_machine(request, user.email)


@receiver(account.user_logged_out)
def log_sign_out(user: User | None, **kwargs: object) -> None:
    if user is not None:
        logger.info("Account %s signed out.", user.pk)


@receiver([account.login_code_rejected, account.email_verification_code_rejected])
def log_wrong_code(user: User | None, *, last_attempt: bool = False, **kwargs: object) -> None:
    whose, which = user.pk if user else "unknown", ", the last try" if last_attempt else ""
    logger.warning("Wrong code for account %s%s.", whose, which)


@receiver(mfa.authentication_failed)
def log_wrong_second_factor(user: User, **kwargs: object) -> None:
    logger.warning("Wrong second factor for account %s.", user.pk)


@receiver([mfa.authenticator_added, mfa.authenticator_removed, mfa.authenticator_reset])
def log_second_factor_change(user: User, authenticator: Authenticator, **kwargs: object) -> None:
    logger.info("Account %s changed its second factor (%s).", user.pk, authenticator.type)
