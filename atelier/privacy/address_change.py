"""« Changer d'adresse »: one act, for oneself or by an organiser; every place of the address follows, or none does.

An account and its seats have one address. Whoever has the former one, or the new one without an account, is told.
Two people may share a mailbox: each keeps their own seats, and the one whose address does not change keeps the mailbox.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from atelier.accounts.models import User
from atelier.core.declarations import declared
from atelier.core.email_addresses import NOBODY, normalize_email
from atelier.core.personal_data import AddressColumn
from atelier.outbox.models import Bounce, Message
from atelier.privacy import emails
from atelier.privacy.models import FormerAddress
from territories import invitation, shared_mailboxes
from territories.models import Contact, Participant
from territories.models.participant import NAMED_TWICE, SAME_PERSON

TAKEN = (
    "Cette adresse est déjà celle d’un autre compte\u00a0: choisissez-en une autre, ou demandez à l’équipe "
    "d’organisation de réunir les deux comptes."
)
SAME = "C’est déjà l’adresse d’aujourd’hui."
CHANGED = "Rien n’est changé\u00a0: l’adresse ou les sièges ont changé depuis que vous avez ouvert cette page. Relisez."


@dataclass(frozen=True)
class Holder:
    """Whose address changes: their account if they have one, their seats, and who reads the same mailbox.

    `others` are seats of the same account or address under another name; `other_account` the account of the mailbox
    when it is somebody else's; `in_shared_mailbox` says that several people were named at this address.
    """

    account: User | None
    seats: tuple[Participant, ...]
    others: tuple[Participant, ...]
    other_account: User | None = None
    in_shared_mailbox: bool = False

    @property
    def address(self) -> str:
        return self.account.email if self.account else self.seats[0].email

    @property
    def formers(self) -> set[str]:
        """The address of the account, and those of their seats where these differ; a seat may have none."""
        return {self.address, *(one.email for one in self.seats)} - {""}

    @property
    def shares(self) -> bool:
        return bool(self.others or self.other_account or self.in_shared_mailbox)

    @property
    def name(self) -> str:
        named = [self.account.get_full_name()] if self.account else []
        return next(filter(None, [*named, *(one.full_name for one in self.seats)]), self.address)

    def has(self) -> dict[str, object]:
        """What leads to their rows, by the words of `AddressColumn`."""
        seats, filled = [one.pk for one in self.seats], dict(contacts_of(self).values_list("pk", "triptych"))
        account = self.account.pk if self.account else None
        topics = [f"participant:{pk}" for pk in seats] + [f"contact:{pk}" for pk in filled]
        first_name, last_name = self._names()
        return {
            "account": account,
            "seats": seats,
            "triptychs": {*filled.values(), *(one.triptych_id for one in self.seats)},
            "topics": topics + ([f"user:{account}"] if account else []),
            "first_name": first_name,
            "last_name": last_name,
            "nothing": None,
        }

    def _names(self) -> tuple[str, str]:
        one = self.seats[0] if self.seats else self.account
        return (one.first_name, one.last_name) if one else ("", "")


def holder_of_account(user: User, *, also: frozenset[int] = frozenset()) -> Holder:
    """The holder of this account; `also` are seats under another name that are theirs too."""
    rows = Participant.objects.filter(Q(user=user) | Q(user=None, email=user.email, shares_mailbox=False)).order_by(
        "pk"
    )
    sharing = Participant.objects.filter(email=user.email, shares_mailbox=True)
    people = list(rows.select_related("triptych__territory", "season"))
    name = _name_of(user) or (len({one.sort_name for one in people}) == 1 and people[0].sort_name)
    is_theirs = [one.pk in also or one.sort_name == name or (not name and one.user_id == user.pk) for one in people]
    return Holder(
        user,
        tuple(one for one, theirs in zip(people, is_theirs, strict=True) if theirs),
        tuple(one for one, theirs in zip(people, is_theirs, strict=True) if not theirs),
        in_shared_mailbox=sharing.exists(),
    )


def holder_of_seat(participant: Participant, *, also: frozenset[int] = frozenset()) -> Holder:
    """The holder of this seat. The account of the seat is theirs unless it bears the name of somebody else.

    Who shares a mailbox is one seat: the account of the mailbox is not theirs.
    """
    if not (participant.email or participant.user):
        return Holder(None, (participant,), ())
    account = participant.user or User.objects.filter(email=participant.email).first()
    if participant.shares_mailbox:
        beside = (
            participant.readers_beside().filter(shares_mailbox=True).select_related("triptych__territory", "season")
        )
        return Holder(None, (participant,), tuple(beside.order_by("pk")), account, in_shared_mailbox=True)
    if account and _is_account_of(account, participant):
        return holder_of_account(account, also=also | {participant.pk})
    sharing = Q(user=None, email=participant.email) | Q(pk=participant.pk)
    rows = Participant.objects.filter(sharing | (Q(user=account) if account else Q(pk=participant.pk))).order_by("pk")
    people = list(rows.select_related("triptych__territory", "season"))
    theirs = [one for one in people if one.pk in also or one.sort_name == participant.sort_name]
    others = [one for one in people if one not in theirs]
    return Holder(None, tuple(sorted(theirs, key=lambda one: one.pk != participant.pk)), tuple(others), account)


def _name_of(user: User) -> str:
    return Participant.sort_name_of(user.first_name, user.last_name) if user.get_full_name() else ""


def _is_account_of(account: User, participant: Participant) -> bool:
    if _name_of(account) in ("", participant.sort_name):
        return True
    return participant.user_id == account.pk and not account.participants.exclude(sort_name=participant.sort_name)


def check_address(holder: Holder, email: str) -> str:
    """The address as it is stored. Raises ValidationError, in words, for one that nobody may take, or theirs."""
    email = normalize_email(email)
    User._meta.get_field("email").run_validators(email or "–")
    if email.endswith(NOBODY):
        raise ValidationError("Aucun courriel n’arrive à cette adresse.")
    if holder.address.endswith(NOBODY):
        raise ValidationError("Cette personne est effacée, ou réunie à une autre\u00a0: elle n’a plus d’adresse.")
    if holder.formers == {email}:
        raise ValidationError(SAME)
    return email


def who_has(email: str, *, but: Holder) -> list[str]:
    """Who else has this address, by name, for an organiser: an account that is not theirs, seats under another name."""
    email = normalize_email(email)
    mine = [one.pk for one in but.seats]
    seats = Participant.objects.named().filter(email=email).exclude(pk__in=mine).select_related("triptych__territory")
    found = {f"{one.full_name} ({one.triptych.territory})" for one in seats}
    if not but.account:
        names = {one.sort_name for one in but.seats}
        accounts = User.objects.filter(email=email, is_active=True).order_by("pk")
        found |= {str(one) for one in accounts if _name_of(one) not in names}
    return sorted(found)


def contacts_of(holder: Holder) -> QuerySet[Contact]:
    """The applications that their account fills in."""
    rows = Contact.objects.filter(user=holder.account, user__isnull=False)
    return rows.select_related("triptych__territory", "triptych__season").order_by("triptych__season__number", "pk")


def change_address(*, holder: Holder, to: str, by: User | None, proven: bool = False, shares: bool = False) -> Holder:
    """Move every place of this person to another address, tell the former one, and end the sessions of the account.

    `proven` when a code was just typed that this address received; otherwise its first code, or its link, proves it.
    `shares` says that who is written to there in the same triptych shares it: the account stays where it was.
    `holder` is as it was shown: raises ValidationError when it changed since, or when the address cannot be taken.
    """
    try:
        with transaction.atomic():
            return _change(holder, to, by=by, proven=proven, shares=shares)
    except IntegrityError as error:
        raise ValidationError(TAKEN if User.objects.filter(email=normalize_email(to)) else SAME_PERSON) from error


def _change(holder: Holder, to: str, *, by: User | None, proven: bool, shares: bool) -> Holder:
    _lock_unchanged(holder)
    email = check_address(holder, to)
    joining = shared_mailboxes.join(holder.seats, email) if shares else ()
    if joining:
        holder = Holder(None, joining, (), in_shared_mailbox=True)
    formers = sorted(holder.formers - {email})
    if holder.account and User.objects.filter(email=email).exclude(pk=holder.account.pk).exists():
        raise ValidationError(TAKEN)
    if not joining:
        _refuse_seats_of_others(holder, email)
    has = holder.has()
    for column in declared(AddressColumn):
        _move(column, holder, formers, email, has)
    Message.objects.filter(state=Message.State.GROUPED, to_email=email).exclude(group__to_email=email).update(
        state=Message.State.QUEUED, group=None
    )
    if not joining:
        shared_mailboxes.leave(holder.seats, proven=proven)
    _settle_accounts(holder, email, proven=proven)
    Bounce.objects.filter(email__in=formers).exclude(email__in=_still_held(formers)).delete()
    stays = "account" if joining else "mailbox" if holder.in_shared_mailbox and not holder.account else ""
    for former in formers:
        emails.tell_former_address(_remember(holder, former, by=by), name=holder.name, by_self=proven, stays=stays)
    if holder.account and not proven:
        last = holder.account.former_addresses.latest("pk")
        emails.tell_new_address(holder.account, to=email, key=f"address-given:{last.pk}")
    invited = Participant.objects.filter(pk__in=[one.pk for one in holder.seats], state=Participant.State.INVITED)
    for seat in invited.order_by("pk"):
        invitation.send_invitation(seat, by=by)
    return holder


def _lock_unchanged(holder: Holder) -> None:
    """The rows of this person, locked and as they were read."""
    account = holder.account
    if account and not User.objects.select_for_update().filter(pk=account.pk, email=account.email).exists():
        raise ValidationError(CHANGED)
    shown = {one.pk: (one.email, one.user_id) for one in holder.seats}
    rows = Participant.objects.select_for_update(of=["self"]).filter(pk__in=shown).order_by("pk")
    if {one.pk: (one.email, one.user_id) for one in rows} != shown:
        raise ValidationError(CHANGED)


def _refuse_seats_of_others(holder: Holder, email: str) -> None:
    """What the constraints of seats refuse, said before it is tried."""
    mine = [one.pk for one in holder.seats]
    others = Participant.objects.seated().filter(email=email).exclude(pk__in=mine)
    for seat in holder.seats:
        beside = others.filter(season=seat.season_id)
        if seat.is_seated and beside.filter(triptych=seat.triptych_id).exists():
            raise ValidationError(NAMED_TWICE)
        if seat.has_confirmed and beside.confirmed().exists():
            raise ValidationError(SAME_PERSON)


def _move(column: AddressColumn, holder: Holder, formers: list[str], email: str, has: dict[str, object]) -> None:
    if holder.shares and column.if_shared is None:
        return
    paths = {**column.held_by, **((column.if_shared or {}) if holder.shares else {})}
    model: Any = apps.get_model(column.label)
    held = model._base_manager.filter(column.only, **{path: has[word] for path, word in paths.items()})
    if not column.is_home:
        held = held.filter(**{f"{column.column}__in": formers})
    rows = model._base_manager.select_for_update(of=["self"]).filter(pk__in=held.order_by().values("pk"))
    for row in rows.order_by("pk"):
        setattr(row, column.column, email)
        row.save(update_fields=[column.column])


def _settle_accounts(holder: Holder, email: str, *, proven: bool) -> None:
    """Every seat keeps an account of its own address; the sign-in library learns which is proven."""
    if holder.account:
        account = User.objects.get(pk=holder.account.pk)
        account.sync_address()
        account.emailaddress_set.filter(email=email).update(verified=proven)
    own = {email: [one for one in holder.seats if one.user_id and not holder.account]}
    for other in holder.others:
        if holder.account and other.user_id == holder.account.pk:
            own.setdefault(other.email, []).append(other)
    for address, seats in own.items():
        for seat in Participant.objects.filter(pk__in=[one.pk for one in seats]).order_by("pk"):
            names = {"first_name": seat.first_name, "last_name": seat.last_name}
            seat.user = User.objects.for_email(address, **names)
            seat.save(update_fields=["user"])


def _still_held(addresses: list[str]) -> set[str]:
    held = set(User.objects.filter(email__in=addresses).order_by().values_list("email", flat=True))
    return held | set(Participant.objects.filter(email__in=addresses).order_by().values_list("email", flat=True))


def _remember(holder: Holder, former: str, *, by: User | None) -> FormerAddress:
    whose = {"user": holder.account} if holder.account else {"participant": holder.seats[0]}
    return FormerAddress.objects.create(email=former, by=by, **whose)


def forget_former(before: datetime) -> int:
    """What was written to those addresses is gone by then. Returns how many rows left."""
    return FormerAddress.objects.filter(at__lt=before).delete()[0]
