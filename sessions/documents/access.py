"""The gates of sessions: what a visitor, a participant, a contact may open. A stranger meets a 404."""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from atelier.accounts.models import User
from referential import access as shared
from sessions.documents.models import Attestation, Booklet, Convocation, FacilitationDocument


def convocations_for(user: User) -> tuple[list[Convocation], list[Convocation]]:
    """The convocations addressed to this user: of each seat and day the last version drawn, and the last one of all."""
    drawn, last = {}, {}
    for one in Convocation.objects.filter(participant__user=user).order_by("day", "version"):
        last[one.participant_id, one.day_id] = one
        if one.sha256:
            drawn[one.participant_id, one.day_id] = one
    return list(drawn.values()), list(last.values())


def convocation_for(user: User, number: str) -> Convocation:
    """One of them, or any of the organisation's eyes: staff who may see convocations see all."""
    convocations = Convocation.objects.exclude(sha256="")
    if not user.has_perm("atelier_sessions.view_convocation"):
        convocations = convocations.filter(participant__user=user)
    return get_object_or_404(convocations, number=number)


def attestations_for(user: User) -> QuerySet[Attestation]:
    """The attestations of this user, drawn, last version of each kind."""
    own = Attestation.objects.latest().filter(participant__user=user).exclude(sha256="")
    return own.select_related("participant__season").order_by("-participant__season__number", "kind")


def attestation_for(user: User, number: str) -> Attestation:
    """One's own, or any for staff who may see attestations."""
    attestations = Attestation.objects.exclude(sha256="")
    if not user.has_perm("atelier_sessions.view_attestation"):
        attestations = attestations.filter(participant__user=user)
    return get_object_or_404(attestations, number=number)


def booklets_for(user: User) -> QuerySet[Booklet]:
    """The booklets of the territories that this user belongs to, drawn, last version of each."""
    own = Booklet.objects.latest().filter(triptych__in=shared.triptychs_of(user)).exclude(sha256="")
    return own.select_related("triptych__territory", "triptych__season").order_by("-triptych__season__number", "pk")


def booklet_for(user: User, number: str) -> Booklet:
    """One of one's own territory, or any for the team."""
    booklets = Booklet.objects.exclude(sha256="")
    if not user.has_perm(shared.TEAM):
        booklets = booklets.filter(triptych__in=shared.triptychs_of(user))
    return get_object_or_404(booklets.select_related("triptych__territory"), number=number)


def facilitation_documents_for(user: User) -> QuerySet[FacilitationDocument]:
    """What was written to this person of the team, drawn, the last version of each; withdrawn ones are not there."""
    own = FacilitationDocument.objects.latest().filter(member__user=user).exclude(sha256="")
    return own.select_related("member__season").order_by("-member__season__number", "-kind", "pk")


def facilitation_document_for(user: User, number: str) -> FacilitationDocument:
    """One's own, withdrawn or not, or any for whoever issues them: colleagues read none of each other's."""
    documents = FacilitationDocument.objects.exclude(sha256="")
    if not user.has_perm("atelier_sessions.add_facilitationdocument"):
        documents = documents.filter(member__user=user)
    return get_object_or_404(documents, number=number)
