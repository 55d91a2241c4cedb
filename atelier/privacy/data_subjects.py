"""Whose a row is: the paths of the register, followed from a person to their rows."""

from dataclasses import dataclass

from django.apps import apps
from django.db.models import Model, Q, QuerySet

from atelier.accounts.models import User
from atelier.core.personal_data import processing_register
from territories.models import Participant


@dataclass(frozen=True)
class Person:
    """Somebody as the database knows them: an address, with the account and the seats that are theirs."""

    email: str
    user: User | None
    people: list[Participant]

    @property
    def seats(self) -> list[int]:
        return [one.pk for one in self.people]

    def rows(self, label: str) -> QuerySet:
        """Their rows of this table; none for a table that leads to nobody."""
        held = {"me": self.user.pk if self.user else None, "seats": self.seats, "email": self.email}
        theirs = Q(pk__in=[])
        for column, whose in processing_register()[label].whose.items():
            if held[whose]:
                theirs |= Q(**{column: held[whose]})
        return apps.get_model(label)._base_manager.filter(theirs)

    def about_them(self) -> dict[type[Model], list[str]]:
        """The keys of the rows that are about them, by table: not of what they wrote, which stays."""
        return {
            apps.get_model(label): [str(pk) for pk in self.rows(label).order_by("pk").values_list("pk", flat=True)]
            for label, told in processing_register().items()
            if told.whose and told.is_about_them
        }


def person_of(email: str, *, lock: bool = False) -> Person:
    """Whoever has this address: the account that signs in with it, the seats that hold it or that account.

    An address is one person's here. Two people who share a mailbox are one: erased together, whatever their names.
    Two people of one name are two.
    """
    accounts, seats = User.objects.all(), Participant.objects.order_by("pk")
    if lock:
        accounts, seats = accounts.select_for_update(), seats.select_for_update()
    user = accounts.filter(email=email).first()
    return Person(email, user, list(seats.filter(Q(email=email) | Q(user=user, user__isnull=False))))
