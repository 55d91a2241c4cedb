"""What is so, read from plain rows: nothing of the product that computes it is asked."""

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from atelier.seasons.models import Season
from sessions.programme.models import Day, HalfDay
from territories.models import Participant, Triptych

PARIS = ZoneInfo("Europe/Paris")


class Truth:
    """Of the season that is played, number 3; each call reads the rows of now."""

    def season(self) -> dict:
        return Season.objects.values().get(number=3)

    def days(self) -> dict[int, dict]:
        """By number: date, hours, place."""
        season, found = Season.objects.select_related("venue").get(number=3), {}
        for row in Day.objects.filter(season=season).select_related("venue").order_by("number"):
            halves = HalfDay.objects.filter(day=row).order_by("starts_at").values("id", "period", "starts_at", "ends_at")
            found[row.number] = {
                "id": row.pk,
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

    def admitted(self) -> int:
        return Triptych.objects.filter(season__number=3, status="admitted").count()

    def left_to_do(self, words: str) -> None:
        print(words[:1500])

    def sheet(self, content: bytes, number: int) -> None:
        pass


def plain(text: str) -> str:
    """Every space is one space."""
    return re.sub(r"\s+", " ", text)
