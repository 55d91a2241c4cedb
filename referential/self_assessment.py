"""To position oneself: each of the six alone, then the triptych together. What is sent is read and not changed."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from atelier.accounts.models import User
from referential import grids
from referential.models import AnswerSheet, CommonPosition, CommonSheet, Dimension, Moment, Position
from territories.models import Participant, Triptych
from territories.models.participant import ParticipantQuerySet

CLOSED = "Ce positionnement n’est pas ouvert : vos réponses ne peuvent plus changer."
SENT = "Vos réponses sont envoyées : pour les changer, commencez une correction."
SHARED = "La discussion de votre triptyque a commencé : les réponses personnelles ne changent plus."
NOT_YET = "Les regards s’ouvrent quand les six ont répondu, ou à la clôture des réponses."
FIXED = "La position commune est arrêtée : pour la changer, commencez une correction."
COPIED = {Position: ("dimension", "answer", "note"), CommonPosition: ("dimension", "answer", "why", "example")}


def expected_people(triptych: Triptych) -> ParticipantQuerySet:
    """Who is asked to answer: those who confirmed, in an admitted triptych."""
    return Participant.objects.admitted().confirmed().filter(triptych=triptych)


def is_shared(moment: Moment, triptych: Triptych) -> bool:
    """The regards are open: the window is over, everybody has answered, or the discussion has begun."""
    if moment.is_over() or CommonSheet.objects.filter(moment=moment, triptych=triptych).exists():
        return True
    people = set(expected_people(triptych).values_list("pk", flat=True))
    sent = AnswerSheet.objects.submitted().filter(moment=moment, participant__in=people)
    return bool(people) and people == set(sent.values_list("participant", flat=True))


def sheet_of(participant: Participant, moment: Moment) -> AnswerSheet | None:
    """The version being written, else the last one sent."""
    sheets = AnswerSheet.objects.filter(participant=participant, moment=moment)
    return sheets.prefetch_related("positions").order_by("-version").first()


def own_progress(seats: list[Participant]) -> dict[int, list[tuple[Moment, AnswerSheet | None]]]:
    """By seat, the moments that have begun with the newest version of its sheet, in a constant number of queries."""
    newest = {}
    for sheet in AnswerSheet.objects.filter(participant__in=seats).order_by("version"):
        newest[sheet.moment_id, sheet.participant_id] = sheet
    begun = [
        moment
        for moment in Moment.objects.filter(season__in={seat.season_id for seat in seats}).select_related("season")
        if moment.has_begun()
    ]
    return {
        seat.pk: [(moment, newest.get((moment.pk, seat.pk))) for moment in begun if moment.season_id == seat.season_id]
        for seat in seats
    }


@transaction.atomic
def save_answer(*, participant: Participant, moment: Moment, answers: dict[Dimension, dict]) -> AnswerSheet:
    """Keep these answers ({"answer", "note"}) in the person's draft; the others stay as they are.

    Raises ValidationError when the window is closed, or when everything was sent already.
    """
    if not moment.is_open():
        raise ValidationError(CLOSED)
    Participant.objects.select_for_update(of=["self"]).get(pk=participant.pk)
    sheet = sheet_of(participant, moment)
    if sheet and sheet.submitted_at:
        raise ValidationError(SENT)
    if sheet is None:
        sheet = AnswerSheet.objects.create(participant=participant, moment=moment)
    if answers:
        grids.freeze(moment.grid)
    for dimension, values in answers.items():
        Position.objects.update_or_create(sheet=sheet, dimension=dimension, defaults=values)
    return sheet


def unanswered(sheet: AnswerSheet | CommonSheet | None, moment: Moment) -> list[Dimension]:
    """The dimensions that still want an answer, in the order of the grid."""
    done = {row.dimension_id for row in sheet.positions.all() if row.answer} if sheet else set()
    return [
        dimension for _, dimensions in moment.grid.by_stake() for dimension in dimensions if dimension.pk not in done
    ]


@transaction.atomic
def submit_answers(*, participant: Participant, moment: Moment) -> AnswerSheet:
    """Send one's answers. Raises ValidationError when the window is closed or an answer is missing."""
    if not moment.is_open():
        raise ValidationError(CLOSED)
    Participant.objects.select_for_update(of=["self"]).get(pk=participant.pk)
    sheet = sheet_of(participant, moment)
    if sheet and sheet.submitted_at:
        return sheet
    if left := unanswered(sheet, moment):
        raise ValidationError(f"Il manque une réponse : {', '.join(dimension.code for dimension in left)}.")
    return _seal_sheet(sheet)


def _seal_sheet(sheet: AnswerSheet | CommonSheet, **more: object) -> AnswerSheet | CommonSheet:
    sheet.submitted_at = timezone.now()
    for name, value in more.items():
        setattr(sheet, name, value)
    sheet.save(update_fields=["submitted_at", *more])
    return sheet


@transaction.atomic
def reopen_sheet(*, participant: Participant, moment: Moment) -> AnswerSheet:
    """A new version to write, from the one that was sent; that one counts until the new one is sent.

    Raises ValidationError when the window is closed, or once the triptych has seen the regards: who compares
    before and after would read one person's answer.
    """
    if not moment.is_open():
        raise ValidationError(CLOSED)
    Participant.objects.select_for_update(of=["self"]).get(pk=participant.pk)
    if is_shared(moment, participant.triptych):
        raise ValidationError(SHARED)
    return _next_version(sheet_of(participant, moment), Position)


def _next_version(sheet: AnswerSheet | CommonSheet, rows: type[Position | CommonPosition]) -> AnswerSheet | CommonSheet:
    """The draft that follows a sent sheet, with the same answers; the draft itself when there is one."""
    if sheet.submitted_at is None:
        return sheet
    owner = "participant" if isinstance(sheet, AnswerSheet) else "triptych"
    kept = {"moment": sheet.moment, owner: getattr(sheet, owner)}
    draft = type(sheet).objects.create(version=sheet.version + 1, **kept)
    rows.objects.bulk_create(
        rows(sheet=draft, **{name: getattr(position, name) for name in COPIED[rows]})
        for position in sheet.positions.select_related("dimension")
    )
    return draft


def common_of(triptych: Triptych, moment: Moment) -> CommonSheet | None:
    """The version in discussion, else the last one agreed on."""
    sheets = CommonSheet.objects.filter(triptych=triptych, moment=moment).select_related("submitted_by")
    return sheets.prefetch_related("positions__dimension").order_by("-version").first()


@transaction.atomic
def start_common_sheet(*, triptych: Triptych, moment: Moment) -> CommonSheet:
    """Begin the common position, or correct the one that was agreed on. Raises ValidationError before the regards."""
    Triptych.objects.select_for_update(of=["self"]).get(pk=triptych.pk)
    sheet = common_of(triptych, moment)
    if sheet:
        return _next_version(sheet, CommonPosition)
    if not is_shared(moment, triptych):
        raise ValidationError(NOT_YET)
    grids.freeze(moment.grid)
    return CommonSheet.objects.create(triptych=triptych, moment=moment)


@transaction.atomic
def agree_position(*, sheet: CommonSheet, dimension: Dimension, values: dict) -> CommonPosition:
    """Keep what the triptych says of one dimension: {"answer", "why", "example"}."""
    Triptych.objects.select_for_update(of=["self"]).get(pk=sheet.triptych_id)
    if CommonSheet.objects.submitted().filter(pk=sheet.pk).exists():
        raise ValidationError(FIXED)
    return CommonPosition.objects.update_or_create(sheet=sheet, dimension=dimension, defaults=values)[0]


@transaction.atomic
def settle_common_sheet(*, sheet: CommonSheet, by: User) -> CommonSheet:
    """The triptych agrees on the whole. Raises ValidationError when a position or its reason is missing."""
    Triptych.objects.select_for_update(of=["self"]).get(pk=sheet.triptych_id)
    sheet = CommonSheet.objects.select_related("moment__grid").prefetch_related("positions__dimension").get(pk=sheet.pk)
    if sheet.submitted_at:
        return sheet
    if left := unanswered(sheet, sheet.moment):
        raise ValidationError(f"Il manque une position : {', '.join(dimension.code for dimension in left)}.")
    if silent := [position.dimension.code for position in sheet.positions.all() if not position.why]:
        raise ValidationError(f"Dites ce qui vous fait dire cela : {', '.join(silent)}.")
    return _seal_sheet(sheet, submitted_by=by)
