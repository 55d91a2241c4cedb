"""Forgetting a person: what is theirs goes or loses what names them, found by row and by key.

Nothing is searched and replaced: a name is also somebody else's, and a telephone of one letter is in every word.
Free texts that may name the person stay as they are, and are listed for an organiser to read (`text_reviews`).
Statistics stay: presences and answers count as before, for nobody. What the law keeps stays (`personal_data.KEPT`).
A restored database is erased anew from `erasure_journal`.
"""

import uuid
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from auditlog.context import disable_auditlog
from auditlog.models import LogEntry
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from atelier.accounts.models import User
from atelier.accounts.roles import ROLES
from atelier.accounts.session_revocation import delete_sessions
from atelier.core import erasures
from atelier.core.email_addresses import NOBODY, digest_of, normalize_email
from atelier.outbox.models import Bounce, Message, Reply, Statement
from atelier.privacy import audit_erasure, erasure_journal, name_search, redrawing, text_reviews
from atelier.privacy.data_subjects import Person, in_column, person_of
from atelier.seasons.models import Job, Season
from referential import publication
from referential.models import Consent, Position
from sessions.day_lists import meals
from sessions.day_lists.models import Meal
from sessions.documents import booklets
from territories import access_needs
from territories.models import (
    AccessNeed,
    AlumniAgreement,
    Contact,
    Edit,
    HolderChange,
    NotADuplicate,
    Participant,
    PersonalChoices,
    Triptych,
)
from territories.models.participant import ERASED

FIRST, LAST = "Personne", "effacée"
NAME = f"{FIRST} {LAST}"
ABSENT = "–"
MAILBOX = "mailbox:"  # before an address, in the journal: of everybody who was named as sharing it


def erase(*, email: str, by: User | None = None, mailbox: bool = False) -> dict[str, int]:
    """Forget whoever has this address; returns how many rows of each kind were touched.

    An address is one person's, see `data_subjects.person_of`: two people of one name are not erased together, nor those
    who were named as sharing a mailbox, unless the `mailbox` is asked for as a whole. All their addresses are erased,
    and marked in the journal of erasures. Raises ValidationError, in words, for somebody of the team, and for the
    référent of an application under way.
    """
    person, counts = _erase(email, by=by, mailbox=mailbox)
    erasure_journal.note([*person.addresses, *([f"{MAILBOX}{normalize_email(email)}"] if mailbox else [])])
    return counts


def _erase(email: str, *, by: User | None = None, mailbox: bool = False) -> tuple[Person, dict[str, int]]:
    with disable_auditlog(), transaction.atomic():
        erasures.begin()  # before any row is locked: others write what they hold, then it goes on
        person = person_of(email, lock=True, mailbox=mailbox)
        _refuse_what_would_orphan(person.user)
        asked, theirs = name_search.sought(person), person.about_them()
        triptychs = _triptychs_of(person)
        files = text_reviews.files_about(user=person.user, triptychs=triptychs)
        counts = _forget(person)
        redrawing.summaries_of(triptychs)
        counts["journal"] = audit_erasure.forget(person, theirs)
        counts["textes à relire"], is_whole = text_reviews.find(asked, files)
        _tell(person, counts, by=by, is_whole=is_whole)
        audit_erasure.sign_nothing(person)
    return person, counts


def _tell(person: Person, counts: dict[str, int], *, by: User | None, is_whole: bool) -> None:
    """The journal says that somebody was erased, and how many rows of each kind; not who."""
    said = {name: [str(count), ""] for name, count in counts.items() if count}  # what there was
    if not is_whole:
        said["recherche dans les textes"] = ["incomplète\u00a0: nom trop court ou trop courant", ""]
    for row in [*person.people, *([person.user] if person.user else [])][:1]:
        LogEntry.objects.log_create(
            row, force_log=True, action=LogEntry.Action.DELETE, actor=by, changes=said, object_repr=NAME
        )


def _refuse_what_would_orphan(user: User | None) -> None:
    if user is None:
        return
    if user.holds_role:
        raise ValidationError("Cette personne est de l’équipe\u00a0: retirez-lui d’abord ses rôles.")
    leads = user.contacts.filter(is_lead=True).exclude(
        triptych__status__in=[Triptych.Status.REFUSED, Triptych.Status.WITHDRAWN]
    )
    if leads.filter(triptych__season__status="published").exists():
        raise ValidationError(
            "Cette personne est le référent d’un territoire\u00a0: confiez d’abord ce rôle à une autre."
        )


def _triptychs_of(person: Person) -> set[int]:
    """Those where they sit, and those that they fill in."""
    filled = Contact.objects.filter(user=person.user, user__isnull=False).order_by("pk")
    return {one.triptych_id for one in person.people} | set(filled.values_list("triptych", flat=True))


def _forget(person: Person) -> dict[str, int]:
    seats, user = person.seats, person.user
    if user:
        for consent in Consent.objects.filter(user=user).select_related("publication").order_by("pk"):
            publication.withdraw(consent.publication)
    triptychs = _triptychs_of(person)
    gathered = _forget_gathered(triptychs)
    counts = {
        "courriels": _forget_messages(person),
        "refus": Bounce.objects.filter(in_column("email", person.addresses)).delete()[0],
        "anciennes adresses": person.rows("privacy.FormerAddress").delete()[0],
        "adresses sans compte": _forget_unproven(person),
        "connexions": delete_sessions(user=user, addresses=person.addresses),
        "besoins": access_needs.forget_needs(AccessNeed.objects.filter(participant__in=seats)),
        "repas": meals.forget_meals(Meal.objects.filter(participant__in=seats)),
        "choix": PersonalChoices.objects.filter(participant__in=seats).delete()[0],
        "anciens": AlumniAgreement.objects.filter(participant__in=seats).delete()[0],
        "évaluations en cours": person.rows("atelier_sessions.HasAnswered").delete()[0],
        "évaluations demandées": person.rows("atelier_sessions.Guest").delete()[0],
        "disponibilités": person.rows("atelier_sessions.Availability").delete()[0],
        "temps de préparation": person.rows("atelier_sessions.Preparation").exclude(line="").update(line=""),
        "dossiers": gathered,
        "documents": _forget_documents(person),
        "notes de positionnement": Position.objects.filter(sheet__participant__in=seats)
        .exclude(note="")
        .update(note=""),
        "modifications": Edit.objects.filter(in_column("about", person.addresses)).update(about="", what=NAME),
        "comparaisons": _forget_comparisons(person),
        "changements de titulaire": _forget_changes(person),
    }
    for row in person.people:
        _forget_person(row)
    if user:
        _forget_account(user)
    changed = booklets.forget(seats=seats, account=user.pk if user else None, triptychs=triptychs, name=NAME)
    for booklet in changed:
        redrawing.booklet(booklet)
    return {**counts, "livrets": len(changed), "fiches": len(person.people), "comptes": int(bool(user))}


def _forget_messages(person: Person) -> int:
    """What was written to them, and what was written to others about them: each message says whom it is about."""
    topics = [f"participant:{pk}" for pk in person.seats]
    if person.user:
        topics.append(f"user:{person.user.pk}")
        topics += [f"contact:{pk}" for pk in person.user.contacts.order_by("pk").values_list("pk", flat=True)]
    # The row of a message that left long ago names its reader no more: what it said to them is found by whose it is.
    Statement.objects.filter(person__in=topics).delete()
    written = Message.objects.filter(in_column("to_email", person.addresses))
    if person.beside:  # what was written there to those who share the mailbox is theirs
        written = written.exclude(topics__ref__in=[f"participant:{pk}" for pk in person.beside])
    theirs = Q(pk__in=written.order_by().values("pk")) | Q(topics__ref__in=topics)
    for address in person.addresses:  # a key of money ends with a digest of its reader, and outlives the words
        theirs |= Q(key__startswith="money:", key__endswith=f":{digest_of(address)}")
    rows = Message.objects.filter(theirs)
    answers = Reply.objects.exclude(person__in=[f"participant:{pk}" for pk in person.beside])
    answers.filter(in_column("from_email", person.addresses) | Q(person__in=topics)).delete()
    return rows.delete()[1].get("outbox.Message", 0)


def _forget_unproven(person: Person) -> int:
    """Another account said that one of their addresses was its own, and never proved it."""
    claims = EmailAddress.objects.filter(in_column("email", person.addresses), verified=False)
    deleted: int = claims.exclude(user=person.user_id).delete()[0]
    return deleted


def _forget_person(person: Participant) -> None:
    person.first_name, person.last_name = FIRST, LAST
    person.salutation = person.phone = ""
    person.position = person.organisation = ABSENT
    person.email = f"{ERASED}{person.pk}{NOBODY}"
    person.mandate_ends_on, person.user, person.invitation = None, None, uuid.uuid4()
    person.shares_mailbox = False
    if person.is_seated:
        person.state = Participant.State.LEFT
        tomorrow = timezone.localdate() + timedelta(days=1)
        person.left_on = min(person.left_on or tomorrow, tomorrow)  # what they attended stays counted
    person.save()
    person.attendances.exclude(reason="").update(reason="")


def _forget_documents(person: Person) -> int:
    """What was issued to them goes, with its files."""
    rows = list(person.documents())
    for row in rows:
        for path in row.paths:
            redrawing.drop(path)
        row.delete()
    return len(rows)


def _forget_gathered(triptychs: set[int]) -> int:
    """Files that gather what the database holds of a season go with their rows: they are asked for again.

    The seasons are held: none is asked for until the person is erased.
    """
    held = Season.objects.select_for_update(of=["self"]).filter(triptychs__in=triptychs).order_by("pk")
    seasons = {season.pk for season in held}
    rows = list(Job.objects.filter(season__in=seasons))
    for row in rows:
        redrawing.drop(row.path)
        row.delete()
    return len(rows)


def _forget_comparisons(person: Person) -> int:
    """That two rows are two people was said of what they held: it is no longer so."""
    rows = Q(kind="personne") & (Q(first__in=person.seats) | Q(second__in=person.seats))
    if person.user:
        rows |= Q(kind="compte") & (Q(first=person.user.pk) | Q(second=person.user.pk))
    return NotADuplicate.objects.filter(rows).delete()[0]


def _forget_changes(person: Person) -> int:
    """Of a change of holder, whoever comes is named in it, and the reason is that of whoever leaves."""
    rows = HolderChange.objects.filter(in_column("email", person.addresses) | Q(leaving__in=person.seats))
    for row in rows:
        if person.holds(row.email) and not person.is_another(row.first_name, row.last_name):
            row.first_name, row.last_name, row.position, row.organisation = FIRST, LAST, ABSENT, ABSENT
            row.email = f"efface-{row.pk}{NOBODY}"
        if row.leaving_id in person.seats:
            row.reason = ABSENT
        row.save()
    return len(rows)


def _forget_account(user: User) -> None:
    """The account is closed and nameless: what it wrote stays, signed by nobody."""
    Contact.objects.filter(user=user).delete()
    for related in ("emailaddress_set", "authenticator_set", "saved_filters"):
        getattr(user, related).all().delete()
    if hasattr(user, "feed"):
        user.feed.delete()
    user.first_name = user.last_name = user.position = user.phone = ""
    user.email, user.is_active = f"efface-{user.pk}{NOBODY}", False
    user.set_unusable_password()  # every session of theirs is dead
    user.save()


def replay(*, since: datetime | None = None) -> int:
    """Erase anew everybody of the journal whom the database still names; returns how many.

    `since` is when the archive was made: whoever was erased before it, and is in it, came back. No mark is added: an
    erasure is no later for being applied again. Raises ExceptionGroup, once all the others are erased, when somebody
    could not be.
    """
    found = erasure_journal.marked(_named_addresses(), since=since)
    done: set[str] = set()
    erased, failed = 0, []
    for address in found:
        if address in done:
            continue
        try:
            with transaction.atomic():
                mailbox = address.startswith(MAILBOX)
                _release(address.removeprefix(MAILBOX))
                done.update(_erase(address.removeprefix(MAILBOX), mailbox=mailbox)[0].addresses)
            erased += 1
        except Exception as error:  # noqa: BLE001 - the others are erased first, then it is said
            failed.append(error)
    if failed:
        raise ExceptionGroup(f"{len(failed)} of {len(found)} people could not be erased anew.", failed)
    return erased


def _named_addresses() -> set[str]:
    """Every address that the database holds of somebody with a name."""
    columns = [(User, "email"), (Participant, "email"), (HolderChange, "email"), (EmailAddress, "email")]
    shared = Participant.objects.filter(shares_mailbox=True).order_by().values_list("email", flat=True)
    found = {
        normalize_email(address)
        for model, column in columns
        for address in model.objects.order_by().values_list(column, flat=True)
    }
    return found | {f"{MAILBOX}{address}" for address in shared}


def _release(address: str) -> None:
    """Whoever was erased had no role any more and led nothing: the old database does not know it yet."""
    user = person_of(address).user
    if user:
        for role in ROLES:
            setattr(user, role, False)
        user.save()
        user.contacts.update(is_lead=False)
