"""What a rule can wait for: the types of the triggers that each app declares.

A trigger turns seasons into occurrences, in a number of queries that does not depend on how many seasons there are.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property

from atelier.core import office_hours
from atelier.outbox.models import Message
from atelier.outbox.statements import Fact
from atelier.seasons import parts
from atelier.seasons.models import Season

Value = str | Callable[[date], str]


@dataclass(frozen=True)
class Recipient:
    """`since` is when somebody became one: a rule whose moment came before does not concern them.

    `personal_link` says whose link the message receives when it leaves: « invitation:8 ». A value that depends on the
    day of leaving is a function of that day: « demain ». `says` are the facts that each placeholder tells, by its name.
    `clock` is that of `office_hours` by which they live. Other people are written to, too, in a mailbox that is shared.
    """

    ref: str
    email: str
    name: str
    since: datetime | None = None
    category: int | None = None
    clock: str = ""
    values: dict[str, Value] = field(default_factory=dict)
    topics: tuple[str, ...] = ()
    attachments: tuple[dict, ...] = ()
    personal_link: str = ""
    shares_mailbox: bool = False
    says: dict[str, tuple[Fact, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Drawn:
    """The date of an occurrence and whom it concerns; `starts_at`, past which nothing announces it any more.

    Without it, it is announced until the end of that day, as a deadline is.
    """

    on: date
    recipients: tuple[Recipient, ...]
    starts_at: datetime | None = None


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
        return self.drawn.on

    @property
    def recipients(self) -> tuple[Recipient, ...]:
        return self.drawn.recipients

    @property
    def over_at(self) -> datetime:
        return self.drawn.starts_at or office_hours.local_datetime(self.on, time.max)


@dataclass(frozen=True)
class Trigger:
    """`placeholders` are what its texts may say, each with its meaning; `required` those that they must.

    `attaches` is the placeholder that says whether recipients have a file joined, empty when they never have.
    `outlives_season` when its reason stays once the season is archived: a debt. `part` is the switch of the part of the
    season that it is of, `words_of_parts` those of the placeholders that are of one.
    """

    key: str
    label: str
    moment: str
    audience: str
    placeholders: dict[str, str]
    find: Callable[[list[Season]], Iterable[Occurrence]]
    required: tuple[str, ...] = ()
    attaches: str = ""
    matter: str = Message.Matter.GENERAL
    outlives_season: bool = False
    part: str = ""
    words_of_parts: dict[str, str] = field(default_factory=dict)

    def placeholders_in(self, season: Season) -> dict[str, str]:
        """Those that the season has."""
        return {
            name: meaning
            for name, meaning in self.placeholders.items()
            if parts.is_used(season, self.words_of_parts.get(name, ""))
        }


COMMON = {
    "atelier": "nom de l’atelier",
    "saison": "numéro de la saison",
    "formule": "formule d’appel : « Madame la Maire », « Bonjour Odile Ferrandier », ou « Bonjour »",
    "prenom": "prénom du destinataire",
}
PLANNED = {
    **COMMON,
    "rappel": "« premier », « deuxième »… : le rang de ce courriel parmi ceux partis à cette personne à ce sujet",
}
