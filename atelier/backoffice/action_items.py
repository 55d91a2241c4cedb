"""What a season waits for, and from whom: each line names somebody and leads to where it is put right."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef
from django.urls import reverse

from atelier.core import french
from atelier.outbox.models import Bounce
from atelier.privacy.models import TextToReview
from atelier.seasons.models import Failure, Season
from contributions import budget
from sessions.attendance import statistics
from sessions.attendance.models import Attendance
from territories.models import Contact, HolderChange, Participant, Triptych

NAMES = 6  # how many people a line names before it counts the others


@dataclass(frozen=True)
class ActionItem:
    """`who` is waited for, `what` is missing, `address` is where it is put right, for those who hold `permission`."""

    who: str
    what: str
    address: str
    permission: str


def action_items(
    season: Season, today: date, noted: list[Attendance], money: list[budget.BudgetRow]
) -> list[ActionItem]:
    """In the order of a season; `noted` and `money` were read for the page already."""
    return [
        *failed(),
        *undecided(season),
        *holder_changes(season),
        *unanswered(season),
        *unreachable(season),
        *under_threshold(season, noted),
        *unagreed_contributions(money),
        *late_payers(money),
        *texts_to_review(),
    ]


def admin_url(name: str, *args: object, **query: object) -> str:
    asked = "&".join(f"{key}={value}" for key, value in query.items())
    return reverse(f"admin:{name}", args=args) + (f"?{asked}" if asked else "")


def names_in_words(people: list[str]) -> str:
    """« Zoé Vial, Ali Roy et 3 autres »."""
    if len(people) <= NAMES:
        return ", ".join(people)
    left = len(people) - NAMES + 1
    return f"{', '.join(people[: NAMES - 1])} et {left} autres"


def failed() -> Iterator[ActionItem]:
    """What the product does by itself and could not do, in whatever season."""
    for failure in Failure.objects.recent():
        yield ActionItem(failure.get_kind_display(), failure.label, failure.address, "seasons.change_season")


def undecided(season: Season) -> Iterator[ActionItem]:
    waiting = Triptych.objects.filter(season=season, status=Triptych.Status.SUBMITTED).select_related("territory")
    names = [str(one.territory) for one in waiting.order_by("submitted_at", "pk")]
    if names:
        what = "candidature déposée, sans réponse" if len(names) == 1 else "candidatures déposées, sans réponse"
        yield ActionItem(names_in_words(names), what, admin_url("board"), "territories.change_triptych")


def holder_changes(season: Season) -> Iterator[ActionItem]:
    asked = HolderChange.objects.filter(leaving__season=season, state=HolderChange.State.ASKED)
    for change in asked.select_related("leaving__triptych__territory").order_by("asked_at", "pk"):
        where = admin_url("territories_holderchange_changelist", saison=season.pk, state__exact=change.state)
        what = f"changement de titulaire à décider\u00a0: {change}"
        yield ActionItem(str(change.leaving.triptych.territory), what, where, "territories.change_holderchange")


def unanswered(season: Season) -> Iterator[ActionItem]:
    """Of the admitted territories, those who were invited and have not said yes or no."""
    invited = Participant.objects.admitted().filter(season=season, state=Participant.State.INVITED)
    by_territory: dict[tuple[int, str], list[str]] = {}
    for person in invited.select_related("triptych__territory").by_triptych():
        key = (person.triptych_id, str(person.triptych.territory))
        by_territory.setdefault(key, []).append(person.full_name)
    for (triptych, territory), people in by_territory.items():
        what = f"sans réponse à l’invitation\u00a0: {names_in_words(people)}"
        yield ActionItem(
            territory, what, admin_url("territories_triptych_change", triptych), "territories.view_participant"
        )


def unreachable(season: Season) -> Iterator[ActionItem]:
    """Seated people and contacts whose address refuses mail."""
    refused = Exists(Bounce.objects.filter(email=OuterRef("email")))
    for person in Participant.objects.admitted().filter(refused, season=season).order_by("sort_name", "pk"):
        where = admin_url("territories_participant_change", person.pk)
        what = f"adresse qui refuse le courrier\u00a0: {person.email}"
        yield ActionItem(person.full_name, what, where, "territories.change_participant")
    refused = Exists(Bounce.objects.filter(email=OuterRef("user__email")))
    contacts = Contact.objects.filter(refused, triptych__season=season).select_related("user")
    for contact in contacts.order_by("user__last_name", "pk"):
        where = admin_url("accounts_user_change", contact.user_id)
        what = f"adresse qui refuse le courrier\u00a0: {contact.user.email}"
        yield ActionItem(str(contact.user), what, where, "accounts.change_user")


def under_threshold(season: Season, noted: list[Attendance]) -> Iterator[ActionItem]:
    threshold = season.attendance_threshold
    under = [str(person) for person, rate in statistics.by_person(noted).items() if rate.is_under(threshold)]
    if under:
        what = f"sous le seuil d’assiduité de {threshold}\u00a0%"
        who = names_in_words(sorted(under, key=french.sort_key))
        yield ActionItem(who, what, admin_url("presence"), "atelier_sessions.view_attendance")


def unagreed_contributions(money: list[budget.BudgetRow]) -> Iterator[ActionItem]:
    for row in money:
        settled = row.agreement and row.agreement.settled_at
        if not settled:
            what = "contribution à convenir" if not row.agreed else "contribution à répartir entre payeurs"
            where = admin_url("contribution", row.triptych.pk)
            yield ActionItem(str(row.triptych.territory), what, where, "contributions.view_agreement")


def late_payers(money: list[budget.BudgetRow]) -> Iterator[ActionItem]:
    for row in money:
        if row.late:
            what = f"{french.euros(row.late)} en retard de paiement"
            where = admin_url("contribution", row.triptych.pk)
            yield ActionItem(str(row.triptych.territory), what, where, "contributions.view_agreement")


def texts_to_review() -> Iterator[ActionItem]:
    """Of any season: what may still name somebody who asked to be erased does not wait for the next one."""
    count = TextToReview.objects.waiting().count()
    if count:
        what = f"{count} textes à relire" if count > 1 else "1 texte à relire"
        where = admin_url("privacy_texttoreview_changelist")
        yield ActionItem("Après un effacement", what, where, "privacy.change_texttoreview")
