"""The sign-in sheet of a day: printed for signatures, scanned back as their proof; and the cards of the tables."""

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from atelier import documents
from atelier.accounts.models import User
from atelier.seasons.models import Season, Workshop
from sessions import attendance, convocations
from sessions.models import Composition, Day, SheetScan

MAX_SCAN = 15_000_000  # bytes
# How the files that we keep begin; the name and the announced type of an upload prove nothing.
SIGNATURES = {"pdf": b"%PDF-", "png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff", "jpeg": b"\xff\xd8\xff"}
BLANK_ROWS = 3


def sign_in_sheet(day: Day) -> bytes:
    """A4 landscape, one box a person and a half-day; never a phone number, an address, a diet or a need."""
    return documents.pdf(
        "sessions/documents/sign_in_sheet.html",
        {
            "day": day,
            "season": day.season,
            "half_days": list(day.half_days.all()),
            "people": attendance.expected(day),
            "blank_rows": range(BLANK_ROWS),
            "workshop": Workshop.load(),
            "number": f"EMARG-S{day.season.number}-J{day.number}",
            "printed_at": timezone.now(),
        },
    )


def name_cards(day: Day) -> bytes:
    """A folded card to put before each person who is convened."""
    return documents.pdf(
        "sessions/documents/name_cards.html",
        {"people": convocations.recipients(day), "day": day, "season": day.season, "workshop": Workshop.load()},
    )


def table_sheets(composition: Composition) -> bytes:
    """One page a table, with its people: to pin up, or to put on the table."""
    groups = composition.groups.prefetch_related("people__triptych__territory", "people__category")
    item = composition.item
    return documents.pdf(
        "sessions/documents/table_sheets.html",
        {"groups": groups, "item": item, "day": item.half_day.day, "season": item.half_day.day.season},
    )


def add_scan(*, day: Day, file: UploadedFile, author: User) -> SheetScan:
    """Keep a signed sheet. Raises ValidationError for a file that is no PDF, PNG or JPEG, or too heavy."""
    check_scan(file)
    return SheetScan.objects.create(day=day, file=file, author=author)


def check_scan(file: UploadedFile) -> None:
    """Raises ValidationError, in words, for what is no PDF, PNG or JPEG, or too heavy."""
    extension = file.name.rpartition(".")[2].lower()
    beginning = file.read(8)
    file.seek(0)
    if extension not in SIGNATURES or not beginning.startswith(SIGNATURES[extension]):
        raise ValidationError("Choisissez un fichier PDF, PNG ou JPEG.")
    if file.size > MAX_SCAN:
        raise ValidationError(f"Ce fichier est trop lourd : {MAX_SCAN // 1_000_000} Mo au plus.")


def missing(season: Season) -> list[Day]:
    """The past days whose signed sheet nobody has put here."""
    past = Day.objects.filter(season=season, status=Day.Status.PLANNED, date__lt=timezone.localdate(), scans=None)
    return list(past.order_by("number"))
