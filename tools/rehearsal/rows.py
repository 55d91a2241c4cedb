"""What is so, in plain values: no verb, query nor property of the product that computes it is asked."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from sessions.attendance.models import Attendance, Closing
from sessions.programme.models import PARIS, Day, HalfDay
from territories.models import Participant
from tools.rehearsal.stage import Sent, Stage

CONVENED, CALLED_OFF = "sessions/emails/convocation", "sessions/emails/day_called_off"
ABOUT_DAYS = (CONVENED, CALLED_OFF)


def days() -> dict[int, dict]:
    found = {row["id"]: row for row in Day.objects.select_related(None).order_by("pk").values(
        "id", "number", "date", "status", "mode", "season_id", "season__status", "season__number"
    )}  # fmt: skip
    for row in found.values():
        row["halves"] = []
    for half in HalfDay.objects.order_by("starts_at", "pk").values("id", "day_id", "starts_at", "ends_at"):
        found[half["day_id"]]["halves"].append(half)
    return found


def people() -> dict[int, dict]:
    names = (
        "id",
        "email",
        "state",
        "left_on",
        "seated_at",
        "season_id",
        "triptych_id",
        "triptych__status",
        "last_name",
    )
    return {row["id"]: row for row in Participant.objects.order_by("pk").values(*names)}


def hours(day: dict) -> str:
    """« 9 h 30 – 12 h 30, 14 h – 17 h », with the spaces of documents made plain."""
    return ", ".join(f"{_hour(part['starts_at'])} – {_hour(part['ends_at'])}" for part in day["halves"])


def _hour(value: time) -> str:
    return f"{value.hour} h {value.minute:02}" if value.minute else f"{value.hour} h"


def convened(day: dict, person: dict, closings: dict, noted: set) -> bool:
    """Confirmed, of this season, seated before the day was over or closed or noted at it, and not gone by its date."""
    if day["status"] == "cancelled" or person["state"] != "confirmed" or person["season_id"] != day["season_id"]:
        return False
    if person["left_on"]:
        if person["left_on"] <= day["date"]:
            return False
    elif person["triptych__status"] != "admitted":
        return False
    seated = person["seated_at"]
    if seated is None or (day["id"], person["id"]) in noted:
        return True
    end = datetime.combine(day["date"], time.max, tzinfo=PARIS)
    return seated <= end and not any(at <= seated for at in closings.get(day["id"], ()))


def convened_pairs(by_day: dict[int, dict], by_person: dict[int, dict]) -> set[tuple[int, int]]:
    closings = defaultdict(list)
    for day, at in Closing.objects.order_by("pk").values_list("day_id", "at"):
        closings[day].append(at)
    noted = set(Attendance.objects.order_by("pk").values_list("half_day__day_id", "participant_id"))
    return {
        (day["id"], person["id"])
        for day in by_day.values()
        for person in by_person.values()
        if convened(day, person, closings, noted)
    }


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def said_of_days(stage: Stage) -> dict[tuple[int, int], dict[str, str]]:
    """Of each (person, day), the last value of each fact of it that a mail told them."""
    found: dict[tuple[int, int], dict[str, str]] = defaultdict(dict)
    for sent in stage.sent:
        for person, about, name, value in sent.says:
            if person.startswith("participant:") and about.startswith("day:"):
                found[_key(person), _key(about)][name] = value
    return found


def seat_ends(stage: Stage) -> dict[int, date]:
    """Of each person, from when they were told that their seat is another's."""
    return {
        _key(person): date.fromisoformat(value)
        for sent in stage.sent
        for person, about, name, value in sent.says
        if person.startswith("participant:") and about.startswith("season:") and value[:2] == "20"
    }


def _key(ref: str) -> int:
    return int(ref.partition(":")[2])


def of_day(sent: Sent) -> tuple[int, int] | None:
    """Of a mail about one day to one person, both keys."""
    if sent.source not in ABOUT_DAYS or not sent.says:
        return None
    person, about = sent.says[0][:2]
    return _key(person), _key(about)


def is_recent(day: dict, held: dict[str, str]) -> bool:
    """What people are still told about: it is to come, or passed within a week, as it is or as they believe it is."""
    since = timezone.localdate() - timedelta(days=7)
    return day["date"] >= since or held.get("date", "") >= since.isoformat()
