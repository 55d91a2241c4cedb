"""What is confirmed is what was shown: another audience, text, address, number or person is shown again."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from pytest_django.asserts import assertContains

from atelier.accounts.models import User
from atelier.core import confirmations
from atelier.outbox.models import Message
from contributions import invoicing, payments
from contributions.models import Invoice, Payer, Payment, StatementLine
from sessions.attendance.models import Attendance
from sessions.documents.models import Attestation, Convocation
from territories.models import Participant, Triptych
from tests.admin_actions import act, second_factor_of, shown_by
from tests.factories import (
    ParticipantFactory,
    RuleFactory,
    SeasonFactory,
    TriptychFactory,
    UserFactory,
    add_days,
    settled,
)

pytestmark = pytest.mark.django_db
AGAIN = "ce qui est affiché a changé"
LETTER = {"audience": "participants", "subject": "Des nouvelles", "text": "Bonjour {prenom}.", "token": "abc"}


@pytest.fixture
def desk(as_user, organiser):
    return as_user(organiser)


@pytest.fixture
def season():
    season = SeasonFactory(number=90)
    of_season = {"season": season, "admitted": True, "people__state": "confirmed"}
    TriptychFactory(**of_season, people=2, people__answered_at=timezone.now() - timedelta(days=90))
    add_days(season, localdate() + timedelta(days=40))
    return season


def post(path="/page/", pk=1, **posted):
    request = RequestFactory().post(path, posted)
    request.user = User(pk=pk)
    return request


def test_a_signature_is_of_a_content_a_page_and_a_reader():
    content = ["élus", Decimal("12.50"), date(2027, 4, 8), ("a@example.org", "Bonjour")]
    shown = confirmations.sign_shown(post(), content)

    assert confirmations.is_what_was_shown(post(shown=shown), content)
    assert not confirmations.is_what_was_shown(post(shown=shown), [*content, "x"])
    assert not confirmations.is_what_was_shown(post(shown=shown, path="/autre/"), content)
    assert not confirmations.is_what_was_shown(post(shown=shown, pk=2), content)
    assert not confirmations.is_what_was_shown(post(shown=f"{shown}x"), content)
    assert not confirmations.is_what_was_shown(post(), content)


def test_a_signature_outlives_a_rotation_of_keys(settings):
    shown = confirmations.sign_shown(post(), ["a"])
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "une-autre-clé"

    assert confirmations.is_what_was_shown(post(shown=shown), ["a"])


@pytest.mark.usefixtures("mode")
@pytest.mark.parametrize(
    "change",
    [{"subject": "Autre objet"}, {"text": "Autre texte."}, {"audience": "category:{}"}, {"token": "autre"}],
    ids=["subject", "text", "audience", "token"],
)
def test_a_letter_changed_after_it_was_read_is_shown_again(desk, season, change):
    address = reverse("admin:letter")
    other = season.categories.last()
    for person in season.participants.all():
        Participant.objects.filter(pk=person.pk).update(category=other, seat=person.pk)
    shown = shown_by(desk.post(address, LETTER))
    changed = {**LETTER, **{name: value.format(other.pk) for name, value in change.items()}}

    answer = desk.post(address, {**changed, **shown, "send": "1"})

    assertContains(answer, AGAIN)
    assertContains(answer, "Envoyer à 2 destinataires")  # as many as before: others, or in other words
    assert Message.objects.count() == 0
    desk.post(address, {**changed, **shown_by(answer), "send": "1"})
    assert Message.objects.count() == 2


def test_a_letter_whose_reader_changed_their_address_is_shown_again(desk, season):
    address = reverse("admin:letter")
    shown = shown_by(desk.post(address, LETTER))
    Participant.objects.filter(pk=season.participants.first().pk).update(email="autre@example.org")

    assertContains(desk.post(address, {**LETTER, **shown, "send": "1"}), AGAIN)
    assert Message.objects.count() == 0


def test_what_is_past_and_changed_since_is_shown_again(desk, season):
    rule = RuleFactory(season=season, is_active=True, days=45)
    address = reverse("admin:send_past", args=[rule.pk])
    page = desk.get(address)
    keys = [one.key for one in page.context["past"]]
    assert len(keys) == 2
    rule.text += "\nEt une phrase de plus."
    rule.save()

    assertContains(desk.post(address, {"key": keys, **shown_by(page)}), AGAIN)
    assert Message.objects.count() == 0


@pytest.mark.parametrize("change", [{"last_name": "Autre"}, {"email": "autre@example.org"}, {"state": "left"}])
def test_convocations_of_other_people_than_those_counted_are_shown_again(desk, season, change):
    (day,) = season.days.all()
    address = reverse("admin:atelier_sessions_day_changelist")
    data = {"action": "issue_convocations", "_selected_action": [day.pk]}
    shown = shown_by(desk.post(address, data))
    Participant.objects.filter(pk=season.participants.first().pk).update(**change)

    answer = desk.post(address, {**data, "confirm": "1", **shown})

    assertContains(answer, AGAIN)
    assert Convocation.objects.count() == 0
    desk.post(address, {**data, "confirm": "1", **shown_by(answer)})
    assert Convocation.objects.count() == (1 if "state" in change else 2)


def test_a_decision_that_would_do_else_than_what_was_shown_is_shown_again(desk):
    season = SeasonFactory(places=1)
    first = TriptychFactory(season=season, submitted=True, lead=UserFactory())
    second = TriptychFactory(season=season, submitted=True, lead=UserFactory())
    address = reverse("admin:territories_triptych_changelist")
    data = {"action": "admit", "_selected_action": [first.pk]}
    shown = shown_by(desk.post(address, data))
    act(desk, "territories_triptych", "admit", second, confirm="1", mail="send")
    count = Message.objects.count()

    answer = desk.post(address, {**data, "confirm": "1", "mail": "send", **shown})

    assertContains(answer, AGAIN)
    assertContains(answer, "plus de place")
    assert (Triptych.objects.get(pk=first.pk).status, Message.objects.count()) == ("submitted", count)


def test_a_decision_about_others_than_those_shown_is_shown_again(desk):
    season = SeasonFactory()
    first, second = TriptychFactory(season=season, submitted=True), TriptychFactory(season=season, submitted=True)
    address = reverse("admin:territories_triptych_changelist")
    shown = shown_by(desk.post(address, {"action": "refuse", "_selected_action": [first.pk]}))

    forged = {"action": "refuse", "_selected_action": [second.pk], "confirm": "1", "mail": "send", **shown}
    assertContains(desk.post(address, forged), AGAIN)

    assert set(Triptych.objects.values_list("status", flat=True)) == {"submitted"}


def test_a_table_of_people_changed_after_it_was_read_is_shown_again(as_user, contact):
    client = as_user(contact)
    triptych = TriptychFactory(complete=True, lead=contact)
    address = reverse("territories:people", args=[triptych.pk])
    line = "élus\tOdile\tRoy\tmaire\tVal\todile@example.org"
    shown = client.post(address, {"pasted": line})
    changed = {"pasted": line.replace("odile@", "autre@"), "confirm": "1"}

    answer = client.post(address, {**changed, **shown_by(shown)})

    assertContains(answer, AGAIN)
    assert Participant.objects.count() == 0
    client.post(address, {**changed, **shown_by(answer)})
    assert Participant.objects.get().email == "autre@example.org"


@pytest.mark.parametrize("change", ["payer", "date"])
def test_an_invoice_that_says_else_than_its_draft_is_shown_again(as_user, treasurer, change):
    client, payer = as_user(treasurer), settled()
    address = reverse("admin:issue_invoice", args=[payer.instalments.get().pk])
    shown, on = shown_by(client.get(address)), localdate()
    if change == "payer":
        Payer.objects.update(city="Ailleurs")
    else:
        on = localdate() - timedelta(days=3)

    answer = client.post(address, {"on": on.isoformat(), **shown})

    assertContains(answer, AGAIN)
    assert Invoice.objects.count() == 0
    client.post(address, {"on": on.isoformat(), **shown_by(answer)})
    assert Invoice.objects.get().issued_on == on


def test_a_line_of_statement_is_not_applied_to_what_was_paid_meanwhile(as_user, treasurer):
    client, page = as_user(treasurer), reverse("admin:statement")
    invoice = invoicing.issue_document(instalment=settled().instalments.get(), on=localdate())
    StatementLine.objects.create(on=localdate(), label="VIR", amount=4500, fingerprint="x")
    shown = shown_by(client.get(page))
    payments.record_payment(invoice=invoice, amount=Decimal(4500), received_on=localdate(), by=treasurer)

    chosen = {f"invoice-{StatementLine.objects.get().pk}": invoice.pk}
    answer = client.post(page, {"apply": "1", **chosen, **shown}, follow=True)

    assertContains(answer, AGAIN)
    assert Payment.objects.count() == 1


def test_two_rows_that_changed_since_they_were_compared_are_shown_again(desk, season):
    kept = season.participants.first()
    gone = ParticipantFactory(triptych=kept.triptych, category=season.categories.last(), last_name="Vial")
    page = reverse("merge", args=["personne", kept.pk, gone.pk])
    shown = shown_by(desk.get(page))
    Participant.objects.filter(pk=gone.pk).update(position="Maire")

    assertContains(desk.post(page, {"merge": "1", **shown}), AGAIN)
    assert Participant.objects.filter(pk=gone.pk).exists()


def test_attestations_of_a_presence_corrected_meanwhile_are_shown_again(desk, organiser, participant):
    (day,) = add_days(participant.season, localdate())
    Attendance.objects.create(participant=participant, half_day=day.half_days.first(), status="present")
    day.closings.create(author=organiser)
    address = f"{reverse('admin:season_documents')}?saison={participant.season_id}"
    shown = shown_by(desk.get(address))
    ParticipantFactory(triptych=participant.triptych, seat=2, state="confirmed")
    Attendance.objects.update(status="absent")

    assertContains(desk.post(address, {"attestations": "1", **shown}, follow=True), AGAIN)
    assert Attestation.objects.count() == 0


CHANGED_MEANWHILE = {
    "copy_programme": ("atelier_sessions_day", {"source": "model:0"}),
    "ask_for_correction": ("territories_triptych", {"step": "triptyque", "why": "Un élu manque."}),
    "take_second_factor_away": ("accounts_user", {}),
}


@pytest.mark.parametrize("action", CHANGED_MEANWHILE)
def test_rows_that_changed_since_an_action_was_asked_about_are_shown_again(desk, season, action):
    table, typed = CHANGED_MEANWHILE[action]
    day, user = season.days.get(), UserFactory(is_facilitator=True)
    second_factor_of(user)
    triptych = TriptychFactory(season=season, submitted=True, lead=UserFactory())
    row = {"atelier_sessions_day": day, "territories_triptych": triptych, "accounts_user": user}[table]
    seen = shown_by(act(desk, table, action, row))
    item = day.half_days.first().items.create(starts_at="09:30", format="plenary", title="Ajoutée entre-temps")
    Triptych.objects.filter(pk=triptych.pk).update(status="waiting", waiting_rank=1)
    User.objects.filter(pk=user.pk).update(email="autre@example.org")
    data = {"action": action, "_selected_action": [row.pk], "confirm": "1"}

    answer = desk.post(reverse(f"admin:{table}_changelist"), {**data, **typed, **seen}, follow=True)

    assertContains(answer, AGAIN)
    assert day.half_days.first().items.get() == item
    assert not triptych.corrections.exists()
    assert user.authenticator_set.exists()


def test_every_page_of_the_administration_that_confirms_carries_what_it_showed():
    pages = Path(settings.BASE_DIR, "templates/admin").rglob("*.html")
    confirming = {page for page in pages if 'name="confirm"' in page.read_text()}

    assert len(confirming) > 5
    assert [page.name for page in confirming if "includes/shown.html" not in page.read_text()] == []
