"""People to be told that a day changed, for the organisers' first page."""

from collections.abc import Iterator

from django.db.models import QuerySet

from atelier.core.action_items import admin_url, names_in_words
from atelier.core.declarations import ActionItem, SeasonFacts
from sessions.documents import attestation_notices, attestations, facilitation_documents, notices
from sessions.documents.models import Attestation, FacilitationDocument

PERMISSION = "atelier_sessions.add_convocation"


def people_to_tell(facts: SeasonFacts) -> Iterator[ActionItem]:
    """For all running seasons, whichever is being worked on: whom somebody must write to, and who waits for a mail."""
    standing = notices.standing()
    to_send = {one.person.pk for one in standing if one.is_to_send}
    on_the_way = {one.person.pk for one in standing} - to_send
    where = admin_url("people_to_tell")
    if to_send:
        what = "ce qui leur a été dit d’une journée n’est plus exact, ou leur convocation manque"
        yield ActionItem(f"{_people(to_send)} à prévenir", what, where, PERMISSION)
    if on_the_way:
        what = "leur convocation, ou ce qui change d’une journée, se prépare ou attend de partir"
        yield ActionItem(f"{_people(on_the_way)} en attente d’un courriel", what, where, PERMISSION)


def attestations_to_tell(facts: SeasonFacts) -> Iterator[ActionItem]:
    """The same of those who were sent an attestation that was revoked or replaced since."""
    standing = attestation_notices.standing()
    to_send = {one.person.pk for one in standing if one.is_to_send}
    where = admin_url("people_to_tell")
    if to_send:
        yield ActionItem(f"{_people(to_send)} à prévenir", "leur attestation ne vaut plus", where, PERMISSION)
    if on_the_way := {one.person.pk for one in standing} - to_send:
        what = "ce que devient leur attestation se prépare ou attend de partir"
        yield ActionItem(f"{_people(on_the_way)} en attente d’un courriel", what, where, PERMISSION)


def attestations_ended(facts: SeasonFacts) -> QuerySet[Attestation]:
    """What `attestations_to_tell` is about, whatever the season."""
    return attestation_notices.ended()


def attestations_held(facts: SeasonFacts) -> QuerySet[Attestation]:
    """What `attestations_contradicted` is about."""
    return Attestation.objects.latest().filter(participant__season=facts.season)


def attestations_contradicted(facts: SeasonFacts) -> Iterator[ActionItem]:
    """Who holds an attestation of presence that was corrected since; not while a day is open again."""
    if attestations.reopened_days(facts.season):
        return
    people = {one.participant.pk for one in attestations.entitled(facts.season) if one.is_contradicted}
    people |= {one.participant_id for one in attestations.no_longer_due(facts.season)}
    if people:
        what = "les présences, corrigées depuis, contredisent leur attestation\u00a0: émettez ce qui vaut"
        yield ActionItem(_people(people), what, admin_url("season_documents"), "atelier_sessions.add_attestation")


def letters_held(facts: SeasonFacts) -> QuerySet[FacilitationDocument]:
    """What `team_to_tell` is about."""
    letters = FacilitationDocument.objects.latest().filter(kind=FacilitationDocument.Kind.LETTER)
    return letters.filter(member__season=facts.season)


def team_to_tell(facts: SeasonFacts) -> Iterator[ActionItem]:
    """People of the team whose letter says something else than the programme, or has nothing to say any more."""
    kind = FacilitationDocument.Kind.LETTER
    due = facilitation_documents.documents_due(facts.season, kind)
    held = [one.member for one in due if one.in_force and one.is_stale]
    held += [one.member for one in facilitation_documents.no_longer_due(facts.season, kind, due)]
    if held:
        who = names_in_words([one.full_name for one in held])
        where = admin_url("facilitators")
        yield ActionItem(who, "sa lettre de mission ne dit plus ce qui est", where, "seasons.change_teammember")


def _people(found: set[int]) -> str:
    return f"{len(found)} personne{'s' if len(found) > 1 else ''}"
