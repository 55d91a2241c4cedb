"""More or fewer seats than the season's in a category: asked for by a contact, granted or removed by an organiser."""

from django.core.exceptions import ValidationError
from django.db import transaction

from atelier.accounts.models import User
from atelier.seasons.models import Category
from territories import application_team, emails, recusal
from territories.models import QuotaOverride, Triptych


@transaction.atomic
def ask_seats(*, triptych: Triptych, category: Category, seats: int, reason: str, by: User) -> QuotaOverride:
    """What the contacts would like; the organisers read it on their first page and beside the application.

    Raises ValidationError for what is so already, or for fewer than are held.
    """
    triptych = _checked(triptych, category, seats)
    row = _row(triptych, category) or QuotaOverride(triptych=triptych, category=category, seats=category.seats)
    if row.seats == seats:
        raise ValidationError({"seats": "La catégorie compte déjà ce nombre de sièges."})
    row.wanted, row.reason, row.author = seats, reason, by
    row.save()
    application_team.log_edit(triptych, by=by, what=f"{category.label}\u00a0: {seats} sièges demandés")
    return row


@transaction.atomic
def set_seats(*, triptych: Triptych, category: Category, seats: int, reason: str, by: User) -> int:
    """Grant, remove, or answer what was asked; the contacts are told. Returns the number of seats.

    Raises ValidationError for fewer than are held, and for who declared a link with the territory.
    """
    recusal.require_no_conflict(by, [triptych])
    triptych = _checked(triptych, category, seats)
    row = _row(triptych, category) or QuotaOverride(triptych=triptych, category=category, seats=category.seats)
    if row.seats == seats and row.wanted is None:
        raise ValidationError({"seats": "La catégorie compte déjà ce nombre de sièges."})
    row.seats, row.wanted, row.reason, row.author = seats, None, reason, by
    row.save()
    for contact in triptych.contacts.select_related("user"):
        emails.seats_set(row, contact.user)
    return seats


def _checked(triptych: Triptych, category: Category, seats: int) -> Triptych:
    """The locked application, where nobody sits beyond this number."""
    triptych = Triptych.objects.select_for_update(of=["self"]).select_related("territory", "season").get(pk=triptych.pk)
    beyond = triptych.participants.seated().filter(category=category, seat__gt=seats).order_by("seat").first()
    if beyond:
        raise ValidationError({"seats": f"Le siège {beyond.seat} est celui de {beyond.full_name}\u00a0: gardez-le."})
    return triptych


def _row(triptych: Triptych, category: Category) -> QuotaOverride | None:
    return triptych.overrides.filter(category=category).first()
