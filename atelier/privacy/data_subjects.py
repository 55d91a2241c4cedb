"""Whose a row is: the paths of the register, followed from a person to their rows."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.apps import apps
from django.db.models import Model, Q, QuerySet

from atelier.accounts.models import User
from atelier.core.email_addresses import normalize_email
from atelier.core.issued_documents.models import IssuedDocument
from atelier.core.personal_data import DELETED, processing_register
from atelier.outbox.models import Topic
from atelier.privacy.models import FormerAddress
from territories.models import Participant


@dataclass(frozen=True)
class Person:
    """Somebody as the database knows them: their addresses, with the account and the seats that are theirs."""

    addresses: tuple[str, ...]
    user: User | None
    people: list[Participant]
    beside: tuple[int, ...] = ()  # the seats of those who share one of these addresses, and are not this person

    @property
    def seats(self) -> list[int]:
        return [one.pk for one in self.people]

    @property
    def user_id(self) -> int | None:
        return self.user.pk if self.user else None

    def holds(self, address: str) -> bool:
        return normalize_email(address) in self.addresses

    def is_another(self, first_name: str, last_name: str) -> bool:
        """Somebody of this name, at one of these addresses, is one of those who share it."""
        name = Participant.sort_name_of(first_name, last_name)
        return Participant.objects.filter(pk__in=self.beside, sort_name=name).exists()

    def rows(self, label: str) -> QuerySet:
        """Their rows of this table; none for a table that leads to nobody."""
        theirs = Q(pk__in=[])
        for column, whose in processing_register()[label].whose.items():
            if whose == "email":
                theirs |= in_column(column, self.addresses) & ~self._written_to_others(column)
            elif whose == "me" and self.user:
                theirs |= Q(**{column: self.user.pk})
            elif whose == "seats" and self.people:
                theirs |= Q(**{column: self.seats})
        rows: QuerySet = apps.get_model(label)._base_manager.filter(theirs)
        return rows

    def _written_to_others(self, column: str) -> Q:
        """Of the mails to a mailbox that is shared, those about somebody else who reads it, and their answers."""
        if not self.beside or not column.endswith(("to_email", "from_email")):
            return Q(pk__in=[])
        refs = [f"participant:{pk}" for pk in self.beside]
        if column.endswith("from_email"):
            return Q(person__in=refs)
        messages = Topic.objects.filter(ref__in=refs).order_by().values("message")
        return Q(**{f"{column.removesuffix('to_email').removesuffix('__') or 'pk'}__in": messages})

    def documents(self) -> Iterator[IssuedDocument]:
        """What was issued to them and goes with them: of every kind whose frozen content is declared as theirs."""
        for label, told in processing_register().items():
            if told.erased.get("snapshot") == DELETED and issubclass(apps.get_model(label), IssuedDocument):
                yield from self.rows(label).order_by("pk")

    def about_them(self) -> dict[type[Model], list[str]]:
        """The keys of the rows that are about them, by table: not of what they wrote, which stays."""
        return {
            apps.get_model(label): [str(pk) for pk in self.rows(label).order_by("pk").values_list("pk", flat=True)]
            for label, told in processing_register().items()
            if told.whose and told.is_about_them
        }


def in_column(column: str, addresses: Iterable[str]) -> Q:
    """Rows whose column holds one of these addresses, capitals apart."""
    found = Q(pk__in=[])
    for address in addresses:
        found |= Q(**{f"{column}__iexact": address})
    return found


def person_of(email: str, *, lock: bool = False, mailbox: bool = False) -> Person:
    """Whoever has this address: their account, the seats that hold it or that account, and every address of these.

    An address is one person's here: seats without an account that bear it are theirs, whatever their names. But those
    who were named as sharing the mailbox are each their own, and taken with it when `mailbox` asks for all of them.
    Two people of one name are two. An address that is another account's is not theirs, even where a seat of theirs
    bears it, nor is an address that nobody proved to be their own. A seat of another account is never theirs, even
    where it bears their address.
    """
    accounts, seats = User.objects.order_by("pk"), Participant.objects.order_by("pk")
    if lock:
        accounts, seats = accounts.select_for_update(of=["self"]), seats.select_for_update(of=["self"])
    email = normalize_email(email)
    account = _account_of(email)
    user = accounts.filter(pk=account).first() if account else None
    addresses = _addresses_of(user, email) if user else {email}
    alone = Q() if mailbox else Q(shares_mailbox=False)
    rows = list(seats.filter(Q(email__in=addresses, user=None) & alone | Q(user=user, user__isnull=False)))
    sharing = Participant.objects.filter(email__in=addresses, shares_mailbox=True).exclude(
        pk__in=[one.pk for one in rows]
    )
    beside = tuple(sharing.order_by("pk").values_list("pk", flat=True))
    return Person(tuple(sorted(addresses | _former_addresses(user, rows))), user, rows, beside)


def _former_addresses(user: User | None, seats: list[Participant]) -> set[str]:
    """Those that they had, and that nobody has now."""
    theirs = Q(participant__in=[one.pk for one in seats])
    theirs |= Q(user=user) if user else Q()
    found = set(FormerAddress.objects.filter(theirs).order_by().values_list("email", flat=True))
    if not found:
        return found
    held = set(User.objects.filter(email__in=found).order_by().values_list("email", flat=True))
    return found - held - set(Participant.objects.filter(email__in=found).order_by().values_list("email", flat=True))


def _account_of(email: str) -> int | None:
    """The account that signs in with this address, else that of the seats that bear it, if they have one in common."""
    for rows in (
        User.objects.filter(email=email).values_list("pk", flat=True),
        EmailAddress.objects.filter(email__iexact=email, verified=True).values_list("user", flat=True),
        Participant.objects.filter(email=email).exclude(user=None).values_list("user", flat=True),
    ):
        if found := set(rows.order_by()):
            return found.pop() if len(found) == 1 else None
    return None


def _addresses_of(user: User, email: str) -> set[str]:
    proven = set(user.emailaddress_set.filter(verified=True).order_by().values_list("email", flat=True))
    of_seats = set(user.participants.order_by().values_list("email", flat=True))
    found = {normalize_email(address) for address in {email, user.email, *proven, *of_seats}}
    others = User.objects.filter(email__in=found).values_list("email", flat=True)
    shared = Participant.objects.filter(email__in=found).exclude(user=None).values_list("email", flat=True)
    return found - set(others.exclude(pk=user.pk).order_by()) - set(shared.exclude(user=user).order_by())
