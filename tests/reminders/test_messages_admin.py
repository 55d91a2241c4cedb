"""Rules, line of time and letters, as the organisers use them."""

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from atelier.outbox import delivery
from atelier.outbox.models import Message
from atelier.reminders import broadcasts
from atelier.reminders.models import ReminderRule
from atelier.seasons.models import Season
from tests.admin_actions import act, shown_by
from tests.factories import MessageFactory, ParticipantFactory, RuleFactory, SeasonFactory

pytestmark = pytest.mark.django_db


def test_a_season_without_rules_is_offered_the_usual_plan(desk, coming_season):
    address = reverse("admin:line_of_time")
    assertContains(desk.get(address), "Ajouter le plan habituel")

    assertContains(desk.post(address, follow=True), "Règles ajoutées\u00a0: 23.")
    assertContains(desk.get(address), "règle inactive")


def test_switching_rules_on_writes_what_is_to_come_and_says_how_much(desk, coming_season):
    rules = [RuleFactory(season=coming_season), RuleFactory(season=coming_season, days=20)]

    response = act(desk, "reminders_reminderrule", "switch_on", *rules, confirm="1")

    assertContains(response, "Règles activées\u00a0: 2. Courriels prévus\u00a0: 4")
    assertContains(desk.get(reverse("admin:line_of_time")), "prévu : 2")
    off = act(desk, "reminders_reminderrule", "switch_off", *rules, confirm="1")
    assertContains(off, "retirés\u00a0: 4")


def test_two_rules_on_one_day_for_one_person_are_pointed_at(desk, coming_season):
    for _ in range(2):
        RuleFactory(season=coming_season, is_active=True)

    assertContains(desk.get(reverse("admin:line_of_time")), "deux courriels ce jour-là")


def test_what_is_past_is_named_before_it_is_sent(desk, coming_season):
    rule = RuleFactory(season=coming_season, is_active=True, days=45)
    coming_season.participants.update(answered_at=timezone.now() - timezone.timedelta(days=90))
    address = reverse("admin:send_past", args=[rule.pk])
    first, second = coming_season.participants.order_by("pk")
    assertContains(desk.get(reverse("admin:line_of_time")), "2 courriels d’avant son activation")
    page = desk.get(address)
    assertContains(page, first.email)
    key = next(one.key for one in page.context["past"] if one.recipient.email == second.email)

    assertContains(
        desk.post(address, {"key": [key], **shown_by(page)}, follow=True), "Courriels remis à l’envoi\u00a0: 1."
    )

    assert list(Message.objects.values_list("to_email", flat=True)) == [second.email]


def test_a_rule_with_an_unknown_word_is_refused_and_kept(desk, coming_season):
    data = {
        "season": coming_season.pk,
        "trigger": "day",
        "days": 7,
        "direction": "before",
        "hour": "09:00",
        "subject": "Objet",
        "text": "Bonjour {prenon}",
    }

    response = desk.post(reverse("admin:reminders_reminderrule_add"), data)

    assertContains(response, "n’existe pas ici")
    assertContains(response, "Bonjour {prenon}")
    assert ReminderRule.objects.count() == 0


def test_a_season_made_by_hand_comes_with_its_rules_switched_off(desk):
    data = {
        "number": 12,
        "theme": "Tenir",
        "status": "preparation",
        "places": 6,
        "contribution_min": "3000",
        "contribution_max": "10000",
        "absence_notice_days": 7,
        "attendance_threshold": 80,
        "holder_freeze_days": 7,
        **{
            f"{name}-{count}": 0
            for name in ("categories", "team", "resources")
            for count in ("TOTAL_FORMS", "INITIAL_FORMS")
        },
    }

    desk.post(reverse("admin:seasons_season_add"), data)

    rules = Season.objects.get(number=12).rules
    assert (rules.count(), rules.filter(is_active=True).count()) == (23, 0)


LETTER = {"audience": "participants", "subject": "Des nouvelles", "text": "Bonjour {prenom}.", "token": "abc"}


def test_a_letter_goes_to_exactly_those_who_were_counted_and_shown(desk, coming_season):
    address = reverse("admin:letter")
    shown = desk.post(address, LETTER)
    assertContains(shown, "Envoyer à 2 destinataires")
    assert Message.objects.count() == 0

    for _ in range(2):
        desk.post(address, {**LETTER, **shown_by(shown), "send": "1"})

    assert sorted(Message.objects.values_list("to_email", flat=True)) == sorted(
        coming_season.participants.values_list("email", flat=True)
    )
    assert "Bonjour Zoé." in Message.objects.first().text


def test_a_letter_whose_audience_changed_meanwhile_is_shown_again(desk, coming_season):
    shown = shown_by(desk.post(reverse("admin:letter"), LETTER))
    ParticipantFactory(
        triptych=coming_season.triptychs.get(), category=coming_season.categories.last(), state="confirmed"
    )

    response = desk.post(reverse("admin:letter"), {**LETTER, **shown, "send": "1"})

    assertContains(response, "Envoyer à 3 destinataires")
    assert Message.objects.count() == 0


@pytest.mark.parametrize(
    ("values", "sentence"), [({"text": "{lien}"}, "n’existe pas ici"), ({"audience": ""}, "obligatoire")]
)
def test_a_wrong_letter_is_refused_in_words(values, sentence, desk, coming_season):
    assertContains(desk.post(reverse("admin:letter"), {**LETTER, **values}), sentence)


def test_an_unknown_or_empty_audience_is_nobody(coming_season):
    elsewhere = SeasonFactory(number=91).categories.first()

    assert broadcasts.broadcast_recipients(coming_season, "tout-le-monde") == []
    assert broadcasts.broadcast_recipients(coming_season, f"category:{elsewhere.pk}") == []
    assert len(broadcasts.broadcast_recipients(coming_season, f"category:{coming_season.categories.first().pk}")) == 2


def test_a_planned_mail_is_held_corrected_tested_and_let_go(desk, organiser, coming_season):
    RuleFactory(season=coming_season, is_active=True)
    act(desk, "reminders_reminderrule", "switch_off", *ReminderRule.objects.all(), confirm="1")
    act(desk, "reminders_reminderrule", "switch_on", *ReminderRule.objects.all(), confirm="1")
    message = Message.objects.order_by("pk").first()

    act(desk, "outbox_message", "hold_selected", message)
    act(desk, "outbox_message", "send_test_of_selected", message)

    message.refresh_from_db()
    test = Message.objects.get(source="test")
    assert (message.state, test.to_email, test.text) == ("held", organiser.email, message.text)
    assert test.subject == f"[Essai] {message.subject}"


def test_a_mail_leaves_as_text_and_as_html_from_the_same_words(mailoutbox):
    message = MessageFactory(subject="Objet <b>", text="Bonjour & merci\n\nhttps://example.org/x\n")

    delivery.deliver(message.pk)

    (mail,) = mailoutbox
    ((html, kind),) = mail.alternatives
    assert (mail.body, kind) == (message.text, "text/html")
    assert "Bonjour &amp; merci" in html
    assert "Objet &lt;b&gt;" in html
    assert '<a href="https://example.org/x"' in html


def test_everything_about_a_person_is_one_click_away(desk, coming_season):
    RuleFactory(season=coming_season)
    act(desk, "reminders_reminderrule", "switch_on", *ReminderRule.objects.all(), confirm="1")
    one, other = coming_season.participants.order_by("pk")

    page = desk.get(reverse("admin:territories_participant_change", args=[one.pk]))
    thread = desk.get(f"{reverse('admin:outbox_message_changelist')}?topics__ref=participant:{one.pk}")

    assertContains(page, f"topics__ref=participant%3A{one.pk}")
    assertContains(thread, one.email)
    assertNotContains(thread, other.email)
