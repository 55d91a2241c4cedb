"""Territories apply, people answer, organisers change their minds; somebody is replaced, leaves, is erased."""

import contextlib
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone

from atelier.privacy import address_change, erasure
from atelier.seasons.models import Season
from sessions.attendance import roll_call
from sessions.documents.models import Attestation, Convocation
from sessions.programme.models import Day
from territories import application, application_team, invitation, reversal, seat_transfer, selection
from territories.models import HolderChange, Participant, Triptych
from tools.rehearsal import cast
from tools.rehearsal.life import Life, act


@act
def apply(life: Life) -> bool:
    """A territory opens an application and names a few people, who get their links."""
    season = Season.objects.get(number=cast.WHOLE)
    if season.triptychs.count() >= 9:
        return False
    triptych = cast.applicant(season, life.dice)
    lead = cast.lead_of(triptych)
    seats = [(category, seat) for category in season.categories.order_by("position") for seat in (1, 2)]
    for category, seat in life.dice.sample(seats, life.dice.randint(2, 6)):
        person = cast.someone(triptych, life.dice, category=category, seat=seat)
        application.name_person(participant=person, by=lead)
    if life.chance(0.7):
        application.submit_application(triptych=triptych, user=lead)
    return True


@act
def submit(life: Life) -> bool:
    triptych = life.some(Triptych.objects.filter(status__in=Triptych.EDITABLE))
    if triptych is None or not (lead := cast.lead_of(triptych)):
        return False
    application.submit_application(triptych=triptych, user=lead)
    if life.chance(0.3):
        application.submit_application(triptych=triptych, user=lead)
    return True


@act
def answer_all(life: Life) -> bool:
    """Those of one territory answer one after the other."""
    invited = Participant.objects.filter(state="invited").named()
    person = life.some(invited)
    people = invited.filter(triptych=person.triptych_id).order_by("pk") if person else []
    return [_answer(life, one) for one in people] != []


@act
def answer(life: Life) -> bool:
    """By the page of their link, clicked once or twice, or by the verb."""
    person = life.some(Participant.objects.filter(state="invited").named())
    return person is not None and _answer(life, person)


def _answer(life: Life, person: Participant) -> bool:
    accepts = life.chance(0.85)
    if life.chance(0.4):
        link = f"/invitation/{invitation.token_for(person)}/"
        page = life.visitor(None)
        if page.client.get(link).status_code != 200:
            return False
        page.fill(link, {}, button="confirm" if accepts else "decline")
        return True
    if accepts:
        invitation.confirm_seat(participant=person)
    else:
        invitation.decline_seat(participant=person)
    return True


@act
def complete(life: Life) -> bool:
    person = life.some(Participant.objects.filter(state="confirmed").named())
    if person is None:
        return False
    said = f"Une boucle magnétique, {cast.canary(person.triptych)}" if life.chance(0.5) else ""
    identity = {"position": f"fonction {life.dice.randrange(10**6)}"}
    invitation.complete_seat(participant=person, identity=identity, choices={}, need=said)
    return True


@act
def decide(life: Life) -> bool:
    """Of one application, or of all that wait for it."""
    rows = Triptych.objects.filter(status__in=Triptych.DECIDABLE).order_by("pk")
    found = list(rows) if life.chance(0.5) else [one for one in [life.some(rows)] if one]
    for triptych in found:
        with contextlib.suppress(ValidationError):
            _decide(life, triptych)
    return found != []


def _decide(life: Life, triptych: Triptych) -> None:
    verb = life.dice.choice([selection.admit] * 5 + [selection.put_on_waiting_list] * 2 + [selection.refuse, None])
    if verb is None:
        why = f"Relisez votre page, {cast.canary(triptych)}"
        selection.ask_for_correction(triptych=triptych, author=life.organiser, step="dynamique", why=why)
    else:
        verb(triptych=triptych, author=life.organiser, hold=life.chance(0.2))


@act
def reverse(life: Life) -> bool:
    triptych = life.some(Triptych.objects.filter(status__in=reversal.REVERSIBLE))
    if triptych is None:
        return False
    reversal.take_back(triptych=triptych, author=life.organiser, reason="Une erreur de notre part.")
    return True


@act
def promote(life: Life) -> bool:
    if (triptych := life.some(Triptych.objects.filter(status="waiting"))) is None:
        return False
    verb = life.dice.choice([selection.move_up, selection.admit])
    verb(triptych=triptych, author=life.organiser)
    return True


@act
def withdraw(life: Life) -> bool:
    triptych = life.some(Triptych.objects.filter(status__in=["admitted", "waiting", "submitted"]))
    if triptych is None:
        return False
    selection.withdraw(triptych=triptych, author=life.organiser, reason="Un changement de majorité.")
    return True


@act
def colleague(life: Life) -> bool:
    triptych = life.some(Triptych.objects.exclude(status__in=["refused", "withdrawn"]))
    if triptych is None or not (lead := cast.lead_of(triptych)):
        return False
    others = triptych.contacts.filter(is_lead=False)
    if other := life.some(others):
        application_team.remove_colleague(contact=other, by=lead)
    else:
        application_team.invite_colleague(
            triptych=triptych, email=f"collegue{life.dice.randrange(10**6)}@example.org", by=lead
        )
    return True


@act
def name(life: Life) -> bool:
    """Somebody is named in a seat that is free."""
    triptych = life.some(Triptych.objects.filter(status__in=["draft", "reopened", "admitted"]))
    if triptych is None or not (lead := cast.lead_of(triptych)):
        return False
    category, seat = life.any_of(
        (one, seat) for one in triptych.season.categories.order_by("position") for seat in (1, 2)
    )
    person = cast.someone(triptych, life.dice, category=category, seat=seat)
    if Participant.objects.filter(triptych=triptych, category=category, seat=seat, state__in=["invited", "confirmed"]):
        return False
    if triptych.status == "admitted":
        seat_transfer.fill_new_seat(participant=person, by=lead)
    else:
        application.name_person(participant=person, by=lead)
    return True


@act
def replace(life: Life) -> bool:
    """A change of holder is asked for, now or for later."""
    person = life.some(Participant.objects.admitted())
    if person is None or not (lead := cast.lead_of(person.triptych)):
        return False
    new = cast.someone(person.triptych, life.dice)
    change = HolderChange(
        leaving=person, first_name=new.first_name, last_name=new.last_name, position="adjointe",
        organisation="Commune d’essai", email=new.email, reason=f"Change de poste, {cast.canary(person.triptych)}",
        effective_on=timezone.localdate() + timedelta(days=life.dice.choice([0, 0, 1, 9, 20])),
    )  # fmt: skip
    seat_transfer.request_transfer(change=change, by=lead)
    return True


@act
def settle(life: Life) -> bool:
    change = life.some(HolderChange.objects.filter(state="asked"))
    if change is None:
        return False
    verb = seat_transfer.accept_transfer if life.chance(0.8) else seat_transfer.refuse_transfer
    verb(change=change, author=life.organiser)
    return True


@act
def leave(life: Life) -> bool:
    """Written on the form of the administration."""
    person = life.some(Participant.objects.filter(state__in=["invited", "confirmed"]).named())
    if person is None:
        return False
    address = f"/admin/territories/participant/{person.pk}/change/"
    life.visitor(life.organiser).fill(address, {"state": "left"}, button="_save")
    return True


@act
def move_house(life: Life) -> bool:
    """Somebody has another address."""
    person = life.some(Participant.objects.filter(state__in=["invited", "confirmed"]).named())
    if person is None:
        return False
    holder = address_change.holder_of_seat(person)
    address_change.change_address(
        holder=holder, to=f"nouvelle{life.dice.randrange(10**6)}@example.org", by=life.organiser
    )
    return True


@act
def forget(life: Life) -> bool:
    """Somebody whom nobody else is called like asks to be erased."""
    people = Participant.objects.named().exclude(last_name="Martin").filter(season__number=cast.WHOLE)
    person = life.some(people)
    if person is None:
        return False
    names, before = {person.last_name, person.email}, _issued_numbers()
    erasure.erase(email=person.email, by=life.organiser)
    life.stage.erased |= names
    life.stage.numbers_gone |= before - _issued_numbers()
    return True


def _issued_numbers() -> set[str]:
    """Of what erasing somebody takes away; papers of money stay."""
    return {
        number
        for model in (Convocation, Attestation)
        for number in model.objects.order_by("pk").values_list("number", flat=True)
    }


@act
def announce(life: Life) -> bool:
    """An absence, by the page of the person or by the verb, with a reason that is theirs."""
    day = life.some(Day.objects.filter(date__gte=timezone.localdate()))
    person = life.some(Participant.objects.filter(state="confirmed", season=day.season_id).named()) if day else None
    if person is None:
        return False
    parts = life.dice.choice([[], list(day.half_days.order_by("pk")[:1]), list(day.half_days.order_by("pk"))])
    reason = f"Un conseil, {cast.canary(person.triptych)}" if parts else ""
    address = f"/espace/absence/{person.pk}/{day.pk}/"
    page = life.visitor(person.user)
    if life.chance(0.5) and 'name="reason"' in page.client.get(address).text:  # until the deadline
        keys = [str(part.pk) for part in parts] or None
        page.fill(address, {"half_days": keys, "reason": reason}, having=("reason",))
    else:
        roll_call.announce_absence(participant=person, day=day, half_days=parts, reason=reason)
    return True


OPENING = {
    7: "submit",
    6: "apply decide",
    5: "answer_all",
    4: "answer",
    2: "complete name",
    1: "reverse promote withdraw colleague replace settle move_house forget die bounce let_go",
}  # how often each is drawn
