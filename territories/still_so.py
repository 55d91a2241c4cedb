"""Whether what a mail about an application said is still so, asked before it is sent again: by the key of the mail."""

from atelier.outbox.repeating import StillSo
from territories.models import AlumniAgreement, CorrectionRequest, HolderChange, Participant, StatusChange


def _is_last_decision(change: str) -> bool:
    found = StatusChange.objects.filter(pk=change).first()
    return found is not None and found.triptych.status_changes.latest("pk") == found


def _is_told_to_holder(participant: str, change: str) -> bool:
    return Participant.objects.seated().filter(pk=participant).exists() and _is_last_decision(change)


def _waits_for_answer(invitation: str) -> bool:
    return Participant.objects.filter(invitation=invitation, state=Participant.State.INVITED).exists()


def _waits_for_decision(change: str, *_reader: str) -> bool:
    return HolderChange.objects.filter(pk=change, state=HolderChange.State.ASKED).exists()


def _waits_for_correction(correction: str, *_reader: str) -> bool:
    return CorrectionRequest.objects.filter(pk=correction, resolved_at=None).exists()


def _is_within_reach(agreement: str, *_more: str) -> bool:
    return AlumniAgreement.objects.standing().filter(pk=agreement).exists()


def _ends_then(agreement: str, day: str) -> bool:
    found = AlumniAgreement.objects.standing().filter(pk=agreement).first()
    return found is not None and f"{found.ends_on:%Y%m%d}" == day


STILL_SO = (
    StillSo("application-decided:", lambda change, *_reader: _is_last_decision(change)),
    StillSo("place-freed:", lambda change, *_reader: _is_last_decision(change)),
    StillSo("participant-told:", _is_told_to_holder),
    StillSo("invitation:", _waits_for_answer),
    StillSo("holder-change-asked:", _waits_for_decision),
    StillSo("correction:", _waits_for_correction),
    StillSo("alumni-ending:", _ends_then),
    StillSo("alumni-letter:", _is_within_reach),
)
