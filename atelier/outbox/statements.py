"""What was said to whom: written with the message that says it, and said once that message has left."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from atelier.outbox.models import Message, Statement

Values = dict[str, str]  # of each fact by its name
Said = dict[tuple[str, str], Values]  # of each (person, thing)


@dataclass(frozen=True)
class Fact:
    """`value` of the fact `name` of one thing (« day:5 »), as one person (« participant:8 ») is told it."""

    person: str
    about: str
    name: str
    value: str


def facts_of(person: str, about: str, values: Values) -> tuple[Fact, ...]:
    return tuple(Fact(person, about, name, value) for name, value in values.items())


def record(message: Message, facts: Iterable[Fact]) -> None:
    """This message says these facts, and no other."""
    wanted = {(one.person, one.about, one.name): one.value for one in facts}
    present = message.statements.order_by("pk")
    if {(one.person, one.about, one.name): one.value for one in present} != wanted:
        present.delete()
        Statement.objects.bulk_create(
            Statement(message=message, person=person, about=about, name=name, value=value)
            for (person, about, name), value in wanted.items()
        )


def last_said(about: Iterable[str]) -> Said:
    """Of each (person, thing), the value of each fact when it was last said; one query."""
    return said_and_perhaps(about)[0]


def said_and_perhaps(about: Iterable[str]) -> tuple[Said, Said]:
    """The same, and the same again with what may have been said too; one query."""
    found: Said = defaultdict(dict)
    perhaps: Said = defaultdict(dict)
    columns = ["person", "about", "name", "value", "message__sent_at", "message__group__sent_at"]
    rows = Statement.objects.said_or_perhaps().filter(about__in=list(about))
    for person, thing, name, value, *sent in rows.values_list(*columns):
        perhaps[person, thing][name] = value
        if any(sent):
            found[person, thing][name] = value
    return found, perhaps
