"""What somebody holds beside their seat, asked about one by one when they leave it.

Each app declares a RoleKind for the roles that it knows; whoever decides of a change of holder says of each role
whether it is kept, passed to the successor, or given up.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import models

from atelier.accounts.models import User
from atelier.core.declarations import declared
from territories import application_team
from territories.models import Contact, HolderChange, Participant


class Choice(models.TextChoices):
    PASS = "pass", "passe à la nouvelle personne"
    KEEP = "keep", "reste à la personne qui part"
    DROP = "drop", "s’arrête"


@dataclass(frozen=True)
class HeldRole:
    """`key` begins with the prefix of its kind; a role that somebody must have cannot be dropped."""

    key: str
    label: str
    may_drop: bool = True


@dataclass(frozen=True)
class RoleKind:
    """`held(participant)` lists the roles; `apply(key, change, choice)` passes one on, or ends it, once it is time."""

    prefix: str
    held: Callable[[Participant], Iterable[HeldRole]]
    apply: Callable[[str, HolderChange, str], None]


def held_by(participant: Participant) -> list[HeldRole]:
    return [role for kind in declared(RoleKind) for role in kind.held(participant)]


def apply_choices(change: HolderChange) -> None:
    """What was decided of each role that is still held: a role that went elsewhere meanwhile is left alone."""
    held = {role.key: role for role in held_by(change.leaving)}
    for kind in declared(RoleKind):
        for key, choice in change.roles.items():
            if key.startswith(kind.prefix) and key in held and choice != Choice.KEEP:
                kind.apply(key, change, choice)


def _contacts(participant: Participant) -> Iterable[HeldRole]:
    """Those of their account: that of a mailbox that several people read is nobody's among them."""
    rows = Contact.objects.filter(triptych=participant.triptych_id, user__email=participant.email).order_by("pk")
    for contact in rows if not participant.shares_mailbox else ():
        label = "référent du dossier" if contact.is_lead else "co-éditeur du dossier"
        yield HeldRole(f"contact:{contact.pk}", label, may_drop=not contact.is_lead)


def _hand_contact(key: str, change: HolderChange, choice: str) -> None:
    """The successor joins the team of the application, as référent if that is what is passed; the former leaves it."""
    former = Contact.objects.select_related("triptych", "user").get(pk=key.partition(":")[2])
    by = change.decided_by or change.asked_by
    if choice == Choice.PASS:
        user = User.objects.for_email(change.email, first_name=change.first_name, last_name=change.last_name)
        contact, _ = Contact.objects.get_or_create(triptych=former.triptych, user=user)
        if former.is_lead:
            application_team.hand_over(contact=contact, by=by, former_leaves=True)
            former.refresh_from_db()
    application_team.remove_colleague(contact=former, by=by)


CONTACTS = RoleKind("contact:", _contacts, _hand_contact)
