"""The programme of a day: its half-days and items, copied from a model or from another day."""

from dataclasses import dataclass
from datetime import time

from django.db import transaction

from referential.models import Stake
from sessions.programme.models import AgendaItem, Day, HalfDay

PLENARY, PEERS, INTER, COLLECTIVE, CODEV = AgendaItem.Format.values
MORNING, AFTERNOON = HalfDay.Period.values


@dataclass(frozen=True)
class ProgrammeModel:
    """One day as it is usually run: items are (period, start, format, title, codes of stakes)."""

    title: str
    items: tuple[tuple[str, str, str, str, tuple[str, ...]], ...]


# The usual arc of a season, one model a day.
MODELS = (
    ProgrammeModel(
        "Se rencontrer",
        (
            (MORNING, "09:30", PLENARY, "Accueil, présentations, règles d’échange", ()),
            (MORNING, "10:45", INTER, "Nos trajectoires croisées", ()),
            (AFTERNOON, "14:00", COLLECTIVE, "Notre première position sur les quatre enjeux", ()),
            (AFTERNOON, "16:00", PLENARY, "Ce que nous voulons apprendre", ()),
        ),
    ),
    ProgrammeModel(
        "L’engagement et le travail des pilotes",
        (
            (MORNING, "09:30", PLENARY, "Depuis la dernière fois", ()),
            (MORNING, "10:15", PEERS, "Mon rôle, ce que j’attends des deux autres", ("engagement",)),
            (AFTERNOON, "14:00", COLLECTIVE, "Qui porte quoi, et jusqu’où", ("engagement",)),
            (AFTERNOON, "16:00", INTER, "Ce qui tient, ce qui lâche", ("engagement",)),
        ),
    ),
    ProgrammeModel(
        "La coopération et la gouvernance",
        (
            (MORNING, "09:30", PLENARY, "Depuis la dernière fois", ()),
            (MORNING, "10:15", INTER, "Coopérer quand tout pousse à faire seul", ("cooperation",)),
            (AFTERNOON, "14:00", CODEV, "Une situation, des pairs", ("cooperation",)),
            (AFTERNOON, "16:15", PLENARY, "Ce que nous retenons", ("cooperation",)),
        ),
    ),
    ProgrammeModel(
        "L’intégration et le modèle économique",
        (
            (MORNING, "09:30", PLENARY, "Depuis la dernière fois", ()),
            (MORNING, "10:15", COLLECTIVE, "Relier ce qui est séparé", ("integration",)),
            (AFTERNOON, "14:00", INTER, "Nos modèles économiques émergents", ("integration", "valeur")),
            (AFTERNOON, "16:15", PLENARY, "Questions aux pairs", ()),
        ),
    ),
    ProgrammeModel(
        "La valeur, le bilan et les suites",
        (
            (MORNING, "09:30", PLENARY, "Depuis la dernière fois", ()),
            (MORNING, "10:15", INTER, "Ce qui compte, et comment le dire", ("valeur",)),
            (AFTERNOON, "14:00", COLLECTIVE, "Notre position au terme de la saison", ()),
            (AFTERNOON, "15:30", PLENARY, "Bilan et suites", ()),
        ),
    ),
)


@transaction.atomic
def copy_model(*, model: ProgrammeModel, to: Day) -> int:
    """Replace the programme of a day by a model; returns how many items it now has."""
    halves = _emptied(to)
    stakes = {stake.code: stake for stake in Stake.objects.all()}
    count = 0
    for period, starts_at, format_, title, codes in model.items:
        if period not in halves:
            continue
        item = halves[period].items.create(
            starts_at=time.fromisoformat(starts_at),
            format=format_,
            title=title,
        )
        item.stakes.set([stakes[code] for code in codes if code in stakes])
        count += 1
    to.title = to.title or model.title
    to.save(update_fields=["title"])
    return count


@transaction.atomic
def copy_day(*, source: Day, to: Day) -> int:
    """Replace the programme of a day by another day's, with its hours and preparation.

    Facilitators of another season stay behind. Returns how many items the day now has.
    """
    halves = _emptied(to)
    count = 0
    for part in source.half_days.all():
        if part.period not in halves:
            continue
        half_day = halves[part.period]
        half_day.starts_at, half_day.ends_at = part.starts_at, part.ends_at
        half_day.save(update_fields=["starts_at", "ends_at"])
        for item in part.items.all():
            copied = halves[part.period].items.create(
                starts_at=item.starts_at,
                format=item.format,
                title=item.title,
                minutes=item.minutes,
                is_fixed=item.is_fixed,
                room=item.room,
                material=item.material,
                preparation=item.preparation,
            )
            copied.stakes.set(item.stakes.all())
            if source.season_id == to.season_id:
                copied.facilitators.set(item.facilitators.all())
            count += 1
    to.title, to.preparation = to.title or source.title, to.preparation or source.preparation
    to.save(update_fields=["title", "preparation"])
    return count


def _emptied(day: Day) -> dict[str, HalfDay]:
    """The half-days of the day by period, without their items."""
    AgendaItem.objects.filter(half_day__day=day).delete()
    return {part.period: part for part in day.half_days.all()}
