"""What a season waits for from its territories: answers to applications, to invitations, addresses that work."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef

from atelier.core.action_items import admin_url, names_in_words
from atelier.core.declarations import ActionItem, SeasonFacts
from atelier.outbox.models import Bounce
from territories.models import Contact, HolderChange, Participant, QuotaOverride, Triptych


def undecided(facts: SeasonFacts) -> Iterator[ActionItem]:
    waiting = Triptych.objects.filter(season=facts.season, status=Triptych.Status.SUBMITTED).select_related("territory")
    names = [str(one.territory) for one in waiting.order_by("submitted_at", "pk")]
    if names:
        what = "candidature déposée, sans réponse" if len(names) == 1 else "candidatures déposées, sans réponse"
        yield ActionItem(names_in_words(names), what, admin_url("board"), "territories.change_triptych")


def holder_changes(facts: SeasonFacts) -> Iterator[ActionItem]:
    asked = HolderChange.objects.filter(leaving__season=facts.season, state=HolderChange.State.ASKED)
    for change in asked.select_related("leaving__triptych__territory").order_by("asked_at", "pk"):
        where = admin_url(
            "territories_holderchange_changelist",
            saison=facts.season.pk,
            state__exact=change.state,
        )
        what = f"changement de titulaire à décider\u00a0: {change}"
        yield ActionItem(str(change.leaving.triptych.territory), what, where, "territories.change_holderchange")


def seats_asked(facts: SeasonFacts) -> Iterator[ActionItem]:
    asked = QuotaOverride.objects.filter(triptych__season=facts.season, wanted__isnull=False)
    for row in asked.select_related("triptych__territory", "category").order_by("pk"):
        what = f"nombre de sièges à décider, {row.category.label}\u00a0: {row.wanted} au lieu de {row.seats}"
        where = f"{admin_url('board')}#candidature-{row.triptych_id}"
        yield ActionItem(str(row.triptych.territory), what, where, "territories.change_triptych")


def unanswered(facts: SeasonFacts) -> Iterator[ActionItem]:
    """Of the admitted territories, those who were invited and have not said yes or no."""
    invited = Participant.objects.admitted().filter(season=facts.season, state=Participant.State.INVITED)
    by_territory: dict[tuple[int, str], list[str]] = {}
    for person in invited.select_related("triptych__territory").by_triptych():
        key = (person.triptych_id, str(person.triptych.territory))
        by_territory.setdefault(key, []).append(person.full_name)
    for (triptych, territory), people in by_territory.items():
        what = f"sans réponse à l’invitation\u00a0: {names_in_words(people)}"
        yield ActionItem(
            territory,
            what,
            admin_url("territories_triptych_change", triptych),
            "territories.view_participant",
        )


def unreachable(facts: SeasonFacts) -> Iterator[ActionItem]:
    """Seated people and contacts whose address refuses mail."""
    refused = Exists(Bounce.objects.filter(email=OuterRef("email")))
    for person in Participant.objects.admitted().filter(refused, season=facts.season).order_by("sort_name", "pk"):
        where = admin_url("territories_participant_change", person.pk)
        what = f"adresse qui refuse le courrier\u00a0: {person.email}"
        yield ActionItem(person.full_name, what, where, "territories.change_participant")
    refused = Exists(Bounce.objects.filter(email=OuterRef("user__email")))
    contacts = Contact.objects.filter(refused, triptych__season=facts.season).select_related("user")
    for contact in contacts.order_by("user__last_name", "pk"):
        where = admin_url("accounts_user_change", contact.user_id)
        what = f"adresse qui refuse le courrier\u00a0: {contact.user.email}"
        yield ActionItem(str(contact.user), what, where, "accounts.change_user")
