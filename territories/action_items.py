"""What a season waits for from its territories: answers to applications, to invitations, addresses that work."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, QuerySet

from atelier.core.action_items import admin_url, names_in_words
from atelier.core.declarations import ActionItem, SeasonFacts
from atelier.core.read_once import read_once
from atelier.core.reading_pages import address_of
from atelier.outbox.models import Bounce
from atelier.seasons.models import Season
from territories.models import Contact, HolderChange, Participant, Triptych


@read_once
def season_triptychs(season: Season) -> list[Triptych]:
    """Every triptych of the season by rank, with its people and its panels: read once for the whole first page."""
    return list(Triptych.objects.filter(season=season).with_panels().by_rank())


def undecided(facts: SeasonFacts) -> Iterator[ActionItem]:
    """They have no rank yet: their order is that of their submission."""
    found = season_triptychs(facts.season)
    names = [str(one.territory) for one in found if one.status == Triptych.Status.SUBMITTED]
    if names:
        what = "candidature déposée, sans réponse" if len(names) == 1 else "candidatures déposées, sans réponse"
        yield ActionItem(names_in_words(names), what, admin_url("board"), "territories.change_triptych")


def asked_changes(facts: SeasonFacts) -> QuerySet[HolderChange]:
    return HolderChange.objects.filter(leaving__season=facts.season, state=HolderChange.State.ASKED)


def holder_changes(facts: SeasonFacts) -> Iterator[ActionItem]:
    for change in asked_changes(facts).select_related("leaving__triptych__territory").order_by("asked_at", "pk"):
        what = f"changement de titulaire à décider\u00a0: {change}"
        where = address_of(change)
        yield ActionItem(str(change.leaving.triptych.territory), what, where, "territories.change_holderchange")


def seats_asked(facts: SeasonFacts) -> Iterator[ActionItem]:
    triptychs = season_triptychs(facts.season)
    asked = [(row, one) for one in triptychs for row in one.overrides.all() if row.wanted is not None]
    for row, triptych in sorted(asked, key=lambda pair: pair[0].pk):
        what = f"nombre de sièges à décider, {row.category.label}\u00a0: {row.wanted} au lieu de {row.seats}"
        where = f"{admin_url('board')}#candidature-{triptych.pk}"
        yield ActionItem(str(triptych.territory), what, where, "territories.change_triptych")


def unanswered(facts: SeasonFacts) -> Iterator[ActionItem]:
    """Of the admitted territories, those who were invited and have not said yes or no."""
    admitted = [one for one in season_triptychs(facts.season) if one.status == Triptych.Status.ADMITTED]
    ranks = {category.pk: category.position for one in admitted for category in one.season.categories.all()}
    for triptych in sorted(admitted, key=lambda one: (one.territory.sort_name, one.pk)):
        people = [one for one in triptych.participants.all() if one.state == Participant.State.INVITED]
        people.sort(key=lambda one: (ranks[one.category_id], one.sort_name, one.pk))
        if people:
            what = f"sans réponse à l’invitation\u00a0: {names_in_words([one.full_name for one in people])}"
            where = admin_url("territories_triptych_read", triptych.pk)
            yield ActionItem(str(triptych.territory), what, where, "territories.view_participant")


def bounced_people(facts: SeasonFacts) -> QuerySet[Participant]:
    """Seated people whose address refuses mail."""
    refused = Exists(Bounce.objects.filter(email=OuterRef("email")))
    return Participant.objects.admitted().filter(refused, season=facts.season)


def unreachable_people(facts: SeasonFacts) -> Iterator[ActionItem]:
    for person in bounced_people(facts).order_by("sort_name", "pk"):
        where = admin_url("territories_participant_read", person.pk)
        what = f"adresse qui refuse le courrier\u00a0: {person.email}"
        yield ActionItem(person.full_name, what, where, "territories.change_participant")


def bounced_contacts(facts: SeasonFacts) -> QuerySet[Contact]:
    """Contacts whose address refuses mail."""
    refused = Exists(Bounce.objects.filter(email=OuterRef("user__email")))
    return Contact.objects.filter(refused, triptych__season=facts.season)


def unreachable_contacts(facts: SeasonFacts) -> Iterator[ActionItem]:
    for contact in bounced_contacts(facts).select_related("user").order_by("user__last_name", "pk"):
        where = admin_url("accounts_user_change", contact.user_id)
        what = f"adresse qui refuse le courrier\u00a0: {contact.user.email}"
        yield ActionItem(str(contact.user), what, where, "accounts.change_user")
