"""Every mail of the demo as it would leave: read for the faults that a reader sees first, and sent to oneself."""

import re

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from atelier.accounts.models import User
from atelier.core.declarations import declared
from atelier.core.mail import MailSample, html_of, letterhead
from atelier.outbox.models import Message
from sessions.programme import feeds
from territories import invitation
from territories.models import Participant
from tests.outbox.test_personal_links import SECRET
from tests.test_templates import MAILS, name

pytestmark = pytest.mark.django_db
MOST = 102_000  # bytes, past which the largest provider cuts a mail
FAULTS = {
    "a greeting with a hole": r"Bonjour ,|^,",
    "two articles": r"\b(?:la|du|des) (?:le|les|la) |\b(?:de|à) (?:le|les) (?=[a-z])",
    "a singular in the plural": r"\b1 (?:personnes|territoires|journées|places|demi-journées)\b",
    "a straight apostrophe": r"[A-Za-zÀ-ÿ]'[A-Za-zÀ-ÿ]",
    "a word in braces": r"\{[a-z_]+\}|\{\{|\{%",
    "an English word": r"\b(?:None|True|False|the|and|your)\b",
    "amounts with a point": r"\d\.\d\d\b",
    "an institution without its article": r"(?:représenter|pour|candidature|de) (?:Communauté|Syndicat|PETR)\b",
}


@pytest.fixture
def organiser_desk(demo, as_user):
    return as_user(User.objects.organisers().first())


def test_no_mail_of_the_demo_has_a_fault_that_a_reader_sees_first(demo):
    written = {sample.key: sample.write() for sample in declared(MailSample)}
    assert [key for key, words in written.items() if words is None] == []
    stored = Message.objects.order_by("pk").values_list("subject", "text").distinct()
    texts = [*((f"{words.subject}\n{words.text}") for words in written.values()), *("\n".join(row) for row in stored)]

    found = {
        kind: [hit[0] for text in texts if (hit := re.search(pattern, text, re.MULTILINE))][:3]
        for kind, pattern in FAULTS.items()
    }
    assert {kind: hits for kind, hits in found.items() if hits} == {}


def test_each_mail_is_small_and_writes_no_address_of_the_site_out(demo):
    for sample in declared(MailSample):
        words = sample.write()
        html = html_of(words.subject, words.text, letterhead())
        assert len(html.encode()) < MOST
        assert ">http" not in html


@pytest.mark.usefixtures("mode")
def test_no_mail_of_the_whole_season_keeps_a_secret(demo):
    """The demo is filled before the mode changes."""
    people = Participant.objects.filter(state="invited").order_by("pk")
    for person in people[:3]:
        invitation.send_invitation(person, by=None)
        feeds.feed_for(triptych=person.triptych)
    stored = "\n".join(
        str(value)
        for model in (Message, *(relation.related_model for relation in Message._meta.related_objects))
        for row in model.objects.order_by("pk").values()
        for value in row.values()
    )

    assert not SECRET.search(stored)


def test_every_template_of_a_mail_has_its_sample():
    outbox = {name(path)[: -len(".txt")] for path in MAILS if path.stem not in {"signature", "path"}}

    assert {stem.removeprefix("templates/") for stem in outbox} <= {sample.key for sample in declared(MailSample)}


def test_an_organiser_reads_each_mail_and_sends_one_to_themselves(organiser_desk):
    page = organiser_desk.get(reverse("mail_samples"))
    before = Message.objects.count()
    organiser_desk.post(reverse("mail_samples"), {"key": "territories/emails/person_invited"})

    assertContains(page, "À chaque personne nommée dans un triptyque")
    assertNotContains(page, "Rien dans les données")
    sample = Message.objects.order_by("pk").last()
    assert (Message.objects.count(), sample.to_email) == (before + 1, "organisation@example.org")
    assert sample.subject.startswith("[Essai] Saison 4")
    assert "/invitation/lien-personnel/" in sample.text


def test_the_layout_of_a_mail_is_shown_under_a_policy_of_its_own(organiser_desk):
    answer = organiser_desk.get(reverse("mail_sample", args=["account/email/login_code"]))

    policy = answer["Content-Security-Policy"]
    assertContains(answer, "ABCD-EFGH")
    assert "style-src 'unsafe-inline'" in policy
    assert "script-src 'none'" in policy
    assert organiser_desk.get(reverse("mail_sample", args=["rien/du/tout"])).status_code == 404
