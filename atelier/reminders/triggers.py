"""What a rule can wait for: the types of the triggers that each app declares.

A trigger turns seasons into occurrences, in a number of queries that does not depend on how many seasons there are.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from atelier.outbox.models import Message
from atelier.seasons.models import Season


@dataclass(frozen=True)
class Recipient:
    """`since` is when somebody became one: a rule whose moment came before does not concern them.

    `personal_link` says whose link the message receives when it leaves: « invitation:8 ».
    """

    ref: str
    email: str
    name: str
    since: datetime | None = None
    category: int | None = None
    values: dict[str, str] = field(default_factory=dict)
    topics: tuple[str, ...] = ()
    attachments: tuple[dict, ...] = ()
    personal_link: str = ""


Drawn = tuple[date, tuple[Recipient, ...]]


@dataclass(frozen=True)
class Occurrence:
    """One thing that a rule waits for: « la journée 3 de la saison 4 »; `address` is where its date is put right.

    Its date, in the time zone of the site, and its recipients are drawn when they are asked for: one that cannot be
    drawn stops no other.
    """

    ref: str
    season_id: int
    label: str
    address: str
    draw: Callable[[], Drawn]

    @cached_property
    def drawn(self) -> Drawn:
        return self.draw()

    @property
    def on(self) -> date:
        return self.drawn[0]

    @property
    def recipients(self) -> tuple[Recipient, ...]:
        return self.drawn[1]


@dataclass(frozen=True)
class Trigger:
    """`placeholders` are what its texts may say, each with its meaning; `required` those that they must."""

    key: str
    label: str
    moment: str
    audience: str
    placeholders: dict[str, str]
    find: Callable[[list[Season]], Iterable[Occurrence]]
    required: tuple[str, ...] = ()
    attaches: bool = False
    matter: str = Message.Matter.GENERAL


COMMON = {"atelier": "nom de l’atelier", "saison": "numéro de la saison", "prenom": "prénom du destinataire"}
