"""The sign-in sheet of a day: printed for signatures, scanned back as their proof; and the cards of the tables."""

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from atelier.accounts.models import User
from atelier.core import pdf
from atelier.core.uploads import check_upload, refusal_when_unwritten
from atelier.seasons.models import Season, Workshop
from sessions.attendance import expected
from sessions.attendance.models import Attendance, SheetScan
from sessions.facilitation import hours
from sessions.programme.models import Day

BLANK_ROWS = 3


def sign_in_sheet(day: Day) -> bytes:
    """A4 landscape, one box a person and a half-day; never a phone number, an address, a diet or a need.

    Nobody signs what they follow at a distance: the box says it, once it is noted or where the day is online for all.
    """
    parts = list(day.half_days.all())
    noted = Attendance.objects.filter(half_day__in=parts, status=Attendance.Status.REMOTE)
    remote = set(noted.order_by().values_list("participant", "half_day"))
    return pdf.render_pdf(
        "sessions/documents/sign_in_sheet.html",
        {
            "day": day,
            "season": day.season,
            "half_days": parts,
            "people": [
                (person, [day.is_online or (person.pk, part.pk) in remote for part in parts])
                for person in expected.expected_people(day)
            ],
            "team": list(hours.facilitators_of(day)),
            "blank_rows": range(BLANK_ROWS),
            "workshop": Workshop.load(),
            "number": f"EMARG-S{day.season.number}-J{day.number}",
            "printed_at": timezone.now(),
        },
    )


def name_cards(day: Day) -> bytes:
    """A folded card to put before each person who is convened, with a mark for whoever refuses images."""
    people = expected.convened_people(day).with_image_refusals()
    return pdf.render_pdf(
        "sessions/documents/name_cards.html",
        {"people": people, "day": day, "season": day.season, "workshop": Workshop.load()},
    )


def add_scan(*, day: Day, file: UploadedFile, author: User) -> SheetScan:
    """Keep a signed sheet. Raises ValidationError for a file that is no PDF, PNG or JPEG, too heavy, or not written."""
    check_upload(file)
    with refusal_when_unwritten():
        return SheetScan.objects.create(day=day, file=file, author=author)


def days_without_scan(season: Season) -> list[Day]:
    """The past days whose signed sheet nobody has put here; nobody signs on a day online."""
    past = Day.objects.exclude(mode=Day.Mode.ONLINE).filter(
        season=season,
        status=Day.Status.PLANNED,
        date__lt=timezone.localdate(),
        scans=None,
    )
    return list(past.order_by("date", "number"))
