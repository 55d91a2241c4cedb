"""The days: convened, told, moved, cancelled, held, noted, closed; and what changes once people were told."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from referential.models import AssessmentRound
from sessions.attendance import expected, roll_call, sign_in_sheets
from sessions.attendance.models import Closing
from sessions.documents import attestations, convocations, notices, notifying
from sessions.programme.models import Day
from territories.models import Participant
from tests.factories import VenueFactory, answer_all
from tools.rehearsal.life import Life, act

LISTED = "/admin/atelier_sessions/day/"
WRONG_FILES = [("feuille.exe", b"MZ\x90"), ("feuille.pdf", b"not a PDF"), ("vide.pdf", b""), ("image.png", b"%PDF-1.7")]


def _day(life: Life, **only):
    """Rather the next one."""
    today = timezone.localdate()
    near = Day.objects.filter(date__range=(today - timedelta(days=4), today + timedelta(days=50)), **only)
    return life.some(near) or life.some(Day.objects.filter(**only))


def _change(life: Life, day: Day, **values: str) -> bool:
    """On its form, as an organiser does."""
    life.visitor(life.organiser).fill(f"{LISTED}{day.pk}/change/", values, button="_save")
    return True


@act
def convene(life: Life) -> bool:
    if (day := _day(life, status="planned", date__gte=timezone.localdate())) is None:
        return False
    issued = convocations.issue_convocations(day=day, hold_mail=life.chance(0.1))
    if life.chance(0.3):
        convocations.issue_convocations(day=day)
    return bool(issued.created)


@act
def tell(life: Life) -> bool:
    """Those whom « À prévenir » lists are told, of one day; by the page or by the verb."""
    if (found := life.any_of([one for one in notices.standing() if one.is_to_send])) is None:
        return False
    if life.chance(0.3):
        desk = life.visitor(life.organiser)
        page = desk.open(f"{LISTED}a-prevenir/")
        desk.send(page, {}, having=("day", "shown"))
    else:
        notifying.tell(day=found.day, hold=life.chance(0.15))
    return True


@act
def tell_all(life: Life) -> bool:
    days = {one.day.pk: one.day for one in notices.standing() if one.is_to_send}
    return sum(notifying.tell(day=days[key]) for key in sorted(days)) > 0


@act
def move(life: Life) -> bool:
    """By some days, now and then into the past, or onto another day."""
    if (day := _day(life)) is None:
        return False
    to = day.date + timedelta(days=life.dice.choice([-7, -1, 1, 1, 7, 14, 30]))
    return _change(life, day, date=f"{to:%d/%m/%Y}")


@act
def move_back(life: Life) -> bool:
    """There and back between two minutes: nobody has anything to learn."""
    if (day := _day(life)) is None:
        return False
    there = day.date + timedelta(days=life.dice.choice([1, 3]))
    return _change(life, day, date=f"{there:%d/%m/%Y}") and _change(life, day, date=f"{day.date:%d/%m/%Y}")


@act
def cancel(life: Life) -> bool:
    if (day := _day(life)) is None:
        return False
    return _change(life, day, status="planned" if day.is_cancelled else "cancelled")


@act
def hours(life: Life) -> bool:
    if (day := _day(life)) is None:
        return False
    part = day.half_days.order_by("starts_at").first()
    part.starts_at = life.dice.choice(["09:00", "09:30", "10:00"])
    part.save()
    return True


@act
def mode(life: Life) -> bool:
    if (day := _day(life)) is None:
        return False
    to = life.dice.choice(["on_site", "online", "both"])
    link = f"https://visio.example.org/{life.dice.randrange(10**6)}" if to != "on_site" and life.chance(0.7) else ""
    return _change(life, day, mode=to, link=link)


@act
def place(life: Life) -> bool:
    if (day := _day(life)) is None:
        return False
    venue = VenueFactory(name=f"Lieu {life.dice.randrange(10**6)}")
    return _change(life, day, venue=str(venue.pk))


@act
def note(life: Life) -> bool:
    """The last day is noted: at the door, then in the grid."""
    day = life.some(Day.objects.filter(date__lte=timezone.localdate(), status="planned").order_by("-date"))
    if day is None:
        return False
    cells = {}
    for part in day.half_days.order_by("starts_at"):
        for person in expected.expected_people(day):
            status = life.dice.choice(["present", "present", "present", "late", "left_early", "absent", "excused", ""])
            minutes = 20 if status in ("late", "left_early") else None
            cells[person, part] = {"status": status, "minutes": minutes, "reason": ""}
    roll_call.record_attendance(day=day, cells=cells, author=life.organiser)
    return bool(cells)


@act
def arrive(life: Life) -> bool:
    day = life.some(Day.objects.filter(date=timezone.localdate()))
    person = life.any_of(expected.expected_people(day)) if day else None
    if person is None:
        return False
    part = life.some(day.half_days.all())
    for _ in range(life.dice.choice([1, 2])):
        roll_call.check_in(participant=person, half_day=part, author=life.organiser)
    return True


@act
def close(life: Life) -> bool:
    day = life.some(Day.objects.filter(date__lte=timezone.localdate(), status="planned"))
    if day is None:
        return False
    roll_call.close_day(day=day, author=life.organiser)
    return True


@act
def reopen(life: Life) -> bool:
    if (closing := life.some(Closing.objects.standing())) is None:
        return False
    roll_call.reopen_day(day=closing.day, author=life.organiser, reason="Oubli")
    return True


@act
def scan(life: Life) -> bool:
    """A wrong file is refused on the page; a good one is kept once, whatever the clicks."""
    if (day := life.some(Day.objects.filter(date__lte=timezone.localdate()))) is None:
        return False
    if life.chance(0.5):
        name, content = life.dice.choice(WRONG_FILES)
        before = day.scans.count() if hasattr(day, "scans") else None
        life.visitor(life.organiser).client.post(
            f"{LISTED}{day.pk}/emargement/", {"file": SimpleUploadedFile(name, content)}
        )
        return before is None or day.scans.count() == before
    file = SimpleUploadedFile("feuille.pdf", b"%PDF-1.7 signed")
    sign_in_sheets.add_scan(day=day, file=file, author=life.organiser)
    return True


@act
def position(life: Life) -> bool:
    """Somebody answers the round that is open."""
    today = timezone.localdate()
    one = life.some(AssessmentRound.objects.filter(opens_on__lte=today, closes_on__gte=today))
    people = Participant.objects.filter(state="confirmed", season=one.season_id).admitted().named() if one else None
    person = life.some(people) if one else None
    if person is None:
        return False
    answer_all(person, one, life.dice.choice(["1", "2", "3"]))
    return True


@act
def attest(life: Life) -> bool:
    if (closing := life.some(Closing.objects.standing())) is None:
        return False
    return bool(attestations.issue_attestations(season=closing.day.season))


MIDDLE = {
    4: "convene",
    3: "tell tell_all note announce agree share",
    2: "move arrive close scan position answer replace settle name issue die let_go",
    1: "move_back cancel hours mode place reopen attest answer_all complete leave move_house forget withdraw "
    "reverse promote colleague instalments pay bounce hold stop again",
}  # how often each is drawn
