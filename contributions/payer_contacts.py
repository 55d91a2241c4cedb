"""The address of a payer's accountant may be that of somebody who leaves their seat: it is asked about."""

from collections.abc import Iterable

from contributions.models import Payer
from territories.held_roles import Choice, HeldRole, RoleKind
from territories.models import HolderChange, Participant


def _payers(participant: Participant) -> Iterable[HeldRole]:
    rows = Payer.objects.filter(agreement__triptych=participant.triptych_id, email=participant.email)
    for payer in rows.select_related("organisation").order_by("pk"):
        yield HeldRole(f"payer:{payer.pk}", f"reçoit les factures de {payer}")


def _hand_payer(key: str, change: HolderChange, choice: str) -> None:
    payer = Payer.objects.get(pk=key.partition(":")[2])
    payer.email = change.email if choice == Choice.PASS else ""
    payer.save(update_fields=["email"])


PAYERS = RoleKind("payer:", _payers, _hand_payer)
