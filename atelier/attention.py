"""What a season waits for, and from whom: each line names somebody and leads to where it is put right."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef
from django.urls import reverse

from atelier import typography
from atelier.keeping.models import TextToReview
from atelier.outbox.models import Bounce
from atelier.seasons.models import Failure, Season
from contributions import budget
from sessions import rates
from sessions.models import Attendance
from territories.models import Contact, HolderChange, Participant, Triptych

NAMES = 6  # how many people a line names before it counts the others


@dataclass(frozen=True)
class Notice:
    """`who` is waited for, `what` is missing, `address` is where it is put right, for those who hold `permission`."""

    who: str
    what: str
    address: str
    permission: str


def notices(season: Season, today: date, noted: list[Attendance], money: list[budget.Row]) -> list[Notice]:
    """In the order of a season; `noted` and `money` were read for the page already."""
    return [
        *failed(),
        *undecided(season),
        *holder_changes(season),
        *unanswered(season),
        *unreachable(season),
        *under_threshold(season, noted),
        *to_agree(money),
        *late_payers(money),
        *texts_to_review(),
    ]


def page(name: str, *args: object, **query: object) -> str:
    asked = "&".join(f"{key}={value}" for key, value in query.items())
    return reverse(f"admin:{name}", args=args) + (f"?{asked}" if asked else "")


def named(people: list[str]) -> str:
    """« Zoé Vial, Ali Roy et 3 autres »."""
    if len(people) <= NAMES:
        return ", ".join(people)
    left = len(people) - NAMES + 1
    return f"{', '.join(people[: NAMES - 1])} et {left} autres"


def failed() -> Iterator[Notice]:
    """What the product does by itself and could not do, in whatever season."""
    for failure in Failure.objects.recent():
        yield Notice(failure.get_kind_display(), failure.label, failure.address, "seasons.change_season")


def undecided(season: Season) -> Iterator[Notice]:
    waiting = Triptych.objects.filter(season=season, status=Triptych.Status.SUBMITTED).select_related("territory")
    names = [str(one.territory) for one in waiting.order_by("submitted_at", "pk")]
    if names:
        what = "candidature déposée, sans réponse" if len(names) == 1 else "candidatures déposées, sans réponse"
        yield Notice(named(names), what, page("board"), "territories.change_triptych")


def holder_changes(season: Season) -> Iterator[Notice]:
    asked = HolderChange.objects.filter(leaving__season=season, state=HolderChange.State.ASKED)
    for change in asked.select_related("leaving__triptych__territory").order_by("asked_at", "pk"):
        where = page("territories_holderchange_changelist", saison=season.pk, state__exact=change.state)
        what = f"changement de titulaire à décider\u00a0: {change}"
        yield Notice(str(change.leaving.triptych.territory), what, where, "territories.change_holderchange")


def unanswered(season: Season) -> Iterator[Notice]:
    """Of the admitted territories, those who were invited and have not said yes or no."""
    invited = Participant.objects.admitted().filter(season=season, state=Participant.State.INVITED)
    by_territory: dict[tuple[int, str], list[str]] = {}
    for person in invited.select_related("triptych__territory").by_triptych():
        key = (person.triptych_id, str(person.triptych.territory))
        by_territory.setdefault(key, []).append(person.full_name)
    for (triptych, territory), people in by_territory.items():
        what = f"sans réponse à l’invitation\u00a0: {named(people)}"
        yield Notice(territory, what, page("territories_triptych_change", triptych), "territories.view_participant")


def unreachable(season: Season) -> Iterator[Notice]:
    """Seated people and contacts whose address refuses mail."""
    refused = Exists(Bounce.objects.filter(email=OuterRef("email")))
    for person in Participant.objects.admitted().filter(refused, season=season).order_by("sort_name", "pk"):
        where = page("territories_participant_change", person.pk)
        what = f"adresse qui refuse le courrier\u00a0: {person.email}"
        yield Notice(person.full_name, what, where, "territories.change_participant")
    refused = Exists(Bounce.objects.filter(email=OuterRef("user__email")))
    contacts = Contact.objects.filter(refused, triptych__season=season).select_related("user")
    for contact in contacts.order_by("user__last_name", "pk"):
        where = page("accounts_user_change", contact.user_id)
        what = f"adresse qui refuse le courrier\u00a0: {contact.user.email}"
        yield Notice(str(contact.user), what, where, "accounts.change_user")


def under_threshold(season: Season, noted: list[Attendance]) -> Iterator[Notice]:
    threshold = season.attendance_threshold
    under = [str(person) for person, rate in rates.by_person(noted).items() if rate.is_under(threshold)]
    if under:
        what = f"sous le seuil d’assiduité de {threshold}\u00a0%"
        who = named(sorted(under, key=typography.sort_key))
        yield Notice(who, what, page("presence"), "atelier_sessions.view_attendance")


def to_agree(money: list[budget.Row]) -> Iterator[Notice]:
    for row in money:
        settled = row.agreement and row.agreement.settled_at
        if not settled:
            what = "contribution à convenir" if not row.agreed else "contribution à répartir entre payeurs"
            where = page("contribution", row.triptych.pk)
            yield Notice(str(row.triptych.territory), what, where, "contributions.view_agreement")


def late_payers(money: list[budget.Row]) -> Iterator[Notice]:
    for row in money:
        if row.late:
            what = f"{typography.euros(row.late)} en retard de paiement"
            where = page("contribution", row.triptych.pk)
            yield Notice(str(row.triptych.territory), what, where, "contributions.view_agreement")


def texts_to_review() -> Iterator[Notice]:
    """Of any season: what may still name somebody who asked to be erased does not wait for the next one."""
    count = TextToReview.objects.waiting().count()
    if count:
        what = f"{count} textes à relire" if count > 1 else "1 texte à relire"
        where = page("privacy_texttoreview_changelist")
        yield Notice("Après un effacement", what, where, "privacy.change_texttoreview")
