"""Links that are keys of one person: in the mail that leaves, and nowhere else; who reads which messages."""

import re
import smtplib
from pathlib import Path

import pytest
import time_machine
from django.apps import apps
from django.conf import settings
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from atelier.core import erasures
from atelier.outbox import delivery, queueing
from atelier.outbox.models import GROUP, Message
from atelier.reminders import planner
from sessions.programme import feeds
from territories import invitation, selection
from territories.models import Participant
from tests.factories import MessageFactory, ParticipantFactory, RuleFactory, TriptychFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mode")]
SECRET = re.compile(r"/(?:invitation|agenda|disponibilites|rester-en-lien)/(?!lien-personnel/)[^/\s\"'<>]+")
MASKED = "/invitation/lien-personnel/"


@pytest.fixture(autouse=True)
def still():
    """A signed link carries its second: one made twice in the same second is the same."""
    with time_machine.travel(timezone.now(), tick=False):
        yield


@pytest.fixture
def person(draft):
    return invitation.send_invitation(draft.participants.first(), by=None)


def link_of(person):
    return f"/invitation/{invitation.token_for(person)}/"


def everything_stored() -> str:
    """Every value of every row of the database."""
    rows = (row for model in apps.get_models() for row in model._base_manager.order_by("pk").values())
    return "\n".join(str(value) for row in rows for value in row.values())


def test_the_link_of_a_person_stands_in_the_mail_that_leaves_and_in_no_row(person):
    (message,) = Message.objects.filter(personal_link=f"invitation:{person.pk}")
    assert MASKED in message.text
    assert link_of(person) not in everything_stored()

    delivery.deliver(message.pk)

    (sent,) = mail.outbox
    ((html, _),) = sent.alternatives
    assert (sent.body.count(link_of(person)), html.count(link_of(person))) == (2, 2)  # yes and no
    assert MASKED not in sent.message().as_string()
    assert not SECRET.search(str(sent.extra_headers) + sent.subject)
    assert link_of(person) not in everything_stored()
    assert invitation.participant_of(re.search(r"/invitation/(\S+)/", sent.body)[1]) == person


def test_an_admission_and_a_reminder_carry_the_link_the_same_way(person, organiser):
    triptych = person.triptych
    triptych.status, triptych.submitted_at = "submitted", person.invited_at
    triptych.save()
    RuleFactory(
        season=person.season,
        trigger="invitation_unanswered",
        days=0,
        text="{lien}",
        is_active=True,
        effective_from=None,
    )
    selection.admit(triptych=triptych, author=organiser, hold=True)
    texts = {one.text for one in planner.wanted_messages(planner.active_rules()).messages}
    held = Message.objects.get(key__startswith=f"participant-told:{person.pk}:")

    assert all(MASKED in text for text in [*texts, held.text])
    assert texts
    assert not SECRET.search(everything_stored())
    queueing.release(held)
    delivery.deliver(held.pk)
    assert link_of(person) in mail.outbox[-1].body


def test_a_planned_reminder_receives_the_link_of_its_reader(person):
    rule = RuleFactory(season=person.season, trigger="invitation_unanswered", days=0, text="{lien}", is_active=True)
    wanted = planner.wanted_messages([rule]).messages
    planner._write_chunk(wanted, person.invited_at, erasures.count(), at_once=True)
    message = Message.objects.filter(source=rule.source).get(personal_link=f"invitation:{person.pk}")

    delivery.deliver(message.pk, now=message.not_before)

    assert {MASKED in message.text, mail.outbox == [] or link_of(person) in mail.outbox[-1].body} == {True}


def test_a_link_does_not_leave_to_another_address_than_its_person_s(person, organiser):
    message = Message.objects.get(personal_link=f"invitation:{person.pk}")
    Participant.objects.filter(pk=person.pk).update(email="nouvelle@example.org")

    delivery.deliver(message.pk)

    message.refresh_from_db()
    assert (mail.outbox, message.state) == ([], "withdrawn")
    assert message.error == "Le lien personnel n’est plus celui de cette adresse."


def test_a_test_of_a_message_goes_without_the_link(person, organiser):
    copy = queueing.send_test(Message.objects.get(personal_link=f"invitation:{person.pk}"), to=organiser.email)

    delivery.deliver(copy.pk)

    (sent,) = mail.outbox
    assert (MASKED in sent.body, link_of(person) in sent.body) == (True, False)


def test_the_word_typed_by_somebody_receives_the_link_of_nobody_else(person):
    """The link made is that of the reader of the message, whatever its words."""
    other = ParticipantFactory(triptych=TriptychFactory(), email="autre@example.org", state="invited")
    message = Message.objects.get(personal_link=f"invitation:{person.pk}")
    Message.objects.filter(pk=message.pk).update(text=f"{message.text} {MASKED} invitation:{other.pk}")
    plain = MessageFactory(text=f"Motif : {MASKED}")

    for one in (message, plain):
        delivery.deliver(one.pk)

    assert all(link_of(other) not in sent.body for sent in mail.outbox)
    assert mail.outbox[1].body == f"Motif : {MASKED}"


@pytest.mark.parametrize(
    "before", ["https://mal.example", "https://mal.example/?", "x", "https://mal.example/?u={site}"]
)
def test_a_link_is_not_made_inside_the_address_of_another_site(before, person):
    """Whoever names somebody is named in the mail, and may call themselves an address."""
    message = Message.objects.get(personal_link=f"invitation:{person.pk}")
    typed = f"{before.format(site=settings.SITE_URL)}{MASKED} vous propose de venir"
    Message.objects.filter(pk=message.pk).update(text=f"{typed}\n{message.text}")

    delivery.deliver(message.pk)

    first, _, rest = mail.outbox[0].body.partition("\n")
    assert (first, link_of(person) in rest) == (typed, True)


def test_what_a_server_quotes_of_a_refused_mail_is_kept_without_the_link(person, monkeypatch, caplog):
    def refuse(self, messages):
        text = messages[0].body
        raise smtplib.SMTPResponseException(554, f"spam: {text}".encode())

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
    message = Message.objects.get(personal_link=f"invitation:{person.pk}")

    delivery.deliver(message.pk)

    message.refresh_from_db()
    assert "spam" in message.error
    assert not SECRET.search(message.error.replace("<secret>", "lien-personnel/"))
    assert link_of(person) not in everything_stored() + caplog.text


def test_no_mail_is_written_with_a_secret_in_hand():
    """Whoever writes mails has no means of making a link: the words for it stand in one place."""
    root = Path(settings.BASE_DIR)
    writers = [path for name in ("emails.py", "reminders.py", "broadcasts.py") for path in root.glob(f"*/**/{name}")]
    writers = [path for path in writers if ".venv" not in path.parts and "tests" not in path.parts]
    texts = [*root.glob("templates/**/emails/*"), *root.glob("atelier/reminders/*.yaml")]

    assert len(writers) > 6
    assert [path for path in writers if re.search(r"token_for|signing|feed", path.read_text())] == []
    assert [path for path in texts if re.search(r"\.token\b|feed|agenda/", path.read_text())] == []


def test_what_gathers_several_is_sent_to_nobody_else(as_user, organiser, person):
    """Each of its messages has its own link, made for its own reader: correcting the address would tell it."""
    group = MessageFactory(source=GROUP, to_email=person.email)
    Message.objects.filter(personal_link=f"invitation:{person.pk}").update(state="grouped", group=group)

    attached = {"attachments-TOTAL_FORMS": "0", "attachments-INITIAL_FORMS": "0"}
    sent = {"to_email": "autre@example.org", "subject": "x", "text": "x", **attached}
    as_user(organiser).post(f"/admin/outbox/message/{group.pk}/change/", sent)
    delivery.deliver(group.pk)

    assert [one.to for one in mail.outbox if link_of(person) in one.body] == [[person.email]]


def test_the_treasurer_reads_the_messages_of_money_and_no_other(as_user, treasurer, facilitator, organiser, person):
    money = MessageFactory(key="money:F1:a", subject="Facture F1", matter="money")
    season = Message.objects.get(personal_link=f"invitation:{person.pk}")
    MessageFactory(key="absence", subject="Absence de Zoé", text="CANARI")

    assertions = {treasurer: {money.subject}, organiser: {money.subject, season.subject, "Absence de Zoé"}}
    for user, expected in assertions.items():
        page = as_user(user).get("/admin/outbox/message/").content.decode()
        assert {one for one in Message.objects.values_list("subject", flat=True) if one in page} == expected
    client = as_user(treasurer)
    assert client.get(f"/admin/outbox/message/{money.pk}/change/").status_code == 200
    for page in ("change", "history"):
        refused = client.get(f"/admin/outbox/message/{season.pk}/{page}/", follow=True)
        assert season.text[:40] not in refused.content.decode()
    assertNotContains(client.get(reverse("search"), {"q": "Absence"}), "Absence de Zoé")
    assertNotContains(client.get(reverse("search"), {"q": "CANARI"}), "Absence de Zoé")
    assertContains(client.get(reverse("search"), {"q": "Facture"}), "Facture F1")
    assertNotContains(client.get("/admin/"), "Absence de Zoé")
    assert as_user(facilitator).get("/admin/outbox/message/").status_code == 403


def test_whoever_looks_in_somebody_s_place_gets_no_key_of_theirs(as_user, organiser, participant):
    waiting = ParticipantFactory(triptych=TriptychFactory(), email=participant.email, state="invited")
    feed = feeds.feed_for(user=participant.user)
    own = as_user(participant.user).get(reverse("space"))
    assertContains(own, link_of(waiting))
    assertContains(own, feed.token)

    client = as_user(organiser)
    client.post(reverse("see_as", args=[participant.user.pk]))

    assert not SECRET.search(client.get(reverse("space")).content.decode())
