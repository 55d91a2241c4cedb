"""Forgetting a person: their rows lose what names them, then every text of the database is searched for what is left.

Statistics stay: presences and answers count as before, for nobody. What the law keeps stays (`register.KEPT`).
The journal of erasures lies beside the database, in no archive: it holds no name, and a restored database is erased
anew from it.
"""

import hashlib
import hmac
import json
import uuid
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from auditlog.context import disable_auditlog
from auditlog.models import LogEntry
from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from atelier import documents as files
from atelier.accounts.models import User, normalize_email
from atelier.audit.reading import forget_readings
from atelier.keeping.register import KEPT, REGISTER
from atelier.outbox.models import Bounce, Message
from atelier.seasons.models import Job
from referential import publication
from referential.models import Consent, Position
from sessions.models import Batch, Booklet
from territories import documents as summaries
from territories.models import AccessNeed, Contact, HolderChange, Participant, PersonalChoices, Triptych

FIRST, LAST = "Personne", "effacée"
NAME = f"{FIRST} {LAST}"
TEXTS = (models.CharField, models.TextField)


def journal_path() -> Path:
    return Path(settings.VAR_DIR, "effacements.jsonl")


def print_of(email: str) -> str:
    """A mark that says nothing of the address to whoever has not the key of the site."""
    return hmac.new(settings.SECRET_KEY.encode(), normalize_email(email).encode(), hashlib.sha256).hexdigest()


def erase(*, email: str, by: User | None = None) -> dict[str, int]:
    """Forget whoever has this address; returns how many rows of each kind were touched.

    Raises ValidationError, in words, for somebody of the team, and for the référent of an application under way.
    """
    email = normalize_email(email)
    with disable_auditlog(), transaction.atomic():
        user = User.objects.select_for_update().filter(email=email).first()
        refuse_what_would_orphan(user)
        people = list(Participant.objects.select_for_update().filter(Q(email=email) | Q(user=user, user__isnull=False)))
        needles = needles_of(email, user, people)
        posts = {text for person in people for text in (person.position, person.organisation)}
        counts = forget(email, user, people)
        counts["textes"] = sweep(needles, posts)
        redraw(people)
        for row in [*people, *([user] if user else [])][:1]:
            LogEntry.objects.log_create(row, force_log=True, action=LogEntry.Action.DELETE, actor=by)
    note(email)
    return counts


def refuse_what_would_orphan(user: User | None) -> None:
    if user is None:
        return
    if user.is_staff:
        raise ValidationError("Cette personne est de l’équipe\u00a0: retirez-lui d’abord ses rôles.")
    leads = user.contacts.filter(is_lead=True).exclude(
        triptych__status__in=[Triptych.Status.REFUSED, Triptych.Status.WITHDRAWN]
    )
    if leads.filter(triptych__season__status="published").exists():
        raise ValidationError(
            "Cette personne est le référent d’un territoire\u00a0: confiez d’abord ce rôle à une autre."
        )


def needles_of(email: str, user: User | None, people: list[Participant]) -> dict[str, str]:
    """What names the person, longest first, and what takes its place."""
    named = {email: f"{uuid.uuid5(uuid.NAMESPACE_OID, print_of(email)).hex[:12]}@invalid"}
    for one in [*people, *([user] if user else [])]:
        if one.first_name and one.last_name:
            named[f"{one.first_name} {one.last_name}"] = NAME
            named[f"{one.last_name} {one.first_name}"] = NAME
        if getattr(one, "phone", ""):
            named[one.phone] = ""
    return dict(sorted(named.items(), key=lambda pair: -len(pair[0])))


def forget(email: str, user: User | None, people: list[Participant]) -> dict[str, int]:
    pks = [person.pk for person in people]
    topics = [f"participant:{pk}" for pk in pks]
    counts = {
        "courriels": Message.objects.filter(Q(to_email=email) | Q(topics__ref__in=topics)).delete()[0],
        "refus": Bounce.objects.filter(email=email).delete()[0],
        "besoins": forget_needs(AccessNeed.objects.filter(participant__in=pks)),
        "choix": PersonalChoices.objects.filter(participant__in=pks).delete()[0],
    }
    for person in people:
        counts["documents"] = counts.get("documents", 0) + forget_documents(person)
        forget_person(person)
    Position.objects.filter(sheet__participant__in=pks).update(note="")
    for row in HolderChange.objects.filter(Q(email=email) | Q(leaving__in=pks)):
        blank_change(row, email)
    forget_history(user, pks)
    if user:
        forget_account(user)
    return {**counts, "fiches": len(people), "comptes": int(bool(user))}


def forget_needs(needs: QuerySet[AccessNeed]) -> int:
    """With the trace of who has read them: it says that there was one."""
    pks = list(needs.order_by("pk").values_list("pk", flat=True))
    forget_readings(AccessNeed, pks)
    return AccessNeed.objects.filter(pk__in=pks).delete()[0]


def forget_history(user: User | None, pks: list[int]) -> None:
    """The journal still says that their rows were changed, and when; not what they said."""
    kinds = ContentType.objects.get_for_models(User, Participant)
    about = Q(content_type=kinds[Participant], object_pk__in=[str(pk) for pk in pks])
    if user:
        about |= Q(content_type=kinds[User], object_pk=str(user.pk))
    LogEntry.objects.filter(about).update(changes={}, object_repr=NAME)


def forget_person(person: Participant) -> None:
    person.first_name, person.last_name = FIRST, LAST
    person.salutation = person.phone = ""
    person.position = person.organisation = "–"
    person.email = f"efface-{person.pk}@invalid"
    person.mandate_ends_on, person.user, person.invitation = None, None, uuid.uuid4()
    if person.is_seated:
        person.state = Participant.State.LEFT
    person.save()
    person.attendances.exclude(reason="").update(reason="")


def forget_documents(person: Participant) -> int:
    """What was issued to them goes, with its files, and every file that gathered it."""
    rows = [*person.convocations.all(), *person.attestations.all()]
    for row in rows:
        drop(row.pdf_path)
        if hasattr(row, "ics_path"):
            drop(row.ics_path)
        row.delete()
    for gathered in (*Batch.objects.filter(season=person.season_id), *Job.objects.filter(season=person.season_id)):
        drop(gathered.path)
        gathered.delete()
    return len(rows)


def drop(path: str) -> None:
    """The file goes once the rows are gone for good."""
    transaction.on_commit(partial(default_storage.delete, path))


def blank_change(row: HolderChange, email: str) -> None:
    if row.email == email:
        row.first_name, row.last_name, row.position, row.organisation = FIRST, LAST, "–", "–"
        row.email = f"efface-{row.pk}@invalid"
    row.reason = "–"
    row.save()


def forget_account(user: User) -> None:
    """The account is closed and nameless: what it wrote stays, signed by nobody."""
    for consent in Consent.objects.filter(user=user).select_related("publication"):
        publication.take_back(consent.publication)
    Contact.objects.filter(user=user).delete()
    for related in ("emailaddress_set", "authenticator_set"):
        getattr(user, related).all().delete()
    if hasattr(user, "feed"):
        user.feed.delete()
    user.first_name = user.last_name = ""
    user.email, user.is_active = f"efface-{user.pk}@invalid", False
    user.set_unusable_password()  # every session of theirs is dead
    user.save()


def sweep(needles: dict[str, str], posts: set[str]) -> int:
    """Every text and JSON of the database that names the person says so no more, but for what the law keeps."""
    touched = 0
    for model, columns in searched():
        manager = model._base_manager
        for row in manager.only("pk", *columns).iterator(chunk_size=500):
            cleaned = {name: without(getattr(row, name), needles, posts) for name in columns}
            changed = {name: said for name, said in cleaned.items() if said is not None}
            if changed:
                touched += manager.filter(pk=row.pk).update(**changed)
    return touched


def searched() -> Iterator[tuple[type[models.Model], list[str]]]:
    """Each table with its columns of text and JSON; choices and what the law keeps are left alone."""
    ours = {"accounts", "outbox", "seasons", "territories", "referential", "atelier_sessions", "contributions"}
    for model in [*(one for label in sorted(ours) for one in apps.get_app_config(label).get_models()), *journals()]:
        told = REGISTER.get(model._meta.label)
        if told is None or told.erased == KEPT:
            continue
        columns = [
            field.name
            for field in model._meta.concrete_fields
            if not field.choices and isinstance(field, (*TEXTS, models.JSONField)) and not field.unique
        ]
        if columns:
            yield model, columns


def journals() -> list[type[models.Model]]:
    return [LogEntry, apps.get_model("admin.LogEntry")]


def without(value: object, needles: dict[str, str], posts: set[str]) -> object | None:
    """The value without what names the person; None when it never did."""
    clean = walked(value, needles, posts)
    return None if clean == value else clean


def walked(value: object, needles: dict[str, str], posts: set[str]) -> object:
    """Text, or JSON branch by branch: what says somebody's name says their post beside it."""
    if isinstance(value, str):
        for needle, instead in needles.items():
            value = value.replace(needle, instead)
        return value
    if isinstance(value, list):
        return [walked(one, needles, posts) for one in value]
    if not isinstance(value, dict):
        return value
    said = {key: walked(one, needles, posts) for key, one in value.items()}
    is_theirs = any(isinstance(one, str) and said[key] != one for key, one in value.items())
    return {key: "–" if is_theirs and isinstance(one, str) and one in posts else one for key, one in said.items()}


def redraw(people: list[Participant]) -> None:
    """Documents that name the six are made again without the name: the summary of the application, the booklet."""
    for triptych in Triptych.objects.filter(pk__in={one.triptych_id for one in people}).with_panels():
        if triptych.summary_sha256:
            content = summaries.summary(triptych)
            files.store(triptych.summary_path, content)
            Triptych.objects.filter(pk=triptych.pk).update(summary_sha256=hashlib.sha256(content).hexdigest())
        for booklet in Booklet.objects.filter(triptych=triptych):
            drop(booklet.pdf_path)
            Booklet.objects.filter(pk=booklet.pk).update(sha256="", size=0)  # a worker draws it from the clean words


def note(email: str) -> None:
    path = journal_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        file.write(json.dumps({"at": timezone.now().isoformat(), "print": print_of(email)}) + "\n")
    path.chmod(0o600)


def replay() -> int:
    """Erase anew everybody of the journal whom the database still names; returns how many.

    Raises ExceptionGroup, once all the others are erased, when somebody could not be.
    """
    path = journal_path()
    if not path.exists():
        return 0
    prints = {json.loads(line)["print"] for line in path.read_text().splitlines() if line}
    addresses = set(User.objects.order_by().values_list("email", flat=True))
    addresses |= set(Participant.objects.order_by().values_list("email", flat=True))
    found = sorted(address for address in addresses if print_of(address) in prints)
    failed = []
    for address in found:
        try:
            with transaction.atomic():
                release(address)
                erase(email=address)
        except Exception as error:  # noqa: BLE001 - the others are erased first, then it is said
            failed.append(error)
    if failed:
        raise ExceptionGroup(f"{len(failed)} of {len(found)} people could not be erased anew.", failed)
    return len(found)


def release(address: str) -> None:
    """Whoever was erased had no role any more and led nothing: the old database does not know it yet."""
    user = User.objects.filter(email=address).first()
    if user:
        user.is_organiser = user.is_treasurer = user.is_facilitator = False
        user.save()
        user.contacts.update(is_lead=False)
