from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.urls import reverse

from atelier.links import absolute


class AccountAdapter(DefaultAccountAdapter):
    """Account mails leave at once, outside the outbox: a code is worth ten minutes and is never stored."""

    def get_from_email(self) -> str:
        return settings.DEFAULT_FROM_EMAIL

    def format_email_subject(self, subject: str) -> str:
        return subject

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """Links come from our setting, not from the Host that the request claims."""
        links = {name: absolute(reverse(f"account_{name}")) for name in ("login", "signup")}
        super().send_mail(template_prefix, email, {**context, "links": links})

    def send_account_already_exists_mail(self, email: str) -> None:
        """Someone signs up with a known address: the page says nothing of it, the mailbox does."""
        self.send_mail("account/email/account_already_exists", email, {})
