"""What should leave, read from plain rows: no verb, planner, trigger nor query of the product."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal

from django.db import connection

TABLES = {
    "season": "seasons_season", "venue": "seasons_venue", "rule": "reminders_reminderrule",
    "only": "reminders_reminderrule_categories", "category": "seasons_category", "user": "accounts_user",
    "territory": "territories_territory", "triptych": "territories_triptych", "contact": "territories_contact",
    "person": "territories_participant", "day": "atelier_sessions_day", "half": "atelier_sessions_halfday",
    "attendance": "atelier_sessions_attendance", "closing": "atelier_sessions_closing",
    "scan": "atelier_sessions_sheetscan", "convocation": "atelier_sessions_convocation",
    "questionnaire": "atelier_sessions_questionnaire", "answered": "atelier_sessions_hasanswered",
    "question": "atelier_sessions_broughtquestion", "undertaking": "atelier_sessions_undertaking",
    "round": "referential_assessmentround", "sheet": "referential_answersheet", "common": "referential_commonsheet",
    "agreement": "contributions_agreement", "payer": "contributions_payer", "invoice": "contributions_invoice",
    "payment": "contributions_payment", "credit": "contributions_creditnote",
    "organisation": "territories_organisation",
}  # fmt: skip


@dataclass(frozen=True)
class To:
    ref: str
    email: str
    words: dict
    place: str = ""
    since: datetime | None = None
    category: int | None = None
    joined: str | None = None
    link: str = ""


@dataclass
class Thing:
    """What a rule waits for: its date, whom it concerns, when it begins."""

    ref: str
    on: date
    people: list = field(default_factory=list)
    begins: datetime | None = None


def when(value):
    if value is None:
        return None
    found = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def day(value):
    return date.fromisoformat(value) if isinstance(value, str) else value


def clock(value):
    return time.fromisoformat(value) if isinstance(value, str) else value


def cents(value):
    return int(value * 100) if isinstance(value, Decimal) else int(value)


class Rows:
    """Every table that matters, as dictionaries by key."""

    def __init__(self):
        with connection.cursor() as cursor:
            for name, table in TABLES.items():
                cursor.execute(f"SELECT * FROM {table} ORDER BY id")
                columns = [one[0] for one in cursor.description]
                setattr(self, name, {row[0]: dict(zip(columns, row, strict=True)) for row in cursor.fetchall()})

    def of(self, name, **values):
        return [row for row in getattr(self, name).values() if all(row[key] == is_ for key, is_ in values.items())]
