"""A half-day as items one after the other: where each begins, and what does not fit, in words.

Hours are minutes since midnight, lengths are minutes. An item begins where the one before it ends; one that holds at
its hour does not move, and what follows it begins where it ends.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import time
from itertools import pairwise

from atelier.core import french
from atelier.core.french import NBSP
from sessions.programme.models import HalfDay

MIDNIGHT = 24 * 60
SHORTEST = 5  # what an item of unknown length is taken to last at least


@dataclass(frozen=True)
class Piece:
    """What is asked of one item; `held_at` is the hour at which it holds, if it does."""

    key: str
    title: str
    minutes: int
    held_at: int | None = None


@dataclass(frozen=True)
class Slot:
    """An item at its place."""

    piece: Piece
    starts: int

    @property
    def ends(self) -> int:
        return self.starts + self.piece.minutes

    @property
    def hours(self) -> str:
        """« 9 h 30 – 10 h 45 »."""
        return f"{in_words(self.starts)} – {in_words(self.ends)}"


@dataclass(frozen=True)
class Part:
    """A half-day: its name and its announced hours, with its items at their places."""

    key: str
    name: str
    starts: int
    ends: int
    slots: tuple[Slot, ...]

    @property
    def last_end(self) -> int:
        return max((slot.ends for slot in self.slots), default=self.starts)

    @property
    def left(self) -> int:
        """What is left before its announced end; below nought, by how much the programme overruns it."""
        return self.ends - self.last_end

    @property
    def overrun(self) -> int:
        return max(-self.left, 0)


@dataclass(frozen=True)
class Remark:
    """Something that does not fit, of the item with this key; « strong » when it cannot take place so."""

    key: str
    words: str
    strong: bool = True

    @property
    def sentence(self) -> str:
        return self.words[:1].upper() + self.words[1:]


def lay_out(starts: int, pieces: Iterable[Piece]) -> tuple[Slot, ...]:
    """Each item at its place, in the order given."""
    slots, at = [], starts
    for piece in pieces:
        slot = Slot(piece, at if piece.held_at is None else piece.held_at)
        slots.append(slot)
        at = slot.ends
    return tuple(slots)


def part_of(half_day: HalfDay) -> Part:
    """A half-day as it is stored. What begins elsewhere than where the item before it ends holds at its hour."""
    items = sorted(half_day.items.all(), key=lambda one: (one.starts_at, one.pk))
    starts, ends = in_minutes(half_day.starts_at), in_minutes(half_day.ends_at)
    pieces, at = [], starts
    for item, following in zip(items, [*items[1:], None], strict=False):
        begins = in_minutes(item.starts_at)
        until = in_minutes(following.starts_at) if following else ends
        minutes = item.minutes or max(until - begins, SHORTEST)
        holds = item.is_fixed or begins != at
        pieces.append(Piece(str(item.pk), item.title, minutes, begins if holds else None))
        at = begins + minutes
    return Part(str(half_day.pk), half_day.get_period_display(), starts, ends, lay_out(starts, pieces))


def remarks(parts: Sequence[Part]) -> list[Remark]:
    """What overlaps, what overruns the announced hours, what stays empty, in the order of the day."""
    found = [remark for part in parts for remark in _of_part(part)]
    for part, following in pairwise(parts):
        if part.slots and part.last_end > following.starts:
            last = max(part.slots, key=lambda slot: slot.ends)
            begins = f"{_of_name(following.name)} ({in_words(following.starts)})"
            found.append(Remark(last.piece.key, f"{_named(last)} dure encore au début {begins}."))
    return found


def _of_part(part: Part) -> Iterator[Remark]:
    of = _of_name(part.name)
    for before, slot in zip((None, *part.slots), part.slots, strict=False):
        if slot.starts < part.starts:
            early = french.duration(part.starts - slot.starts)
            yield Remark(
                slot.piece.key,
                f"{_named(slot)} commence à {in_words(slot.starts)}, {early} avant l’heure annoncée {of} "
                f"({in_words(part.starts)}).",
            )
        since = before.ends if before else part.starts
        if before and slot.starts < since:
            yield Remark(
                slot.piece.key,
                f"{_named(before)} et {_named(slot)} se chevauchent{NBSP}: la première finit à {in_words(since)}, "
                f"la seconde commence à {in_words(slot.starts)}.",
            )
        elif slot.starts > since:
            yield Remark(
                slot.piece.key, f"Rien n’est prévu de {in_words(since)} à {in_words(slot.starts)}.", strong=False
            )
    if part.slots and part.left < 0:
        last = max(part.slots, key=lambda slot: slot.ends)
        yield Remark(
            last.piece.key,
            f"{_named(last)} finit à {in_words(last.ends)}, {french.duration(part.overrun)} après la fin annoncée {of} "
            f"({in_words(part.ends)}).",
        )


def _named(slot: Slot) -> str:
    """« Accueil », or what stands for it while it has no title."""
    return f"«{NBSP}{slot.piece.title}{NBSP}»" if slot.piece.title else "la nouvelle séquence"


def _of_name(name: str) -> str:
    """« du matin », « de l’après-midi »."""
    return f"de l’{name}" if name[0] in "aeiou" else f"du {name}"


def in_minutes(value: time) -> int:
    return value.hour * 60 + value.minute


def as_time(minutes: int) -> time:
    """Raises ValueError outside one day."""
    return time(*divmod(minutes, 60))


def in_words(minutes: int) -> str:
    """« 9 h 30 »; past midnight too, « 0 h 10 »."""
    return french.hour(as_time(minutes % MIDNIGHT))
