"""To position oneself: each person alone, then the triptych together. What is sent is read and not changed."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from atelier.accounts.models import User
from referential import grids, opening
from referential.models import AnswerSheet, AssessmentRound, CommonPosition, CommonSheet, Dimension, Position
from referential.models.position import Sheet
from territories.models import Participant, Triptych

CLOSED = "Ce positionnement n’est pas ouvert : vos réponses ne peuvent plus changer."
SENT = "Vos réponses sont envoyées : pour les changer, commencez une correction."
SHARED = "Les regards de votre triptyque sont ouverts : les réponses personnelles ne changent plus."
NOTHING = "Vous n’avez encore rien répondu : répondez d’abord aux questions."
NOT_YET = "Les regards s’ouvrent quand tous ont répondu, ou à la clôture des réponses."
TEAM_CLOSED = "Le positionnement a commencé : pour ajouter quelqu’un à l’équipe, écrivez aux organisateurs."
FIXED = "La position commune est arrêtée : pour la changer, commencez une correction."
COPIED = {Position: ("dimension", "answer", "note"), CommonPosition: ("dimension", "answer", "why", "example")}


def close_team(triptych: Triptych) -> str | None:
    """From the first answer on, whoever joined the team could read what others answered: the organisers decide."""
    answered = AnswerSheet.objects.filter(participant__triptych=triptych).exists()
    return TEAM_CLOSED if answered else None


def sheet_of(participant: Participant, assessment_round: AssessmentRound) -> AnswerSheet | None:
    """The version being written, else the last one sent."""
    sheets = AnswerSheet.objects.filter(participant=participant, assessment_round=assessment_round)
    return sheets.prefetch_related("positions").order_by("-version").first()


def is_awaited(seat: Participant | None, assessment_round: AssessmentRound) -> bool:
    """Somebody of the triptych who may still answer and has not: the regards stay closed to them until then."""
    if seat is None or not assessment_round.is_open():
        return False
    sent = AnswerSheet.objects.submitted().filter(participant=seat, assessment_round=assessment_round)
    return not sent.exists()


@transaction.atomic
def save_answer(
    *, participant: Participant, assessment_round: AssessmentRound, answers: dict[Dimension, dict]
) -> AnswerSheet:
    """Keep these answers ({"answer", "note"}) in the person's draft; the others stay as they are.

    Raises ValidationError when the window is closed, or when everything was sent already.
    """
    if not assessment_round.is_open():
        raise ValidationError(CLOSED)
    Participant.objects.select_for_update(of=["self"]).get(pk=participant.pk)
    sheet = sheet_of(participant, assessment_round)
    if sheet and sheet.submitted_at:
        raise ValidationError(SENT)
    if sheet is None:
        sheet = AnswerSheet.objects.create(participant=participant, assessment_round=assessment_round)
    if answers:
        grids.freeze(assessment_round.grid)
    for dimension, values in answers.items():
        Position.objects.update_or_create(sheet=sheet, dimension=dimension, defaults=values)
    return sheet


def unanswered(sheet: AnswerSheet | CommonSheet | None, assessment_round: AssessmentRound) -> list[Dimension]:
    """The dimensions that still want an answer, in the order of the grid."""
    done = {row.dimension_id for row in sheet.positions.all() if row.answer} if sheet else set()
    return [
        dimension
        for _, dimensions in assessment_round.grid.by_stake()
        for dimension in dimensions
        if dimension.pk not in done
    ]


@transaction.atomic
def submit_answers(
    *, participant: Participant, assessment_round: AssessmentRound, agrees: bool | None = None
) -> AnswerSheet:
    """Send one's answers, and say whether one's perspective may be shown as it is (None leaves what was said).

    Sent again without a correction, it changes the agreement alone; once the perspectives are open, nothing. Who
    arrives after the opening may send a first version, which enters no figure. Raises ValidationError when the
    window is closed, when an answer is missing, or for a change once the perspectives are open.
    """
    if not assessment_round.is_open():
        raise ValidationError(CLOSED)
    triptych = participant.triptych
    Triptych.objects.select_for_update(of=["self"]).get(pk=triptych.pk)
    sheet = sheet_of(participant, assessment_round)
    is_sent, is_shared = bool(sheet and sheet.submitted_at), opening.is_shared(assessment_round, triptych)
    if is_shared and sheet and not is_sent and sheet.version > 1:
        raise ValidationError(SHARED)
    if is_shared and sheet and is_sent and agrees not in (None, sheet.agrees):
        raise ValidationError(SHARED)
    if not is_sent and (left := unanswered(sheet, assessment_round)):
        raise ValidationError(f"Il manque une réponse : {', '.join(dimension.code for dimension in left)}.")
    if sheet is None:  # a grid without questions
        raise ValidationError(NOTHING)
    if agrees is not None and not is_shared:
        AnswerSheet.objects.filter(participant=participant, assessment_round=assessment_round).update(agrees=agrees)
        sheet.agrees = agrees
    if not is_sent:
        _seal_sheet(sheet)
    opening.open_if_due(assessment_round, triptych)
    return sheet


def _seal_sheet(sheet: Sheet, **more: object) -> Sheet:
    sheet.submitted_at = timezone.now()
    for name, value in more.items():
        setattr(sheet, name, value)
    sheet.save(update_fields=["submitted_at", *more])
    return sheet


@transaction.atomic
def reopen_sheet(*, participant: Participant, assessment_round: AssessmentRound) -> AnswerSheet:
    """A new version to write, from the one that was sent; that one counts until the new one is sent.

    Raises ValidationError before the first answer, when the window is closed, or once the triptych has seen the
    regards: who compares before and after would read one person's answer.
    """
    if not assessment_round.is_open():
        raise ValidationError(CLOSED)
    Triptych.objects.select_for_update(of=["self"]).get(pk=participant.triptych_id)
    if opening.is_shared(assessment_round, participant.triptych):
        raise ValidationError(SHARED)
    sheet = sheet_of(participant, assessment_round)
    if sheet is None:
        raise ValidationError(NOTHING)
    return _next_version(sheet, Position)


def _next_version(sheet: Sheet, rows: Any) -> Sheet:
    """The draft that follows a sent sheet, with the same answers; the draft itself when there is one."""
    if sheet.submitted_at is None:
        return sheet
    owner = "participant" if isinstance(sheet, AnswerSheet) else "triptych"
    kept = {"assessment_round": sheet.assessment_round, owner: getattr(sheet, owner)}
    if isinstance(sheet, AnswerSheet):
        kept["agrees"] = sheet.agrees
    draft = type(sheet).objects.create(version=sheet.version + 1, **kept)
    rows.objects.bulk_create(
        rows(sheet=draft, **{name: getattr(position, name) for name in COPIED[rows]})
        for position in sheet.positions.select_related("dimension")
    )
    return draft


def common_of(triptych: Triptych, assessment_round: AssessmentRound) -> CommonSheet | None:
    """The version in discussion, else the last one agreed on."""
    sheets = CommonSheet.objects.filter(triptych=triptych, assessment_round=assessment_round).select_related(
        "submitted_by"
    )
    return sheets.prefetch_related("positions__dimension").order_by("-version").first()


@transaction.atomic
def start_common_sheet(*, triptych: Triptych, assessment_round: AssessmentRound) -> CommonSheet:
    """Begin the common position, or correct the one that was agreed on. Raises ValidationError before the regards."""
    Triptych.objects.select_for_update(of=["self"]).get(pk=triptych.pk)
    sheet = common_of(triptych, assessment_round)
    if sheet:
        return _next_version(sheet, CommonPosition)
    if not opening.open_if_due(assessment_round, triptych):
        raise ValidationError(NOT_YET)
    grids.freeze(assessment_round.grid)
    return CommonSheet.objects.create(triptych=triptych, assessment_round=assessment_round)


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
    sheet = (
        CommonSheet.objects.select_related("assessment_round__grid")
        .prefetch_related("positions__dimension")
        .get(pk=sheet.pk)
    )
    if sheet.submitted_at:
        return sheet
    if left := unanswered(sheet, sheet.assessment_round):
        raise ValidationError(f"Il manque une position : {', '.join(dimension.code for dimension in left)}.")
    if silent := [position.dimension.code for position in sheet.positions.all() if not position.why]:
        raise ValidationError(f"Dites ce qui vous fait dire cela : {', '.join(silent)}.")
    return _seal_sheet(sheet, submitted_by=by)
