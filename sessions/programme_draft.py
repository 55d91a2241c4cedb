"""A programme being prepared: what is stored, or what was typed, in the order shown, each item at its place."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import QueryDict

from sessions.facilitation import programme_forms as fields
from sessions.facilitation.programme_forms import HoursForm, ItemForm
from sessions.programme import programme_changes, time_line
from sessions.programme.models import AgendaItem, Day, HalfDay
from sessions.programme.time_line import Part, Piece, Remark, Slot

PART, ITEM, NEW = "part:", "item:", "new-"
USUAL = 30  # minutes of an item that is added
MOST = 40  # items of a day
BEGUN = {"minutes": str(USUAL), "format": AgendaItem.Format.PLENARY.value, "title": ""}  # of an item that is added


@dataclass(frozen=True)
class Line:
    """One item of the page; `former` is the hour that it has today, where it changes."""

    key: str
    form: ItemForm
    slot: Slot | None  # none for what goes
    number: int
    former: str
    has_groups: bool

    @property
    def name(self) -> str:
        return str(self.form["title"].value() or "nouvelle séquence")

    @property
    def format_name(self) -> str:
        return dict(AgendaItem.Format.choices).get(self.form["format"].value(), "format à choisir")

    @property
    def facilitator_names(self) -> str:
        """Of those ticked, as the list below has them."""
        field: Any = self.form.fields["facilitators"]
        chosen = {str(getattr(one, "pk", one)) for one in self.form["facilitators"].value() or ()}
        return ", ".join(str(name) for key, name in field.choices if str(key) in chosen)


class ProgrammeDraft:
    """Read `day` with its full programme. What is posted counts only where it names rows of this day."""

    def __init__(self, day: Day, posted: QueryDict | None, *, user: Any) -> None:
        self.day, self.user = day, user
        self.data = posted.copy() if posted is not None else None
        self.halves: dict[str, HalfDay] = {str(one.pk): one for one in day.half_days.all()}
        self.rows = {str(item.pk): item for half in self.halves.values() for item in half.items.all()}
        self.stored = {key: time_line.part_of(half) for key, half in self.halves.items()}
        self.places = {slot.piece.key: slot for part in self.stored.values() for slot in part.slots}
        self.may_change_hours = user.has_perm("atelier_sessions.change_halfday")
        self.order = self._stored_order() if posted is None else self._posted_order(posted.getlist("order"))
        self.touched = ""  # the key of what a button moved or added
        self._offered: dict[str, list] = {}

    def _stored_order(self) -> list[str]:
        return [name for part in self.stored.values() for name in _names(part)]

    def _posted_order(self, posted: list[str]) -> list[str]:
        """As the page shows it: each half-day, then its items; what somebody added meanwhile comes at the end."""
        if not self.halves:
            return []
        order = [name for name in dict.fromkeys(posted) if self._is_known(name)]
        wanted = [f"{PART}{key}" for key in self.halves]
        if [name for name in order if name.startswith(PART)] != wanted or order[:1] != wanted[:1]:
            order = wanted + [name for name in order if name.startswith(ITEM)]
        return order + [name for name in self._stored_order() if name not in order]

    def _is_known(self, name: str) -> bool:
        key = name[len(ITEM) :]
        if name.startswith(PART):
            return key in self.halves
        number = key.removeprefix(NEW)
        is_new = key.startswith(NEW) and number.isdecimal() and len(number) < 3 and 0 < int(number) <= MOST
        return name.startswith(ITEM) and (key in self.rows or (is_new and not self.goes(key)))

    def goes(self, key: str) -> bool:
        return self.data is not None and f"{key}-delete" in self.data

    # What the buttons do to the draft; nothing is stored.

    def move(self, key: str, *, up: bool) -> None:
        """One place up or down; past the end of its half-day, into the other one."""
        name = f"{ITEM}{key}"
        if name not in self.order:
            return
        at = self.order.index(name)
        to = at - 1 if up else at + 1
        if 0 < to < len(self.order):
            self.order[at], self.order[to] = self.order[to], self.order[at]
        self.touched = key

    def add(self, part: str) -> None:
        """An item more at the end of this half-day."""
        free = [key for number in range(1, MOST + 1) if f"{ITEM}{(key := f'{NEW}{number}')}" not in self.order]
        if self.data is None or part not in self.halves or not free or len(self.order) > MOST:
            return
        key = self.touched = free[0]
        following = [*self.halves, ""][[*self.halves].index(part) + 1]
        at = self.order.index(f"{PART}{following}") if following else len(self.order)
        self.order.insert(at, f"{ITEM}{key}")
        for name, value in BEGUN.items():
            self.data[f"{key}-{name}"] = value

    # Where each item is.

    @property
    def keys(self) -> dict[str, list[str]]:
        """The items of each half-day, in their order."""
        found: dict[str, list[str]] = {}
        for name in self.order:
            if name.startswith(PART):
                found[name.removeprefix(PART)] = mine = []
            else:
                mine.append(name.removeprefix(ITEM))
        return found

    @cached_property
    def parts(self) -> list[Part]:
        """The half-days with the items that stay, at their places."""
        return [self._part(key, keys) for key, keys in self.keys.items()]

    def _part(self, key: str, keys: list[str]) -> Part:
        stored = self.stored[key]
        if self.data is None:
            return stored
        starts, ends = (self._announced(key, *one) for one in (("starts_at", stored.starts), ("ends_at", stored.ends)))
        pieces = [self._piece(self.data, one) for one in keys if not self.goes(one)]
        return Part(key, stored.name, starts, ends, time_line.lay_out(starts, pieces))

    def _announced(self, key: str, name: str, stored: int) -> int:
        typed = self.data.get(f"part-{key}-{name}", "") if self.data and self.may_change_hours else ""
        hour = fields.read_hour(typed)
        return stored if hour is None else hour

    def _piece(self, data: QueryDict, key: str) -> Piece:
        """It holds at an hour that somebody typed over the one shown."""
        minutes = self.places[key].piece.minutes if key in self.places else USUAL
        hour, shown = fields.read_hour(data.get(f"{key}-starts_at", "")), data.get(f"{key}-shown", "")
        holds = f"{key}-is_fixed" in data or (bool(shown) and hour is not None and fields.written(hour) != shown)
        return Piece(
            key,
            data.get(f"{key}-title", "").strip()[:150],
            fields.read_minutes(data.get(f"{key}-minutes", ""), minutes),
            hour if holds else None,
        )

    @cached_property
    def remarks(self) -> list[Remark]:
        return time_line.remarks(self.parts)

    # What the page shows.

    @cached_property
    def lines(self) -> dict[str, list[Line]]:
        """Of each half-day."""
        slots = {slot.piece.key: slot for part in self.parts for slot in part.slots}
        numbers = {key: number for number, key in enumerate(slots, start=1)}
        return {
            part: [self._line(key, slots.get(key), numbers.get(key, 0)) for key in keys]
            for part, keys in self.keys.items()
        }

    def _line(self, key: str, slot: Slot | None, number: int) -> Line:
        before = self.places.get(key)
        moves = before and slot and before.starts != slot.starts
        former = time_line.in_words(before.starts) if before and moves else ""
        return Line(key, self._form(key, slot), slot, number, former, hasattr(self.rows.get(key), "composition"))

    def _form(self, key: str, slot: Slot | None) -> ItemForm:
        """Its hour is that of its place, whatever was typed before it moved."""
        hour = fields.written(slot.starts) if slot else ""
        holds = bool(slot and slot.piece.held_at is not None)
        if self.data is not None and slot:
            self.data[f"{key}-starts_at"] = hour
            if holds:
                self.data[f"{key}-is_fixed"] = "on"
        initial = {"minutes": slot.piece.minutes if slot else USUAL, "starts_at": hour, "is_fixed": holds}
        row, is_checked = self.rows.get(key, AgendaItem()), self.data is not None and "save" in self.data
        form = ItemForm(self.data, instance=row, prefix=key, initial=initial, is_checked=is_checked)
        for name in ("stakes", "facilitators"):
            self._share(form.fields[name], name)
        for name in ("title", "minutes"):
            of = form["title"].value() or "nouvelle séquence"
            form.fields[name].widget.attrs["aria-label"] = f"{str(form.fields[name].label).capitalize()}, {of}"
        if key == self.touched and key not in self.rows:
            form.fields["title"].widget.attrs["autofocus"] = True
        return form

    def _share(self, field: Any, name: str) -> None:
        """Every item offers the same rows, read once."""
        if name == "facilitators":
            field.queryset, field.refused = self._team
        if name not in self._offered:
            self._offered[name] = [*field.choices]
        field.choices = self._offered[name]

    @cached_property
    def _team(self) -> tuple[Any, Any]:
        return fields.team_for(self.day), fields.refused_for(self.day, self.user)

    @cached_property
    def hours(self) -> dict[str, HoursForm]:
        data = self.data if self.may_change_hours else None
        return {key: HoursForm(data, instance=half, prefix=f"part-{key}") for key, half in self.halves.items()}

    @property
    def seen(self) -> str:
        return programme_changes.fingerprint(self.day)

    # What is stored.

    def _staying(self) -> Iterator[Line]:
        return (line for lines in self.lines.values() for line in lines if not self.goes(line.key))

    def is_valid(self) -> bool:
        forms = [*(line.form for line in self._staying()), *(self.hours.values() if self.may_change_hours else ())]
        checked = [form.is_valid() for form in forms]  # each says what is wrong in it
        return all(checked)

    def save(self, *, seen: str) -> programme_changes.Change:
        """Write a valid draft. Raises ValidationError and Overtaken, as the verb does."""
        hours = {}
        if self.may_change_hours:
            typed = {key: form.cleaned_data for key, form in self.hours.items()}
            hours = {key: (typed[key]["starts_at"], typed[key]["ends_at"]) for key in typed}
        halves = {half.pk: half for half in HalfDay.objects.filter(day=self.day)}
        return programme_changes.set_programme(
            day=self.day,
            hours={halves[int(key)]: pair for key, pair in hours.items() if int(key) in halves},
            items={
                halves[int(part)]: [_planned(line.form) for line in lines if not self.goes(line.key)]
                for part, lines in self.lines.items()
                if int(part) in halves
            },
            removed=[int(key) for key in self.rows if self.goes(key)],
            seen=seen,
        )


def _names(part: Part) -> list[str]:
    return [f"{PART}{part.key}", *(f"{ITEM}{slot.piece.key}" for slot in part.slots)]


def _planned(form: ItemForm) -> programme_changes.PlannedItem:
    data = form.cleaned_data
    return programme_changes.PlannedItem(
        row=form.instance,
        minutes=data["minutes"],
        held_at=form.held_at,
        stakes=data["stakes"],
        facilitators=data["facilitators"],
    )
