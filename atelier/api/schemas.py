"""What the interface answers, as its OpenAPI document describes it. Amounts are in euros, times in Europe/Paris."""

import datetime as dt
from decimal import Decimal

from ninja import Field, Schema


class Problem(Schema):
    """An error (RFC 9457)."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str


class CategoryOut(Schema):
    code: str
    label: str
    seats: int = Field(description="Sièges par territoire, dérogations à part.")


class SeasonOut(Schema):
    number: int
    label: str
    theme: str
    status: str = Field(description="preparation, published ou archived.")
    city: str
    places: int
    call_opens_on: dt.date | None
    call_closes_on: dt.date | None
    categories: list[CategoryOut]


class ItemOut(Schema):
    starts_at: dt.time
    format: str = Field(description="plenary, peers, inter, collective ou codev.")
    title: str
    room: str


class HalfDayOut(Schema):
    period: str = Field(description="morning ou afternoon.")
    starts_at: dt.time
    ends_at: dt.time
    items: list[ItemOut]


class DayOut(Schema):
    id: int
    number: int
    date: dt.date
    status: str = Field(description="planned ou cancelled.")
    title: str
    mode: str = Field(description="on_site, online ou both ; le lien de connexion n’est jamais donné.")
    place: str
    half_days: list[HalfDayOut]


class PanelOut(Schema):
    category: str = Field(description="Le code de la catégorie.")
    seats: int
    confirmed: int
    invited: int
    empty: int


class TerritoryOut(Schema):
    id: int
    name: str
    kind: str
    department: str
    rank: int | None
    panels: list[PanelOut]


class PersonOut(Schema):
    id: int
    territory: int = Field(description="L’identifiant du territoire.")
    category: str
    seat: int
    state: str = Field(description="invited ou confirmed.")
    first_name: str
    last_name: str
    position: str
    organisation: str


class RateOut(Schema):
    """Half-days attended out of those expected on closed days; null when the threshold of secrecy withholds it.

    The days on which a group is withheld do not count in its rate; those of too few people count nowhere.
    """

    of: str = Field(description="Le code de la catégorie, le nom du territoire, le numéro de la journée.")
    attended: int | None
    expected: int | None
    percent: int | None = Field(description="Arrondi vers le bas.")


class AttendanceOut(Schema):
    threshold: int = Field(description="Nombre de personnes en dessous duquel rien n’est dit.")
    season: RateOut
    days: list[RateOut]
    categories: list[RateOut]
    territories: list[RateOut]


class ContributionsOut(Schema):
    agreed: Decimal
    asked: Decimal
    paid: Decimal
    late: Decimal
    fundings_expected: Decimal
    fundings_received: Decimal


class DaysPage(Schema):
    results: list[DayOut]
    next: str | None = Field(description="L’adresse de la page suivante, ou null à la dernière.")


class TerritoriesPage(Schema):
    results: list[TerritoryOut]
    next: str | None


class PeoplePage(Schema):
    results: list[PersonOut]
    next: str | None
