"""From « mon territoire » to everybody: a text is frozen, everyone concerned is asked, an organiser reads it, and only
then is it public.

Concerned are the référent of each territory that the text speaks of, and each person who is quoted or named in it.
Anyone of them may refuse, or take their agreement back later: the text leaves the library at once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from atelier.accounts.models import User
from atelier.core.declarations import declared_by_key
from atelier.core.name_words import read_words
from atelier.seasons.models import Season
from referential import emails
from referential.models import Consent, Entry, Publication, Shared, Visibility
from territories.models import Participant, Triptych

_Named = TypeVar("_Named", Participant, User)
UNDER_WAY = [Publication.State.ASKED, Publication.State.AGREED, Publication.State.GRANTED]
State, Choice, Role = Publication.State, Consent.Choice, Consent.Role


@dataclass(frozen=True)
class PublicationSource:
    """A kind of text that may become public: its name, what it says as (title, text) sections, who may ask for it."""

    key: str
    model: type[Shared]
    label: str
    sections: Callable[[Any], list[tuple[str, str]]]
    gate: Callable[[User, int], Shared]


def sections_of_entry(entry: Entry) -> list[tuple[str, str]]:
    return [(title, text) for title, text in (("Date", entry.when), ("Récit", entry.text)) if text]


def sources() -> dict[str, PublicationSource]:
    """Every kind of text that may become public, by its key."""
    return declared_by_key(PublicationSource)


def _key_of(item: Shared) -> str:
    name = next(name for name, source in sources().items() if isinstance(item, source.model))
    return f"{name}:{item.pk}"


def _item_of(publication: Publication) -> Shared | None:
    """The text that was published, as it is now; None when it was erased."""
    name, _, pk = publication.source_key.partition(":")
    return sources()[name].model.objects.filter(pk=pk).first()


def standing_of(item: Shared) -> Publication | None:
    """The publication of this text that waits or is online, the one that waits first."""
    rows = Publication.objects.of(_key_of(item)).filter(state__in=UNDER_WAY)
    return rows.prefetch_related("consents__user").order_by("state").first()  # agreed, asked, granted


def under_way(item: Shared) -> list[Publication]:
    """Those of this text that wait or are online."""
    return list(Publication.objects.of(_key_of(item)).filter(state__in=UNDER_WAY).order_by("pk"))


def agreed_on(items: list) -> dict[int, Publication]:
    """What anyone may read of these texts of one kind, as it was agreed on, by the key of each; one query for all."""
    keys = {_key_of(item): item.pk for item in items}
    online = Publication.objects.granted().filter(source_key__in=keys) if keys else []
    return {keys[one.source_key]: one for one in online}


def people_of(season: Season) -> list[Participant]:
    """Everyone who may be quoted: those who hold a seat, or held one."""
    rows = (
        Participant.objects.came()
        .filter(season=season)
        .select_related(
            "triptych__territory",
            "user",
            "category",
        )
    )
    return list(rows.by_triptych())


def contacts_of(season: Season) -> list[User]:
    """Those who follow the application of an admitted territory and hold no seat of this season."""
    admitted = Triptych.objects.filter(season=season, status=Triptych.Status.ADMITTED)
    people = Participant.objects.came().filter(season=season, user__isnull=False)
    found = User.objects.filter(contacts__triptych__in=admitted).exclude(pk__in=people.order_by().values("user"))
    return list(found.distinct().order_by("last_name", "first_name", "pk"))


def named_in(title: str, sections: list[tuple[str, str]], people: list[_Named]) -> list[_Named]:
    """Those whose last name stands in anything that would be public: they are asked even if nobody ticks them."""
    public = read_words(" ".join([title, *(text for section in sections for text in section)]))
    return [one for one in people if public.names(first_name=one.first_name, last_name=one.last_name)]


@transaction.atomic
def ask_consents(*, item: Shared, quoted: list[Participant], by: User) -> Publication:
    """Freeze the text and ask everyone concerned; whoever asks agrees by asking.

    Raises ValidationError for a draft, an empty text, a request that waits already, a territory without référent or
    a person without account.
    """
    sections = sources()[_key_of(item).partition(":")[0]].sections(item)
    if item.visibility == Visibility.DRAFT or not sections:
        raise ValidationError("Ce texte est un brouillon, ou il est vide : terminez-le d’abord.")
    if Publication.objects.of(_key_of(item)).waiting().exists():
        raise ValidationError("La publication de ce texte est déjà demandée.")
    people = {person.pk: person for person in [*quoted, *named_in(str(item), sections, people_of(item.season))]}
    asked: dict[User, str] = dict.fromkeys(named_in(str(item), sections, contacts_of(item.season)), Role.QUOTED)
    asked |= _people_concerned(item, list(people.values()))
    publication = Publication.objects.create(
        source_key=_key_of(item),
        kind=sources()[_key_of(item).partition(":")[0]].label,
        title=str(item),
        sections=[list(section) for section in sections],
        season=item.season,
        triptych=item.triptych,
        asked_by=by,
    )
    publication.stakes.set(item.stakes.all())
    consents = [Consent.objects.create(publication=publication, user=user, role=role) for user, role in asked.items()]
    for consent in consents:
        if consent.user != by:
            emails.consent_asked(consent)
    own = next((consent for consent in consents if consent.user == by), None)
    if own:
        answer_consent(consent=own, choice=Choice.YES)
    elif not consents:
        _settle_publication(publication)
    publication.refresh_from_db()
    return publication


def _people_concerned(item: Shared, quoted: list[Participant]) -> dict[User, str]:
    """Whom to ask, each once; a référent who is quoted too answers as référent."""
    asked: dict[User, str] = {}
    for person in quoted:
        if person.user is None:
            raise ValidationError(f"{person.full_name} n’a pas de compte : son accord ne peut pas être demandé.")
        asked[person.user] = Role.QUOTED
    triptychs = {item.triptych_id} | {person.triptych_id for person in quoted}
    for triptych in Triptych.objects.filter(pk__in=triptychs - {None}).prefetch_related("contacts__user"):
        if triptych.lead is None:
            raise ValidationError(f"{triptych.territory} n’a pas de référent : son accord est nécessaire.")
        asked[triptych.lead.user] = Role.LEAD
    return asked


@transaction.atomic
def answer_consent(*, consent: Consent, choice: str) -> Consent:
    """Agree, refuse, or change one's mind: a refusal ends the request, or takes the text back at once."""
    publication = Publication.objects.select_for_update(of=["self"]).get(pk=consent.publication_id)
    consent.answer, consent.answered_at = choice, timezone.now()
    consent.save(update_fields=["answer", "answered_at"])
    _settle_publication(publication)
    return consent


def _settle_publication(publication: Publication) -> None:
    """Draw what follows from the answers; a text that was deleted since they were asked for is not published."""
    answers = set(publication.consents.order_by("pk").values_list("answer", flat=True))
    if publication.state in (State.ASKED, State.AGREED) and Choice.NO in answers:
        _end_publication(publication, State.REFUSED)
    elif publication.state == State.GRANTED and Choice.NO in answers:
        withdraw(publication)
    elif publication.state == State.ASKED and answers <= {Choice.YES}:
        if _item_of(publication) is None:
            withdraw(publication)
            return
        publication.state = State.AGREED
        publication.save(update_fields=["state"])


@transaction.atomic
def publish(*, publication: Publication, public: bool) -> Publication:
    """What an organiser decides who has read the text. Raises ValidationError when it does not wait for that."""
    publication = Publication.objects.select_for_update(of=["self"]).get(pk=publication.pk)
    item = _item_of(publication)
    if publication.state != State.AGREED or item is None:
        raise ValidationError("Ce texte n’attend plus de relecture\u00a0: un accord a changé, ou il a été retiré.")
    if not public:
        _end_publication(publication, State.REFUSED)
        return publication
    if former := Publication.objects.of(publication.source_key).granted().first():
        _end_publication(former, State.REPLACED)
    _end_publication(publication, State.GRANTED)
    type(item).objects.filter(pk=item.pk).update(visibility=Visibility.PUBLIC)
    return publication


def _end_publication(publication: Publication, state: str) -> None:
    publication.state, publication.settled_at = state, timezone.now()
    publication.save(update_fields=["state", "settled_at"])
    emails.publication_settled(publication)


@transaction.atomic
def withdraw(publication: Publication) -> None:
    """The text is no longer public; its territory keeps it, or the team where it has none."""
    if publication.state not in UNDER_WAY:
        return
    _end_publication(publication, State.WITHDRAWN)
    if item := _item_of(publication):
        kept = Visibility.TERRITORY if item.triptych_id else Visibility.TEAM
        type(item).objects.filter(pk=item.pk, visibility=Visibility.PUBLIC).update(visibility=kept)


@transaction.atomic
def delete_source(item: Shared) -> None:
    """Delete a text; what was public of it is taken back."""
    for publication in under_way(item):
        withdraw(publication)
    item.delete()
