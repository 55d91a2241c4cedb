"""An application is filled in by several people: who may, who leads, who changed what."""

import hashlib
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import ModelForm
from django.http import QueryDict

from atelier.accounts.models import User
from territories import application, emails
from territories.models import Contact, Edit, Territory, Triptych


def fingerprint(form: ModelForm) -> str:
    """What the form's fields hold in the database, in a few letters: it changes when somebody else saves them."""
    model = type(form.instance)
    values = model.objects.filter(pk=form.instance.pk).values_list(*form._meta.fields).first()
    return hashlib.sha256(repr(values).encode()).hexdigest()[:16]


def saved_values(form: ModelForm) -> list[tuple[str, str]]:
    """What somebody else saved meanwhile, field by field, where it differs from what was typed."""
    saved = type(form.instance).objects.get(pk=form.instance.pk)
    return [
        (form.fields[name].label, getattr(saved, f"get_{name}_display", lambda name=name: getattr(saved, name))())
        for name in form.changed_data
        if name in form._meta.fields
    ]


@dataclass(frozen=True)
class Watch:
    """What a page of shared texts carries: `seen` goes with the form and comes back with it."""

    seen: str
    overtaken: list[tuple[str, str]]


def watch(form: ModelForm, posted: QueryDict) -> Watch:
    """`overtaken` holds what somebody else saved since the page was opened, where it differs from what was typed."""
    seen = fingerprint(form)
    changed = form.instance.pk is not None and posted.get("seen", seen) != seen  # a new row was seen by nobody
    return Watch(seen, saved_values(form) if changed else [])


@transaction.atomic
def save_step(*, triptych: Triptych, form: ModelForm, by: User) -> None:
    """Save what changed in a step and note who changed it.

    Raises ValidationError when the territory became one that has another application.
    """
    if isinstance(form.instance, Territory):
        application.refuse_second(triptych.season, form.instance)
    changed = [form.fields[name].label for name in form.changed_data]
    form.save()
    if changed:
        note(triptych, by=by, what=", ".join(str(label) for label in changed))


def note(triptych: Triptych, *, by: User, what: str, about: str = "") -> Edit:
    """`about` is the address of whom the sentence names."""
    return Edit.objects.create(triptych=triptych, author=by, what=what[:250], about=about)


@transaction.atomic
def invite_colleague(*, triptych: Triptych, email: str, by: User) -> Contact:
    """Let someone else fill the application in; they get an account if they have none, and a mail.

    Raises ValidationError when this person already follows the application.
    """
    user = User.objects.for_email(email)
    contact, created = Contact.objects.get_or_create(triptych=triptych, user=user)
    if not created:
        raise ValidationError("Cette personne suit déjà la candidature.")
    note(triptych, by=by, what=f"{user.email} invité à remplir le dossier", about=user.email)
    emails.colleague_invited(contact, by=by)
    return contact


@transaction.atomic
def remove_colleague(*, contact: Contact, by: User) -> None:
    """Take a co-editor off the application. The référent is replaced, never removed."""
    if contact.is_lead:
        raise ValidationError("Confiez d’abord le rôle de référent à une autre personne.")
    note(contact.triptych, by=by, what=f"{contact.user} ne suit plus le dossier", about=contact.user.email)
    contact.delete()


@transaction.atomic
def hand_over(*, contact: Contact, by: User) -> Contact:
    """Make a co-editor the référent in place of the present one; both are told."""
    Triptych.objects.select_for_update(of=["self"]).get(pk=contact.triptych_id)
    former = contact.triptych.contacts.filter(is_lead=True).select_related("user").first()
    if former:
        former.is_lead = False
        former.save(update_fields=["is_lead"])
    contact.is_lead = True
    contact.save(update_fields=["is_lead"])
    edit = note(contact.triptych, by=by, what=f"{contact.user} devient référent", about=contact.user.email)
    for user in {contact.user, former.user} if former else {contact.user}:
        emails.lead_changed(contact, user, edit)
    return contact
