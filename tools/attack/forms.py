"""Forms sent twice at the same instant, and confirmations of something else than what was shown."""

from datetime import timedelta
from decimal import Decimal
from functools import partial

from django.urls import reverse
from django.utils import timezone

from atelier.outbox.models import Message
from atelier.seasons.models import Venue
from contributions import invoicing
from contributions.models import CreditNote, Invoice, Payment
from sessions.documents.models import Convocation
from territories.models import Participant, Triptych
from tests.factories import SeasonFactory, TriptychFactory, UserFactory, add_days, settled
from tools.attack.servers import Stand
from tools.attack.tally import Tally
from tools.attack.visitor import Visitor, at_once, shown_by

ROUNDS = 12
AGAIN = "ce qui est affiché a changé"


def click_twice(stand: Stand, tally: Tally) -> None:
    """Two connections of one browser send the same page at the same instant; a third time, later."""
    treasurer, organiser = (Visitor(stand, UserFactory(**{role: True})) for role in ("is_treasurer", "is_organiser"))
    invoice = invoicing.issue_document(instalment=settled(Decimal(9000)).instalments.get(), on=timezone.localdate())
    follow = reverse("admin:note_invoice", args=[invoice.pk, "versement"])
    payment = {"amount": "10", "received_on": str(timezone.localdate()), "reference": "VIR"}
    _twice(tally, "payment", treasurer, follow, payment, lambda: Payment.objects.filter(invoice=invoice).count())
    credited = invoicing.issue_document(instalment=settled(Decimal(9000)).instalments.get(), on=timezone.localdate())
    page = reverse("admin:issue_credit_note", args=[credited.pk])
    credit = {"amount": "10", "reason": "Erreur"}
    credit |= {"confirm": "1", "shown": shown_by(treasurer.post(page, credit))}
    _twice(tally, "credit note", treasurer, page, credit, lambda: CreditNote.objects.filter(invoice=credited).count())
    venue = {"name": "Salle", "address": "Lyon"}
    _twice(tally, "venue", organiser, reverse("admin:seasons_venue_add"), venue, Venue.objects.count)
    TriptychFactory()  # a season whose call is open
    lead = UserFactory()
    contact, typed = Visitor(stand, lead), {"name": "Syndicat du Val", "kind": "PROJ", "department": "69"}
    mine = Triptych.objects.filter(contacts__user=lead)
    _twice(tally, "draft", contact, reverse("territories:start"), typed, mine.count, rounds=3)
    draft = TriptychFactory(complete=True, lead=lead)
    seat = {"first_name": "A", "last_name": "B", "position": "maire", "organisation": "V"}
    invited = {**seat, "email": f"double-{draft.pk}@example.org"}
    address = f"/candidatures/{draft.pk}/triptyque/elus/1/"
    sent = Message.objects.filter(to_email=invited["email"])
    _twice(tally, "invitation", contact, address, invited, sent.count, rounds=1)
    colleague = {"email": f"collegue-{draft.pk}@example.org"}
    team = f"/candidatures/{draft.pk}/equipe/"
    _twice(tally, "colleague", contact, team, colleague, lambda: draft.contacts.count() - 1, rounds=1)


def _twice(tally: Tally, what: str, visitor: Visitor, page: str, values: dict, count, *, rounds: int = ROUNDS) -> None:
    before = count()
    for number in range(rounds):
        token, other = visitor.token(), visitor.twin()
        sent = at_once(*(partial(one.post, page, values, token=token) for one in (visitor, other)))
        again = visitor.post(page, values, token=token)
        led = {answer.headers.get("Location") for answer in (*sent, again)}
        statuses = [answer.status_code for answer in (*sent, again)]
        tally.check(count() - before == number + 1, f"{what}: {count() - before} for {number + 1} forms, {statuses}")
        tally.check(statuses == [302, 302, 302] and len(led) == 1, f"{what}: the second send answers {statuses} {led}")


def confirm_another(stand: Stand, tally: Tally) -> None:
    """What was shown is signed; then the audience, the text, the people or the numbers change, and it is confirmed."""
    organiser = Visitor(stand, UserFactory(is_organiser=True))
    season = SeasonFactory(open=True)
    triptych = TriptychFactory(season=season, admitted=True, people=6, people__state="confirmed")
    (day,) = add_days(season, timezone.localdate() + timedelta(days=40))
    _letters(tally, organiser, season)
    _convocations(tally, organiser, triptych, day)
    _decisions(tally, organiser)
    _people(stand, tally)
    _invoice(stand, tally)


def _letters(tally: Tally, organiser: Visitor, season) -> None:
    page = f"{reverse('admin:letter')}?saison={season.pk}"
    one, other = (f"category:{category.pk}" for category in season.categories.all()[:2])
    letter = {"audience": one, "subject": "Des nouvelles", "text": "Bonjour {prenom}.", "token": f"t{season.pk}"}
    seen = organiser.post(page, letter)
    tally.check("2 destinataires" in seen.text, "the preview of a letter does not say to how many it goes")
    before = Message.objects.count()
    for change in ({"audience": other}, {"text": "Autre."}, {"subject": "Autre"}, {"audience": "participants"}):
        answer = organiser.confirm(page, {**letter, **change}, seen, send="1")
        tally.check(AGAIN in answer.text, f"a letter changed in {change} is not shown again")
    person = season.participants.filter(category__pk=one.partition(":")[2]).order_by("pk").first()
    Participant.objects.filter(pk=person.pk).update(email=f"autre-{person.pk}@example.org")
    tally.check(AGAIN in organiser.confirm(page, letter, seen, send="1").text, "a reader changed address unseen")
    tally.check(organiser.post(page, {**letter, "send": "1"}).status_code == 200, "a letter leaves that nobody saw")
    tally.check(Message.objects.count() == before, "a letter left that was not shown")
    organiser.confirm(page, letter, organiser.post(page, letter), send="1")
    tally.check(Message.objects.count() == before + 2, "a letter that was shown did not leave")


def _convocations(tally: Tally, organiser: Visitor, triptych: Triptych, day) -> None:
    page = reverse("admin:atelier_sessions_day_changelist")
    chosen = {"action": "issue_convocations", "_selected_action": [day.pk]}
    for change in ({"last_name": "Autre"}, {"email": f"x-{day.pk}@example.org"}, {"state": "left"}):
        seen = organiser.post(page, chosen)
        person = triptych.participants.filter(state="confirmed").order_by("pk").first()
        Participant.objects.filter(pk=person.pk).update(**change)
        answer = organiser.confirm(page, chosen, seen, confirm="1")
        tally.check(AGAIN in answer.text, f"convocations of others than those counted leave: {change}")
    tally.check(not Convocation.objects.filter(day=day).exists(), "convocations were issued that nobody confirmed")
    organiser.confirm(page, chosen, organiser.post(page, chosen), confirm="1")
    tally.check(Convocation.objects.filter(day=day).count() == 5, "convocations that were shown are not issued")


def _decisions(tally: Tally, organiser: Visitor) -> None:
    season = SeasonFactory(open=True, places=1)
    first, second = (TriptychFactory(season=season, submitted=True, lead=UserFactory()) for _ in range(2))
    page = reverse("admin:territories_triptych_changelist")
    for action in ("admit", "refuse"):
        seen = organiser.post(page, {"action": action, "_selected_action": [first.pk]})
        forged = {"action": action, "_selected_action": [second.pk], "mail": "send"}
        organiser.confirm(page, forged, seen, confirm="1")
        tally.check(Triptych.objects.get(pk=second.pk).status == "submitted", f"{action} of somebody else than shown")


def _people(stand: Stand, tally: Tally) -> None:
    lead = UserFactory()
    draft = TriptychFactory(complete=True, lead=lead)
    visitor, page = Visitor(stand, lead), f"/candidatures/{draft.pk}/triptyque/tableau/"
    line = f"élus\tOdile\tRoy\tmaire\tVal\todile-{draft.pk}@example.org"
    seen = visitor.post(page, {"pasted": line})
    visitor.confirm(page, {"pasted": line.replace("odile-", "autre-")}, seen, confirm="1")
    tally.check(not draft.participants.exists(), "a table of people changed after it was read is written")


def _invoice(stand: Stand, tally: Tally) -> None:
    treasurer, payer = Visitor(stand, UserFactory(is_treasurer=True)), settled()
    page = reverse("admin:issue_invoice", args=[payer.instalments.get().pk])
    seen = treasurer.get(page)
    type(payer).objects.filter(pk=payer.pk).update(city="Ailleurs")
    answer = treasurer.confirm(page, {"on": timezone.localdate().isoformat()}, seen)
    tally.check(AGAIN in answer.text, "an invoice that says else than its draft is issued")
    tally.check(not Invoice.objects.filter(payer=payer).exists(), "an invoice was issued that was not shown")
