"""An application is filled in by several people: who may, who leads, who changed what.

The layers above say from when the team is closed: they declare a TeamFreeze.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.forms import ModelForm
from django.utils import timezone

from atelier.accounts.models import User
from atelier.core.declarations import declared
from territories import emails
from territories.models import Contact, Edit, Triptych


@dataclass(frozen=True)
class TeamFreeze:
    """`check(triptych)` returns a sentence when nobody may join the team any more but by the organisers, else None."""

    check: Callable[[Triptych], str | None]


@transaction.atomic
def save_step(*, triptych: Triptych, form: ModelForm, by: User) -> Model:
    """Save what changed in a step and note who changed it; returns the row saved."""
    changed = [form.fields[name].label for name in form.changed_data]
    saved: Model = form.save()
    if changed:
        log_edit(triptych, by=by, what=", ".join(str(label) for label in changed))
    return saved


def log_edit(triptych: Triptych, *, by: User, what: str, about: str = "") -> Edit:
    """`about` is the address of whom the sentence names. Whoever does something has joined the team."""
    triptych.contacts.filter(user=by, joined_at=None).update(joined_at=timezone.now())
    return Edit.objects.create(triptych=triptych, author=by, what=what[:250], about=about)


@transaction.atomic
def invite_colleague(*, triptych: Triptych, email: str, by: User) -> Contact:
    """Let someone else fill the application in; they get an account if they have none, and a mail.

    Raises ValidationError when this person already follows the application, or when the team is closed.
    """
    for freeze in declared(TeamFreeze):
        if sentence := freeze.check(triptych):
            raise ValidationError(sentence)
    user = User.objects.for_email(email)
    contact, created = Contact.objects.get_or_create(triptych=triptych, user=user)
    if not created:
        raise ValidationError("Cette personne suit déjà la candidature.")
    log_edit(triptych, by=by, what=f"{user.email} invité à remplir le dossier", about=user.email)
    emails.colleague_invited(contact, by=by)
    return contact


@transaction.atomic
def remove_colleague(*, contact: Contact, by: User) -> None:
    """Take a co-editor off the application. The référent is replaced, never removed."""
    if contact.is_lead:
        raise ValidationError("Confiez d’abord le rôle de référent à une autre personne.")
    log_edit(
        contact.triptych,
        by=by,
        what=f"{contact} ne suit plus le dossier",
        about=contact.user.email,
    )
    contact.delete()


@transaction.atomic
def hand_over(*, contact: Contact, by: User, former_leaves: bool = False) -> Contact:
    """Make a co-editor the référent in place of the present one, who stays unless `former_leaves`; both are told."""
    Triptych.objects.select_for_update(of=["self"]).get(pk=contact.triptych_id)
    former = contact.triptych.contacts.filter(is_lead=True).select_related("user").first()
    if former:
        former.is_lead = False
        former.save(update_fields=["is_lead"])
    contact.is_lead = True
    contact.save(update_fields=["is_lead"])
    edit = log_edit(
        contact.triptych,
        by=by,
        what=f"{contact} devient référent",
        about=contact.user.email,
    )
    for user in {contact.user, former.user} if former else {contact.user}:
        emails.lead_changed(contact, user, edit, may_open=user == contact.user or not former_leaves)
    return contact
