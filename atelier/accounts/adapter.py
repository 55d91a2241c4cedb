import logging
from collections.abc import Mapping
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib import messages
from django.contrib.sites.shortcuts import get_current_site
from django.core.mail import EmailMultiAlternatives
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse

from atelier.accounts import direct_mail
from atelier.accounts.identity import ask_first
from atelier.accounts.models import User
from atelier.core import french_names
from atelier.core.email_addresses import normalize_email
from atelier.core.links import absolute_url
from atelier.core.mail import compose_mail, letterhead
from atelier.core.plain_text import one_line

logger = logging.getLogger(__name__)
LINKED = ("account_login", "account_signup", "my_data", "contact")  # addresses that the mails of accounts give


def links() -> dict[str, str]:
    """The addresses that the mails of accounts give."""
    return {name.removeprefix("account_"): absolute_url(reverse(name)) for name in LINKED}


def _greeting(email: str) -> str:
    """Whoever asked may have no account, or no name yet."""
    user = User.objects.filter(email=normalize_email(email)).first()
    return user.greeting if user else french_names.greeting()


class AccountAdapter(DefaultAccountAdapter):
    """Account mails leave at once, outside the outbox: a code is worth ten minutes and is never stored."""

    error_messages: ClassVar = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": "Trop de demandes en peu de temps : attendez une minute, puis recommencez.",
    }

    def clean_email(self, email: str) -> str:
        """One mailbox has one account, however its address is spelt."""
        return normalize_email(super().clean_email(email))

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """Links come from our setting, not from the Host that the request claims."""
        given = {"request": self.request, "email": email, "current_site": get_current_site(self.request)}
        mail = self.render_mail(
            template_prefix, email, {**given, **context, "links": links(), "greeting": _greeting(email)}
        )
        try:
            direct_mail.desk.send(mail)
        except Exception:  # whatever the server or an odd address says, the page says that nothing left
            logger.exception("A mail of an account did not leave.")
            messages.error(self.request, "Notre serveur de courriel ne répond pas. Réessayez dans quelques minutes.")
            self.request.mail_failed = True

    def render_mail(
        self, template_prefix: str, email: str, context: dict, headers: Mapping[str, str] | None = None
    ) -> EmailMultiAlternatives:
        """The subject and the text of the library's templates, in the frame of every mail."""
        given = {**context, "letterhead": letterhead()}
        subject, text = (
            render_to_string(f"{template_prefix}_{part}.txt", given, self.request).strip()
            for part in ("subject", "message")
        )
        return compose_mail(subject=one_line(subject), text=text, to=email, headers=headers)

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *more: Any, **named: Any
    ) -> None:
        """A mail that did not leave is not said to be sent."""
        if not (getattr(request, "mail_failed", False) and "sent" in str(message_template)):
            super().add_message(request, level, message_template, *more, **named)

    def get_login_stages(self) -> list[str]:
        """The question of the second factor is not put to whoever has just passed one elsewhere."""
        stages: list[str] = super().get_login_stages()
        passed = getattr(self.request, "second_factor_passed", False)
        return [one for one in stages if not (passed and "mfa" in one)]

    def pre_login(
        self, request: HttpRequest, user: User, *, email: str | None = None, **more: Any
    ) -> HttpResponse | None:
        """A code that was mailed to a former address of the account opens nothing."""
        if email and normalize_email(email) != user.email:
            messages.error(request, "L’adresse de ce compte a changé : demandez un nouveau code.")
            return redirect("account_login")
        answer: HttpResponse | None = super().pre_login(request, user, email=email, **more)
        return answer

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Who holds a role, and was going nowhere, goes where their work is."""
        user = request.user
        if isinstance(user, User) and user.holds_role:
            return reverse("admin:index")
        address: str = super().get_login_redirect_url(request)
        return address

    def post_login(self, request: HttpRequest, user: User, **more: Any) -> HttpResponse:
        """On to where they were going, by way of their name if we do not know it."""
        return ask_first(user, super().post_login(request, user, **more))

    def send_account_already_exists_mail(self, email: str) -> None:
        """Someone signs up with a known address: the page says nothing of it, the mailbox does."""
        self.send_mail("account/email/account_already_exists", email, {})
