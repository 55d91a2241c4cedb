"""What reminder rules may wait for in applications, and the audiences of broadcasts."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import partial
from typing import Any, cast

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from atelier.accounts.models import User
from atelier.core import french
from atelier.core.links import absolute_url
from atelier.core.office_hours import clock_of
from atelier.core.read_once import read_once
from atelier.outbox.personal_links import masked_url
from atelier.reminders.broadcasts import Audience, ChosenAudience
from atelier.reminders.triggers import PLANNED, Drawn, Occurrence, Recipient, Trigger
from atelier.seasons.models import Season
from territories import alumni, application, shared_mailboxes
from territories.emails import INVITATION
from territories.models import AlumniAgreement, Contact, Participant, Triptych
from territories.parts import ALUMNI


def _unfinished(seasons: list[Season]) -> Iterable[Occurrence]:
    """The closing of the call, for those who fill in an application that is not submitted."""
    open_ = Triptych.objects.filter(
        season__in=seasons, status__in=Triptych.EDITABLE, season__call_closes_on__isnull=False
    )
    for triptych in open_.with_panels().prefetch_related("contacts__user").order_by("pk"):
        yield Occurrence(
            ref=f"triptych:{triptych.pk}",
            season_id=triptych.season_id,
            label="Clôture de l’appel",
            address=reverse("admin:seasons_season_change", args=[triptych.season_id]),
            draw=partial(_closing_of, triptych),
        )


def _closing_of(triptych: Triptych) -> Drawn:
    left = [gap.sentence for gap in application.remaining_steps(triptych)]
    closes_on = cast(date, triptych.season.call_closes_on)  # those without are left out
    values = {
        "cloture": french.deadline(closes_on, triptych.territory.is_overseas),
        "quand": partial(french.day_from, closes_on),
        "reste": "\n".join(f"- {sentence}" for sentence in left) or "- relire, puis déposer la candidature.",
        "lien": absolute_url(triptych.get_absolute_url()),
    }
    return Drawn(closes_on, tuple(_of_contact(contact, triptych, values) for contact in triptych.contacts.all()))


def _of_contact(contact: Contact, triptych: Triptych, values: dict) -> Recipient:
    return Recipient(
        ref=f"contact:{contact.pk}",
        email=contact.user.email,
        name=str(contact.user),
        since=triptych.created_at,
        clock=clock_of(triptych.territory.department),
        values={"prenom": contact.user.first_name, "formule": contact.user.greeting, **names_of(triptych), **values},
        topics=(f"territory:{triptych.territory_id}",),
    )


def names_of(triptych: Triptych) -> dict[str, str]:
    """The name of its territory: on a label, in a sentence, after « de »."""
    territory = triptych.territory
    return {
        "territoire": str(territory),
        "le_territoire": territory.with_article,
        "du_territoire": territory.with_de,
    }


def _unanswered(seasons: list[Season]) -> Iterable[Occurrence]:
    """An invitation to a seat, from the day it was sent, as long as nobody answered."""
    waiting = Participant.objects.filter(
        season__in=seasons, state=Participant.State.INVITED, invited_at__isnull=False
    ).exclude(triptych__status__in=[Triptych.Status.REFUSED, Triptych.Status.WITHDRAWN])
    for person in waiting.select_related("triptych__territory", "category").order_by("pk"):
        yield Occurrence(
            ref=f"invitation:{person.invitation.hex[:12]}",
            season_id=person.season_id,
            label="Invitations sans réponse",
            address=reverse("admin:territories_participant_read", args=[person.pk]),
            draw=partial(_invitation_of, person),
        )


def _invitation_of(person: Participant) -> Drawn:
    recipient = of_participant(person, {"lien": masked_url(INVITATION)}, personal_link=f"{INVITATION}:{person.pk}")
    return Drawn(timezone.localdate(person.invited_at), (recipient,))


def of_participant(person: Participant, values: dict, **more: Any) -> Recipient:
    """Who shares a mailbox signs in nowhere: the link is that by which they give their own address."""
    if person.shares_mailbox and "lien" in values and not more.get("personal_link"):
        own, more["personal_link"] = shared_mailboxes.own_link(person)
        values = {**values, "lien": own}
    return Recipient(
        ref=f"participant:{person.pk}",
        email=person.email,
        name=person.full_name,
        category=person.category_id,
        shares_mailbox=person.shares_mailbox,
        clock=clock_of(person.triptych.territory.department),
        values={
            "prenom": person.first_name,
            "nom": person.last_name,
            "formule": person.greeting,
            **names_of(person.triptych),
            **values,
        },
        topics=(f"territory:{person.triptych.territory_id}",),
        **more,
    )


@read_once
def people_of(seasons: list[Season]) -> dict[int, list[Participant]]:
    """Confirmed people of admitted territories, by season."""
    rows = Participant.objects.admitted().confirmed().filter(season__in=seasons)
    found = defaultdict(list)
    for person in rows.select_related("triptych__territory", "category").order_by("pk"):
        found[person.season_id].append(person)
    return found


NAMES = {
    "territoire": "nom court du territoire",
    "le_territoire": "le même dans une phrase : « la communauté de communes du Val », « Saint-Aubrac »",
    "du_territoire": "le même après « de » : « de la communauté de communes du Val », « du PETR »",
}
PERSON = {**PLANNED, **NAMES, "nom": "nom du destinataire"}


def _participants(season: Season) -> list[Recipient]:
    people = Participant.objects.admitted().confirmed().filter(season=season)
    return [of_participant(one, {}) for one in people.select_related("triptych__territory").order_by("pk")]


def _invited(season: Season) -> list[Recipient]:
    people = Participant.objects.filter(season=season, state=Participant.State.INVITED)
    return [of_participant(one, {}) for one in people.select_related("triptych__territory").order_by("pk")]


def _contacts(season: Season) -> list[Recipient]:
    """Those who follow an application, of the admitted territories."""
    return _contacts_of(Triptych.objects.admitted().filter(season=season))


def _every_contact(season: Season) -> list[Recipient]:
    return _contacts_of(Triptych.objects.filter(season=season).exclude(status=Triptych.Status.WITHDRAWN))


def _contacts_of(triptychs: QuerySet[Triptych]) -> list[Recipient]:
    rows = triptychs.select_related("territory").prefetch_related("contacts__user").order_by("pk")
    return [_of_contact(contact, triptych, {}) for triptych in rows for contact in triptych.contacts.all()]


def _reached(agreements: QuerySet[AlumniAgreement]) -> list[Recipient]:
    return [of_participant(one.participant, {}) for one in agreements]


def _alumni(season: Season) -> list[Recipient]:
    """Of every season: they left theirs."""
    return _reached(alumni.people())


def _names_of_alumni(season: Season, keys: list[int]) -> str:
    names = [one.participant.full_name for one in alumni.people().filter(pk__in=keys)]
    return _few(names, "personnes choisies parmi les anciens")


def _letter_to_alumni(season: Season, keys: list[int]) -> list[Recipient]:
    return _reached(alumni.people().filter(pk__in=keys))


def _team(season: Season) -> list[Recipient]:
    staff = User.objects.season_team()
    return [of_user(user) for user in staff]


def _chosen_people(season: Season, keys: list[int]) -> QuerySet[Participant]:
    """Those who still hold their seat, or are asked to."""
    gone = (Participant.State.DECLINED, Participant.State.LEFT)
    return Participant.objects.filter(season=season, pk__in=keys).exclude(state__in=gone)


def _letter_to_people(season: Season, keys: list[int]) -> list[Recipient]:
    found = _chosen_people(season, keys).select_related("triptych__territory")
    return [of_participant(one, {}) for one in found.order_by("pk")]


def _names_of_people(season: Season, keys: list[int]) -> str:
    names = [one.full_name for one in _chosen_people(season, keys).order_by("sort_name", "pk")]
    return _few(names, "personnes choisies")


def _letter_to_territories(season: Season, keys: list[int]) -> list[Recipient]:
    """Those who follow the application, and the people of the triptych; one letter an address."""
    chosen = Triptych.objects.filter(season=season, pk__in=keys)
    told = Q(state=Participant.State.CONFIRMED) | Q(invited_at__isnull=False)  # the others know of nothing yet
    people = Participant.objects.filter(told, triptych__in=chosen).values_list("pk", flat=True)
    return [*_contacts_of(chosen), *_letter_to_people(season, list(people))]


def _names_of_territories(season: Season, keys: list[int]) -> str:
    chosen = Triptych.objects.filter(season=season, pk__in=keys).select_related("territory").order_by("pk")
    return _few([str(one.territory) for one in chosen], "territoires choisis")


def _few(names: list[str], kind: str) -> str:
    """Three names at most, else how many."""
    return ", ".join(names) if len(names) <= 3 else f"Les {len(names)} {kind}"


def of_user(user: User, values: dict | None = None, **more: Any) -> Recipient:
    return Recipient(
        ref=f"user:{user.pk}",
        email=user.email,
        name=str(user),
        values={"prenom": user.first_name, "formule": user.greeting, **(values or {})},
        **more,
    )


TRIGGERS = (
    Trigger(
        key="call_closing",
        label="Candidature à terminer",
        moment="clôture de l’appel",
        audience="les référents et co-éditeurs des candidatures non déposées",
        placeholders={
            **PLANNED,
            **NAMES,
            "cloture": "date de clôture de l’appel",
            "quand": "la même, dite du jour où le courriel part : « demain », « lundi 30 mars 2027 »",
            "reste": "ce qu’il reste à faire, en liste",
            "lien": "adresse de la candidature",
        },
        required=("lien",),
        find=_unfinished,
    ),
    Trigger(
        key="invitation_unanswered",
        label="Invitation sans réponse",
        moment="envoi de l’invitation",
        audience="les personnes nommées qui n’ont pas répondu",
        placeholders={**PERSON, "lien": "lien personnel pour répondre"},
        required=("lien",),
        find=_unanswered,
    ),
)

AUDIENCES = (
    Audience("participants", "Les participants confirmés", _participants),
    Audience("invited", "Les personnes invitées qui n’ont pas répondu", _invited),
    Audience("contacts", "Les référents et co-éditeurs des territoires retenus", _contacts),
    Audience("every_contact", "Les référents et co-éditeurs de toutes les candidatures", _every_contact),
    Audience("team", "L’équipe : organisation et animation", _team),
    Audience(
        "alumni",
        "Les anciens joignables, de toutes les saisons",
        _alumni,
        ALUMNI,
    ),
    ChosenAudience("alumni", _names_of_alumni, _letter_to_alumni),
    ChosenAudience("territories", _names_of_territories, _letter_to_territories),
    ChosenAudience("people", _names_of_people, _letter_to_people),
)
