"""What is so, read from plain rows: nothing of the product that computes it is asked."""

from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import wraps
from zoneinfo import ZoneInfo

from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

from atelier.accounts.models import User
from atelier.outbox.models import Statement
from atelier.seasons.models import Season, Workshop
from contributions.models import Agreement, CreditNote, Instalment, Invoice, Payer, Payment
from sessions.attendance.models import Attendance
from sessions.documents.models import Booklet, Convocation
from sessions.programme.models import Day, HalfDay
from territories.models import HolderChange, Participant, Triptych

PARIS = ZoneInfo("Europe/Paris")


READ = (
    Agreement, Attendance, Convocation, CreditNote, Day, HalfDay, HolderChange, Instalment, Invoice, Participant, Payer,
    Payment, Season, Statement, Triptych, Workshop,
)  # fmt: skip
_TABLES = [f'"{model._meta.db_table}"' for model in READ]
_read: dict[tuple, object] = {}


@contextmanager
def remembering():
    """What was read is read again once one of its tables was written to, or on another day."""

    def execute(go, sql, params, many, context):
        if not sql.startswith("SELECT") and any(table in sql for table in _TABLES):
            _read.clear()
        return go(sql, params, many, context)

    with connection.execute_wrapper(execute):
        yield


def _remembered(method):
    @wraps(method)
    def read(self, *args):
        key = (method.__name__, timezone.localdate(), *args)
        if key not in _read:
            _read[key] = method(self, *args)
        return _read[key]

    return read


class Truth:
    """Of the season that is played, number 3; each call says the rows of now."""

    @_remembered
    def season(self) -> dict:
        return Season.objects.values().get(number=3)

    @_remembered
    def days(self) -> dict[int, dict]:
        """By number: date, hours, place."""
        season, found = Season.objects.select_related("venue").get(number=3), {}
        for row in Day.objects.filter(season=season).select_related("venue").order_by("number"):
            halves = (
                HalfDay.objects.filter(day=row).order_by("starts_at").values("id", "period", "starts_at", "ends_at")
            )
            found[row.number] = {
                "id": row.pk,
                "number": row.number,
                "date": row.date,
                "cancelled": row.status == "cancelled",
                "mode": row.mode,
                "link": row.link,
                "title": row.title,
                "preparation": row.preparation,
                "venue": None if row.mode == "online" else row.venue or season.venue,
                "halves": list(halves),
                "deadline": row.date - timedelta(days=season.absence_notice_days),
            }
        return found

    @_remembered
    def people(self) -> list[dict]:
        names = ("id", "email", "first_name", "last_name", "position", "organisation", "state", "left_on", "salutation")
        more = ("seated_at", "checkin_code", "category__label", "triptych_id", "triptych__status")
        territory = ("triptych__territory__name", "triptych__territory__department")
        return list(Participant.objects.filter(season__number=3).order_by("pk").values(*names, *more, *territory))

    def holds(self, person: dict, on: date) -> bool:
        """The seat is theirs that day."""
        if person["left_on"]:
            return person["left_on"] > on
        return person["state"] in ("invited", "confirmed") and person["triptych__status"] == "admitted"

    @_remembered
    def expected(self, day: int) -> list[dict]:
        (one,) = (one for one in self.days().values() if one["id"] == day)
        end = datetime.combine(one["date"], time.max, tzinfo=PARIS)
        people = [
            person
            for person in self.people()
            if self.holds(person, one["date"]) and not (person["seated_at"] and person["seated_at"] > end)
        ]
        return [] if one["cancelled"] else people

    def convened(self, day: int) -> list[dict]:
        return [person for person in self.expected(day) if person["state"] in ("confirmed", "left")]

    @_remembered
    def admitted(self) -> int:
        return Triptych.objects.filter(season__number=3, status="admitted").count()

    @_remembered
    def dates(self) -> set[date]:
        """Every date that a mail of now may say: of days, as they are or were told, deadlines, seats, documents."""

        today, season = timezone.localdate(), self.season()
        found = {season["call_closes_on"], season["call_opens_on"], today, today - timedelta(days=1)}
        for day in self.days().values():
            found |= {day["date"], day["deadline"]}
        said = Statement.objects.filter(name="date").values_list("value", flat=True)
        found |= {date.fromisoformat(one) for one in said if one}
        found |= set(HolderChange.objects.values_list("effective_on", flat=True))
        found |= {timezone.localdate(at) for at in Convocation.objects.values_list("issued_at", flat=True)}
        found |= {timezone.localdate(at) for at in Triptych.objects.values_list("submitted_at", flat=True) if at}
        for column in ("issued_on", "due_on"):
            found |= set(Invoice.objects.values_list(column, flat=True))
        found |= set(CreditNote.objects.values_list("issued_on", flat=True))
        found |= set(Instalment.objects.values_list("on", flat=True))
        return found

    @_remembered
    def amounts(self) -> set[Decimal]:
        season = self.season()
        found = {season["contribution_min"], season["contribution_max"]}
        for model, column in (
            (Agreement, "agreed_amount"), (Payer, "amount"), (Instalment, "amount"), (Invoice, "total"),
            (CreditNote, "total"), (Triptych, "wished_amount"),
        ):  # fmt: skip
            found |= {one for one in model.objects.values_list(column, flat=True) if one is not None}
        return found | {self.paper(number)["due"] for number in Invoice.objects.values_list("number", flat=True)}

    def paper(self, number: str) -> dict:
        """A document of money, its balance summed from plain rows."""
        note = CreditNote.objects.filter(number=number).first()
        invoice = note.invoice if note else Invoice.objects.get(number=number)
        paid = sum(Payment.objects.filter(invoice=invoice, cancelled_at=None).values_list("amount", flat=True))
        credited = sum(CreditNote.objects.filter(invoice=invoice).values_list("total", flat=True))
        triptych = invoice.payer.agreement.triptych
        contacts = triptych.contacts.filter(**({"is_lead": True} if invoice.payer.email else {}))
        return {
            "total": note.total if note else invoice.total,
            "due": invoice.total - paid - credited,
            "payer": invoice.payer.organisation.name,
            "territory": triptych.territory.name,
            "readers": {invoice.payer.email, *contacts.values_list("user__email", flat=True)},
        }

    def came(self, email: str) -> bool:
        """They were there at one half-day at least."""
        rows = Attendance.objects.filter(participant__email=email)
        return rows.filter(status__in=("present", "late", "left_early", "remote")).exists()

    def booklets(self) -> dict[str, tuple[str, bytes]]:
        """The number and the file of the last of each territory."""
        found = {}
        for one in Booklet.objects.filter(triptych__season__number=3).order_by("version"):
            with default_storage.open(f"livrets/{one.number}.pdf") as file:
                found[one.triptych.territory.name] = (one.number, file.read())
        return found

    def statuses(self, day: int, email: str) -> set[str]:
        rows = Attendance.objects.filter(half_day__day=day, participant__email=email)
        return set(rows.values_list("status", flat=True))

    def attendance(self, email: str) -> list[dict]:
        """Each half-day of a closed day that they were expected at, in its order."""
        found = []
        rows = Attendance.objects.filter(participant__email=email, half_day__day__closings__reopened_at=None)
        rows = rows.filter(half_day__day__closings__isnull=False).order_by("half_day__day__date", "half_day__starts_at")
        for row in rows.select_related("half_day__day__venue", "half_day__day__season__venue"):
            day, half = row.half_day.day, row.half_day
            venue = None if day.mode == "online" else day.venue or day.season.venue
            minutes = (half.ends_at.hour - half.starts_at.hour) * 60 + half.ends_at.minute - half.starts_at.minute
            told = {"status": row.status, "date": day.date, "minutes": row.minutes, "length": minutes}
            found.append({**told, "venue": venue.name if venue else ""})
        return found

    @_remembered
    def by_uid(self, uid: str) -> dict | None:
        key = (
            Day.objects.filter(uid=uid.partition("@")[0].removeprefix("day-")).values_list("number", flat=True).first()
        )
        return self.days().get(key) if key else None

    zone = PARIS

    @_remembered
    def reply_to(self) -> str:
        return Workshop.objects.get().email

    def outside(self) -> set[str]:
        return {one["link"] for one in self.days().values() if one["link"]}

    def account(self, email: str) -> User | None:
        return User.objects.filter(email=email).first()
