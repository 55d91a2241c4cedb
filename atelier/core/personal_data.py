"""Personal data (GDPR, article 30): how each app declares the columns that may hold some, why, and for how long.

A test walks every table: a text, a file, a JSON or a link to a person that is declared neither here nor as not personal
fails the build. Another erases somebody and holds each column to what is declared of it.
"""

from dataclasses import dataclass, field
from functools import cache

from django.db.models import Q

from atelier.core.declarations import declare, declared

REWRITTEN, DELETED, NAMELESS, KEPT, LISTED = "remplacé", "supprimé", "sans nom", "gardé", "à relire"


@dataclass(frozen=True)
class PersonalData:
    """What a table holds of a person: why, how long, which rows are theirs, and what erasing does to each column.

    `whose` leads to their rows: the columns that hold their account (`me`), one of their seats (`seats`) or their
    address (`email`). `erased` says what becomes of a column in these rows: emptied in place, gone with its row,
    left as a link to somebody who has no name any more, kept by law, or left as it is.
    `listed` are free texts, of anybody's rows, that may name the person: an organiser is told where, and reads them.
    `exported` tables are part of what somebody takes away of their own data.
    """

    label: str
    purpose: str
    kept: str
    whose: dict[str, str]
    erased: dict[str, str]
    listed: tuple[str, ...]
    exported: bool

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(self.erased)

    @property
    def is_about_them(self) -> bool:
        """Their rows go or are emptied; in the other tables they wrote, or did something."""
        return bool({REWRITTEN, DELETED} & set(self.erased.values()))


@dataclass(frozen=True)
class AddressColumn:
    """A column that holds the address of a person, and follows them to another one (`privacy.address_change`).

    `held_by` leads to their rows among those that hold the address: each path to what the person has, by name:
    `account`, `seats`, `triptychs` where they sit or that they fill in, `topics` of messages, `first_name`,
    `last_name`; `nothing` is an empty column. `if_shared` narrows them down when somebody else reads the same mailbox;
    None leaves them there. `only` are the rows that have a future: what was sent was sent to the former address.
    `is_home`: the address lives in these rows, which are theirs by key; the other columns repeat it.
    """

    label: str
    column: str
    held_by: dict[str, str] = field(default_factory=dict)
    if_shared: dict[str, str] | None = None
    only: Q = field(default_factory=Q)
    is_home: bool = False


@dataclass(frozen=True)
class NotPersonal:
    """Columns without a person in them: words of the workshop, of a season, of a place; codes, numbers, hashes."""

    label: str
    columns: str


def personal_data(
    label: str,
    *,
    purpose: str,
    kept: str,
    whose: dict[str, str] | None = None,
    rewritten: str = "",
    deleted: str = "",
    nameless: str = "",
    kept_by_law: str = "",
    listed: str = "",
    exported: bool = False,
) -> PersonalData:
    """A declaration, with the columns of each fate separated by spaces."""
    fates = {LISTED: listed, REWRITTEN: rewritten, DELETED: deleted, NAMELESS: nameless, KEPT: kept_by_law}
    erased = {column: fate for fate, columns in fates.items() for column in columns.split()}
    return PersonalData(label, purpose, kept, whose or {}, erased, tuple(listed.split()), exported)


@cache
def processing_register() -> dict[str, PersonalData]:
    """The register: what every app declares, by table."""
    return {one.label: one for one in declared(PersonalData)}


@cache
def not_personal() -> dict[str, set[str]]:
    """The columns declared as holding nobody, by table."""
    return {one.label: set(one.columns.split()) for one in declared(NotPersonal)}


declare(
    NotPersonal("core.NumberSeries", "prefix"),
    NotPersonal("core.Counter", "key"),
    NotPersonal("core.FormSubmission", "key location"),
)
